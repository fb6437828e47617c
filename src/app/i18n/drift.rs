//! Words of what differs between the numbers here and at the providers.

use crate::domain::{
    drift::{Deed, FindingKind},
    leftover::LeftoverKind,
    operation::OperationState,
};

pub struct DriftTexts {
    pub title: &'static str,
    pub none: &'static str,
    /// On a page after the first.
    pub none_further: &'static str,
    /// How the last comparison stands, which ended or was asked for `ago`.
    pub compared: fn(OperationState, &str) -> String,
    /// After what keeps it from its end.
    pub known_before: &'static str,
    pub never: &'static str,
    pub see_comparison: &'static str,
    pub compare: &'static str,
    pub compare_started: &'static str,

    pub pill: fn(FindingKind) -> &'static str,
    /// With who answers, where calls go, or what it is called.
    pub says: fn(FindingKind, Option<&str>) -> String,
    /// Of one that AVA does not know: who or what answers it.
    pub unknown_answered: fn(&str) -> String,
    /// What a person does about messages that AVA cannot bring back.
    pub messages_stay: &'static str,
    /// Of one that nobody was chosen to answer.
    pub answered_unasked: fn(&str) -> String,
    pub take_off: &'static str,
    pub found: fn(&str) -> String,
    pub first: &'static str,
    pub next: &'static str,
    pub ignored: &'static str,
    pub deed: fn(FindingKind, Deed) -> &'static str,
    pub repair_started: &'static str,
    pub adopted: &'static str,
    pub forgotten: &'static str,

    /// With whose it is, and its id there.
    pub left_over: fn(LeftoverKind, &str, &str) -> String,
    pub delete_there: fn(LeftoverKind) -> String,
    pub leave_it: &'static str,

    pub not_as_proved: fn(&str) -> String,
    pub look: &'static str,
}

