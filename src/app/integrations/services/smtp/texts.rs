//! Words for SMTP.

use crate::app::{
    i18n::table::texts,
    integrations::services::{ChoiceTexts, FieldTexts, ServiceTexts},
};

texts! {
    pub(super) struct SmtpTexts {
        service: ServiceTexts => {
            ServiceTexts {
                purpose: text!("Sends AVA’s mails to you.", "Vous envoie les e-mails d’AVA."),
                why: text!(
                    "With it AVA sends its mails through your own mailbox.",
                    "Avec lui, AVA envoie ses e-mails par votre propre boîte.",
                ),
                lead: text!(
                    "AVA signs in to the mail server before it stores anything, and sends nothing then.",
                    "AVA se connecte au serveur de messagerie avant d’enregistrer, sans rien envoyer.",
                ),
                what_for: text!(
                    "AVA sends its mails through this mailbox, under its address. The password is sealed as \
                     soon as the server has accepted it, and nobody can read it back.",
                    "AVA envoie ses e-mails par cette boîte, sous son adresse. Le mot de passe est scellé dès \
                     que le serveur l’a accepté, et personne ne peut le relire.",
                ),
                steps: &[
                    text!(
                        "Choose your mail service, or look up its server for outgoing mail (SMTP).",
                        "Choisissez votre service de messagerie, ou cherchez son serveur d’envoi (SMTP).",
                    ),
                    text!(
                        "Where it offers passwords for programs, make one for AVA. Google accepts nothing \
                         else: account, Security, App passwords.",
                        "S’il propose des mots de passe pour les programmes, créez-en un pour AVA. Google \
                         n’accepte rien d’autre\u{a0}: compte, Sécurité, Mots de passe d’application.",
                    ),
                    text!(
                        "Save, then send a test mail: only that shows that all of the way is open.",
                        "Enregistrez, puis envoyez un message d’essai\u{a0}: lui seul montre que tout le \
                         chemin est ouvert.",
                    ),
                ],
                fields: &[
                    FieldTexts::new(
                        "host",
                        text!("Server", "Serveur"),
                        text!("Such as smtp.example.com.", "Par exemple smtp.exemple.fr."),
                    ),
                    FieldTexts::new(
                        "port",
                        text!("Port", "Port"),
                        text!(
                            "Left empty: 465 with TLS, 587 with STARTTLS.",
                            "Laissé vide\u{a0}: 465 avec TLS, 587 avec STARTTLS.",
                        ),
                    ),
                    FieldTexts {
                        name: "security",
                        label: text!("Security", "Sécurité"),
                        hint: "",
                        choices: &[
                            ChoiceTexts {
                                code: "tls",
                                label: "TLS",
                                detail: text!("From the first byte, mostly port 465", "Dès le premier octet, le plus souvent port 465"),
                            },
                            ChoiceTexts {
                                code: "starttls",
                                label: "STARTTLS",
                                detail: text!(
                                    "Begins in the clear and goes on only under TLS, mostly port 587",
                                    "Commence en clair et ne continue que sous TLS, le plus souvent port 587",
                                ),
                            },
                            ChoiceTexts {
                                code: "none",
                                label: text!("None", "Aucune"),
                                detail: text!(
                                    "Only for a relay inside your own network",
                                    "Seulement pour un relais de votre propre réseau",
                                ),
                            },
                        ],
                    },
                    FieldTexts::new(
                        "user",
                        text!("User", "Utilisateur"),
                        text!("Mostly the whole e-mail address.", "Le plus souvent l’adresse e-mail entière."),
                    ),
                    FieldTexts::new(
                        "password",
                        text!("Password", "Mot de passe"),
                        text!(
                            "At Gmail the app password, with its blanks or without.",
                            "Chez Gmail, le mot de passe d’application, avec ses espaces ou sans.",
                        ),
                    ),
                    FieldTexts::new(
                        "from_name",
                        text!("Sender’s name", "Nom de l’expéditeur"),
                        text!("May be left empty.", "Peut rester vide."),
                    ),
                    FieldTexts::new(
                        "from_address",
                        text!("Sender’s address", "Adresse de l’expéditeur"),
                        text!("Left empty, it is the user.", "Laissée vide, c’est l’utilisateur."),
                    ),
                ],
                replace: text!("Replace mailbox", "Remplacer la boîte"),
                switch: text!(
                    "AVA’s mails go through the new mailbox from now on.",
                    "Les e-mails d’AVA passent désormais par la nouvelle boîte.",
                ),
                stays: text!(
                    "Everything but the mailbox. Mails that AVA has sent stay where they are.",
                    "Tout, sauf la boîte. Les e-mails déjà envoyés restent où ils sont.",
                ),
            }
        };

        presets = "Mail service", "Service de messagerie";
        presets_hint =
            "A service fills in server, port and security. For another one, type them.",
            "Un service remplit serveur, port et sécurité. Pour un autre, saisissez-les.";
        fact_server = "Server", "Serveur";
        fact_user = "User", "Utilisateur";
        fact_password = "Password", "Mot de passe";
        fact_from = "Sender", "Expéditeur";
        test = "Test mail", "Message d’essai";
        test_text(to: &str) =
            "Goes to {to}, your own address, and shows what the mail server answers.",
            "Part à {to}, votre propre adresse, et montre ce que répond le serveur de messagerie.";
        test_send = "Send a test mail", "Envoyer un message d’essai";
    }
}
