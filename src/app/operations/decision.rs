//! The decisions of a person about an operation: take a number or its messages over, try
//! again, or say that the rest is done.

use leptos::{prelude::*, server_fn::ServerFn};

use super::{
    OperationsTexts,
    api::{CLOSE_FORM, DECIDE_FORM, DecideTakeover, RETRY_FORM, RetryOperation},
};
use crate::{
    app::{
        form_action::Form,
        form_state::{FormState, form_states},
        i18n::Spoken,
        integrations::IntegrationsTexts,
        numbers::AnswererTexts,
        page_cx::PageCx,
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

form_states! {
    pub(super) struct Actions {
        retry: RETRY_FORM,
        decide: DECIDE_FORM => |cx| OperationsTexts::spoken(cx.locale).decided,
        close: CLOSE_FORM => |cx| OperationsTexts::spoken(cx.locale).cleanup.closed,
    }
}

impl Actions {
    /// The state of the form that ends an operation in AVA’s place.
    pub(super) fn close(self) -> FormState {
        self.close
    }
}

/// Asks whether to take over: says what answers now, and what each decision changes.
pub(super) fn takeover(operation: &OperationView, actions: Actions, cx: PageCx) -> AnyView {
    let t = OperationsTexts::spoken(cx.locale);
    let agent = operation.agent.as_deref().unwrap_or(t.your_agent);
    let unnamed = Answerer::nameless(AnswererKind::Assistant);
    let messages = operation.waiting_for == Some(WaitingFor::Messages);
    let (title, says, take, leave) = if messages {
        (t.messages, AnswererTexts::spoken(cx.locale).takeover_of_messages, t.take_messages, t.leave_messages)
    } else {
        (t.takeover, AnswererTexts::spoken(cx.locale).takeover, t.take_over, t.leave)
    };
    let answerer = operation.linked_to.as_ref().unwrap_or(&unnamed);
    let text = says(answerer, agent);
    // A person first takes off at the provider what AVA cannot replace.
    let (take, variant) = if answerer.kind.can_be_replaced() {
        (take, Variant::Primary)
    } else {
        (IntegrationsTexts::spoken(cx.locale).check_again, Variant::Plain)
    };
    let id = operation.id.to_string();
    let assistant = operation.takeover_of.clone().unwrap_or_default();
    let pending = actions.decide.pending();
    if !cx.may(Permission::ManageIntegrations) {
        return view! { <Card tone=Tone::Warn title=title lead=text>{cx.look_only()}</Card> }.into_any();
    }
    view! {
        <Card tone=Tone::Warn title=title lead=text>
            <Form action=DecideTakeover::PATH form_action=actions.decide.action() class="stack">
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
        <Form action=RetryOperation::PATH form_action=actions.retry.action() class="stack">
            <input type="hidden" name="id" value=id/>
            <div class="actions">
                <Button
                    label=label
                    variant=variant
                    icon=Icon::Refresh
                    pending=actions.retry.pending()
                />
            </div>
        </Form>
    }
    .into_any()
}
