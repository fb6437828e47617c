//! What a person can do with an operation: take a number over, or try again.

use leptos::{form::ActionForm, prelude::*};

use super::api::{DECIDE_FORM, DecideTakeover, RETRY_FORM, RetryOperation};
use crate::{
    app::{
        errors::ProblemNotice,
        form_state::FormState,
        telling::{Telling, confirm},
        ui::{
            button::{Button, Variant},
            card::Card,
            icon::Icon,
            pill::Tone,
        },
    },
    domain::operation::OperationView,
};

#[derive(Clone, Copy)]
pub(super) struct Acts {
    pub retry: ServerAction<RetryOperation>,
    pub decide: ServerAction<DecideTakeover>,
    retry_state: FormState,
    decide_state: FormState,
}

impl Acts {
    pub(super) fn new(w: Telling) -> Self {
        let t = &w.t.operations;
        let (retry, decide) = (ServerAction::new(), ServerAction::new());
        confirm(move || {
            decide.value().get()?.ok()?;
            Some(t.decided.to_owned())
        });
        Self {
            retry,
            decide,
            retry_state: FormState::new(RETRY_FORM, retry),
            decide_state: FormState::new(DECIDE_FORM, decide),
        }
    }
}

/// Says what answers now, and what each answer changes.
pub(super) fn takeover(operation: &OperationView, acts: Acts, w: Telling) -> AnyView {
    let t = &w.t.operations;
    let linked = operation.linked_to.as_deref().unwrap_or(t.another_assistant);
    let agent = operation.agent.as_deref().unwrap_or(t.your_agent);
    let text = (t.takeover_text)(linked, agent);
    let id = operation.id.to_string();
    let pending = acts.decide_state.pending();
    view! {
        <Card tone=Tone::Warn title=t.takeover lead=text>
            <ActionForm action=acts.decide attr:class="stack">
                <input type="hidden" name="id" value=id/>
                <ProblemNotice problem=acts.decide_state.problem()/>
                <div class="actions">
                    <Button
                        label=t.take_over
                        variant=Variant::Primary
                        name="take_over"
                        value="true"
                        pending=pending
                    />
                    <Button label=t.leave name="take_over" value="false" pending=pending/>
                </div>
            </ActionForm>
        </Card>
    }
    .into_any()
}

pub(super) fn retry(operation: &OperationView, acts: Acts, w: Telling) -> AnyView {
    let id = operation.id.to_string();
    view! {
        <ActionForm action=acts.retry attr:class="stack">
            <input type="hidden" name="id" value=id/>
            <ProblemNotice problem=acts.retry_state.problem()/>
            <div class="actions">
                <Button
                    label=w.t.operations.retry
                    variant=Variant::Primary
                    icon=Icon::Refresh
                    pending=acts.retry_state.pending()
                />
            </div>
        </ActionForm>
    }
    .into_any()
}
