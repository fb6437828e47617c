//! The form of the Vapi key.

use leptos::{prelude::*, server_fn::ServerFn};

use super::{
    api::{SaveVapi, VAPI_FORM},
    frame::{folded, masked},
    switch,
};
use crate::{
    app::{
        errors::ProblemNotice,
        form_state::{FormState, input_name},
        submission::{Form, Submission},
        telling::Telling,
        ui::{
            button::{Button, Variant},
            choice::{RadioCards, RadioChoice},
            icon::Icon,
            secret_field::SecretField,
        },
    },
    domain::{
        credential::PublicConfig,
        integrations::IntegrationsView,
        problem::Field,
        provider::{Provider, VapiRegion},
        role::Permission,
    },
};

/// Lives as long as the page, so that a fresh view never costs what is typed.
#[derive(Clone, Copy)]
pub(super) struct VapiFormState {
    pub save: Submission,
    state: FormState,
}

impl VapiFormState {
    pub(super) fn new() -> Self {
        let save = Submission::default();
        Self { save, state: FormState::new(VAPI_FORM, save) }
    }
}

pub(super) fn card(view: &IntegrationsView, form: VapiFormState, w: Telling) -> AnyView {
    if !w.may(Permission::ManageIntegrations) {
        return w.look_only();
    }
    let t = &w.t.integrations;
    let VapiFormState { save, state } = form;
    let card = &view.vapi;
    let stored = card.credential.as_ref();
    let region = match stored.map(|held| &held.config) {
        Some(PublicConfig::Vapi { region, .. }) => *region,
        _ => VapiRegion::default(),
    };
    let hint = match stored {
        Some(_) => format!("{} {}", t.provider.key_hint, t.provider.keep_stored),
        None => t.provider.key_hint.to_owned(),
    };
    let choices = vec![
        RadioChoice::new(VapiRegion::Us.code(), t.provider.region_us, t.provider.region_us_detail),
        RadioChoice::new(VapiRegion::Eu.code(), t.provider.region_eu, t.provider.region_eu_detail),
    ];
    let mask = masked(stored);
    let switch = switch::choice(view, Provider::Vapi, state, w);
    let fields = view! {
        <Form action=SaveVapi::PATH submission=save class="form" empties=true>
            <SecretField
                label=t.provider.key
                name=input_name("key")
                show_label=w.t.common.show
                hide_label=w.t.common.hide
                mask=mask
                hint=hint
                error=state.error_on(Field::Key)
            />
            <RadioCards
                legend=t.provider.region
                name=input_name("region")
                choices=choices
                selected=state.typed("region", region.code())
            />
            <ProblemNotice problem=state.general()/>
            {switch}
            <div class="actions">
                <Button
                    label=t.provider.save
                    variant=Variant::Primary
                    icon=Icon::Shield
                    pending=state.pending()
                />
            </div>
        </Form>
    }
    .into_any();
    let refused = state.problem().get_untracked().is_some();
    folded(t.replace_key, card, refused, fields)
}
