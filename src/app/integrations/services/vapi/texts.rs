//! Words for Vapi.

use crate::app::{
    i18n::table::texts,
    integrations::services::{ChoiceTexts, FieldTexts, ServiceTexts},
};

texts! {
    pub(super) struct VapiTexts {
        service: ServiceTexts => {
            ServiceTexts {
                purpose: text!("Speaks and listens on the call.", "Parle et écoute pendant l’appel."),
                why: text!(
                    "Without it nobody answers. You need the private key of your Vapi organisation.",
                    "Sans lui, personne ne répond. Il vous faut la clé privée de votre organisation Vapi.",
                ),
                lead: text!(
                    "AVA checks the key with Vapi before it stores it. Your agents and numbers are then set \
                     up there for you.",
                    "AVA vérifie la clé auprès de Vapi avant de l’enregistrer. Vos agents et vos numéros y \
                     sont ensuite installés pour vous.",
                ),
                what_for: text!(
                    "AVA uses the key to make your agents at Vapi and to attach your phone numbers to them. \
                     It is sealed as soon as Vapi has accepted it, and nobody can read it back.",
                    "Avec cette clé, AVA crée vos agents chez Vapi et y relie vos numéros. Elle est scellée \
                     dès que Vapi l’a acceptée, et personne ne peut la relire.",
                ),
                steps: &[
                    text!(
                        "Sign in to the Vapi dashboard, in the organisation that should answer.",
                        "Ouvrez le tableau de bord Vapi, dans l’organisation qui doit répondre.",
                    ),
                    text!(
                        "Open the organisation’s settings, then API Keys.",
                        "Allez dans les réglages de l’organisation, puis API Keys.",
                    ),
                    text!(
                        "Copy the private key. The public key next to it does not work here.",
                        "Copiez la clé privée. La clé publique, juste à côté, ne convient pas ici.",
                    ),
                ],
                fields: &[
                    FieldTexts::new(
                        "key",
                        text!("Private key", "Clé privée"),
                        text!(
                            "Vapi dashboard, API Keys. The private key, not the public one.",
                            "Tableau de bord Vapi, API Keys. La clé privée, pas la publique.",
                        ),
                    ),
                    FieldTexts {
                        name: "region",
                        label: text!("Region", "Région"),
                        hint: "",
                        choices: &[
                            ChoiceTexts {
                                code: "us",
                                label: text!("United States", "États-Unis"),
                                detail: text!(
                                    "You sign in at dashboard.vapi.ai",
                                    "Vous vous connectez sur dashboard.vapi.ai",
                                ),
                            },
                            ChoiceTexts {
                                code: "eu",
                                label: text!("Europe", "Europe"),
                                detail: text!(
                                    "You sign in at dashboard.eu.vapi.ai",
                                    "Vous vous connectez sur dashboard.eu.vapi.ai",
                                ),
                            },
                        ],
                    },
                ],
                replace: text!("Replace key", "Remplacer la clé"),
                switch: text!(
                    "AVA takes your numbers out of the former organisation and deletes its assistants there. \
                     Then it sets up your agents and brings your numbers in the new one. A number without an \
                     agent stays yours, without one.",
                    "AVA retire vos numéros de l’ancienne organisation et y supprime ses assistants. Puis \
                     AVA installe vos agents et raccorde vos numéros dans la nouvelle. Un numéro sans agent \
                     reste à vous, sans agent.",
                ),
                stays: text!(
                    "Your agents, the history and all receipts. The agents are set up again at Vapi when you \
                     reconnect it.",
                    "Vos agents, l’historique et toutes les traces. Les agents sont réinstallés chez Vapi \
                     quand vous le reconnectez.",
                ),
            }
        };

        fact_region = "Region", "Région";
        /// `agent` answers the number again in the new account.
        switch_brings(number: &str, agent: &str) =
            "{number}: brought to the new organisation, where {agent} answers it",
            "{number}\u{a0}: raccordé à la nouvelle organisation, où {agent} y répond";
        /// For a number that any agent is to answer.
        switch_brings_any(number: &str) =
            "{number}: brought to the new organisation",
            "{number}\u{a0}: raccordé à la nouvelle organisation";
        /// For a number that nobody answers.
        switch_keeps(number: &str) =
            "{number}: no agent answers it, and none will",
            "{number}\u{a0}: aucun agent n’y répond, et aucun n’y répondra";
    }
}
