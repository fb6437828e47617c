//! Words of the calls.

use crate::{
    app::i18n::table::texts,
    domain::call::{CallOutcome, CallState, Direction, EndedGroup, Speaker},
};

texts! {
    pub struct CallsTexts {
        title = "Calls", "Appels";
        lead =
            "Who called, what was said, and how it ended. A call that goes on shows as it goes.",
            "Qui a appelé, ce qui s’est dit, et comment cela s’est terminé. Un appel en cours s’affiche en direct.";
        loading = "Loading calls", "Chargement des appels";
        empty = "No call yet", "Aucun appel pour l’instant";
        empty_text =
            "When somebody calls one of your numbers, the call stands here while it goes on, and stays.",
            "Quand quelqu’un appelle l’un de vos numéros, l’appel apparaît ici en direct, et y reste.";
        to_numbers = "Go to numbers", "Aller aux numéros";
        no_match = "No call fits", "Aucun appel ne correspond";
        no_match_text = "Ask for another day, or for less at once.", "Essayez un autre jour, ou élargissez la recherche.";
        none_so_far = "No call found so far", "Aucun appel trouvé pour l’instant";
        none_so_far_text = "The calls up to here were looked through. “Older” looks through those before them.", "Les appels jusqu’ici ont été examinés. «\u{a0}Plus anciens\u{a0}» examine les précédents.";
        no_older = "Nothing older", "Rien de plus ancien";
        no_older_text = "The list begins with the calls before.", "La liste commence avec les appels précédents.";
        clear = "Show all", "Tout afficher";
        retention = "How long calls are kept", "Durée de conservation";
        figures = "Figures", "Chiffres";
        as_csv = "As CSV", "En CSV";
        older = "Older", "Plus anciens";
        newest = "Newest", "Plus récents";
        search = "Search", "Rechercher";
        search_example = "Number, contact, or words that were said", "Numéro, contact ou mots prononcés";
        caller = "Number of the other side", "Numéro de l’autre partie";
        contact = "Contact", "Contact";
        agent = "Agent", "Agent";
        any_agent = "Any agent", "Tous les agents";
        number = "Your number", "Votre numéro";
        any_number = "Any number", "Tous les numéros";
        direction = "Direction", "Sens";
        any_direction = "Any", "Tous";
        directions(direction: Direction) -> &'static str => match direction {
            Direction::Inbound => "Incoming", "Entrant";
            Direction::Outbound => "Outgoing", "Sortant";
            Direction::Web => "In a browser", "Dans un navigateur";
        };
        call(direction: Direction) -> &'static str => match direction {
            Direction::Inbound => "Incoming call", "Appel entrant";
            Direction::Outbound => "Outgoing call", "Appel sortant";
            Direction::Web => "Call in a browser", "Appel dans un navigateur";
        };
        outcome = "Outcome", "Issue";
        any_outcome = "Any", "Toutes";
        outcomes(outcome: CallOutcome) -> &'static str => match outcome {
            CallOutcome::Answered => "Answered", "Décroché";
            CallOutcome::Missed => "Missed", "Manqué";
            CallOutcome::Failed => "Failed", "Échoué";
        };
        state(state: CallState) -> &'static str => match state {
            CallState::Ringing => "Ringing", "Sonne";
            CallState::InProgress => "In progress", "En cours";
            CallState::Ended => "Over", "Terminé";
        };
        day = "Day", "Jour";
        hidden = "Hidden number", "Numéro masqué";
        browser = "A browser", "Un navigateur";
        /// The duration of the conversation.
        length(minutes: i64, seconds: i64) -> String => match minutes {
            0 => format!("{seconds} s"), format!("{seconds} s");
            _ => format!("{minutes} min {seconds:02} s"), format!("{minutes} min {seconds:02} s");
        };
        back = "Calls", "Appels";
        call_of(who: &str) = "Call: {who}", "Appel\u{a0}: {who}";
        facts = "The call", "L’appel";
        began = "Began", "Début";
        lasted = "Length", "Durée";
        booked = "Appointment", "Rendez-vous";
        ended = "Why it ended", "Pourquoi il s’est terminé";
        cost = "Cost", "Coût";
        /// The cost of the call, in US dollars.
        dollars(amount: &str) = "US$ {amount}", "{amount} $US";
        code = "Vapi’s code", "Code de Vapi";
        vapi_id = "Id at Vapi", "Identifiant chez Vapi";
        not_known = "Not known", "Inconnu";
        group(group: EndedGroup) -> &'static str => match group {
            EndedGroup::CallerHungUp => "The caller hung up.", "L’appelant a raccroché.";
            EndedGroup::AgentHungUp => "The agent ended the call.", "L’agent a mis fin à l’appel.";
            EndedGroup::Silence => "Nobody said anything for a while.", "Plus personne ne parlait.";
            EndedGroup::TooLong =>
                "It reached the longest time that the agent may talk.",
                "La durée maximale de conversation de l’agent était atteinte.";
            EndedGroup::Forwarded => "The call was handed on.", "L’appel a été transféré.";
            EndedGroup::LineClosed => "The telephone company closed the line.", "L’opérateur a fermé la ligne.";
            EndedGroup::Voicemail => "A voicemail answered.", "Une messagerie vocale a répondu.";
            EndedGroup::NotReached => "Nobody answered, or the line was busy.", "Personne n’a répondu, ou la ligne était occupée.";
            EndedGroup::Stopped => "Somebody stopped it.", "Quelqu’un l’a arrêté.";
            EndedGroup::TransferFailed => "It could not be handed on.", "Il n’a pas pu être transféré.";
            EndedGroup::SetUp =>
                "The agent or the number is set up in a way that does not work.",
                "L’agent ou le numéro est configuré d’une façon qui ne fonctionne pas.";
            EndedGroup::Account =>
                "The account at Vapi does not allow it: no credit, or too many calls at once.",
                "Le compte Vapi ne le permet pas\u{a0}: plus de crédit, ou trop d’appels à la fois.";
            EndedGroup::Service =>
                "A service behind the agent failed: its voice, its ears or its model.",
                "Un service utilisé par l’agent est en panne\u{a0}: sa voix, son écoute ou son modèle.";
            EndedGroup::Line => "The telephone line failed.", "La ligne téléphonique a échoué.";
            EndedGroup::Vapi => "Vapi failed.", "Vapi a échoué.";
            EndedGroup::Other => "For another reason.", "Pour une autre raison.";
        };
        summary = "Summary", "Résumé";
        transcript = "What was said", "Ce qui s’est dit";
        no_transcript = "Nothing that was said is known.", "Rien de ce qui s’est dit n’est connu.";
        speaker(by: Speaker) -> &'static str => match by {
            Speaker::Agent => "Agent", "Agent";
            Speaker::Caller => "Caller", "Appelant";
            Speaker::Tool => "The agent used a tool", "L’agent a utilisé un outil";
        };
        recording = "Recording", "Enregistrement";
        recording_of_the_call = "Recording of the call", "Enregistrement de l’appel";
        recording_kept =
            "Vapi keeps it, and not for ever: if it does not play, it is not there any more.",
            "Vapi le conserve, mais pas indéfiniment\u{a0}: s’il ne se lit pas, c’est qu’il n’y est plus.";
        recording_elsewhere =
            "It is in another Vapi account, which was connected when the call was made. Listen to it there.",
            "Il est dans un autre compte Vapi, connecté au moment de l’appel. Écoutez-le là-bas.";
        recording_file = "Download", "Télécharger";
        no_recording = "Vapi made no recording.", "Vapi n’a pas fait d’enregistrement.";
        recording_erased =
            "It was kept for as long as your organisation keeps recordings, and erased.",
            "Il a été gardé aussi longtemps que votre organisation garde les enregistrements, puis effacé.";
        transcript_erased =
            "It was kept for as long as your organisation keeps what was said, and erased.",
            "Gardé aussi longtemps que votre organisation garde ce qui s’est dit, puis effacé.";
        events = "What Vapi sent", "Ce que Vapi a envoyé";
        events_lead =
            "As it came, without secrets, for whoever looks for a fault. Kept for 30 days.",
            "Tel que reçu, sans les secrets, pour qui cherche une panne. Gardé 30\u{a0}jours.";
        no_events =
            "No event came: the call was read in Vapi’s list.",
            "Aucun événement n’est arrivé\u{a0}: l’appel a été lu dans la liste de Vapi.";
        strays = "Events of no call of yours", "Événements sans appel chez vous";
        strays_lead =
            "Vapi sent them to your address, about an assistant or a number that is not one of yours here, or they \
             could not be applied yet.",
            "Vapi les a envoyés à votre adresse, au sujet d’un assistant ou d’un numéro qui n’est pas à vous ici, \
             ou ils n’ont pas encore pu être appliqués.";
        unnamed = "Without a name", "Sans nom";
        received = "Received", "Reçu";
        waits = "It waits to be applied.", "En attente d’application.";
        replay = "Apply again", "Appliquer de nouveau";
        replayed = "The event is applied again.", "L’événement est appliqué de nouveau.";
        kept(events: &str, most_events: &str, megabytes: u32, most_megabytes: u32) =
            "Events of the last 30 days are kept: {events} of {most_events}, {megabytes} of {most_megabytes} MB.",
            "Les événements des 30 derniers jours sont gardés\u{a0}: {events} sur {most_events}, {megabytes}\u{a0}Mo sur {most_megabytes}.";
        refused(events: &str, when: &str) =
            "At least {events} more events were sent than may be, the last {when}. They are not here; their calls are \
             read in Vapi’s list.",
            "Au moins {events} événements de plus ont été envoyés que permis, le dernier {when}. Ils ne sont pas \
             ici\u{a0}; leurs appels sont lus dans la liste de Vapi.";
    }
}
