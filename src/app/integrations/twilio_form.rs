//! The form of the Twilio account; with a number, it starts the import too.

use leptos::{prelude::*, server_fn::ServerFn};

use super::{
    api::{SaveTwilio, TWILIO_FORM},
    frame::{folded, masked},
    import_fields,
    source::Mode,
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
            card::FoldedCard,
            choice::{Checkbox, RadioCards, RadioChoice},
            field::TextField,
            icon::Icon,
            secret_field::SecretField,
        },
    },
    domain::{
        credential::{PublicConfig, TwilioAuth},
        integrations::IntegrationsView,
        problem::Field,
        provider::Provider,
        role::Permission,
    },
};

/// Lives as long as the page, so that a fresh view never costs what is typed.
#[derive(Clone, Copy)]
pub(super) struct TwilioFormState {
    pub save: Submission,
    state: FormState,
}

impl TwilioFormState {
    pub(super) fn new() -> Self {
        let save = Submission::default();
        Self { save, state: FormState::new(TWILIO_FORM, save) }
    }
}

pub(super) fn card(view: &IntegrationsView, form: TwilioFormState, w: Telling) -> AnyView {
    if !w.may(Permission::ManageIntegrations) {
        return w.look_only();
    }
    let t = &w.t.integrations;
    let TwilioFormState { save, state } = form;
    let stored = view.twilio.credential.as_ref();
    // Ticked for a new account: Vapi then holds less, at no price, since where
    // Twilio refuses it gets the token as it would have anyway. What is stored
    // changes only by a person's own hand.
    let (sid, auth, key_sid, vapi_key) = match stored.map(|held| &held.config) {
        Some(PublicConfig::Twilio { account_sid, auth, api_key_sid, vapi_key, .. }) => {
            let key_sid = api_key_sid.as_deref().unwrap_or_default();
            (account_sid.as_str(), *auth, key_sid, vapi_key.is_wanted())
        }
        _ => ("", TwilioAuth::default(), "", true),
    };
    let vapi_key = state.typed("vapi_key", if vapi_key { "true" } else { "false" }) == "true";
    let keeps = |hint: &'static str| match stored {
        Some(_) => format!("{hint} {}", t.provider.keep_stored),
        None => hint.to_owned(),
    };
    let modes = vec![
        RadioChoice::new(TwilioAuth::AuthToken.code(), t.provider.with_token, t.provider.with_token_detail),
        RadioChoice::new(TwilioAuth::ApiKey.code(), t.provider.with_api_key, t.provider.with_api_key_detail),
    ];
    // A connected account brings its numbers by a form of their own.
    let number = stored.is_none().then(|| {
        view! {
            {import_fields::number("twilio", t.provider.number, t.provider.number_hint, state, w)}
            {import_fields::rest("twilio", &view.agents, state, w)}
        }
        .into_any()
    });
    let (show, hide) = (w.t.common.show, w.t.common.hide);
    let mask = masked(stored);
    let token_hint = keeps(t.provider.auth_token_hint);
    let secret_hint = keeps(t.provider.api_key_secret_hint);
    let account_sid = state.typed("account_sid", sid);
    let api_key_sid = state.typed("api_key_sid", key_sid);
    let switch = switch::choice(view, Provider::Twilio, state, w);
    let fields = view! {
        <Form action=SaveTwilio::PATH submission=save class="form" empties=true>
            <RadioCards
                legend=t.provider.sign_in_with
                name=input_name("auth")
                choices=modes
                selected=state.typed("auth", auth.code())
            />
            <TextField
                label=t.provider.account_sid
                name=input_name("account_sid")
                value=account_sid
                hint=t.provider.account_sid_hint
                error=state.error_on(Field::AccountSid)
                autocomplete="off"
                mono=true
            />
            <div class="when-2">
                <TextField
                    label=t.provider.api_key_sid
                    name=input_name("api_key_sid")
                    value=api_key_sid
                    hint=t.provider.api_key_sid_hint
                    error=state.error_on(Field::ApiKeySid)
                    autocomplete="off"
                    mono=true
                />
                <SecretField
                    label=t.provider.api_key_secret
                    name=input_name("api_key_secret")
                    show_label=show
                    hide_label=hide
                    hint=secret_hint
                    error=state.error_on(Field::ApiKeySecret)
                />
            </div>
            <SecretField
                label=t.provider.auth_token
                name=input_name("auth_token")
                show_label=show
                hide_label=hide
                mask=mask
                hint=token_hint
                error=state.error_on(Field::AuthToken)
            />
            <div class="when-1">
                <Checkbox
                    id="twilio-vapi-key"
                    label=t.provider.vapi_key
                    name=input_name("vapi_key")
                    checked=vapi_key
                    hint=t.provider.vapi_key_hint
                />
            </div>
            {number}
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
    if Mode::of(view) == Mode::Managed {
        let summary = w.t.managed.leave.own_beside;
        return view! { <FoldedCard summary=summary open=refused>{fields}</FoldedCard> }.into_any();
    }
    folded(t.provider.replace_credentials, &view.twilio, refused, fields)
}
