//! The words of the second factors.

use crate::app::i18n::table::texts;

texts! {
    pub struct FactorTexts {
        title = "Second factor", "Second facteur";
        lead =
            "Signing in takes something that you have, beside what you know.",
            "La connexion demande une chose que vous avez, en plus de ce que vous savez.";
        is_off = "Off. Your password alone signs you in.", "Désactivé. Votre mot de passe suffit pour se connecter.";
        is_on = "On. Signing in asks for a code of your app.", "Activé. La connexion demande un code de votre application.";
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
            "Without it, the password alone signs you in, and the recovery codes go with it.",
            "Sans elle, le mot de passe suffit pour se connecter, et les codes de secours disparaissent avec \
             elle.";
        remove = "Remove the app", "Retirer l’application";
        codes = "Recovery codes", "Codes de secours";
        codes_lead =
            "Each signs you in once, in place of the app. Keep them where the app is not.",
            "Chacun vous connecte une fois, à la place de l’application. Gardez-les ailleurs qu’avec elle.";
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
            "Signing in takes the password alone from now on.",
            "La connexion ne demandera plus que le mot de passe.";
        codes_made =
            "There are new recovery codes. Those from before are worth nothing.",
            "Il y a de nouveaux codes de secours. Les précédents ne valent plus rien.";
    }
}
