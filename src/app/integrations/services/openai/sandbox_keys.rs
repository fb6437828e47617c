//! The sandbox's credentials of OpenAI, and what each does.

use crate::app::{
    i18n::table::texts,
    integrations::services::{SandboxKey, SandboxKeys},
};

texts! {
    pub(in crate::app::integrations::services) struct OpenaiSandboxKeys {
        sandbox_keys: SandboxKeys => {
            SandboxKeys {
                works: &[("key", "sk-proj-0a1b2c3d4e5f60718293a4b5")],
                keys: &[
                    SandboxKey::new(
                        text!("sk- and anything", "sk- et n’importe quoi"),
                        text!("a key with all permissions", "une clé avec toutes les permissions"),
                    ),
                    SandboxKey::new(
                        "sk-proj-sandbox-us",
                        text!("a project in the United States", "un projet aux États-Unis"),
                    ),
                    SandboxKey::new("sk-proj-sandbox-eu", text!("a project in Europe", "un projet en Europe")),
                    SandboxKey::new(
                        "sk-proj-sandbox-au",
                        text!("a project in a region that AVA does not reach", "un projet dans une région qu’AVA n’atteint pas"),
                    ),
                    SandboxKey::new(
                        "sk-proj-sandbox-restricted",
                        text!(
                            "a key that may have models answer, and not list them",
                            "une clé qui peut faire répondre les modèles, mais pas les lister",
                        ),
                    ),
                    SandboxKey::new(
                        "sk-proj-sandbox-readonly",
                        text!(
                            "a key that may list models, and have none answer",
                            "une clé qui peut lister les modèles, mais n’en faire répondre aucun",
                        ),
                    ),
                    SandboxKey::new(
                        "sk-proj-sandbox-nomodels",
                        text!("a project without a model that AVA offers", "un projet sans aucun modèle qu’AVA propose"),
                    ),
                    SandboxKey::new("sk-proj-sandbox-nocredit", text!("429, no credit left", "429, plus de crédit")),
                    SandboxKey::new(
                        "sk-proj-sandbox-address",
                        text!("an address that is not on the list", "une adresse qui n’est pas sur la liste"),
                    ),
                    SandboxKey::new(
                        "sk-proj-sandbox-country",
                        text!("a country that is not served", "un pays qui n’est pas desservi"),
                    ),
                    SandboxKey::new(
                        "sk-proj-sandbox-401",
                        text!("401, the key is refused", "401, la clé est refusée"),
                    ),
                    SandboxKey::new(
                        "sk-proj-sandbox-403",
                        text!("403, the key lacks a right", "403, il manque un droit à la clé"),
                    ),
                    SandboxKey::new(
                        "sk-proj-sandbox-429",
                        text!("429, too many requests", "429, trop de demandes"),
                    ),
                    SandboxKey::new(
                        "sk-proj-sandbox-500",
                        text!("500, server error", "500, erreur du serveur"),
                    ),
                    SandboxKey::new("sk-proj-sandbox-503", text!("503, unavailable", "503, indisponible")),
                    SandboxKey::new("sk-proj-sandbox-504", text!("no answer", "pas de réponse")),
                    SandboxKey::new(
                        "sk-proj-sandbox-502",
                        text!("the connection is dropped", "la connexion est coupée"),
                    ),
                    SandboxKey::new(
                        "sk-proj-sandbox-200",
                        text!("200 with a body that is not JSON", "200 avec un corps qui n’est pas du JSON"),
                    ),
                ],
            }
        };
    }
}
