//! The sandbox's mailboxes that fail in a known way, and what each does.

use crate::app::{
    i18n::table::texts,
    integrations::services::{SandboxKey, SandboxKeys},
};

texts! {
    pub(in crate::app::integrations::services) struct SmtpSandboxKeys {
        sandbox_keys: SandboxKeys => {
            SandboxKeys {
                works: &[
                    ("host", "smtp.clinic.example"),
                    ("port", "465"),
                    ("security", "tls"),
                    ("user", "front@clinic.example"),
                    ("password", "sandbox-password"),
                ],
                keys: &[
                    SandboxKey::new(
                        text!("any user at any server", "n’importe quel utilisateur, n’importe quel serveur"),
                        text!(
                            "signs in, with whatever password but “wrong”; port 465 speaks TLS from the first \
                             byte, the others STARTTLS",
                            "se connecte, avec tout mot de passe sauf «\u{a0}wrong\u{a0}»\u{a0}; le port 465 parle \
                             TLS dès le premier octet, les autres STARTTLS",
                        ),
                    ),
                    SandboxKey::new(
                        "smtp.gmail.com",
                        text!(
                            "takes an app password of 16 small letters only",
                            "n’accepte qu’un mot de passe d’application de 16 minuscules",
                        ),
                    ),
                    SandboxKey::new("app-password@sandbox.example", text!("534, an app password is wanted", "534, un mot de passe d’application est voulu")),
                    SandboxKey::new("smtp-off@sandbox.example", text!("535, signing in by SMTP is off", "535, la connexion par SMTP est désactivée")),
                    SandboxKey::new("blocked@sandbox.example", text!("535, a rule forbids the sign-in", "535, une règle interdit la connexion")),
                    SandboxKey::new("address@sandbox.example", text!("525, AVA’s address is not on the list", "525, l’adresse d’AVA n’est pas sur la liste")),
                    SandboxKey::new("401@sandbox.example", text!("535, user or password is wrong", "535, utilisateur ou mot de passe faux")),
                    SandboxKey::new("too-many@sandbox.example", text!("454, too many sign-ins", "454, trop de connexions")),
                    SandboxKey::new("429@sandbox.example", text!("421, too many commands", "421, trop de commandes")),
                    SandboxKey::new("503@sandbox.example", text!("421, not available", "421, indisponible")),
                    SandboxKey::new("500@sandbox.example", text!("451, server error", "451, erreur du serveur")),
                    SandboxKey::new("504@sandbox.example", text!("no answer to the sign-in", "pas de réponse à la connexion")),
                    SandboxKey::new("502@sandbox.example", text!("the connection is dropped", "la connexion est coupée")),
                    SandboxKey::new("200@sandbox.example", text!("an answer that is not SMTP", "une réponse qui n’est pas du SMTP")),
                    SandboxKey::new("sender@sandbox.example", text!("550, the sender is refused", "550, l’expéditeur est refusé")),
                    SandboxKey::new("outbound@sandbox.example", text!("550, the sender is blocked", "550, l’expéditeur est bloqué")),
                    SandboxKey::new("unwilling@sandbox.example", text!("450, the sender is put off", "450, l’expéditeur est remis à plus tard")),
                    SandboxKey::new("greylist@sandbox.example", text!("450, greylisted when a mail is sent", "450, liste grise à l’envoi")),
                    SandboxKey::new("recipient@sandbox.example", text!("550, the recipient is refused", "550, le destinataire est refusé")),
                    SandboxKey::new("quota@sandbox.example", text!("550, the day’s limit is reached", "550, la limite du jour est atteinte")),
                    SandboxKey::new("full@sandbox.example", text!("452, the mailbox is full", "452, la boîte est pleine")),
                    SandboxKey::new("inactive@sandbox.example", text!("502, not activated for sending, once a mail is sent", "502, envoi pas encore activé, une fois un message envoyé")),
                    SandboxKey::new("send-as@sandbox.example", text!("554, the sender is refused once a mail is sent", "554, l’expéditeur est refusé une fois un message envoyé")),
                    SandboxKey::new("spam@sandbox.example", text!("554, the mail is refused", "554, le message est refusé")),
                    SandboxKey::new("other-name.example", text!("a certificate for another name", "un certificat pour un autre nom")),
                    SandboxKey::new("unknown-issuer.example", text!("a certificate of an unknown issuer", "un certificat d’un émetteur inconnu")),
                    SandboxKey::new("expired.example", text!("a certificate that is out of date", "un certificat périmé")),
                    SandboxKey::new("no-auth.example", text!("offers no sign-in", "ne propose pas de connexion")),
                    SandboxKey::new("oauth-only.example", text!("takes tokens of OAuth, and no password", "prend des jetons OAuth, et aucun mot de passe")),
                    SandboxKey::new("no-starttls.example", text!("offers no STARTTLS", "ne propose pas STARTTLS")),
                    SandboxKey::new("silent.example", text!("takes connections and says nothing", "accepte les connexions et ne dit rien")),
                    SandboxKey::new("garbage.example", text!("speaks HTTP", "parle HTTP")),
                    SandboxKey::new("busy.example", text!("421 in place of a greeting", "421 à la place d’un accueil")),
                    SandboxKey::new("refused.example", text!("refuses connections", "refuse les connexions")),
                    SandboxKey::new("nowhere.example", text!("has no address", "n’a pas d’adresse")),
                    SandboxKey::new("private.example", text!("leads into a network around AVA", "mène dans un réseau autour d’AVA")),
                    SandboxKey::new("half-private.example", text!("has a public address and one of a network around AVA", "a une adresse publique et une d’un réseau autour d’AVA")),
                    SandboxKey::new("relay.example", text!("signs in without TLS, where that is allowed", "se connecte sans TLS, là où c’est permis")),
                    SandboxKey::new("login-only.example", text!("the same, by AUTH LOGIN alone", "de même, par AUTH LOGIN seul")),
                ],
            }
        };
    }
}
