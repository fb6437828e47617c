//! The address, and the proof, that a country may ask for: never filled in by
//! anybody but the person.

use leptos::prelude::*;

use super::words;
use crate::{
    app::{
        form_state::{FormState, input_name},
        telling::Telling,
        ui::{
            field::TextField,
            icon::Icon,
            select::{Select, SelectOption},
        },
    },
    domain::{managed::AddressRequirement, problem::Field},
};

/// Open where Twilio asks for an address, or once one of the fields is refused.
pub(super) fn section(asked: AddressRequirement, state: FormState, w: Telling) -> AnyView {
    let t = &w.t.managed;
    if asked.is_asked() {
        return view! {
            <fieldset class="form">
                <legend class="field-label">{t.demands}</legend>
                <p class="hint">{(t.address)(asked)}</p>
                {fields(state, w)}
            </fieldset>
        }
        .into_any();
    }
    let open = move || {
        let refused = state.problem().try_get().flatten().and_then(|problem| problem.field);
        matches!(
            refused,
            Some(
                Field::CustomerName
                    | Field::Street
                    | Field::City
                    | Field::Region
                    | Field::PostalCode
                    | Field::AddressCountry
                    | Field::Bundle
            )
        )
    };
    view! {
        <details class="more" open=open>
            <summary class="button quiet">{Icon::ChevronDown.view()}{t.more}</summary>
            <div class="form">
                <p class="hint">{t.more_text}</p>
                {fields(state, w)}
            </div>
        </details>
    }
    .into_any()
}

fn fields(state: FormState, w: Telling) -> AnyView {
    let t = &w.t.managed;
    let same = SelectOption::new("", t.same_country);
    let countries = std::iter::once(same).chain(words::countries(w)).collect();
    let line = |label: &'static str, name: &'static str, field: Field| {
        view! {
            <TextField
                label=label
                name=input_name(name)
                value=state.typed(name, "")
                error=state.error_on(field)
                autocomplete="off"
            />
        }
        .into_any()
    };
    view! {
        {line(t.customer_name, "customer_name", Field::CustomerName)}
        {line(t.street, "street", Field::Street)}
        <div class="form-row">
            {line(t.postal_code, "postal_code", Field::PostalCode)}
            {line(t.city, "city", Field::City)}
        </div>
        <div class="form-row">
            <TextField
                label=t.region
                name=input_name("region")
                value=state.typed("region", "")
                error=state.error_on(Field::Region)
                optional=w.t.common.optional
                autocomplete="off"
            />
            <Select
                label=t.address_country
                name=input_name("address_country")
                options=countries
                selected=state.typed("address_country", "")
                error=state.error_on(Field::AddressCountry)
            />
        </div>
        <TextField
            label=t.bundle
            name=input_name("bundle")
            value=state.typed("bundle", "")
            hint=t.bundle_hint
            error=state.error_on(Field::Bundle)
            optional=w.t.common.optional
            autocomplete="off"
            mono=true
        />
    }
    .into_any()
}
