//! What a key must be allowed to do at its provider, so that AVA can work.

use crate::domain::{
    codes::codes,
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

    pub(super) fn english(self) -> String {
        match self {
            Right::ChangeAssistants => vapi_en("assistants"),
            Right::ListVapiNumbers => {
                "This Vapi key may not list phone numbers. Use a private key without restrictions.".to_owned()
            }
            Right::ChangeVapiNumbers => vapi_en("phone numbers"),
            Right::ListTwilioNumbers => twilio_en("list", "List"),
            Right::ReadTwilioNumbers => twilio_en("read", "Read"),
            Right::ChangeTwilioNumbers => twilio_en("change", "Update"),
        }
    }

    pub(super) fn french(self) -> String {
        match self {
            Right::ChangeAssistants => vapi_fr("assistants"),
            Right::ListVapiNumbers => {
                "Cette clé Vapi ne peut pas lister les numéros. Utilisez une clé privée sans restriction."
                    .to_owned()
            }
            Right::ChangeVapiNumbers => vapi_fr("numéros"),
            Right::ListTwilioNumbers => twilio_fr("lister", "List"),
            Right::ReadTwilioNumbers => twilio_fr("lire", "Read"),
            Right::ChangeTwilioNumbers => twilio_fr("modifier", "Update"),
        }
    }
}

fn vapi_en(what: &str) -> String {
    format!("This Vapi key may read, but may not change {what}. Use a private key without restrictions.")
}

fn vapi_fr(what: &str) -> String {
    format!(
        "Cette clé Vapi peut lire, mais pas modifier les {what}. Utilisez une clé privée sans restriction."
    )
}

fn twilio_en(deed: &str, right: &str) -> String {
    format!(
        "This Twilio API key may not {deed} the account’s phone numbers. Give it the right {right} on Incoming Phone Numbers in the Twilio console, or use a standard API key."
    )
}

fn twilio_fr(deed: &str, right: &str) -> String {
    format!(
        "Cette clé API Twilio ne peut pas {deed} les numéros du compte. Donnez-lui le droit {right} sur Incoming Phone Numbers dans la console Twilio, ou utilisez une clé API standard."
    )
}
