//! The mails that bring links.

use url::Url;

use super::Invited;
use crate::{
    domain::{
        auth_forms::LOGIN,
        locale::{Locale, pick, say},
    },
    server::mail::{self, Template},
};

/// A mail with the address that it leads to.
pub(super) enum Letter {
    ResetPassword(Url),
    SignUp(Url),
    /// Somebody wanted to use an address that has an account.
    HasAccount(Url),
    NewEmail(Url),
    OldEmail(Url),
    SetUp(Url),
    Invite(Url, Box<Invited>),
}

impl Letter {
    /// Whether it brings a link that can be used.
    pub(super) const fn has_link(&self) -> bool {
        !matches!(self, Self::HasAccount(_))
    }
}

impl Template for Letter {
    fn letter(&self, locale: Locale) -> mail::Letter {
        match self {
            Self::ResetPassword(url) => mail::Letter::new(pick!(
                locale,
                "Choose another password",
                "Choisissez un autre mot de passe"
            ))
            .says(pick!(
                locale,
                "Somebody asked for another password for your account in AVA. If it was you, open the link \
                 within 30 minutes and choose one. It ends all your sessions.",
                "Quelqu’un a demandé un autre mot de passe pour votre compte dans AVA. Si c’était vous, ouvrez \
                 le lien dans les 30\u{a0}minutes et choisissez-en un. Toutes vos sessions prendront fin."
            ))
            .says(pick!(
                locale,
                "If it was not you, do nothing: your password stays as it is.",
                "Si ce n’était pas vous, ne faites rien\u{a0}: votre mot de passe reste le même."
            ))
            .leads_to(pick!(locale, "Choose another password", "Choisir un autre mot de passe"), url.clone()),
            Self::SignUp(url) => {
                mail::Letter::new(pick!(locale, "Create your account", "Créez votre compte"))
                    .says(pick!(
                        locale,
                        "Somebody asked for an account in AVA with this address. If it was you, open the link \
                         within a day and create it.",
                        "Quelqu’un a demandé un compte dans AVA avec cette adresse. Si c’était vous, ouvrez le \
                         lien dans la journée et créez-le."
                    ))
                    .says(pick!(
                        locale,
                        "If it was not you, do nothing: there will be no account.",
                        "Si ce n’était pas vous, ne faites rien\u{a0}: aucun compte ne sera créé."
                    ))
                    .leads_to(pick!(locale, "Create the account", "Créer le compte"), url.clone())
            }
            Self::HasAccount(base) => {
                let mut url = base.clone();
                url.set_path(LOGIN);
                mail::Letter::new(pick!(
                    locale,
                    "You already have an account",
                    "Vous avez déjà un compte"
                ))
                .says(pick!(
                    locale,
                    "Somebody wanted to use this address for an account in AVA, but it has one already. If it \
                     was you, sign in; if you have forgotten the password, ask for another one there.",
                    "Quelqu’un a voulu utiliser cette adresse pour un compte dans AVA, mais elle en a déjà un. \
                     Si c’était vous, connectez-vous\u{a0}; si vous avez oublié le mot de passe, demandez-en un \
                     autre sur cette page."
                ))
                .says(pick!(
                    locale,
                    "If it was not you, do nothing: your account stays as it is.",
                    "Si ce n’était pas vous, ne faites rien\u{a0}: votre compte reste le même."
                ))
                .leads_to(pick!(locale, "Sign in", "Se connecter"), url)
            }
            Self::NewEmail(url) => {
                mail::Letter::new(pick!(locale, "Confirm your new address", "Confirmez votre nouvelle adresse"))
                    .says(pick!(
                        locale,
                        "Somebody wants to sign in to AVA with this address from now on. If it is you, open the \
                         link within a day and confirm it. The address so far gets a link as well.",
                        "Quelqu’un veut désormais se connecter à AVA avec cette adresse. Si c’est vous, ouvrez le \
                         lien dans la journée et confirmez-la. L’adresse actuelle reçoit aussi un lien."
                    ))
                    .says(pick!(
                        locale,
                        "If it is not you, do nothing: no account will have your address.",
                        "Si ce n’est pas vous, ne faites rien\u{a0}: aucun compte n’aura votre adresse."
                    ))
                    .leads_to(pick!(locale, "Confirm the address", "Confirmer l’adresse"), url.clone())
            }
            Self::OldEmail(url) => {
                mail::Letter::new(pick!(
                    locale,
                    "Your account is to have another address",
                    "Votre compte doit changer d’adresse"
                ))
                .says(pick!(
                    locale,
                    "Somebody who knows your password wants your account in AVA to have another address. If it \
                     is you, open the link within a day and confirm it.",
                    "Quelqu’un qui connaît votre mot de passe veut donner une autre adresse à votre compte dans \
                     AVA. Si c’est vous, ouvrez le lien dans la journée et confirmez."
                ))
                .says(pick!(
                    locale,
                    "If it is not you, do not open it, and change your password at once: without this link your \
                     account keeps its address.",
                    "Si ce n’est pas vous, ne l’ouvrez pas et changez votre mot de passe sans attendre\u{a0}: \
                     sans ce lien, votre compte garde son adresse."
                ))
                .leads_to(pick!(locale, "Confirm the change", "Confirmer le changement"), url.clone())
            }
            Self::SetUp(url) => mail::Letter::new(pick!(
                locale,
                "Set up your access to AVA",
                "Configurez votre accès à AVA"
            ))
            .says(pick!(
                locale,
                "Whoever runs AVA has made you an administrator of the whole installation. Open the link \
                 within a day and choose your password.",
                "La personne qui gère AVA a fait de vous un administrateur de toute l’installation. Ouvrez le \
                 lien dans la journée et choisissez votre mot de passe."
            ))
            .leads_to(pick!(locale, "Set up your access", "Configurer votre accès"), url.clone()),
            Self::Invite(url, invited) => {
                let Invited { org_name, by, .. } = &**invited;
                mail::Letter::new(say!(
                    locale,
                    "{by} invites you to {org_name}",
                    "{by} vous invite à rejoindre {org_name}"
                ))
                .says(say!(
                    locale,
                    "{by} wants you in the organisation {org_name} in AVA, the control panel of phone \
                     assistants. Open the link within 7 days, and accept.",
                    "{by} souhaite que vous rejoigniez l’organisation {org_name} dans AVA, le tableau de bord \
                     d’assistants téléphoniques. Ouvrez le lien dans les 7\u{a0}jours et acceptez."
                ))
                .says(pick!(
                    locale,
                    "If you do not know them, do nothing. Give nobody the link: it is for whoever reads this \
                     address.",
                    "Si vous ne connaissez pas cette personne, ne faites rien. Ne donnez ce lien à personne\u{a0}: \
                     il est pour qui lit cette adresse."
                ))
                .leads_to(pick!(locale, "Look at the invitation", "Voir l’invitation"), url.clone())
            }
        }
    }
}
