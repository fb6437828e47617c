//! The actions on a number: have another agent answer, take the agent off, look again,
//! remove or release it.

use leptos::{prelude::*, server_fn::ServerFn};

use super::{
    NumbersTexts,
    api::{ASSIGN_FORM, AssignNumber, PROVE_FORM, ProveNumber, UNASSIGN_FORM, UnassignNumber},
};
use crate::{
    app::{
        errors::ProblemNotice,
        form_action::{Form, FormAction},
        form_state::{form_states, refusals},
        i18n::Spoken,
        integrations::IntegrationsTexts,
        numbers::managed::ManagedTexts,
        operations::{OperationsTexts, failed},
        page_cx::PageCx,
        paths::{NEW_AGENT, release_number_href, remove_number_href},
        ui::{
            button::{Button, ButtonLink, Variant},
            card::Card,
            icon::Icon,
            notice::{NextStep, Notice},
            pill::Tone,
            select::{Select, SelectOption},
        },
    },
    domain::{
        feature::Feature,
        ids::AgentId,
        integrations::AgentChoice,
        number::{AssignForm, NumberPage, NumberSource, NumberState, NumberView},
        operation::OperationState,
        provider::vapi,
        role::Permission,
    },
};

form_states! {
    pub(super) struct Actions {
        assign: ASSIGN_FORM => |cx| NumbersTexts::spoken(cx.locale).assigned,
        unassign: UNASSIGN_FORM => |cx| NumbersTexts::spoken(cx.locale).taken_off,
        prove: PROVE_FORM => |cx| IntegrationsTexts::spoken(cx.locale).prove_started,
    }
}

/// The refusals of the buttons; the choice of an agent shows its own.
pub(super) fn refused(actions: Actions) -> AnyView {
    refusals(&[actions.unassign, actions.prove])
}

/// A form that looks at a number again, brings it once more after a failure, or asks again
/// about one that was left as it is.
pub fn prove_form(number: &NumberView, cx: PageCx, prove: FormAction) -> Option<AnyView> {
    prove_button(number, Variant::Plain, cx, prove)
}

/// Whether Vapi, and what supplies the number, are on: else it can only be taken away.
pub(super) fn is_offered(number: &NumberView, cx: PageCx) -> bool {
    !cx.is_off(vapi::PROVIDER) && !cx.is_off(Feature::of(number.source))
}

fn prove_button(number: &NumberView, variant: Variant, cx: PageCx, prove: FormAction) -> Option<AnyView> {
    if !cx.may(Permission::ManageIntegrations) || !is_offered(number, cx) {
        return None;
    }
    let label = match number.state {
        NumberState::Failed if number.left => IntegrationsTexts::spoken(cx.locale).ask_again,
        NumberState::Failed => OperationsTexts::spoken(cx.locale).retry,
        _ => IntegrationsTexts::spoken(cx.locale).check_again,
    };
    let id = number.id.to_string();
    let pending = prove.pending_with("number", id.clone());
    Some(
        view! {
            <Form action=ProveNumber::PATH form_action=prove>
                <input type="hidden" name="number" value=id/>
                <Button label=label variant=variant icon=Icon::Refresh pending=pending/>
            </Form>
        }
        .into_any(),
    )
}

/// The loudest button of a number that could not be brought: a link to where the failure
/// can be put right, or another try. `None` for a number that was brought or left as it is,
/// and for a role that may do nothing about it.
pub(super) fn way_on(page: &NumberPage, actions: Actions, cx: PageCx) -> Option<AnyView> {
    let number = &page.number.number;
    match put_right(page, cx) {
        _ if !is_stranded(page) => None,
        Some(NextStep { href, label }) => {
            let link = view! { <ButtonLink href=href label=label variant=Variant::Primary/> };
            Some(view! { <div class="actions">{link}</div> }.into_any())
        }
        None => prove_button(number, Variant::Primary, cx, actions.prove.action()),
    }
}

/// Whether the number could not be brought and no operation on it is under way.
fn is_stranded(page: &NumberPage) -> bool {
    let number = &page.number.number;
    number.state == NumberState::Failed && !number.left && !is_under_way(page)
}

fn is_under_way(page: &NumberPage) -> bool {
    page.number.standing.is_some_and(|standing| standing.is_open())
}

