//! The mails that bring links.

use url::Url;

use crate::{
    domain::{
        auth_forms::LOGIN,
        locale::{Locale, pick},
    },
    server::mail::{self, Template},
};

/// A mail with the address that it leads to.
pub(super) enum Letter {
    ResetPassword(Url),
    SignUp(Url),
    /// Somebody asked to sign up with an address that has an account.
    HasAccount(Url),
    SetUp(Url),
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
                 le lien dans les 30 minutes et choisissez-en un. Toutes vos sessions prendront fin."
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
                    "Somebody asked for an account in AVA with this address, which has one already. If it was \
                     you, sign in; if you have forgotten the password, ask for another one there.",
                    "Quelqu’un a demandé un compte dans AVA avec cette adresse, qui en a déjà un. Si c’était \
                     vous, connectez-vous\u{a0}; si vous avez oublié le mot de passe, demandez-en un autre sur \
                     cette page."
                ))
                .says(pick!(
                    locale,
                    "If it was not you, do nothing: your account stays as it is.",
                    "Si ce n’était pas vous, ne faites rien\u{a0}: votre compte reste le même."
                ))
                .leads_to(pick!(locale, "Sign in", "Se connecter"), url)
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
        }
    }
}
