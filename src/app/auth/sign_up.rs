//! The sign-up page: a new organisation and its owner.

use leptos::{prelude::*, server_fn::ServerFn};

use super::{
    AuthTexts,
    api::{AskSignUp, SIGN_UP, SignUp},
    forgot::ask_for_link,
    frame::AuthFrame,
};
use crate::{
    app::{
        address::Redirect,
        errors::ProblemNotice,
        form_action::{Form, FormAction},
        form_state::FormState,
        i18n::{CommonTexts, Spoken, use_locale},
        page_context::{use_sign_up, use_viewer},
        paths::LOGIN,
        read::nothing,
        ui::{
            button::{Button, Variant},
            field::TextField,
            secret_field::SecretField,
        },
    },
    domain::{
        account::{MIN_PASSWORD, SignUpMode},
        auth_forms::{HOME, SignUpForm},
    },
};

#[component]
pub fn SignUpPage() -> impl IntoView {
    if use_viewer().is_some() {
        return view! { <Redirect path=HOME/> }.into_any();
    }
    let texts = AuthTexts::spoken(use_locale());
    let (lead, form) = match use_sign_up() {
        SignUpMode::Open => (texts.sign_up_lead, view! { <OpenForm/> }.into_any()),
        SignUpMode::Confirmed => (texts.sign_up_confirmed_lead, ask_for_link(SIGN_UP, AskSignUp::PATH)),
        SignUpMode::Invited => (texts.sign_up_invited_lead, nothing()),
        SignUpMode::Closed => (texts.sign_up_off_lead, nothing()),
    };
    view! {
        <AuthFrame title=texts.sign_up_title lead=lead>
            {form}
            <p class="other">{texts.have_account}" "<a href=LOGIN>{texts.sign_in_instead}</a></p>
        </AuthFrame>
    }
    .into_any()
}

/// The form that makes the account at once.
#[component]
fn OpenForm() -> impl IntoView {
    let texts = AuthTexts::spoken(use_locale());
    let sign_up = FormAction::default();
    let state = FormState::new(SIGN_UP, sign_up);
    let org_name = state.bind(SignUpForm::org_name(), "");
    let name = state.bind(SignUpForm::name(), "");
    let email = state.bind(SignUpForm::email(), "");
    let password = state.bind(SignUpForm::password(), "");
    view! {
        <Form action=SignUp::PATH form_action=sign_up class="form">
            <ProblemNotice problem=state.general()/>
            <TextField
                label=texts.org_name
                bound=org_name
                hint=texts.org_name_hint
                autocomplete="organization"
                required=true
            />
            <TextField
                label=texts.name
                bound=name
                autocomplete="name"
                required=true
            />
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
                hint=(texts.password_hint)(MIN_PASSWORD)
                autocomplete="new-password"
                required=true
            />
            <Button label=texts.create variant=Variant::Primary pending=state.pending()/>
        </Form>
    }
    .into_any()
}