/// The page of ours where the failure can be put right, if there is one.
fn put_right(page: &NumberPage, cx: PageCx) -> Option<NextStep> {
    let operation = page.operation.as_ref().filter(|operation| operation.state == OperationState::Failed)?;
    failed::another_number(operation, cx).or_else(|| cx.way_out(operation.failure()?))
}

/// The choice of the agent that answers.
pub(super) fn assign(page: &NumberPage, actions: Actions, cx: PageCx) -> AnyView {
    let t = NumbersTexts::spoken(cx.locale);
    let number = &page.number.number;
    let form = if page.agents.is_empty() {
        let next = NextStep {
            href: NEW_AGENT.to_owned(),
            label: IntegrationsTexts::spoken(cx.locale).make_agent.to_owned(),
        };
        view! { <Notice tone=Tone::Off text=t.no_agents next=next/> }.into_any()
    } else {
        let variant = if is_stranded(page) { Variant::Plain } else { Variant::Primary };
        assign_form(number, &page.agents, variant, actions, cx)
    };
    view! { <Card title=t.who_answers lead=t.who_answers_text>{form}</Card> }.into_any()
}

fn assign_form(
    number: &NumberView,
    agents: &[AgentChoice],
    variant: Variant,
    actions: Actions,
    cx: PageCx,
) -> AnyView {
    let t = NumbersTexts::spoken(cx.locale);
    let state = actions.assign;
    let option = |agent: &AgentChoice| {
        let label = if agent.synced { agent.name.clone() } else { (t.not_at_vapi)(&agent.name) };
        SelectOption::new(agent.id.to_string(), label)
    };
    let options: Vec<SelectOption> = agents.iter().map(option).collect();
    let current = number.agent.as_ref().map_or("", |(id, _)| AgentId::as_str(id));
    let chosen = state.bind(AssignForm::agent(), current);
    let id = number.id.to_string();
    view! {
        <Form action=AssignNumber::PATH form_action=actions.assign.action() class="form">
            <input type="hidden" name="number" value=id/>
            <Select
                label=OperationsTexts::spoken(cx.locale).agent
                bound=chosen
                options=options
            />
            <ProblemNotice problem=state.general()/>
            <div class="actions">
                <Button label=t.assign variant=variant pending=state.pending()/>
            </div>
        </Form>
    }
    .into_any()
}

/// The other actions, each with what it changes.
pub(super) fn others(page: &NumberPage, actions: Actions, cx: PageCx) -> AnyView {
    let t = NumbersTexts::spoken(cx.locale);
    let number = &page.number.number;
    // Another try may stand above already, as the way on, and without an agent there is
    // nothing to prove.
    let tried_above = page.findings.is_empty() && is_stranded(page) && put_right(page, cx).is_none();
    let checks = !is_under_way(page) && !tried_above && number.state != NumberState::Unassigned;
    let check = checks.then(|| {
        let text = if number.state == NumberState::Failed { t.retry_text } else { t.check_text };
        described(text.to_owned(), prove_form(number, cx, actions.prove.action()).into_any())
    });
    let take_off = number.agent.as_ref().filter(|_| !number.is_being_bought()).map(|(_, name)| {
        let id = number.id.to_string();
        let form = view! {
            <Form action=UnassignNumber::PATH form_action=actions.unassign.action()>
                <input type="hidden" name="number" value=id/>
                <Button label=t.take_off icon=Icon::Person pending=actions.unassign.pending()/>
            </Form>
        };
        described((t.take_off_text)(name), form.into_any())
    });
    view! { <ul class="card deeds">{check}{take_off}{removal_link(number, cx)}</ul> }.into_any()
}

/// A link to the page that asks: a number of the own account is removed here and stays
/// there; a managed one is released for good.
fn removal_link(number: &NumberView, cx: PageCx) -> AnyView {
    let (t, managed) = (NumbersTexts::spoken(cx.locale), &ManagedTexts::spoken(cx.locale).leave);
    let (href, label, text) = match number.source {
        NumberSource::Byo => (remove_number_href(&number.id), t.remove, t.remove_text),
        NumberSource::Managed => (release_number_href(&number.id), managed.release, managed.release_text),
    };
    let link = view! { <ButtonLink href=href label=label variant=Variant::Danger icon=Icon::Trash/> };
    described(text.to_owned(), link.into_any())
}

fn described(text: String, act: AnyView) -> AnyView {
    view! { <li><p>{text}</p>{act}</li> }.into_any()
}
