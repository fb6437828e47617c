//! Words of the agents: their list, and the form of one.

mod changes;

use changes::ChangesTexts;

use crate::domain::agent::SyncState;

pub struct AgentsTexts {
    pub title: &'static str,
    pub lead: &'static str,
    pub loading: &'static str,
    pub new: &'static str,
    pub search: &'static str,
    pub clear: &'static str,
    pub no_match: &'static str,
    pub no_match_text: &'static str,
    pub no_further: &'static str,
    pub no_further_text: &'static str,
    pub first: &'static str,
    pub next: &'static str,
    pub empty: &'static str,
    pub empty_text: &'static str,
    pub vapi_missing: &'static str,
    pub vapi_missing_text: &'static str,
    pub new_title: &'static str,
    pub new_lead: &'static str,

    pub sync: fn(SyncState) -> &'static str,
    pub sync_text: fn(SyncState) -> &'static str,
    pub at_vapi: &'static str,
    pub assistant: &'static str,
    pub updated: &'static str,
    pub answers: &'static str,
    pub no_number: &'static str,
    pub see_steps: &'static str,

    pub name: &'static str,
    pub name_hint: &'static str,
    pub name_example: &'static str,
    pub speaks_first: &'static str,
    pub agent_first: &'static str,
    pub generated_first: &'static str,
    pub caller_first: &'static str,
    pub speaks_first_hint: &'static str,
    pub greeting: &'static str,
    pub greeting_hint: &'static str,
    pub greeting_example: &'static str,
    pub instructions: &'static str,
    pub instructions_hint: &'static str,
    pub example: &'static str,
    pub example_lead: &'static str,
    pub instructions_example: &'static [&'static str],
    pub language: &'static str,
    pub language_hint: &'static str,
    pub voice_search: &'static str,
    pub voice_search_hint: &'static str,
    pub voice: &'static str,
    pub voice_hint: &'static str,
    pub voice_other: &'static str,
    pub voice_other_group: &'static str,
    pub voices_in_english: fn(&str) -> String,
    pub voice_provider: &'static str,
    pub voice_id: &'static str,
    pub voice_id_hint: &'static str,
    pub voice_gone: &'static str,
    pub voice_gone_text: fn(&str) -> String,
    pub catalogue_of: fn(&str) -> String,
    pub more: &'static str,
    pub model: &'static str,
    pub model_hint: &'static str,
    pub temperature: &'static str,
    pub temperature_hint: &'static str,
    pub max_duration: &'static str,
    pub max_duration_hint: &'static str,

    pub create: &'static str,
    pub save: &'static str,
    pub saved: &'static str,

    pub changes: ChangesTexts,
}

