//! The language switch: a plain form, so that the page comes back whole in the
//! other language.

use leptos::{prelude::*, server_fn::ServerFn};

use crate::{
    app::{
        account::api::SetLocale,
        i18n::{CommonTexts, Spoken, use_locale},
    },
    domain::locale::Locale,
};

#[component]
pub fn LanguageSwitch() -> impl IntoView {
    let current = use_locale();
    let buttons: Vec<AnyView> = Locale::ALL
        .into_iter()
        .map(|locale| {
            view! {
                <button
                    type="submit"
                    name="locale"
                    value=locale.code()
                    lang=locale.code()
                    aria-current=(locale == current).then_some("true")
                >
                    {locale.endonym()}
                </button>
            }
            .into_any()
        })
        .collect();
    view! {
        <form class="languages" method="post" action=SetLocale::PATH aria-label=CommonTexts::spoken(use_locale()).language>
            {buttons}
        </form>
    }
    .into_any()
}
