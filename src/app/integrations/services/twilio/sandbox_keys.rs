//! The sandbox's credentials of Twilio, and what each does. A sid goes with a token that
//! is its own 32 hex digits; only its last three decide.

use crate::{
    app::{
        i18n::table::texts,
        integrations::services::{SandboxKey, SandboxKeys},
    },
    domain::sandbox::{BIG_TWILIO_SID, DEMO_TWILIO_SID, DEMO_TWILIO_TOKEN, PLATFORM_TWILIO_SID},
};

texts! {
    pub(in crate::app::integrations::services) struct TwilioSandboxKeys {
        sandbox_keys: SandboxKeys => {
            SandboxKeys {
                works: &[("account_sid", DEMO_TWILIO_SID), ("auth_token", DEMO_TWILIO_TOKEN)],
                keys: &[
                    SandboxKey::new(
                        text!("any AC + 32 hex digits", "n’importe quel AC + 32 chiffres hexadécimaux"),
                        text!(
                            "an active account with three numbers; its token is the 32 digits, its API key SK + \
                             the digits with the digits as secret",
                            "un compte actif avec trois numéros\u{a0}; son jeton, ce sont les 32 chiffres, sa \
                             clé API, SK + les chiffres, avec ces chiffres comme secret",
                        ),
                    ),
                    SandboxKey::new(
                        DEMO_TWILIO_SID,
                        text!(
                            "the demo account: +14155550142, +33184880012, +14155550199 (SMS only)",
                            "le compte de démonstration\u{a0}: +14155550142, +33184880012, +14155550199 (SMS \
                             seulement)",
                        ),
                    ),
                    SandboxKey::new(BIG_TWILIO_SID, text!("an account with 60 numbers", "un compte avec 60 numéros")),
                    SandboxKey::new(
                        PLATFORM_TWILIO_SID,
                        text!(
                            "the operator’s account, in which managed numbers are bought",
                            "le compte de l’exploitant, où s’achètent les numéros gérés",
                        ),
                    ),
                    SandboxKey::new(
                        "AC00000000000000000000000000000401",
                        text!("401, the token is refused", "401, le jeton est refusé"),
                    ),
                    SandboxKey::new(
                        "AC00000000000000000000000000000403",
                        text!("403, a right is missing", "403, il manque un droit"),
                    ),
                    SandboxKey::new(
                        "AC00000000000000000000000000000429",
                        text!("429, too many requests", "429, trop de demandes"),
                    ),
                    SandboxKey::new(
                        "AC00000000000000000000000000000500",
                        text!("500, server error", "500, erreur du serveur"),
                    ),
                    SandboxKey::new("AC00000000000000000000000000000503", text!("503, unavailable", "503, indisponible")),
                    SandboxKey::new("AC00000000000000000000000000000504", text!("no answer", "pas de réponse")),
                    SandboxKey::new(
                        "AC00000000000000000000000000000502",
                        text!("the connection is dropped", "la connexion est coupée"),
                    ),
                    SandboxKey::new(
                        "AC00000000000000000000000000000200",
                        text!("200 with a body that is not JSON", "200 avec un corps qui n’est pas du JSON"),
                    ),
                    SandboxKey::new("AC00000000000000000000000000000ff1", text!("a trial account", "un compte d’essai")),
                    SandboxKey::new(
                        "AC00000000000000000000000000000ff2",
                        text!("a suspended account", "un compte suspendu"),
                    ),
                    SandboxKey::new(
                        "AC00000000000000000000000000000ff3",
                        text!("test credentials", "des identifiants de test"),
                    ),
                    SandboxKey::new(
                        "AC00000000000000000000000000000ff4",
                        text!("an account without numbers", "un compte sans numéro"),
                    ),
                    SandboxKey::new(
                        "AC00000000000000000000000000000ff5",
                        text!(
                            "its first number belongs to another Vapi organisation",
                            "son premier numéro est à une autre organisation Vapi",
                        ),
                    ),
                    SandboxKey::new(
                        "AC00000000000000000000000000000ff6",
                        text!(
                            "its first number is routed to a SIP trunk",
                            "son premier numéro part vers un trunk SIP",
                        ),
                    ),
                    SandboxKey::new(
                        "AC00000000000000000000000000000ff7",
                        text!(
                            "an account in which no other one may be opened",
                            "un compte dans lequel aucun autre ne peut être ouvert",
                        ),
                    ),
                    SandboxKey::new(
                        "AC00000000000000000000000000000ff8",
                        text!("it makes no API keys", "il ne crée pas de clés API"),
                    ),
                    SandboxKey::new(
                        "AC00000000000000000000000000000fa1",
                        text!(
                            "its API key may not change numbers: 70051 with 401",
                            "sa clé API ne peut pas modifier les numéros\u{a0}: 70051 avec 401",
                        ),
                    ),
                    SandboxKey::new(
                        "AC00000000000000000000000000000fa2",
                        text!(
                            "its API key may not change numbers: 70051 with 403",
                            "sa clé API ne peut pas modifier les numéros\u{a0}: 70051 avec 403",
                        ),
                    ),
                    SandboxKey::new(
                        "AC00000000000000000000000000000fa3",
                        text!(
                            "its API key may list numbers, and nothing else",
                            "sa clé API peut lister les numéros, et rien d’autre",
                        ),
                    ),
                    SandboxKey::new(
                        "AC00000000000000000000000000000fa4",
                        text!(
                            "its API key may do nothing: 70051 with 401",
                            "sa clé API ne peut rien faire\u{a0}: 70051 avec 401",
                        ),
                    ),
                ],
            }
        };
    }
}
