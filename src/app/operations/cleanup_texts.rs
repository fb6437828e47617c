//! Words for clean-ups at the providers: how they get on, what a person can do instead, and
//! how they ended.

use crate::{
    app::i18n::table::texts,
    domain::operation::{FinalHere, ManualStep, Webhooks},
};

texts! {
    pub struct CleanupTexts {
        /// Says what holds here already, whatever the providers do.
        final_here(what: FinalHere) -> &'static str => match what {
            FinalHere::Gone => "Everything is gone here already.", "Ici, tout a déjà disparu.";
            FinalHere::Unanswered =>
                "Here, nobody answers the number any more; it stays yours.",
                "Ici, plus personne ne répond au numéro\u{a0}; il reste le vôtre.";
            FinalHere::Unchanged =>
                "Here, the former Auth Token holds, as before.",
                "Ici, l’ancien Auth Token reste en vigueur, comme avant.";
        };
        waits_for(provider: &str, at: &str) =
            "Waiting for {provider}, next attempt {at}.",
            "En attente de {provider}, prochain essai {at}.";
        tries_again(at: &str) =
            "A step did not go through, next attempt {at}.",
            "Une étape n’a pas abouti, prochain essai {at}.";
        retry_now = "Retry now", "Réessayer maintenant";
        attention = "AVA needs your help to take the rest back", "AVA a besoin de vous pour défaire le reste";
        attention_text =
            "This is left at the providers: try again, or do it there by hand.",
            "Voici ce qui reste chez les fournisseurs\u{a0}: réessayez, ou faites-le là-bas à la main.";
        /// Used where no person of the org can do what is left.
        attention_operators =
            "What is left is in the Twilio account of this installation, and counts for you until it is \
             done: try again, or tell whoever runs it.",
            "Ce qui reste se trouve dans le compte Twilio de cette installation, et compte pour vous \
             jusque-là\u{a0}: réessayez, ou dites-le à la personne qui l’exploite.";
        by_hand_instead = "Do the rest by hand instead", "Faire plutôt le reste à la main";
        by_hand(what: &ManualStep) -> String => match what {
            ManualStep::RemoveAtVapi { e164, object } =>
                format!("At Vapi, delete the phone number {}{}.", e164.unbroken(), id_there(object)),
                format!("Chez Vapi, supprimez le numéro {}{}.", e164.unbroken(), id_there(object));
            ManualStep::ReleaseAtTwilio { e164, object } =>
                format!(
                    "In Twilio’s console, release the number {}{}: it is billed until then. Whoever runs \
                     this installation can do it.",
                    e164.unbroken(),
                    id_there(object)
                ),
                format!(
                    "Dans la console Twilio, libérez le numéro {}{}\u{a0}: il est facturé jusque-là. La \
                     personne qui exploite cette installation peut le faire.",
                    e164.unbroken(),
                    id_there(object)
                );
            ManualStep::DeleteAddress { e164, name } =>
                format!(
                    "In Twilio’s console, delete the address that is named {name}, given for {}. Whoever \
                     runs this installation can do it.",
                    e164.unbroken()
                ),
                format!(
                    "Dans la console Twilio, supprimez l’adresse nommée {name}, donnée pour le {}. La \
                     personne qui exploite cette installation peut le faire.",
                    e164.unbroken()
                );
            ManualStep::UnbindAtVapi { e164, object } =>
                format!(
                    "At Vapi, take the assistant off the phone number {}{}.",
                    e164.unbroken(),
                    id_there(object)
                ),
                format!("Chez Vapi, détachez l’assistant du numéro {}{}.", e164.unbroken(), id_there(object));
            ManualStep::DeleteAssistant { name, object } =>
                format!("At Vapi, delete the assistant {name}{}.", id_there(object)),
                format!("Chez Vapi, supprimez l’assistant {name}{}.", id_there(object));
            ManualStep::RevokeKey { name, object } =>
                format!("At Twilio, delete each API key that is named {name}{}.", id_there(object)),
                format!("Chez Twilio, supprimez chaque clé API nommée {name}{}.", id_there(object));
            ManualStep::TakeKeyBack { name, object } =>
                format!(
                    "In the Vapi dashboard, under Provider Keys, delete each OpenAI key that is named \
                     {name}{}.",
                    id_there(object)
                ),
                format!(
                    "Dans le tableau de bord Vapi, sous Provider Keys, supprimez chaque clé OpenAI nommée \
                     {name}{}.",
                    id_there(object)
                );
            ManualStep::ReturnToken { e164, object } =>
                format!(
                    "At Vapi, import the phone number {}{} again with the Auth Token that the Twilio console \
                     shows.",
                    e164.unbroken(),
                    id_there(object)
                ),
                format!(
                    "Chez Vapi, importez de nouveau le numéro {}{} avec l’Auth Token que montre la console \
                     Twilio.",
                    e164.unbroken(),
                    id_there(object)
                );
            ManualStep::DeleteToken =>
                "In Twilio’s console, under API keys & tokens, delete the secondary Auth Token.".to_owned(),
                "Dans la console Twilio, sous API keys & tokens, supprimez l’Auth Token secondaire.".to_owned();
            ManualStep::RevokeConsent { account } =>
                format!(
                    "At Google, signed in as {account}, open myaccount.google.com/connections and remove \
                     AVA’s access."
                ),
                format!(
                    "Chez Google, connecté en tant que {account}, ouvrez myaccount.google.com/connections et \
                     retirez l’accès d’AVA."
                );
            ManualStep::RestoreAtTwilio { e164, object, before } =>
                {
                    let back = match before {
                        Some(Webhooks { voice, sms, status }) => {
                            let value = |url: &Option<String>| {
                                url.clone().unwrap_or_else(|| "empty".to_owned())
                            };
                            format!(
                                "set it back. Voice: {}. Messages: {}. Status: {}.",
                                value(voice),
                                value(sms),
                                value(status)
                            )
                        }
                        None => "clear it.".to_owned(),
                    };
                    format!(
                        "At Twilio, open the number {}{}. Where a webhook still points to api.vapi.ai, \
                         {back}",
                        e164.unbroken(),
                        id_there(object)
                    )
                },
                {
                    let back = match before {
                        Some(Webhooks { voice, sms, status }) => {
                            let value = |url: &Option<String>| {
                                url.clone().unwrap_or_else(|| "vide".to_owned())
                            };
                            format!(
                                "rétablissez-le. Voix\u{a0}: {}. Messages\u{a0}: {}. Statut\u{a0}: {}.",
                                value(voice),
                                value(sms),
                                value(status)
                            )
                        }
                        None => "videz-le.".to_owned(),
                    };
                    format!(
                        "Chez Twilio, ouvrez le numéro {}{}. Là où un webhook pointe encore vers \
                         api.vapi.ai, {back}",
                        e164.unbroken(),
                        id_there(object)
                    )
                };
        };
        closing =
            "Say so when all of this is done. AVA then forgets the key that it kept sealed for it, and \
             counts the rest as done. The audit log keeps who said it.",
            "Dites-le quand tout cela est fait. AVA oublie alors la clé gardée scellée pour cela et compte \
             le reste comme fait. Le journal d’audit garde qui l’a dit.";
        close = "I did it by hand", "Je l’ai fait à la main";
        closed =
            "Counted as done by hand. AVA has forgotten the key.",
            "Compté comme fait à la main. AVA a oublié la clé.";
        done(what: FinalHere) -> &'static str => match what {
            FinalHere::Gone =>
                "Everything is taken back. Nothing of the keys kept for it is left here.",
                "Tout est défait. Il ne reste rien ici des clés gardées pour cela.";
            FinalHere::Unanswered =>
                "Nobody answers the number any more. Nothing of the keys kept for it is left here.",
                "Plus personne ne répond au numéro. Il ne reste rien ici des clés gardées pour cela.";
            FinalHere::Unchanged =>
                "The former Auth Token holds everywhere. Nothing of the keys kept for it is left here.",
                "L’ancien Auth Token est en vigueur partout. Il ne reste rien ici des clés gardées pour cela.";
        };
        done_by_hand =
            "What was left was done by hand. Nothing of the keys kept for it is left here.",
            "Ce qui restait a été fait à la main. Il ne reste rien ici des clés gardées pour cela.";

        receipts = "Receipts", "Traces";
        download = "Download receipts (JSON)", "Télécharger les traces (JSON)";

        /// A line of the integrations page: what is taken back, and how far.
        progress(what: &str, done: u32, steps: u32) -> String =
            format!("{what} is being taken back: {done} of {steps} steps."),
            {
                let unit = if done < 2 { "étape" } else { "étapes" };
                format!("{what}\u{a0}: retrait en cours, {done} {unit} sur {steps}.")
            };
        line_waits_for(what: &str, provider: &str, at: &str) =
            "{what} is being taken back: it waits for {provider}, next attempt {at}.",
            "{what}\u{a0}: le retrait attend {provider}, prochain essai {at}.";
        line_tries_again(what: &str, at: &str) =
            "{what} is being taken back: next attempt {at}.",
            "{what}\u{a0}: le retrait continue, prochain essai {at}.";
        line_attention(what: &str) =
            "{what} is being taken back: it needs your attention.",
            "{what}\u{a0}: le retrait demande votre attention.";
        carrying(what: &str, done: u32, all: u32) -> String =
            {
                if all == 0 {
                    return format!("The {what} key that Vapi had is being revoked.");
                }
                let have = match (done, all) {
                    (0, _) => "no number has it yet".to_owned(),
                    (1, 1) => "1 of 1 number has it".to_owned(),
                    (1, _) => format!("1 of {all} numbers has it"),
                    _ => format!("{done} of {all} numbers have it"),
                };
                format!("Vapi is getting the new {what} key: {have}.")
            },
            {
                if all == 0 {
                    return format!("La clé {what} qu’avait Vapi est en cours de révocation.");
                }
                let have = match done {
                    0 => "aucun numéro ne l’a encore".to_owned(),
                    1 => format!("1 numéro sur {all} l’a"),
                    _ => format!("{done} numéros sur {all} l’ont"),
                };
                format!("Vapi reçoit la nouvelle clé {what}\u{a0}: {have}.")
            };
        /// On the card: the account's token is replaced, step by step.
        rotating(what: &str, done: u32, steps: u32) =
            "{what} is getting another Auth Token: {done} of {steps} steps.",
            "{what} reçoit un autre Auth Token\u{a0}: {done} sur {steps} étapes.";
        /// On the card: it could not be replaced, and the former one is given back.
        restoring(what: &str, done: u32, steps: u32) =
            "{what} did not get another Auth Token. AVA takes back what was begun: {done} of {steps} steps.",
            "{what} n’a pas reçu d’autre Auth Token. AVA défait ce qui était commencé\u{a0}: {done} sur \
             {steps} étapes.";
        restoring_attention(what: &str) =
            "{what} did not get another Auth Token, and AVA needs your help to take back what was begun.",
            "{what} n’a pas reçu d’autre Auth Token, et AVA a besoin de vous pour défaire ce qui était commencé.";
        carry_failed(what: &str) =
            "Vapi did not get the new {what} key for every number. Calls may fail until it has.",
            "Vapi n’a pas reçu la nouvelle clé {what} pour tous les numéros. Des appels peuvent échouer \
             d’ici là.";
    }
}

