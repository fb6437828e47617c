//! The accounts of the simulated Google, and what each does.

use crate::app::{
    i18n::table::texts,
    integrations::services::{SandboxKey, SandboxKeys},
};

texts! {
    pub(in crate::app::integrations::services) struct GoogleSandboxKeys {
        sandbox_keys: SandboxKeys => {
            SandboxKeys {
                works: &[],
                keys: &[
                    SandboxKey::new(
                        text!("any e-mail", "n’importe quel e-mail"),
                        text!(
                            "an account of its own, with two calendars",
                            "un compte à part, avec deux agendas",
                        ),
                    ),
                    SandboxKey::new(
                        "testing@…",
                        text!(
                            "an app in testing: the consent ends after 7 days, and Google says so",
                            "une application en mode test\u{a0}: l’accord prend fin après 7\u{a0}jours, et Google le dit",
                        ),
                    ),
                    SandboxKey::new(
                        "rotates@…",
                        text!(
                            "each renewal brings another refresh token",
                            "chaque renouvellement apporte un autre jeton d’actualisation",
                        ),
                    ),
                    SandboxKey::new(
                        "fleeting@…",
                        text!("no refresh token at all", "aucun jeton d’actualisation"),
                    ),
                    SandboxKey::new(
                        "code@…",
                        text!("the code is refused", "le code est refusé"),
                    ),
                    SandboxKey::new(
                        "address@…",
                        text!("the redirect address is not known", "l’adresse de redirection n’est pas connue"),
                    ),
                    SandboxKey::new(
                        "admin@…",
                        text!("the administrator forbids it", "l’administrateur l’interdit"),
                    ),
                    SandboxKey::new(
                        "apioff@…",
                        text!("the Calendar API is off", "l’API Calendar est désactivée"),
                    ),
                    SandboxKey::new("500@…", text!("500, server error", "500, erreur du serveur")),
                    SandboxKey::new(
                        "quota@…",
                        text!("403, rate limit exceeded", "403, limite de débit dépassée"),
                    ),
                    SandboxKey::new(
                        "503@…",
                        text!("503, unavailable", "503, indisponible"),
                    ),
                ],
            }
        };
    }
}
