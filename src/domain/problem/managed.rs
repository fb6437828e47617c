//! The problems that keep a managed number from being found, bought or released, and their
//! sentences.

use serde::{Deserialize, Serialize};

use super::{Field, Problem, ProblemKind};
use crate::domain::{
    credential::Account,
    locale::{Locale, say},
};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Managed {
    /// The operator has not configured a Twilio account for managed numbers.
    Off,
    /// The operator has not allowed this org to buy.
    NotAllowed,
    /// All orgs together have ordered as many numbers today as they may.
    Day,
    /// Twilio refuses the operator's account, or the org's in it.
    PlatformRefused,
    /// Twilio makes no key for Vapi in the org's account.
    NoKey,
    /// The operator's account may not open another one.
    PlatformFull,
    /// A trial account has no slot left for a number.
    Trial,
    /// Twilio sells no such numbers there.
    NotServed,
    /// Somebody else has bought the number meanwhile.
    Unavailable,
    /// Twilio could sell no such number.
    NotSold,
    /// This org has the number in AVA already.
    Known,
    AddressNeeded,
    /// Twilio wants an address in the number's country.
    LocalAddressNeeded,
    AddressRefused,
    BundleNeeded,
    /// The bundle lacks an identity or a document, or is of another country.
    BundleRefused,
}

impl Problem {
    /// A problem of an account at Twilio, where that is the operator's: nobody
    /// of the org can do anything about a key that they do not have.
    #[must_use]
    pub fn of_the_platform(self) -> Self {
        match self.kind {
            ProblemKind::KeyRefused(_)
            | ProblemKind::LacksRight(_)
            | ProblemKind::NotConnected(_)
            | ProblemKind::Unreadable(_)
            | ProblemKind::QuotaExhausted(_)
            | ProblemKind::TestCredentials
            | ProblemKind::AccountSuspended
                if self.provider() == Some(Account::MANAGED.provider) =>
            {
                Self { kind: ProblemKind::Managed(Managed::PlatformRefused), field: None, ..self }
            }
            _ => self,
        }
    }
}

impl Managed {
    pub const ALL: [Managed; 16] = [
        Managed::Off,
        Managed::NotAllowed,
        Managed::Day,
        Managed::PlatformRefused,
        Managed::NoKey,
        Managed::PlatformFull,
        Managed::Trial,
        Managed::NotServed,
        Managed::Unavailable,
        Managed::NotSold,
        Managed::Known,
        Managed::AddressNeeded,
        Managed::LocalAddressNeeded,
        Managed::AddressRefused,
        Managed::BundleNeeded,
        Managed::BundleRefused,
    ];

