//! The form that asks for another e-mail.

use leptos::{prelude::*, server_fn::ServerFn};

use super::api::{CHANGE_EMAIL, ChangeEmail};
use crate::{
    app::{
        errors::ProblemNotice,
        form_action::{Form, FormAction},
        form_state::FormState,
        i18n::t,
        page_context::use_has_mailbox,
        ui::{button::Button, field::TextField, notice::Notice, pill::Tone, secret_field::SecretField},
    },
    domain::account::EmailForm,
};

#[component]
pub fn EmailAddress() -> impl IntoView {
    let texts = &t().account;
    let change = FormAction::default();
    let state = FormState::new(CHANGE_EMAIL, change);
    let email = state.bind(EmailForm::email(), "");
    let present = state.bind(EmailForm::present(), "");
    let by_operator =
        (!use_has_mailbox()).then(|| view! { <Notice tone=Tone::Off text=t().auth.no_mailbox/> }.into_any());
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
                    show_label=t().common.show
                    hide_label=t().common.hide
                    autocomplete="current-password"
                    required=true
                />
                <Button label=texts.change_email pending=state.pending()/>
            </Form>
        </section>
    }
    .into_any()
}
