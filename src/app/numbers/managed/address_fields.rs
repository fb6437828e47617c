//! The address, and the proof, that a country may ask for: never filled in by
//! anybody but the person.

use leptos::prelude::*;

use super::{ManagedTexts, words};
use crate::{
    app::{
        form_state::FormState,
        i18n::{CommonTexts, Spoken},
        page_cx::PageCx,
        ui::{
            field::{Bound, TextField},
            icon::Icon,
            select::{Select, SelectOption},
        },
    },
    domain::{
        form::Input,
        managed::{AddressRequirement, BuyForm},
    },
};

const FIELDS: [Input; 7] = [
    BuyForm::customer_name(),
    BuyForm::street(),
    BuyForm::postal_code(),
    BuyForm::city(),
    BuyForm::region(),
    BuyForm::address_country(),
    BuyForm::bundle(),
];

/// The section is open if Twilio asks for an address, or once one of its fields is refused.
pub(super) fn section(asked: AddressRequirement, state: FormState, cx: PageCx) -> AnyView {
    let t = ManagedTexts::spoken(cx.locale);
    if asked.is_asked() {
        return view! {
            <fieldset class="form">
                <legend class="field-label">{t.demands}</legend>
                <p class="hint">{(t.address)(asked)}</p>
                {fields(state, cx)}
            </fieldset>
        }
        .into_any();
    }
    let open = move || state.refuses(&FIELDS);
    view! {
        <details class="more" open=open>
            <summary class="button quiet">{Icon::ChevronDown.view()}{t.more}</summary>
            <div class="form">
                <p class="hint">{t.more_text}</p>
                {fields(state, cx)}
            </div>
        </details>
    }
    .into_any()
}

fn fields(state: FormState, cx: PageCx) -> AnyView {
    let t = ManagedTexts::spoken(cx.locale);
    let countries = SelectOption::or_none(t.same_country, words::countries(cx));
    let line = |label: &'static str, bound: Bound| {
        view! { <TextField label=label bound=bound autocomplete="off"/> }.into_any()
    };
    let [customer_name, street, postal_code, city, region, address_country, bundle] =
        FIELDS.map(|input| state.bind(input, ""));
    view! {
        {line(t.customer_name, customer_name)}
        {line(t.street, street)}
        <div class="form-row">
            {line(t.postal_code, postal_code)}
            {line(t.city, city)}
        </div>
        <div class="form-row">
            <TextField
                label=t.region
                bound=region
                optional=CommonTexts::spoken(cx.locale).optional
                autocomplete="off"
            />
            <Select
                label=t.address_country
                bound=address_country
                options=countries
            />
        </div>
        <TextField
            label=t.bundle
            bound=bundle
            hint=t.bundle_hint
            optional=CommonTexts::spoken(cx.locale).optional
            autocomplete="off"
            mono=true
        />
    }
    .into_any()
}
