//! The button that leads to the installation's OpenID provider.

use leptos::{prelude::*, server_fn::ServerFn};

use super::{AuthTexts, api::SignInElsewhere};
use crate::{
    app::{
        errors::ProblemNotice,
        form_action::{Form, FormAction},
        form_state::{FormState, input_name},
        i18n::{Spoken, use_locale},
        page_context::use_oidc,
        ui::button::Button,
    },
    domain::auth_forms::{OidcForm, SIGN_IN_ELSEWHERE},
};

/// Nothing where the installation has no provider.
pub fn button(next: String) -> Option<AnyView> {
    let provider = use_oidc()?;
    let leave = FormAction::default();
    let state = FormState::new(SIGN_IN_ELSEWHERE, leave);
    let view = view! {
        <Form action=SignInElsewhere::PATH form_action=leave class="form">
            <ProblemNotice problem=state.general()/>
            <input type="hidden" name=input_name(OidcForm::next().name) value=next/>
            <Button label=(AuthTexts::spoken(use_locale()).continue_with)(&provider) pending=state.pending()/>
        </Form>
    };
    Some(view.into_any())
}