pub const EN: DriftTexts = DriftTexts {
    title: "Differences",
    none: "No difference is known between AVA, Vapi and Twilio.",
    none_further: "No further difference is known.",
    compared: |state, ago| match state {
        OperationState::Done => format!("Compared {ago}. AVA looks again every hour."),
        OperationState::Running => "AVA compares the numbers with Vapi and Twilio.".to_owned(),
        OperationState::Retrying => "AVA could not compare, and tries again by itself.".to_owned(),
        OperationState::Waiting | OperationState::Attention => {
            "AVA cannot compare until a key works again.".to_owned()
        }
        OperationState::Failed | OperationState::Stopped => {
            format!("The comparison {ago} did not come to its end.")
        }
    },
    known_before: "What is shown here was known before.",
    never: "Not compared yet. AVA looks every hour.",
    see_comparison: "See the comparison",
    compare: "Compare with Vapi and Twilio",
    compare_started: "AVA compares the numbers. What differs appears on this page.",

    pill: |kind| match kind {
        FindingKind::GoneAtVapi => "Gone at Vapi",
        FindingKind::GoneAtTwilio => "Gone at Twilio",
        FindingKind::BoundElsewhere => "Changed at Vapi",
        FindingKind::AssistantGone => "No assistant",
        FindingKind::Blocked => "Blocked at Vapi",
        FindingKind::WebhooksChanged | FindingKind::MessagesChanged => "Changed at Twilio",
        FindingKind::OtherRegion => "In another region",
        FindingKind::UnknownHere => "Not in AVA",
    },
    says: |kind, detail| {
        match (kind, detail) {
        (FindingKind::GoneAtVapi, Some(name)) => {
            format!("Somebody deleted it at Vapi and brought it there again, as {name}. AVA does not know that one yet.")
        }
        (FindingKind::GoneAtVapi, None) => {
            "Somebody deleted it at Vapi. No assistant answers it until it is brought there again.".to_owned()
        }
        (FindingKind::GoneAtTwilio, _) => {
            "It is not in its Twilio account any more. Forget it, and AVA takes it out of Vapi and keeps it as history.".to_owned()
        }
        (FindingKind::BoundElsewhere, Some(name)) => {
            format!("At Vapi {name} answers it now, and not the agent that you chose here.")
        }
        (FindingKind::BoundElsewhere, None) => {
            "Somebody changed at Vapi who answers it. The agent that you chose here does not.".to_owned()
        }
        (FindingKind::AssistantGone, Some(agent)) => {
            format!("Somebody deleted the assistant of {agent} at Vapi. Nobody answers this number.")
        }
        (FindingKind::AssistantGone, None) => {
            "Somebody deleted its assistant at Vapi. Nobody answers this number.".to_owned()
        }
        (FindingKind::Blocked, _) => {
            "Vapi has blocked it, and does not answer its calls. Ask Vapi why; then have AVA look again.".to_owned()
        }
        (FindingKind::WebhooksChanged, Some(url)) => {
            format!("Twilio does not send its calls to Vapi any more, but to {url}.")
        }
        (FindingKind::WebhooksChanged, None) => "Twilio does not send its calls to Vapi any more.".to_owned(),
        (FindingKind::MessagesChanged, Some(url)) => {
            format!("Twilio does not send its text messages to Vapi any more, but to {url}.")
        }
        (FindingKind::MessagesChanged, None) => {
            "Twilio does not send its text messages to Vapi any more.".to_owned()
        }
        (FindingKind::OtherRegion, place) => {
            let place = place.unwrap_or("another region");
            format!("Twilio has {place} handle its calls now, where Vapi’s webhooks are not set. Route it to US1 in the Twilio console, wait five minutes; then have AVA look again.")
        }
        (FindingKind::UnknownHere, Some(name)) => {
            format!("It is at Vapi as {name}, from your Twilio account, and AVA does not know it.")
        }
        (FindingKind::UnknownHere, None) => {
            "It is at Vapi, from your Twilio account, and AVA does not know it.".to_owned()
        }
    }
    },
    unknown_answered: |who| format!("A call is answered by {who}."),
    messages_stay: "AVA cannot bring them back: take the number out of it in the Twilio console, or leave its messages there.",
    answered_unasked: |name| format!("At Vapi {name} answers it, although you chose no agent here."),
    take_off: "Have nobody answer",
    found: |ago| format!("Found {ago}."),
    first: "First differences",
    next: "More differences",
    ignored: "Left as it is, as you decided.",
    deed: |kind, deed| match (deed, kind) {
        (Deed::Repair, FindingKind::BoundElsewhere) => "Have my agent answer",
        (Deed::Repair, FindingKind::WebhooksChanged) => "Send calls to Vapi again",
        (Deed::Repair, FindingKind::MessagesChanged) => "Send messages to Vapi again",
        (Deed::Repair, FindingKind::AssistantGone) => "Make the assistant again",
        (Deed::Repair, FindingKind::Blocked | FindingKind::OtherRegion) => "Look again",
        (Deed::Repair, _) => "Bring it again",
        (Deed::Adopt, FindingKind::UnknownHere) => "Bring it into AVA",
        (Deed::Adopt, _) => "Keep it as it is there",
        (Deed::Forget, FindingKind::GoneAtTwilio) => "Forget the number",
        (Deed::Forget, _) => "Ignore",
    },
    repair_started: "AVA sets the number right, and proves it.",
    adopted: "AVA takes it as it is there.",
    forgotten: "AVA speaks of it no more.",

    left_over: |kind, name, object| match kind {
        LeftoverKind::Assistant => {
            format!(
                "Vapi has another assistant of {name} ({object}). AVA does not use it, and it answers no number."
            )
        }
        LeftoverKind::Key => {
            format!("Twilio has an API key that AVA made for Vapi and that nothing uses ({object}).")
        }
        LeftoverKind::Address => {
            format!(
                "Twilio has a second address that AVA gave it for {name} ({object}). The number does not use it."
            )
        }
        LeftoverKind::Account => {
            format!("Twilio has a second account for your managed numbers ({object}). No number is in it.")
        }
    },
    delete_there: |kind| format!("Delete it at {}", kind.provider().name()),
    leave_it: "Ignore",

    not_as_proved: |number| format!("{number} is not as it was proved"),
    look: "See what differs",
};

