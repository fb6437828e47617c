//! A page of a log, whoever's it is: the filters, the entries, the other pages, and the files.

use leptos::prelude::*;

use super::{AuditTexts, entry};
use crate::{
    app::{
        i18n::Spoken,
        list::List,
        page_cx::PageCx,
        ui::{
            field::{Bound, TextField},
            select::{Select, SelectOption},
        },
    },
    domain::{
        audit::{AuditQuery, AuditView, ObjectKind, Outcome, Person},
        list::InQuery,
    },
};

/// The page that shows a log.
pub struct LogPage<'a> {
    /// The path of the page.
    pub path: &'a str,
    /// Whether whoever looks can follow what entries are about: they are in its organisation.
    pub linked: bool,
    /// The example in the search.
    pub example: &'static str,
}

/// `file` is the address of the file of a format; `None` where there is none.
pub fn shown(
    log: &AuditView,
    query: &AuditQuery,
    place: &LogPage<'_>,
    file: impl Fn(&str) -> Option<String>,
    cx: PageCx,
) -> AnyView {
    let t = AuditTexts::spoken(cx.locale);
    let list = List { path: place.path, title: t.title, first: t.newest, next: t.older };
    let rows = match (log.entries.is_empty(), query.before.is_some()) {
        (true, true) => list.no_match((t.no_older, t.no_older_text), t.clear),
        (true, false) => list.no_match((t.no_match, t.no_match_text), t.clear),
        (false, _) => {
            let row = |of| entry::row(of, place.linked, cx);
            let rows: Vec<AnyView> = log.entries.iter().map(row).collect();
            view! { <ul class="card rows entries">{rows}</ul> }.into_any()
        }
    };
    let first = query.before.is_some().then(|| query.from(None).to_string());
    let next = log.next.as_ref().map(|next| query.from(Some(next)).to_string());
    let files = [("csv", t.as_csv), ("jsonl", t.as_jsonl)].map(|(format, label)| {
        view! { <a href=file(format) download="" class="button">{label}</a> }.into_any()
    });
    let kept = log.kept_days.map(|days| {
        let removed = log
            .removed
            .map(|removed| format!(" {}", (t.removed)(&removed.up_to.to_string(), &cx.relative(removed.at))));
        view! { <p class="hint">{(t.kept)(days)}{removed}</p> }.into_any()
    });
    view! {
        {list.filters("audit-filter", "filters many", fields(log, query, place, cx))}
        {rows}
        {list.pages(first, next)}
        <div class="actions">{files}</div>
        {kept}
    }
    .into_any()
}

fn fields(log: &AuditView, query: &AuditQuery, place: &LogPage<'_>, cx: PageCx) -> AnyView {
    let t = AuditTexts::spoken(cx.locale);
    let zone = cx.zone_name();
    let option = |value: &str, label: &str| SelectOption::new(value, label);
    let people = log.people.iter().map(|person| SelectOption::new(person.id.to_string(), &person.name));
    let people = people.chain([option(Person::AVA, t.ava), option(Person::OPERATOR, t.operator)]);
    let people = SelectOption::or_none(t.anybody, people.collect());
    let kinds = ObjectKind::ALL.map(|kind| option(kind.code(), kind.words(cx.locale)));
    let kinds = SelectOption::or_none(t.anything, kinds.to_vec());
    let outcomes = Outcome::ALL.map(|outcome| option(outcome.code(), outcome.words(cx.locale)));
    let outcomes = SelectOption::or_none(t.any_outcome, outcomes.to_vec());
    view! {
        <TextField
            label=t.search
            bound=Bound::new(AuditQuery::search(), &query.search)
            placeholder=place.example
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
