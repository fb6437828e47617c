//! Words of webhooks.

use super::standing::WebhookState;
use crate::{
    app::i18n::table::texts,
    domain::webhook::{DeliveryFilter, DeliveryState, EventKind},
};

texts! {
    pub struct WebhooksTexts {
        title = "Webhooks", "Webhooks";
        lead =
            "Your own programs are told what happens here, the moment it does: a call that ended, an appointment \
             that was made, a number that broke.",
            "Vos propres programmes apprennent ce qui se passe ici, au moment même\u{a0}: un appel terminé, un \
             rendez-vous pris, un numéro en panne.";
        loading = "Loading the webhooks", "Chargement des webhooks";
        first = "First webhooks", "Premiers webhooks";
        further = "Further webhooks", "Webhooks suivants";
        no_more = "No further webhooks", "Pas d’autres webhooks";
        no_more_text = "These were all of them.", "Il n’y en a pas d’autres.";
        empty = "No webhooks yet", "Pas encore de webhook";
        empty_text =
            "Give AVA an address of your CRM, your spreadsheet or your own program, and choose what it is told. \
             AVA sends a signed request for each event, and tries again for three days if nobody answers.",
            "Donnez à AVA une adresse de votre CRM, de votre tableur ou de votre propre programme, et choisissez ce \
             qu’elle apprend. AVA envoie une requête signée par événement, et réessaie pendant trois jours si \
             personne ne répond.";
        count_of_events(count: usize) = "{count} events", "{count} événements";
        taken = "Last taken", "Dernière réception";
        new = "Add a webhook", "Ajouter un webhook";
        new_lead =
            "Everything that you choose is sent from now on. What happened before is not.",
            "Tout ce que vous choisissez est envoyé dès maintenant. Ce qui s’est passé avant ne l’est pas.";
        make = "Add and show the secret", "Ajouter et afficher le secret";
        save = "Save", "Enregistrer";
        url = "Address of your program", "Adresse de votre programme";
        url_hint =
            "It begins with https:// and is reached from the internet. AVA sends POST requests there.",
            "Elle commence par https:// et se joint depuis internet. AVA y envoie des requêtes POST.";
        /// Where the simulators stand in, and with them a program that takes webhooks.
        url_hint_in_the_sandbox =
            "It begins with https:// and is reached from the internet; in the sandbox, it may also begin with \
             http:// and be on this machine. AVA sends POST requests there.",
            "Elle commence par https:// et se joint depuis internet\u{a0}; dans le bac à sable, elle peut aussi \
             commencer par http:// et être sur cette machine. AVA y envoie des requêtes POST.";
        description = "What it is", "De quoi il s’agit";
        description_hint =
            "A name by which you know it again, such as CRM. Without it, the name of the server stands for it.",
            "Un nom pour le reconnaître, comme CRM. Sans cela, le nom du serveur en tient lieu.";
        events = "Events", "Événements";
        events_hint =
            "An event has ids and states, and no keys; what else your program needs it reads by the API.",
            "Un événement contient des identifiants et des états, jamais de clés\u{a0}; le reste, votre programme le \
             lit par l’API.";
        event(kind: EventKind) -> &'static str => match kind {
            EventKind::NumberReady => "Number ready", "Numéro prêt";
            EventKind::NumberBroken => "Number broken", "Numéro en panne";
            EventKind::CredentialChanged => "Key changed state", "Clé\u{a0}: nouvel état";
            EventKind::OperationEnded => "Operation ended", "Opération terminée";
            EventKind::CallEnded => "Call ended", "Appel terminé";
            EventKind::AppointmentMade => "Appointment made", "Rendez-vous pris";
            EventKind::AppointmentChanged => "Appointment moved", "Rendez-vous déplacé";
            EventKind::AppointmentCancelled => "Appointment cancelled", "Rendez-vous annulé";
            EventKind::ContactMade => "Contact made", "Contact créé";
            EventKind::Test => "Test", "Essai";
        };
        event_hint(kind: EventKind) -> &'static str => match kind {
            EventKind::NumberReady => "No link of its calls is broken.", "Aucun maillon de ses appels n’est rompu.";
            EventKind::NumberBroken => "A link of its calls is broken.", "Un maillon de ses appels est rompu.";
            EventKind::CredentialChanged =>
                "A provider refuses it, or takes it again.",
                "Un fournisseur la refuse, ou l’accepte de nouveau.";
            EventKind::OperationEnded =>
                "It is done, has failed, or was stopped.",
                "Elle est terminée, a échoué ou a été arrêtée.";
            EventKind::CallEnded => "With its outcome and its length.", "Avec son issue et sa durée.";
            EventKind::AppointmentMade =>
                "By a person, or by an agent during a call.",
                "Par une personne, ou par un agent pendant un appel.";
            EventKind::AppointmentChanged => "It has another time.", "Il a un autre horaire.";
            EventKind::AppointmentCancelled => "Its time is free again.", "Son créneau est de nouveau libre.";
            EventKind::ContactMade =>
                "By hand, by an import, or since somebody new called.",
                "À la main, par un import, ou parce que quelqu’un de nouveau a appelé.";
            EventKind::Test => "Somebody tried the address.", "Quelqu’un a essayé l’adresse.";
        };
        standing(standing: WebhookState) -> &'static str => match standing {
            WebhookState::Paused => "Paused", "En pause";
            WebhookState::Stopped => "Stopped", "Arrêté";
            WebhookState::Failing => "Failing", "En échec";
            WebhookState::Unused => "Not used yet", "Pas encore utilisé";
            WebhookState::Works => "Working", "Fonctionne";
        };
        /// Ends a sentence about a webhook that takes nothing.
        waiting(count: u32) => match count {
            0 => "Nothing waits for now.", "Rien n’attend pour l’instant.";
            1 => "One delivery waits.", "Un envoi attend.";
            count => "{count} deliveries wait.", "{count} envois attendent.";
        };
        failing_title = "Your program takes nothing", "Votre programme ne reçoit rien";
        failing(since: &str, waits: &str) =
            "It has taken nothing since the first failure, {since}. AVA keeps what happens, and tries again for three \
             days. {waits}",
            "Rien n’a été reçu depuis le premier échec, {since}. AVA garde ce qui se passe et réessaie pendant trois \
             jours. {waits}";
        paused_title = "Paused", "En pause";
        paused(ago: &str, waits: &str) =
            "Somebody paused it {ago}. What happens meanwhile waits, and comes in its order once it goes on. {waits}",
            "Mis en pause {ago}. Ce qui se passe entre-temps attend, et arrivera dans l’ordre à la reprise. {waits}";
        stopped_title = "AVA has stopped sending", "AVA n’envoie plus rien";
        gave_up(ago: &str, waits: &str) =
            "It took nothing for days, so AVA stopped {ago}. Set your program right, send a test, then go on: what \
             waits comes in its order. {waits}",
            "Rien n’a été reçu pendant des jours\u{a0}; AVA s’est arrêté {ago}. Réparez votre programme, envoyez un \
             essai, puis reprenez\u{a0}: ce qui attend arrivera dans l’ordre. {waits}";
        gone(ago: &str, waits: &str) =
            "It answered 410 {ago}: nobody listens there any more. Enter another address in the settings, then go on; \
             or go on at once if that was a mistake. {waits}",
            "Réponse 410 {ago}\u{a0}: plus personne n’y écoute. Saisissez une autre adresse dans les réglages, puis \
             reprenez\u{a0}; ou reprenez tout de suite si c’était une erreur. {waits}";
        dropped(count: u32) => match count {
            1 =>
                "Too much waited, and one event found no place. Read by the API what is true now.",
                "Trop d’envois attendaient, et un événement n’a pas trouvé de place. Lisez par l’API ce qui est vrai \
                 maintenant.";
            count =>
                "Too much waited, and {count} events found no place. Read by the API what is true now.",
                "Trop d’envois attendaient, et {count} événements n’ont pas trouvé de place. Lisez par l’API ce qui \
                 est vrai maintenant.";
        };
        both_sign(until: &str) =
            "The former secret signs as well until {until}. Give your program the new one before.",
            "L’ancien secret signe encore jusqu’au {until}. Donnez le nouveau à votre programme d’ici là.";
        resume = "Go on sending", "Reprendre les envois";
        resumed = "It goes on. What waited comes in its order.", "C’est reparti. Ce qui attendait arrive dans l’ordre.";
        pause = "Pause", "Mettre en pause";
        paused_now = "It is paused. What happens meanwhile waits.", "En pause. Ce qui se passe entre-temps attend.";
        test = "Send a test", "Envoyer un essai";
        tested = "A test is on its way. It stands in the list.", "Un essai est en route. Il figure dans la liste.";
        secret = "The secret of this webhook", "Le secret de ce webhook";
        secret_lead =
            "It is not shown again. Put it where your program reads its secrets: with it, your program checks that a \
             request comes from AVA.",
            "Il ne sera plus affiché. Mettez-le là où votre programme lit ses secrets\u{a0}: il lui permet de vérifier \
             qu’une requête vient d’AVA.";
        nothing_yet = "Nothing yet", "Rien encore";
        in_line = "Waiting", "En attente";
        settings = "Settings", "Réglages";
        settings_of(name: &str) = "Settings of {name}", "Réglages de {name}";
        rotate_title = "Another secret", "Un autre secret";
        rotate_lead =
            "If somebody may know the secret. The former one signs as well for 24 hours, so that your program misses \
             nothing while you replace it.",
            "Si quelqu’un a pu connaître le secret. L’ancien signe encore pendant 24\u{a0}heures, pour que votre \
             programme ne manque rien pendant le remplacement.";
        rotate = "Make another secret", "Créer un autre secret";
        delete = "Delete the webhook", "Supprimer le webhook";
        delete_lead =
            "From now on nothing is sent there. What waits is not sent any more, and its log is deleted.",
            "Dès maintenant, plus rien n’y est envoyé. Ce qui attend ne part plus, et son journal est supprimé.";
        deliveries = "Deliveries", "Envois";
        deliveries_lead =
            "What was sent and what was answered, newest first. Events about the same thing come in their order.",
            "Ce qui a été envoyé et ce qui a été répondu, du plus récent au plus ancien. Les événements d’une même \
             chose arrivent dans leur ordre.";
        newest = "Newest", "Plus récents";
        older = "Older", "Plus anciens";
        no_deliveries = "Nothing was sent yet", "Rien n’a encore été envoyé";
        no_deliveries_text =
            "Send a test to see whether your program takes it, or wait for the first event.",
            "Envoyez un essai pour voir si votre programme le reçoit, ou attendez le premier événement.";
        no_older = "Nothing older", "Rien de plus ancien";
        no_older_text = "These were all deliveries.", "C’étaient tous les envois.";
        no_match = "No such delivery", "Aucun envoi de ce genre";
        no_match_text = "Choose other states or events.", "Choisissez d’autres états ou événements.";
        clear = "Show all deliveries", "Afficher tous les envois";
        show = "State", "État";
        filter(filter: DeliveryFilter) -> &'static str => match filter {
            DeliveryFilter::All => "All", "Tous";
            DeliveryFilter::Waiting => "Not over", "Pas terminés";
            DeliveryFilter::Delivered => "Delivered", "Reçus";
            DeliveryFilter::Failed => "Given up", "Abandonnés";
        };
        any_event = "Any event", "Tout événement";
        event_label = "Event", "Événement";
        state(state: DeliveryState) -> &'static str => match state {
            DeliveryState::Behind => "Behind another", "Derrière un autre";
            DeliveryState::Waiting => "Waiting", "En attente";
            DeliveryState::Sending => "Being sent", "En cours d’envoi";
            DeliveryState::Delivered => "Delivered", "Reçu";
            DeliveryState::Failed => "Given up", "Abandonné";
        };
        trying_again = "Trying again", "Nouvel essai";
        answered(status: u16, took: u32) = "{status} after {took} ms", "{status} après {took}\u{a0}ms";
        sent_again = "Sent again", "Renvoyé";
        replay = "Send again", "Renvoyer";
        replay_spoken(event: &str) = "Send again: {event}", "Renvoyer\u{a0}: {event}";
        replayed = "It is in line to be sent again.", "Il est dans la file pour être renvoyé.";
        span = "Send again what happened in a period", "Renvoyer ce qui s’est passé dans une période";
        span_lead =
            "For when your program lost something. It gets each event once more, with the same webhook-id as before.",
            "Si votre programme a perdu quelque chose. Il reçoit chaque événement une fois de plus, avec le même \
             webhook-id qu’avant.";
        zone(zone: &str) = "Times of {zone}.", "Heures du fuseau {zone}.";
        from = "From", "Du";
        until = "Until", "Jusqu’au";
        until_hint = "Empty until now.", "Vide\u{a0}: jusqu’à maintenant.";
        undelivered = "Only what was not delivered", "Seulement ce qui n’a pas été reçu";
        undelivered_hint =
            "Without the tick, also what your program took already.",
            "Sans cette coche, aussi ce que votre programme a déjà reçu.";
        verifying = "How your program checks a request", "Comment votre programme vérifie une requête";
        verifying_how =
            "Requests are signed as Standard Webhooks describes it; there are libraries for most languages, which \
             take the secret as it is. Each request has three headers:",
            "Les requêtes sont signées selon Standard Webhooks\u{a0}; il y a des bibliothèques pour la plupart des \
             langages, qui prennent le secret tel quel. Chaque requête a trois en-têtes\u{a0}:";
        header_id =
            "The id of the event, the same each time that it is sent: whoever has seen it leaves it.",
            "L’identifiant de l’événement, le même à chaque envoi\u{a0}: qui l’a déjà vu l’ignore.";
        header_timestamp =
            "When this attempt was sent, in seconds: refuse what is older than five minutes.",
            "L’heure de cet envoi, en secondes\u{a0}: refusez ce qui a plus de cinq minutes.";
        header_signature =
            "v1 and the signature of id, timestamp and body, joined by dots; two while the former secret signs as \
             well.",
            "v1 et la signature de l’identifiant, de l’heure et du corps, joints par des points\u{a0}; deux tant que \
             l’ancien secret signe encore.";
        verifying_answer =
            "Answer with 200 or another 2xx within ten seconds, and do the work afterwards. Everything else counts as \
             not taken, and is sent again.",
            "Répondez 200 ou un autre 2xx en moins de dix secondes, et travaillez ensuite. Toute autre réponse compte \
             comme non reçue, et l’envoi est répété.";
        attempts = "Attempts", "Tentatives";
        attempts_lead =
            "The newest first, with the beginning of the answer.",
            "La plus récente d’abord, avec le début de la réponse.";
        no_attempts = "It was not sent yet.", "Pas encore envoyé.";
        attempt(nr: u32) = "Attempt {nr}: no answer", "Tentative {nr}\u{a0}: pas de réponse";
        attempt_answered(nr: u32, status: u16) = "Attempt {nr}: {status}", "Tentative {nr}\u{a0}: {status}";
        no_answer = "The answer had no text.", "La réponse n’avait pas de texte.";
        request = "Request", "Requête";
        request_lead = "The body as it is signed and sent.", "Le corps, tel qu’il est signé et envoyé.";
        happened = "Happened", "Date";
        next_try = "Next attempt", "Prochaine tentative";
        ended = "Over", "Terminé";
        object = "About", "Concerne";
    }
}