pub const EN: AgentsTexts = AgentsTexts {
    title: "Agents",
    lead: "Who answers your calls: what they say first, how they speak, what they know.",
    loading: "Loading your agents",
    new: "New agent",
    search: "Name of the agent",
    clear: "Show all agents",
    no_match: "No agent has that name",
    no_match_text: "None of your agents is called so. Try a part of the name, or show all of them.",
    no_further: "No further agents",
    no_further_text: "The list ends before this page.",
    first: "First agents",
    next: "More agents",
    empty: "Nobody answers yet",
    empty_text: "An agent is the voice that callers hear. Give it a name, a first sentence and its instructions; AVA sets it up at Vapi, and your number can answer with it.",
    vapi_missing: "Vapi is not connected",
    vapi_missing_text: "Agents are saved here and set up at Vapi as soon as you connect it.",
    new_title: "New agent",
    new_lead: "You can change everything later. Callers hear a change from the next call on.",

    sync: |state| match state {
        SyncState::Pending => "Syncing",
        SyncState::InStep => "In step",
        SyncState::Failed | SyncState::Conflict | SyncState::Gone => "Not in step",
    },
    sync_text: |state| match state {
        SyncState::Pending => "Saved here. AVA sets it up at Vapi as soon as it can.",
        SyncState::InStep => "Vapi has what is saved here.",
        SyncState::Failed => "Vapi did not take the last change. The steps say why, and what to do.",
        SyncState::Conflict => {
            "Somebody changed this assistant at Vapi. AVA overwrites nothing until you decide."
        }
        SyncState::Gone => {
            "Somebody deleted this assistant at Vapi. AVA makes no other one until you say so."
        }
    },
    at_vapi: "At Vapi",
    assistant: "Assistant",
    updated: "Changed",
    answers: "Answers",
    no_number: "No number yet",
    see_steps: "See the steps",

    name: "Name",
    name_hint: "You see it here and at Vapi; callers do not hear it. At most 40 characters.",
    name_example: "Reception",
    speaks_first: "Who speaks first",
    agent_first: "The agent, with the greeting",
    generated_first: "The agent, in words of its own",
    caller_first: "The caller",
    speaks_first_hint: "If the caller speaks first, the agent waits until it hears something.",
    greeting: "Greeting",
    greeting_hint: "The first sentence of the call, in the agent’s language.",
    greeting_example: "Lakeside Clinic, good day. How can I help you?",
    instructions: "Instructions",
    instructions_hint: "Who it is, what it may do, what it must not do, and when to pass the call on. Write as you would to a new colleague.",
    example: "An example",
    example_lead: "Short, concrete, and with a clear limit. Make it yours.",
    instructions_example: &[
        "You are the receptionist of Lakeside Clinic, a dental practice open Monday to Friday, 8 to 18.",
        "Answer questions about opening hours, the address (4 Quay Street) and how to get there. Take a message for everything else: name, phone number, and what it is about. Read the number back.",
        "Keep every answer to one or two sentences. Never give medical advice; in an emergency tell the caller to dial 112.",
    ],
    language: "Language",
    language_hint: "What the agent speaks and understands.",
    voice_search: "Find a voice",
    voice_search_hint: "By name or by service. What you choose here is set in the list below.",
    voice: "Voice",
    voice_hint: "A preset, or the last entry for one of your own.",
    voice_other: "Another voice, typed below",
    voice_other_group: "Other",
    voices_in_english: |service| format!("{service}: English only"),
    voice_provider: "Voice service",
    voice_id: "Voice id",
    voice_id_hint: "As the service writes it, for example 21m00Tcm4TlvDq8ikWAM.",
    voice_gone: "Has no voice",
    voice_gone_text: |service| {
        format!(
            "{service} has closed, and this agent’s voice with it. Choose another voice, or callers hear nothing."
        )
    },
    catalogue_of: |day| format!("Voices and models as Vapi had them on {day}."),
    more: "More settings",
    model: "Model",
    model_hint: "What the agent thinks with. The first one answers fastest.",
    temperature: "Temperature",
    temperature_hint: "0 keeps to the same words, 2 is the freest. 0.7 suits most agents. GPT-5 models take none: they have their own.",
    max_duration: "Longest call, in minutes",
    max_duration_hint: "The call is ended then. From 1 to 720.",

    create: "Make this agent",
    save: "Save changes",
    saved: "Saved. AVA now brings Vapi up to date.",

    changes: changes::EN,
};

