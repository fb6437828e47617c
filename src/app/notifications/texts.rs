//! Words of the list of notifications. What a notification says itself stands with its kind, in
//! `src/domain/notification/texts.rs`.

use crate::{app::i18n::table::texts, domain::notification::Ending};

texts! {
    pub struct NotificationsTexts {
        title = "Notifications", "Notifications";
        lead =
            "What happened that you may want to know, for ninety days.",
            "Ce qui s’est passé et que vous voudrez peut-être savoir, pendant quatre-vingt-dix jours.";
        loading = "Loading notifications", "Chargement des notifications";
        empty = "Nothing to tell", "Rien à signaler";
        empty_text =
            "When a number cannot answer, a call is missed, an appointment changes or a key is about to end, \
             it is said here.",
            "Quand un numéro ne peut pas répondre, qu’un appel est manqué, qu’un rendez-vous change ou qu’une \
             clé arrive à échéance, c’est dit ici.";
        to_integrations = "Go to integrations", "Aller aux intégrations";
        no_unread = "You have read everything", "Vous avez tout lu";
        no_unread_text = "What is new will stand here.", "Les nouveautés apparaîtront ici.";
        none_of = "Nothing of this kind", "Rien de ce genre";
        none_of_text = "Choose something else, or show all.", "Choisissez autre chose, ou affichez tout.";
        no_older = "Nothing older", "Rien de plus ancien";
        no_older_text = "Older notifications are not kept.", "Les notifications plus anciennes ne sont pas gardées.";
        clear = "Show all", "Tout afficher";
        older = "Older", "Plus anciennes";
        newest = "Newest", "Plus récentes";
        show = "Show", "Afficher";
        all = "All", "Toutes";
        only_unread = "Unread", "Non lues";
        mark_all = "Mark all as read", "Tout marquer comme lu";
        mark_read = "Mark as read", "Marquer comme lue";
        /// What a screen reader says of the button of one notification.
        mark_read_spoken(title: &str) = "Mark as read: {title}", "Marquer comme lue\u{a0}: {title}";
        all_read = "Everything is read.", "Tout est lu.";
        is_new = "New", "Nouveau";
        is_read = "Read", "Lue";
        over(ago: &str) = "Over {ago}.", "Terminé {ago}.";
        lasts = "It lasts.", "Toujours en cours.";
        expiries = "What runs out", "Ce qui arrive à échéance";
        expiries_lead =
            "AVA says so here 14 and 3 days ahead.",
            "AVA le signale ici 14 et 3\u{a0}jours à l’avance.";
        service = "Service", "Service";
        what = "What", "Quoi";
        when = "When", "Quand";
        expiry(of: Ending) -> &'static str => match of {
            Ending::KeyAge =>
                "The key is as old as a key should become here",
                "La clé atteint l’âge qu’une clé ne devrait pas dépasser ici";
            Ending::Consent =>
                "The consent ends",
                "L’autorisation prend fin";
        };
        category = "About", "À propos de";
        everything = "Everything", "Tout";
        choose = "Choose what you are told of", "Choisir ce dont vous êtes prévenu";
        late_mails(count: u32) -> String => match count {
            1 => "A mail to you could not be sent so far. AVA tries again.".into(),
                "Un e-mail n’a pas encore pu vous être envoyé. AVA réessaie.".into();
            _ => format!("{count} mails to you could not be sent so far. AVA tries again."),
                format!("{count} e-mails n’ont pas encore pu vous être envoyés. AVA réessaie.");
        };
    }
}
