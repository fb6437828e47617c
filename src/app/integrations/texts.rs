//! Words of the integrations page.

use super::provider_texts::{self, ProviderTexts};
use crate::{app::i18n::table::texts, domain::provider::Held};

texts! {
    pub struct IntegrationsTexts {
        title = "Integrations", "Intégrations";
        lead =
            "The services your assistant works with. Each key is checked with its provider and stored \
             sealed; nobody can read it back.",
            "Les services avec lesquels travaille votre assistant. Chaque clé est vérifiée auprès de son \
             fournisseur, puis scellée\u{a0}; personne ne peut la relire.";
        loading = "Loading your integrations", "Chargement de vos intégrations";

        can_answer_with = "can answer with", "peut répondre avec";
        proved(ago: &str) =
            "Proved {ago}, from Twilio to Vapi to the agent.",
            "Vérifié {ago}, de Twilio à Vapi jusqu’à l’agent.";
        check_again = "Check again", "Vérifier à nouveau";
        working(number: &str) = "{number} is on its way to Vapi", "Le {number} est en route vers Vapi";
        working_text =
            "AVA works through the steps. You can close this page.",
            "AVA avance étape par étape. Vous pouvez fermer cette page.";
        retrying_text =
            "A step did not go through yet. AVA tries again by itself.",
            "Une étape n’a pas encore abouti. AVA réessaie de lui-même.";
        waiting(number: &str) = "{number} is waiting for you", "Le {number} vous attend";
        see_steps = "See the steps", "Voir les étapes";
        broken(held: Held, provider: &str) => match held {
            Held::Key => "Your {provider} key no longer works", "Votre clé {provider} ne fonctionne plus";
            Held::Credentials =>
                "Your {provider} credentials no longer work",
                "Vos identifiants {provider} ne fonctionnent plus";
            Held::Access =>
                "AVA’s access to {provider} no longer works",
                "L’accès d’AVA à {provider} ne fonctionne plus";
        };
        broken_text =
            "The card says why. Until that is mended, AVA can change nothing there.",
            "La carte dit pourquoi. Tant que ce n’est pas réparé, AVA ne peut rien y modifier.";
        unreached(provider: &str) =
            "{provider} could not be reached yet",
            "{provider} n’a pas encore pu être joint";
        unreached_text(held: Held) -> &'static str => match held {
            Held::Key =>
                "The key is stored. AVA checks again by itself.",
                "La clé est enregistrée. AVA vérifiera à nouveau de lui-même.";
            Held::Credentials =>
                "The credentials are stored. AVA checks again by itself.",
                "Les identifiants sont enregistrés. AVA vérifiera à nouveau de lui-même.";
            Held::Access =>
                "The access is stored. AVA checks again by itself.",
                "L’accès est enregistré. AVA vérifiera à nouveau de lui-même.";
        };
        failed(number: &str) =
            "{number} could not be brought to Vapi",
            "Le {number} n’a pas pu être raccordé à Vapi";
        failed_text =
            "The steps say what happened, and what to do about it.",
            "Les étapes disent ce qui s’est passé et ce qu’il faut faire.";
        left(number: &str) =
            "{number} is left as it is: linked elsewhere",
            "Le {number} est laissé tel quel\u{a0}: relié ailleurs";
        ask_again = "Ask again", "Demander à nouveau";
        start_vapi = "Start by connecting Vapi", "Commencez par connecter Vapi";
        start_vapi_text =
            "Vapi speaks and listens on the call. Your assistant lives there.",
            "Vapi parle et écoute pendant l’appel. C’est là que vit votre assistant.";
        next_agent = "Next, make an agent", "Créez maintenant un agent";
        next_agent_text =
            "The agent is who answers: a name, a greeting, a voice.",
            "C’est lui qui répond\u{a0}: un nom, une phrase d’accueil, une voix.";
        next_twilio = "Next, connect Twilio", "Connectez maintenant Twilio";
        next_twilio_text =
            "Twilio owns the phone number that people call.",
            "Le numéro que l’on appelle est chez Twilio.";
        next_number =
            "Next, choose the number that people call",
            "Choisissez maintenant le numéro que l’on appelle";
        next_number_text =
            "AVA brings it to Vapi and proves that it can answer.",
            "AVA le raccorde à Vapi et vérifie qu’il peut répondre.";

        checklist = "First steps", "Premiers pas";
        number_ready = "Number ready", "Numéro prêt";
        todo_vapi = "Paste its private key", "Collez sa clé privée";
        todo_agent = "Who answers, and how", "Qui répond, et comment";
        todo_twilio = "Account SID and token", "Account SID et jeton";
        todo_number = "Chosen, bound, proved", "Choisi, relié, vérifié";
        todo_again(held: Held) -> &'static str => match held {
            Held::Key => "The stored key no longer works", "La clé enregistrée ne fonctionne plus";
            Held::Credentials =>
                "The stored credentials no longer work",
                "Les identifiants enregistrés ne fonctionnent plus";
            Held::Access => "The access no longer works", "L’accès ne fonctionne plus";
        };
        todo_unreached(held: Held) -> &'static str => match held {
            Held::Key => "Key stored, being checked", "Clé enregistrée, en cours de vérification";
            Held::Credentials =>
                "Credentials stored, being checked",
                "Identifiants enregistrés, en cours de vérification";
            Held::Access => "Access stored, being checked", "Accès enregistré, en cours de vérification";
        };
        state_done = "done", "fait";
        state_next = "next", "à faire maintenant";
        state_todo = "to do", "à faire";
        state_checking = "checking", "en cours de vérification";

        services = "Services", "Services";
        connected = "Connected", "Connecté";
        not_connected = "Not connected", "Non connecté";
        checking = "Checking…", "Vérification…";
        off = "Turned off", "Désactivé";
        not_answering = "Does not answer", "Ne répond pas";
        attention = "Needs attention", "Attention requise";
        unverified(held: Held, provider: &str) => match held {
            Held::Key =>
                "The key is stored, but {provider} could not be reached. AVA checks it again by itself.",
                "La clé est enregistrée, mais {provider} n’a pas pu être joint. AVA la vérifiera de lui-même.";
            Held::Credentials =>
                "The credentials are stored, but {provider} could not be reached. AVA checks them again by itself.",
                "Les identifiants sont enregistrés, mais {provider} n’a pas pu être joint. AVA les vérifiera de \
                 lui-même.";
            Held::Access =>
                "The access is stored, but {provider} could not be reached. AVA checks it again by itself.",
                "L’accès est enregistré, mais {provider} n’a pas pu être joint. AVA le vérifiera de lui-même.";
        };
        fact_key = "Key", "Clé";
        fact_fingerprint = "Fingerprint", "Empreinte";
        fact_saved = "Saved", "Enregistrée";
        fact_checked = "Checked", "Vérifiée";
        fact_used = "Last used", "Utilisée";
        fact_used_by = "Used by", "Utilisé par";
        by = "by", "par";
        never = "Not yet", "Pas encore";
        nothing = "Nothing yet", "Rien pour l’instant";
        numbers(count: u32) -> String =
            if count == 1 { "1 number".into() } else { format!("{count} numbers") },
            if count < 2 { format!("{count} numéro") } else { format!("{count} numéros") };
        agents(count: u32) -> String =
            if count == 1 { "1 agent".into() } else { format!("{count} agents") },
            if count < 2 { format!("{count} agent") } else { format!("{count} agents") };
        connect(provider: &str) = "Connect {provider}", "Connecter {provider}";
        connect_short = "Connect", "Connecter";
        reconnect(provider: &str) = "Reconnect {provider}", "Reconnecter {provider}";
        reconnect_short = "Reconnect", "Reconnecter";
        check_now = "Check now", "Vérifier";
        choose_number = "Choose a number", "Choisir un numéro";
        make_agent = "Make an agent", "Créer un agent";

        accepted(held: Held, provider: &str) => match held {
            Held::Key =>
                "{provider} accepted the key. You are connected.",
                "{provider} a accepté la clé. La connexion est établie.";
            Held::Credentials =>
                "{provider} accepted the credentials. You are connected.",
                "{provider} a accepté les identifiants. La connexion est établie.";
            Held::Access =>
                "{provider} accepted AVA’s access. You are connected.",
                "{provider} a accepté l’accès d’AVA. La connexion est établie.";
        };
        later(held: Held, provider: &str) => match held {
            Held::Key =>
                "Stored. {provider} could not be reached; AVA checks the key again by itself.",
                "Enregistrée. {provider} n’a pas pu être joint\u{a0}; AVA vérifiera la clé de lui-même.";
            Held::Credentials =>
                "Stored. {provider} could not be reached; AVA checks the credentials again by itself.",
                "Enregistrés. {provider} n’a pas pu être joint\u{a0}; AVA vérifiera les identifiants de lui-même.";
            Held::Access =>
                "Stored. {provider} could not be reached; AVA checks the access again by itself.",
                "Enregistré. {provider} n’a pas pu être joint\u{a0}; AVA vérifiera l’accès de lui-même.";
        };
        prove_started =
            "AVA asks Twilio and Vapi again. The result appears on this page.",
            "AVA interroge à nouveau Twilio et Vapi. Le résultat apparaît sur cette page.";

        /// Words for the page of each provider.
        provider: ProviderTexts = provider_texts::EN, provider_texts::FR;
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;
    use crate::domain::provider::{Provider, google_calendar, openai, smtp, twilio, vapi};

    #[test]
    fn what_a_provider_accepted_is_named_by_its_kind() {
        let said = |texts: &IntegrationsTexts, provider: Provider| {
            (texts.accepted)(provider.spec().held, provider.name())
        };
        for (provider, en, fr) in [
            (vapi::PROVIDER, "Vapi accepted the key.", "Vapi a accepté la clé."),
            (openai::PROVIDER, "OpenAI accepted the key.", "OpenAI a accepté la clé."),
            (twilio::PROVIDER, "Twilio accepted the credentials.", "Twilio a accepté les identifiants."),
            (smtp::PROVIDER, "SMTP accepted the credentials.", "SMTP a accepté les identifiants."),
            (
                google_calendar::PROVIDER,
                "Google Calendar accepted AVA’s access.",
                "Google Calendar a accepté l’accès d’AVA.",
            ),
        ] {
            assert!(said(&EN, provider).starts_with(en), "{}", said(&EN, provider));
            assert!(said(&FR, provider).starts_with(fr), "{}", said(&FR, provider));
        }
    }
}
