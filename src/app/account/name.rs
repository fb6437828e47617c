//! The form that changes the person's name: a plain one, so that the page comes back with the new name in
//! all its places.

use leptos::{prelude::*, server_fn::ServerFn};

use super::{
    AccountTexts,
    api::{CHANGE_NAME, ChangeName},
};
use crate::{
    app::{
        errors::ProblemNotice,
        form_action::{FormAction, OfThisOrg},
        form_state::FormState,
        i18n::{Spoken, use_locale},
        ui::{button::Button, field::TextField},
    },
    domain::account::NameForm,
};

#[component]
pub fn Name(name: String) -> impl IntoView {
    let texts = AccountTexts::spoken(use_locale());
    let state = FormState::new(CHANGE_NAME, FormAction::default());
    let name = state.bind(NameForm::name(), &name);
    view! {
        <form class="form" method="post" action=ChangeName::PATH>
            <ProblemNotice problem=state.general()/>
            <TextField label=texts.name bound=name autocomplete="name" required=true/>
            <Button label=texts.change_name/>
            <OfThisOrg/>
        </form>
    }
    .into_any()
}
