//! The form that asks for another e-mail.

use leptos::{prelude::*, server_fn::ServerFn};

use super::{
    AccountTexts,
    api::{CHANGE_EMAIL, ChangeEmail},
};
use crate::{
    app::{
        auth::AuthTexts,
        errors::ProblemNotice,
        form_action::{Form, FormAction},
        form_state::FormState,
        i18n::{CommonTexts, Spoken, use_locale},
        page_context::use_has_mailbox,
        ui::{button::Button, field::TextField, notice::Notice, pill::Tone, secret_field::SecretField},
    },
    domain::account::EmailForm,
};

#[component]
pub fn EmailAddress() -> impl IntoView {
    let texts = AccountTexts::spoken(use_locale());
    let change = FormAction::default();
    let state = FormState::new(CHANGE_EMAIL, change);
    let email = state.bind(EmailForm::email(), "");
    let present = state.bind(EmailForm::present(), "");
    let by_operator = (!use_has_mailbox()).then(|| {
        view! { <Notice tone=Tone::Off text=AuthTexts::spoken(use_locale()).no_mailbox/> }.into_any()
    });
    view! {
        <section class="card panel">
            <header>
                <h2>{texts.email}</h2>
                <p>{texts.email_lead}</p>
            </header>
            {by_operator}
            <Form action=ChangeEmail::PATH form_action=change class="form" empties=true>
                <ProblemNotice problem=state.general()/>
                <TextField
                    label=texts.new_email
                    bound=email
                    kind="email"
                    autocomplete="email"
                    required=true
                />
                <SecretField
                    id="present_for_email"
                    label=texts.present_password
                    bound=present
                    show_label=CommonTexts::spoken(use_locale()).show
                    hide_label=CommonTexts::spoken(use_locale()).hide
                    autocomplete="current-password"
                    required=true
                />
                <Button label=texts.change_email pending=state.pending()/>
            </Form>
        </section>
    }
    .into_any()
}
