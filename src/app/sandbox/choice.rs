//! A choice in the forms of the sandbox.

use leptos::prelude::*;

use crate::app::{
    form_state::{FormState, input_name},
    ui::select::{Select, SelectOption},
};

pub(super) fn choice(
    name: &'static str,
    label: &'static str,
    options: Vec<SelectOption>,
    state: FormState,
) -> AnyView {
    view! {
        <Select label=label name=input_name(name) options=options selected=state.typed(name, "")/>
    }
    .into_any()
}
