//! Words for disconnecting, removing and deleting: what goes and what stays, asked beforehand.

use crate::{
    app::i18n::table::texts,
    domain::{provider::Held, removal::Happening},
};

texts! {
    pub struct DisconnectTexts {
        loading = "Looking at what depends on it", "Recherche de ce qui en dépend";
        /// The quiet link that leads to the page.
        disconnect = "Disconnect", "Déconnecter";

        title(provider: &str) = "Disconnect {provider}?", "Déconnecter {provider}\u{a0}?";
        lead(account: &str) =
            "The account {account} leaves AVA at once, in every tab. What AVA made with it is then taken \
             back, step by step.",
            "Le compte {account} quitte AVA immédiatement, dans tous les onglets. Ce qu’AVA a fait avec lui \
             est ensuite défait, étape par étape.";
        back(provider: &str) = "Back to {provider}", "Retour à {provider}";
        not_connected(provider: &str) = "{provider} is not connected", "{provider} n’est pas connecté";
        not_connected_text = "There is nothing to disconnect.", "Il n’y a rien à déconnecter.";
        last_cleanup = "See what was taken back", "Voir ce qui a été défait";

        goes = "What goes", "Ce qui disparaît";
        nothing_goes(provider: &str) =
            "Nothing depends on {provider} yet: no number and no agent.",
            "Rien ne dépend encore de {provider}\u{a0}: aucun numéro, aucun agent.";
        numbers(count: usize) => match count {
            1 => "1 number is taken out of Vapi", "1 numéro est retiré de Vapi";
            _ => "{count} numbers are taken out of Vapi", "{count} numéros sont retirés de Vapi";
        };
        loses(number: &str, agent: &str) = "{number}: {agent} loses it", "{number}\u{a0}: {agent} le perd";
        nobody_loses(number: &str) =
            "{number}: no agent answers it",
            "{number}\u{a0}: aucun agent n’y répond";
        assistants(count: usize) => match count {
            1 => "1 assistant is deleted at Vapi", "1 assistant est supprimé chez Vapi";
            _ => "{count} assistants are deleted at Vapi", "{count} assistants sont supprimés chez Vapi";
        };
        only_here(count: usize) => match count {
            1 =>
                "1 number leaves AVA; it is not at Vapi",
                "1 numéro quitte AVA\u{a0}; il n’est pas chez Vapi";
            _ =>
                "{count} numbers leave AVA; they are not at Vapi",
                "{count} numéros quittent AVA\u{a0}; ils ne sont pas chez Vapi";
        };
        stopped(count: usize) => match count {
            1 => "1 import is stopped", "1 raccordement est arrêté";
            _ => "{count} imports are stopped", "{count} raccordements sont arrêtés";
        };

        happens = "What happens, and what stays", "Ce qui se passe, et ce qui reste";
        at(provider: &str) = "At {provider}", "Chez {provider}";
        happens_at(happening: Happening) -> &'static str => match happening {
            Happening::NumbersDeleted =>
                "The numbers are deleted there. No assistant answers them any more.",
                "Les numéros y sont supprimés. Plus aucun assistant n’y répond.";
            Happening::AssistantsDeleted =>
                "The assistants are deleted too. Your Vapi account itself stays.",
                "Les assistants y sont supprimés aussi. Votre compte Vapi lui-même reste.";
            Happening::WebhooksReturned =>
                "Each number gets back the webhooks that it had before AVA. What somebody changed since is \
                 left as it is. The numbers stay in your Twilio account.",
                "Chaque numéro retrouve les webhooks qu’il avait avant AVA. Ce que quelqu’un a changé depuis \
                 reste tel quel. Les numéros restent dans votre compte Twilio.";
            Happening::KeyRevoked =>
                "The API key that Vapi had is revoked.",
                "La clé API qu’avait Vapi est révoquée.";
            Happening::KeyTakenBack =>
                "The OpenAI key is deleted there. Vapi goes on with models of its own.",
                "La clé OpenAI y est supprimée. Vapi continue avec ses propres modèles.";
            Happening::ConsentRevoked =>
                "AVA’s access is taken back there. Your calendars and their events stay, those of appointments \
                 too: AVA keeps them in step no longer.",
                "L’accès d’AVA y est retiré. Vos agendas et leurs événements restent, ceux des rendez-vous \
                 compris\u{a0}: AVA ne les tient plus à jour.";
            Happening::ConsentStays =>
                "AVA’s access stays there, since another organisation on this installation uses the same \
                 Google account: Google knows one consent for both. It is taken back once nobody here uses it. \
                 Your calendars and their events stay.",
                "L’accès d’AVA y reste, car une autre organisation de cette installation utilise le même \
                 compte Google\u{a0}: Google ne connaît qu’un accord pour les deux. Il est retiré dès que \
                 personne ici ne l’utilise plus. Vos agendas et leurs événements restent.";
        };
        stays = "Stays", "Reste";
        held(held: Held) -> &'static str => match held {
            Held::Key => "The key", "La clé";
            Held::Credentials => "The credentials", "Les identifiants";
            Held::Access => "The access", "L’accès";
        };
        held_gone(held: Held) -> &'static str => match held {
            Held::Key => "It is gone from AVA at once.", "Elle quitte AVA immédiatement.";
            Held::Credentials => "They are gone from AVA at once.", "Ils quittent AVA immédiatement.";
            Held::Access => "It ends in AVA at once.", "Il prend fin immédiatement dans AVA.";
        };
        /// Follows that what was held is gone.
        copy_kept =
            "A sealed copy is kept only until everything is taken back, and is then shredded.",
            "Une copie scellée n’est gardée que jusqu’à ce que tout soit défait, puis détruite.";
        confirm(provider: &str) = "Disconnect {provider}", "Déconnecter {provider}";
    }
}