    pub const fn code(self) -> &'static str {
        match self {
            Managed::Off => "managed_off",
            Managed::NotAllowed => "buying_not_allowed",
            Managed::Day => "purchases_of_all_today",
            Managed::PlatformRefused => "platform_refused",
            Managed::NoKey => "no_key_for_vapi",
            Managed::PlatformFull => "platform_full",
            Managed::Trial => "platform_trial",
            Managed::NotServed => "not_served",
            Managed::Unavailable => "number_unavailable",
            Managed::NotSold => "number_not_sold",
            Managed::Known => "number_known",
            Managed::AddressNeeded => "address_needed",
            Managed::LocalAddressNeeded => "local_address_needed",
            Managed::AddressRefused => "address_refused",
            Managed::BundleNeeded => "bundle_needed",
            Managed::BundleRefused => "bundle_refused",
        }
    }

    pub(super) const fn http_status(self) -> u16 {
        match self {
            Managed::Off | Managed::NotAllowed => 403,
            Managed::Day => 429,
            Managed::Unavailable | Managed::Known => 409,
            Managed::PlatformRefused | Managed::NoKey | Managed::PlatformFull | Managed::Trial => 502,
            Managed::NotServed
            | Managed::NotSold
            | Managed::AddressNeeded
            | Managed::LocalAddressNeeded
            | Managed::AddressRefused
            | Managed::BundleNeeded
            | Managed::BundleRefused => 422,
        }
    }

    /// The field that can be put right.
    pub const fn field(self) -> Option<Field> {
        match self {
            Managed::NotServed => Some(Field::Country),
            Managed::Unavailable | Managed::NotSold | Managed::Known => Some(Field::Number),
            Managed::AddressNeeded | Managed::LocalAddressNeeded | Managed::AddressRefused => {
                Some(Field::Street)
            }
            Managed::BundleNeeded | Managed::BundleRefused => Some(Field::Bundle),
            Managed::Off
            | Managed::NotAllowed
            | Managed::Day
            | Managed::PlatformRefused
            | Managed::NoKey
            | Managed::PlatformFull
            | Managed::Trial => None,
        }
    }

    /// Whether only the operator can do something about it.
    pub(super) const fn is_the_operators(self) -> bool {
        matches!(self, Managed::PlatformRefused | Managed::NoKey | Managed::PlatformFull | Managed::Trial)
    }

    /// `again` says when to try again.
    pub(super) fn sentence(self, again: &str, locale: Locale) -> String {
        say!(locale, match self {
            Managed::Off =>
                "Managed numbers are off on this installation. Whoever runs it can turn them on; until then, \
                 connect your own Twilio account.",
                "Les numéros gérés sont désactivés sur cette installation. La personne qui l’exploite peut \
                 les activer\u{a0}; d’ici là, connectez votre propre compte Twilio.";
            Managed::NotAllowed =>
                "Your organisation may not buy numbers yet. Whoever runs this installation can allow it; \
                 until then, connect your own Twilio account.",
                "Votre organisation ne peut pas encore acheter de numéros. La personne qui exploite cette \
                 installation peut l’autoriser\u{a0}; d’ici là, connectez votre propre compte Twilio.";
            Managed::Day =>
                "This installation buys no more numbers today. {again}",
                "Cette installation n’achète plus de numéros aujourd’hui. {again}";
            Managed::PlatformRefused =>
                "Twilio refuses the account that this installation buys numbers with. Tell whoever runs it.",
                "Twilio refuse le compte avec lequel cette installation achète des numéros. Dites-le à la \
                 personne qui l’exploite.";
            Managed::NoKey =>
                "Twilio makes no key for Vapi in the account that is held for your organisation. AVA asks \
                 again by itself; should it last, tell whoever runs this installation.",
                "Twilio ne crée pas de clé pour Vapi dans le compte tenu pour votre organisation. AVA \
                 redemande de lui-même\u{a0}; si cela dure, dites-le à la personne qui exploite cette \
                 installation.";
            Managed::PlatformFull =>
                "The account that this installation buys numbers with is full. Tell whoever runs it.",
                "Le compte avec lequel cette installation achète des numéros est plein. Dites-le à la \
                 personne qui l’exploite.";
            Managed::Trial =>
                "The account that this installation buys numbers with is a trial account, which may not buy \
                 this number. Tell whoever runs it.",
                "Le compte avec lequel cette installation achète des numéros est un compte d’essai, qui ne \
                 peut pas acheter ce numéro. Dites-le à la personne qui l’exploite.";
            Managed::NotServed =>
                "Twilio sells no numbers of this kind in that country. Choose another kind or country.",
                "Twilio ne vend pas de numéros de ce type dans ce pays. Choisissez un autre type ou un autre \
                 pays.";
            Managed::Unavailable =>
                "Somebody else has taken this number. Search again and choose another one.",
                "Quelqu’un d’autre a pris ce numéro. Cherchez à nouveau et choisissez-en un autre.";
            Managed::NotSold =>
                "Twilio does not sell this number. Search again and choose another one.",
                "Twilio ne vend pas ce numéro. Cherchez à nouveau et choisissez-en un autre.";
            Managed::Known =>
                "Your organisation has this number in AVA already. Open it from the list of numbers.",
                "Votre organisation a déjà ce numéro dans AVA. Ouvrez-le depuis la liste des numéros.";
            Managed::AddressNeeded =>
                "For this number, Twilio wants to know an address. Fill it in.",
                "Pour ce numéro, Twilio demande une adresse. Remplissez-la.";
            Managed::LocalAddressNeeded =>
                "For this number, Twilio wants an address in its country. Fill one in, or choose another \
                 number.",
                "Pour ce numéro, Twilio demande une adresse dans son pays. Indiquez-en une, ou choisissez un \
                 autre numéro.";
            Managed::AddressRefused =>
                "Twilio did not accept this address. Check each line of it.",
                "Twilio n’a pas accepté cette adresse. Vérifiez-en chaque ligne.";
            Managed::BundleNeeded =>
                "For this number, the country wants proof of who you are: a regulatory bundle. Ask whoever \
                 runs this installation for one, or choose another number.",
                "Pour ce numéro, le pays demande une preuve de votre identité\u{a0}: un dossier \
                 réglementaire. Demandez-en un à la personne qui exploite cette installation, ou choisissez \
                 un autre numéro.";
            Managed::BundleRefused =>
                "Twilio did not accept this regulatory bundle: something is missing in it, or it is of \
                 another country. Check it with whoever made it.",
                "Twilio n’a pas accepté ce dossier réglementaire\u{a0}: il y manque quelque chose, ou il est \
                 d’un autre pays. Vérifiez-le avec la personne qui l’a fait.";
        })
    }
}
