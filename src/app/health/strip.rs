//! The checks of a key on its card: when, and how its last 90 days were.

use std::fmt::Write as _;

use leptos::prelude::*;

use super::texts::HealthTexts;
use crate::{
    app::{
        i18n::Spoken as _,
        page_cx::PageCx,
        paths::{health_day_href, health_href},
        ui::time::Time,
    },
    domain::{
        health::{Cause, Checks, Severity, Strip},
        moment::day,
        provider::Provider,
    },
};

/// When the key was checked, what was found, and when it is checked next.
pub fn checked(checks: &Checks, cause: Option<Cause>, cx: PageCx) -> AnyView {
    let t = HealthTexts::spoken(cx.locale);
    let last = match checks.last {
        Some(at) => view! { <Time at=cx.moment(at)/> }.into_any(),
        None => cx.t.integrations.never.into_any(),
    };
    let found = cause.map(|cause| format!(", {}", cause.words(cx.locale)));
    let next = if checks.next > cx.now { (t.next)(&cx.due(checks.next)) } else { t.next_now.to_owned() };
    view! { {last} {found} ". " {next} }.into_any()
}

/// The last 90 days, each by its worst, with a link to what happened. `whole` lists the days with
/// trouble as well.
pub fn strip(provider: Provider, strip: &Strip, cx: PageCx, whole: bool) -> AnyView {
    let t = HealthTexts::spoken(cx.locale);
    let days = whole.then(|| days(provider, strip, cx));
    let spoken = (cx.t.common.labelled)(t.history, provider.name());
    view! {
        <div class="history">
            {figure(strip, cx)}
            {days}
            <a href=health_href(provider) aria-label=spoken>{t.history}</a>
        </div>
    }
    .into_any()
}

/// The drawing, with the same in words.
pub(super) fn figure(strip: &Strip, cx: PageCx) -> AnyView {
    let [up, degraded, down] = [Severity::Up, Severity::Degraded, Severity::Down].map(|of| strip.count(of));
    let words = (HealthTexts::spoken(cx.locale).days)(up, degraded, down);
    view! {
        <svg
            class="strip"
            viewBox="0 0 360 8"
            preserveAspectRatio="none"
            role="img"
            aria-label=words
            inner_html=drawn(strip)
        ></svg>
    }
    .into_any()
}

/// A link to each day with trouble, the newest first.
fn days(provider: Provider, strip: &Strip, cx: PageCx) -> Vec<AnyView> {
    let t = HealthTexts::spoken(cx.locale);
    let mut days: Vec<AnyView> = strip
        .days()
        .filter_map(|(number, worst)| Some((number, worst.filter(|worst| *worst > Severity::Up)?)))
        .map(|(number, worst)| {
            let words = (cx.t.common.labelled)(&date(number, cx), (t.severity)(worst));
            view! { <a href=health_day_href(provider, number)>{words}</a> }.into_any()
        })
        .collect();
    days.reverse();
    days
}

/// The day in words.
pub(super) fn date(number: i64, cx: PageCx) -> String {
    day(number * crate::domain::health::DAY_MS, cx.locale)
}

/// The days as one shape for each severity, four units wide each.
fn drawn(strip: &Strip) -> String {
    let mut shapes = [String::new(), String::new(), String::new(), String::new()];
    for (at, (_, worst)) in strip.days().enumerate() {
        let shape = &mut shapes[worst.map_or(3, |worst| worst as usize)];
        // Writing to a text does not fail.
        let _ = write!(shape, "M{} 0h3v8h-3z", 4 * at);
    }
    let classes = [Severity::Up.code(), Severity::Degraded.code(), Severity::Down.code(), "none"];
    let path = |(class, shape): (&str, String)| format!("<path class=\"{class}\" d=\"{shape}\"/>");
    classes.into_iter().zip(shapes).filter(|(_, shape)| !shape.is_empty()).map(path).collect()
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;
    use crate::domain::health::DAY_MS;

    #[test]
    fn each_day_is_drawn_once_by_its_worst() {
        let strip = Strip::new(100 * DAY_MS, [(100, Severity::Down), (99, Severity::Up), (98, Severity::Up)]);
        let drawn = drawn(&strip);
        assert_eq!(drawn.matches('M').count(), 90);
        assert!(drawn.contains("<path class=\"up\" d=\"M348 0h3v8h-3zM352 0h3v8h-3z\"/>"), "{drawn}");
        assert!(drawn.contains("<path class=\"down\" d=\"M356 0h3v8h-3z\"/>"), "{drawn}");
        assert!(!drawn.contains("degraded"), "{drawn}");
    }
}
