//! Words of the checks of a key, and of its history.

use crate::{app::i18n::table::texts, domain::health::Severity};

texts! {
    pub struct HealthTexts {
        next(due: &str) = "Next check at {due}.", "Prochaine vérification {due}.";
        next_now = "Next check in a moment.", "Prochaine vérification dans un instant.";
        history = "What happened", "Ce qui s’est passé";
        /// Says in words what the strip draws.
        days(up: usize, degraded: usize, down: usize) =
            "Last 90 days: {up} without trouble, {degraded} on which it did not answer for a time, {down} on \
             which it did not work.",
            "90 derniers jours\u{a0}: {up} sans incident, {degraded} avec un temps sans réponse, {down} avec une \
             panne.";
        /// Below the strip.
        days_are = "Last 90 days (days in UTC)", "90 derniers jours (jours en UTC)";

        title(provider: &str) = "{provider}: what happened", "{provider}\u{a0}: ce qui s’est passé";
        lead =
            "AVA checks each key every 15 minutes, and keeps for 90 days how it was. Days are in UTC.",
            "AVA vérifie chaque clé toutes les 15\u{a0}minutes et garde 90\u{a0}jours d’historique. Les jours sont en \
             UTC.";
        loading = "Loading what happened", "Chargement de l’historique";
        changes = "Changes", "Changements";
        changes_of(day: &str) = "Changes of {day}", "Changements du {day}";
        no_changes = "Nothing changed.", "Rien n’a changé.";
        day_before = "The day before", "Le jour précédent";
        day_after = "The day after", "Le jour suivant";
        all_days = "All days", "Tous les jours";
        operations = "Operations of then", "Opérations de ce moment";
        troubled = "Days with trouble", "Jours avec incident";
        no_trouble = "No trouble in the last 90 days.", "Aucun incident ces 90 derniers jours.";
        first(time: &str) = "first at {time}", "à partir de {time}";
        minutes(count: i64) -> String =
            if count == 1 { "1 minute".into() } else { format!("{count} minutes") },
            if count < 2 { format!("{count} minute") } else { format!("{count} minutes") };
        connected = "Connected", "Connecté";
        disconnected = "Disconnected", "Déconnecté";
        stored_unchecked = "Stored, not checked yet", "Enregistrée, pas encore vérifiée";
        works_again = "Works again", "Fonctionne à nouveau";
        severity(severity: Severity) -> &'static str => match severity {
            Severity::Up => "works", "fonctionne";
            Severity::Degraded => "does not answer", "ne répond pas";
            Severity::Down => "does not work", "ne fonctionne pas";
        };
    }
}
