//! The decisions of a person about an operation: take a number or its messages over, try
//! again, or say that the rest is done.

use leptos::{prelude::*, server_fn::ServerFn};

use super::api::{CLOSE_FORM, DECIDE_FORM, DecideTakeover, RETRY_FORM, RetryOperation};
use crate::{
    app::{
        errors::ProblemNotice,
        form_action::{Form, FormAction},
        form_state::FormState,
        page_cx::{PageCx, confirm},
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
pub(super) struct Actions {
    pub retry: FormAction,
    pub decide: FormAction,
    pub close: FormAction,
    pub close_state: FormState,
    retry_state: FormState,
    decide_state: FormState,
}

impl Actions {
    pub(super) fn new(cx: PageCx) -> Self {
        let t = &cx.t.operations;
        let (retry, decide, close) = (FormAction::default(), FormAction::default(), FormAction::default());
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

    /// The refusals of these forms, above what shows how the operation stands: the part that has
    /// the form is gone once somebody has sent it.
    pub(super) fn refusals(self) -> AnyView {
        view! {
            <div class="stack refusals">
                <ProblemNotice problem=self.retry_state.problem()/>
                <ProblemNotice problem=self.decide_state.problem()/>
                <ProblemNotice problem=self.close_state.problem()/>
            </div>
        }
        .into_any()
    }
}

/// Asks whether to take over: says what answers now, and what each decision changes.
pub(super) fn takeover(operation: &OperationView, actions: Actions, cx: PageCx) -> AnyView {
    let t = &cx.t.operations;
    let agent = operation.agent.as_deref().unwrap_or(t.your_agent);
    let unnamed = Answerer::nameless(AnswererKind::Assistant);
    let messages = operation.waiting_for == Some(WaitingFor::Messages);
    let (title, says, take, leave) = if messages {
        (t.messages, cx.t.answerers.takeover_of_messages, t.take_messages, t.leave_messages)
    } else {
        (t.takeover, cx.t.answerers.takeover, t.take_over, t.leave)
    };
    let answerer = operation.linked_to.as_ref().unwrap_or(&unnamed);
    let text = says(answerer, agent);
    // A person first takes off at the provider what AVA cannot replace.
    let (take, variant) = if answerer.kind.can_be_replaced() {
        (take, Variant::Primary)
    } else {
        (cx.t.integrations.check_again, Variant::Plain)
    };
    let id = operation.id.to_string();
    let assistant = operation.takeover_of.clone().unwrap_or_default();
    let pending = actions.decide_state.pending();
    if !cx.may(Permission::ManageIntegrations) {
        return view! { <Card tone=Tone::Warn title=title lead=text>{cx.look_only()}</Card> }.into_any();
    }
    view! {
        <Card tone=Tone::Warn title=title lead=text>
            <Form action=DecideTakeover::PATH form_action=actions.decide class="stack">
                <input type="hidden" name="id" value=id/>
                <input type="hidden" name="assistant" value=assistant/>
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

pub(super) fn retry(
    operation: &OperationView,
    label: &'static str,
    variant: Variant,
    actions: Actions,
) -> AnyView {
    let id = operation.id.to_string();
    view! {
        <Form action=RetryOperation::PATH form_action=actions.retry class="stack">
            <input type="hidden" name="id" value=id/>
            <div class="actions">
                <Button
                    label=label
                    variant=variant
                    icon=Icon::Refresh
                    pending=actions.retry_state.pending()
                />
            </div>
        </Form>
    }
    .into_any()
}
