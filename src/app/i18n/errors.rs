//! What stands around the sentence of a problem.

pub struct ErrorTexts {
    pub not_found_title: &'static str,
    pub not_found_text: &'static str,
    pub forbidden_title: &'static str,
    pub signed_out_title: &'static str,
    pub outdated_title: &'static str,
    pub refused_title: &'static str,
    pub failed_title: &'static str,
    /// To the page that a refused form or link stands on.
    pub back: &'static str,
    pub to_start: &'static str,
    pub sign_in: &'static str,
    /// Where something typed would be lost by leaving the page.
    pub sign_in_new_tab: &'static str,
    pub reload: &'static str,
    pub reference: fn(&str) -> String,
    /// Beside a link that reloads: the application ended in this tab.
    pub page_failed: &'static str,
    /// Beside a link that reloads: something changed that cannot be shown in place.
    pub page_changed: &'static str,
}

pub const EN: ErrorTexts = ErrorTexts {
    not_found_title: "There is nothing here",
    not_found_text: "The address is wrong, or what was here is gone, or it belongs to another organisation.",
    forbidden_title: "Your role does not open this",
    signed_out_title: "You are signed out",
    outdated_title: "AVA was updated",
    refused_title: "AVA did not accept this request",
    failed_title: "This page cannot be shown right now",
    back: "Back to the page",
    to_start: "Go to the start page",
    sign_in: "Sign in",
    sign_in_new_tab: "Sign in (new tab)",
    reload: "Reload the page",
    reference: |id| format!("Reference {id}"),
    page_failed: "This page does not update by itself right now. You can still fill in and send its forms, or reload it.",
    page_changed: "Something here has changed. Reload the page to see it; what you have typed would be lost.",
};

pub const FR: ErrorTexts = ErrorTexts {
    not_found_title: "Il n’y a rien ici",
    not_found_text: "L’adresse est fausse, ou ce qui était ici n’existe plus, ou cela appartient à une autre organisation.",
    forbidden_title: "Votre rôle n’y donne pas accès",
    signed_out_title: "Votre session est terminée",
    outdated_title: "AVA a été mis à jour",
    refused_title: "AVA n’a pas accepté cette demande",
    failed_title: "Cette page ne peut pas être affichée pour le moment",
    back: "Revenir à la page",
    to_start: "Aller à la page d’accueil",
    sign_in: "Se connecter",
    sign_in_new_tab: "Se connecter (nouvel onglet)",
    reload: "Recharger la page",
    reference: |id| format!("Référence {id}"),
    page_failed: "Cette page ne se met plus à jour d’elle-même. Vous pouvez toujours remplir et envoyer ses formulaires, ou la recharger.",
    page_changed: "Quelque chose a changé ici. Rechargez la page pour le voir ; ce que vous avez saisi serait perdu.",
};
