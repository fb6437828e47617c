//! The numbers that AVA knows, each with who answers it.

use leptos::prelude::*;

use super::{page::Acts, readiness::prove_form};
use crate::{
    app::{
        telling::{Telling, agent_href, operation_href},
        ui::{
            button::ButtonLink,
            pill::{Pill, Tone},
        },
    },
    domain::{
        integrations::IntegrationsView,
        number::{NumberState, NumberView},
        operation::OperationState,
    },
};

pub(super) fn section(view: &IntegrationsView, w: Telling, acts: Acts) -> Option<AnyView> {
    if view.numbers.is_empty() {
        return None;
    }
    let waiting = view.import.as_ref().filter(|import| import.state == OperationState::Waiting);
    let row = |number: &NumberView| {
        let waits = waiting.is_some_and(|import| number.operation.as_ref() == Some(&import.id));
        row(number, waits, w, acts)
    };
    let rows: Vec<AnyView> = view.numbers.iter().map(row).collect();
    Some(
        view! {
            <section class="section">
                <div class="section-head"><h2>{w.t.integrations.provider.your_numbers}</h2></div>
                <ul class="card rows">{rows}</ul>
            </section>
        }
        .into_any(),
    )
}

fn row(number: &NumberView, waits: bool, w: Telling, acts: Acts) -> AnyView {
    let t = &w.t.integrations;
    let (tone, label) = match number.state {
        NumberState::Requested | NumberState::Importing if waits => {
            (Tone::Warn, (w.t.operations.state)(OperationState::Waiting))
        }
        NumberState::Requested | NumberState::Importing => (Tone::Busy, t.number_importing),
        NumberState::Ready => (Tone::Ok, t.number_is_ready),
        NumberState::Failed if number.left => (Tone::Off, t.number_left),
        NumberState::Failed => (Tone::Bad, t.number_failed),
        NumberState::Unassigned => (Tone::Warn, t.number_unassigned),
        NumberState::Releasing => (Tone::Busy, t.number_releasing),
        NumberState::Released => (Tone::Off, t.number_released),
    };
    let agent = match &number.agent {
        Some((id, name)) => view! { <a href=agent_href(id)>{name.clone()}</a> }.into_any(),
        None => t.no_agent_bound.into_any(),
    };
    let act = match (&number.operation, number.state) {
        (_, NumberState::Ready) => Some(prove_form(number, w, acts.prove)),
        (_, NumberState::Failed) if number.left => Some(prove_form(number, w, acts.prove)),
        (Some(operation), _) => {
            let href = operation_href(operation);
            Some(view! { <ButtonLink href=href label=t.see_steps/> }.into_any())
        }
        (None, _) => None,
    };
    view! {
        <li>
            <b class="phone">{number.e164.pretty()}</b>
            <span>{agent}</span>
            <Pill tone=tone label=label/>
            <div>{act}</div>
        </li>
    }
    .into_any()
}
