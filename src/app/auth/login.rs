//! The sign-in page.

use leptos::{prelude::*, server_fn::ServerFn};

use super::{
    AuthTexts,
    api::{LOG_IN, LogIn},
    frame::AuthFrame,
    oidc, passkey,
};
use crate::{
    app::{
        address::{Redirect, use_query},
        errors::ProblemNotice,
        form_action::{Form, FormAction},
        form_state::{FormState, input_name},
        i18n::{CommonTexts, Spoken, use_locale},
        page_context::{use_sandbox, use_sign_up, use_viewer},
        paths::{FORGOT, SIGN_UP},
        ui::{
            button::{Button, Variant},
            field::TextField,
            notice::Notice,
            pill::Tone,
            secret_field::SecretField,
        },
    },
    domain::{
        account::SignUpMode,
        auth_forms::{LoginForm, landing},
        demo::{DEMO_EMAIL, DEMO_PASSWORD},
    },
};

#[component]
pub fn LoginPage() -> impl IntoView {
    let next = use_query("next").get_untracked().unwrap_or_default();
    if use_viewer().is_some() {
        return view! { <Redirect path=landing(&next).to_owned()/> }.into_any();
    }
    let texts = AuthTexts::spoken(use_locale());
    let log_in = FormAction::default();
    let state = FormState::new(LOG_IN, log_in);
    let demo = use_sandbox().then(|| view! { <Demo log_in=log_in next=next.clone()/> }.into_any());
    let no_account = matches!(use_sign_up(), SignUpMode::Open | SignUpMode::Confirmed).then(|| {
        view! { <p class="other">{texts.no_account}" "<a href=SIGN_UP>{texts.create_one}</a></p> }.into_any()
    });
    let elsewhere = oidc::button(next.clone());
    let by_passkey = passkey::button(next.clone());
    let email = state.bind(LoginForm::email(), "");
    let password = state.bind(LoginForm::password(), "");
    view! {
        <AuthFrame title=texts.login_title lead=texts.login_lead>
            <Form action=LogIn::PATH form_action=log_in class="form">
                <ProblemNotice problem=state.general()/>
                <input type="hidden" name=input_name(LoginForm::next().name) value=next/>
                <TextField
                    label=texts.email
                    bound=email
                    kind="email"
                    autocomplete="username"
                    required=true
                />
                <SecretField
                    label=texts.password
                    bound=password
                    show_label=CommonTexts::spoken(use_locale()).show
                    hide_label=CommonTexts::spoken(use_locale()).hide
                    autocomplete="current-password"
                    required=true
                />
                <Button label=texts.sign_in variant=Variant::Primary pending=state.pending()/>
            </Form>
            {by_passkey}
            {elsewhere}
            {demo}
            <p class="other"><a href=FORGOT>{texts.forgot}</a></p>
            {no_account}
        </AuthFrame>
    }
    .into_any()
}

/// A button that signs in to the sandbox's account.
#[component]
fn Demo(log_in: FormAction, next: String) -> impl IntoView {
    let texts = AuthTexts::spoken(use_locale());
    view! {
        <Notice
            tone=Tone::Off
            title=texts.demo_title
            text=(texts.demo_text)(DEMO_EMAIL, DEMO_PASSWORD)
        >
            <Form action=LogIn::PATH form_action=log_in>
                <input type="hidden" name=input_name(LoginForm::next().name) value=next/>
                <input type="hidden" name=input_name(LoginForm::email().name) value=DEMO_EMAIL/>
                <input type="hidden" name=input_name(LoginForm::password().name) value=DEMO_PASSWORD/>
                <Button label=texts.demo_sign_in pending=log_in.pending()/>
            </Form>
        </Notice>
    }
    .into_any()
}
