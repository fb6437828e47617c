//! The password, and the form that changes it.

use leptos::{prelude::*, server_fn::ServerFn};

use super::{
    AccountTexts,
    api::{CHANGE_PASSWORD, ChangePassword},
    methods,
};
use crate::{
    app::{
        auth::AuthTexts,
        errors::ProblemNotice,
        form_action::{Form, FormAction},
        form_state::FormState,
        i18n::{CommonTexts, Spoken, use_locale},
        page_context::use_viewer,
        page_cx::PageCx,
        ui::{
            button::{Button, Variant},
            secret_field::SecretField,
            time::Time,
        },
    },
    domain::account::{MIN_PASSWORD, PasswordForm, SignInMethods},
};

/// The row of the password: [`Password`] stands below.
pub(super) fn row(methods: &SignInMethods, cx: PageCx) -> AnyView {
    let texts = AccountTexts::spoken(use_locale());
    let standing = match methods.password.changed_at {
        Some(at) => view! { {texts.password_changed}" "<Time at=cx.moment(at)/> }.into_any(),
        None => texts.password_unknown.into_any(),
    };
    methods::row(AuthTexts::spoken(use_locale()).password, standing, ().into_any())
}

#[component]
pub fn Password() -> impl IntoView {
    let texts = AccountTexts::spoken(use_locale());
    let change = FormAction::default();
    let state = FormState::new(CHANGE_PASSWORD, change);
    let present = state.bind(PasswordForm::present(), "");
    let password = state.bind(PasswordForm::password(), "");
    // A keeper of passwords files the new one under this name.
    let email = use_viewer().map(|viewer| viewer.email).unwrap_or_default();
    view! {
        <section class="card panel">
            <header>
                <h2>{AuthTexts::spoken(use_locale()).password}</h2>
                <p>{texts.password_lead}</p>
            </header>
            <Form action=ChangePassword::PATH form_action=change class="form">
                <ProblemNotice problem=state.general()/>
                <input type="text" autocomplete="username" value=email readonly=true hidden=true/>
                <SecretField
                    label=texts.present_password
                    bound=present
                    show_label=CommonTexts::spoken(use_locale()).show
                    hide_label=CommonTexts::spoken(use_locale()).hide
                    autocomplete="current-password"
                    required=true
                />
                <SecretField
                    label=texts.new_password
                    bound=password
                    show_label=CommonTexts::spoken(use_locale()).show
                    hide_label=CommonTexts::spoken(use_locale()).hide
                    hint=(AuthTexts::spoken(use_locale()).password_hint)(MIN_PASSWORD)
                    autocomplete="new-password"
                    required=true
                />
                <Button
                    label=texts.change_password
                    variant=Variant::Primary
                    pending=state.pending()
                />
            </Form>
        </section>
    }
    .into_any()
}
