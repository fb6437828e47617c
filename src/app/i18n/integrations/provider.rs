//! Words of the pages of the providers that are alike, and of choosing a number.

pub struct ProviderTexts {
    pub stored: &'static str,
    pub what_for: &'static str,
    pub where_to_find: &'static str,
    pub save: &'static str,
    pub keep_stored: &'static str,
    pub switch: &'static str,

    pub number: &'static str,
    pub number_hint: &'static str,
    pub agent: &'static str,
    pub agent_hint: &'static str,
    pub agent_default: fn(&str) -> String,
    pub no_agent: &'static str,
    pub sms: &'static str,
    pub sms_hint: &'static str,

    pub bring_title: &'static str,
    pub bring_lead: &'static str,
    pub bring: &'static str,
    pub account_numbers: &'static str,
    pub no_numbers: &'static str,
    pub no_such_number: &'static str,
    pub all_numbers: &'static str,
    /// That there are more than so many.
    pub goes_on: fn(usize) -> String,
    pub further_numbers: &'static str,
    pub first_numbers: &'static str,
    pub takes_calls: &'static str,
    pub no_voice: &'static str,
    pub known: &'static str,
    pub or_type: &'static str,
    pub choose_or_type: &'static str,
    pub your_numbers: &'static str,
}

pub const EN: ProviderTexts = ProviderTexts {
    stored: "What is stored",
    what_for: "What it is for",
    where_to_find: "Where to find it",
    save: "Save and check",
    keep_stored: "Leave it empty to keep the stored one.",
    switch: "Switch to this account",

    number: "Phone number",
    number_hint: "With its country code: +1 415 555 0142. Or choose after the account is checked: AVA lists what it owns.",
    agent: "Agent that answers",
    agent_hint: "The first in the list answers unless you choose another.",
    agent_default: |name| format!("{name} (default)"),
    no_agent: "You have no agent yet. The number waits for one, and goes on by itself once you have made it.",
    sms: "Let Vapi answer text messages too",
    sms_hint: "Vapi would replace the number’s current message webhook. Where somebody or something answers there, AVA says who and asks first. The current one is remembered.",

    bring_title: "Bring a number to Vapi",
    bring_lead: "AVA points the number to Vapi, binds your agent, and proves that it can answer.",
    bring: "Bring this number to Vapi",
    account_numbers: "Numbers of this account",
    no_numbers: "This account owns no phone number. Buy one in the Twilio console, then reload this page.",
    no_such_number: "This account owns no number with these digits. Check them, or look through all numbers.",
    all_numbers: "All numbers",
    goes_on: |shown| {
        format!("{shown} numbers are shown, and the account has more. Look for one by its digits, or go on.")
    },
    further_numbers: "Further numbers",
    first_numbers: "First numbers",
    takes_calls: "Takes calls",
    no_voice: "Cannot be chosen: it has no voice, or a SIP trunk or an application answers it at Twilio.",
    known: "already in AVA",
    or_type: "Or type the number",
    choose_or_type: "With its country code. What you type wins over the list.",
    your_numbers: "Your numbers",
};

pub const FR: ProviderTexts = ProviderTexts {
    stored: "Ce qui est enregistré",
    what_for: "À quoi cela sert",
    where_to_find: "Où trouver cela",
    save: "Enregistrer et vérifier",
    keep_stored: "Laissez vide pour garder la valeur enregistrée.",
    switch: "Passer à ce compte",

    number: "Numéro de téléphone",
    number_hint: "Avec son indicatif\u{a0}: +33 1 84 88 00 12. Ou choisissez-le une fois le compte vérifié\u{a0}: AVA liste ceux qu’il possède.",
    agent: "Agent qui répond",
    agent_hint: "Le premier de la liste répond, sauf si vous en choisissez un autre.",
    agent_default: |name| format!("{name} (par défaut)"),
    no_agent: "Vous n’avez pas encore d’agent. Le numéro en attend un, et continue de lui-même dès que vous l’avez créé.",
    sms: "Laisser Vapi répondre aussi aux SMS",
    sms_hint: "Vapi remplacerait le webhook de messages actuel du numéro. Si quelqu’un ou quelque chose y répond, AVA le nomme et vous demande d’abord. Le webhook en place est noté.",

    bring_title: "Raccorder un numéro à Vapi",
    bring_lead: "AVA dirige le numéro vers Vapi, y relie votre agent et vérifie qu’il peut répondre.",
    bring: "Raccorder ce numéro à Vapi",
    account_numbers: "Numéros de ce compte",
    no_numbers: "Ce compte ne possède aucun numéro. Achetez-en un dans la console Twilio, puis rechargez cette page.",
    no_such_number: "Ce compte ne possède aucun numéro avec ces chiffres. Vérifiez-les, ou parcourez tous les numéros.",
    all_numbers: "Tous les numéros",
    goes_on: |shown| {
        format!(
            "{shown} numéros sont affichés, et le compte en a d’autres. Cherchez-en un par ses chiffres, ou continuez."
        )
    },
    further_numbers: "Numéros suivants",
    first_numbers: "Premiers numéros",
    takes_calls: "Reçoit les appels",
    no_voice: "Ne peut pas être choisi\u{a0}: il n’a pas la voix, ou un trunk SIP ou une application y répond chez Twilio.",
    known: "déjà dans AVA",
    or_type: "Ou saisissez le numéro",
    choose_or_type: "Avec son indicatif. Ce que vous saisissez l’emporte sur la liste.",
    your_numbers: "Vos numéros",
};
