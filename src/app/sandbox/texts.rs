//! Words of the sandbox page.

use crate::{
    app::i18n::table::texts,
    domain::{call::Delivery, outside_change::OutsideChange, sandbox::FaultKind},
};

texts! {
    pub struct SandboxTexts {
        title = "Sandbox", "Bac à sable";
        /// `all` names every provider, `any` one of them.
        lead(all: &str) =
            "No call leaves this machine: simulators stand in for {all}.",
            "Aucun appel ne quitte cette machine\u{a0}: des simulateurs remplacent {all}.";
        loading = "Loading the simulators", "Chargement des simulateurs";
        off = "The sandbox is off here", "Le bac à sable est désactivé ici";
        off_text(all: &str) =
            "This installation talks to the real {all}. The sandbox exists only where the \
             simulators stand in for them.",
            "Cette installation parle aux vrais {all}. Le bac à sable n’existe que là où des \
             simulateurs les remplacent.";
        to_integrations = "Go to integrations", "Aller aux intégrations";
        refresh = "Refresh", "Actualiser";

        about = "What this is", "De quoi il s’agit";
        about_text(all: &str) =
            "AVA speaks to the simulators exactly as it would to {all}; only the addresses differ. \
             They keep state, answer with the same errors, and change what the real ones would change. \
             Nothing here costs money, and nothing here proves that a real account works.",
            "AVA parle aux simulateurs exactement comme à {all}\u{a0}; seules les adresses \
             changent. Ils gardent un état, répondent avec les mêmes erreurs et modifient ce que les vrais \
             modifieraient. Rien ici ne coûte d’argent, et rien ici ne prouve qu’un vrai compte fonctionne.";
        kind(kind: FaultKind) -> &'static str => match kind {
            FaultKind::Latency => "Slow answer", "Réponse lente";
            FaultKind::RateLimited => "429, too many requests", "429, trop de demandes";
            FaultKind::Unauthorized => "401, key refused", "401, clé refusée";
            FaultKind::Forbidden => "403, right missing", "403, droit manquant";
            FaultKind::Quota => "No credit left", "Crédit épuisé";
            FaultKind::ServerError => "500, server error", "500, erreur du serveur";
            FaultKind::Unavailable => "503, unavailable", "503, indisponible";
            FaultKind::Hang => "No answer", "Pas de réponse";
            FaultKind::Reset => "Connection dropped", "Connexion coupée";
            FaultKind::Garbage => "Answer that is not JSON", "Réponse qui n’est pas du JSON";
            FaultKind::HoldBefore => "Held before it takes effect", "Retenu avant effet";
            FaultKind::HoldAfter => "Held after it took effect", "Retenu après effet";
        };

        call_title = "Call a number", "Appeler un numéro";
        call_lead =
            "Somebody calls, speaks as the script says, and Vapi sends AVA what happens.",
            "Quelqu’un appelle, dit ce que dit le script, et Vapi envoie à AVA ce qui se passe.";
        call_caller = "Caller", "Appelant";
        call_caller_hint = "Empty for a hidden number.", "Vide pour un numéro masqué.";
        call_seconds = "Seconds", "Secondes";
        call_script = "Script", "Script";
        call_script_hint =
            "A line each: < the caller, > the agent, ! the name of a tool.",
            "Une ligne par réplique\u{a0}: «\u{a0}<\u{a0}» l’appelant, «\u{a0}>\u{a0}» l’agent, «\u{a0}!\u{a0}» le nom d’un \
             outil.";
        call_ended = "It ends with", "Il se termine par";
        call_delivery = "Its events arrive", "Ses événements arrivent";
        delivery(delivery: Delivery) -> &'static str => match delivery {
            Delivery::InOrder => "in order", "dans l’ordre";
            Delivery::OutOfOrder => "in the wrong order", "dans le désordre";
            Delivery::Twice => "twice", "deux fois";
            Delivery::Late => "late, once it is over", "en retard, une fois l’appel terminé";
            Delivery::NoReport => "but for the end", "sauf la fin";
            Delivery::Never => "never", "jamais";
        };
        call_do = "Call", "Appeler";
        call_made = "The call is on its way.", "L’appel est en route.";

        state = "What the simulators hold", "Ce que contiennent les simulateurs";
        state_text =
            "Each line sets what AVA believes beside what the simulators have.",
            "Chaque ligne met ce que croit AVA en face de ce qu’ont les simulateurs.";
        ours = "In AVA", "Dans AVA";
        at_vapi = "At Vapi", "Chez Vapi";
        at_twilio = "At Twilio", "Chez Twilio";
        number = "Number", "Numéro";
        agent = "Agent", "Agent";
        account = "Account", "Compte";
        account_sid = "Account SID", "Account SID";
        absent = "Not there", "Absent";
        unbound = "bound to nothing", "relié à rien";
        nothing(any: &str) =
            "Nothing yet. Connect {any} with one of the keys below.",
            "Rien pour l’instant. Connectez {any} avec l’une des clés ci-dessous.";
        numbers(count: u32) -> String =
            if count == 1 { "1 number".into() } else { format!("{count} numbers") },
            if count < 2 { format!("{count} numéro") } else { format!("{count} numéros") };
        /// `owner` is the SID of the account that contains this one.
        inside(owner: &str) = "inside {owner}", "dans {owner}";
        api_key = "API key", "Clé API";
        provider_key = "Provider key", "Clé de fournisseur";
        key_end = "Ends in", "Se termine par";
        consent = "Consent at Google", "Accord chez Google";
        scopes = "Scopes", "Portées";
        tokens = "Refresh tokens", "Jetons d’actualisation";
        /// The word for a simulator's kind or status; unchanged if none is known.
        standing(word: &str) -> &str =
            word,
            match word {
                "Full" => "compte payant",
                "Trial" => "compte d’essai",
                "active" => "actif",
                "suspended" => "suspendu",
                "closed" => "fermé",
                "activating" => "en cours d’activation",
                "blocked" => "bloqué",
                other => other,
            };

        inbox = "Mails that arrived", "E-mails arrivés";
        inbox_text = "Newest first. None has left this machine.", "Du plus récent au plus ancien. Aucun n’a quitté cette machine.";
        no_mails = "No mail yet.", "Aucun e-mail pour l’instant.";
        mail = "Mail", "E-mail";
        phone = "Read to phones", "Lu à des téléphones";
        phone_text =
            "What whoever answers would hear, newest first. Nobody was rung.",
            "Ce qu’entendrait la personne qui répond, du plus récent au plus ancien. Personne n’a été appelé.";
        spoken = "Words", "Paroles";
        mail_way = "From and to", "De et à";

        calls = "Last requests", "Dernières requêtes";
        calls_text = "Newest first.", "Du plus récent au plus ancien.";
        no_calls = "No request yet.", "Aucune requête pour l’instant.";
        at = "Time", "Heure";
        call = "Request", "Requête";
        answer = "Answer", "Réponse";
        no_answer = "none", "aucune";

        faults = "Active faults", "Pannes en cours";
        no_faults =
            "None: every request is answered as it should be.",
            "Aucune\u{a0}: chaque requête reçoit la réponse attendue.";
        fault(provider: &str, kind: &str, calls: u32, skip: u32) -> String =
            {
                let after = if skip > 0 { format!(", after {skip} that pass") } else { String::new() };
                format!("{provider}: {kind}, {calls} to go{after}")
            },
            {
                let after = if skip > 0 { format!(", après {skip} sans panne") } else { String::new() };
                format!("{provider}\u{a0}: {kind}, encore {calls}{after}")
            };
        held(count: u32) =
            "Requests held back for a test: {count}.",
            "Requêtes retenues pour un test\u{a0}: {count}.";
        clear = "Clear all faults", "Lever toutes les pannes";
        cleared = "The faults are cleared.", "Les pannes sont levées.";
        inject = "Inject a fault", "Provoquer une panne";
        inject_text =
            "The next matching requests fail in this way, whoever makes them.",
            "Les prochaines requêtes concernées échouent ainsi, quel que soit leur auteur.";
        injected = "The fault is set.", "La panne est en place.";
        field_provider = "Service", "Service";
        field_kind = "What goes wrong", "Ce qui se passe mal";
        field_calls = "For how many requests", "Pour combien de requêtes";
        field_calls_hint =
            "A whole number, from 1 to 1000.",
            "Un nombre entier, de 1 à 1000.";
        field_skip = "After how many that pass", "Après combien sans panne";
        field_skip_hint = "0 hits the very next request.", "0 touche la toute prochaine requête.";
        field_seconds = "Seconds", "Secondes";
        field_seconds_hint =
            "How slow the answer is, or what Retry-After says.",
            "La lenteur de la réponse, ou ce que dit Retry-After.";

        outside = "Change something beside AVA", "Changer quelque chose à l’insu d’AVA";
        outside_text =
            "As somebody would in the provider’s own dashboard. AVA finds out when it next compares.",
            "Comme quelqu’un le ferait sur le tableau de bord du fournisseur. AVA le découvre à la \
             comparaison suivante.";
        outside_field = "What somebody does", "Ce que fait quelqu’un";
        outside_what(what: OutsideChange) -> &'static str => match what {
            OutsideChange::DeleteAtVapi => "Delete it at Vapi", "Le supprimer chez Vapi";
            OutsideChange::BindAtVapi =>
                "Bind it to another assistant at Vapi",
                "Le relier à un autre assistant chez Vapi";
            OutsideChange::SquadAtVapi => "Have a squad answer it at Vapi", "Y faire répondre un squad chez Vapi";
            OutsideChange::WorkflowAtVapi =>
                "Have a workflow answer it at Vapi",
                "Y faire répondre un workflow chez Vapi";
            OutsideChange::ServerAtVapi =>
                "Have a server say who answers it at Vapi",
                "Laisser un serveur dire qui y répond chez Vapi";
            OutsideChange::ImportAtVapi => "Import it at Vapi", "L’importer chez Vapi";
            OutsideChange::RedirectAtTwilio =>
                "Send its calls elsewhere at Twilio",
                "Envoyer ses appels ailleurs chez Twilio";
            OutsideChange::FlowAtTwilio =>
                "Have a Studio flow answer it at Twilio",
                "Y faire répondre un flux Studio chez Twilio";
            OutsideChange::RouteAtTwilio =>
                "Have Ireland (IE1) handle its calls at Twilio",
                "Faire traiter ses appels par l’Irlande (IE1) chez Twilio";
            OutsideChange::ServiceAtTwilio =>
                "Put it into a messaging service at Twilio",
                "Le placer dans un service de messagerie chez Twilio";
            OutsideChange::ReleaseAtTwilio => "Release it at Twilio", "Le libérer chez Twilio";
        };
        outside_do = "Do it", "Le faire";
        outside_done = "It is done, and AVA was not told.", "C’est fait, et AVA n’en sait rien.";

        receiver = "A program that takes webhooks", "Un programme qui reçoit des webhooks";
        receiver_text =
            "Give this address to a webhook, and it takes everything. With /503 or /410 after it, it answers so.",
            "Donnez cette adresse à un webhook, et elle reçoit tout. Suivie de /503 ou de /410, elle répond ainsi.";

        first_keys = "Keys to begin with", "Clés pour commencer";
        first_keys_text =
            "They connect at once. Open the service, and paste them into its form in this order.",
            "Elles se connectent aussitôt. Ouvrez le service et collez-les dans son formulaire, dans cet ordre.";
        keys = "Keys that behave in a way of their own", "Clés au comportement particulier";
        keys_text =
            "Type one of these instead of a real key to see how AVA deals with the answer.",
            "Saisissez une de ces clés à la place d’une vraie pour voir ce qu’AVA fait de la réponse.";
        key = "Key", "Clé";
        effect = "What happens", "Ce qui se passe";
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn what_a_simulator_has_is_said_in_french() {
        for word in ["Full", "Trial", "active", "suspended", "closed", "activating", "blocked"] {
            assert_ne!((super::FR.standing)(word), word);
            assert_eq!((super::EN.standing)(word), word);
        }
        assert_eq!((super::FR.standing)("new-word"), "new-word");
    }
}
