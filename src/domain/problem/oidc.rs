//! The problems of signing in at the installation's OpenID provider, and their sentences.

use serde::{Deserialize, Serialize};

use crate::domain::locale::{Locale, say};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Oidc {
    /// The operator has named no provider.
    Off,
    /// The person, or the provider for them, said no.
    Denied,
    /// The answer does not belong to this browser, or came a second time.
    NotTheirs,
    /// The answer came after more than ten minutes.
    TooLate,
    /// The provider does not answer, or not in time.
    Unreachable,
    /// The provider answers what AVA cannot use.
    Garbled,
    /// The provider refuses the installation's client.
    ClientRefused,
    /// The provider does not take the code of its own answer.
    CodeRefused,
    /// The ID token proves nothing: its signature, issuer, audience, time or nonce is wrong.
    Unproved,
    /// The provider has not proved that an e-mail is the person's.
    EmailUnproved,
    /// An account has the e-mail, and is not linked.
    AccountExists,
    /// Nobody here is linked, and people make no accounts by themselves.
    NoAccount,
    /// The person of the provider is linked to another account.
    OfAnother,
    /// The account is linked already.
    Linked,
}

impl Oidc {
    pub const ALL: [Oidc; 14] = [
        Oidc::Off,
        Oidc::Denied,
        Oidc::NotTheirs,
        Oidc::TooLate,
        Oidc::Unreachable,
        Oidc::Garbled,
        Oidc::ClientRefused,
        Oidc::CodeRefused,
        Oidc::Unproved,
        Oidc::EmailUnproved,
        Oidc::AccountExists,
        Oidc::NoAccount,
        Oidc::OfAnother,
        Oidc::Linked,
    ];

    pub const fn code(self) -> &'static str {
        match self {
            Oidc::Off => "oidc_off",
            Oidc::Denied => "oidc_denied",
            Oidc::NotTheirs => "oidc_not_theirs",
            Oidc::TooLate => "oidc_too_late",
            Oidc::Unreachable => "oidc_unreachable",
            Oidc::Garbled => "oidc_garbled",
            Oidc::ClientRefused => "oidc_client_refused",
            Oidc::CodeRefused => "oidc_code_refused",
            Oidc::Unproved => "oidc_unproved",
            Oidc::EmailUnproved => "oidc_email_unproved",
            Oidc::AccountExists => "oidc_account_exists",
            Oidc::NoAccount => "oidc_no_account",
            Oidc::OfAnother => "oidc_of_another",
            Oidc::Linked => "oidc_linked",
        }
    }

    pub(super) const fn http_status(self) -> u16 {
        match self {
            Oidc::Off | Oidc::Denied | Oidc::NotTheirs | Oidc::EmailUnproved | Oidc::NoAccount => 403,
            Oidc::TooLate | Oidc::AccountExists | Oidc::OfAnother | Oidc::Linked => 409,
            Oidc::CodeRefused | Oidc::Unproved => 422,
            Oidc::Garbled | Oidc::ClientRefused => 502,
            Oidc::Unreachable => 503,
        }
    }

    /// Whether only the operator of the installation can do something about it.
    pub(super) const fn is_the_operators(self) -> bool {
        matches!(self, Oidc::Off | Oidc::Garbled | Oidc::ClientRefused | Oidc::Unproved)
    }

    pub(super) fn sentence(self, locale: Locale) -> String {
        say!(locale, match self {
            Oidc::Off =>
                "This installation has no other place to sign in at. Sign in with your password.",
                "Cette installation n’a pas d’autre moyen de connexion. Connectez-vous avec votre mot de passe.";
            Oidc::Denied =>
                "The other site did not let you sign in, so nothing was done. Try again there, or sign in with \
                 your password.",
                "L’autre site n’a pas permis la connexion\u{a0}: rien n’a été fait. Réessayez là-bas, ou \
                 connectez-vous avec votre mot de passe.";
            Oidc::NotTheirs =>
                "This answer of the other site was begun in another browser, or was taken already, so nothing \
                 was done. Begin again.",
                "Cette réponse de l’autre site a été demandée dans un autre navigateur, ou a déjà été prise en \
                 compte\u{a0}: rien n’a été fait. Recommencez.";
            Oidc::TooLate =>
                "The answer came after more than ten minutes, so nothing was done. Begin again.",
                "La réponse est arrivée après plus de dix minutes\u{a0}: rien n’a été fait. Recommencez.";
            Oidc::Unreachable =>
                "The other site does not answer. Try again in a moment, or sign in with your password.",
                "L’autre site ne répond pas. Réessayez dans un instant, ou connectez-vous avec votre mot de \
                 passe.";
            Oidc::Garbled =>
                "The other site answers what AVA cannot use. Sign in with your password; whoever runs this \
                 installation checks AVA_OIDC_ISSUER.",
                "L’autre site donne une réponse qu’AVA ne peut pas utiliser. Connectez-vous avec votre mot de \
                 passe\u{a0}; la personne qui exploite cette installation vérifie AVA_OIDC_ISSUER.";
            Oidc::ClientRefused =>
                "The other site refuses this installation. Sign in with your password; whoever runs it checks \
                 AVA_OIDC_CLIENT_ID and AVA_OIDC_CLIENT_SECRET.",
                "L’autre site refuse cette installation. Connectez-vous avec votre mot de passe\u{a0}; la \
                 personne qui l’exploite vérifie AVA_OIDC_CLIENT_ID et AVA_OIDC_CLIENT_SECRET.";
            Oidc::CodeRefused =>
                "The other site did not confirm its answer, so nothing was done. Begin again.",
                "L’autre site n’a pas confirmé sa réponse\u{a0}: rien n’a été fait. Recommencez.";
            Oidc::Unproved =>
                "The answer does not prove who you are, so nothing was done. Begin again; if it stays so, \
                 whoever runs this installation finds the reason in the log.",
                "La réponse ne prouve pas qui vous êtes\u{a0}: rien n’a été fait. Recommencez\u{a0}; si cela \
                 persiste, la personne qui exploite cette installation trouve la raison dans le journal.";
            Oidc::EmailUnproved =>
                "The other site has not confirmed your e-mail address, so no account was made. Confirm it \
                 there, then begin again.",
                "L’autre site n’a pas confirmé votre adresse e-mail\u{a0}: aucun compte n’a été créé. \
                 Confirmez-la là-bas, puis recommencez.";
            Oidc::AccountExists =>
                "You have an account with this e-mail address already. Sign in with its password, then \
                 connect it on the account page.",
                "Vous avez déjà un compte avec cette adresse e-mail. Connectez-vous avec son mot de passe, puis \
                 reliez-le sur la page du compte.";
            Oidc::NoAccount =>
                "Nobody here is connected with you yet, and accounts are made by whoever runs AVA here. Ask \
                 them, or sign in with your password and connect your account on its page.",
                "Personne ici n’est encore relié à vous, et les comptes sont créés par la personne qui gère \
                 AVA. Demandez-lui, ou connectez-vous avec votre mot de passe et reliez votre compte sur sa \
                 page.";
            Oidc::OfAnother =>
                "That person of the other site is connected with another account here. Sign in there as \
                 somebody else, or disconnect the other account first.",
                "Cette personne de l’autre site est reliée à un autre compte ici. Connectez-vous là-bas sous un \
                 autre nom, ou déliez d’abord l’autre compte.";
            Oidc::Linked =>
                "Your account is connected already. Disconnect it first to connect another one.",
                "Votre compte est déjà relié. Déliez-le d’abord pour en relier un autre.";
        })
    }
}
