//! A drop-down list: the browser's own, so that it works everywhere.

use super::field::{Frame, id_or_name};
use super::icon::Icon;
use leptos::prelude::*;

/// One line of a [`Select`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SelectOption {
    pub value: String,
    pub label: String,
}

impl SelectOption {
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self { value: value.into(), label: label.into() }
    }
}

/// One choice out of many. A first option with an empty value stands for "none".
#[component]
pub fn Select(
    #[prop(into)] label: String,
    #[prop(into)] name: String,
    options: Vec<SelectOption>,
    #[prop(optional, into)] selected: String,
    #[prop(optional, into)] id: Option<String>,
    #[prop(optional, into)] hint: Option<String>,
    #[prop(optional, into)] error: Signal<Option<String>>,
    #[prop(optional, into)] optional: Option<String>,
    #[prop(optional)] required: bool,
) -> impl IntoView {
    let id = id_or_name(id, &name);
    let frame = Frame { id: id.clone(), label, optional, hint, error };
    let described_by = frame.described_by();
    let invalid = frame.invalid();
    let options: Vec<AnyView> = options
        .into_iter()
        .map(|SelectOption { value, label }| {
            let chosen = value == selected;
            view! { <option value=value selected=chosen>{label}</option> }.into_any()
        })
        .collect();
    let control = view! {
        <div class="input">
            <select
                id=id
                name=name
                required=required
                aria-invalid=move || invalid.try_get().flatten()
                aria-describedby=move || described_by.try_get().flatten()
            >
                {options}
            </select>
            {Icon::ChevronDown.view()}
        </div>
    }
    .into_any();
    frame.around(control)
}
