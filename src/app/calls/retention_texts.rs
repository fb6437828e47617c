//! Words of for how long calls are kept.

use crate::app::i18n::table::texts;

texts! {
    pub struct RetentionTexts {
        title = "How long calls are kept", "Durée de conservation des appels";
        lead =
            "For a number of days from the beginning of a call, or for as long as your organisation is here.",
            "Pendant un nombre de jours à partir du début de l’appel, ou tant que votre organisation est ici.";
        loading = "Loading what was chosen", "Chargement de ce qui a été choisi";
        days = "Days", "Jours";
        days_lead =
            "What is older goes within minutes of saving, and cannot be brought back.",
            "Ce qui est plus ancien disparaît quelques minutes après l’enregistrement, sans retour possible.";
        recording = "Recording, in days", "Enregistrement, en jours";
        recording_hint =
            "Vapi alone has it, and deletes a call only whole. So all that Vapi has of the call goes with it; what \
             AVA has stays.",
            "Vapi seul le détient, et ne supprime un appel qu’en entier. Tout ce que Vapi a de l’appel disparaît donc \
             avec lui\u{a0}; ce qu’AVA détient reste.";
        transcript = "What was said, in days", "Ce qui s’est dit, en jours";
        transcript_hint =
            "With the summary and the events that Vapi sent; at Vapi the whole call, with its recording. Who called \
             and when stays here.",
            "Avec le résumé et les événements envoyés par Vapi\u{a0}; chez Vapi, l’appel entier, enregistrement \
             compris. Qui a appelé, et quand, reste ici.";
        call = "The whole call, in days", "L’appel entier, en jours";
        call_hint = "Here and at Vapi. Figures do not count it any more.", "Ici et chez Vapi. Les chiffres ne le comptent plus.";
        kept = "Left empty: kept", "Vide\u{a0}: conservé";
        save = "Save", "Enregistrer";
        at_vapi = "Deleted at Vapi", "Supprimés chez Vapi";
        at_vapi_lead =
            "Calls of which something was erased here: by these days, or with a contact.",
            "Les appels dont quelque chose a été effacé ici\u{a0}: par ces délais, ou avec un contact.";
        none_waits = "No call waits to be deleted.", "Aucun appel n’attend d’être supprimé.";
        waiting(count: u32, since: &str) -> String =
            if count == 1 { format!("One call is erased here and not deleted at Vapi yet; it has waited since {since}.") }
            else { format!("{count} calls are erased here and not deleted at Vapi yet; the first has waited since {since}.") },
            if count == 1 { format!("Un appel est effacé ici et pas encore supprimé chez Vapi\u{a0}; il attend depuis {since}.") }
            else { format!("{count} appels sont effacés ici et pas encore supprimés chez Vapi\u{a0}; le premier attend depuis {since}.") };
        not_connected =
            "Without a key for Vapi that works, they stay there.",
            "Sans clé Vapi qui fonctionne, ils y restent.";
        elsewhere(count: u32) -> String =
            if count == 1 { "One call that is erased here is in another Vapi account, which was connected before. \
                             Delete it there, or connect that account again.".to_owned() }
            else { format!("{count} calls that are erased here are in another Vapi account, which was connected \
                            before. Delete them there, or connect that account again.") },
            if count == 1 { "Un appel effacé ici est dans un autre compte Vapi, connecté auparavant. \
                             Supprimez-le là-bas, ou reconnectez ce compte.".to_owned() }
            else { format!("{count} appels effacés ici sont dans un autre compte Vapi, connecté auparavant. \
                            Supprimez-les là-bas, ou reconnectez ce compte.") };
        operation = "How the deletion goes", "Où en est la suppression";
        id = "Id at Vapi", "Identifiant chez Vapi";
        at = "When", "Quand";
        found(found: bool) -> &'static str => match found {
            true => "Deleted", "Supprimé";
            false => "Was not in the account that is connected", "N’était pas dans le compte connecté";
        };
        what = "What happened", "Ce qui s’est passé";
    }
}
