//! A password or a key as somebody typed it into a form.

use std::{fmt, ops::Deref};

use serde::{Deserialize, Serialize};

/// A text that is read as it is and never printed: a form that holds one can be printed whole.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SecretText(String);

impl Deref for SecretText {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl From<String> for SecretText {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl From<&str> for SecretText {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl fmt::Debug for SecretText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretText(…)")
    }
}

#[cfg(test)]
mod tests {
    use crate::domain::{
        auth_forms::{LoginForm, SignUpForm},
        factor::{FactorsView, TotpState},
        provider::{openai::OpenaiForm, smtp::SmtpForm, twilio::TwilioForm, vapi::VapiForm},
    };

    #[test]
    fn lesson_10_no_form_prints_the_secret_that_was_typed_into_it_and_no_view_the_one_it_shows() {
        let typed = || "correct horse".into();
        let (sid, email) = ("AC0123".to_owned(), "ana@clinic.example".to_owned());
        let forms: [(&str, &dyn std::fmt::Debug); 7] = [
            ("ana@clinic", &LoginForm { email: email.clone(), password: typed(), ..LoginForm::default() }),
            ("ana@clinic", &SignUpForm { email, password: typed(), ..SignUpForm::default() }),
            (
                "mail.example",
                &SmtpForm { host: "mail.example".to_owned(), password: typed(), ..SmtpForm::default() },
            ),
            ("moon", &VapiForm { key: typed(), region: "moon".to_owned(), switch: false }),
            ("hand_over: true", &OpenaiForm { key: typed(), hand_over: true, switch: false }),
            (
                "AC0123",
                &TwilioForm {
                    account_sid: sid,
                    auth_token: typed(),
                    api_key_secret: typed(),
                    ..TwilioForm::default()
                },
            ),
            (
                "codes_left: 10",
                &FactorsView {
                    now: 0,
                    has_passkeys: false,
                    passkeys: Vec::new(),
                    totp: TotpState::Off,
                    codes_left: 10,
                    fresh_codes: vec![typed()],
                },
            ),
        ];
        for (shown, form) in forms {
            for printed in [format!("{form:?}"), format!("{form:#?}")] {
                assert!(printed.contains(shown) && !printed.contains("correct"), "{printed}");
            }
        }
    }
}
