//! The button that signs in by a passkey alone.

use leptos::{prelude::*, server_fn::ServerFn};

use super::api::{PASSKEY_LOG_IN, PasskeyLogIn};
use crate::{
    app::{
        errors::ProblemNotice,
        form_action::{Form, FormAction},
        form_state::{FormState, input_name},
        i18n::{Spoken, use_locale},
        page_context::use_passkeys,
        passkeys::{PasskeyTexts, passkey_input, where_there_are_passkeys},
        ui::button::Button,
    },
    domain::passkey::{Ceremony, PasskeyForm},
};

/// Draws the button; `None` where browsers make no passkeys for the installation's address.
pub fn button(next: String) -> Option<AnyView> {
    if !use_passkeys() {
        return None;
    }
    let locale = use_locale();
    let log_in = FormAction::default();
    let state = FormState::new(PASSKEY_LOG_IN, log_in);
    let form = view! {
        <Form action=PasskeyLogIn::PATH form_action=log_in class="form">
            <ProblemNotice problem=state.general()/>
            <input type="hidden" name=input_name(PasskeyForm::next().name) value=next/>
            {passkey_input(input_name(PasskeyForm::given().name), Ceremony::SignIn, locale)}
            <Button label=PasskeyTexts::spoken(locale).sign_in pending=state.pending()/>
        </Form>
    };
    Some(where_there_are_passkeys(form.into_any(), locale))
}
