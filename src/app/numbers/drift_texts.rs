//! Words for the differences between the numbers here and at the providers.

use crate::{
    app::i18n::table::texts,
    domain::{
        drift::{DriftAction, FindingKind},
        leftover::LeftoverKind,
        operation::OperationState,
    },
};

texts! {
    pub struct DriftTexts {
        title = "Differences", "Différences";
        none =
            "No difference is known between AVA, Vapi and Twilio.",
            "Aucune différence connue entre AVA, Vapi et Twilio.";
        /// Shown on a page after the first.
        none_further = "No further difference is known.", "Aucune autre différence connue.";
        /// Says how the last comparison stands, which ended or was asked for `ago`.
        compared(state: OperationState, ago: &str) => match state {
            OperationState::Done =>
                "Compared {ago}. AVA looks again every hour.",
                "Comparé {ago}. AVA regarde à nouveau toutes les heures.";
            OperationState::Queued | OperationState::Running =>
                "AVA compares the numbers with Vapi and Twilio.",
                "AVA compare les numéros avec Vapi et Twilio.";
            OperationState::Retrying =>
                "AVA could not compare, and tries again by itself.",
                "AVA n’a pas pu comparer, et réessaie de lui-même.";
            OperationState::Waiting | OperationState::NeedsAttention =>
                "AVA cannot compare until a key works again.",
                "AVA ne peut pas comparer tant qu’une clé ne marche plus.";
            OperationState::Failed | OperationState::Stopped =>
                "The comparison {ago} did not come to its end.",
                "La comparaison lancée {ago} n’a pas abouti.";
        };
        /// Follows the problem that keeps the comparison from its end.
        known_before = "What is shown here was known before.", "Ce qui est affiché ici était connu avant.";
        never =
            "Not compared yet. AVA looks every hour.",
            "Pas encore comparé. AVA regarde toutes les heures.";
        see_comparison = "See the comparison", "Voir la comparaison";
        compare = "Compare with Vapi and Twilio", "Comparer avec Vapi et Twilio";
        compare_started =
            "AVA compares the numbers. What differs appears on this page.",
            "AVA compare les numéros. Ce qui diffère apparaît sur cette page.";

        pill(kind: FindingKind) -> &'static str => match kind {
            FindingKind::GoneAtVapi => "Gone at Vapi", "Disparu chez Vapi";
            FindingKind::GoneAtTwilio => "Gone at Twilio", "Disparu chez Twilio";
            FindingKind::BoundElsewhere => "Changed at Vapi", "Modifié chez Vapi";
            FindingKind::AssistantGone => "No assistant", "Sans assistant";
            FindingKind::Blocked => "Blocked at Vapi", "Bloqué chez Vapi";
            FindingKind::WebhooksChanged | FindingKind::MessagesChanged =>
                "Changed at Twilio",
                "Modifié chez Twilio";
            FindingKind::OtherRegion => "In another region", "Autre région";
            FindingKind::UnknownHere => "Not in AVA", "Pas dans AVA";
        };
        /// `detail` names who answers, where calls go, or what the number is called.
        says(kind: FindingKind, detail: Option<&str>) -> String => match (kind, detail) {
            (FindingKind::GoneAtVapi, Some(name)) =>
                format!("Somebody deleted it at Vapi and brought it there again, as {name}. AVA does not \
                         know that one yet."),
                format!("Quelqu’un l’a supprimé chez Vapi et l’y a raccordé à nouveau, sous le nom {name}. \
                         AVA ne connaît pas encore celui-là.");
            (FindingKind::GoneAtVapi, None) =>
                "Somebody deleted it at Vapi. No assistant answers it until it is brought there \
                 again.".to_owned(),
                "Quelqu’un l’a supprimé chez Vapi. Aucun assistant n’y répond tant qu’il n’y est pas \
                 raccordé à nouveau.".to_owned();
            (FindingKind::GoneAtTwilio, _) =>
                "It is not in its Twilio account any more. Forget it, and AVA takes it out of Vapi and keeps \
                 it as history.".to_owned(),
                "Il n’est plus dans son compte Twilio. Oubliez-le, et AVA le retire de Vapi et le garde pour \
                 mémoire.".to_owned();
            (FindingKind::BoundElsewhere, Some(name)) =>
                format!("At Vapi {name} answers it now, and not the agent that you chose here."),
                format!("Chez Vapi, {name} y répond maintenant, et non l’agent que vous avez choisi ici.");
            (FindingKind::BoundElsewhere, None) =>
                "Somebody changed at Vapi who answers it. The agent that you chose here does not.".to_owned(),
                "Quelqu’un a changé chez Vapi qui y répond. L’agent que vous avez choisi ici n’y répond \
                 pas.".to_owned();
            (FindingKind::AssistantGone, Some(agent)) =>
                format!("Somebody deleted the assistant of {agent} at Vapi. Nobody answers this number."),
                format!("Quelqu’un a supprimé l’assistant de {agent} chez Vapi. Personne ne répond à ce \
                         numéro.");
            (FindingKind::AssistantGone, None) =>
                "Somebody deleted its assistant at Vapi. Nobody answers this number.".to_owned(),
                "Quelqu’un a supprimé son assistant chez Vapi. Personne ne répond à ce numéro.".to_owned();
            (FindingKind::Blocked, _) =>
                "Vapi has blocked it, and does not answer its calls. Ask Vapi why; then have AVA look \
                 again.".to_owned(),
                "Vapi l’a bloqué et ne répond pas à ses appels. Demandez à Vapi pourquoi, puis demandez à \
                 AVA de regarder à nouveau.".to_owned();
            (FindingKind::WebhooksChanged, Some(url)) =>
                format!("Twilio does not send its calls to Vapi any more, but to {url}."),
                format!("Twilio n’envoie plus ses appels à Vapi, mais à {url}.");
            (FindingKind::WebhooksChanged, None) =>
                "Twilio does not send its calls to Vapi any more.".to_owned(),
                "Twilio n’envoie plus ses appels à Vapi.".to_owned();
            (FindingKind::MessagesChanged, Some(url)) =>
                format!("Twilio does not send its text messages to Vapi any more, but to {url}."),
                format!("Twilio n’envoie plus ses messages à Vapi, mais à {url}.");
            (FindingKind::MessagesChanged, None) =>
                "Twilio does not send its text messages to Vapi any more.".to_owned(),
                "Twilio n’envoie plus ses messages à Vapi.".to_owned();
            (FindingKind::OtherRegion, place) =>
                {
                    let place = place.unwrap_or("another region");
                    format!("Twilio has {place} handle its calls now, where Vapi’s webhooks are not set. \
                             Route it to US1 in the Twilio console, wait five minutes; then have AVA look \
                             again.")
                },
                {
                    let place = place.unwrap_or("une autre région");
                    format!("Chez Twilio, {place} traite désormais ses appels, et les webhooks de Vapi n’y \
                             sont pas définis. Routez-le vers US1 dans la console Twilio, attendez cinq \
                             minutes, puis demandez à AVA de regarder à nouveau.")
                };
            (FindingKind::UnknownHere, Some(name)) =>
                format!("It is at Vapi as {name}, from your Twilio account, and AVA does not know it."),
                format!("Il est chez Vapi sous le nom {name}, à partir de votre compte Twilio, et AVA ne le \
                         connaît pas.");
            (FindingKind::UnknownHere, None) =>
                "It is at Vapi, from your Twilio account, and AVA does not know it.".to_owned(),
                "Il est chez Vapi, à partir de votre compte Twilio, et AVA ne le connaît pas.".to_owned();
        };
        /// Says who or what answers a number that AVA does not know.
        unknown_answered(who: &str) = "A call is answered by {who}.", "Si l’on appelle, {who} y répond.";
        /// Says what a person does about messages that AVA cannot bring back.
        messages_stay =
            "AVA cannot bring them back: take the number out of it in the Twilio console, or leave its \
             messages there.",
            "AVA ne peut pas les ramener\u{a0}: retirez-en le numéro dans la console Twilio, ou laissez-y \
             ses messages.";
        /// For a number that no agent was chosen to answer.
        answered_unasked(name: &str) =
            "At Vapi {name} answers it, although you chose no agent here.",
            "Chez Vapi, {name} y répond, alors que vous n’avez choisi aucun agent ici.";
        take_off = "Have nobody answer", "Ne faire répondre personne";
        found(ago: &str) = "Found {ago}.", "Constaté {ago}.";
        first = "First differences", "Premières différences";
        next = "More differences", "Autres différences";
        ignored = "Left as it is, as you decided.", "Laissé tel quel, comme vous l’avez décidé.";
        action(kind: FindingKind, action: DriftAction) -> &'static str => match (action, kind) {
            (DriftAction::Repair, FindingKind::BoundElsewhere) => "Have my agent answer", "Faire répondre mon agent";
            (DriftAction::Repair, FindingKind::WebhooksChanged) =>
                "Send calls to Vapi again",
                "Renvoyer les appels à Vapi";
            (DriftAction::Repair, FindingKind::MessagesChanged) =>
                "Send messages to Vapi again",
                "Renvoyer les messages à Vapi";
            (DriftAction::Repair, FindingKind::AssistantGone) => "Make the assistant again", "Refaire l’assistant";
            (DriftAction::Repair, FindingKind::Blocked | FindingKind::OtherRegion) =>
                "Look again",
                "Regarder à nouveau";
            (DriftAction::Repair, _) => "Bring it again", "Le raccorder à nouveau";
            (DriftAction::Adopt, FindingKind::UnknownHere) => "Bring it into AVA", "L’ajouter à AVA";
            (DriftAction::Adopt, _) => "Keep it as it is there", "Le garder tel qu’il est là-bas";
            (DriftAction::Forget, FindingKind::GoneAtTwilio) => "Forget the number", "Oublier le numéro";
            (DriftAction::Forget, _) => "Ignore", "Ignorer";
        };
        repair_started =
            "AVA sets the number right, and proves it.",
            "AVA remet le numéro en ordre, et le vérifie.";
        adopted = "AVA takes it as it is there.", "AVA le prend tel qu’il est là-bas.";
        forgotten = "AVA speaks of it no more.", "AVA n’en parle plus.";

        /// `name` is the owner's, `object` the id at the provider.
        left_over(kind: LeftoverKind, name: &str, object: &str) => match kind {
            LeftoverKind::Assistant =>
                "Vapi has another assistant of {name} ({object}). AVA does not use it, and it answers no \
                 number.",
                "Vapi a un autre assistant de {name} ({object}). AVA ne s’en sert pas, et il ne répond à \
                 aucun numéro.";
            LeftoverKind::Key =>
                "Twilio has an API key that AVA made for Vapi and that nothing uses ({object}).",
                "Twilio a une clé API qu’AVA a créée pour Vapi et dont rien ne se sert ({object}).";
            LeftoverKind::Address =>
                "Twilio has a second address that AVA gave it for {name} ({object}). The number does not use \
                 it.",
                "Twilio a une seconde adresse qu’AVA lui a donnée pour le {name} ({object}). Le numéro ne \
                 s’en sert pas.";
            LeftoverKind::Account =>
                "Twilio has a second account for your managed numbers ({object}). No number is in it.",
                "Twilio a un second compte pour vos numéros gérés ({object}). Aucun numéro ne s’y trouve.";
        };
        delete_there(kind: LeftoverKind) = "Delete it at {}", "Supprimer chez {}", kind.provider().name();
        leave_it = "Ignore", "Ignorer";

        not_as_proved(number: &str) =
            "{number} is not as it was proved",
            "Le {number} n’est plus tel qu’il a été vérifié";
        look = "See what differs", "Voir ce qui diffère";
    }
}
