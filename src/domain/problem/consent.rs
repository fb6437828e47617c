//! The problems of a consent that a person gives at a provider's own page, and their sentences.

use serde::{Deserialize, Serialize};

use crate::domain::{
    health::Cause,
    locale::{Locale, say},
};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Consent {
    /// The operator has not given this installation a client at Google.
    Off,
    /// The person said no at Google.
    Denied,
    /// The organisation's administrator at Google forbids it.
    ByAdmin,
    /// The answer does not belong to the browser, the person or the organisation that it came to.
    NotTheirs,
    /// The person was signed out before the answer came.
    SignedOut,
    /// The answer came after more than ten minutes.
    TooLate,
    /// The answer came a second time.
    Used,
    /// Google does not take the code of its own answer.
    CodeRefused,
    /// The redirect address is not the one that stands in Google's console.
    OtherAddress,
    /// Google refuses the installation's client.
    ClientRefused,
    /// The Calendar API is off in the project of the installation's client.
    ApiOff,
    /// Google gave nothing by which AVA could come back later.
    Fleeting,
    /// The consent is over: the person took it back, or it has ended.
    Over,
    /// The consent is over after the 7 days of an app that is in testing.
    OverInTesting,
    /// Google takes no more requests today from this installation's client, or of this account.
    UsedUp,
}

impl Consent {
    pub const ALL: [Consent; 15] = [
        Consent::Off,
        Consent::Denied,
        Consent::ByAdmin,
        Consent::NotTheirs,
        Consent::SignedOut,
        Consent::TooLate,
        Consent::Used,
        Consent::CodeRefused,
        Consent::OtherAddress,
        Consent::ClientRefused,
        Consent::ApiOff,
        Consent::Fleeting,
        Consent::Over,
        Consent::OverInTesting,
        Consent::UsedUp,
    ];

