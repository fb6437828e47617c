//! Asking for a link by mail: for another password, and for an account.

use leptos::{prelude::*, server_fn::ServerFn};

use super::{
    AuthTexts,
    api::{ASK_RESET, AskReset},
    frame::AuthFrame,
};
use crate::{
    app::{
        errors::ProblemNotice,
        form_action::{Form, FormAction},
        form_state::FormState,
        i18n::{Spoken, use_locale},
        page_context::use_has_mailbox,
        paths::LOGIN,
        ui::{
            button::{Button, Variant},
            field::TextField,
            notice::Notice,
            pill::Tone,
        },
    },
    domain::link::AskLinkForm,
};

#[component]
pub fn ForgotPage() -> impl IntoView {
    let texts = AuthTexts::spoken(use_locale());
    view! {
        <AuthFrame title=texts.forgot_title lead=texts.forgot_lead>
            {ask_for_link(ASK_RESET, AskReset::PATH)}
            <p class="other"><a href=LOGIN>{texts.back_to_sign_in}</a></p>
        </AuthFrame>
    }
    .into_any()
}

/// The form that has a link sent to an address.
pub(super) fn ask_for_link(name: &'static str, path: &'static str) -> AnyView {
    let texts = AuthTexts::spoken(use_locale());
    let ask = FormAction::default();
    let state = FormState::new(name, ask);
    let email = state.bind(AskLinkForm::email(), "");
    let by_operator =
        (!use_has_mailbox()).then(|| view! { <Notice tone=Tone::Off text=texts.no_mailbox/> }.into_any());
    view! {
        {by_operator}
        <Form action=path form_action=ask class="form">
            <ProblemNotice problem=state.general()/>
            <TextField
                label=texts.email
                bound=email
                kind="email"
                autocomplete="username"
                required=true
            />
            <Button label=texts.send_link variant=Variant::Primary pending=state.pending()/>
        </Form>
    }
    .into_any()
}
