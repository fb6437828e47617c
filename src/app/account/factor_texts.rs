//! The words of the second factors.

use crate::app::i18n::table::texts;

texts! {
    pub struct FactorTexts {
        title = "Passkeys and second factor", "Clés d’accès et second facteur";
        lead =
            "Signing in takes something that you have, beside what you know.",
            "La connexion demande une chose que vous avez, en plus de ce que vous savez.";
        second_factor = "Second factor", "Second facteur";
        is_off = "Off. Your password alone signs you in.", "Désactivé. Votre mot de passe suffit pour se connecter.";
        is_on =
            "On. Your password alone does not sign you in.",
            "Activé. Votre mot de passe seul ne suffit pas pour se connecter.";
        app_is_on =
            "On. After your password, signing in asks for a code of it.",
            "Activée. Après votre mot de passe, la connexion en demande un code.";
        passkeys = "Passkeys", "Clés d’accès";
        passkeys_lead =
            "A passkey is kept by your phone, your computer, a password manager or a security key. It signs you \
             in alone where it checks that it is you, and is a second factor beside your password.",
            "Une clé d’accès est gardée par votre téléphone, votre ordinateur, un gestionnaire de mots de passe \
             ou une clé de sécurité. Elle vous connecte à elle seule si elle vérifie que c’est bien vous, et \
             sert de second facteur avec votre mot de passe.";
        passkeys_off =
            "Passkeys do not work at this installation’s address: they need a name under https. Whoever runs it \
             sets AVA_PUBLIC_URL.",
            "Les clés d’accès ne fonctionnent pas à l’adresse de cette installation\u{a0}: il leur faut un nom \
             en https. La personne qui l’exploite définit AVA_PUBLIC_URL.";
        no_passkey = "None yet.", "Aucune pour l’instant.";
        passkey_count(count: u32) => match count {
            1 => "One.", "Une.";
            count => "{count} of them.", "{count} au total.";
        };
        manage_passkeys = "Manage passkeys", "Gérer les clés d’accès";
        passkey_name = "Name", "Nom";
        new_passkey_name = "Name of the new passkey", "Nom de la nouvelle clé d’accès";
        passkey_name_hint =
            "So that you know it again, such as “Phone” or “Blue security key”.",
            "Pour la reconnaître, par exemple «\u{a0}Téléphone\u{a0}» ou «\u{a0}Clé de sécurité bleue\u{a0}».";
        add_passkey = "Add a passkey", "Ajouter une clé d’accès";
        added = "Added", "Ajoutée";
        not_used = "Not yet", "Pas encore";
        rename = "Rename", "Renommer";
        rename_spoken(name: &str) = "Rename {name}", "Renommer {name}";
        remove_passkey = "Remove", "Retirer";
        remove_spoken(name: &str) = "Remove {name}", "Retirer {name}";
        copied =
            "It was refused, since it had counted fewer uses than before: there may be a copy of it. If you \
             have not set the device back yourself, remove it.",
            "Elle a été refusée, car elle avait compté moins d’utilisations qu’auparavant\u{a0}: il en existe \
             peut-être une copie. Si vous n’avez pas restauré l’appareil vous-même, retirez-la.";
        passkey_added =
            "The passkey is added. It signs you in from now on.",
            "La clé d’accès est ajoutée. Elle vous connecte désormais.";
        passkey_renamed = "The passkey has its new name.", "La clé d’accès a son nouveau nom.";
        passkey_removed =
            "The passkey is removed. It signs nobody in any more.",
            "La clé d’accès est retirée. Elle ne connecte plus personne.";
        manage = "Manage the second factor", "Gérer le second facteur";
        app = "Authenticator app", "Application d’authentification";
        app_lead =
            "It shows a code of six digits that changes every 30 seconds. Any app for it will do.",
            "Elle affiche un code à six chiffres qui change toutes les 30\u{a0}secondes. Toute application \
             convient.";
        set_up = "Set up an app", "Configurer une application";
        scan =
            "Scan this picture with the app. It is shown in this browser only, for ten minutes.",
            "Scannez cette image avec l’application. Elle n’est affichée que dans ce navigateur, pendant dix \
             minutes.";
        qr = "QR code for the app; the key below says the same", "Code QR pour l’application\u{a0}; la clé ci-dessous dit la même chose";
        open_app = "The app is on this device: open it", "L’application est sur cet appareil\u{a0}: l’ouvrir";
        key = "Or type this key", "Ou saisissez cette clé";
        code = "Code", "Code";
        first_code_hint =
            "The six digits that the app shows now.",
            "Les six chiffres que l’application affiche maintenant.";
        confirm = "Confirm the app", "Confirmer l’application";
        since = "Set up", "Configurée";
        last_used = "Last used", "Dernière utilisation";
        remove_lead =
            "Without it and without a passkey, the password alone signs you in, and there are no recovery codes.",
            "Sans elle et sans clé d’accès, le mot de passe suffit pour se connecter, et il n’y a plus de codes \
             de secours.";
        remove = "Remove the app", "Retirer l’application";
        codes = "Recovery codes", "Codes de secours";
        codes_lead =
            "Each signs you in once beside your password, in place of the app or the passkey. Keep them where \
             these are not.",
            "Chacun vous connecte une fois avec votre mot de passe, à la place de l’application ou de la clé \
             d’accès. Gardez-les ailleurs.";
        codes_left(left: u32) =
            "{left} left.",
            "Il en reste {left}.";
        fresh_codes =
            "These are your codes. Print them or write them down: in ten minutes, or once you have put them by, they are shown no more.",
            "Voici vos codes. Imprimez-les ou notez-les\u{a0}: dans dix minutes, ou une fois mis de côté, ils ne seront plus affichés.";
        put_by = "I have put them by", "Je les ai mis de côté";
        make_codes = "Make new codes", "Créer de nouveaux codes";
        set_up_done =
            "Signing in asks for a code from now on. Put the recovery codes by.",
            "La connexion demandera désormais un code. Mettez les codes de secours de côté.";
        removed =
            "The app is removed. Its codes are worth nothing any more.",
            "L’application est retirée. Ses codes ne valent plus rien.";
        codes_made =
            "There are new recovery codes. Those from before are worth nothing.",
            "Il y a de nouveaux codes de secours. Les précédents ne valent plus rien.";
    }
}
