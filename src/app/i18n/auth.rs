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
        create = "Create account", "Créer le compte";
        no_account = "No account yet?", "Pas encore de compte\u{a0}?";
        create_one = "Create one", "Créez-en un";
        have_account = "Already have an account?", "Vous avez déjà un compte\u{a0}?";
        sign_in_instead = "Sign in", "Connectez-vous";
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
