//! Words of what becomes of an agent: copied, deleted, changed by two people, or
//! changed at Vapi.

pub struct ChangesTexts {
    pub not_in_step: &'static str,
    pub duplicate: &'static str,
    pub delete: &'static str,

    pub delete_title: fn(&str) -> String,
    pub delete_lead: &'static str,
    pub goes: &'static str,
    pub agent_goes: fn(&str) -> String,
    pub assistant_goes: &'static str,
    pub number_loses: fn(&str) -> String,
    pub number_stops: fn(&str) -> String,
    /// Of a number, and of the agent that has it then.
    pub number_stays_with: fn(&str, &str) -> String,
    pub number_goes_to: fn(&str, &str) -> String,
    pub no_number_loses: &'static str,
    pub stays: &'static str,
    pub numbers_stay: &'static str,
    pub history_stays: &'static str,
    pub assign_later: &'static str,
    pub delete_now: &'static str,

    pub saved_meanwhile: fn(&str) -> String,
    pub save_over: &'static str,
    pub nothing: &'static str,

    pub conflict: &'static str,
    pub conflict_text: &'static str,
    pub compare: &'static str,
    pub compare_title: fn(&str) -> String,
    pub conflict_lead: &'static str,
    pub no_conflict: &'static str,
    pub no_conflict_text: &'static str,
    pub to_agent: &'static str,
    pub ours: &'static str,
    pub theirs: &'static str,
    pub not_takeable: &'static str,
    pub save_choice: &'static str,
    pub keep_ours: &'static str,
    pub take_theirs: &'static str,

    pub gone: &'static str,
    pub gone_text: &'static str,
    pub remake: &'static str,
    pub minutes: fn(&str) -> String,
}

pub const EN: ChangesTexts = ChangesTexts {
    not_in_step: "Not in step",
    duplicate: "Duplicate",
    delete: "Delete",

    delete_title: |name| format!("Delete {name}?"),
    delete_lead: "An agent that is deleted does not come back. This is what changes.",
    goes: "What goes",
    agent_goes: |name| format!("{name}, with its greeting and its instructions."),
    assistant_goes: "Its assistant at Vapi is deleted.",
    number_loses: |number| format!("{number} loses its agent: nobody answers it then."),
    number_stops: |number| {
        format!("{number} was on its way to this agent. That stops, and nobody answers it.")
    },
    number_stays_with: |number, agent| {
        format!("{number} was to go over to this agent. It stays with {agent}, who answers it now.")
    },
    number_goes_to: |number, agent| {
        format!("{number} is going over to {agent} already. Until it is there, nobody answers it.")
    },
    no_number_loses: "No number loses its agent: it answers none.",
    stays: "What stays",
    numbers_stay: "Your numbers stay yours, and at Vapi.",
    history_stays: "What AVA did for this agent stays under Operations.",
    assign_later: "Another agent can answer its numbers: choose one under Numbers.",
    delete_now: "Delete this agent",

    saved_meanwhile: |who| format!("Saved meanwhile by {who}:"),
    save_over: "Save mine over it",
    nothing: "(nothing)",

    conflict: "Changed at Vapi",
    conflict_text: "Somebody changed this assistant at Vapi since AVA last set it up. Nothing is overwritten until you decide which side counts.",
    compare: "Compare both sides",
    compare_title: |name| format!("Compare both sides of {name}"),
    conflict_lead: "Somebody changed this assistant at Vapi. Choose, for each field, which side counts; AVA then sets it here and at Vapi.",
    no_conflict: "Nothing to decide",
    no_conflict_text: "This agent and its assistant at Vapi do not contradict each other.",
    to_agent: "Back to the agent",
    ours: "Here",
    theirs: "At Vapi",
    not_takeable: "AVA cannot keep what stands at Vapi:",
    save_choice: "Save choice",
    keep_ours: "Keep all ours",
    take_theirs: "Take all theirs",

    gone: "Its assistant is gone",
    gone_text: "Somebody deleted it at Vapi, so nobody answers its numbers. AVA can make it again from what is saved here and bind the numbers anew; or delete the agent as well.",
    remake: "Make it again at Vapi",
    minutes: |minutes| format!("{minutes} min"),
};

pub const FR: ChangesTexts = ChangesTexts {
    not_in_step: "Pas à jour",
    duplicate: "Dupliquer",
    delete: "Supprimer",

    delete_title: |name| format!("Supprimer {name}\u{a0}?"),
    delete_lead: "Un agent supprimé ne revient pas. Voici ce qui change.",
    goes: "Ce qui disparaît",
    agent_goes: |name| format!("{name}, avec sa phrase d’accueil et ses consignes."),
    assistant_goes: "Son assistant chez Vapi est supprimé.",
    number_loses: |number| format!("Le {number} perd son agent\u{a0}: plus personne n’y répond ensuite."),
    number_stops: |number| {
        format!("Le {number} était en route vers cet agent. Cela s’arrête, et personne n’y répond.")
    },
    number_stays_with: |number, agent| {
        format!("Le {number} devait passer à cet agent. Il reste à {agent}, qui y répond actuellement.")
    },
    number_goes_to: |number, agent| {
        format!("Le {number} passe déjà à {agent}. D’ici là, personne n’y répond.")
    },
    no_number_loses: "Aucun numéro ne perd son agent\u{a0}: il ne répond à aucun.",
    stays: "Ce qui reste",
    numbers_stay: "Vos numéros restent à vous, et chez Vapi.",
    history_stays: "Ce qu’AVA a fait pour cet agent reste dans Opérations.",
    assign_later: "Un autre agent peut répondre à ses numéros\u{a0}: choisissez-le dans Numéros.",
    delete_now: "Supprimer cet agent",

    saved_meanwhile: |who| format!("Enregistré entre-temps par {who}\u{a0}:"),
    save_over: "Enregistrer ma version par-dessus",
    nothing: "(rien)",

    conflict: "Modifié chez Vapi",
    conflict_text: "Quelqu’un a modifié cet assistant chez Vapi depuis qu’AVA l’a réglé. Rien n’est écrasé avant que vous ne décidiez quelle version compte.",
    compare: "Comparer les deux versions",
    compare_title: |name| format!("Comparer les deux versions de {name}"),
    conflict_lead: "Quelqu’un a modifié cet assistant chez Vapi. Choisissez, champ par champ, la version qui compte\u{a0}; AVA l’applique ensuite ici et chez Vapi.",
    no_conflict: "Rien à décider",
    no_conflict_text: "Cet agent et son assistant chez Vapi ne se contredisent pas.",
    to_agent: "Retour à l’agent",
    ours: "Ici",
    theirs: "Chez Vapi",
    not_takeable: "AVA ne peut pas garder ce qui est chez Vapi\u{a0}:",
    save_choice: "Enregistrer ce choix",
    keep_ours: "Garder toute notre version",
    take_theirs: "Prendre toute la leur",

    gone: "Son assistant n’existe plus",
    gone_text: "Quelqu’un l’a supprimé chez Vapi\u{a0}: plus personne ne répond à ses numéros. AVA peut le recréer d’après ce qui est enregistré ici et y relier les numéros. Ou supprimez aussi l’agent.",
    remake: "Le recréer chez Vapi",
    minutes: |minutes| format!("{minutes} min"),
};
