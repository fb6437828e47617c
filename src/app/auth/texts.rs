//! Signing in and signing up.

use crate::app::i18n::table::texts;

texts! {
    pub struct AuthTexts {
        promise =
            "Your phone, answered by an assistant you control.",
            "Votre téléphone, confié à un assistant que vous maîtrisez.";
        /// `all` names every provider.
        connects(all: &str) =
            "Connect {all} once; AVA checks each key and stores it sealed.",
            "Connectez {all} une seule fois\u{a0}: AVA vérifie chaque clé et la conserve scellée.";
        reasons: [&'static str; 2] => [
            "Bring the number you already have, and see each step as it happens.",
            "Gardez le numéro que vous avez déjà, et suivez chaque étape en direct.";
            "When something fails, the page says what, whose it is and what to do.",
            "Quand quelque chose échoue, la page dit quoi, d’où cela vient et que faire.";
        ];
        self_hosted =
            "AVA runs on your own server. Your keys stay there.",
            "AVA tourne sur votre propre serveur. Vos clés y restent.";
        login_title = "Sign in", "Se connecter";
        login_lead =
            "To the control panel of your phone assistants.",
            "Au tableau de bord de vos assistants téléphoniques.";
        sign_up_title = "Create your account", "Créer votre compte";
        sign_up_lead =
            "One organisation, with you as its owner.",
            "Une organisation, dont vous êtes propriétaire.";
        org_name = "Organisation", "Organisation";
        org_name_hint =
            "The name your colleagues know, such as Lakeside Clinic.",
            "Le nom que vos collègues connaissent, par exemple Clinique du Lac.";
        name = "Your name", "Votre nom";
        email = "E-mail", "E-mail";
        password = "Password", "Mot de passe";
        password_hint(least: u32) =
            "At least {least} characters. A few words in a row are easy to keep in mind.",
            "{least}\u{a0}caractères au moins. Quelques mots à la suite se retiennent facilement.";
        sign_in = "Sign in", "Se connecter";
        second_step_title = "Second step", "Seconde étape";
        second_step_lead =
            "The first one is done. Now prove by what you have that it is you.",
            "La première est faite. Prouvez maintenant, par ce que vous avez, que c’est bien vous.";
        second_step_code = "Code", "Code";
        second_step_hint =
            "The six digits of your authenticator app. Without the app, one of your recovery codes.",
            "Les six chiffres de votre application d’authentification. Sans elle, un de vos codes de secours.";
        second_step_codes_hint = "One of your recovery codes.", "Un de vos codes de secours.";
        create = "Create account", "Créer le compte";
        no_account = "No account yet?", "Pas encore de compte\u{a0}?";
        create_one = "Create one", "Créez-en un";
        have_account = "Already have an account?", "Vous avez déjà un compte\u{a0}?";
        sign_in_instead = "Sign in", "Connectez-vous";
        /// A button, which leads to the OpenID provider of that name.
        continue_with(provider: &str) = "Continue with {provider}", "Continuer avec {provider}";
        forgot = "Forgot your password?", "Mot de passe oublié\u{a0}?";
        forgot_title = "Choose another password", "Choisir un autre mot de passe";
        forgot_lead =
            "A mail brings you a link, which is good for 30 minutes and once.",
            "Un e-mail vous apporte un lien, valable 30\u{a0}minutes et une fois.";
        send_link = "Send the link", "Envoyer le lien";
        back_to_sign_in = "Back to signing in", "Retour à la connexion";
        no_mailbox =
            "This installation sends no mail. Ask for the link here, then ask whoever runs AVA to give it to \
             you.",
            "Cette installation n’envoie pas d’e-mail. Demandez le lien ici, puis demandez à la personne qui \
             gère AVA de vous le donner.";
        sign_up_confirmed_lead =
            "A mail to your address brings you a link, by which you create the account.",
            "Un e-mail à votre adresse vous apporte un lien pour créer le compte.";
        sign_up_invited_lead =
            "Accounts are made by invitation. Ask somebody of your organisation for one: a mail brings you a \
             link.",
            "Les comptes se créent sur invitation. Demandez-en une à quelqu’un de votre organisation\u{a0}: un \
             e-mail vous apporte un lien.";
        sign_up_off_lead =
            "Accounts are made by whoever runs AVA here.",
            "Ici, les comptes sont créés par la personne qui gère AVA.";
        link_title = "Your link", "Votre lien";
        link_lead = "It is used up by the button, and only then.", "Il sert quand vous appuyez sur le bouton, pas avant.";
        reset_title = "Choose another password", "Choisissez un autre mot de passe";
        reset_text(email: &str) =
            "For the account of {email}. All its sessions end.",
            "Pour le compte de {email}. Toutes ses sessions prendront fin.";
        join_text(email: &str) =
            "You will sign in with {email}.",
            "Vous vous connecterez avec {email}.";
        new_email_title = "Confirm your new address", "Confirmez votre nouvelle adresse";
        new_email_text(email: &str) =
            "Your account will have {email}, once the address so far is confirmed as well.",
            "Votre compte aura {email}, une fois l’adresse actuelle confirmée aussi.";
        old_email_title = "Your account is to have another address", "Votre compte doit changer d’adresse";
        old_email_text(email: &str) =
            "It will not be {email} any more, once the new address is confirmed as well.",
            "Ce ne sera plus {email}, une fois la nouvelle adresse confirmée aussi.";
        confirm = "Confirm", "Confirmer";
        found_title = "Create an organisation", "Créer une organisation";
        found_text(email: &str) =
            "{email} is in no organisation. Create one to go on.",
            "{email} n’est dans aucune organisation. Créez-en une pour continuer.";
        found = "Create it", "La créer";
        set_up_title = "Set up your access", "Configurez votre accès";
        set_up_text(email: &str) =
            "Whoever runs AVA has made {email} an administrator of this installation.",
            "La personne qui gère AVA a fait de {email} un administrateur de cette installation.";
        demo_title = "Sandbox", "Bac à sable";
        demo_text(email: &str, password: &str) =
            "Everything is simulated here. The demo account is {email}, with the password “{password}”.",
            "Ici, tout est simulé. Le compte de démonstration est {email}, avec le mot de passe \
             «\u{a0}{password}\u{a0}».";
        demo_sign_in = "Use the demo account", "Utiliser ce compte";
        plain_http =
            "This page came over plain http, where your browser will not keep you signed in. Use AVA at its \
             https address.",
            "Cette page est arrivée en http, sans chiffrement\u{a0}: votre navigateur ne gardera pas votre \
             connexion. Utilisez AVA à son adresse https.";
    }
}