    pub const fn code(self) -> &'static str {
        match self {
            Consent::Off => "consent_off",
            Consent::Denied => "consent_denied",
            Consent::ByAdmin => "consent_forbidden_by_admin",
            Consent::NotTheirs => "consent_not_theirs",
            Consent::SignedOut => "consent_signed_out",
            Consent::TooLate => "consent_too_late",
            Consent::Used => "consent_used",
            Consent::CodeRefused => "consent_code_refused",
            Consent::OtherAddress => "consent_other_address",
            Consent::ClientRefused => "consent_client_refused",
            Consent::ApiOff => "consent_api_off",
            Consent::Fleeting => "consent_fleeting",
            Consent::Over => "consent_over",
            Consent::OverInTesting => "consent_over_in_testing",
            Consent::UsedUp => "consent_used_up",
        }
    }

    pub(super) const fn http_status(self) -> u16 {
        match self {
            Consent::Off | Consent::Denied | Consent::ByAdmin | Consent::NotTheirs => 403,
            Consent::SignedOut => 401,
            Consent::TooLate | Consent::Used => 409,
            Consent::CodeRefused | Consent::Fleeting | Consent::Over | Consent::OverInTesting => 422,
            Consent::UsedUp => 429,
            Consent::OtherAddress | Consent::ClientRefused | Consent::ApiOff => 502,
        }
    }

    /// Whether only the operator of the installation can do something about it.
    pub const fn is_the_operators(self) -> bool {
        matches!(self, Consent::Off | Consent::OtherAddress | Consent::ClientRefused | Consent::ApiOff)
    }

    /// Whether the same request may succeed later without anybody's doing.
    pub(super) const fn passes_by_itself(self) -> bool {
        matches!(self, Consent::UsedUp)
    }

    /// What it says of a stored consent, if anything.
    pub(super) const fn cause(self) -> Option<Cause> {
        match self {
            Consent::Over | Consent::OverInTesting => Some(Cause::ExpiredConsent),
            Consent::UsedUp => Some(Cause::RateLimit),
            Consent::Off | Consent::ByAdmin | Consent::ClientRefused | Consent::ApiOff => {
                Some(Cause::MissingRight)
            }
            Consent::Denied
            | Consent::NotTheirs
            | Consent::SignedOut
            | Consent::TooLate
            | Consent::Used
            | Consent::CodeRefused
            | Consent::OtherAddress
            | Consent::Fleeting => None,
        }
    }

    pub(super) fn sentence(self, locale: Locale) -> String {
        say!(locale, match self {
            Consent::Off =>
                "Google Calendar is not set up on this installation. Whoever runs it can turn it on: they make \
                 a client in Google’s console, and set GOOGLE_CLIENT_ID and GOOGLE_CLIENT_SECRET.",
                "Google Calendar n’est pas configuré sur cette installation. La personne qui l’exploite peut \
                 l’activer\u{a0}: elle crée un client dans la console de Google, puis définit \
                 GOOGLE_CLIENT_ID et GOOGLE_CLIENT_SECRET.";
            Consent::Denied =>
                "Access was declined at Google, so nothing was connected. Choose Connect to begin again.",
                "L’accès a été refusé chez Google\u{a0}: rien n’a été connecté. Choisissez Connecter pour \
                 recommencer.";
            Consent::ByAdmin =>
                "The administrator of this Google account does not allow AVA. Ask them to allow it, or choose \
                 another account.",
                "L’administrateur de ce compte Google n’autorise pas AVA. Demandez-lui de l’autoriser, ou \
                 choisissez un autre compte.";
            Consent::NotTheirs =>
                "This answer of Google’s was begun in another browser, by somebody else or in another \
                 organisation, so nothing was connected. Choose Connect to begin again.",
                "Cette réponse de Google a été demandée dans un autre navigateur, par quelqu’un d’autre ou \
                 dans une autre organisation\u{a0}: rien n’a été connecté. Choisissez Connecter pour \
                 recommencer.";
            Consent::SignedOut =>
                "You were signed out before Google’s answer came, so nothing was connected. Choose Connect to \
                 begin again.",
                "Vous étiez déconnecté avant la réponse de Google\u{a0}: rien n’a été connecté. Choisissez \
                 Connecter pour recommencer.";
            Consent::TooLate =>
                "Google’s answer came after more than ten minutes, so nothing was connected. Choose Connect to \
                 begin again.",
                "La réponse de Google est arrivée après plus de dix minutes\u{a0}: rien n’a été connecté. \
                 Choisissez Connecter pour recommencer.";
            Consent::Used =>
                "This answer of Google’s was taken already, and nothing more was done. Look at what is \
                 connected, or choose Connect to begin again.",
                "Cette réponse de Google a déjà été prise en compte\u{a0}: rien de plus n’a été fait. Regardez \
                 ce qui est connecté, ou choisissez Connecter pour recommencer.";
            Consent::CodeRefused =>
                "Google did not confirm the consent, so nothing was connected. Choose Connect to begin again.",
                "Google n’a pas confirmé l’accord\u{a0}: rien n’a été connecté. Choisissez Connecter pour \
                 recommencer.";
            Consent::OtherAddress =>
                "Google does not know the redirect address of this installation. Whoever runs it pastes the \
                 address that stands on this page into Google’s console.",
                "Google ne connaît pas l’adresse de redirection de cette installation. La personne qui \
                 l’exploite colle l’adresse indiquée sur cette page dans la console de Google.";
            Consent::ClientRefused =>
                "Google refuses this installation’s client. Whoever runs it checks GOOGLE_CLIENT_ID and \
                 GOOGLE_CLIENT_SECRET, and the client in Google’s console.",
                "Google refuse le client de cette installation. La personne qui l’exploite vérifie \
                 GOOGLE_CLIENT_ID et GOOGLE_CLIENT_SECRET, et le client dans la console de Google.";
            Consent::ApiOff =>
                "The Google Calendar API is off in the Google project of this installation. Whoever runs it \
                 turns it on in Google’s console; then check again.",
                "L’API Google Calendar est désactivée dans le projet Google de cette installation. La personne \
                 qui l’exploite l’active dans la console de Google\u{a0}; vérifiez ensuite à nouveau.";
            Consent::Fleeting =>
                "Google gave access for an hour only, so nothing was connected. Remove AVA from the \
                 connections of your Google account, then choose Connect again.",
                "Google n’a donné accès que pour une heure\u{a0}: rien n’a été connecté. Retirez AVA des \
                 connexions de votre compte Google, puis choisissez Connecter à nouveau.";
            Consent::Over =>
                "Google does not honour the consent any more: it was taken back, or it has ended. Reconnect; \
                 what hangs on the calendar stays.",
                "Google n’honore plus l’accord\u{a0}: il a été retiré, ou il a pris fin. Reconnectez\u{a0}; ce \
                 qui dépend de l’agenda reste.";
            Consent::OverInTesting =>
                "The consent ended after 7 days, because the app in Google’s console is in testing. Reconnect \
                 for another 7 days; whoever runs this installation can publish the app there.",
                "L’accord a pris fin après 7\u{a0}jours, car l’application est en mode test dans la console de \
                 Google. Reconnectez pour 7 autres jours\u{a0}; la personne qui exploite cette installation \
                 peut y publier l’application.";
            Consent::UsedUp =>
                "Google takes no more requests for now: a limit of the day or of the account is used up. AVA \
                 asks again by itself; whoever runs this installation can ask Google for a higher limit.",
                "Google n’accepte plus de demandes pour l’instant\u{a0}: une limite du jour ou du compte est \
                 épuisée. AVA redemande de lui-même\u{a0}; la personne qui exploite cette installation peut \
                 demander une limite plus haute à Google.";
        })
    }
}
