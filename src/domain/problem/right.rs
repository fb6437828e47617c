//! The rights that a key needs at its provider, so that AVA can work.

use super::Detail;
use crate::domain::{
    codes::codes,
    locale::{Locale, pick, say},
    models,
    provider::{Provider, google_calendar, openai, smtp, twilio, vapi},
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
        /// OpenAI: have a model answer.
        AskModels = "ask_models",
        /// OpenAI: have one of the models answer that AVA offers.
        OfferedModels = "offered_models",
        /// OpenAI: send requests from this installation's address.
        FromHere = "from_here",
        /// OpenAI: send requests from this installation's country.
        FromThisCountry = "from_this_country",
        /// OpenAI: be asked at a host that AVA knows.
        KnownRegion = "known_region",
        /// A mail server: send under the address of the sender.
        SendAs = "send_as",
        /// Google: read, make, change and delete events of the person's own calendars.
        WriteEvents = "write_events",
        /// Google: see when the person is busy. AVA asked for it once; consents from then have it stored.
        ReadBusyTimes = "read_busy_times",
        /// Google: list the person's calendars.
        ListCalendars = "list_calendars",
    }
}

impl Right {
    pub const fn provider(self) -> Provider {
        match self {
            Right::ChangeAssistants | Right::ListVapiNumbers | Right::ChangeVapiNumbers => vapi::PROVIDER,
            Right::ListTwilioNumbers | Right::ReadTwilioNumbers | Right::ChangeTwilioNumbers => {
                twilio::PROVIDER
            }
            Right::AskModels
            | Right::OfferedModels
            | Right::FromHere
            | Right::FromThisCountry
            | Right::KnownRegion => openai::PROVIDER,
            Right::SendAs => smtp::PROVIDER,
            Right::WriteEvents | Right::ReadBusyTimes | Right::ListCalendars => google_calendar::PROVIDER,
        }
    }

    /// The sentence of this right, and of those that the `detail` names beside it.
    pub(super) fn sentence(self, detail: Option<&Detail>, locale: Locale) -> String {
        let also: &[Right] = match detail {
            Some(Detail::AlsoMissing(also)) => also,
            _ => &[],
        };
        let all = || std::iter::once(self).chain(also.iter().copied());
        match all().map(|right| right.box_at_google(locale)).collect::<Option<Vec<_>>>() {
            Some(boxes) => google(&boxes, locale),
            None => all().map(|right| right.of_a_key(locale)).collect::<Vec<_>>().join(" "),
        }
    }

    /// What the box at Google allows that gives the right; `None` for rights of a key.
    fn box_at_google(self, locale: Locale) -> Option<&'static str> {
        Some(match self {
            Right::WriteEvents => pick!(
                locale,
                "write appointments into your calendars",
                "d’écrire des rendez-vous dans vos agendas"
            ),
            Right::ReadBusyTimes => pick!(locale, "see when you are busy", "de voir quand vous êtes occupé"),
            Right::ListCalendars => {
                pick!(locale, "see the list of your calendars", "de voir la liste de vos agendas")
            }
            _ => return None,
        })
    }

    fn of_a_key(self, locale: Locale) -> String {
        say!(locale, match self {
            Right::ChangeAssistants => (vapi(pick!(locale, "assistants", "assistants"), locale));
            Right::ListVapiNumbers =>
                "This Vapi key may not list phone numbers. Use a private key without restrictions.",
                "Cette clé Vapi ne peut pas lister les numéros. Utilisez une clé privée sans restriction.";
            Right::ChangeVapiNumbers => (vapi(pick!(locale, "phone numbers", "numéros"), locale));
            Right::ListTwilioNumbers => (twilio(pick!(locale, "list", "lister"), "List", locale));
            Right::ReadTwilioNumbers => (twilio(pick!(locale, "read", "lire"), "Read", locale));
            Right::ChangeTwilioNumbers => (twilio(pick!(locale, "change", "modifier"), "Update", locale));
            Right::AskModels =>
                "This OpenAI key may not have models answer (scope model.request). Give it the permission \
                 Request on chat completions, or all permissions, then save again.",
                "Cette clé OpenAI ne peut pas faire répondre les modèles (scope model.request). Donnez-lui la \
                 permission Request sur les chat completions, ou toutes les permissions, puis enregistrez à \
                 nouveau.";
            Right::OfferedModels =>
                "The OpenAI project of this key allows none of the models that AVA offers, such as {0}. Allow \
                 one in the project’s limits, then save again.",
                "Le projet OpenAI de cette clé n’autorise aucun des modèles qu’AVA propose, comme {0}. \
                 Autorisez-en un dans les limites du projet, puis enregistrez à nouveau.",
                models::PRESET;
            Right::FromHere =>
                "The OpenAI project or organisation of this key takes requests from the addresses on its list \
                 only. Add this installation’s address to its IP allowlist, then save again.",
                "Le projet ou l’organisation OpenAI de cette clé n’accepte que les adresses de sa liste. \
                 Ajoutez l’adresse de cette installation à sa liste d’adresses IP, puis enregistrez à \
                 nouveau.";
            Right::FromThisCountry =>
                "OpenAI takes no requests from the country in which this installation runs. Ask whoever runs \
                 AVA.",
                "OpenAI n’accepte aucune demande depuis le pays où tourne cette installation. Demandez à la \
                 personne qui gère AVA.";
            Right::KnownRegion =>
                "This OpenAI key belongs to a region that AVA does not reach. Use a key of a project without \
                 a region, or in the United States or Europe.",
                "Cette clé OpenAI appartient à une région qu’AVA n’atteint pas. Utilisez une clé d’un projet \
                 sans région, ou aux États-Unis ou en Europe.";
            Right::SendAs =>
                "The mail server does not let this user send under this address. Use the user’s own address, \
                 or have the sender allowed at your mail service.",
                "Le serveur de messagerie ne laisse pas cet utilisateur envoyer sous cette adresse. Utilisez \
                 la sienne, ou faites autoriser l’expéditeur chez votre service de messagerie.";
            Right::WriteEvents | Right::ReadBusyTimes | Right::ListCalendars =>
                (google(&Vec::from_iter(self.box_at_google(locale)), locale));
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

/// `boxes` name what the boxes allow that were left unticked.
fn google(boxes: &[&str], locale: Locale) -> String {
    match boxes {
        [most @ .., last] if !most.is_empty() => {
            let most = most.join(", ");
            say!(
                locale,
                "At Google, the boxes that let AVA {most} and {last} were left unticked. Connect again, and \
                 leave every box ticked.",
                "Chez Google, les cases qui permettent à AVA {most} et {last} n’ont pas été cochées. Connectez \
                 à nouveau, en laissant toutes les cases cochées."
            )
        }
        boxes => {
            let only = boxes.concat();
            say!(
                locale,
                "At Google, the box that lets AVA {only} was left unticked. Connect again, and leave every box \
                 ticked.",
                "Chez Google, la case qui permet à AVA {only} n’a pas été cochée. Connectez à nouveau, en \
                 laissant toutes les cases cochées."
            )
        }
    }
}
