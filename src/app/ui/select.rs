//! A drop-down list: the browser's own, so that it works everywhere.

use super::field::{Bound, Frame, id_or_name};
use super::icon::Icon;
use crate::domain::locale::Locale;
use leptos::{ev::Event, prelude::*};
use web_sys::{HtmlSelectElement, wasm_bindgen::JsCast};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SelectOption {
    pub value: String,
    pub label: String,
}

impl SelectOption {
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self { value: value.into(), label: label.into() }
    }

    /// `options` after one in the words of `none`, which chooses nothing.
    pub fn or_none(none: &str, mut options: Vec<Self>) -> Vec<Self> {
        options.insert(0, Self::new("", none));
        options
    }

    /// The languages of AVA, each by its own name.
    pub fn languages() -> Vec<Self> {
        Locale::ALL.map(|locale| Self::new(locale.code(), locale.endonym())).to_vec()
    }
}

/// One choice out of many. A first option with an empty value stands for "none".
#[component]
pub fn Select(
    #[prop(into)] label: String,
    bound: Bound,
    #[prop(optional)] options: Vec<SelectOption>,
    /// Further options in groups, each under a name.
    #[prop(optional)]
    groups: Vec<(String, Vec<SelectOption>)>,
    #[prop(optional, into)] id: Option<String>,
    #[prop(optional, into)] hint: Option<String>,
    #[prop(optional, into)] optional: Option<String>,
    #[prop(optional)] required: bool,
) -> impl IntoView {
    let Bound { name, value: selected, error } = bound;
    let id = id_or_name(id, &name);
    let frame = Frame { id: id.clone(), label, optional, hint, error };
    let described_by = frame.described_by();
    let invalid = frame.invalid();
    keep_choice(id.clone(), selected.clone());
    let drawn = |options: Vec<SelectOption>| -> Vec<AnyView> {
        let option = |SelectOption { value, label }| {
            let chosen = value == selected;
            view! { <option value=value selected=chosen>{label}</option> }.into_any()
        };
        options.into_iter().map(option).collect()
    };
    let options = drawn(options);
    let groups: Vec<AnyView> = groups
        .into_iter()
        .map(|(name, options)| view! { <optgroup label=name>{drawn(options)}</optgroup> }.into_any())
        .collect();
    let control = view! {
        <div class="input">
            <select
                id=id
                name=name
                required=required
                aria-invalid=move || invalid.try_get().flatten()
                aria-describedby=move || described_by.try_get().flatten()
                on:change=chose
            >
                {options}
                {groups}
            </select>
            {Icon::ChevronDown.view()}
        </div>
    }
    .into_any();
    frame.around(control)
}

/// The attribute that holds a person's choice until the list is drawn with it.
const CHOSEN: &str = "data-chosen";

fn chose(event: Event) {
    let list = event_target::<HtmlSelectElement>(&event);
    // Fails only for an invalid attribute name, which this is not.
    let _ = list.set_attribute(CHOSEN, &list.value());
}

/// Keeps a choice by its value for as long as it is offered; a list that is drawn anew in
/// place would keep it by its position.
fn keep_choice(id: String, selected: String) {
    if cfg!(feature = "ssr") {
        return;
    }
    let list = move || document().get_element_by_id(&id)?.dyn_into::<HtmlSelectElement>().ok();
    let Some(before) = list().and_then(|list| list.get_attribute(CHOSEN)) else { return };
    // Runs once the options are there; somebody may have chosen again by then.
    request_animation_frame(move || {
        let Some(list) = list() else { return };
        let chosen = list.get_attribute(CHOSEN).unwrap_or(before);
        list.set_value(&chosen);
        if list.selected_index() >= 0 && chosen != selected {
            let _ = list.set_attribute(CHOSEN, &chosen);
            return;
        }
        let _ = list.remove_attribute(CHOSEN);
        list.set_value(&selected);
        if list.selected_index() < 0 {
            list.set_selected_index(0);
        }
    });
}
