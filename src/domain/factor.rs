//! Second factors: what a person proves beside their password.

use serde::{Deserialize, Serialize};

use super::{codes::codes, form::form, passkey::PasskeyView, secret_text::SecretText};

/// The digits of a code that an app shows.
pub const DIGITS: u32 = 6;
/// Minutes within which the second step of a sign-in, and a first code, have to come.
pub const MINUTES: u32 = 10;
/// The codes that are made for when a factor is lost.
pub const RECOVERY_CODES: u32 = 10;

codes! {
    /// The registry of second factors. The server has an implementation of each
    /// (`server::auth::factors`).
    pub enum FactorKind {
        /// A key of an authenticator that the person has (WebAuthn).
        Passkey = "passkey",
        /// A code of an app, which changes every 30 seconds (RFC 6238).
        Totp = "totp",
        /// A code of the list that a person keeps. It stands in for another factor, and asks for
        /// nothing by itself.
        RecoveryCode = "recovery_code",
    }
}

form! {
    /// The second step of a sign-in.
    pub struct SecondStepForm {
        /// The kind of factor; empty for a code that was typed, whose shape tells.
        pub kind: String => not_kept,
        pub given: SecretText at Code,
    }
}

impl SecondStepForm {
    /// The factor that is to be proved; `None` where there is no such kind.
    pub fn factor(&self) -> Option<FactorKind> {
        if !self.kind.is_empty() {
            return FactorKind::from_code(&self.kind);
        }
        let mut typed = self.given.chars().filter(|c| !c.is_whitespace());
        let is_of_app = typed.all(|c| c.is_ascii_digit());
        Some(if is_of_app { FactorKind::Totp } else { FactorKind::RecoveryCode })
    }
}

form! {
    /// The first code of an app, which confirms that it has the secret.
    pub struct FirstCodeForm {
        pub code: SecretText at Code,
    }
}

/// The factors that a half-way sign-in can be finished with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecondStepView {
    pub kinds: Vec<FactorKind>,
}

/// The page of the second factors.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FactorsView {
    pub now: i64,
    /// Whether browsers make passkeys for the installation's address.
    pub has_passkeys: bool,
    pub passkeys: Vec<PasskeyView>,
    pub totp: TotpState,
    pub codes_left: u32,
    /// Codes that were made in this session, until the person has put them by.
    pub fresh_codes: Vec<SecretText>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum TotpState {
    Off,
    /// Begun in this session; the secret is shown until a first code confirms it.
    Begun(TotpSecret),
    On {
        since: i64,
        last_used_at: Option<i64>,
    },
}

/// A secret as a person gives it to an app.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TotpSecret {
    /// In base32, in groups of four.
    pub text: String,
    /// The `otpauth:` address, which opens an app on the same device.
    pub address: String,
    pub qr: QrCode,
}

impl std::fmt::Debug for TotpSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("TotpSecret(…)")
    }
}

/// A QR code as a path of SVG.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QrCode {
    /// The modules of a side, with the quiet zone.
    pub side: u32,
    /// The dark modules, each run of a row a rectangle.
    pub path: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(kind: &str, given: &str) -> Option<FactorKind> {
        SecondStepForm { kind: kind.to_owned(), given: given.into() }.factor()
    }

    #[test]
    fn the_shape_of_a_typed_code_tells_its_kind() {
        assert_eq!(typed("", " 123 456 "), Some(FactorKind::Totp));
        assert_eq!(typed("", "ABCD-2345-EFGH-6723"), Some(FactorKind::RecoveryCode));
        assert_eq!(typed("totp", "abcd"), Some(FactorKind::Totp));
        assert_eq!(typed("no_kind", "123456"), None);
    }

    #[test]
    fn what_opens_an_app_is_not_printed() {
        let qr = QrCode { side: 1, path: "M0 0h1v1h-1z".to_owned() };
        let secret = TotpSecret { text: "ABCD".to_owned(), address: "otpauth://x".to_owned(), qr };
        assert_eq!(format!("{secret:?}"), "TotpSecret(…)");
    }
}
