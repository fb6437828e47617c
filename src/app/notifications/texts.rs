//! Words of the list of notifications. What a notification says itself stands with its kind, in
//! `src/domain/notification/texts.rs`.

use crate::{app::i18n::table::texts, domain::notification::Ending};

texts! {
    pub struct NotificationsTexts {
        title = "Notifications", "Notifications";
        lead =
            "What changed with your services, and what runs out. Admins get the same by mail.",
            "Ce qui a changé dans vos services, et ce qui arrive à échéance. Les admins le reçoivent aussi \
             par e-mail.";
        loading = "Loading notifications", "Chargement des notifications";
        empty = "Nothing to tell", "Rien à signaler";
        empty_text =
            "When a service stops working, works again, or a key is about to end, it is said here.",
            "Quand un service ne fonctionne plus, fonctionne à nouveau, ou qu’une clé arrive à échéance, \
             c’est dit ici.";
        to_integrations = "Go to integrations", "Aller aux intégrations";
        no_unread = "You have read everything", "Vous avez tout lu";
        no_unread_text = "What is new will stand here.", "Les nouveautés apparaîtront ici.";
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
            "AVA says so here and by mail 14 and 3 days ahead.",
            "AVA le signale ici et par e-mail 14 et 3 jours à l’avance.";
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
        /// The name of the bell.
        unread(count: u32) -> String => match count {
            0 => "No unread notification".into(), "Aucune notification non lue".into();
            1 => "1 unread notification".into(), "1 notification non lue".into();
            _ => format!("{count} unread notifications"), format!("{count} notifications non lues");
        };
    }
}
