//! The sandbox's credentials, and what each does. A table for people; the simulators know
//! the same rules by themselves.

use crate::{
    app::i18n::table::texts,
    domain::{
        provider::{self, Provider},
        sandbox::{BIG_TWILIO_SID, DEMO_TWILIO_SID, PLATFORM_TWILIO_SID},
    },
};

/// A Twilio sid goes with a token that is its own 32 hex digits; only its last three
/// decide.
pub struct MagicKey {
    pub provider: Provider,
    pub key: &'static str,
    pub effect: &'static str,
}

const fn vapi(key: &'static str, effect: &'static str) -> MagicKey {
    MagicKey { provider: provider::vapi::PROVIDER, key, effect }
}

const fn twilio(key: &'static str, effect: &'static str) -> MagicKey {
    MagicKey { provider: provider::twilio::PROVIDER, key, effect }
}

texts! {
    pub struct MagicTexts {
        keys: &'static [MagicKey] => {
            &[
                vapi(
                    text!("any UUID", "n’importe quel UUID"),
                    text!(
                        "a private key of its own organisation; keys that differ only in the last four \
                         digits share one",
                        "une clé privée, avec sa propre organisation\u{a0}; des clés qui ne diffèrent que \
                         par les quatre derniers chiffres en partagent une",
                    ),
                ),
                vapi(
                    "00000000-0000-4000-8000-000000000401",
                    text!("401, the key is refused", "401, la clé est refusée"),
                ),
                vapi(
                    "00000000-0000-4000-8000-000000000403",
                    text!("403, the key lacks a right", "403, il manque un droit à la clé"),
                ),
                vapi(
                    "00000000-0000-4000-8000-000000000a01",
                    text!(
                        "a key that may read, and change nothing",
                        "une clé qui peut lire, et ne rien modifier",
                    ),
                ),
                vapi(
                    "00000000-0000-4000-8000-000000000a02",
                    text!(
                        "a key that may change assistants, and no numbers",
                        "une clé qui peut modifier les assistants, mais pas les numéros",
                    ),
                ),
                vapi(
                    "00000000-0000-4000-8000-000000000a03",
                    text!("a key that may not list numbers", "une clé qui ne peut pas lister les numéros"),
                ),
                vapi(
                    "00000000-0000-4000-8000-000000000429",
                    text!("429, too many requests", "429, trop de demandes"),
                ),
                vapi(
                    "00000000-0000-4000-8000-000000000500",
                    text!("500, server error", "500, erreur du serveur"),
                ),
                vapi("00000000-0000-4000-8000-000000000503", text!("503, unavailable", "503, indisponible")),
                vapi("00000000-0000-4000-8000-000000000504", text!("no answer", "pas de réponse")),
                vapi(
                    "00000000-0000-4000-8000-000000000502",
                    text!("the connection is dropped", "la connexion est coupée"),
                ),
                vapi(
                    "00000000-0000-4000-8000-000000000200",
                    text!("200 with a body that is not JSON", "200 avec un corps qui n’est pas du JSON"),
                ),
                twilio(
                    text!("any AC + 32 hex digits", "n’importe quel AC + 32 chiffres hexadécimaux"),
                    text!(
                        "an active account with three numbers; its token is the 32 digits, its API key SK + \
                         the digits with the digits as secret",
                        "un compte actif avec trois numéros\u{a0}; son jeton, ce sont les 32 chiffres, sa \
                         clé API, SK + les chiffres, avec ces chiffres comme secret",
                    ),
                ),
                twilio(
                    DEMO_TWILIO_SID,
                    text!(
                        "the demo account: +14155550142, +33184880012, +14155550199 (SMS only)",
                        "le compte de démonstration\u{a0}: +14155550142, +33184880012, +14155550199 (SMS \
                         seulement)",
                    ),
                ),
                twilio(BIG_TWILIO_SID, text!("an account with 60 numbers", "un compte avec 60 numéros")),
                twilio(
                    PLATFORM_TWILIO_SID,
                    text!(
                        "the operator’s account, in which managed numbers are bought",
                        "le compte de l’exploitant, où s’achètent les numéros gérés",
                    ),
                ),
                twilio(
                    "AC00000000000000000000000000000401",
                    text!("401, the token is refused", "401, le jeton est refusé"),
                ),
                twilio(
                    "AC00000000000000000000000000000403",
                    text!("403, a right is missing", "403, il manque un droit"),
                ),
                twilio(
                    "AC00000000000000000000000000000429",
                    text!("429, too many requests", "429, trop de demandes"),
                ),
                twilio(
                    "AC00000000000000000000000000000500",
                    text!("500, server error", "500, erreur du serveur"),
                ),
                twilio("AC00000000000000000000000000000503", text!("503, unavailable", "503, indisponible")),
                twilio("AC00000000000000000000000000000504", text!("no answer", "pas de réponse")),
                twilio(
                    "AC00000000000000000000000000000502",
                    text!("the connection is dropped", "la connexion est coupée"),
                ),
                twilio(
                    "AC00000000000000000000000000000200",
                    text!("200 with a body that is not JSON", "200 avec un corps qui n’est pas du JSON"),
                ),
                twilio("AC00000000000000000000000000000ff1", text!("a trial account", "un compte d’essai")),
                twilio(
                    "AC00000000000000000000000000000ff2",
                    text!("a suspended account", "un compte suspendu"),
                ),
                twilio(
                    "AC00000000000000000000000000000ff3",
                    text!("test credentials", "des identifiants de test"),
                ),
                twilio(
                    "AC00000000000000000000000000000ff4",
                    text!("an account without numbers", "un compte sans numéro"),
                ),
                twilio(
                    "AC00000000000000000000000000000ff5",
                    text!(
                        "its first number belongs to another Vapi organisation",
                        "son premier numéro est à une autre organisation Vapi",
                    ),
                ),
                twilio(
                    "AC00000000000000000000000000000ff6",
                    text!(
                        "its first number is routed to a SIP trunk",
                        "son premier numéro part vers un trunk SIP",
                    ),
                ),
                twilio(
                    "AC00000000000000000000000000000ff7",
                    text!(
                        "an account in which no other one may be opened",
                        "un compte dans lequel aucun autre ne peut être ouvert",
                    ),
                ),
                twilio(
                    "AC00000000000000000000000000000ff8",
                    text!("it makes no API keys", "il ne crée pas de clés API"),
                ),
                twilio(
                    "AC00000000000000000000000000000fa1",
                    text!(
                        "its API key may not change numbers: 70051 with 401",
                        "sa clé API ne peut pas modifier les numéros\u{a0}: 70051 avec 401",
                    ),
                ),
                twilio(
                    "AC00000000000000000000000000000fa2",
                    text!(
                        "its API key may not change numbers: 70051 with 403",
                        "sa clé API ne peut pas modifier les numéros\u{a0}: 70051 avec 403",
                    ),
                ),
                twilio(
                    "AC00000000000000000000000000000fa3",
                    text!(
                        "its API key may list numbers, and nothing else",
                        "sa clé API peut lister les numéros, et rien d’autre",
                    ),
                ),
                twilio(
                    "AC00000000000000000000000000000fa4",
                    text!(
                        "its API key may do nothing: 70051 with 401",
                        "sa clé API ne peut rien faire\u{a0}: 70051 avec 401",
                    ),
                ),
            ]
        };
    }
}
