//! Words for Google Calendar.

use crate::app::{i18n::table::texts, integrations::services::ServiceTexts};

texts! {
    pub(super) struct GoogleTexts {
        service: ServiceTexts => {
            ServiceTexts {
                purpose: text!("Keeps the appointments.", "Tient les rendez-vous."),
                why: text!(
                    "With it, AVA knows which calendar appointments go into. You agree at Google, and type no \
                     password here.",
                    "Avec lui, AVA sait dans quel agenda vont les rendez-vous. Vous donnez votre accord chez \
                     Google, sans saisir de mot de passe ici.",
                ),
                lead: text!(
                    "You agree at Google, and choose the calendar for appointments here.",
                    "Vous donnez votre accord chez Google, puis choisissez ici l’agenda des rendez-vous.",
                ),
                what_for: text!(
                    "AVA asks for three rights only: to list your calendars, to see when you are busy, and to \
                     write events into calendars of your own. The token that Google gives is sealed, and \
                     nobody can read it back.",
                    "AVA ne demande que trois droits\u{a0}: lister vos agendas, voir quand vous êtes occupé, \
                     et écrire des événements dans vos propres agendas. Le jeton que donne Google est scellé, \
                     et personne ne peut le relire.",
                ),
                steps: &[
                    text!(
                        "Choose Connect. Google asks which account; take the one whose calendar is meant.",
                        "Choisissez Connecter. Google demande quel compte\u{a0}: prenez celui de l’agenda voulu.",
                    ),
                    text!(
                        "Leave every box ticked, and continue. Without one of them AVA says what is missing.",
                        "Laissez toutes les cases cochées, puis continuez. S’il en manque une, AVA le dit.",
                    ),
                    text!(
                        "Google may warn that the app is not verified: that is about this installation’s \
                         client. Ask whoever runs it.",
                        "Google peut avertir que l’application n’est pas validée\u{a0}: il s’agit du client de \
                         cette installation. Demandez à la personne qui l’exploite.",
                    ),
                ],
                fields: &[],
                replace: text!("Connect again", "Connecter à nouveau"),
                switch: text!(
                    "The former account is disconnected, and its consent taken back.",
                    "L’ancien compte est déconnecté, et son accord retiré.",
                ),
                stays: text!(
                    "Your calendars and their events stay as they are.",
                    "Vos agendas et leurs événements restent tels quels.",
                ),
            }
        };
        connect = "Connect Google Calendar", "Connecter Google Calendar";
        again = "Connect again", "Connecter à nouveau";
        lead_on =
            "The button leads to Google. You come back here once you have agreed.",
            "Le bouton mène à Google. Vous revenez ici une fois votre accord donné.";
        lead_again =
            "Connect again to renew the consent; what hangs on it stays. Another account takes the place of \
             this one, whose consent is then taken back.",
            "Connectez à nouveau pour renouveler l’accord\u{a0}; ce qui en dépend reste. Un autre compte \
             prend la place de celui-ci, dont l’accord est alors retiré.";
        fact_redirect = "Redirect address", "Adresse de redirection";
        redirect_hint =
            "For whoever runs this installation: paste this line into the client in Google’s console, under \
             Authorised redirect URIs.",
            "Pour la personne qui exploite cette installation\u{a0}: collez cette ligne dans le client de la \
             console de Google, sous URI de redirection autorisés.";
        fact_account = "Account", "Compte";
        fact_token = "Consent", "Accord";
        fact_calendar = "Calendar for appointments", "Agenda des rendez-vous";
        fact_ends = "Consent ends", "Fin de l’accord";
        not_known = "Not known yet", "Pas encore connu";
        main = "The main calendar", "L’agenda principal";
        main_named(name: &str) = "{name} (the main one)", "{name} (l’agenda principal)";
        calendar_gone =
            "The chosen calendar is not in the account any more",
            "L’agenda choisi n’est plus dans le compte";
        choose_title = "Choose the calendar", "Choisir l’agenda";
        choose_hint =
            "Only calendars of your own are listed. Check now reads the list again.",
            "Seuls vos propres agendas sont listés. Vérifier relit la liste.";
        choose = "Use this calendar", "Utiliser cet agenda";
        in_testing =
            "The app in Google’s console is in testing: each consent ends after 7 days, and is then given \
             again. Whoever runs this installation can publish the app there.",
            "L’application est en mode test dans la console de Google\u{a0}: chaque accord prend fin après \
             7 jours et doit être redonné. La personne qui exploite cette installation peut y publier \
             l’application.";
    }
}
