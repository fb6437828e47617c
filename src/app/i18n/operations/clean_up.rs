//! Words of what is taken back at the providers: how it gets on, what a person
//! can do in its place, and how it ended.

use crate::domain::operation::{ManualStep, OperationKind, StepKind, Webhooks};

pub struct CleanUpTexts {
    /// A step by what it is about; none for one that is about nothing by name.
    pub step_on: fn(StepKind, &str) -> Option<String>,

    /// What holds here already, whatever the providers do.
    pub final_here: fn(OperationKind) -> &'static str,
    pub waits_for: fn(&str, &str) -> String,
    pub tries_again: fn(&str) -> String,
    pub retry_now: &'static str,
    pub attention: &'static str,
    pub attention_text: &'static str,
    /// The same, of what no person of the org can do.
    pub attention_operators: &'static str,
    pub by_hand_instead: &'static str,
    pub by_hand: fn(&ManualStep) -> String,
    pub closing: &'static str,
    pub close: &'static str,
    pub closed: &'static str,
    pub done: fn(OperationKind) -> &'static str,
    pub done_by_hand: &'static str,

    pub receipts: &'static str,
    pub download: &'static str,

    /// The lines of the integrations page: what, and how far.
    pub progress: fn(&str, u32, u32) -> String,
    pub line_waits_for: fn(&str, &str, &str) -> String,
    pub line_tries_again: fn(&str, &str) -> String,
    pub line_attention: fn(&str) -> String,
    pub carrying: fn(&str, u32, u32) -> String,
    pub carry_failed: fn(&str) -> String,
}

fn known(object: &Option<String>) -> String {
    object.as_ref().map(|object| format!(" ({object})")).unwrap_or_default()
}

