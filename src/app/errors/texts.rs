//! Words around the sentence of a problem.

use crate::app::i18n::table::texts;

texts! {
    pub struct ErrorTexts {
        not_found_title = "There is nothing here", "Il n’y a rien ici";
        not_found_text =
            "The address is wrong, or what was here is gone, or it belongs to another organisation.",
            "L’adresse est fausse, ou ce qui était ici n’existe plus, ou cela appartient à une autre \
             organisation.";
        forbidden_title = "Your role does not open this", "Votre rôle n’y donne pas accès";
        signed_out_title = "You are signed out", "Votre session est terminée";
        outdated_title = "AVA was updated", "AVA a été mis à jour";
        refused_title = "AVA did not accept this request", "AVA n’a pas accepté cette demande";
        failed_title =
            "This page cannot be shown right now",
            "Cette page ne peut pas être affichée pour le moment";
        /// Leads to the page that a refused form or link stands on.
        back = "Back to the page", "Revenir à la page";
        to_start = "Go to the start page", "Aller à la page d’accueil";
        sign_in = "Sign in", "Se connecter";
        /// Used where leaving the page would lose typed text.
        sign_in_new_tab = "Sign in (new tab)", "Se connecter (nouvel onglet)";
        set_up_new_tab = "Set one up (new tab)", "En configurer un (nouvel onglet)";
        reload = "Reload the page", "Recharger la page";
        reference(id: &str) = "Reference {id}", "Référence {id}";
        /// Stands beside a link that reloads: the application ended in this tab.
        page_failed =
            "This page does not update by itself right now. You can still fill in and send its forms, or \
             reload it.",
            "Cette page ne se met plus à jour d’elle-même. Vous pouvez toujours remplir et envoyer ses \
             formulaires, ou la recharger.";
        /// Stands beside a link that reloads: something changed that cannot be shown in place.
        page_changed =
            "Something here has changed. Reload the page to see it; what you have typed would be lost.",
            "Quelque chose a changé ici. Rechargez la page pour le voir\u{a0}; ce que vous avez saisi serait \
             perdu.";
    }
}
