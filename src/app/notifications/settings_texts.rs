//! Words of the page on which a person chooses what to be told of.

use crate::{
    app::i18n::table::texts,
    domain::notification::{Category, NotificationChannel},
};

texts! {
    pub struct SettingsTexts {
        title = "What you are told of", "Ce dont vous êtes prévenu";
        lead =
            "For you alone, and the same in all your organisations. You are never told of your own deeds.",
            "Pour vous seul, et de même dans toutes vos organisations. Vous n’êtes jamais prévenu de vos \
             propres actions.";
        saved = "It is as you chose from now on.", "Vos choix s’appliquent dès maintenant.";
        no_mailbox =
            "Neither this organisation nor the installation has a mailbox: nothing comes by e-mail until one \
             is connected.",
            "Ni cette organisation ni l’installation n’ont de messagerie\u{a0}: rien ne part par e-mail tant \
             qu’aucune n’est connectée.";
        category_column = "About", "À propos de";
        channel(channel: NotificationChannel) -> &'static str => match channel {
            NotificationChannel::App => "In AVA", "Dans AVA";
            NotificationChannel::Mail => "By e-mail at once", "Par e-mail aussitôt";
            NotificationChannel::Digest => "In the daily e-mail", "Dans l’e-mail du jour";
            NotificationChannel::Off => "Not at all", "Pas du tout";
        };
        channel_hint(channel: NotificationChannel) -> &'static str => match channel {
            NotificationChannel::App => "The bell, and the list", "La cloche et la liste";
            NotificationChannel::Mail => "And in AVA", "Et dans AVA";
            NotificationChannel::Digest => "And in AVA", "Et dans AVA";
            NotificationChannel::Off => "Nor in AVA", "Pas non plus dans AVA";
        };
        category(category: Category) -> &'static str => match category {
            Category::Numbers => "Numbers that cannot answer", "Numéros qui ne peuvent pas répondre";
            Category::Services => "Services that do not work", "Services qui ne fonctionnent pas";
            Category::Expiries => "Keys and consents that end", "Clés et autorisations qui prennent fin";
            Category::Operations => "Operations that need somebody", "Opérations qui ont besoin de quelqu’un";
            Category::Calls => "Missed and failed calls", "Appels manqués et échoués";
            Category::Leads => "Hot leads", "Prospects chauds";
            Category::Appointments => "Appointments", "Rendez-vous";
            Category::Invitations => "Invitations", "Invitations";
        };
        category_hint(category: Category) -> &'static str => match category {
            Category::Numbers => "And that they answer again", "Et quand ils répondent à nouveau";
            Category::Services => "And that they work again", "Et quand ils fonctionnent à nouveau";
            Category::Expiries => "14 and 3 days ahead", "14 et 3\u{a0}jours à l’avance";
            Category::Operations => "They failed, or ask for a decision", "Elles ont échoué, ou demandent une décision";
            Category::Calls => "Several within minutes are one", "Plusieurs en quelques minutes n’en font qu’une";
            Category::Leads => "Contacts worth a call soon", "Des contacts à rappeler sans tarder";
            Category::Appointments =>
                "Made, moved or cancelled by somebody else",
                "Pris, déplacés ou annulés par quelqu’un d’autre";
            Category::Invitations => "To you, and yours that are accepted", "Reçues, et les vôtres qui sont acceptées";
        };
        quiet = "Quiet hours", "Heures calmes";
        quiet_lead = "Mails wait until they end. The bell goes on.", "Les e-mails attendent leur fin. La cloche continue.";
        quiet_from = "From", "De";
        quiet_until = "Until", "Jusqu’à";
        none = "None", "Aucune";
        zone(zone: &str) = "By the clocks of {zone}, the zone of your account.", "À l’heure du fuseau {zone}, celui de votre compte.";
        urgent_passes = "What is urgent comes all the same", "Ce qui est urgent passe quand même";
        urgent_passes_hint = "Numbers that cannot answer.", "Les numéros qui ne peuvent pas répondre.";
        digest = "Daily e-mail", "E-mail du jour";
        digest_lead =
            "One a day for each organisation, and only if there is something.",
            "Un par jour et par organisation, et seulement s’il y a quelque chose.";
        digest_at = "At", "À";
        save = "Save", "Enregistrer";
    }
}
