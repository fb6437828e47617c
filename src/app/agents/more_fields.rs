//! The settings that most agents leave as they are: folded, and open where one
//! of them is refused or was changed by somebody else.

use leptos::{ev::Event, prelude::*};
use web_sys::{HtmlSelectElement, wasm_bindgen::JsCast};

use super::edit_conflict::EditConflict;
use crate::{
    app::{
        form_state::FormState,
        in_browser::in_browser,
        page_cx::PageCx,
        ui::{
            field::TextField,
            icon::Icon,
            select::{Select, SelectOption},
        },
    },
    domain::{
        agent::{AgentForm, Facet},
        form::Input,
        models,
        moment::day,
    },
};

const FIELDS: [Input; 3] = [AgentForm::model(), AgentForm::temperature(), AgentForm::max_duration()];

pub(super) fn fields(
    drawn: &AgentForm,
    state: FormState,
    edit_conflict: EditConflict,
    cx: PageCx,
) -> AnyView {
    let t = &cx.t.agents;
    let open = move || state.refuses(&FIELDS) || edit_conflict.version().is_some();
    let [model, temperature, max_duration] = FIELDS;
    let model = state.bind(model, &drawn.model);
    // One that was taken over from Vapi is a choice as well.
    let other =
        Some(model.value.as_str()).filter(|model| !models::OFFERED.contains(model) && !model.is_empty());
    let offered =
        models::OFFERED.into_iter().chain(other).map(|model| SelectOption::new(model, model)).collect();
    // Shown without JavaScript: whoever chooses another model needs it.
    let takes = RwSignal::new(true);
    let drawn_model = model.value.clone();
    in_browser(move || takes.set(models::takes_temperature(&drawn_model)));
    let chose = move |event: Event| {
        let list = event.target().and_then(|target| target.dyn_into::<HtmlSelectElement>().ok());
        if let Some(list) = list {
            takes.set(models::takes_temperature(&list.value()));
        }
    };
    let catalogue = (t.catalogue_of)(&day(models::CATALOGUE_OF, cx.locale));
    view! {
        <details class="more" open=open>
            <summary class="button quiet">{Icon::ChevronDown.view()}{t.more}</summary>
            <div class="form">
                <div on:change=chose>
                    <Select
                        label=t.model
                        bound=model
                        options=offered
                        hint=t.model_hint
                    />
                </div>
                {edit_conflict.beside(Facet::Model)}
                <div class="form-row">
                    <div hidden=move || !takes.get()>
                        <TextField
                            label=t.temperature
                            bound=state.bind(temperature, &drawn.temperature)
                            hint=t.temperature_hint
                            inputmode="decimal"
                            autocomplete="off"
                        />
                    </div>
                    <TextField
                        label=t.max_duration
                        bound=state.bind(max_duration, &drawn.max_duration)
                        hint=t.max_duration_hint
                        inputmode="numeric"
                        autocomplete="off"
                    />
                </div>
                {edit_conflict.beside(Facet::Temperature)}
                {edit_conflict.beside(Facet::MaxDuration)}
                <p class="hint">{catalogue}</p>
            </div>
        </details>
    }
    .into_any()
}
