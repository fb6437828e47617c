//! `/dashboard/audit`: the log, newest entry first.

use leptos::prelude::*;

use super::{AuditTexts, PATH, entry};
use crate::{
    app::{
        address::use_address,
        i18n::Spoken,
        list::List,
        page_context::use_viewer,
        page_cx::{PageCx, failed, skeleton},
        paths::audit_export_href,
        read::use_view,
        ui::{
            field::{Bound, TextField},
            page::{Page, PageHead},
            page_title::PageTitle,
            select::{Select, SelectOption},
        },
    },
    domain::{
        audit::{AuditQuery, AuditView, ObjectKind, Outcome, Person},
        ids::OrgId,
        list::InQuery,
        topic::Topic,
    },
};

#[component]
pub fn AuditPage() -> impl IntoView {
    let cx = PageCx::here();
    let t = AuditTexts::spoken(cx.locale);
    let address = use_address();
    let asked = Signal::derive(move || Some(address.with(AuditQuery::read).to_string()));
    let org = use_viewer().map(|viewer| viewer.org);
    let log = use_view::<AuditView>(asked, &[Topic::Audit], Vec::new());
    view! {
        <PageTitle text=(cx.t.common.title)(t.title)/>
        <Page>
            <PageHead title=t.title lead=t.lead/>
            {log.shown(skeleton(t.loading), failed, move |log| {
                whole(log, &address.with_untracked(AuditQuery::read), org.as_ref(), cx.at(log.now))
            })}
        </Page>
    }
    .into_any()
}

fn whole(log: &AuditView, query: &AuditQuery, org: Option<&OrgId>, cx: PageCx) -> AnyView {
    let t = AuditTexts::spoken(cx.locale);
    let list = List { path: PATH, title: t.title, first: t.newest, next: t.older };
    let rows = match (log.entries.is_empty(), query.before.is_some()) {
        (true, true) => list.no_match((t.no_older, t.no_older_text), t.clear),
        (true, false) => list.no_match((t.no_match, t.no_match_text), t.clear),
        (false, _) => {
            let rows: Vec<AnyView> = log.entries.iter().map(|entry| entry::row(entry, true, cx)).collect();
            view! { <ul class="card rows entries">{rows}</ul> }.into_any()
        }
    };
    let first = query.before.is_some().then(|| query.from(None).to_string());
    let next = log.next.as_ref().map(|next| query.from(Some(next)).to_string());
    let files = [("csv", t.as_csv), ("jsonl", t.as_jsonl)].map(|(format, label)| {
        let href = org.map(|org| audit_export_href(format, org, &query.from(None)));
        view! { <a href=href download="" class="button">{label}</a> }.into_any()
    });
    let kept = log.kept_days.map(|days| {
        let removed = log
            .removed
            .map(|removed| format!(" {}", (t.removed)(&removed.up_to.to_string(), &cx.relative(removed.at))));
        view! { <p class="hint">{(t.kept)(days)}{removed}</p> }.into_any()
    });
    view! {
        {list.filters("audit-filter", "filters many", fields(log, query, cx))}
        {rows}
        {list.pages(first, next)}
        <div class="actions">{files}</div>
        {kept}
    }
    .into_any()
}

fn fields(log: &AuditView, query: &AuditQuery, cx: PageCx) -> AnyView {
    let t = AuditTexts::spoken(cx.locale);
    let zone = cx.zone_name();
    let option = |value: &str, label: &str| SelectOption::new(value, label);
    let people = log.people.iter().map(|person| SelectOption::new(person.id.to_string(), &person.name));
    let people: Vec<SelectOption> = std::iter::once(option("", t.anybody))
        .chain(people)
        .chain([option(Person::AVA, t.ava), option(Person::OPERATOR, t.operator)])
        .collect();
    let kinds = ObjectKind::ALL.map(|kind| option(kind.code(), kind.words(cx.locale)));
    let kinds: Vec<SelectOption> = std::iter::once(option("", t.anything)).chain(kinds).collect();
    let outcomes = Outcome::ALL.map(|outcome| option(outcome.code(), outcome.words(cx.locale)));
    let outcomes: Vec<SelectOption> = std::iter::once(option("", t.any_outcome)).chain(outcomes).collect();
    view! {
        <TextField
            label=t.search
            bound=Bound::new(AuditQuery::search(), &query.search)
            placeholder=t.search_example
            kind="search"
            autocomplete="off"
        />
        <Select label=t.person bound=Bound::new(AuditQuery::person(), query.person.written()) options=people/>
        <Select label=t.about bound=Bound::new(AuditQuery::about(), query.about.written()) options=kinds/>
        <Select
            label=t.outcome
            bound=Bound::new(AuditQuery::outcome(), query.outcome.written())
            options=outcomes
        />
        <TextField label=(t.since)(&zone) bound=Bound::new(AuditQuery::since(), query.since.written()) kind="date"/>
        <TextField label=(t.until)(&zone) bound=Bound::new(AuditQuery::until(), query.until.written()) kind="date"/>
    }
    .into_any()
}
