//! Words for Twilio.

use crate::app::{
    i18n::table::texts,
    integrations::services::{ChoiceTexts, FieldTexts, ServiceTexts},
};

texts! {
    pub(super) struct TwilioTexts {
        service: ServiceTexts => {
            ServiceTexts {
                purpose: text!("Owns the phone numbers.", "Détient les numéros de téléphone."),
                why: text!(
                    "Without it there is no number to call. AVA lists the numbers that your account owns.",
                    "Sans lui, il n’y a pas de numéro à appeler. AVA liste les numéros de votre compte.",
                ),
                lead: text!(
                    "AVA checks the account, then brings your number to Vapi, with an API key that it makes \
                     there for Vapi unless you untick that. Nothing else in the account changes.",
                    "AVA vérifie le compte, puis raccorde votre numéro à Vapi, avec une clé API qu’il y crée \
                     pour Vapi, sauf si vous décochez cela. Rien d’autre ne change dans le compte.",
                ),
                what_for: text!(
                    "AVA uses the account to list your phone numbers and to point the one you choose to \
                     Vapi. The token is sealed as soon as Twilio has accepted it, and nobody can read it \
                     back.",
                    "Avec ce compte, AVA liste vos numéros et dirige vers Vapi celui que vous choisissez. Le \
                     jeton est scellé dès que Twilio l’a accepté, et personne ne peut le relire.",
                ),
                steps: &[
                    text!(
                        "Sign in to the Twilio console. The Account SID and the Auth Token are on its first \
                         page, under Account Info.",
                        "Ouvrez la console Twilio. L’Account SID et l’Auth Token sont sur la première page, \
                         sous Account Info.",
                    ),
                    text!(
                        "For an API key, open Account, then API keys & tokens, and make a standard key. \
                         Twilio shows its secret once.",
                        "Pour une clé API, allez dans Account, puis API keys & tokens, et créez une clé \
                         standard. Twilio ne montre son secret qu’une fois.",
                    ),
                    text!(
                        "Your numbers are under Phone Numbers, Manage, Active numbers.",
                        "Vos numéros sont sous Phone Numbers, Manage, Active numbers.",
                    ),
                ],
                fields: &[
                    FieldTexts {
                        name: "auth",
                        label: text!("Sign in to Twilio with", "Se connecter à Twilio avec"),
                        hint: "",
                        choices: &[
                            ChoiceTexts {
                                code: "auth_token",
                                label: text!("Account and token", "Compte et jeton"),
                                detail: text!(
                                    "Both are on the first page of the Twilio console",
                                    "Les deux sont sur la première page de la console Twilio",
                                ),
                            },
                            ChoiceTexts {
                                code: "api_key",
                                label: text!("API key", "Clé API"),
                                detail: text!(
                                    "You made a key for AVA, which you can revoke on its own",
                                    "Vous avez créé une clé pour AVA, que vous pouvez révoquer à part",
                                ),
                            },
                        ],
                    },
                    FieldTexts::new(
                        "account_sid",
                        text!("Account SID", "Account SID"),
                        text!(
                            "Twilio console, first page, under Account Info. Starts with AC.",
                            "Console Twilio, première page, sous Account Info. Commence par AC.",
                        ),
                    ),
                    FieldTexts::new(
                        "api_key_sid",
                        text!("API key SID", "SID de la clé API"),
                        text!(
                            "Twilio console, API keys & tokens. Starts with SK.",
                            "Console Twilio, API keys & tokens. Commence par SK.",
                        ),
                    ),
                    FieldTexts::new(
                        "api_key_secret",
                        text!("API key secret", "Secret de la clé API"),
                        text!(
                            "Twilio shows it once, when the key is made.",
                            "Twilio ne le montre qu’une fois, à la création de la clé.",
                        ),
                    ),
                    FieldTexts::new(
                        "auth_token",
                        text!("Auth Token", "Auth Token"),
                        text!(
                            "Below the Account SID. With an API key it is needed too, for checking the \
                             signature of Twilio’s messages.",
                            "Sous l’Account SID. Il est aussi nécessaire avec une clé API, pour vérifier la \
                             signature des messages de Twilio.",
                        ),
                    ),
                    FieldTexts::new(
                        "vapi_key",
                        text!("Give Vapi an API key of its own", "Donner à Vapi sa propre clé API"),
                        text!(
                            "Vapi then never gets your Auth Token: AVA has Twilio make a key that cannot \
                             manage your account, and revokes it when you disconnect. For a number that is \
                             at Vapi already, Vapi keeps what it was given.",
                            "Vapi ne reçoit alors jamais votre Auth Token\u{a0}: AVA fait créer par Twilio \
                             une clé qui ne peut pas gérer votre compte, et la révoque quand vous \
                             déconnectez. Pour un numéro déjà chez Vapi, Vapi garde ce qu’il a reçu.",
                        ),
                    ),
                ],
                replace: text!("Replace the credentials", "Remplacer les identifiants"),
                switch: text!(
                    "AVA removes the numbers of the former account, takes them out of Vapi and gives them \
                     their webhooks back. Your agents stay, and answer the numbers that you choose from the \
                     new account.",
                    "AVA retire les numéros de l’ancien compte, les enlève de Vapi et leur rend leurs \
                     webhooks. Vos agents restent, et répondent aux numéros que vous choisirez dans le \
                     nouveau compte.",
                ),
                stays: text!(
                    "Your agents, the history and all receipts.",
                    "Vos agents, l’historique et toutes les traces.",
                ),
            }
        };

        rotation = "Another Auth Token", "Un autre Auth Token";
        rotation_lead =
            "AVA has Twilio make another token, gives it to Vapi where Vapi holds this one, and only then puts \
             it in its place: no call is missed. Whatever else uses your token needs the new one, which the Twilio console \
             shows.",
            "AVA fait créer un autre jeton par Twilio, le donne à Vapi là où Vapi détient celui-ci, puis \
             seulement le met à sa place\u{a0}: aucun appel n’est perdu. Tout ce qui utilise ailleurs votre jeton aura besoin du \
             nouveau, que montre la console Twilio.";
        rotate = "Replace the Auth Token", "Remplacer l’Auth Token";
        rotate_under_way =
            "It is being replaced or carried to Vapi just now.",
            "Il est en cours de remplacement ou de transmission à Vapi.";
        rotate_refused =
            "Twilio has to accept the stored token first.",
            "Twilio doit d’abord accepter le jeton enregistré.";
        rotate_managed =
            "The account of your managed numbers is this installation’s: AVA renews its token by itself.",
            "Le compte de vos numéros gérés est celui de cette installation\u{a0}: AVA renouvelle son jeton de \
             lui-même.";

        fact_account = "Account", "Compte";
        fact_token = "Auth Token", "Auth Token";
        fact_api_key = "API key", "Clé API";
        trial =
            "This is a trial account: it reaches verified callers only. Upgrade it at Twilio to lift that.",
            "C’est un compte d’essai\u{a0}: il ne joint que des appelants vérifiés. Passez-le en compte \
             complet chez Twilio pour lever cette limite.";
        /// Shown while the account's numbers are read.
        asking = "Asking Twilio for your numbers", "Twilio nous donne vos numéros";
        fact_vapi_gets = "Vapi gets", "Vapi reçoit";
        vapi_gets_token = "your Auth Token", "votre Auth Token";
        vapi_gets_api_key = "your API key", "votre clé API";
        vapi_gets_own(key: &str) = "a key of its own, {key}, made", "sa propre clé, {key}, créée";
        vapi_gets_own_soon =
            "a key of its own, made before a number goes there",
            "sa propre clé, créée avant qu’un numéro n’y aille";
        vapi_key_refused =
            "your Auth Token: Twilio refused to make a key. Save the credentials again to ask once more.",
            "votre Auth Token\u{a0}: Twilio a refusé de créer une clé. Enregistrez à nouveau les \
             identifiants pour redemander.";
        vapi_keeps_token(numbers: u32) -> String =
            {
                let of = if numbers == 1 { "one number".to_owned() } else { format!("{numbers} numbers") };
                format!(
                    "For {of}, Vapi still holds the Auth Token that it was given before, and signs in with \
                     it. Nothing takes it back there: remove the number from AVA and bring it again."
                )
            },
            {
                let of = if numbers == 1 { "un numéro".to_owned() } else { format!("{numbers} numéros") };
                format!(
                    "Pour {of}, Vapi détient encore l’Auth Token reçu auparavant, et se connecte avec lui. \
                     Rien ne le lui reprend\u{a0}: retirez le numéro d’AVA, puis raccordez-le à nouveau."
                )
            };
    }
}
