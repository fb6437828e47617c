//! `/dashboard/numbers`: all numbers, newest first, and those of the past.

use leptos::prelude::*;

use super::{
    NumbersTexts,
    drift::{self, DriftActions},
    filters, state,
};
use crate::{
    app::{
        address::use_address,
        form_state::FormStates as _,
        i18n::{CommonTexts, Spoken},
        integrations::IntegrationsTexts,
        list::List,
        numbers::managed::ManagedTexts,
        page_cx::{PageCx, failed, skeleton},
        paths::{BUY_NUMBER, CHOOSE_NUMBER, NUMBERS, agent_href, number_href},
        read::use_view,
        readiness::ReadinessTexts,
        ui::{
            button::{ButtonLink, Variant},
            empty_state::EmptyState,
            icon::Icon,
            notice::NextStep,
            page::{Page, PageHead},
            page_title::PageTitle,
            pill::{Pill, Tone},
            time::Time,
        },
    },
    domain::{
        credential::Account,
        feature::Feature,
        number::{self, CallsGoTo, NumberDetails, NumberFilter, NumberSource, NumbersQuery},
        provider::twilio,
        role::Permission,
        topic::Topic,
    },
};

#[component]
pub fn NumbersPage() -> impl IntoView {
    let cx = PageCx::here();
    let t = NumbersTexts::spoken(cx.locale);
    let address = use_address();
    let asked = Signal::derive(move || Some(address.with(NumbersQuery::read).to_string()));
    let actions = DriftActions::new(cx);
    let page = use_view::<number::NumbersPage>(asked, &Topic::BUT_AUDIT, actions.answers());
    let buy = buy(cx);
    view! {
        <PageTitle text=(CommonTexts::spoken(cx.locale).title)(t.title)/>
        <Page>
            <PageHead title=t.title lead=t.lead>
                {buy}
                {cx.offers(Permission::ManageIntegrations, twilio::PROVIDER).then(|| view! {
                    <ButtonLink
                        href=CHOOSE_NUMBER
                        label=t.bring
                        variant=Variant::Primary
                        icon=Icon::Plus
                    />
                })}
            </PageHead>
            {page.shown(skeleton(t.loading), failed, move |page| {
                whole(page, &address.with_untracked(NumbersQuery::read), actions, cx.at(page.now))
            })}
        </Page>
    }
    .into_any()
}

fn whole(page: &number::NumbersPage, query: &NumbersQuery, actions: DriftActions, cx: PageCx) -> AnyView {
    let none_yet = page.numbers.is_empty() && !query.narrows() && query.before.is_none();
    let filters = (!none_yet).then(|| filters::form(page, query, cx));
    let rows = match (page.numbers.is_empty(), none_yet) {
        (true, true) => first_step(page, cx),
        (true, false) => no_match(query, cx),
        (false, _) => {
            let rows: Vec<AnyView> = page.numbers.iter().map(|number| row(number, cx)).collect();
            view! { <ul class="card rows">{rows}</ul> }.into_any()
        }
    };
    let first = query.before.is_some().then(|| query.from(None).to_string());
    let next = page.next.as_ref().map(|next| query.from(Some(next)).to_string());
    view! {
        {filters}
        {rows}
        {list(cx).pages(first, next)}
        {drift::section(page, query, actions, cx)}
    }
    .into_any()
}

/// The link to buy a managed number, where one can be had at all.
fn buy(cx: PageCx) -> Option<AnyView> {
    cx.offers(Permission::ManageIntegrations, Feature::ManagedNumbers)
        .then(|| view! { <ButtonLink href=BUY_NUMBER label=ManagedTexts::spoken(cx.locale).buy/> }.into_any())
}

