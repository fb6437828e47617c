//! The four links from nothing to a call that is answered.

use leptos::prelude::*;

use super::{IntegrationsTexts, readiness::missing};
use crate::{
    app::{
        i18n::Spoken,
        numbers::managed::ManagedTexts,
        page_cx::PageCx,
        paths::{AGENTS, TWILIO, number_href, operation_href},
        ui::checklist::{CheckItem, CheckState, Checklist},
    },
    domain::{
        integrations::{IntegrationsView, Link, Readiness},
        number::NumberSource,
        provider::{
            twilio::{self, TwilioConfig},
            vapi,
        },
        role::Permission,
    },
};

/// `None` once every link is made, and for roles that may make none.
pub(super) fn steps(view: &IntegrationsView, cx: PageCx) -> Option<AnyView> {
    if view.done.len() == Link::ALL.len() || !cx.may(Permission::ManageAgents) || is_off(view, cx) {
        return None;
    }
    let open = |link: &Link| !view.done.contains(link) && !checking(view, *link);
    let current = Link::ALL.into_iter().find(open);
    let items =
        Link::ALL.into_iter().map(|link| item(view, link, Some(link) == current, cx)).collect::<Vec<_>>();
    Some(view! { <Checklist label=IntegrationsTexts::spoken(cx.locale).checklist items=items/> }.into_any())
}

/// Whether no call could be answered, whatever is connected: Vapi is turned off, or every supply of
/// numbers is.
pub(super) fn is_off(view: &IntegrationsView, cx: PageCx) -> bool {
    let supplied = view.managed.is_on() || view.done.contains(&Link::NumberReady);
    cx.is_off(vapi::PROVIDER) || (cx.is_off(twilio::PROVIDER) && !supplied)
}

/// Whether AVA asks about the key of this link by itself.
fn checking(view: &IntegrationsView, link: Link) -> bool {
    link.provider().is_some_and(|provider| view.card(provider).unreached())
}

fn item(view: &IntegrationsView, link: Link, current: bool, cx: PageCx) -> CheckItem {
    let t = IntegrationsTexts::spoken(cx.locale);
    let done = view.done.contains(&link);
    let (state, state_label) = match (done, current) {
        (true, _) => (CheckState::Done, t.state_done),
        (false, true) => (CheckState::Current, t.state_next),
        (false, false) if checking(view, link) => (CheckState::Checking, t.state_checking),
        (false, false) => (CheckState::Todo, t.state_todo),
    };
    let (href, title) = missing(link, cx);
    let card = link.provider().map(|provider| view.card(provider));
    let connect = |title: String, todo: &'static str| match card {
        Some(card) if card.broken() => {
            ((t.reconnect)(card.provider.name()), (t.todo_again)(card.provider.spec().held))
        }
        Some(card) if card.unreached() => (title, (t.todo_unreached)(card.provider.spec().held)),
        _ => (title, todo),
    };
    let (title, todo) = match link {
        Link::ConnectVapi => connect(title, t.todo_vapi),
        Link::MakeAgent => (title, t.todo_agent),
        Link::ConnectTwilio => connect(title, t.todo_twilio),
        Link::NumberReady => (t.number_ready.to_owned(), t.todo_number),
    };
    CheckItem {
        title,
        detail: if done { what_came(view, link, cx) } else { todo.to_owned() },
        href: place(view, link, done).unwrap_or(href),
        state,
        state_label: state_label.to_owned(),
    }
}

/// The page on which a link can be looked at, if there is something to see already.
fn place(view: &IntegrationsView, link: Link, done: bool) -> Option<String> {
    match (link, &view.readiness) {
        (Link::MakeAgent, _) if done => Some(AGENTS.to_owned()),
        (Link::NumberReady, Readiness::Working { operation, .. } | Readiness::Failed { operation, .. }) => {
            Some(operation_href(operation))
        }
        (Link::NumberReady, Readiness::Drifted { id, .. }) => Some(number_href(id)),
        (Link::NumberReady, _) if view.stored::<TwilioConfig>().is_none() => Some(TWILIO.to_owned()),
        _ => None,
    }
}

fn what_came(view: &IntegrationsView, link: Link, cx: PageCx) -> String {
    let t = IntegrationsTexts::spoken(cx.locale);
    match link {
        // Supplied numbers take the place of an own account.
        Link::ConnectTwilio if view.stored::<TwilioConfig>().is_none() => {
            (ManagedTexts::spoken(cx.locale).from)(NumberSource::Managed).to_owned()
        }
        Link::ConnectVapi | Link::ConnectTwilio => t.connected.to_owned(),
        Link::MakeAgent => view.agents.first().map_or_else(
            || t.state_done.to_owned(),
            |agent| match view.agents.len() {
                1 => agent.name.clone(),
                more => (t.agents)(u32::try_from(more).unwrap_or(u32::MAX)),
            },
        ),
        Link::NumberReady => view
            .numbers
            .iter()
            .find(|number| number.answers())
            .map_or_else(|| t.state_done.to_owned(), |number| number.e164.pretty()),
    }
}
