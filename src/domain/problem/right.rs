//! The rights that a key needs at its provider, so that AVA can work.

use crate::domain::{
    codes::codes,
    locale::{Locale, pick, say},
    provider::{Provider, smtp, twilio, vapi},
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
        /// A mail server: send under the address of the sender.
        SendAs = "send_as",
    }
}

impl Right {
    pub const fn provider(self) -> Provider {
        match self {
            Right::ChangeAssistants | Right::ListVapiNumbers | Right::ChangeVapiNumbers => vapi::PROVIDER,
            Right::ListTwilioNumbers | Right::ReadTwilioNumbers | Right::ChangeTwilioNumbers => {
                twilio::PROVIDER
            }
            Right::SendAs => smtp::PROVIDER,
        }
    }

    pub(super) fn sentence(self, locale: Locale) -> String {
        say!(locale, match self {
            Right::ChangeAssistants => (vapi(pick!(locale, "assistants", "assistants"), locale));
            Right::ListVapiNumbers =>
                "This Vapi key may not list phone numbers. Use a private key without restrictions.",
                "Cette clé Vapi ne peut pas lister les numéros. Utilisez une clé privée sans restriction.";
            Right::ChangeVapiNumbers => (vapi(pick!(locale, "phone numbers", "numéros"), locale));
            Right::ListTwilioNumbers => (twilio(pick!(locale, "list", "lister"), "List", locale));
            Right::ReadTwilioNumbers => (twilio(pick!(locale, "read", "lire"), "Read", locale));
            Right::ChangeTwilioNumbers => (twilio(pick!(locale, "change", "modifier"), "Update", locale));
            Right::SendAs =>
                "The mail server does not let this user send under this address. Use the user’s own address, \
                 or have the sender allowed at your mail service.",
                "Le serveur de messagerie ne laisse pas cet utilisateur envoyer sous cette adresse. Utilisez \
                 la sienne, ou faites autoriser l’expéditeur chez votre service de messagerie.";
        })
    }
}

/// `what` names what the key may not change.
fn vapi(what: &str, locale: Locale) -> String {
    say!(
        locale,
        "This Vapi key may read, but may not change {what}. Use a private key without restrictions.",
        "Cette clé Vapi peut lire, mais pas modifier les {what}. Utilisez une clé privée sans restriction."
    )
}

/// `what` names what the key may not do, `right` is Twilio’s name for it.
fn twilio(what: &str, right: &str, locale: Locale) -> String {
    say!(
        locale,
        "This Twilio API key may not {what} the account’s phone numbers. Give it the right {right} on Incoming \
         Phone Numbers in the Twilio console, or use a standard API key.",
        "Cette clé API Twilio ne peut pas {what} les numéros du compte. Donnez-lui le droit {right} sur \
         Incoming Phone Numbers dans la console Twilio, ou utilisez une clé API standard."
    )
}
