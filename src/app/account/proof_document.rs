//! The document that asks a signed-in person for a proof, before the form that they sent goes on.

use leptos::prelude::*;

use super::AccountTexts;
use crate::{
    app::{
        auth::AuthTexts,
        i18n::Spoken,
        passkeys::{PasskeyTexts, passkey_input, where_there_are_passkeys},
        static_document::static_document,
    },
    domain::{locale::Locale, passkey::Ceremony, problem::Problem},
};

/// The input of the form that waits, sealed.
pub const CARRIED: &str = "carried";
/// The input of the password or the code.
pub const PROOF: &str = "proof";
/// The input of an authenticator's answer, which stands in the place of what is typed.
pub const PASSKEY: &str = "passkey_answer";

pub struct Proof<'a> {
    /// The address of the form that waits.
    pub path: &'a str,
    pub token: &'a str,
    /// The page of the form.
    pub back: &'a str,
    /// Whether a code of an app proves it, too.
    pub has_app: bool,
    /// Whether the person has a passkey to prove it by.
    pub has_passkey: bool,
    /// The problem of the former proof, if it was refused.
    pub problem: Option<Problem>,
}

pub fn proof_document(proof: &Proof<'_>, locale: Locale, stylesheet: String, script: String) -> String {
    let Proof { path, token, back, has_app, has_passkey, problem } = proof;
    let t = AccountTexts::spoken(locale);
    let label = if *has_app { t.proof_or_code } else { AuthTexts::spoken(locale).password };
    let error = problem.as_ref().map(|problem| {
        view! {
            <p class="field-error" id="proof-error" role="alert">
                <span>{problem.sentence(locale)}</span>
            </p>
        }
        .into_any()
    });
    let (described_by, invalid) =
        if problem.is_some() { (Some("proof-error"), Some("true")) } else { (None, None) };
    let passkey = has_passkey.then(|| {
        let form = view! {
            <form method="post" action=(*path).to_owned() class="form">
                <input type="hidden" name=CARRIED value=(*token).to_owned()/>
                {passkey_input(PASSKEY.to_owned(), Ceremony::Proof, locale)}
                <div class="actions">
                    <button class="button primary">{PasskeyTexts::spoken(locale).use_one}</button>
                </div>
            </form>
            <script type="module" src=script></script>
        };
        where_there_are_passkeys(form.into_any(), locale)
    });
    let said = view! {
        <h1>{t.proof_title}</h1>
        <p>{t.proof_lead}</p>
        {passkey}
        <form method="post" action=(*path).to_owned() class="form">
            <input type="hidden" name=CARRIED value=(*token).to_owned()/>
            <div class="field">
                <label class="field-label" for="proof">{label}</label>
                <div class="input">
                    <input
                        id="proof"
                        name=PROOF
                        type="password"
                        autocomplete="current-password"
                        required=true
                        autofocus=true
                        aria-describedby=described_by
                        aria-invalid=invalid
                    />
                </div>
                {error}
            </div>
            <div class="actions">
                <button class="button primary">{t.proof_go_on}</button>
                <a class="button" href=(*back).to_owned()>{t.proof_cancel}</a>
            </div>
        </form>
    };
    static_document(t.proof_title, locale, stylesheet, None, said.into_any())
}
