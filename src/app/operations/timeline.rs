//! The steps of an operation in words: what happened, what came back, what is
//! waited for.

use leptos::prelude::*;

use crate::{
    app::{
        telling::{NEW_AGENT, Telling, operation_href, provider_href},
        ui::{
            button::{ButtonLink, Variant},
            card::Card,
            pill::{Pill, Tone},
            timeline::{self, Step, StepProps, Timeline},
        },
    },
    domain::{
        operation::{OperationState, OperationView, StepState, StepView, Subject, WaitingFor},
        provider::Provider,
    },
};

/// What an operation does, by the name of what it does it to.
pub fn title(operation: &OperationView, w: Telling) -> String {
    let t = &w.t.operations;
    match &operation.subject {
        Subject::Number(number) => (t.import)(&number.pretty()),
        Subject::Agent(_, name) => (t.sync)(name),
        Subject::Credential(provider) => (t.verify)(provider.name()),
    }
}

pub fn pill(state: OperationState, w: Telling) -> AnyView {
    let tone = match state {
        OperationState::Running | OperationState::Retrying => Tone::Busy,
        OperationState::Waiting => Tone::Warn,
        OperationState::Done => Tone::Ok,
        OperationState::Failed => Tone::Bad,
        OperationState::Stopped => Tone::Off,
    };
    view! { <Pill tone=tone label=(w.t.operations.state)(state)/> }.into_any()
}

/// Where what an operation waits for can be brought, and the button's words.
pub fn way_on(thing: WaitingFor, w: Telling, timeline: String) -> (String, String) {
    let connect = |provider: Provider| (provider_href(provider), (w.t.integrations.connect)(provider.name()));
    match thing {
        WaitingFor::Vapi => connect(Provider::Vapi),
        WaitingFor::Twilio => connect(Provider::Twilio),
        WaitingFor::Agent => (NEW_AGENT.to_owned(), w.t.integrations.make_agent.to_owned()),
        WaitingFor::Takeover => (timeline, w.t.operations.decide.to_owned()),
    }
}

/// The timeline as part of another page, with the way to its own.
pub fn compact(operation: &OperationView, w: Telling) -> AnyView {
    let t = &w.t.operations;
    let title = title(operation, w);
    let pill = pill(operation.state, w);
    let steps = steps(operation, w);
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

pub fn steps(operation: &OperationView, w: Telling) -> AnyView {
    let steps: Vec<AnyView> = operation.steps.iter().map(|step| one(operation, step, w)).collect();
    view! { <Timeline label=w.t.operations.steps>{steps}</Timeline> }.into_any()
}

fn one(operation: &OperationView, step: &StepView, w: Telling) -> AnyView {
    let t = &w.t.operations;
    let state = match step.state {
        StepState::Done => timeline::StepState::Done,
        StepState::Running | StepState::Retrying => timeline::StepState::Now,
        StepState::Waiting => timeline::StepState::Waiting,
        StepState::Failed => timeline::StepState::Failed,
        StepState::Todo => timeline::StepState::Todo,
        StepState::Skipped => timeline::StepState::Skipped,
    };
    let waits = operation.waiting_for.filter(|_| step.state == StepState::Waiting);
    let button = waits.map(|thing| {
        let (href, label) = way_on(thing, w, operation_href(&operation.id));
        let children: Children = Box::new(move || {
            view! { <ButtonLink href=href label=label variant=Variant::Primary/> }.into_any()
        });
        children
    });
    Step(StepProps {
        state,
        state_label: (t.step_state)(step.state).to_owned(),
        title: (t.step)(step.kind).to_owned(),
        detail: detail(operation, step, waits, w),
        receipt: receipt(step),
        at: step.finished_at.map(|at| w.time_of_day(at)),
        children: button,
    })
    .into_any()
}

fn detail(
    operation: &OperationView,
    step: &StepView,
    waits: Option<WaitingFor>,
    w: Telling,
) -> Option<String> {
    let t = &w.t.operations;
    let mut words = Vec::new();
    if let Some(receipt) = &step.receipt {
        words.push(format!("{}.", (t.action)(receipt.action)));
    }
    if let Some(thing) = waits {
        words.push((t.waits)(thing).to_owned());
    } else if let Some(problem) = &step.problem
        && step.state != StepState::Done
    {
        words.push(problem.sentence(w.locale));
    }
    if step.attempts > 1 {
        let tried = (t.attempts)(step.attempts);
        words.push(match operation.next_attempt_at.filter(|_| step.state == StepState::Retrying) {
            Some(next) => format!("{tried}, {}.", (t.next_attempt)(&w.relative(next))),
            None => format!("{tried}."),
        });
    } else if step.state == StepState::Retrying
        && let Some(next) = operation.next_attempt_at
    {
        words.push(format!("{}.", capital(&(t.next_attempt)(&w.relative(next)))));
    }
    (!words.is_empty()).then(|| words.join(" "))
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// Whose object it is, and its id there.
fn receipt(step: &StepView) -> Option<String> {
    let receipt = step.receipt.as_ref()?;
    let object = receipt.object.as_deref()?;
    Some(match receipt.provider {
        Some(provider) => format!("{} {object}", provider.name()),
        None => object.to_owned(),
    })
}