fn first_step(page: &number::NumbersPage, cx: PageCx) -> AnyView {
    let t = NumbersTexts::spoken(cx.locale);
    let next = if page.twilio_connected {
        cx.offers(Permission::ManageIntegrations, twilio::PROVIDER).then(|| NextStep {
            href: CHOOSE_NUMBER.to_owned(),
            label: IntegrationsTexts::spoken(cx.locale).choose_number.to_owned(),
        })
    } else {
        cx.to_connect(twilio::PROVIDER)
    };
    let buy = buy(cx);
    view! {
        <EmptyState icon=Icon::Phone title=t.empty text=t.empty_text>
            {next.map(|NextStep { href, label }| {
                view! { <ButtonLink href=href label=label variant=Variant::Primary/> }
            })}
            {buy}
        </EmptyState>
    }
    .into_any()
}

fn no_match(query: &NumbersQuery, cx: PageCx) -> AnyView {
    let t = NumbersTexts::spoken(cx.locale);
    let released = NumbersQuery { show: NumberFilter::Released, ..NumbersQuery::default() };
    let why = match query {
        NumbersQuery { before: Some(_), .. } => (t.no_older, t.no_older_text),
        query if query.differing(None) == released => (t.no_released, t.no_released_text),
        _ => (t.no_match, t.no_match_text),
    };
    list(cx).no_match(why, t.clear)
}

pub(super) fn list(cx: PageCx) -> List<'static> {
    let t = NumbersTexts::spoken(cx.locale);
    List { path: NUMBERS, title: t.title, first: t.newest, next: t.older }
}

fn row(details: &NumberDetails, cx: PageCx) -> AnyView {
    let t = NumbersTexts::spoken(cx.locale);
    let number = &details.number;
    let past = number.state.is_past();
    let agent = match &number.agent {
        Some((id, name)) => view! { <a href=agent_href(id)>{name.clone()}</a> }.into_any(),
        None if past => ().into_any(),
        None => t.no_agent.into_any(),
    };
    let removed = match number.source {
        NumberSource::Byo => t.removed,
        NumberSource::Managed => ManagedTexts::spoken(cx.locale).leave.released,
    };
    let seen = match (details.released_at, number.proved_at) {
        (Some(at), _) => Some((removed, at)),
        (None, Some(at)) => Some((t.checked, at)),
        (None, None) => None,
    };
    let seen = match seen {
        Some((word, at)) => view! { {word} " " <Time at=cx.moment(at)/> }.into_any(),
        None if past => ().into_any(),
        None => t.not_checked.into_any(),
    };
    let broken = details.broken.filter(|_| number.answers());
    let points = match broken {
        Some(broken) => (ReadinessTexts::spoken(cx.locale).says)(broken).to_owned(),
        None => points(details, past, cx),
    };
    let pill = match broken {
        Some(_) => {
            view! { <Pill tone=Tone::Warn label=IntegrationsTexts::spoken(cx.locale).attention/> }.into_any()
        }
        None => state::pill(number, details.standing, cx),
    };
    view! {
        <li>
            <div>
                <b class="phone"><a href=number_href(&number.id)>{number.e164.pretty()}</a></b>
                <p>{points}</p>
            </div>
            <span class="answers">{agent}</span>
            <span class="hint">{seen}</span>
            {pill}
        </li>
    }
    .into_any()
}

/// Says where a number comes from, and where its calls go.
fn points(details: &NumberDetails, past: bool, cx: PageCx) -> String {
    let (t, from) =
        (NumbersTexts::spoken(cx.locale), (ManagedTexts::spoken(cx.locale).from)(details.number.source));
    if past {
        return from.to_owned();
    }
    // The agent's own name stands beside it.
    let beside = details.number.agent.as_ref().map(|(_, name)| name);
    let goes = match state::calls_go_to(details, cx) {
        _ if matches!(&details.calls_go_to, Some(CallsGoTo::Agent(name)) if Some(name) == beside) => {
            (t.goes_to)(Account::VAPI.provider.name())
        }
        Some(where_to) => (t.goes_to)(&where_to),
        None if details.twilio_sid.is_none() => t.nowhere.to_owned(),
        None => t.goes_unknown.to_owned(),
    };
    format!("{from}. {goes}")
}
