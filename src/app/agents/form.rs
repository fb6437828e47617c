//! The form of an agent, for a new one and for a change.

use leptos::prelude::*;

use super::{
    AgentsTexts,
    edit_conflict::EditConflict,
    facets::{self, Drawing},
};
use crate::{
    app::{form_state::FormState, i18n::Spoken, page_cx::PageCx, ui::icon::Icon},
    domain::{
        agent::{AgentForm, Facet},
        form::Input,
        models,
        moment::day_of_utc,
    },
};

pub(super) fn fields(
    drawn: &AgentForm,
    state: FormState,
    edit_conflict: EditConflict,
    cx: PageCx,
) -> AnyView {
    let drawing = Drawing { drawn, state, takes_temperature: RwSignal::new(true), cx };
    view! {
        {rows(facets::SHOWN, edit_conflict, drawing)}
        {folded(edit_conflict, drawing)}
    }
    .into_any()
}

/// The folded rows; open if a field is refused or was changed by somebody else.
fn folded(edit_conflict: EditConflict, drawing: Drawing<'_>) -> AnyView {
    let Drawing { state, cx, .. } = drawing;
    let t = AgentsTexts::spoken(cx.locale);
    let input = |facet: &Facet| Input { name: facet.code(), field: Some(facet.field()) };
    let inputs: Vec<Input> = facets::FOLDED.iter().copied().flatten().map(input).collect();
    let open = move || state.refuses(&inputs) || edit_conflict.version().is_some();
    let catalogue = (t.catalogue_of)(&day_of_utc(models::CATALOGUE_OF, cx.locale));
    view! {
        <details class="more" open=open>
            <summary class="button quiet">{Icon::ChevronDown.view()}{t.more}</summary>
            <div class="form">
                {rows(facets::FOLDED, edit_conflict, drawing)}
                <p class="hint">{catalogue}</p>
            </div>
        </details>
    }
    .into_any()
}

/// The rows, each followed by what somebody else saved of it meanwhile.
fn rows(rows: &[&[Facet]], edit_conflict: EditConflict, drawing: Drawing<'_>) -> Vec<AnyView> {
    let row = |facets: &&[Facet]| {
        let controls: Vec<AnyView> = facets.iter().map(|facet| facets::control(*facet, drawing)).collect();
        let controls = match controls.len() {
            1 => controls.into_any(),
            _ => view! { <div class="form-row">{controls}</div> }.into_any(),
        };
        let beside: Vec<AnyView> = facets.iter().map(|facet| edit_conflict.other_value(*facet)).collect();
        view! {
            {controls}
            {beside}
        }
        .into_any()
    };
    rows.iter().map(row).collect()
}
