//! The ways in which the person can sign in, a row each.

use leptos::prelude::*;

use super::{AccountTexts, factors, identity, passkeys, password};
use crate::{
    app::{
        i18n::{Spoken, use_locale},
        page_cx::PageCx,
    },
    domain::account::SignInMethods,
};

/// The rows, in their order. What takes more than a button or two stands in a panel below, or on a
/// page to which the row leads.
const METHODS: [fn(&SignInMethods, PageCx) -> AnyView; 4] =
    [password::row, passkeys::row, identity::row, factors::row];

#[component]
pub fn Methods(methods: SignInMethods, cx: PageCx) -> impl IntoView {
    let texts = AccountTexts::spoken(use_locale());
    let rows: Vec<AnyView> = METHODS.iter().map(|row| row(&methods, cx)).collect();
    view! {
        <section class="card panel">
            <header>
                <h2>{texts.methods}</h2>
                <p>{texts.methods_lead}</p>
            </header>
            <ul class="rows">{rows}</ul>
        </section>
    }
    .into_any()
}

/// A way to sign in: what it is called, how it stands, and a button or a link for what can be done.
pub(super) fn row(name: impl Into<String>, standing: AnyView, content: AnyView) -> AnyView {
    view! {
        <li>
            <b>{name.into()}</b>
            <p>{standing}</p>
            {content}
        </li>
    }
    .into_any()
}
