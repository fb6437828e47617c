//! Signing in and signing up.

pub struct AuthTexts {
    pub promise: &'static str,
    pub reasons: [&'static str; 3],
    pub self_hosted: &'static str,
    pub login_title: &'static str,
    pub login_lead: &'static str,
    pub sign_up_title: &'static str,
    pub sign_up_lead: &'static str,
    pub org_name: &'static str,
    pub org_name_hint: &'static str,
    pub name: &'static str,
    pub email: &'static str,
    pub password: &'static str,
    pub password_hint: fn(u32) -> String,
    pub sign_in: &'static str,
    pub create: &'static str,
    pub no_account: &'static str,
    pub create_one: &'static str,
    pub have_account: &'static str,
    pub sign_in_instead: &'static str,
    pub demo_title: &'static str,
    pub demo_text: fn(&str, &str) -> String,
    pub demo_sign_in: &'static str,
    pub plain_http: &'static str,
}

pub const EN: AuthTexts = AuthTexts {
    promise: "Your phone, answered by an assistant you control.",
    reasons: [
        "Connect Vapi and Twilio once; AVA checks each key and stores it sealed.",
        "Bring the number you already have, and see each step as it happens.",
        "When something fails, the page says what, whose it is and what to do.",
    ],
    self_hosted: "AVA runs on your own server. Your keys stay there.",
    login_title: "Sign in",
    login_lead: "To the control panel of your phone assistants.",
    sign_up_title: "Create your account",
    sign_up_lead: "One organisation, with you as its owner.",
    org_name: "Organisation",
    org_name_hint: "The name your colleagues know, such as Lakeside Clinic.",
    name: "Your name",
    email: "E-mail",
    password: "Password",
    password_hint: |least| {
        format!("At least {least} characters. A few words in a row are easy to keep in mind.")
    },
    sign_in: "Sign in",
    create: "Create account",
    no_account: "No account yet?",
    create_one: "Create one",
    have_account: "Already have an account?",
    sign_in_instead: "Sign in",
    demo_title: "Sandbox",
    demo_text: |email, password| {
        format!("Everything is simulated here. The demo account is {email}, with the password “{password}”.")
    },
    demo_sign_in: "Use the demo account",
    plain_http: "This page came over plain http, where your browser will not keep you signed in. Use AVA at its https address.",
};

pub const FR: AuthTexts = AuthTexts {
    promise: "Votre téléphone, confié à un assistant que vous maîtrisez.",
    reasons: [
        "Connectez Vapi et Twilio une seule fois\u{a0}: AVA vérifie chaque clé et la conserve scellée.",
        "Gardez le numéro que vous avez déjà, et suivez chaque étape en direct.",
        "Quand quelque chose échoue, la page dit quoi, d’où cela vient et que faire.",
    ],
    self_hosted: "AVA tourne sur votre propre serveur. Vos clés y restent.",
    login_title: "Se connecter",
    login_lead: "Au tableau de bord de vos assistants téléphoniques.",
    sign_up_title: "Créer votre compte",
    sign_up_lead: "Une organisation, dont vous êtes propriétaire.",
    org_name: "Organisation",
    org_name_hint: "Le nom que vos collègues connaissent, par exemple Clinique du Lac.",
    name: "Votre nom",
    email: "E-mail",
    password: "Mot de passe",
    password_hint: |least| {
        format!("{least} caractères au moins. Quelques mots à la suite se retiennent facilement.")
    },
    sign_in: "Se connecter",
    create: "Créer le compte",
    no_account: "Pas encore de compte\u{a0}?",
    create_one: "Créez-en un",
    have_account: "Vous avez déjà un compte\u{a0}?",
    sign_in_instead: "Connectez-vous",
    demo_title: "Bac à sable",
    demo_text: |email, password| {
        format!(
            "Ici, tout est simulé. Le compte de démonstration est {email}, avec le mot de passe «\u{a0}{password}\u{a0}»."
        )
    },
    demo_sign_in: "Utiliser ce compte",
    plain_http: "Cette page est arrivée en http, sans chiffrement\u{a0}: votre navigateur ne gardera pas votre connexion. Utilisez AVA à son adresse https.",
};
