//! Words for the numbers: their list, the page of each, and their removal.

use crate::{
    app::i18n::table::texts,
    domain::number::{NumberFilter, NumberState},
};

texts! {
    pub struct NumbersTexts {
        title = "Numbers", "Numéros";
        lead =
            "The phone numbers that people call: who answers each, where it points, and when that was last \
             checked.",
            "Les numéros que l’on appelle\u{a0}: qui répond à chacun, où il mène, et quand cela a été \
             vérifié.";
        loading = "Loading your numbers", "Chargement de vos numéros";
        loading_one = "Loading the number", "Chargement du numéro";
        bring = "Bring a number", "Raccorder un numéro";
        state(state: NumberState) -> &'static str => match state {
            NumberState::Requested | NumberState::Importing => "On its way", "En route";
            NumberState::Ready => "Ready", "Prêt";
            NumberState::Unassigned => "No agent", "Sans agent";
            NumberState::Failed => "Failed", "Échec";
            NumberState::Releasing => "Being removed", "En cours de retrait";
            NumberState::Released => "Removed", "Retiré";
        };
        /// For a number that a person left with another assistant.
        left = "Left as it is: linked elsewhere", "Laissé tel quel\u{a0}: relié ailleurs";
        no_agent = "No agent answers it", "Aucun agent n’y répond";

        search = "Digits of the number", "Chiffres du numéro";
        search_example = "415 555", "1 84 88";
        show = "Show", "Afficher";
        filter(filter: NumberFilter) -> &'static str => match filter {
            NumberFilter::InUse => "All in use", "En service";
            NumberFilter::Ready => "Ready", "Prêts";
            NumberFilter::NotReady => "Not ready", "Pas prêts";
            NumberFilter::Released => "Removed", "Retirés";
        };
        any_agent = "Any agent", "Tous les agents";
        clear = "Show all numbers", "Afficher tous les numéros";
        /// Followed by a time.
        checked = "Checked", "Vérifié";
        removed = "Removed", "Retiré";
        not_checked = "Not checked yet", "Pas encore vérifié";
        nowhere = "Not seen at Twilio or Vapi yet", "Pas encore vu chez Twilio ni chez Vapi";
        calls_go_to = "Calls go to", "Appels vers";
        /// `where_to` is a phrase such as `to_agent`.
        goes_to(where_to: &str) = "Calls go to {where_to}", "Appels vers {where_to}";
        to_agent(agent: &str) = "Vapi, where {agent} answers", "Vapi, où {agent} répond";
        to_unknown = "Not known", "Inconnu";
        goes_unknown = "Where its calls go is not known", "On ne sait pas où vont ses appels";
        empty = "No number yet", "Aucun numéro pour l’instant";
        empty_text =
            "Choose a number of your Twilio account. AVA brings it to Vapi, binds one of your agents, and \
             proves that it can answer.",
            "Choisissez un numéro de votre compte Twilio. AVA le raccorde à Vapi, y relie un de vos agents \
             et vérifie qu’il peut répondre.";
        no_match = "No number fits", "Aucun numéro ne correspond";
        no_match_text =
            "None of your numbers is what you look for. Try fewer digits, or show all of them.",
            "Aucun de vos numéros n’est celui que vous cherchez. Essayez moins de chiffres, ou affichez-les \
             tous.";
        no_released = "No number was removed", "Aucun numéro n’a été retiré";
        no_released_text =
            "A number that you remove stays here as history, with what was done at Vapi and Twilio.",
            "Un numéro que vous retirez reste ici pour mémoire, avec ce qui a été fait chez Vapi et Twilio.";
        no_older = "No older numbers", "Pas de numéro plus ancien";
        no_older_text = "The list ends before this page.", "La liste s’arrête avant cette page.";
        older = "Older", "Plus anciens";
        newest = "Newest", "Plus récents";

        importing_text =
            "On its way to Vapi. Until it is proved, nobody is known to answer it.",
            "En route vers Vapi. Tant que ce n’est pas vérifié, rien ne dit que quelqu’un y répond.";
        unproved_text =
            "Nobody is known to answer it. Check it again.",
            "Rien ne dit que quelqu’un y répond. Vérifiez-le à nouveau.";
        ready_text(agent: &str) = "{agent} answers it.", "{agent} y répond.";
        ready_checked(ago: &str) =
            "Checked {ago}: Vapi has the number bound to the agent, and Twilio sends its calls to Vapi.",
            "Vérifié {ago}\u{a0}: chez Vapi le numéro est relié à l’agent, et Twilio envoie ses appels à \
             Vapi.";
        unassigned_text =
            "It is at Vapi, and nobody answers it. Assign an agent to have it answered.",
            "Il est chez Vapi, et personne n’y répond. Attribuez-lui un agent pour que l’on y réponde.";
        unassigning_text =
            "No agent answers it any more, as you asked. Until AVA has done the same at Vapi, a call may \
             still be answered.",
            "Aucun agent n’y répond plus, comme vous l’avez demandé. Tant qu’AVA ne l’a pas fait chez Vapi, \
             un appel peut encore recevoir une réponse.";
        nowhere_text =
            "It did not get as far as Vapi, and nobody answers it.",
            "Il n’est pas arrivé jusqu’à Vapi, et personne n’y répond.";
        unplaced_text =
            "It is not at Vapi, and nobody answers it. Assign an agent to bring it there.",
            "Il n’est pas chez Vapi, et personne n’y répond. Attribuez-lui un agent pour l’y raccorder.";
        failed_text =
            "It could not be brought to Vapi. The steps say what happened, and what to do about it.",
            "Il n’a pas pu être raccordé à Vapi. Les étapes disent ce qui s’est passé et ce qu’il faut \
             faire.";
        failed_because(why: &str) =
            "It could not be brought to Vapi. {why}",
            "Il n’a pas pu être raccordé à Vapi. {why}";
        releasing_text =
            "It is removed here. AVA takes it back at Vapi and Twilio.",
            "Il est retiré ici. AVA défait le reste chez Vapi et Twilio.";
        released_text =
            "It is not in AVA any more. Its clean-up says what was done at Vapi and Twilio.",
            "Il n’est plus dans AVA. Son nettoyage dit ce qui a été fait chez Vapi et Twilio.";
        released_bare_text =
            "It is not in AVA any more. Nothing had been done at Vapi or Twilio.",
            "Il n’est plus dans AVA. Rien n’avait été fait chez Vapi ni chez Twilio.";
        under_way =
            "AVA is at work on it. The steps are on this page.",
            "AVA s’en occupe. Les étapes sont sur cette page.";
        needs_help =
            "AVA does not get on by itself: somebody has to help. The steps say with what.",
            "AVA n’avance plus de lui-même\u{a0}: il faut votre aide. Les étapes disent pour quoi.";

        facts = "What is known", "Ce que l’on en sait";
        added = "Added", "Ajouté";
        last_check = "Last check", "Dernière vérification";
        messages = "Text messages", "SMS";
        sms_vapi = "Vapi answers them too", "Vapi y répond aussi";
        sms_own = "Stay where they were before AVA", "Restent là où ils étaient avant AVA";
        see_cleanup = "See its clean-up", "Voir son nettoyage";
        bring_again = "Bring it again", "Le raccorder à nouveau";

        who_answers = "Who answers", "Qui répond";
        who_answers_text =
            "The agent that you choose answers as soon as AVA has bound it at Vapi and proved it.",
            "L’agent que vous choisissez répond dès qu’AVA l’a relié chez Vapi et l’a vérifié.";
        no_agents =
            "You have no agent yet. Make one, then it can answer this number.",
            "Vous n’avez pas encore d’agent. Créez-en un, il pourra alors répondre à ce numéro.";
        not_at_vapi(agent: &str) = "{agent} (not in step with Vapi)", "{agent} (pas à jour chez Vapi)";
        assign = "Assign this agent", "Attribuer cet agent";
        assigned =
            "AVA binds the agent at Vapi, and proves it.",
            "AVA relie l’agent chez Vapi, et le vérifie.";
        check_text =
            "AVA asks Vapi and Twilio whether calls still reach the agent.",
            "AVA demande à Vapi et à Twilio si les appels arrivent toujours à l’agent.";
        retry_text = "AVA goes through the steps once more.", "AVA refait les étapes une fois de plus.";
        take_off = "Take the agent off", "Détacher l’agent";
        take_off_text(agent: &str) =
            "{agent} stops answering. The number stays, and nobody answers it until you assign an agent.",
            "{agent} n’y répond plus. Le numéro reste, et personne n’y répond tant que vous ne lui attribuez \
             pas d’agent.";
        taken_off =
            "The agent is taken off. AVA does the same at Vapi.",
            "L’agent est détaché. AVA fait de même chez Vapi.";

        remove = "Remove", "Retirer";
        remove_text =
            "The number leaves AVA and Vapi. It stays in your Twilio account.",
            "Le numéro quitte AVA et Vapi. Il reste dans votre compte Twilio.";
        remove_title(number: &str) = "Remove {number}?", "Retirer le {number}\u{a0}?";
        remove_effects = "What happens", "Ce qui se passe";
        loses(agent: &str) =
            "{agent} loses this number and no longer answers it.",
            "{agent} perd ce numéro et n’y répond plus.";
        nobody_loses =
            "No agent answers it, so none loses it.",
            "Aucun agent n’y répond, donc aucun ne le perd.";
        effect_here =
            "In AVA it disappears at once, from every list and in every tab. An import that is under way is \
             stopped.",
            "Dans AVA, il disparaît aussitôt, de toutes les listes et dans tous les onglets. Un raccordement \
             en cours est arrêté.";
        effect_vapi =
            "At Vapi the number is deleted, so that no assistant there answers it.",
            "Chez Vapi, le numéro est supprimé\u{a0}: aucun assistant n’y répond plus.";
        effect_not_at_vapi =
            "At Vapi it is not known to be. What an import may have made there is deleted.",
            "Chez Vapi, il n’est pas connu. Ce qu’un raccordement a pu y créer est supprimé.";
        effect_twilio =
            "At Twilio the number stays in your account, and gets back the webhooks that it had before AVA. \
             What somebody changed since is left as it is.",
            "Chez Twilio, le numéro reste dans votre compte et retrouve les webhooks qu’il avait avant AVA. \
             Ce que quelqu’un a changé depuis reste tel quel.";
        effect_history =
            "It is kept in the list of removed numbers, with what was done. You can bring it again.",
            "Il reste dans la liste des numéros retirés, avec ce qui a été fait. Vous pourrez le raccorder à \
             nouveau.";
        remove_now(number: &str) = "Remove {number}", "Retirer le {number}";
    }
}
