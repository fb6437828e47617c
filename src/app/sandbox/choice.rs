//! A choice in the forms of the sandbox, whose problems stand under the form.

use leptos::prelude::*;

use crate::{
    app::{
        form_state::{FormState, input_name},
        ui::select::{Select, SelectOption},
    },
    domain::form::Input,
};

pub(super) fn choice(
    input: Input,
    label: &'static str,
    options: Vec<SelectOption>,
    state: FormState,
) -> AnyView {
    let (name, chosen) = (input_name(input.name), state.typed(input.name, ""));
    view! {
        <Select label=label name=name options=options selected=chosen/>
    }
    .into_any()
}
