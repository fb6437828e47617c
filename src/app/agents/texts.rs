//! Words of the agents: their list, and the form of one.

use super::changes_texts::{self, ChangesTexts};
use crate::{app::i18n::table::texts, domain::agent::SyncState};

texts! {
    pub struct AgentsTexts {
        title = "Agents", "Agents";
        lead =
            "Who answers your calls: what they say first, how they speak, what they know.",
            "Ils répondent à vos appels\u{a0}: leur première phrase, leur façon de parler, ce qu’ils savent.";
        loading = "Loading your agents", "Chargement de vos agents";
        new = "New agent", "Nouvel agent";
        search = "Name of the agent", "Nom de l’agent";
        clear = "Show all agents", "Afficher tous les agents";
        no_match = "No agent has that name", "Aucun agent ne porte ce nom";
        no_match_text =
            "None of your agents is called so. Try a part of the name, or show all of them.",
            "Aucun de vos agents ne s’appelle ainsi. Essayez une partie du nom, ou affichez-les tous.";
        no_further = "No further agents", "Pas d’autres agents";
        no_further_text = "The list ends before this page.", "La liste s’arrête avant cette page.";
        first = "First agents", "Premiers agents";
        next = "More agents", "Autres agents";
        empty = "Nobody answers yet", "Personne ne répond encore";
        empty_text =
            "An agent is the voice that callers hear. Give it a name, a first sentence and its instructions; \
             AVA sets it up at Vapi, and your number can answer with it.",
            "Un agent est la voix que vos appelants entendent. Donnez-lui un nom, une première phrase et des \
             consignes\u{a0}; AVA l’installe chez Vapi, et votre numéro peut répondre avec lui.";
        vapi_missing = "Vapi is not connected", "Vapi n’est pas connecté";
        vapi_missing_text =
            "Agents are saved here and set up at Vapi as soon as you connect it.",
            "Les agents sont enregistrés ici, puis installés chez Vapi dès que vous le connectez.";
        new_title = "New agent", "Nouvel agent";
        new_lead =
            "You can change everything later. Callers hear a change from the next call on.",
            "Vous pourrez tout modifier plus tard. Un changement s’entend dès l’appel suivant.";

        sync(state: SyncState) -> &'static str => match state {
            SyncState::Pending => "Syncing", "Mise à jour en cours";
            SyncState::Synced => "In step", "À jour";
            SyncState::Failed | SyncState::Conflict | SyncState::Gone => "Not in step", "Pas à jour";
        };
        sync_text(state: SyncState) -> &'static str => match state {
            SyncState::Pending =>
                "Saved here. AVA sets it up at Vapi as soon as it can.",
                "Enregistré ici. AVA l’installe chez Vapi dès que possible.";
            SyncState::Synced => "Vapi has what is saved here.", "Vapi a ce qui est enregistré ici.";
            SyncState::Failed =>
                "Vapi did not take the last change. The steps say why, and what to do.",
                "Vapi n’a pas pris le dernier changement. Les étapes disent pourquoi, et ce qu’il faut \
                 faire.";
            SyncState::Conflict =>
                "Somebody changed this assistant at Vapi. AVA overwrites nothing until you decide.",
                "Quelqu’un a modifié cet assistant chez Vapi. AVA n’écrase rien avant votre décision.";
            SyncState::Gone =>
                "Somebody deleted this assistant at Vapi. AVA makes no other one until you say so.",
                "Quelqu’un a supprimé cet assistant chez Vapi. AVA n’en crée pas d’autre sans votre accord.";
        };
        at_vapi = "At Vapi", "Chez Vapi";
        assistant = "Assistant", "Assistant";
        updated = "Changed", "Modifié";
        answers = "Answers", "Répond au";
        no_number = "No number yet", "Aucun numéro pour l’instant";
        see_steps = "See the steps", "Voir les étapes";

        name = "Name", "Nom";
        name_hint =
            "You see it here and at Vapi; callers do not hear it. At most 40 characters.",
            "Vous le voyez ici et chez Vapi\u{a0}; les appelants ne l’entendent pas. 40\u{a0}caractères au \
             plus.";
        name_example = "Reception", "Accueil";
        speaks_first = "Who speaks first", "Qui parle en premier";
        agent_first = "The agent, with the greeting", "L’agent, avec la phrase d’accueil";
        generated_first = "The agent, in words of its own", "L’agent, avec ses propres mots";
        caller_first = "The caller", "L’appelant";
        speaks_first_hint =
            "If the caller speaks first, the agent waits until it hears something.",
            "Si l’appelant parle en premier, l’agent attend d’entendre quelque chose.";
        greeting = "Greeting", "Phrase d’accueil";
        greeting_hint =
            "The first sentence of the call, in the agent’s language.",
            "La première phrase de l’appel, dans la langue de l’agent.";
        greeting_example =
            "Lakeside Clinic, good day. How can I help you?",
            "Cabinet du Lac, bonjour. Que puis-je faire pour vous\u{a0}?";
        instructions = "Instructions", "Consignes";
        instructions_hint =
            "Who it is, what it may do, what it must not do, and when to pass the call on. Write as you \
             would to a new colleague.",
            "Qui il est, ce qu’il peut faire, ce qu’il ne doit pas faire, et quand passer la main. Écrivez \
             comme à un nouveau collègue.";
        example = "An example", "Un exemple";
        example_lead =
            "Short, concrete, and with a clear limit. Make it yours.",
            "Court, concret, avec une limite claire. Faites-en le vôtre.";
        instructions_example: &'static [&'static str] =
            &[
                "You are the receptionist of Lakeside Clinic, a dental practice open Monday to Friday, 8 to \
                 18.",
                "Answer questions about opening hours, the address (4 Quay Street) and how to get there. \
                 Take a message for everything else: name, phone number, and what it is about. Read the \
                 number back.",
                "Keep every answer to one or two sentences. Never give medical advice; in an emergency tell \
                 the caller to dial 112.",
            ],
            &[
                "Vous tenez l’accueil du Cabinet du Lac, un cabinet dentaire ouvert du lundi au vendredi, de \
                 8\u{a0}h à 18\u{a0}h.",
                "Répondez aux questions sur les horaires, l’adresse (4, quai des Tilleuls) et l’accès. Pour \
                 tout le reste, prenez un message\u{a0}: nom, numéro de téléphone et objet. Relisez le \
                 numéro à voix haute.",
                "Répondez en une ou deux phrases. Ne donnez jamais de conseil médical\u{a0}; en cas \
                 d’urgence, dites à l’appelant de composer le 112.",
            ];
        language = "Language", "Langue";
        language_hint = "What the agent speaks and understands.", "Celle que l’agent parle et comprend.";
        voice_search = "Find a voice", "Chercher une voix";
        voice_search_hint =
            "By name or by service. What you choose here is set in the list below.",
            "Par son nom ou par son service. Votre choix est repris dans la liste ci-dessous.";
        voice = "Voice", "Voix";
        voice_hint =
            "A preset, or the last entry for one of your own.",
            "Une voix de la liste, ou la dernière ligne pour une voix à vous.";
        voice_other = "Another voice, typed below", "Une autre voix, saisie ci-dessous";
        voice_other_group = "Other", "Autre";
        voices_in_english(service: &str) = "{service}: English only", "{service}\u{a0}: anglais seulement";
        voice_provider = "Voice service", "Service de voix";
        voice_id = "Voice id", "Identifiant de la voix";
        voice_id_hint =
            "As the service writes it, for example 21m00Tcm4TlvDq8ikWAM.",
            "Tel que le service l’écrit, par exemple 21m00Tcm4TlvDq8ikWAM.";
        voice_gone = "Has no voice", "Sans voix";
        voice_gone_text(service: &str) =
            "{service} has closed, and this agent’s voice with it. Choose another voice, or callers hear \
             nothing.",
            "{service} a fermé, et la voix de cet agent avec lui. Choisissez une autre voix, sinon les \
             appelants n’entendent rien.";
        voice_lost_text(service: &str) =
            "The last call ended, since this voice was not to be had at {service}. Choose another voice, or see \
             to it there.",
            "Le dernier appel s’est arrêté, car cette voix n’était pas disponible chez {service}. Choisissez \
             une autre voix, ou voyez ce qu’il en est là-bas.";
        catalogue_of(day: &str) =
            "Voices and models as Vapi had them on {day}.",
            "Voix et modèles tels que Vapi les proposait le {day}.";
        more = "More settings", "Plus de réglages";
        model = "Model", "Modèle";
        model_hint =
            "What the agent thinks with. The first one answers fastest.",
            "Ce avec quoi l’agent réfléchit. Le premier répond le plus vite.";
        temperature = "Temperature", "Température";
        temperature_hint =
            "0 keeps to the same words, 2 is the freest. 0.7 suits most agents. GPT-5 models take none: they \
             have their own.",
            "0 garde les mêmes mots, 2 est la plus libre. 0,7 convient le plus souvent. Les modèles GPT-5 \
             n’en prennent pas\u{a0}: ils ont la leur.";
        max_duration = "Longest call, in minutes", "Appel le plus long, en minutes";
        max_duration_hint =
            "The call is ended then. From 1 to 720.",
            "L’appel est alors terminé. De 1 à 720.";

        create = "Make this agent", "Créer cet agent";
        save = "Save changes", "Enregistrer";
        saved = "Saved. AVA now brings Vapi up to date.", "Enregistré. AVA met maintenant Vapi à jour.";

        changes: ChangesTexts = changes_texts::EN, changes_texts::FR;
    }
}
