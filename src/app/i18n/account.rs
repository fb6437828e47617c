//! The account page.

use crate::app::i18n::table::texts;

texts! {
    pub struct AccountTexts {
        title = "Account", "Compte";
        lead =
            "You, your language, and where you are signed in.",
            "Vous, votre langue et les appareils connectés.";
        you = "You", "Vous";
        name = "Name", "Nom";
        email = "E-mail", "E-mail";
        org = "Organisation", "Organisation";
        role = "Role", "Rôle";
        language_lead =
            "The language of the pages, on every device you sign in from.",
            "La langue des pages, sur tous les appareils où vous vous connectez.";
        email_lead =
            "You sign in with it. Another one is confirmed by a link at both addresses.",
            "Vous vous connectez avec. Une autre est confirmée par un lien aux deux adresses.";
        new_email = "New e-mail", "Nouvel e-mail";
        change_email = "Send both links", "Envoyer les deux liens";
        password_lead =
            "Changing it signs you out on all your other devices.",
            "Le changer vous déconnecte de tous vos autres appareils.";
        present_password = "Present password", "Mot de passe actuel";
        new_password = "New password", "Nouveau mot de passe";
        change_password = "Change password", "Changer le mot de passe";
        devices = "Your devices", "Vos appareils";
        devices_lead =
            "A device you do not know? Sign it out, and it is out at once.",
            "Un appareil inconnu\u{a0}? Déconnectez-le, l’effet est immédiat.";
        this_device = "This device", "Cet appareil";
        signed_in = "Signed in", "Connecté";
        /// After “Signed in” and a time.
        signed_in_from(address: &str) = "from {address}", "depuis {address}";
        revoke_others = "End all other sessions", "Mettre fin aux autres sessions";
        last_seen = "Last seen", "Vu";
        revoke = "Sign out", "Déconnecter";
        /// Begins with the visible label.
        revoke_spoken(device: &str) = "Sign out {device}", "Déconnecter {device}";
        sign_out_lead =
            "Ends the session on this device only.",
            "Met fin à la session sur cet appareil seulement.";
    }
}