pub const FR: DriftTexts = DriftTexts {
    title: "Différences",
    none: "Aucune différence connue entre AVA, Vapi et Twilio.",
    none_further: "Aucune autre différence connue.",
    compared: |state, ago| match state {
        OperationState::Done => format!("Comparé {ago}. AVA regarde à nouveau toutes les heures."),
        OperationState::Running => "AVA compare les numéros avec Vapi et Twilio.".to_owned(),
        OperationState::Retrying => "AVA n’a pas pu comparer, et réessaie de lui-même.".to_owned(),
        OperationState::Waiting | OperationState::Attention => {
            "AVA ne peut pas comparer tant qu’une clé ne marche plus.".to_owned()
        }
        OperationState::Failed | OperationState::Stopped => {
            format!("La comparaison lancée {ago} n’a pas abouti.")
        }
    },
    known_before: "Ce qui est affiché ici était connu avant.",
    never: "Pas encore comparé. AVA regarde toutes les heures.",
    see_comparison: "Voir la comparaison",
    compare: "Comparer avec Vapi et Twilio",
    compare_started: "AVA compare les numéros. Ce qui diffère apparaît sur cette page.",

    pill: |kind| match kind {
        FindingKind::GoneAtVapi => "Disparu chez Vapi",
        FindingKind::GoneAtTwilio => "Disparu chez Twilio",
        FindingKind::BoundElsewhere => "Modifié chez Vapi",
        FindingKind::AssistantGone => "Sans assistant",
        FindingKind::Blocked => "Bloqué chez Vapi",
        FindingKind::WebhooksChanged | FindingKind::MessagesChanged => "Modifié chez Twilio",
        FindingKind::OtherRegion => "Autre région",
        FindingKind::UnknownHere => "Pas dans AVA",
    },
    says: |kind, detail| {
        match (kind, detail) {
        (FindingKind::GoneAtVapi, Some(name)) => {
            format!("Quelqu’un l’a supprimé chez Vapi et l’y a raccordé à nouveau, sous le nom {name}. AVA ne connaît pas encore celui-là.")
        }
        (FindingKind::GoneAtVapi, None) => {
            "Quelqu’un l’a supprimé chez Vapi. Aucun assistant n’y répond tant qu’il n’y est pas raccordé à nouveau.".to_owned()
        }
        (FindingKind::GoneAtTwilio, _) => {
            "Il n’est plus dans son compte Twilio. Oubliez-le, et AVA le retire de Vapi et le garde pour mémoire.".to_owned()
        }
        (FindingKind::BoundElsewhere, Some(name)) => {
            format!("Chez Vapi, {name} y répond maintenant, et non l’agent que vous avez choisi ici.")
        }
        (FindingKind::BoundElsewhere, None) => {
            "Quelqu’un a changé chez Vapi qui y répond. L’agent que vous avez choisi ici n’y répond pas.".to_owned()
        }
        (FindingKind::AssistantGone, Some(agent)) => {
            format!("Quelqu’un a supprimé l’assistant de {agent} chez Vapi. Personne ne répond à ce numéro.")
        }
        (FindingKind::AssistantGone, None) => {
            "Quelqu’un a supprimé son assistant chez Vapi. Personne ne répond à ce numéro.".to_owned()
        }
        (FindingKind::Blocked, _) => {
            "Vapi l’a bloqué et ne répond pas à ses appels. Demandez à Vapi pourquoi, puis demandez à AVA de regarder à nouveau.".to_owned()
        }
        (FindingKind::WebhooksChanged, Some(url)) => {
            format!("Twilio n’envoie plus ses appels à Vapi, mais à {url}.")
        }
        (FindingKind::WebhooksChanged, None) => "Twilio n’envoie plus ses appels à Vapi.".to_owned(),
        (FindingKind::MessagesChanged, Some(url)) => {
            format!("Twilio n’envoie plus ses messages à Vapi, mais à {url}.")
        }
        (FindingKind::MessagesChanged, None) => "Twilio n’envoie plus ses messages à Vapi.".to_owned(),
        (FindingKind::OtherRegion, place) => {
            let place = place.unwrap_or("une autre région");
            format!("Chez Twilio, {place} traite désormais ses appels, et les webhooks de Vapi n’y sont pas définis. Routez-le vers US1 dans la console Twilio, attendez cinq minutes, puis demandez à AVA de regarder à nouveau.")
        }
        (FindingKind::UnknownHere, Some(name)) => {
            format!("Il est chez Vapi sous le nom {name}, à partir de votre compte Twilio, et AVA ne le connaît pas.")
        }
        (FindingKind::UnknownHere, None) => {
            "Il est chez Vapi, à partir de votre compte Twilio, et AVA ne le connaît pas.".to_owned()
        }
    }
    },
    unknown_answered: |who| format!("Si l’on appelle, {who} y répond."),
    messages_stay: "AVA ne peut pas les ramener\u{a0}: retirez-en le numéro dans la console Twilio, ou laissez-y ses messages.",
    answered_unasked: |name| {
        format!("Chez Vapi, {name} y répond, alors que vous n’avez choisi aucun agent ici.")
    },
    take_off: "Ne faire répondre personne",
    found: |ago| format!("Constaté {ago}."),
    first: "Premières différences",
    next: "Autres différences",
    ignored: "Laissé tel quel, comme vous l’avez décidé.",
    deed: |kind, deed| match (deed, kind) {
        (Deed::Repair, FindingKind::BoundElsewhere) => "Faire répondre mon agent",
        (Deed::Repair, FindingKind::WebhooksChanged) => "Renvoyer les appels à Vapi",
        (Deed::Repair, FindingKind::MessagesChanged) => "Renvoyer les messages à Vapi",
        (Deed::Repair, FindingKind::AssistantGone) => "Refaire l’assistant",
        (Deed::Repair, FindingKind::Blocked | FindingKind::OtherRegion) => "Regarder à nouveau",
        (Deed::Repair, _) => "Le raccorder à nouveau",
        (Deed::Adopt, FindingKind::UnknownHere) => "L’ajouter à AVA",
        (Deed::Adopt, _) => "Le garder tel qu’il est là-bas",
        (Deed::Forget, FindingKind::GoneAtTwilio) => "Oublier le numéro",
        (Deed::Forget, _) => "Ignorer",
    },
    repair_started: "AVA remet le numéro en ordre, et le vérifie.",
    adopted: "AVA le prend tel qu’il est là-bas.",
    forgotten: "AVA n’en parle plus.",

    left_over: |kind, name, object| match kind {
        LeftoverKind::Assistant => {
            format!(
                "Vapi a un autre assistant de {name} ({object}). AVA ne s’en sert pas, et il ne répond à aucun numéro."
            )
        }
        LeftoverKind::Key => {
            format!("Twilio a une clé API qu’AVA a créée pour Vapi et dont rien ne se sert ({object}).")
        }
        LeftoverKind::Address => {
            format!(
                "Twilio a une seconde adresse qu’AVA lui a donnée pour le {name} ({object}). Le numéro ne s’en sert pas."
            )
        }
        LeftoverKind::Account => {
            format!(
                "Twilio a un second compte pour vos numéros gérés ({object}). Aucun numéro ne s’y trouve."
            )
        }
    },
    delete_there: |kind| format!("Supprimer chez {}", kind.provider().name()),
    leave_it: "Ignorer",

    not_as_proved: |number| format!("Le {number} n’est plus tel qu’il a été vérifié"),
    look: "Voir ce qui diffère",
};
