//! Words for Google Calendar.

use crate::app::{i18n::table::texts, integrations::services::ServiceTexts};

texts! {
    pub(super) struct GoogleTexts {
        service: ServiceTexts => {
            ServiceTexts {
                purpose: text!("Connects your calendar.", "Relie votre agenda."),
                why: text!(
                    "Appointments come into the calendar that you choose, and no time is offered at which you \
                     are busy there. You agree at Google, and type no password here.",
                    "Les rendez-vous vont dans l’agenda que vous choisissez, et aucun horaire où vous y êtes \
                     occupé n’est proposé. Vous donnez votre accord chez Google, sans saisir de mot de passe ici.",
                ),
                lead: text!(
                    "You agree at Google, and choose the calendar for appointments here.",
                    "Vous donnez votre accord chez Google, puis choisissez ici l’agenda des rendez-vous.",
                ),
                what_for: text!(
                    "AVA asks for three rights only: to list your calendars, to see when you are busy, and to \
                     write events into calendars of your own. Of events that are not its own it keeps the \
                     times alone. The token that Google gives is sealed, and nobody can read it back.",
                    "AVA ne demande que trois droits\u{a0}: lister vos agendas, voir quand vous êtes occupé, \
                     et écrire des événements dans vos propres agendas. Des événements qui ne sont pas les \
                     siens, il ne garde que les heures. Le jeton que donne Google est scellé, et personne ne \
                     peut le relire.",
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
                    "The former account is disconnected, and its consent taken back, unless another \
                     organisation here uses it.",
                    "L’ancien compte est déconnecté, et son accord retiré, sauf si une autre organisation \
                     d’ici l’utilise.",
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
            "Connect again to renew the consent; the chosen calendar stays. Another account takes the place of \
             this one, whose consent is then taken back, unless another organisation here uses it.",
            "Connectez à nouveau pour renouveler l’accord\u{a0}; l’agenda choisi reste. Un autre compte prend la \
             place de celui-ci, dont l’accord est alors retiré, sauf si une autre organisation d’ici \
             l’utilise.";
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
             7\u{a0}jours et doit être redonné. La personne qui exploite cette installation peut y publier \
             l’application.";
    }
}
