//! The checks of a key on its card: when, and how its last 90 days were.

use std::fmt::Write as _;

use leptos::prelude::*;

use super::texts::HealthTexts;
use crate::{
    app::{
        i18n::{CommonTexts, Spoken as _},
        integrations::IntegrationsTexts,
        page_cx::PageCx,
        paths::{health_day_href, health_href},
        ui::time::Time,
    },
    domain::{
        health::{Cause, Checks, Severity, Strip},
        locale::Locale,
        moment::day_of_utc,
        provider::Provider,
    },
};

/// When the key was checked, what was found, and when it is checked next.
pub fn checked(checks: &Checks, cause: Option<Cause>, cx: PageCx) -> AnyView {
    let t = HealthTexts::spoken(cx.locale);
    let last = match checks.last {
        Some(at) => view! { <Time at=cx.moment(at)/> }.into_any(),
        None => IntegrationsTexts::spoken(cx.locale).never.into_any(),
    };
    let found = cause.map(|cause| format!(", {}", cause.words(cx.locale)));
    let next = if checks.next > cx.now { (t.next)(&cx.due(checks.next)) } else { t.next_now.to_owned() };
    view! { {last} {found} ". " {next} }.into_any()
}

/// The last 90 days, each a link to what happened on it. `whole` lists the days with trouble as well.
pub fn strip(provider: Provider, strip: &Strip, cx: PageCx, whole: bool) -> AnyView {
    let t = HealthTexts::spoken(cx.locale);
    let days = whole.then(|| days(provider, strip, cx));
    let spoken = (CommonTexts::spoken(cx.locale).labelled)(t.history, provider.name());
    view! {
        <div class="history">
            {figure(provider, strip, cx)}
            {days}
            <a href=health_href(provider) aria-label=spoken>{t.history}</a>
        </div>
    }
    .into_any()
}

/// The drawing, with the same in words. Whoever does not point at a day finds those with trouble
/// listed, and each by the one beside it.
pub(super) fn figure(provider: Provider, strip: &Strip, cx: PageCx) -> AnyView {
    let t = HealthTexts::spoken(cx.locale);
    let [up, degraded, down] = [Severity::Up, Severity::Degraded, Severity::Down].map(|of| strip.count(of));
    view! {
        <figure>
            <svg
                class="strip"
                viewBox="0 0 360 8"
                preserveAspectRatio="none"
                aria-hidden="true"
                inner_html=drawn(provider, strip, cx.locale)
            ></svg>
            <figcaption>{t.days_are} <span class="sr">{(t.days)(up, degraded, down)}</span></figcaption>
        </figure>
    }
    .into_any()
}

/// A link to each day with trouble, the newest first.
fn days(provider: Provider, strip: &Strip, cx: PageCx) -> Vec<AnyView> {
    let mut days: Vec<AnyView> = strip
        .days()
        .filter_map(|(number, causes)| Some((number, causes.filter(|causes| !causes.is_empty())?)))
        .map(|(number, causes)| {
            let words = in_words(number, causes, cx.locale);
            view! { <a href=health_day_href(provider, number)>{words}</a> }.into_any()
        })
        .collect();
    days.reverse();
    days
}

/// The day in words.
pub(super) fn date(number: i64, cx: PageCx) -> String {
    day_of_utc(number, cx.locale)
}

/// A day with its worst, and why.
fn in_words(number: i64, causes: &[Cause], locale: Locale) -> String {
    let severity = (HealthTexts::spoken(locale).severity)(Severity::of(causes));
    let why: Vec<_> = causes.iter().map(|cause| cause.words(locale)).collect();
    let worst = (CommonTexts::spoken(locale).labelled)(&day_of_utc(number, locale), severity);
    format!("{worst} ({})", why.join(", "))
}

/// The days as links of four units each, with a blank between. No text in it is a person's.
fn drawn(provider: Provider, strip: &Strip, locale: Locale) -> String {
    let mut drawn = String::new();
    for (at, (number, causes)) in strip.days().enumerate() {
        let (class, why) = match causes {
            None => ("none", String::new()),
            Some([]) => (Severity::Up.code(), String::new()),
            Some(causes) => {
                let words = in_words(number, causes, locale);
                (Severity::of(causes).code(), format!("<title>{words}</title>"))
            }
        };
        let (href, left) = (health_day_href(provider, number), 4 * at);
        // Writing to a text does not fail.
        let _ = write!(
            drawn,
            "<a href=\"{href}\" tabindex=\"-1\" class=\"{class}\">{why}<path d=\"M{left} 0h3v8h-3z\"/></a>"
        );
    }
    drawn
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;
    use crate::domain::health::DAY_MS;

    #[test]
    fn each_day_is_a_link_drawn_by_its_worst() {
        let days = [(100, vec![Cause::Outage, Cause::BadKey]), (99, vec![]), (98, vec![Cause::Outage])];
        let strip = Strip::new(100 * DAY_MS, days);
        for locale in Locale::ALL {
            let drawn = drawn(Provider::Vapi, &strip, locale);
            assert_eq!(drawn.matches("<a href=").count(), 90);
            for (day, class) in [("1970-04-11", "down"), ("1970-04-10", "up"), ("1970-04-09", "degraded")] {
                let link = format!("?day={day}\" tabindex=\"-1\" class=\"{class}\">");
                assert!(drawn.contains(&link), "{link}: {drawn}");
            }
            let why = Cause::BadKey.words(locale);
            assert_eq!(drawn.matches(why).count(), 1, "{why}");
            assert!(!drawn.contains('\''), "it is markup as it stands: {drawn}");
        }
    }
}
