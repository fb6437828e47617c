//! The steps of an operation in words: what happened, what came back, what is
//! waited for.

use leptos::prelude::*;

use super::OperationsTexts;
use crate::{
    app::{
        i18n::Spoken,
        integrations::IntegrationsTexts,
        numbers::{AnswererTexts, NumbersTexts},
        page_cx::{PageCx, shortened},
        paths::{NEW_AGENT, agent_href, conflict_href, operation_href, provider_href},
        ui::{
            button::{ButtonLink, Variant},
            card::Card,
            pill::{Pill, Tone},
            timeline::{self, Step, StepProps, Timeline},
        },
    },
    domain::{
        ids::AgentId,
        operation::{
            Action, BlockedBy, OperationKind, OperationState, OperationView, StepState, StepView, Subject,
            Target, WaitingFor,
        },
        problem::{Problem, ProblemKind},
        provider::Provider,
        role::Permission,
        text::capital,
    },
};

/// Says what an operation does, with the name of its subject.
pub fn title(operation: &OperationView, cx: PageCx) -> String {
    named(operation.kind, &operation.subject, cx)
}

fn named(kind: OperationKind, subject: &Subject, cx: PageCx) -> String {
    let words = |name: &str| (OperationsTexts::spoken(cx.locale).kind)(kind, name);
    match subject {
        Subject::Number(number) => words(&number.unbroken()),
        Subject::Agent(_, name) | Subject::Leftover(name) => words(name),
        Subject::Credential(provider) => words(provider.name()),
        Subject::Numbers => words(NumbersTexts::spoken(cx.locale).title),
        // Its sentence names them.
        Subject::Calls => words(""),
    }
}

pub fn pill(state: OperationState, cx: PageCx) -> AnyView {
    let tone = match state {
        OperationState::Queued | OperationState::Running | OperationState::Retrying => Tone::Busy,
        OperationState::Waiting | OperationState::NeedsAttention => Tone::Warn,
        OperationState::Done => Tone::Ok,
        OperationState::Failed => Tone::Bad,
        OperationState::Stopped => Tone::Off,
    };
    view! { <Pill tone=tone label=(OperationsTexts::spoken(cx.locale).state)(state)/> }.into_any()
}

/// Says how the operation ended well.
pub fn ended(operation: &OperationView, cx: PageCx) -> &'static str {
    let t = OperationsTexts::spoken(cx.locale);
    let by_hand =
        |step: &StepView| step.receipt.as_ref().is_some_and(|receipt| receipt.action == Action::DoneByHand);
    match (operation.outcome, operation.kind.final_here()) {
        (Some(outcome), _) => (t.outcome)(outcome),
        (None, None) => t.done_text,
        (None, Some(_)) if operation.steps.iter().any(by_hand) => t.cleanup.done_by_hand,
        (None, Some(what)) => (t.cleanup.done)(what),
    }
}

/// Says what a step does, with the name of its subject.
pub fn step_title(step: &StepView, cx: PageCx) -> String {
    let t = OperationsTexts::spoken(cx.locale);
    let named = step.target.as_ref().and_then(|target| match target {
        Target::Number { e164, .. } => (t.step_on)(step.kind, &e164.unbroken()),
        Target::Agent { name, .. } => (t.step_on)(step.kind, name),
        Target::Key { .. } | Target::Account { .. } | Target::Credential { .. } | Target::Consent { .. } => {
            None
        }
    });
    named.unwrap_or_else(|| (t.step)(step.kind).to_owned())
}

/// A wait of an operation, in words, and the button that leads on.
pub struct Wait {
    pub text: String,
    pub href: String,
    pub label: String,
    /// The permission that it takes to bring it.
    pub by: Permission,
}

