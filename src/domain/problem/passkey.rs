//! The problems of passkeys, and their sentences.

use serde::{Deserialize, Serialize};

use crate::domain::locale::{Locale, say};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Passkey {
    /// The installation's address is none for which browsers make passkeys.
    Off,
    /// Nothing is asked of an authenticator in this session any more, or the answer was taken already.
    Over,
    /// The authenticator has signed for another site.
    OtherSite,
    /// The authenticator has not verified that it is its person.
    Unverified,
    /// No account has the passkey, or not the one that it is given for.
    Unknown,
    /// The answer cannot be read, or its signature is not of the passkey.
    Unproved,
    /// The authenticator's counter went back: there may be a copy of it.
    CounterBack,
    /// An account has the passkey already.
    Known,
    /// Its key is of a kind that was not asked for.
    Unsupported,
}

impl Passkey {
    pub const ALL: [Passkey; 9] = [
        Passkey::Off,
        Passkey::Over,
        Passkey::OtherSite,
        Passkey::Unverified,
        Passkey::Unknown,
        Passkey::Unproved,
        Passkey::CounterBack,
        Passkey::Known,
        Passkey::Unsupported,
    ];

    pub const fn code(self) -> &'static str {
        match self {
            Passkey::Off => "passkey_off",
            Passkey::Over => "passkey_over",
            Passkey::OtherSite => "passkey_other_site",
            Passkey::Unverified => "passkey_unverified",
            Passkey::Unknown => "passkey_unknown",
            Passkey::Unproved => "passkey_unproved",
            Passkey::CounterBack => "passkey_counter_back",
            Passkey::Known => "passkey_known",
            Passkey::Unsupported => "passkey_unsupported",
        }
    }

    pub(super) const fn http_status(self) -> u16 {
        match self {
            Passkey::Off | Passkey::OtherSite | Passkey::CounterBack => 403,
            Passkey::Over | Passkey::Known => 409,
            Passkey::Unverified | Passkey::Unknown | Passkey::Unproved | Passkey::Unsupported => 422,
        }
    }

    pub(super) fn sentence(self, locale: Locale) -> String {
        say!(locale, match self {
            Passkey::Off =>
                "Passkeys do not work at this installation’s address: they need a name under https. Whoever \
                 runs it sets AVA_PUBLIC_URL.",
                "Les clés d’accès ne fonctionnent pas à l’adresse de cette installation\u{a0}: il leur faut un \
                 nom en https. La personne qui l’exploite définit AVA_PUBLIC_URL.";
            Passkey::Over =>
                "This took longer than five minutes, or was used already, so nothing was done. Try again.",
                "Cela a pris plus de cinq minutes, ou la réponse a déjà servi\u{a0}: rien n’a été fait. Réessayez.";
            Passkey::OtherSite =>
                "This passkey was asked for at another address than this installation’s, so nothing was done. \
                 Open AVA at its own address, and try again.",
                "Cette clé d’accès a été demandée à une autre adresse que celle de cette installation\u{a0}: \
                 rien n’a été fait. Ouvrez AVA à son adresse, et réessayez.";
            Passkey::Unverified =>
                "The passkey did not check that it is you, by a PIN, a fingerprint or your face. Use one that \
                 does, or sign in with your password.",
                "La clé d’accès n’a pas vérifié que c’est bien vous, par un code, une empreinte ou votre visage. \
                 Utilisez-en une qui le fait, ou connectez-vous avec votre mot de passe.";
            Passkey::Unknown =>
                "This passkey is not known here: it may have been removed. Use another one, or your password.",
                "Cette clé d’accès n’est pas connue ici\u{a0}: elle a peut-être été retirée. Utilisez-en une \
                 autre, ou votre mot de passe.";
            Passkey::Unproved =>
                "The answer of the passkey is not right, so nothing was done. Try again, or use another way.",
                "La réponse de la clé d’accès n’est pas correcte\u{a0}: rien n’a été fait. Réessayez, ou \
                 utilisez un autre moyen.";
            Passkey::CounterBack =>
                "This passkey has counted fewer uses than before, as a copy of it would, so it was refused. Sign \
                 in another way, and remove it on your account page.",
                "Cette clé d’accès a compté moins d’utilisations qu’auparavant, comme le ferait une copie\u{a0}: \
                 elle a été refusée. Connectez-vous autrement, et retirez-la sur la page de votre compte.";
            Passkey::Known =>
                "This passkey is in use here already. Choose another device or security key.",
                "Cette clé d’accès est déjà utilisée ici. Choisissez un autre appareil ou une autre clé de \
                 sécurité.";
            Passkey::Unsupported =>
                "This device makes a kind of passkey that AVA does not know. Use another device or security key.",
                "Cet appareil crée un type de clé d’accès qu’AVA ne connaît pas. Utilisez un autre appareil ou \
                 une autre clé de sécurité.";
        })
    }
}
