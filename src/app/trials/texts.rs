//! Words of a conversation with an agent.

use crate::{app::i18n::table::texts, domain::call::Speaker};

texts! {
    pub struct TrialTexts {
        loading = "Loading the conversation", "Chargement de la conversation";
        title(agent: &str) = "Try {agent}", "Essayer {agent}";
        lead =
            "Write what a caller would say, and read what the agent answers, with the tools that it uses.",
            "Écrivez ce que dirait un appelant, et lisez ce que répond l’agent, avec les outils qu’il utilise.";
        before =
            "Vapi bills each answer to your account; its price stands here afterwards. What the agent books is \
             really booked.",
            "Vapi facture chaque réponse à votre compte\u{a0}; son prix figure ici ensuite. Ce que l’agent \
             réserve est vraiment réservé.";
        kept =
            "Only you see this conversation. AVA forgets it a day after the last turn, or when you begin another. \
             Vapi keeps it by the rules of your account there.",
            "Vous seul voyez cette conversation. AVA l’oublie un jour après le dernier message, ou quand vous en \
             commencez une autre. Vapi la garde selon les règles de votre compte.";
        left(turns: u32) => match turns {
            1 => "One turn is left today.", "Encore un message aujourd’hui.";
            _ => "{turns} turns left today.", "Encore {turns} messages aujourd’hui.";
        };
        none_left = "No turn is left today.", "Plus aucun message aujourd’hui.";
        spent(amount: &str) = "So far {amount} US dollars.", "Jusqu’ici {amount} dollars américains.";
        empty = "Nobody has said anything yet.", "Personne n’a encore rien dit.";
        asking = "The agent is thinking. Reload the page in a moment.", "L’agent réfléchit. Rechargez la page dans un instant.";
        speaker(by: Speaker) -> &'static str => match by {
            Speaker::Agent => "Agent", "Agent";
            Speaker::Caller => "You", "Vous";
            Speaker::Tool => "Used a tool", "A utilisé un outil";
        };
        said = "Your turn", "À vous";
        say = "Say it", "Envoyer";
        anew = "Begin another conversation", "Commencer une autre conversation";
        ended = "The next turn begins another conversation.", "Le prochain message commence une autre conversation.";
        not_there = "This agent cannot answer yet", "Cet agent ne peut pas encore répondre";
        not_there_text =
            "It has to be at Vapi first. Its page says how far that is.",
            "Il doit d’abord être chez Vapi. Sa page dit où cela en est.";
        call_me = "Have the agent call you", "Se faire appeler par l’agent";
        no_number =
            "None of your numbers is at Vapi yet, so that there is none to ring from.",
            "Aucun de vos numéros n’est encore chez Vapi\u{a0}: il n’y en a aucun d’où appeler.";
        to_numbers = "Open the numbers", "Ouvrir les numéros";
        confirm_first(from: &str) =
            "AVA rings only a phone that you hold. It calls it from {from} and reads a code of six digits; Twilio \
             bills that short call to the account that has {from}.",
            "AVA n’appelle qu’un téléphone que vous tenez. Il l’appelle depuis le {from} et lit un code de six \
             chiffres\u{a0}; Twilio facture ce court appel au compte qui a le {from}.";
        phone = "Your phone number", "Votre numéro de téléphone";
        phone_hint = "With the country code, such as +33 6 12 34 56 78.", "Avec l’indicatif du pays, par exemple +33 6 12 34 56 78.";
        read_code = "Read me the code", "Me lire le code";
        code_read(number: &str, minutes: u32) =
            "The code was read to {number}. It counts for {minutes} minutes.",
            "Le code a été lu au {number}. Il est valable {minutes}\u{a0}minutes.";
        code = "Code", "Code";
        confirm = "Confirm the phone", "Confirmer le téléphone";
        confirmed = "Your phone is confirmed.", "Votre téléphone est confirmé.";
        another = "Use another number", "Utiliser un autre numéro";
        forgotten = "AVA has forgotten your number.", "AVA a oublié votre numéro.";
        will_ring(number: &str, from: &str, minutes: u32) =
            "The agent rings {number} from {from} and talks for {minutes} minutes at most. Vapi and Twilio bill \
             the call as any other; its price stands on its page once it is over.",
            "L’agent appelle le {number} depuis le {from} et parle {minutes}\u{a0}minutes au plus. Vapi et Twilio \
             facturent l’appel comme tout autre\u{a0}; son prix figure sur sa page une fois terminé.";
        ring = "Call me", "M’appeler";
        calls_left(calls: u32) => match calls {
            0 =>
                "No call is left today, for all of your organisation.",
                "Plus aucun appel aujourd’hui, pour toute votre organisation.";
            1 =>
                "One call is left today, for all of your organisation.",
                "Encore un appel aujourd’hui, pour toute votre organisation.";
            _ =>
                "{calls} calls left today, for all of your organisation.",
                "Encore {calls} appels aujourd’hui, pour toute votre organisation.";
        };
        to_agent = "Open the agent", "Ouvrir l’agent";
        not_in_step =
            "What answers here is the agent as Vapi has it: the last change is not there yet.",
            "C’est l’agent tel que Vapi le connaît qui répond ici\u{a0}: la dernière modification n’y est pas \
             encore.";
    }
}
