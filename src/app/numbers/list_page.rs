//! `/dashboard/numbers`: all of them, newest first, and those of the past.

use leptos::prelude::*;

use super::{
    drift::{self, DriftActs},
    filters, state,
};
use crate::{
    app::{
        address::use_address,
        list::List,
        paths::{BUY_NUMBER, CHOOSE_NUMBER, NUMBERS, agent_href, number_href, provider_href},
        read::use_view,
        telling::{Telling, failed, skeleton},
        ui::{
            button::{ButtonLink, Variant},
            empty_state::EmptyState,
            icon::Icon,
            page::{Page, PageHead},
            page_title::PageTitle,
            time::Time,
        },
    },
    domain::{
        number::{self, NumberDetails, NumberFilter, NumberSource, NumbersQuery},
        provider::twilio,
        role::Permission,
        topic::Topic,
    },
};

#[component]
pub fn NumbersPage() -> impl IntoView {
    let w = Telling::here();
    let t = &w.t.numbers;
    let address = use_address();
    let asked = Signal::derive(move || Some(address.with(NumbersQuery::read).to_string()));
    let acts = DriftActs::new(w);
    let page = use_view::<number::NumbersPage>(asked, &Topic::ALL, acts.answers());
    let buy = w
        .may(Permission::ManageIntegrations)
        .then(|| view! { <ButtonLink href=BUY_NUMBER label=w.t.managed.buy/> }.into_any());
    view! {
        <PageTitle text=(w.t.common.title)(t.title)/>
        <Page>
            <PageHead title=t.title lead=t.lead>
                {buy}
                {w.may(Permission::ManageIntegrations).then(|| view! {
                    <ButtonLink
                        href=CHOOSE_NUMBER
                        label=t.bring
                        variant=Variant::Primary
                        icon=Icon::Plus
                    />
                })}
            </PageHead>
            {page.shown(skeleton(t.loading), failed, move |page| {
                whole(page, &address.with_untracked(NumbersQuery::read), acts, w.at(page.now))
            })}
        </Page>
    }
    .into_any()
}

fn whole(page: &number::NumbersPage, query: &NumbersQuery, acts: DriftActs, w: Telling) -> AnyView {
    let none_yet = page.numbers.is_empty() && !query.narrows() && query.before.is_none();
    let filters = (!none_yet).then(|| filters::form(page, query, w));
    let rows = match (page.numbers.is_empty(), none_yet) {
        (true, true) => first_step(page, w),
        (true, false) => no_match(query, w),
        (false, _) => {
            let rows: Vec<AnyView> = page.numbers.iter().map(|number| row(number, w)).collect();
            view! { <ul class="card rows">{rows}</ul> }.into_any()
        }
    };
    let first = query.before.is_some().then(|| query.from(None).to_string());
    let next = page.next.as_ref().map(|next| query.from(Some(next)).to_string());
    view! {
        {filters}
        {rows}
        {list(w).pages(first, next)}
        {drift::section(page, query, acts, w)}
    }
    .into_any()
}

fn first_step(page: &number::NumbersPage, w: Telling) -> AnyView {
    let t = &w.t.numbers;
    let (href, label) = if page.twilio_connected {
        (CHOOSE_NUMBER.to_owned(), w.t.integrations.choose_number.to_owned())
    } else {
        (provider_href(twilio::PROVIDER), (w.t.integrations.connect)(twilio::PROVIDER.name()))
    };
    let buy = w
        .may(Permission::ManageIntegrations)
        .then(|| view! { <ButtonLink href=BUY_NUMBER label=w.t.managed.buy/> }.into_any());
    view! {
        <EmptyState icon=Icon::Phone title=t.empty text=t.empty_text>
            {w.may(Permission::ManageIntegrations)
                .then(|| view! { <ButtonLink href=href label=label variant=Variant::Primary/> })}
            {buy}
        </EmptyState>
    }
    .into_any()
}

fn no_match(query: &NumbersQuery, w: Telling) -> AnyView {
    let t = &w.t.numbers;
    let released = NumbersQuery { show: NumberFilter::Released, ..NumbersQuery::default() };
    let why = match query {
        NumbersQuery { before: Some(_), .. } => (t.no_older, t.no_older_text),
        query if query.differing(None) == released => (t.no_released, t.no_released_text),
        _ => (t.no_match, t.no_match_text),
    };
    list(w).no_match(why, t.clear)
}

pub(super) fn list(w: Telling) -> List {
    let t = &w.t.numbers;
    List { path: NUMBERS, title: t.title, first: t.newest, next: t.older }
}

fn row(details: &NumberDetails, w: Telling) -> AnyView {
    let t = &w.t.numbers;
    let number = &details.number;
    let past = number.state.is_past();
    let agent = match &number.agent {
        Some((id, name)) => view! { <a href=agent_href(id)>{name.clone()}</a> }.into_any(),
        None if past => ().into_any(),
        None => t.no_agent.into_any(),
    };
    let removed = match number.source {
        NumberSource::Byo => t.removed,
        NumberSource::Managed => w.t.managed.leave.released,
    };
    let seen = match (details.released_at, number.proved_at) {
        (Some(at), _) => Some((removed, at)),
        (None, Some(at)) => Some((t.checked, at)),
        (None, None) => None,
    };
    let seen = match seen {
        Some((word, at)) => view! { {word} " " <Time at=w.moment(at)/> }.into_any(),
        None if past => ().into_any(),
        None => t.not_checked.into_any(),
    };
    let points = points(details, past, w);
    view! {
        <li>
            <div>
                <b class="phone"><a href=number_href(&number.id)>{number.e164.pretty()}</a></b>
                <p>{points}</p>
            </div>
            <span class="answers">{agent}</span>
            <span class="hint">{seen}</span>
            {state::pill(number, details.standing, w)}
        </li>
    }
    .into_any()
}

/// Where it comes from, and where its calls go.
fn points(details: &NumberDetails, past: bool, w: Telling) -> String {
    let (t, from) = (&w.t.numbers, (w.t.managed.from)(details.number.source));
    if past {
        return from.to_owned();
    }
    let goes = match state::calls_go_to(details, w) {
        Some(where_to) => (t.goes_to)(&where_to),
        None if details.twilio_sid.is_none() => t.nowhere.to_owned(),
        None => t.goes_unknown.to_owned(),
    };
    format!("{from}. {goes}")
}
