//! What a person can do with an operation: take a number or its messages over, try
//! again, or say that the rest is done.

use leptos::{prelude::*, server_fn::ServerFn};

use super::api::{CLOSE_FORM, DECIDE_FORM, DecideTakeover, RETRY_FORM, RetryOperation};
use crate::{
    app::{
        errors::ProblemNotice,
        form_state::FormState,
        submission::{Form, Submission},
        telling::{Telling, confirm},
        ui::{
            button::{Button, Variant},
            card::Card,
            icon::Icon,
            pill::Tone,
        },
    },
    domain::{
        answerer::{Answerer, AnswererKind},
        operation::{OperationView, WaitingFor},
        role::Permission,
    },
};

#[derive(Clone, Copy)]
pub(super) struct Acts {
    pub retry: Submission,
    pub decide: Submission,
    pub close: Submission,
    pub close_state: FormState,
    retry_state: FormState,
    decide_state: FormState,
}

impl Acts {
    pub(super) fn new(w: Telling) -> Self {
        let t = &w.t.operations;
        let (retry, decide, close) = (Submission::default(), Submission::default(), Submission::default());
        confirm(move || decide.accepted().map(|_| t.decided.to_owned()));
        confirm(move || close.accepted().map(|_| t.clean_up.closed.to_owned()));
        Self {
            retry,
            decide,
            close,
            close_state: FormState::new(CLOSE_FORM, close),
            retry_state: FormState::new(RETRY_FORM, retry),
            decide_state: FormState::new(DECIDE_FORM, decide),
        }
    }
}

/// Says what answers now, and what each answer changes.
pub(super) fn takeover(operation: &OperationView, acts: Acts, w: Telling) -> AnyView {
    let t = &w.t.operations;
    let agent = operation.agent.as_deref().unwrap_or(t.your_agent);
    let unnamed = Answerer::nameless(AnswererKind::Assistant);
    let messages = operation.waiting_for == Some(WaitingFor::Messages);
    let (title, says, take, leave) = if messages {
        (t.messages, w.t.answerers.takeover_of_messages, t.take_messages, t.leave_messages)
    } else {
        (t.takeover, w.t.answerers.takeover, t.take_over, t.leave)
    };
    let answerer = operation.linked_to.as_ref().unwrap_or(&unnamed);
    let text = says(answerer, agent);
    // What AVA cannot take, a person takes off at the provider first.
    let (take, variant) = if answerer.kind.can_be_replaced() {
        (take, Variant::Primary)
    } else {
        (w.t.integrations.check_again, Variant::Plain)
    };
    let id = operation.id.to_string();
    let assistant = operation.takeover_of.clone().unwrap_or_default();
    let pending = acts.decide_state.pending();
    if !w.may(Permission::ManageIntegrations) {
        return view! { <Card tone=Tone::Warn title=title lead=text>{w.look_only()}</Card> }.into_any();
    }
    view! {
        <Card tone=Tone::Warn title=title lead=text>
            <Form action=DecideTakeover::PATH submission=acts.decide class="stack">
                <input type="hidden" name="id" value=id/>
                <input type="hidden" name="assistant" value=assistant/>
                <ProblemNotice problem=acts.decide_state.problem()/>
                <div class="actions">
                    <Button
                        label=take
                        variant=variant
                        name="take_over"
                        value="true"
                        pending=pending
                    />
                    <Button label=leave name="take_over" value="false" pending=pending/>
                </div>
            </Form>
        </Card>
    }
    .into_any()
}

pub(super) fn retry(operation: &OperationView, label: &'static str, variant: Variant, acts: Acts) -> AnyView {
    let id = operation.id.to_string();
    view! {
        <Form action=RetryOperation::PATH submission=acts.retry class="stack">
            <input type="hidden" name="id" value=id/>
            <ProblemNotice problem=acts.retry_state.problem()/>
            <div class="actions">
                <Button
                    label=label
                    variant=variant
                    icon=Icon::Refresh
                    pending=acts.retry_state.pending()
                />
            </div>
        </Form>
    }
    .into_any()
}
