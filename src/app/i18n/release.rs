//! Words of leaving: what goes and what stays, asked before it is done.

use crate::domain::release::Happening;

pub struct ReleaseTexts {
    pub loading: &'static str,
    /// The quiet link that leads to the page.
    pub disconnect: &'static str,

    pub title: fn(&str) -> String,
    pub lead: fn(&str) -> String,
    pub back: fn(&str) -> String,
    pub not_connected: fn(&str) -> String,
    pub not_connected_text: &'static str,
    pub last_clean_up: &'static str,

    pub goes: &'static str,
    pub nothing_goes: fn(&str) -> String,
    pub numbers: fn(usize) -> String,
    pub loses: fn(&str, &str) -> String,
    pub nobody_loses: fn(&str) -> String,
    pub assistants: fn(usize) -> String,
    pub only_here: fn(usize) -> String,
    pub stopped: fn(usize) -> String,

    pub happens: &'static str,
    pub at: fn(&str) -> String,
    pub happens_at: fn(Happening) -> &'static str,
    pub stays: &'static str,
    pub key: &'static str,
    pub key_kept: &'static str,
    pub key_gone: &'static str,
    pub confirm: fn(&str) -> String,
}

pub const EN: ReleaseTexts = ReleaseTexts {
    loading: "Looking at what depends on it",
    disconnect: "Disconnect",

    title: |provider| format!("Disconnect {provider}?"),
    lead: |account| {
        format!(
            "The account {account} leaves AVA at once, in every tab. What AVA made with it is then taken back, step by step."
        )
    },
    back: |provider| format!("Back to {provider}"),
    not_connected: |provider| format!("{provider} is not connected"),
    not_connected_text: "There is nothing to disconnect.",
    last_clean_up: "See what was taken back",

    goes: "What goes",
    nothing_goes: |provider| format!("Nothing depends on {provider} yet: no number and no agent."),
    numbers: |count| match count {
        1 => "1 number is taken out of Vapi".to_owned(),
        _ => format!("{count} numbers are taken out of Vapi"),
    },
    loses: |number, agent| format!("{number}: {agent} loses it"),
    nobody_loses: |number| format!("{number}: no agent answers it"),
    assistants: |count| match count {
        1 => "1 assistant is deleted at Vapi".to_owned(),
        _ => format!("{count} assistants are deleted at Vapi"),
    },
    only_here: |count| match count {
        1 => "1 number leaves AVA; it is not at Vapi".to_owned(),
        _ => format!("{count} numbers leave AVA; they are not at Vapi"),
    },
    stopped: |count| match count {
        1 => "1 import is stopped".to_owned(),
        _ => format!("{count} imports are stopped"),
    },

    happens: "What happens, and what stays",
    at: |provider| format!("At {provider}"),
    happens_at: |happening| match happening {
        Happening::NumbersDeleted => "The numbers are deleted there. No assistant answers them any more.",
        Happening::AssistantsDeleted => "The assistants are deleted too. Your Vapi account itself stays.",
        Happening::WebhooksReturned => {
            "Each number gets back the webhooks that it had before AVA. What somebody changed since is left as it is. The numbers stay in your Twilio account."
        }
        Happening::KeyRevoked => "The API key that Vapi had is revoked.",
    },
    stays: "Stays",
    key: "The key",
    key_kept: "It is gone from AVA at once. A sealed copy is kept only until everything is taken back, and is then shredded.",
    key_gone: "It is gone from AVA at once.",
    confirm: |provider| format!("Disconnect {provider}"),
};

pub const FR: ReleaseTexts = ReleaseTexts {
    loading: "Recherche de ce qui en dépend",
    disconnect: "Déconnecter",

    title: |provider| format!("Déconnecter {provider}\u{a0}?"),
    lead: |account| {
        format!(
            "Le compte {account} quitte AVA immédiatement, dans tous les onglets. Ce qu’AVA a fait avec lui est ensuite défait, étape par étape."
        )
    },
    back: |provider| format!("Retour à {provider}"),
    not_connected: |provider| format!("{provider} n’est pas connecté"),
    not_connected_text: "Il n’y a rien à déconnecter.",
    last_clean_up: "Voir ce qui a été défait",

    goes: "Ce qui disparaît",
    nothing_goes: |provider| format!("Rien ne dépend encore de {provider}\u{a0}: aucun numéro, aucun agent."),
    numbers: |count| match count {
        1 => "1 numéro est retiré de Vapi".to_owned(),
        _ => format!("{count} numéros sont retirés de Vapi"),
    },
    loses: |number, agent| format!("{number}\u{a0}: {agent} le perd"),
    nobody_loses: |number| format!("{number}\u{a0}: aucun agent n’y répond"),
    assistants: |count| match count {
        1 => "1 assistant est supprimé chez Vapi".to_owned(),
        _ => format!("{count} assistants sont supprimés chez Vapi"),
    },
    only_here: |count| match count {
        1 => "1 numéro quitte AVA\u{a0}; il n’est pas chez Vapi".to_owned(),
        _ => format!("{count} numéros quittent AVA\u{a0}; ils ne sont pas chez Vapi"),
    },
    stopped: |count| match count {
        1 => "1 raccordement est arrêté".to_owned(),
        _ => format!("{count} raccordements sont arrêtés"),
    },

    happens: "Ce qui se passe, et ce qui reste",
    at: |provider| format!("Chez {provider}"),
    happens_at: |happening| match happening {
        Happening::NumbersDeleted => "Les numéros y sont supprimés. Plus aucun assistant n’y répond.",
        Happening::AssistantsDeleted => {
            "Les assistants y sont supprimés aussi. Votre compte Vapi lui-même reste."
        }
        Happening::WebhooksReturned => {
            "Chaque numéro retrouve les webhooks qu’il avait avant AVA. Ce que quelqu’un a changé depuis reste tel quel. Les numéros restent dans votre compte Twilio."
        }
        Happening::KeyRevoked => "La clé API qu’avait Vapi est révoquée.",
    },
    stays: "Reste",
    key: "La clé",
    key_kept: "Elle quitte AVA immédiatement. Une copie scellée n’est gardée que jusqu’à ce que tout soit défait, puis détruite.",
    key_gone: "Elle quitte AVA immédiatement.",
    confirm: |provider| format!("Déconnecter {provider}"),
};
