//! The sandbox's credentials of Vapi, and what each does.

use crate::app::{
    i18n::table::texts,
    integrations::services::{SandboxKey, SandboxKeys},
};

texts! {
    pub(in crate::app::integrations::services) struct VapiSandboxKeys {
        sandbox_keys: SandboxKeys => {
            SandboxKeys {
                works: &[("key", "5e0d7c1a-2b3c-4d4e-8f90-a1b2c3d4e5f6"), ("region", "us")],
                keys: &[
                    SandboxKey::new(
                        text!("any UUID", "n’importe quel UUID"),
                        text!(
                            "a private key of its own organisation; keys that differ only in the last four \
                             digits share one",
                            "une clé privée, avec sa propre organisation\u{a0}; des clés qui ne diffèrent que \
                             par les quatre derniers chiffres en partagent une",
                        ),
                    ),
                    SandboxKey::new(
                        "00000000-0000-4000-8000-000000000401",
                        text!("401, the key is refused", "401, la clé est refusée"),
                    ),
                    SandboxKey::new(
                        "00000000-0000-4000-8000-000000000403",
                        text!("403, the key lacks a right", "403, il manque un droit à la clé"),
                    ),
                    SandboxKey::new(
                        "00000000-0000-4000-8000-000000000a01",
                        text!(
                            "a key that may read, and change nothing",
                            "une clé qui peut lire, et ne rien modifier",
                        ),
                    ),
                    SandboxKey::new(
                        "00000000-0000-4000-8000-000000000a02",
                        text!(
                            "a key that may change assistants, and no numbers",
                            "une clé qui peut modifier les assistants, mais pas les numéros",
                        ),
                    ),
                    SandboxKey::new(
                        "00000000-0000-4000-8000-000000000a03",
                        text!("a key that may not list numbers", "une clé qui ne peut pas lister les numéros"),
                    ),
                    SandboxKey::new(
                        "00000000-0000-4000-8000-000000000a04",
                        text!(
                            "an organisation that keeps no keys of other providers (404)",
                            "une organisation qui ne garde pas de clés d’autres fournisseurs (404)",
                        ),
                    ),
                    SandboxKey::new(
                        "00000000-0000-4000-8000-000000000a05",
                        text!(
                            "an organisation that keeps no keys of other providers (403)",
                            "une organisation qui ne garde pas de clés d’autres fournisseurs (403)",
                        ),
                    ),
                    SandboxKey::new(
                        "00000000-0000-4000-8000-000000000429",
                        text!("429, too many requests", "429, trop de demandes"),
                    ),
                    SandboxKey::new(
                        "00000000-0000-4000-8000-000000000500",
                        text!("500, server error", "500, erreur du serveur"),
                    ),
                    SandboxKey::new("00000000-0000-4000-8000-000000000503", text!("503, unavailable", "503, indisponible")),
                    SandboxKey::new("00000000-0000-4000-8000-000000000504", text!("no answer", "pas de réponse")),
                    SandboxKey::new(
                        "00000000-0000-4000-8000-000000000502",
                        text!("the connection is dropped", "la connexion est coupée"),
                    ),
                    SandboxKey::new(
                        "00000000-0000-4000-8000-000000000200",
                        text!("200 with a body that is not JSON", "200 avec un corps qui n’est pas du JSON"),
                    ),
                ],
            }
        };
    }
}
