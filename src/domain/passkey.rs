//! Passkeys (WebAuthn): keys of a person's own authenticators. One that has verified its person signs
//! in by itself; each is a second factor beside the password.

use serde::{Deserialize, Serialize};

use super::{codes::codes, form::form, ids::ids, secret_text::SecretText};

pub const MAX_PASSKEY_NAME: u32 = 60;
/// Minutes within which an authenticator has to answer.
pub const MINUTES: u32 = 5;

ids! {
    /// A passkey of a person.
    PasskeyId,
}

codes! {
    /// What an authenticator is asked to sign for. A challenge of one is worth nothing for another.
    pub enum Ceremony {
        /// Nothing else was proved: the authenticator has to have verified its person.
        SignIn = "sign_in",
        /// The password was proved before.
        SecondStep = "second_step",
        /// A signed-in person proves again that it is them.
        Proof = "proof",
        /// A signed-in person adds a passkey.
        Register = "register",
    }
}

form! {
    /// A sign-in by a passkey alone.
    pub struct PasskeyForm {
        /// The page that asked for the sign-in.
        pub next: String => not_kept,
        /// What the authenticator answers, as `public/passkeys.js` writes it.
        pub given: SecretText,
    }
}

form! {
    /// A passkey that is added.
    pub struct NewPasskeyForm {
        pub name: String at Name,
        /// What the authenticator answers, as `public/passkeys.js` writes it.
        pub given: SecretText,
    }
}

form! {
    /// Another name for a passkey.
    pub struct PasskeyNameForm {
        pub passkey: String,
        pub name: String at Name,
    }
}

/// A passkey, as its person sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PasskeyView {
    pub id: PasskeyId,
    pub name: String,
    pub made_at: i64,
    pub last_used_at: Option<i64>,
    /// When it was refused last because its counter went back; `None` where it never did.
    pub refused_at: Option<i64>,
}
