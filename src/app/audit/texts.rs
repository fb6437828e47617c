//! Words of the audit log. What was done stands with the actions, in `src/domain/audit/texts.rs`.

use crate::{app::i18n::table::texts, domain::quota::Quota};

texts! {
    pub struct AuditTexts {
        title = "Audit log", "Journal d’audit";
        lead =
            "Who did what, and what changed. Nothing here can be edited, and who reads it is in it too.",
            "Qui a fait quoi, et ce qui a changé. Rien ici ne peut être modifié, et qui le consulte y figure \
             aussi.";
        loading = "Loading the audit log", "Chargement du journal d’audit";
        activity = "Your activity", "Votre activité";
        activity_lead =
            "What you did in all your organisations, and what was done about your account. Something you do \
             not know? Change your password, and end all other sessions.",
            "Ce que vous avez fait dans toutes vos organisations, et ce qui a concerné votre compte. Quelque \
             chose d’inconnu\u{a0}? Changez votre mot de passe et mettez fin aux autres sessions.";
        loading_activity = "Loading your activity", "Chargement de votre activité";
        no_older_activity =
            "Your activity begins with the entries before.",
            "Votre activité commence avec les entrées précédentes.";
        to_account = "Back to your account", "Retour à votre compte";
        you = "You", "Vous";
        from(place: &str) = "From {place}", "Depuis {place}";
        in_org(name: &str) = "in {name}", "dans {name}";
        search = "Search", "Rechercher";
        search_example = "Agent, number or reference", "Agent, numéro ou référence";
        person = "Who", "Qui";
        anybody = "Anybody", "Tout le monde";
        about = "About", "À propos de";
        anything = "Anything", "Tout";
        outcome = "Outcome", "Résultat";
        any_outcome = "Any", "Tous";
        /// `zone` is that of the days.
        since(zone: &str) = "From ({zone})", "Du ({zone})";
        until(zone: &str) = "To ({zone})", "Au ({zone})";
        no_match = "No entry fits", "Aucune entrée ne correspond";
        no_match_text = "Ask for less at once, or for another time.", "Élargissez la recherche ou la période.";
        no_older = "Nothing older", "Rien de plus ancien";
        no_older_text = "The log begins with the entries before.", "Le journal commence avec les entrées précédentes.";
        clear = "Show all", "Tout afficher";
        older = "Older", "Plus anciennes";
        newest = "Newest", "Plus récentes";
        as_csv = "Export as CSV", "Exporter en CSV";
        as_jsonl = "Export as JSON lines", "Exporter en JSON Lines";
        kept(days: u32) =
            "Whoever runs this installation keeps entries for {days} days.",
            "La personne qui exploite cette installation garde les entrées {days}\u{a0}jours.";
        removed(up_to: &str, when: &str) =
            "Entries up to number {up_to} were removed {when}.",
            "Les entrées jusqu’au numéro {up_to} ont été retirées {when}.";
        left = "Somebody who has left", "Une personne qui est partie";
        platform = "A platform admin", "Un administrateur de la plateforme";
        visitor(address: &str) = "A visitor from {address}", "Un visiteur depuis {address}";
        operator = "The operator, at the machine", "L’exploitant, sur la machine";
        ava = "AVA", "AVA";
        on_visit(reason: &str) = "on a visit: “{reason}”", "en visite\u{a0}: «\u{a0}{reason}\u{a0}»";
        by_token(name: &str) = "by the token “{name}”", "par le jeton «\u{a0}{name}\u{a0}»";
        for_person(name: &str) = "for {name}", "pour {name}";
        times(times: &str) = "{times} times within an hour", "{times} fois en une heure";
        managed = "managed numbers", "numéros gérés";
        gone_agent = "an agent that is gone", "un agent disparu";
        gone_contact = "a contact that is gone", "un contact disparu";
        see_operation = "the operation", "l’opération";
        turned_on(what: &str) = "on: {what}", "activé\u{a0}: {what}";
        turned_off(what: &str) = "off: {what}", "désactivé\u{a0}: {what}";
        changed(field: &str, from: &str, to: &str) =
            "{field} from {from} to {to}",
            "{field}\u{a0}: de {from} à {to}";
        set(field: &str, to: &str) = "{field} set to {to}", "{field}\u{a0}: {to}";
        unset(field: &str, from: &str) = "{field} taken away, was {from}", "{field} retiré\u{a0}: {from}";
        /// A value with blanks in it.
        quoted(value: &str) = "“{value}”", "«\u{a0}{value}\u{a0}»";
        details = "Details", "Détails";
        number = "Entry", "Entrée";
        exactly = "Time", "Heure";
        address = "Address", "Adresse";
        device = "Browser", "Navigateur";
        reference = "Reference", "Référence";
        quota(quota: Quota) -> &'static str => match quota {
            Quota::Agents => "agents", "agents";
            Quota::Numbers => "phone numbers", "numéros de téléphone";
            Quota::Operations => "operations under way", "opérations en cours";
            Quota::Requests => "requests a minute", "requêtes par minute";
            Quota::Searches => "lists of numbers a minute", "listes de numéros par minute";
            Quota::Checks => "checks of keys a minute", "vérifications de clés par minute";
            Quota::TestMails => "test mails", "e-mails de test";
            Quota::ManagedNumbers => "managed numbers", "numéros gérés";
            Quota::Purchases => "purchases a day", "achats par jour";
            Quota::Organisations => "organisations that a person owns", "organisations d’une même personne";
            Quota::Passkeys => "passkeys of a person", "clés d’accès d’une même personne";
            Quota::CallEvents => "events of calls a minute", "événements d’appels par minute";
            Quota::StoredEvents => "stored events of calls", "événements d’appels gardés";
            Quota::EventMegabytes => "megabytes of stored events", "mégaoctets d’événements gardés";
            Quota::Recordings => "recordings played at once", "enregistrements écoutés à la fois";
            Quota::Services => "services", "prestations";
            Quota::Contacts => "contacts", "contacts";
            Quota::ContactLists => "lists of contacts read a minute", "listes de contacts lues par minute";
            Quota::Bookings => "appointments booked a day", "rendez-vous pris par jour";
            Quota::TrialTurns => "turns with agents in writing a day", "échanges écrits avec les agents par jour";
            Quota::TrialCalls => "calls to its own people a day", "appels à ses membres par jour";
            Quota::Members => "people", "personnes";
            Quota::ApiTokens => "tokens for programs", "jetons pour programmes";
            Quota::Invitations => "open invitations", "invitations en attente";
            Quota::InvitationMails => "invitations by mail a day", "invitations par e-mail et par jour";
            Quota::AlertMails => "notifications by mail a day", "notifications par e-mail et par jour";
            Quota::Webhooks => "webhooks", "webhooks";
            Quota::WebhookSends => "tests and replays of webhooks a minute", "essais et renvois de webhooks par minute";
            Quota::Monitoring => "monitoring requests a minute", "requêtes de surveillance par minute";
        };
    }
}
