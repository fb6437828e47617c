//! Forms that an authenticator fills: `public/passkeys.js` asks it, and sends them with its answer.

use leptos::prelude::*;

use super::i18n::{Spoken, table::texts};
use crate::domain::{locale::Locale, passkey::Ceremony};

texts! {
    pub struct PasskeyTexts {
        use_one = "Use a passkey", "Utiliser une clé d’accès";
        sign_in = "Sign in with a passkey", "Se connecter avec une clé d’accès";
        needs =
            "Passkeys take JavaScript, and a browser that has them.",
            "Les clés d’accès demandent JavaScript, et un navigateur qui en dispose.";
        none =
            "No passkey was given, so nothing was done. Try again, or use another way.",
            "Aucune clé d’accès n’a été donnée\u{a0}: rien n’a été fait. Réessayez, ou utilisez un autre moyen.";
        known =
            "This device has a passkey for your account already. Choose another device or security key.",
            "Cet appareil a déjà une clé d’accès pour votre compte. Choisissez un autre appareil ou une autre \
             clé de sécurité.";
        elsewhere =
            "Passkeys work at AVA’s own address only. Open it there:",
            "Les clés d’accès ne fonctionnent qu’à l’adresse d’AVA. Ouvrez AVA à cette adresse\u{a0}:";
        offline =
            "AVA cannot be reached, so nothing was done. Try again in a moment.",
            "AVA est injoignable\u{a0}: rien n’a été fait. Réessayez dans un instant.";
    }
}

/// The input of the answer, and what the script says where there is none. They stand within the form.
pub fn passkey_input(name: String, ceremony: Ceremony, locale: Locale) -> AnyView {
    let t = PasskeyTexts::spoken(locale);
    let said: Vec<AnyView> =
        [("none", t.none), ("known", t.known), ("elsewhere", t.elsewhere), ("offline", t.offline)]
            .into_iter()
            .map(|(why, text)| {
                view! { <p class="field-error" role="alert" data-why=why hidden=true><span>{text}</span></p> }
                    .into_any()
            })
            .collect();
    view! {
        <input type="hidden" name=name data-passkey=ceremony.code()/>
        {said}
    }
    .into_any()
}

/// A form with such an input, which is shown where the browser has passkeys; elsewhere stands what they
/// need.
pub fn where_there_are_passkeys(form: AnyView, locale: Locale) -> AnyView {
    view! {
        <div class="has-passkeys">{form}</div>
        <p class="hint lacks-passkeys">{PasskeyTexts::spoken(locale).needs}</p>
    }
    .into_any()
}
