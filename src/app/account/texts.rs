//! The account page.

use crate::{app::i18n::table::texts, domain::account::Place};

texts! {
    pub struct AccountTexts {
        title = "Account", "Compte";
        lead =
            "You, your language and time zone, and how and where you are signed in.",
            "Vous, votre langue, votre fuseau horaire, vos moyens de connexion et vos appareils.";
        you = "You", "Vous";
        name = "Name", "Nom";
        change_name = "Change name", "Changer de nom";
        email = "E-mail", "E-mail";
        org = "Organisation", "Organisation";
        role = "Role", "Rôle";
        language_lead =
            "The language of the pages, on every device you sign in from.",
            "La langue des pages, sur tous les appareils où vous vous connectez.";
        zone = "Time zone", "Fuseau horaire";
        /// `now` is a time with its zone.
        zone_lead(now: &str) =
            "All times are in it, on the pages and in mails. It is {now} now.",
            "Toutes les heures y sont données, sur les pages et dans les e-mails. Il est {now}.";
        zone_hint =
            "By the names of the IANA database. Files that you export are in UTC.",
            "D’après les noms de la base IANA. Les fichiers exportés sont en UTC.";
        choose_zone = "Use this time zone", "Utiliser ce fuseau";
        methods = "Sign-in methods", "Moyens de connexion";
        methods_lead = "The ways in which you can sign in.", "Les façons de vous connecter.";
        password_changed = "Chosen", "Choisi";
        password_unknown = "Chosen a while ago", "Choisi il y a longtemps";
        email_lead =
            "You sign in with it. Another one is confirmed by a link at both addresses.",
            "Vous vous connectez avec. Une autre est confirmée par un lien aux deux adresses.";
        new_email = "New e-mail", "Nouvel e-mail";
        change_email = "Send both links", "Envoyer les deux liens";
        password_lead =
            "Changing it signs you out on all your other devices. Your tokens for programs go on: revoke those \
             that somebody else may have.",
            "Le changer vous déconnecte de tous vos autres appareils. Vos jetons pour programmes restent \
             valables\u{a0}: révoquez ceux que quelqu’un d’autre pourrait avoir.";
        present_password = "Present password", "Mot de passe actuel";
        new_password = "New password", "Nouveau mot de passe";
        change_password = "Change password", "Changer le mot de passe";
        activity = "Your activity", "Votre activité";
        activity_lead =
            "Sign-ins, refused ones as well, and what you changed, in all your organisations.",
            "Les connexions, même refusées, et vos modifications, dans toutes vos organisations.";
        notifications = "Notifications", "Notifications";
        notifications_lead =
            "What you are told of, in AVA or by e-mail, and the hours in which no e-mail comes.",
            "Ce dont vous êtes prévenu, dans AVA ou par e-mail, et les heures sans e-mail.";
        choose_notifications = "Choose", "Choisir";
        see_activity = "See your activity", "Voir votre activité";
        identity_unlinked = "Not connected", "Non relié";
        /// A time follows.
        identity_linked(who: &str) = "Connected with {who}", "Relié à {who}";
        link_lead(provider: &str) =
            "Connect your account, to sign in at {provider} as well. Your password stays.",
            "Reliez votre compte pour vous connecter aussi par {provider}. Votre mot de passe reste.";
        link_identity(provider: &str) = "Connect {provider}", "Relier {provider}";
        unlink_lead(provider: &str) =
            "You can sign in at {provider}. Disconnect it to sign in with your password only.",
            "Vous pouvez vous connecter par {provider}. Déliez-le pour n’utiliser que votre mot de passe.";
        unlink_identity(provider: &str) = "Disconnect {provider}", "Délier {provider}";
        devices = "Your devices", "Vos appareils";
        devices_lead =
            "A device you do not know? Sign it out, and it is out at once.",
            "Un appareil inconnu\u{a0}? Déconnectez-le, l’effet est immédiat.";
        this_device = "This device", "Cet appareil";
        signed_in = "Signed in", "Connecté";
        /// After “Signed in” and a time.
        signed_in_from(address: &str) = "from {address}", "depuis {address}";
        place(place: Place) -> &'static str => match place {
            Place::ThisMachine => "the machine AVA runs on", "la machine d’AVA";
            Place::SameNetwork => "the network you are on", "votre réseau actuel";
            Place::PrivateNetwork => "a private network", "un réseau privé";
            Place::Untold => "", "";
        };
        revoke_others = "End all other sessions", "Mettre fin aux autres sessions";
        last_seen = "Last seen", "Vu";
        revoke = "Sign out", "Déconnecter";
        /// Begins with the visible label.
        revoke_spoken(device: &str) = "Sign out {device}", "Déconnecter {device}";
        proof_title = "Is it still you?", "Est-ce toujours vous\u{a0}?";
        proof_lead =
            "What you are about to do takes a proof of the last ten minutes. Nothing of what you typed is lost: \
             it goes on as you sent it.",
            "Ce que vous allez faire demande une preuve des dix dernières minutes. Rien de ce que vous avez \
             saisi n’est perdu\u{a0}: la suite se fait comme vous l’avez envoyée.";
        proof_or_code =
            "Password, or a code of your app",
            "Mot de passe, ou code de votre application";
        proof_go_on = "Go on", "Continuer";
        proof_cancel = "Do nothing", "Ne rien faire";
        sign_out_lead =
            "Ends the session on this device only.",
            "Met fin à la session sur cet appareil seulement.";
    }
}
