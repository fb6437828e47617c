//! Times, problems and confirmations, which every page tells in the same way. Knows no
//! feature's forms.

use leptos::prelude::*;

use super::{
    errors::{ErrorTexts, ProblemNotice, ProblemView},
    i18n::{CommonTexts, Spoken, use_locale},
    in_browser::in_browser,
    integrations::IntegrationsTexts,
    page_context::{use_viewer, use_zone},
    paths::provider_href,
    status::set_status,
    ui::{
        notice::{NextStep, Notice, NoticeProps},
        pill::Tone,
        skeleton::SkeletonCard,
        time::Moment,
        toast::Toasts,
    },
};
use crate::domain::{
    feature::{Feature, Off},
    locale::Locale,
    moment::{day, due, exact, hour, iso, relative, time_of_day},
    problem::{Problem, ProblemKind},
    provider::Provider,
    role::{Permission, Rights, Role},
    zone::Zone,
};

/// Both ends of a provider's long id, by which people tell it from others.
pub fn shortened(id: &str) -> String {
    match (id.get(..6), id.get(id.len().saturating_sub(4)..)) {
        (Some(start), Some(end)) if id.len() > 14 => format!("{start}…{end}"),
        _ => id.to_owned(),
    }
}

/// The page's language and time zone, and the server's clock when its view was read.
#[derive(Clone, Copy)]
pub struct PageCx {
    pub locale: Locale,
    pub now: i64,
    zone: StoredValue<Zone>,
    /// The rights that the viewer has in the org; `None` for a visitor.
    rights: Option<Rights>,
    /// What is turned off for the viewer's org.
    off: Off,
}

impl PageCx {
    /// The context of this page; it has no clock until [`at`](Self::at) sets one.
    pub fn here() -> Self {
        let viewer = use_viewer();
        let off = viewer.as_ref().map(|viewer| viewer.off).unwrap_or_default();
        let rights = viewer.map(|viewer| viewer.rights());
        Self { locale: use_locale(), now: 0, zone: use_zone(), rights, off }
    }

    pub fn at(self, now: i64) -> Self {
        Self { now, ..self }
    }

    /// The viewer's role; `None` for a visitor.
    pub fn role(self) -> Option<Role> {
        self.rights.map(|rights| rights.role)
    }

    /// Whether the viewer may do this. Only decides what to offer: each server function
    /// checks for itself.
    pub fn may(self, permission: Permission) -> bool {
        self.rights.is_some_and(|rights| rights.may(permission))
    }

    /// Whether a feature is turned off, so that nothing of it is offered: each server function
    /// checks for itself.
    pub fn is_off(self, feature: impl Into<Feature>) -> bool {
        self.off.has(feature)
    }

    /// Whether the viewer may do this, with a feature that is on.
    pub fn offers(self, permission: Permission, feature: impl Into<Feature>) -> bool {
        self.may(permission) && !self.is_off(feature)
    }

    /// Says that a provider is turned off, in place of what it would offer.
    pub fn turned_off(self, provider: Provider) -> AnyView {
        let text = Problem::from(ProblemKind::TurnedOff(provider.into())).sentence(self.locale);
        view! { <Notice tone=Tone::Off text=text/> }.into_any()
    }

    /// Stands in place of a form that this role may not send.
    pub fn look_only(self) -> AnyView {
        view! { <Notice tone=Tone::Off text=CommonTexts::spoken(self.locale).look_only/> }.into_any()
    }

    pub fn relative(self, at: i64) -> String {
        relative(at, self.now, self.locale)
    }

    /// The time of a future event, for a sentence.
    pub fn due(self, at: i64) -> String {
        self.zone.with_value(|zone| due(at, self.now, self.locale, zone))
    }

    /// `at` as seen from now, both in epoch milliseconds by the server's clock.
    pub fn moment(self, at: i64) -> Moment {
        let exact = self.zone.with_value(|zone| exact(at, zone));
        Moment { iso: iso(at), exact, relative: self.relative(at) }
    }

