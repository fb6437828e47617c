//! Signing in at the installation's OpenID provider: the form that links the account, or takes the
//! link away.

use leptos::{prelude::*, server_fn::ServerFn};

use super::{
    AccountTexts,
    api::{LinkIdentity, UnlinkIdentity},
    methods,
};
use crate::{
    app::{
        errors::ProblemNotice,
        form_action::{Form, FormAction},
        form_state::FormState,
        i18n::{CommonTexts, Spoken, use_locale},
        page_cx::PageCx,
        ui::{button::Button, secret_field::SecretField, time::Time},
    },
    domain::{
        account::{IdentityForm, IdentityMethod, SignInMethods},
        auth_forms::IDENTITY,
    },
};

/// The row of the provider, where there is one: [`Identity`] stands below.
pub(super) fn row(methods: &SignInMethods, cx: PageCx) -> AnyView {
    let texts = AccountTexts::spoken(use_locale());
    let Some(IdentityMethod { provider, linked }) = methods.identity.clone() else { return ().into_any() };
    let standing = match linked {
        None => texts.identity_unlinked.into_any(),
        Some(linked) => {
            let who = linked.email.unwrap_or_else(|| provider.clone());
            view! { {(texts.identity_linked)(&who)}" "<Time at=cx.moment(linked.linked_at)/> }.into_any()
        }
    };
    methods::row(provider, standing, ().into_any())
}

#[component]
pub fn Identity(identity: IdentityMethod) -> impl IntoView {
    let texts = AccountTexts::spoken(use_locale());
    let IdentityMethod { provider, linked } = identity;
    let (path, lead, label) = match linked {
        None => (LinkIdentity::PATH, (texts.link_lead)(&provider), (texts.link_identity)(&provider)),
        Some(_) => (UnlinkIdentity::PATH, (texts.unlink_lead)(&provider), (texts.unlink_identity)(&provider)),
    };
    let send = FormAction::default();
    let state = FormState::new(IDENTITY, send);
    let present = state.bind(IdentityForm::present(), "");
    view! {
        <section class="card panel">
            <header>
                <h2>{provider}</h2>
                <p>{lead}</p>
            </header>
            <Form action=path form_action=send class="form" empties=true>
                <ProblemNotice problem=state.general()/>
                <SecretField
                    id="present_for_identity"
                    label=texts.present_password
                    bound=present
                    show_label=CommonTexts::spoken(use_locale()).show
                    hide_label=CommonTexts::spoken(use_locale()).hide
                    autocomplete="current-password"
                    required=true
                />
                <Button label=label pending=state.pending()/>
            </Form>
        </section>
    }
    .into_any()
}
