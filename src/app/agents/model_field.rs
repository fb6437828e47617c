//! The field for the model, which decides whether a temperature can be chosen.

use leptos::{ev::Event, prelude::*};
use web_sys::{HtmlSelectElement, wasm_bindgen::JsCast};

use super::{AgentsTexts, facets::Drawing};
use crate::{
    app::{
        i18n::Spoken,
        in_browser::in_browser,
        ui::select::{Select, SelectOption},
    },
    domain::{agent::AgentForm, models},
};

pub(super) fn field(label: &'static str, drawing: Drawing<'_>) -> AnyView {
    let Drawing { drawn, state, takes_temperature: takes, cx } = drawing;
    let model = state.bind(AgentForm::model(), &drawn.model);
    // A model that was taken over from Vapi is a choice as well.
    let other =
        Some(model.value.as_str()).filter(|model| !models::OFFERED.contains(model) && !model.is_empty());
    let offered =
        models::OFFERED.into_iter().chain(other).map(|model| SelectOption::new(model, model)).collect();
    // Without JavaScript the temperature stays visible, since another model may take one.
    let drawn_model = model.value.clone();
    in_browser(move || takes.set(models::takes_temperature(&drawn_model)));
    let chose = move |event: Event| {
        let list = event.target().and_then(|target| target.dyn_into::<HtmlSelectElement>().ok());
        if let Some(list) = list {
            takes.set(models::takes_temperature(&list.value()));
        }
    };
    view! {
        <div on:change=chose>
            <Select
                label=label
                bound=model
                options=offered
                hint=AgentsTexts::spoken(cx.locale).model_hint
            />
        </div>
    }
    .into_any()
}