    /// A moment that is written out on the page, too.
    pub fn exact(self, at: i64) -> Moment {
        let moment = self.moment(at);
        Moment { relative: moment.exact.clone(), ..moment }
    }

    /// The time of day, for a step of a timeline.
    pub fn time_of_day(self, at: i64) -> Moment {
        Moment { relative: self.zone.with_value(|zone| time_of_day(at, zone)), ..self.moment(at) }
    }

    /// The hour and the minute, for a sentence.
    pub fn hour(self, at: i64) -> String {
        self.zone.with_value(|zone| hour(at, zone))
    }

    /// The day of a moment.
    pub fn day(self, at: i64) -> Moment {
        let day = self.zone.with_value(|zone| day(at, self.locale, zone));
        Moment { relative: day, ..self.moment(at) }
    }

    /// The name of the zone in which times are written.
    pub fn zone_name(self) -> String {
        self.zone.with_value(|zone| zone.name.as_str().to_owned())
    }

    pub fn with_zone<T>(self, write: impl FnOnce(&Zone) -> T) -> T {
        self.zone.with_value(write)
    }

    /// The sentence of a problem, with the way out and the id to quote.
    pub fn problem(self, problem: &Problem) -> AnyView {
        Notice(NoticeProps {
            tone: Tone::Bad,
            text: problem.sentence(self.locale),
            title: None,
            quote: problem.reply(self.locale),
            next: self.way_out(problem),
            reference: self.reference(problem),
            children: None,
        })
        .into_any()
    }

    fn reference(self, problem: &Problem) -> Option<String> {
        let id = problem.correlation_id.as_ref()?;
        problem.wants_support().then(|| (ErrorTexts::spoken(self.locale).reference)(id))
    }

    /// The page where a provider is connected, for whoever may do that.
    pub fn to_connect(self, provider: Provider) -> Option<NextStep> {
        self.offers(Permission::ManageKeys, provider).then(|| NextStep {
            href: provider_href(provider),
            label: (IntegrationsTexts::spoken(self.locale).connect)(provider.name()),
        })
    }

    /// The page of ours where this problem can be solved, if there is one.
    pub fn way_out(self, problem: &Problem) -> Option<NextStep> {
        if !self.may(Permission::ManageKeys) {
            return None;
        }
        let t = IntegrationsTexts::spoken(self.locale);
        let (provider, label) = match problem.kind {
            ProblemKind::NotConnected(provider) => (provider, t.connect),
            ProblemKind::Unreadable(provider) | ProblemKind::KeyRefused(provider) => (provider, t.reconnect),
            _ => return None,
        };
        Some(NextStep { href: provider_href(provider), label: label(provider.name()) })
    }
}

/// The placeholder of a card.
pub fn skeleton(label: &'static str) -> AnyView {
    view! { <SkeletonCard label=label/> }.into_any()
}

/// A section whose data could not be read, with its status and the way to ask again.
pub fn failed(problem: Problem) -> AnyView {
    set_status(problem.http_status());
    view! { <ProblemNotice problem=Some(problem) of_reading=true/> }.into_any()
}

/// A page whose subject could not be read, with its status.
pub fn no_page(problem: Problem) -> AnyView {
    view! { <ProblemView problem=problem/> }.into_any()
}

/// Confirms what the server has committed, each time that `text` returns a sentence.
pub fn confirm(text: impl Fn() -> Option<String> + 'static) {
    let toasts = use_context::<Toasts>();
    in_browser(move || {
        if let (Some(toasts), Some(text)) = (toasts, text()) {
            toasts.push(text);
        }
    });
}

#[cfg(test)]
mod tests {
    use super::shortened;

    #[test]
    fn a_long_id_keeps_its_ends() {
        assert_eq!(shortened("PN191200000000000000000000000000527a"), "PN1912…527a");
        assert_eq!(shortened("PN1912"), "PN1912");
        assert_eq!(shortened(""), "");
    }
}
