//! `/dashboard/integrations/:provider/health`: what happened to a key, day by day.

use leptos::prelude::*;

use super::{texts::HealthTexts, uptime_strip::date};
use crate::{
    app::{
        address::use_address,
        errors::NotFound,
        i18n::{CommonTexts, Spoken as _},
        page_cx::{PageCx, failed, skeleton},
        paths::{OPERATIONS, health_day_href, health_href, listed_href, provider_href},
        read::use_view,
        ui::{
            notice::NextStep,
            page::{Page, PageHead},
            page_title::PageTitle,
            pill::{Pill, Tone},
            time::Time,
        },
    },
    domain::{
        credential::CredentialStatus,
        health::{ChangeView, DAY_MS, DayView, HealthView, Severity},
        ids::OperationId,
        list::InQuery as _,
        operation::OperationsQuery,
        provider::Provider,
        topic::Topic,
    },
};

#[component]
pub fn HealthPage(code: String) -> impl IntoView {
    match Provider::from_code(&code) {
        Some(provider) => page(provider),
        None => view! { <Page><NotFound/></Page> }.into_any(),
    }
}

fn page(provider: Provider) -> AnyView {
    let cx = PageCx::here();
    let t = HealthTexts::spoken(cx.locale);
    let address = use_address();
    let asked = Signal::derive(move || {
        Some(address.with(|address| format!("{}?{}", provider.code(), address.query)))
    });
    let view = use_view::<HealthView>(asked, &[Topic::Integrations], Vec::new());
    let crumb = NextStep { href: provider_href(provider), label: provider.name().to_owned() };
    let title = (t.title)(provider.name());
    view! {
        <PageTitle text=(CommonTexts::spoken(cx.locale).title)(&title)/>
        <Page>
            <PageHead title=title lead=t.lead crumb=crumb/>
            {view.shown(skeleton(t.loading), failed, move |view| whole(view, cx.at(view.now)))}
        </Page>
    }
    .into_any()
}

fn whole(view: &HealthView, cx: PageCx) -> AnyView {
    let t = HealthTexts::spoken(cx.locale);
    let heading = match view.day {
        Some(day) => (t.changes_of)(&date(day, cx)),
        None => t.changes.to_owned(),
    };
    let changes: Vec<AnyView> = view.changes.iter().map(|change| row(change, cx)).collect();
    let changes = list(changes, t.no_changes);
    let then = view.day.map(|day| {
        let beside = |to: i64, label| {
            let shown = (view.strip.oldest()..=view.strip.today).contains(&to);
            shown.then(|| view! { <a href=health_day_href(view.provider, to)>{label}</a> }.into_any())
        };
        view! {
            <p class="actions">
                {beside(day - 1, t.day_before)}
                {beside(day + 1, t.day_after)}
                <a href=operations_until((day + 1) * DAY_MS)>{t.operations}</a>
                <a href=health_href(view.provider)>{t.all_days}</a>
            </p>
        }
        .into_any()
    });
    let days: Vec<AnyView> = view.days.iter().map(|day| day_row(view.provider, day, cx)).collect();
    let days = list(days, t.no_trouble);
    view! {
        {super::uptime_strip::figure(view.provider, &view.strip, cx)}
        <section class="section">
            <div class="section-head"><h2>{heading}</h2></div>
            {changes}
            {then}
        </section>
        <section class="section">
            <div class="section-head"><h2>{t.troubled}</h2></div>
            {days}
        </section>
    }
    .into_any()
}

fn list(rows: Vec<AnyView>, none: &'static str) -> AnyView {
    if rows.is_empty() {
        return view! { <p class="hint">{none}</p> }.into_any();
    }
    view! { <ul class="card rows">{rows}</ul> }.into_any()
}

fn row(change: &ChangeView, cx: PageCx) -> AnyView {
    let problem = change.problem.as_ref();
    let text = problem.map(|problem| view! { <p>{problem.of_stored_key(cx.locale)}</p> }.into_any());
    let next = problem
        .and_then(|problem| cx.way_out(problem))
        .map(|NextStep { href, label }| view! { <a href=href>{label}</a> }.into_any());
    let at = cx.exact(change.at);
    let tone = match change.to.map(CredentialStatus::severity) {
        None => Tone::Off,
        Some(None) => Tone::Busy,
        Some(Some(Severity::Up)) => Tone::Ok,
        Some(Some(Severity::Degraded)) => Tone::Warn,
        Some(Some(Severity::Down)) => Tone::Bad,
    };
    view! {
        <li>
            <div>
                <Time at=at/>
                {text}
            </div>
            <span>{next}</span>
            <Pill tone=tone label=became(change, cx)/>
        </li>
    }
    .into_any()
}

/// Says in a few words how the key was after the change.
fn became(change: &ChangeView, cx: PageCx) -> &'static str {
    let t = HealthTexts::spoken(cx.locale);
    let Some(to) = change.to else { return t.disconnected };
    match (to.severity(), change.cause) {
        (None, _) => t.stored_unchecked,
        (Some(Severity::Up), _) if change.from.is_some() => t.works_again,
        (Some(Severity::Up), _) => t.connected,
        (_, Some(cause)) => cause.words(cx.locale),
        (Some(severity), None) => (t.severity)(severity),
    }
}

fn day_row(provider: Provider, day: &DayView, cx: PageCx) -> AnyView {
    let t = HealthTexts::spoken(cx.locale);
    let causes: Vec<_> = day.causes.iter().map(|cause| cause.words(cx.locale)).collect();
    let lasted = |severity, ms: i64| {
        let minutes = (ms + 59_999) / 60_000;
        (minutes > 0)
            .then(|| (CommonTexts::spoken(cx.locale).labelled)((t.severity)(severity), &(t.minutes)(minutes)))
    };
    let first = day.first_at.map(|at| (t.first)(&cx.hour(at)));
    let times = [lasted(Severity::Down, day.down_ms), lasted(Severity::Degraded, day.degraded_ms), first];
    let times: Vec<String> = times.into_iter().flatten().collect();
    view! {
        <li>
            <b><a href=health_day_href(provider, day.day)>{date(day.day, cx)}</a></b>
            <p>{causes.join(", ")}</p>
            <span>{times.join(", ")}</span>
        </li>
    }
    .into_any()
}

/// The list of the operations that were asked for before a moment, the newest first: their ids
/// begin with the milliseconds.
fn operations_until(at_ms: i64) -> String {
    let ms = at_ms.max(0);
    let floor = format!("{:08x}-{:04x}-7000-8000-000000000000", ms >> 16, ms & 0xffff);
    let query = OperationsQuery { before: Option::<OperationId>::read(&floor) };
    listed_href(OPERATIONS, &query)
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn a_day_leads_to_its_operations() {
        let href = operations_until(1_795_246_560_000);
        assert_eq!(href, "/dashboard/operations?before=01a1fd08-9300-7000-8000-000000000000");
    }
}
