//! What is said of Vapi.

use crate::{
    app::integrations::services::{ChoiceTexts, FieldTexts, ServiceTexts},
    domain::locale::Locale,
};

pub(super) struct VapiTexts {
    pub service: ServiceTexts,
    pub fact_region: &'static str,
    /// Of a number, and of the agent that answers it again in the new account.
    pub switch_brings: fn(&str, &str) -> String,
    /// Of one that any agent is to answer.
    pub switch_brings_any: fn(&str) -> String,
    /// Of one that nobody answers.
    pub switch_keeps: fn(&str) -> String,
}

pub(super) fn texts(locale: Locale) -> &'static VapiTexts {
    match locale.spoken() {
        Locale::En => &EN,
        Locale::Fr => &FR,
    }
}

static EN: VapiTexts = VapiTexts {
    service: ServiceTexts {
        purpose: "Speaks and listens on the call.",
        why: "Without it nobody answers. You need the private key of your Vapi organisation.",
        lead: "AVA checks the key with Vapi before it stores it. Your agents and numbers are then set up there for you.",
        what_for: "AVA uses the key to make your agents at Vapi and to attach your phone numbers to them. It is sealed as soon as Vapi has accepted it, and nobody can read it back.",
        steps: &[
            "Sign in to the Vapi dashboard, in the organisation that should answer.",
            "Open the organisation’s settings, then API Keys.",
            "Copy the private key. The public key next to it does not work here.",
        ],
        fields: &[
            FieldTexts::new(
                "key",
                "Private key",
                "Vapi dashboard, API Keys. The private key, not the public one.",
            ),
            FieldTexts {
                name: "region",
                label: "Region",
                hint: "",
                choices: &[
                    ChoiceTexts {
                        code: "us",
                        label: "United States",
                        detail: "You sign in at dashboard.vapi.ai",
                    },
                    ChoiceTexts {
                        code: "eu",
                        label: "Europe",
                        detail: "You sign in at dashboard.eu.vapi.ai",
                    },
                ],
            },
        ],
        replace: "Replace key",
        switch: "AVA takes your numbers out of the former organisation and deletes its assistants there. Then it sets up your agents and brings your numbers in the new one. A number without an agent stays yours, without one.",
        stays: "Your agents, the history and all receipts. The agents are set up again at Vapi when you reconnect it.",
    },
    fact_region: "Region",
    switch_brings: |number, agent| {
        format!("{number}: brought to the new organisation, where {agent} answers it")
    },
    switch_brings_any: |number| format!("{number}: brought to the new organisation"),
    switch_keeps: |number| format!("{number}: no agent answers it, and none will"),
};

static FR: VapiTexts = VapiTexts {
    service: ServiceTexts {
        purpose: "Parle et écoute pendant l’appel.",
        why: "Sans lui, personne ne répond. Il vous faut la clé privée de votre organisation Vapi.",
        lead: "AVA vérifie la clé auprès de Vapi avant de l’enregistrer. Vos agents et vos numéros y sont ensuite installés pour vous.",
        what_for: "Avec cette clé, AVA crée vos agents chez Vapi et y relie vos numéros. Elle est scellée dès que Vapi l’a acceptée, et personne ne peut la relire.",
        steps: &[
            "Ouvrez le tableau de bord Vapi, dans l’organisation qui doit répondre.",
            "Allez dans les réglages de l’organisation, puis API Keys.",
            "Copiez la clé privée. La clé publique, juste à côté, ne convient pas ici.",
        ],
        fields: &[
            FieldTexts::new(
                "key",
                "Clé privée",
                "Tableau de bord Vapi, API Keys. La clé privée, pas la publique.",
            ),
            FieldTexts {
                name: "region",
                label: "Région",
                hint: "",
                choices: &[
                    ChoiceTexts {
                        code: "us",
                        label: "États-Unis",
                        detail: "Vous vous connectez sur dashboard.vapi.ai",
                    },
                    ChoiceTexts {
                        code: "eu",
                        label: "Europe",
                        detail: "Vous vous connectez sur dashboard.eu.vapi.ai",
                    },
                ],
            },
        ],
        replace: "Remplacer la clé",
        switch: "AVA retire vos numéros de l’ancienne organisation et y supprime ses assistants. Puis AVA installe vos agents et raccorde vos numéros dans la nouvelle. Un numéro sans agent reste à vous, sans agent.",
        stays: "Vos agents, l’historique et toutes les traces. Les agents sont réinstallés chez Vapi quand vous le reconnectez.",
    },
    fact_region: "Région",
    switch_brings: |number, agent| {
        format!("{number}\u{a0}: raccordé à la nouvelle organisation, où {agent} y répond")
    },
    switch_brings_any: |number| format!("{number}\u{a0}: raccordé à la nouvelle organisation"),
    switch_keeps: |number| format!("{number}\u{a0}: aucun agent n’y répond, et aucun n’y répondra"),
};