pub fn wait(operation: &OperationView, cx: PageCx) -> Option<Wait> {
    let (t, waits) = (IntegrationsTexts::spoken(cx.locale), OperationsTexts::spoken(cx.locale).waits);
    let thing = operation.waiting_for?;
    let manages = Permission::ManageIntegrations;
    let (href, label, by) = match thing {
        WaitingFor::Operation => return Some(blocked_by(operation.blocked_by.as_ref()?, cx)),
        WaitingFor::Provider(provider) => return Some(wait_for_key(operation, provider, cx)),
        WaitingFor::Agent => (NEW_AGENT.to_owned(), t.make_agent, Permission::ManageAgents),
        WaitingFor::Conflict => (
            conflict_href(subject_agent(operation)?),
            OperationsTexts::spoken(cx.locale).decide,
            Permission::ManageAgents,
        ),
        WaitingFor::Gone => (
            agent_href(subject_agent(operation)?),
            OperationsTexts::spoken(cx.locale).decide,
            Permission::ManageAgents,
        ),
        WaitingFor::Takeover | WaitingFor::Messages => {
            (operation_href(&operation.id), OperationsTexts::spoken(cx.locale).decide, manages)
        }
    };
    Some(Wait { text: waits(thing), href, label: label.to_owned(), by })
}

/// Names the other operation, since somebody may have to help it on.
fn blocked_by(blocked_by: &BlockedBy, cx: PageCx) -> Wait {
    let t = OperationsTexts::spoken(cx.locale);
    let title = named(blocked_by.kind, &blocked_by.subject, cx);
    let text = match blocked_by.state {
        OperationState::NeedsAttention => (t.behind_stuck)(&title),
        _ => (t.blocked_by)(&title),
    };
    let (href, label) = (operation_href(&blocked_by.id), t.see_behind.to_owned());
    Wait { text, href, label, by: Permission::Read }
}

fn subject_agent(operation: &OperationView) -> Option<&AgentId> {
    match &operation.subject {
        Subject::Agent(id, _) => Some(id),
        _ => None,
    }
}

/// The wait for a key: none is stored yet, or the stored one does not work.
fn wait_for_key(operation: &OperationView, provider: Provider, cx: PageCx) -> Wait {
    let t = IntegrationsTexts::spoken(cx.locale);
    let refused = operation
        .steps
        .iter()
        .filter(|step| step.state == StepState::Waiting)
        .find_map(|step| step.problem.as_ref())
        .filter(|problem| !matches!(problem.kind, ProblemKind::NotConnected(_)));
    let (text, label) = match refused {
        Some(problem) => (problem.of_stored_key(cx.locale), t.reconnect),
        None => ((OperationsTexts::spoken(cx.locale).waits)(provider.into()), t.connect),
    };
    let (href, label) = (provider_href(provider), label(provider.name()));
    Wait { text, href, label, by: Permission::ManageKeys }
}

/// The timeline as part of another page, with a link to its own.
pub fn compact(operation: &OperationView, cx: PageCx) -> AnyView {
    let t = OperationsTexts::spoken(cx.locale);
    let title = title(operation, cx);
    let pill = pill(operation.state, cx);
    let steps = steps(operation, false, cx);
    let goes_on = operation.state.is_open().then_some(t.keeps_going);
    let href = operation_href(&operation.id);
    view! {
        <Card>
            <header class="card-head">
                <h2>{title}</h2>
                {pill}
            </header>
            {steps}
            <div class="footnote stack">
                {goes_on}
                <a href=href>{t.full_timeline}</a>
            </div>
        </Card>
    }
    .into_any()
}

/// On its own page the decision is taken above: no button leads there.
pub fn steps(operation: &OperationView, own_page: bool, cx: PageCx) -> AnyView {
    let steps: Vec<AnyView> = operation.steps.iter().map(|step| one(operation, step, own_page, cx)).collect();
    view! { <Timeline label=OperationsTexts::spoken(cx.locale).steps>{steps}</Timeline> }.into_any()
}

