//! Words that the pages of the providers share, and those for choosing a number.

use crate::app::i18n::table::texts;

texts! {
    pub struct ProviderTexts {
        stored = "What is stored", "Ce qui est enregistré";
        what_for = "What it is for", "À quoi cela sert";
        where_to_find = "Where to find it", "Où trouver cela";
        save = "Save and check", "Enregistrer et vérifier";
        keep_stored =
            "Leave it empty to keep the stored one.",
            "Laissez vide pour garder la valeur enregistrée.";
        switch = "Switch to this account", "Passer à ce compte";

        number = "Phone number", "Numéro de téléphone";
        number_hint =
            "With its country code: +1 415 555 0142. Or choose after the account is checked: AVA lists what \
             it owns.",
            "Avec son indicatif\u{a0}: +33 1 84 88 00 12. Ou choisissez-le une fois le compte vérifié\u{a0}: \
             AVA liste ceux qu’il possède.";
        agent = "Agent that answers", "Agent qui répond";
        agent_hint =
            "The first in the list answers unless you choose another.",
            "Le premier de la liste répond, sauf si vous en choisissez un autre.";
        agent_default(name: &str) = "{name} (default)", "{name} (par défaut)";
        no_agent =
            "You have no agent yet. The number waits for one, and goes on by itself once you have made it.",
            "Vous n’avez pas encore d’agent. Le numéro en attend un, et continue de lui-même dès que vous \
             l’avez créé.";
        sms = "Let Vapi answer text messages too", "Laisser Vapi répondre aussi aux SMS";
        sms_hint =
            "Vapi would replace the number’s current message webhook. Where somebody or something answers \
             there, AVA says who and asks first. The current one is remembered.",
            "Vapi remplacerait le webhook de messages actuel du numéro. Si quelqu’un ou quelque chose y \
             répond, AVA le nomme et vous demande d’abord. Le webhook en place est noté.";

        bring_title = "Bring a number to Vapi", "Raccorder un numéro à Vapi";
        bring_lead =
            "AVA points the number to Vapi, binds your agent, and proves that it can answer.",
            "AVA dirige le numéro vers Vapi, y relie votre agent et vérifie qu’il peut répondre.";
        bring = "Bring this number to Vapi", "Raccorder ce numéro à Vapi";
        account_numbers = "Numbers of this account", "Numéros de ce compte";
        no_numbers =
            "This account owns no phone number. Buy one in the Twilio console, then reload this page.",
            "Ce compte ne possède aucun numéro. Achetez-en un dans la console Twilio, puis rechargez cette \
             page.";
        no_such_number =
            "This account owns no number with these digits. Check them, or look through all numbers.",
            "Ce compte ne possède aucun numéro avec ces chiffres. Vérifiez-les, ou parcourez tous les \
             numéros.";
        all_numbers = "All numbers", "Tous les numéros";
        /// Says that the account has more numbers than the `shown` ones.
        goes_on(shown: usize) =
            "{shown} numbers are shown, and the account has more. Look for one by its digits, or go on.",
            "{shown} numéros sont affichés, et le compte en a d’autres. Cherchez-en un par ses chiffres, ou \
             continuez.";
        further_numbers = "Further numbers", "Numéros suivants";
        first_numbers = "First numbers", "Premiers numéros";
        takes_calls = "Takes calls", "Reçoit les appels";
        no_voice =
            "Cannot be chosen: it has no voice, or a SIP trunk or an application answers it at Twilio.",
            "Ne peut pas être choisi\u{a0}: il n’a pas la voix, ou un trunk SIP ou une application y répond \
             chez Twilio.";
        known = "already in AVA", "déjà dans AVA";
        or_type = "Or type the number", "Ou saisissez le numéro";
        choose_or_type =
            "With its country code. What you type wins over the list.",
            "Avec son indicatif. Ce que vous saisissez l’emporte sur la liste.";
        your_numbers = "Your numbers", "Vos numéros";
    }
}
