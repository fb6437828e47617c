//! What a key must be allowed to do at its provider, so that AVA can work.

use crate::domain::{
    codes::codes,
    locale::{Locale, say},
    provider::{Provider, twilio, vapi},
};

codes! {
    pub enum Right {
        /// Vapi: make, change and delete assistants.
        ChangeAssistants = "change_assistants",
        /// Vapi: list the organisation's phone numbers.
        ListVapiNumbers = "list_vapi_numbers",
        /// Vapi: bring, bind and delete phone numbers.
        ChangeVapiNumbers = "change_vapi_numbers",
        /// Twilio: list the account's phone numbers.
        ListTwilioNumbers = "list_twilio_numbers",
        /// Twilio: read one of them.
        ReadTwilioNumbers = "read_twilio_numbers",
        /// Twilio: set where its calls and messages go.
        ChangeTwilioNumbers = "change_twilio_numbers",
    }
}

impl Right {
    pub const fn provider(self) -> Provider {
        match self {
            Right::ChangeAssistants | Right::ListVapiNumbers | Right::ChangeVapiNumbers => vapi::PROVIDER,
            Right::ListTwilioNumbers | Right::ReadTwilioNumbers | Right::ChangeTwilioNumbers => {
                twilio::PROVIDER
            }
        }
    }

    pub(super) fn sentence(self, locale: Locale) -> String {
        say!(locale, match self {
            Right::ChangeAssistants => (vapi("assistants", "assistants", locale));
            Right::ListVapiNumbers =>
                "This Vapi key may not list phone numbers. Use a private key without restrictions.",
                "Cette clé Vapi ne peut pas lister les numéros. Utilisez une clé privée sans restriction.";
            Right::ChangeVapiNumbers => (vapi("phone numbers", "numéros", locale));
            Right::ListTwilioNumbers => (twilio("list", "lister", "List", locale));
            Right::ReadTwilioNumbers => (twilio("read", "lire", "Read", locale));
            Right::ChangeTwilioNumbers => (twilio("change", "modifier", "Update", locale));
        })
    }
}

/// `en` and `fr` name what the key may not change.
fn vapi(en: &str, fr: &str, locale: Locale) -> String {
    match locale.spoken() {
        Locale::En => format!(
            "This Vapi key may read, but may not change {en}. Use a private key without restrictions."
        ),
        Locale::Fr => format!(
            "Cette clé Vapi peut lire, mais pas modifier les {fr}. Utilisez une clé privée sans restriction."
        ),
    }
}

/// `en` and `fr` name what the key may not do, `right` is Twilio’s name for it.
fn twilio(en: &str, fr: &str, right: &str, locale: Locale) -> String {
    match locale.spoken() {
        Locale::En => format!(
            "This Twilio API key may not {en} the account’s phone numbers. Give it the right {right} on \
             Incoming Phone Numbers in the Twilio console, or use a standard API key."
        ),
        Locale::Fr => format!(
            "Cette clé API Twilio ne peut pas {fr} les numéros du compte. Donnez-lui le droit {right} sur \
             Incoming Phone Numbers dans la console Twilio, ou utilisez une clé API standard."
        ),
    }
}