pub const FR: AgentsTexts = AgentsTexts {
    title: "Agents",
    lead: "Ils répondent à vos appels\u{a0}: leur première phrase, leur façon de parler, ce qu’ils savent.",
    loading: "Chargement de vos agents",
    new: "Nouvel agent",
    search: "Nom de l’agent",
    clear: "Afficher tous les agents",
    no_match: "Aucun agent ne porte ce nom",
    no_match_text: "Aucun de vos agents ne s’appelle ainsi. Essayez une partie du nom, ou affichez-les tous.",
    no_further: "Pas d’autres agents",
    no_further_text: "La liste s’arrête avant cette page.",
    first: "Premiers agents",
    next: "Autres agents",
    empty: "Personne ne répond encore",
    empty_text: "Un agent est la voix que vos appelants entendent. Donnez-lui un nom, une première phrase et des consignes\u{a0}; AVA l’installe chez Vapi, et votre numéro peut répondre avec lui.",
    vapi_missing: "Vapi n’est pas connecté",
    vapi_missing_text: "Les agents sont enregistrés ici, puis installés chez Vapi dès que vous le connectez.",
    new_title: "Nouvel agent",
    new_lead: "Vous pourrez tout modifier plus tard. Un changement s’entend dès l’appel suivant.",

    sync: |state| match state {
        SyncState::Pending => "Mise à jour en cours",
        SyncState::InStep => "À jour",
        SyncState::Failed | SyncState::Conflict | SyncState::Gone => "Pas à jour",
    },
    sync_text: |state| match state {
        SyncState::Pending => "Enregistré ici. AVA l’installe chez Vapi dès que possible.",
        SyncState::InStep => "Vapi a ce qui est enregistré ici.",
        SyncState::Failed => {
            "Vapi n’a pas pris le dernier changement. Les étapes disent pourquoi, et ce qu’il faut faire."
        }
        SyncState::Conflict => {
            "Quelqu’un a modifié cet assistant chez Vapi. AVA n’écrase rien avant votre décision."
        }
        SyncState::Gone => {
            "Quelqu’un a supprimé cet assistant chez Vapi. AVA n’en crée pas d’autre sans votre accord."
        }
    },
    at_vapi: "Chez Vapi",
    assistant: "Assistant",
    updated: "Modifié",
    answers: "Répond au",
    no_number: "Aucun numéro pour l’instant",
    see_steps: "Voir les étapes",

    name: "Nom",
    name_hint: "Vous le voyez ici et chez Vapi\u{a0}; les appelants ne l’entendent pas. 40\u{a0}caractères au plus.",
    name_example: "Accueil",
    speaks_first: "Qui parle en premier",
    agent_first: "L’agent, avec la phrase d’accueil",
    generated_first: "L’agent, avec ses propres mots",
    caller_first: "L’appelant",
    speaks_first_hint: "Si l’appelant parle en premier, l’agent attend d’entendre quelque chose.",
    greeting: "Phrase d’accueil",
    greeting_hint: "La première phrase de l’appel, dans la langue de l’agent.",
    greeting_example: "Cabinet du Lac, bonjour. Que puis-je faire pour vous\u{a0}?",
    instructions: "Consignes",
    instructions_hint: "Qui il est, ce qu’il peut faire, ce qu’il ne doit pas faire, et quand passer la main. Écrivez comme à un nouveau collègue.",
    example: "Un exemple",
    example_lead: "Court, concret, avec une limite claire. Faites-en le vôtre.",
    instructions_example: &[
        "Vous tenez l’accueil du Cabinet du Lac, un cabinet dentaire ouvert du lundi au vendredi, de 8\u{a0}h à 18\u{a0}h.",
        "Répondez aux questions sur les horaires, l’adresse (4, quai des Tilleuls) et l’accès. Pour tout le reste, prenez un message\u{a0}: nom, numéro de téléphone et objet. Relisez le numéro à voix haute.",
        "Répondez en une ou deux phrases. Ne donnez jamais de conseil médical\u{a0}; en cas d’urgence, dites à l’appelant de composer le 112.",
    ],
    language: "Langue",
    language_hint: "Celle que l’agent parle et comprend.",
    voice_search: "Chercher une voix",
    voice_search_hint: "Par son nom ou par son service. Votre choix est repris dans la liste ci-dessous.",
    voice: "Voix",
    voice_hint: "Une voix de la liste, ou la dernière ligne pour une voix à vous.",
    voice_other: "Une autre voix, saisie ci-dessous",
    voice_other_group: "Autre",
    voices_in_english: |service| format!("{service}\u{a0}: anglais seulement"),
    voice_provider: "Service de voix",
    voice_id: "Identifiant de la voix",
    voice_id_hint: "Tel que le service l’écrit, par exemple 21m00Tcm4TlvDq8ikWAM.",
    voice_gone: "Sans voix",
    voice_gone_text: |service| {
        format!(
            "{service} a fermé, et la voix de cet agent avec lui. Choisissez une autre voix, sinon les appelants n’entendent rien."
        )
    },
    catalogue_of: |day| format!("Voix et modèles tels que Vapi les proposait le {day}."),
    more: "Plus de réglages",
    model: "Modèle",
    model_hint: "Ce avec quoi l’agent réfléchit. Le premier répond le plus vite.",
    temperature: "Température",
    temperature_hint: "0 garde les mêmes mots, 2 est la plus libre. 0,7 convient le plus souvent. Les modèles GPT-5 n’en prennent pas\u{a0}: ils ont la leur.",
    max_duration: "Appel le plus long, en minutes",
    max_duration_hint: "L’appel est alors terminé. De 1 à 720.",

    create: "Créer cet agent",
    save: "Enregistrer",
    saved: "Enregistré. AVA met maintenant Vapi à jour.",

    changes: changes::FR,
};
