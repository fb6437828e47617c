//! The address, and the proof, that a country may ask for: never filled in by
//! anybody but the person.

use leptos::prelude::*;

use super::words;
use crate::{
    app::{
        form_state::FormState,
        telling::Telling,
        ui::{
            field::TextField,
            icon::Icon,
            select::{Select, SelectOption},
        },
    },
    domain::{
        form::Input,
        managed::{AddressRequirement, BuyForm},
    },
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
        let folded = [
            BuyForm::customer_name(),
            BuyForm::street(),
            BuyForm::city(),
            BuyForm::region(),
            BuyForm::postal_code(),
            BuyForm::address_country(),
            BuyForm::bundle(),
        ];
        state.refuses(&folded)
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
    let line = |label: &'static str, input: Input| {
        let line = state.bind(input, "");
        view! {
            <TextField
                label=label
                name=line.name
                value=line.value
                error=line.error
                autocomplete="off"
            />
        }
        .into_any()
    };
    let region = state.bind(BuyForm::region(), "");
    let address_country = state.bind(BuyForm::address_country(), "");
    let bundle = state.bind(BuyForm::bundle(), "");
    view! {
        {line(t.customer_name, BuyForm::customer_name())}
        {line(t.street, BuyForm::street())}
        <div class="form-row">
            {line(t.postal_code, BuyForm::postal_code())}
            {line(t.city, BuyForm::city())}
        </div>
        <div class="form-row">
            <TextField
                label=t.region
                name=region.name
                value=region.value
                error=region.error
                optional=w.t.common.optional
                autocomplete="off"
            />
            <Select
                label=t.address_country
                name=address_country.name
                options=countries
                selected=address_country.value
                error=address_country.error
            />
        </div>
        <TextField
            label=t.bundle
            name=bundle.name
            value=bundle.value
            hint=t.bundle_hint
            error=bundle.error
            optional=w.t.common.optional
            autocomplete="off"
            mono=true
        />
    }
    .into_any()
}