pub(super) const EN: CleanUpTexts = CleanUpTexts {
    step_on: |step, name| {
        Some(match step {
            StepKind::RemoveAtVapi => format!("Take {name} out of Vapi"),
            StepKind::RestoreAtTwilio => format!("Give {name} its webhooks back at Twilio"),
            StepKind::ReleaseAtTwilio => format!("Release {name} at Twilio"),
            StepKind::DeleteAddress => format!("Delete the address given for {name} at Twilio"),
            StepKind::UnbindAtVapi => format!("Unbind {name} at Vapi"),
            StepKind::DeleteAssistant => format!("Delete the assistant of {name} at Vapi"),
            StepKind::CarryToVapi => format!("Give Vapi the new key for {name}"),
            _ => return None,
        })
    },

    final_here: |kind| match kind {
        OperationKind::UnassignNumber => "Here, nobody answers the number any more; it stays yours.",
        _ => "Everything is gone here already.",
    },
    waits_for: |provider, at| format!("Waiting for {provider}, next attempt {at}."),
    tries_again: |at| format!("A step did not go through, next attempt {at}."),
    retry_now: "Retry now",
    attention: "AVA needs your help to take the rest back",
    attention_text: "This is left at the providers: try again, or do it there by hand.",
    attention_operators: "What is left is in the Twilio account of this installation, and counts for you until it is done: try again, or tell whoever runs it.",
    by_hand_instead: "Do the rest by hand instead",
    by_hand: |what| match what {
        ManualStep::RemoveAtVapi { e164, object } => {
            format!("At Vapi, delete the phone number {}{}.", e164.pretty(), known(object))
        }
        ManualStep::ReleaseAtTwilio { e164, object } => format!(
            "In Twilio’s console, release the number {}{}: it is billed until then. Whoever runs this installation can do it.",
            e164.pretty(),
            known(object)
        ),
        ManualStep::DeleteAddress { e164, name } => format!(
            "In Twilio’s console, delete the address that is named {name}, given for {}. Whoever runs this installation can do it.",
            e164.pretty()
        ),
        ManualStep::UnbindAtVapi { e164, object } => {
            format!("At Vapi, take the assistant off the phone number {}{}.", e164.pretty(), known(object))
        }
        ManualStep::DeleteAssistant { name, object } => {
            format!("At Vapi, delete the assistant {name}{}.", known(object))
        }
        ManualStep::RevokeKey { name, object } => {
            format!("At Twilio, delete each API key that is named {name}{}.", known(object))
        }
        ManualStep::RestoreAtTwilio { e164, object, before } => {
            let back = match before {
                Some(Webhooks { voice, sms, status }) => {
                    let value = |url: &Option<String>| url.clone().unwrap_or_else(|| "empty".to_owned());
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
                "At Twilio, open the number {}{}. Where a webhook still points to api.vapi.ai, {back}",
                e164.pretty(),
                known(object)
            )
        }
    },
    closing: "Say so when all of this is done. AVA then forgets the key that it kept sealed for it, and counts the rest as done. The audit log keeps who said it.",
    close: "I did it by hand",
    closed: "Counted as done by hand. AVA has forgotten the key.",
    done: |kind| match kind {
        OperationKind::UnassignNumber => {
            "Nobody answers the number any more. Nothing of the keys kept for it is left here."
        }
        _ => "Everything is taken back. Nothing of the keys kept for it is left here.",
    },
    done_by_hand: "What was left was done by hand. Nothing of the keys kept for it is left here.",

    receipts: "Receipts",
    download: "Download receipts (JSON)",

    progress: |what, done, steps| format!("{what} is being taken back: {done} of {steps} steps."),
    line_waits_for: |what, provider, at| {
        format!("{what} is being taken back: it waits for {provider}, next attempt {at}.")
    },
    line_tries_again: |what, at| format!("{what} is being taken back: next attempt {at}."),
    line_attention: |what| format!("{what} is being taken back: it needs your attention."),
    carrying: |what, done, all| {
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
    carry_failed: |what| {
        format!("Vapi did not get the new {what} key for every number. Calls may fail until it has.")
    },
};

pub(super) const FR: CleanUpTexts = CleanUpTexts {
    step_on: |step, name| {
        Some(match step {
            StepKind::RemoveAtVapi => format!("Retirer {name} de Vapi"),
            StepKind::RestoreAtTwilio => format!("Rendre à {name} ses webhooks chez Twilio"),
            StepKind::ReleaseAtTwilio => format!("Libérer {name} chez Twilio"),
            StepKind::DeleteAddress => format!("Supprimer chez Twilio l’adresse donnée pour {name}"),
            StepKind::UnbindAtVapi => format!("Détacher {name} chez Vapi"),
            StepKind::DeleteAssistant => format!("Supprimer l’assistant de {name} chez Vapi"),
            StepKind::CarryToVapi => format!("Donner à Vapi la nouvelle clé pour {name}"),
            _ => return None,
        })
    },

    final_here: |kind| match kind {
        OperationKind::UnassignNumber => "Ici, plus personne ne répond au numéro\u{a0}; il reste le vôtre.",
        _ => "Ici, tout a déjà disparu.",
    },
    waits_for: |provider, at| format!("En attente de {provider}, prochain essai {at}."),
    tries_again: |at| format!("Une étape n’a pas abouti, prochain essai {at}."),
    retry_now: "Réessayer maintenant",
    attention: "AVA a besoin de vous pour défaire le reste",
    attention_operators: "Ce qui reste se trouve dans le compte Twilio de cette installation, et compte pour vous jusque-là\u{a0}: réessayez, ou dites-le à la personne qui l’exploite.",
    attention_text: "Voici ce qui reste chez les fournisseurs\u{a0}: réessayez, ou faites-le là-bas à la main.",
    by_hand_instead: "Faire plutôt le reste à la main",
    by_hand: |what| match what {
        ManualStep::RemoveAtVapi { e164, object } => {
            format!("Chez Vapi, supprimez le numéro {}{}.", e164.pretty(), known(object))
        }
        ManualStep::ReleaseAtTwilio { e164, object } => format!(
            "Dans la console Twilio, libérez le numéro {}{}\u{a0}: il est facturé jusque-là. La personne qui exploite cette installation peut le faire.",
            e164.pretty(),
            known(object)
        ),
        ManualStep::DeleteAddress { e164, name } => format!(
            "Dans la console Twilio, supprimez l’adresse nommée {name}, donnée pour le {}. La personne qui exploite cette installation peut le faire.",
            e164.pretty()
        ),
        ManualStep::UnbindAtVapi { e164, object } => {
            format!("Chez Vapi, détachez l’assistant du numéro {}{}.", e164.pretty(), known(object))
        }
        ManualStep::DeleteAssistant { name, object } => {
            format!("Chez Vapi, supprimez l’assistant {name}{}.", known(object))
        }
        ManualStep::RevokeKey { name, object } => {
            format!("Chez Twilio, supprimez chaque clé API nommée {name}{}.", known(object))
        }
        ManualStep::RestoreAtTwilio { e164, object, before } => {
            let back = match before {
                Some(Webhooks { voice, sms, status }) => {
                    let value = |url: &Option<String>| url.clone().unwrap_or_else(|| "vide".to_owned());
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
                "Chez Twilio, ouvrez le numéro {}{}. Là où un webhook pointe encore vers api.vapi.ai, {back}",
                e164.pretty(),
                known(object)
            )
        }
    },
    closing: "Dites-le quand tout cela est fait. AVA oublie alors la clé gardée scellée pour cela et compte le reste comme fait. Le journal d’audit garde qui l’a dit.",
    close: "Je l’ai fait à la main",
    closed: "Compté comme fait à la main. AVA a oublié la clé.",
    done: |kind| match kind {
        OperationKind::UnassignNumber => {
            "Plus personne ne répond au numéro. Il ne reste rien ici des clés gardées pour cela."
        }
        _ => "Tout est défait. Il ne reste rien ici des clés gardées pour cela.",
    },
    done_by_hand: "Ce qui restait a été fait à la main. Il ne reste rien ici des clés gardées pour cela.",

    receipts: "Traces",
    download: "Télécharger les traces (JSON)",

    progress: |what, done, steps| {
        let unit = if done < 2 { "étape" } else { "étapes" };
        format!("{what}\u{a0}: retrait en cours, {done} {unit} sur {steps}.")
    },
    line_waits_for: |what, provider, at| {
        format!("{what}\u{a0}: le retrait attend {provider}, prochain essai {at}.")
    },
    line_tries_again: |what, at| format!("{what}\u{a0}: le retrait continue, prochain essai {at}."),
    line_attention: |what| format!("{what}\u{a0}: le retrait demande votre attention."),
    carrying: |what, done, all| {
        if all == 0 {
            return format!("La clé {what} qu’avait Vapi est en cours de révocation.");
        }
        let have = match done {
            0 => "aucun numéro ne l’a encore".to_owned(),
            1 => format!("1 numéro sur {all} l’a"),
            _ => format!("{done} numéros sur {all} l’ont"),
        };
        format!("Vapi reçoit la nouvelle clé {what}\u{a0}: {have}.")
    },
    carry_failed: |what| {
        format!(
            "Vapi n’a pas reçu la nouvelle clé {what} pour tous les numéros. Des appels peuvent échouer d’ici là."
        )
    },
};

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
            for part in ["+1 415 555 0142 (PN1)", "https://example.com/voice", empty] {
                assert!(words.contains(part), "{words}");
            }
        }
        let unknown = ManualStep::RestoreAtTwilio { e164, object: None, before: None };
        let words = (EN.by_hand)(&unknown);
        assert!(words.ends_with("points to api.vapi.ai, clear it."), "{words}");
    }
}
