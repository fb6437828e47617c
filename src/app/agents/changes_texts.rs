//! Words for an agent that is copied, deleted, changed by two people, or changed at Vapi.

use crate::app::i18n::table::texts;

texts! {
    pub struct ChangesTexts {
        not_in_step = "Not in step", "Pas à jour";
        try_it = "Try it", "Essayer";
        duplicate = "Duplicate", "Dupliquer";
        not_heard = "AVA does not hear of its calls at once", "AVA n’est pas prévenu de ses appels";
        hook_elsewhere =
            "At Vapi, this assistant sends its events to a server that somebody else set, which AVA leaves there. \
             Its calls are read in Vapi’s list. To see them live, take that server out at Vapi and save the agent.",
            "Chez Vapi, cet assistant envoie ses événements à un serveur défini par quelqu’un d’autre, qu’AVA laisse \
             en place. Ses appels sont lus dans la liste de Vapi. Pour les voir en direct, retirez ce serveur chez \
             Vapi et enregistrez l’agent.";
        hook_changed =
            "Somebody changed at Vapi what this assistant sends to AVA. Save the agent to set it again.",
            "Quelqu’un a modifié chez Vapi ce que cet assistant envoie à AVA. Enregistrez l’agent pour le rétablir.";
        delete = "Delete", "Supprimer";

        delete_title(name: &str) = "Delete {name}?", "Supprimer {name}\u{a0}?";
        delete_lead =
            "An agent that is deleted does not come back. This is what changes.",
            "Un agent supprimé ne revient pas. Voici ce qui change.";
        goes = "What goes", "Ce qui disparaît";
        agent_goes(name: &str) =
            "{name}, with its greeting and its instructions.",
            "{name}, avec sa phrase d’accueil et ses consignes.";
        assistant_goes = "Its assistant at Vapi is deleted.", "Son assistant chez Vapi est supprimé.";
        own_booking_goes =
            "Its own hours and services. Its appointments stay, in the hours of the organisation.",
            "Ses propres horaires et prestations. Ses rendez-vous restent, dans les horaires de l’organisation.";
        number_loses(number: &str) =
            "{number} loses its agent: nobody answers it then.",
            "Le {number} perd son agent\u{a0}: plus personne n’y répond ensuite.";
        number_stops(number: &str) =
            "{number} was on its way to this agent. That stops, and nobody answers it.",
            "Le {number} était en route vers cet agent. Cela s’arrête, et personne n’y répond.";
        /// `agent` is the one that keeps the number.
        number_stays_with(number: &str, agent: &str) =
            "{number} was to go over to this agent. It stays with {agent}, who answers it now.",
            "Le {number} devait passer à cet agent. Il reste à {agent}, qui y répond actuellement.";
        number_goes_to(number: &str, agent: &str) =
            "{number} is going over to {agent} already. Until it is there, nobody answers it.",
            "Le {number} passe déjà à {agent}. D’ici là, personne n’y répond.";
        no_number_loses =
            "No number loses its agent: it answers none.",
            "Aucun numéro ne perd son agent\u{a0}: il ne répond à aucun.";
        stays = "What stays", "Ce qui reste";
        numbers_stay = "Your numbers stay yours, and at Vapi.", "Vos numéros restent à vous, et chez Vapi.";
        history_stays =
            "What AVA did for this agent stays under Operations.",
            "Ce qu’AVA a fait pour cet agent reste dans Opérations.";
        assign_later =
            "Another agent can answer its numbers: choose one under Numbers.",
            "Un autre agent peut répondre à ses numéros\u{a0}: choisissez-le dans Numéros.";
        delete_now = "Delete this agent", "Supprimer cet agent";

        saved_meanwhile(who: &str) = "Saved meanwhile by {who}:", "Enregistré entre-temps par {who}\u{a0}:";
        save_over = "Save mine over it", "Enregistrer ma version par-dessus";
        nothing = "(nothing)", "(rien)";

        conflict = "Changed at Vapi", "Modifié chez Vapi";
        conflict_text =
            "Somebody changed this assistant at Vapi since AVA last set it up. Nothing is overwritten until \
             you decide which side counts.",
            "Quelqu’un a modifié cet assistant chez Vapi depuis qu’AVA l’a réglé. Rien n’est écrasé avant \
             que vous ne décidiez quelle version compte.";
        compare = "Compare both sides", "Comparer les deux versions";
        compare_title(name: &str) = "Compare both sides of {name}", "Comparer les deux versions de {name}";
        conflict_lead =
            "Somebody changed this assistant at Vapi. Choose, for each field, which side counts; AVA then \
             sets it here and at Vapi.",
            "Quelqu’un a modifié cet assistant chez Vapi. Choisissez, champ par champ, la version qui \
             compte\u{a0}; AVA l’applique ensuite ici et chez Vapi.";
        no_conflict = "Nothing to decide", "Rien à décider";
        no_conflict_text =
            "This agent and its assistant at Vapi do not contradict each other.",
            "Cet agent et son assistant chez Vapi ne se contredisent pas.";
        to_agent = "Back to the agent", "Retour à l’agent";
        ours = "Here", "Ici";
        theirs = "At Vapi", "Chez Vapi";
        not_takeable =
            "AVA cannot keep what stands at Vapi:",
            "AVA ne peut pas garder ce qui est chez Vapi\u{a0}:";
        save_choice = "Save choice", "Enregistrer ce choix";
        keep_ours = "Keep all ours", "Garder toute notre version";
        take_theirs = "Take all theirs", "Prendre toute la leur";

        gone = "Its assistant is gone", "Son assistant n’existe plus";
        gone_text =
            "Somebody deleted it at Vapi, so nobody answers its numbers. AVA can make it again from what is \
             saved here and bind the numbers anew; or delete the agent as well.",
            "Quelqu’un l’a supprimé chez Vapi\u{a0}: plus personne ne répond à ses numéros. AVA peut le \
             recréer d’après ce qui est enregistré ici et y relier les numéros. Ou supprimez aussi l’agent.";
        remake = "Make it again at Vapi", "Le recréer chez Vapi";
        minutes(minutes: &str) = "{minutes} min", "{minutes} min";
    }
}