fn id_there(object: &Option<String>) -> String {
    object.as_ref().map(|object| format!(" ({object})")).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::phone::E164;

    #[test]
    fn numbers_are_counted_as_people_count() {
        for (done, all, en, fr) in [
            (0, 3, "no number has it yet.", "aucun numéro ne l’a encore."),
            (1, 1, "1 of 1 number has it.", "1 numéro sur 1 l’a."),
            (1, 3, "1 of 3 numbers has it.", "1 numéro sur 3 l’a."),
            (2, 3, "2 of 3 numbers have it.", "2 numéros sur 3 l’ont."),
        ] {
            for (texts, words) in [(EN, en), (FR, fr)] {
                let line = (texts.carrying)("Twilio", done, all);
                assert!(line.ends_with(words), "{line}");
            }
        }
    }

    #[test]
    fn what_to_do_at_twilio_says_where_each_webhook_pointed() {
        let e164 = E164::parse("+14155550142").unwrap();
        let voice = Some("https://example.com/voice".to_owned());
        let before = Some(Webhooks { voice, ..Webhooks::default() });
        let object = Some("PN1".to_owned());
        let known = ManualStep::RestoreAtTwilio { e164: e164.clone(), object, before };
        for (texts, empty) in [(EN, "empty"), (FR, "vide")] {
            let words = (texts.by_hand)(&known);
            for part in ["+1\u{a0}415\u{a0}555\u{a0}0142 (PN1)", "https://example.com/voice", empty] {
                assert!(words.contains(part), "{words}");
            }
        }
        let unknown = ManualStep::RestoreAtTwilio { e164, object: None, before: None };
        let words = (EN.by_hand)(&unknown);
        assert!(words.ends_with("points to api.vapi.ai, clear it."), "{words}");
    }
}