fn one(operation: &OperationView, step: &StepView, own_page: bool, cx: PageCx) -> AnyView {
    let t = OperationsTexts::spoken(cx.locale);
    let stands = stands(operation, step);
    let state = match stands {
        StepState::Done => timeline::StepState::Done,
        StepState::Running | StepState::Retrying => timeline::StepState::Now,
        StepState::Waiting => timeline::StepState::Waiting,
        StepState::Failed => timeline::StepState::Failed,
        StepState::Todo => timeline::StepState::Todo,
        StepState::Skipped => timeline::StepState::Skipped,
    };
    let wait = wait(operation, cx).filter(|_| stands == StepState::Waiting);
    let detail = detail(operation, step, stands, wait.as_ref(), cx);
    let leads_here = own_page && operation.waiting_for.is_some_and(WaitingFor::asks_to_take);
    // Inside another page the readiness line has the loudest button.
    let variant = if own_page { Variant::Primary } else { Variant::Plain };
    let button = wait.filter(|wait| !leads_here && cx.may(wait.by)).map(|Wait { href, label, .. }| {
        let children: Children =
            Box::new(move || view! { <ButtonLink href=href label=label variant=variant/> }.into_any());
        children
    });
    Step(StepProps {
        state,
        state_label: (t.step_state)(stands).to_owned(),
        title: step_title(step, cx),
        detail,
        receipt: receipt(step, own_page && operation.kind.is_cleanup()),
        at: step.finished_at.map(|at| cx.time_of_day(at)),
        children: button,
    })
    .into_any()
}

/// A stopped operation waits for nothing any more; one that runs is busy with
/// its open step, which is written down once it has ended.
fn stands(operation: &OperationView, step: &StepView) -> StepState {
    let open = || operation.left().next().is_some_and(|open| open.kind == step.kind);
    match (operation.state, step.state) {
        (OperationState::Stopped, StepState::Waiting) => StepState::Skipped,
        (OperationState::Running, StepState::Todo) if open() => StepState::Running,
        (_, state) => state,
    }
}

fn detail(
    operation: &OperationView,
    step: &StepView,
    stands: StepState,
    wait: Option<&Wait>,
    cx: PageCx,
) -> Option<String> {
    let t = OperationsTexts::spoken(cx.locale);
    let mut words = Vec::new();
    if let Some(receipt) = &step.receipt {
        words.push(format!("{}.", (t.action)(receipt.action)));
        words.extend(receipt.count.map(t.counted));
        words.extend(receipt.was.iter().map(AnswererTexts::spoken(cx.locale).before));
        words.extend(receipt.messages_were.iter().map(AnswererTexts::spoken(cx.locale).messages_before));
    }
    if let Some(wait) = wait {
        words.push(wait.text.clone());
    } else if let Some(thing) = operation.waiting_for.filter(|_| stands == StepState::Waiting) {
        words.push((t.waits)(thing));
    } else if let Some(problem) = &step.problem
        && !matches!(stands, StepState::Done | StepState::Skipped)
    {
        words.push(problem_text(problem, stands, cx));
        // The page may not tell what the number waits for, and nobody here can help it.
        if let (ProblemKind::NumberNotFree, Some(until)) = (problem.kind, operation.tries_until) {
            words.push((t.not_free_until)(&cx.relative(until)));
        }
    }
    if step.attempts > 1 {
        let tried = (t.attempts)(step.attempts);
        words.push(match operation.next_attempt_at.filter(|_| step.state == StepState::Retrying) {
            Some(next) => format!("{tried}, {}.", (t.next_attempt)(&cx.relative(next))),
            None => format!("{tried}."),
        });
    } else if step.state == StepState::Retrying
        && let Some(next) = operation.next_attempt_at
    {
        words.push(format!("{}.", capital(&(t.next_attempt)(&cx.relative(next)))));
    }
    (!words.is_empty()).then(|| words.join(" "))
}

/// While AVA tries again by itself there is nothing that a person should do.
pub fn problem_text(problem: &Problem, stands: StepState, cx: PageCx) -> String {
    match stands {
        StepState::Retrying => problem.cause(cx.locale),
        _ => problem.of_stored_key(cx.locale),
    }
}

/// The provider and its id of the object; in full for somebody who looks it up there once
/// it is gone here.
fn receipt(step: &StepView, in_full: bool) -> Option<timeline::Receipt> {
    let receipt = step.receipt.as_ref()?;
    let object = receipt.object.as_deref();
    let shown = object.map(|object| if in_full { object.to_owned() } else { shortened(object) });
    let text = match (receipt.provider, shown) {
        (Some(provider), Some(shown)) => format!("{} {shown}", provider.name()),
        (Some(provider), None) => provider.name().to_owned(),
        (None, shown) => shown?,
    };
    Some(timeline::Receipt { whole: object.unwrap_or(&text).to_owned(), text })
}
