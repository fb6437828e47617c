//! Words of the sandbox page.

use crate::domain::{beside_form::Beside, sandbox::FaultKind};

pub struct SandboxTexts {
    pub title: &'static str,
    pub lead: &'static str,
    pub loading: &'static str,
    pub off: &'static str,
    pub off_text: &'static str,
    pub to_integrations: &'static str,
    pub refresh: &'static str,

    pub about: &'static str,
    pub about_text: &'static str,
    pub kind: fn(FaultKind) -> &'static str,

    pub state: &'static str,
    pub state_text: &'static str,
    pub ours: &'static str,
    pub at_vapi: &'static str,
    pub at_twilio: &'static str,
    pub number: &'static str,
    pub agent: &'static str,
    pub account: &'static str,
    pub account_sid: &'static str,
    pub absent: &'static str,
    pub unbound: &'static str,
    pub nothing: &'static str,
    pub numbers: fn(u32) -> String,
    /// Of an account: by the SID of the one that it is in.
    pub inside: fn(&str) -> String,
    pub api_key: &'static str,
    /// A kind or a status as a simulator has it; as it stands where none is known.
    pub standing: fn(&str) -> &str,

    pub calls: &'static str,
    pub calls_text: &'static str,
    pub no_calls: &'static str,
    pub at: &'static str,
    pub call: &'static str,
    pub answer: &'static str,
    pub no_answer: &'static str,

    pub faults: &'static str,
    pub no_faults: &'static str,
    pub fault: fn(&str, &str, u32, u32) -> String,
    pub held: fn(u32) -> String,
    pub clear: &'static str,
    pub cleared: &'static str,
    pub inject: &'static str,
    pub inject_text: &'static str,
    pub injected: &'static str,
    pub field_provider: &'static str,
    pub field_kind: &'static str,
    pub field_calls: &'static str,
    pub field_calls_hint: &'static str,
    pub field_skip: &'static str,
    pub field_skip_hint: &'static str,
    pub field_seconds: &'static str,
    pub field_seconds_hint: &'static str,

    pub beside: &'static str,
    pub beside_text: &'static str,
    pub beside_field: &'static str,
    pub beside_what: fn(Beside) -> &'static str,
    pub beside_do: &'static str,
    pub beside_done: &'static str,

    pub keys: &'static str,
    pub keys_text: &'static str,
    pub key: &'static str,
    pub effect: &'static str,
    /// What a magic key does, and which it is, from its English words.
    pub effect_of: fn(&'static str) -> &'static str,
}

pub const EN: SandboxTexts = SandboxTexts {
    title: "Sandbox",
    lead: "No call leaves this machine: simulators stand in for Vapi and Twilio.",
    loading: "Loading the simulators",
    off: "The sandbox is off here",
    off_text: "This installation talks to the real Vapi and Twilio. The sandbox exists only where the simulators stand in for them.",
    to_integrations: "Go to integrations",
    refresh: "Refresh",

    about: "What this is",
    about_text: "AVA speaks to the simulators exactly as it would to Vapi and Twilio; only the addresses differ. They keep state, answer with the same errors, and change what the real ones would change. Nothing here costs money, and nothing here proves that a real account works.",
    kind: |kind| match kind {
        FaultKind::Latency => "Slow answer",
        FaultKind::RateLimited => "429, too many requests",
        FaultKind::Unauthorized => "401, key refused",
        FaultKind::Forbidden => "403, right missing",
        FaultKind::ServerError => "500, server error",
        FaultKind::Unavailable => "503, unavailable",
        FaultKind::Hang => "No answer",
        FaultKind::Reset => "Connection dropped",
        FaultKind::Garbage => "Answer that is not JSON",
        FaultKind::HoldBefore => "Held before it takes effect",
        FaultKind::HoldAfter => "Held after it took effect",
    },

    state: "What the simulators hold",
    state_text: "Each line sets what AVA believes beside what the simulators have.",
    ours: "In AVA",
    at_vapi: "At Vapi",
    at_twilio: "At Twilio",
    number: "Number",
    agent: "Agent",
    account: "Account",
    account_sid: "Account SID",
    absent: "Not there",
    unbound: "bound to nothing",
    nothing: "Nothing yet. Connect Vapi or Twilio with one of the keys below.",
    numbers: |count| if count == 1 { "1 number".into() } else { format!("{count} numbers") },
    api_key: "API key",
    standing: |word| word,

    inside: |owner| format!("inside {owner}"),
    calls: "Last calls",
    calls_text: "Newest first.",
    no_calls: "No call yet.",
    at: "Time",
    call: "Call",
    answer: "Answer",
    no_answer: "none",

    faults: "Active faults",
    no_faults: "None: every call is answered as it should be.",
    fault: |provider, kind, calls, skip| {
        let after = if skip > 0 { format!(", after {skip} that pass") } else { String::new() };
        format!("{provider}: {kind}, {calls} to go{after}")
    },
    held: |count| format!("Calls held back for a test: {count}."),
    clear: "Clear all faults",
    cleared: "The faults are cleared.",
    inject: "Inject a fault",
    inject_text: "The next matching calls fail in this way, whoever makes them.",
    injected: "The fault is set.",
    field_provider: "Service",
    field_kind: "What goes wrong",
    field_calls: "For how many calls",
    field_calls_hint: "1 to 1000.",
    field_skip: "After how many that pass",
    field_skip_hint: "0 hits the very next call.",
    field_seconds: "Seconds",
    field_seconds_hint: "How slow the answer is, or what Retry-After says.",

    beside: "Change something beside AVA",
    beside_text: "As somebody would in the provider’s own dashboard. AVA finds out when it next compares.",
    beside_field: "What somebody does",
    beside_what: |what| match what {
        Beside::DeleteAtVapi => "Delete it at Vapi",
        Beside::BindAtVapi => "Bind it to another assistant at Vapi",
        Beside::SquadAtVapi => "Have a squad answer it at Vapi",
        Beside::WorkflowAtVapi => "Have a workflow answer it at Vapi",
        Beside::ServerAtVapi => "Have a server say who answers it at Vapi",
        Beside::ImportAtVapi => "Import it at Vapi",
        Beside::RedirectAtTwilio => "Send its calls elsewhere at Twilio",
        Beside::FlowAtTwilio => "Have a Studio flow answer it at Twilio",
        Beside::RouteAtTwilio => "Have Ireland (IE1) handle its calls at Twilio",
        Beside::ServiceAtTwilio => "Put it into a messaging service at Twilio",
        Beside::ReleaseAtTwilio => "Release it at Twilio",
    },
    beside_do: "Do it",
    beside_done: "It is done, and AVA was not told.",

    keys: "Magic keys",
    keys_text: "Type one of these instead of a real key to see how AVA deals with the answer.",
    key: "Key",
    effect: "What happens",
    effect_of: |effect| effect,
};

pub const FR: SandboxTexts = SandboxTexts {
    title: "Bac à sable",
    lead: "Aucun appel ne quitte cette machine\u{a0}: des simulateurs remplacent Vapi et Twilio.",
    loading: "Chargement des simulateurs",
    off: "Le bac à sable est désactivé ici",
    off_text: "Cette installation parle aux vrais Vapi et Twilio. Le bac à sable n’existe que là où des simulateurs les remplacent.",
    to_integrations: "Aller aux intégrations",
    refresh: "Actualiser",

    about: "De quoi il s’agit",
    about_text: "AVA parle aux simulateurs exactement comme à Vapi et à Twilio\u{a0}; seules les adresses changent. Ils gardent un état, répondent avec les mêmes erreurs et modifient ce que les vrais modifieraient. Rien ici ne coûte d’argent, et rien ici ne prouve qu’un vrai compte fonctionne.",
    kind: |kind| match kind {
        FaultKind::Latency => "Réponse lente",
        FaultKind::RateLimited => "429, trop de demandes",
        FaultKind::Unauthorized => "401, clé refusée",
        FaultKind::Forbidden => "403, droit manquant",
        FaultKind::ServerError => "500, erreur du serveur",
        FaultKind::Unavailable => "503, indisponible",
        FaultKind::Hang => "Pas de réponse",
        FaultKind::Reset => "Connexion coupée",
        FaultKind::Garbage => "Réponse qui n’est pas du JSON",
        FaultKind::HoldBefore => "Retenu avant effet",
        FaultKind::HoldAfter => "Retenu après effet",
    },

    state: "Ce que contiennent les simulateurs",
    state_text: "Chaque ligne met ce que croit AVA en face de ce qu’ont les simulateurs.",
    ours: "Dans AVA",
    at_vapi: "Chez Vapi",
    at_twilio: "Chez Twilio",
    number: "Numéro",
    agent: "Agent",
    account: "Compte",
    account_sid: "Account SID",
    absent: "Absent",
    unbound: "relié à rien",
    nothing: "Rien pour l’instant. Connectez Vapi ou Twilio avec l’une des clés ci-dessous.",
    numbers: |count| if count < 2 { format!("{count} numéro") } else { format!("{count} numéros") },
    api_key: "Clé API",
    standing: |word| match word {
        "Full" => "compte payant",
        "Trial" => "compte d’essai",
        "active" => "actif",
        "suspended" => "suspendu",
        "closed" => "fermé",
        "activating" => "en cours d’activation",
        "blocked" => "bloqué",
        other => other,
    },

    inside: |owner| format!("dans {owner}"),
    calls: "Derniers appels",
    calls_text: "Du plus récent au plus ancien.",
    no_calls: "Aucun appel pour l’instant.",
    at: "Heure",
    call: "Appel",
    answer: "Réponse",
    no_answer: "aucune",

    faults: "Pannes en cours",
    no_faults: "Aucune\u{a0}: chaque appel reçoit la réponse attendue.",
    fault: |provider, kind, calls, skip| {
        let after = if skip > 0 { format!(", après {skip} sans panne") } else { String::new() };
        format!("{provider}\u{a0}: {kind}, encore {calls}{after}")
    },
    held: |count| format!("Appels retenus pour un test\u{a0}: {count}."),
    clear: "Lever toutes les pannes",
    cleared: "Les pannes sont levées.",
    inject: "Provoquer une panne",
    inject_text: "Les prochains appels concernés échouent ainsi, quel que soit leur auteur.",
    injected: "La panne est en place.",
    field_provider: "Service",
    field_kind: "Ce qui se passe mal",
    field_calls: "Pour combien d’appels",
    field_calls_hint: "De 1 à 1000.",
    field_skip: "Après combien sans panne",
    field_skip_hint: "0 touche le tout prochain appel.",
    field_seconds: "Secondes",
    field_seconds_hint: "La lenteur de la réponse, ou ce que dit Retry-After.",

    beside: "Changer quelque chose à l’insu d’AVA",
    beside_text: "Comme quelqu’un le ferait sur le tableau de bord du fournisseur. AVA le découvre à la comparaison suivante.",
    beside_field: "Ce que fait quelqu’un",
    beside_what: |what| match what {
        Beside::DeleteAtVapi => "Le supprimer chez Vapi",
        Beside::BindAtVapi => "Le relier à un autre assistant chez Vapi",
        Beside::SquadAtVapi => "Y faire répondre un squad chez Vapi",
        Beside::WorkflowAtVapi => "Y faire répondre un workflow chez Vapi",
        Beside::ServerAtVapi => "Laisser un serveur dire qui y répond chez Vapi",
        Beside::ImportAtVapi => "L’importer chez Vapi",
        Beside::RedirectAtTwilio => "Envoyer ses appels ailleurs chez Twilio",
        Beside::FlowAtTwilio => "Y faire répondre un flux Studio chez Twilio",
        Beside::RouteAtTwilio => "Faire traiter ses appels par l’Irlande (IE1) chez Twilio",
        Beside::ServiceAtTwilio => "Le placer dans un service de messagerie chez Twilio",
        Beside::ReleaseAtTwilio => "Le libérer chez Twilio",
    },
    beside_do: "Le faire",
    beside_done: "C’est fait, et AVA n’en sait rien.",

    keys: "Clés magiques",
    keys_text: "Saisissez l’une d’elles à la place d’une vraie clé pour voir ce qu’AVA fait de la réponse.",
    key: "Clé",
    effect: "Ce qui se passe",
    effect_of: french_effect,
};

fn french_effect(effect: &'static str) -> &'static str {
    match effect {
        "any UUID" => "n’importe quel UUID",
        "any AC + 32 hex digits" => "n’importe quel AC + 32 chiffres hexadécimaux",
        "a private key of its own organisation; keys that differ only in the last four digits share one" => {
            "une clé privée, avec sa propre organisation\u{a0}; des clés qui ne diffèrent que par les quatre derniers chiffres en partagent une"
        }
        "401, the key is refused" => "401, la clé est refusée",
        "403, the key lacks a right" => "403, il manque un droit à la clé",
        "429, too many requests" => "429, trop de demandes",
        "500, server error" => "500, erreur du serveur",
        "503, unavailable" => "503, indisponible",
        "no answer" => "pas de réponse",
        "the connection is dropped" => "la connexion est coupée",
        "200 with a body that is not JSON" => "200 avec un corps qui n’est pas du JSON",
        "an active account with three numbers; its token is the 32 digits, its API key SK + the digits with the digits as secret" => {
            "un compte actif avec trois numéros\u{a0}; son jeton, ce sont les 32 chiffres, sa clé API, SK + les chiffres, avec ces chiffres comme secret"
        }
        "the demo account: +14155550142, +33184880012, +14155550199 (SMS only)" => {
            "le compte de démonstration\u{a0}: +14155550142, +33184880012, +14155550199 (SMS seulement)"
        }
        "an account with 60 numbers" => "un compte avec 60 numéros",
        "401, the token is refused" => "401, le jeton est refusé",
        "403, a right is missing" => "403, il manque un droit",
        "a trial account" => "un compte d’essai",
        "a suspended account" => "un compte suspendu",
        "test credentials" => "des identifiants de test",
        "an account without numbers" => "un compte sans numéro",
        "its first number belongs to another Vapi organisation" => {
            "son premier numéro est à une autre organisation Vapi"
        }
        "the operator’s account, in which managed numbers are bought" => {
            "le compte de l’exploitant, où s’achètent les numéros gérés"
        }
        "an account in which no other one may be opened" => {
            "un compte dans lequel aucun autre ne peut être ouvert"
        }
        "its first number is routed to a SIP trunk" => "son premier numéro part vers un trunk SIP",
        "it makes no API keys" => "il ne crée pas de clés API",
        "its API key may not change numbers: 70051 with 401" => {
            "sa clé API ne peut pas modifier les numéros\u{a0}: 70051 avec 401"
        }
        "its API key may not change numbers: 70051 with 403" => {
            "sa clé API ne peut pas modifier les numéros\u{a0}: 70051 avec 403"
        }
        "its API key may list numbers, and nothing else" => {
            "sa clé API peut lister les numéros, et rien d’autre"
        }
        "its API key may do nothing: 70051 with 401" => "sa clé API ne peut rien faire\u{a0}: 70051 avec 401",
        "a key that may read, and change nothing" => "une clé qui peut lire, et ne rien modifier",
        "a key that may change assistants, and no numbers" => {
            "une clé qui peut modifier les assistants, mais pas les numéros"
        }
        "a key that may not list numbers" => "une clé qui ne peut pas lister les numéros",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use crate::domain::sandbox::MAGIC_KEYS;

    #[test]
    fn what_a_simulator_has_is_said_in_french() {
        for word in ["Full", "Trial", "active", "suspended", "closed", "activating", "blocked"] {
            assert_ne!((super::FR.standing)(word), word);
            assert_eq!((super::EN.standing)(word), word);
        }
        assert_eq!((super::FR.standing)("new-word"), "new-word");
    }

    #[test]
    fn every_effect_is_said_in_french() {
        for (_, _, effect) in MAGIC_KEYS {
            assert_ne!((super::FR.effect_of)(effect), *effect);
        }
    }
}
