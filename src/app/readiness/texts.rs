//! Words of what a call needs, link by link.

use crate::{
    app::i18n::table::texts,
    domain::readiness::{Break, CallLink, LinkState},
};

texts! {
    pub struct ReadinessTexts {
        title = "Readiness", "Disponibilité";
        lead =
            "Can each number answer a call now? AVA follows the call from Twilio to the voice, and on to the \
             calendar and the mails of an agent that books, by what it last saw there.",
            "Chaque numéro peut-il répondre à un appel maintenant\u{a0}? AVA suit l’appel de Twilio à la voix, \
             puis jusqu’à l’agenda et aux e-mails d’un agent qui réserve, d’après ce qu’AVA y a vu en dernier.";
        loading = "Loading what each number needs", "Chargement de l’état des numéros";
        empty = "No number yet", "Aucun numéro pour l’instant";
        empty_text =
            "Once a number is brought to Vapi, each link of its calls stands here.",
            "Dès qu’un numéro est raccordé à Vapi, chaque maillon de ses appels apparaît ici.";
        no_further = "No further number", "Aucun autre numéro";
        no_further_text = "These were all.", "Il n’y en a pas d’autre.";
        first = "First numbers", "Premiers numéros";
        next = "More numbers", "Numéros suivants";
        /// The heading of the links of one number.
        chain = "The way of a call", "Le chemin d’un appel";
        answers(number: &str) = "{number} can answer", "Le {number} peut répondre";
        is_cut(number: &str) = "{number} cannot answer", "Le {number} ne peut pas répondre";
        is_deaf(number: &str) =
            "{number} answers, and nothing of it comes here",
            "Le {number} répond, mais rien n’arrive ici";
        without_calendar(number: &str) =
            "{number} answers, and books without the calendar",
            "Le {number} répond, mais réserve sans l’agenda";
        without_mails(number: &str) =
            "{number} answers, and customers get no mail",
            "Le {number} répond, mais les clients ne reçoivent pas d’e-mail";
        link(link: CallLink) -> &'static str => match link {
            CallLink::TwilioKey => "Key at Twilio", "Clé chez Twilio";
            CallLink::AtTwilio => "Number at Twilio", "Numéro chez Twilio";
            CallLink::Urls => "Calls go to Vapi", "Appels vers Vapi";
            CallLink::VapiKey => "Key at Vapi", "Clé chez Vapi";
            CallLink::AtVapi => "Number at Vapi", "Numéro chez Vapi";
            CallLink::Assistant => "Assistant", "Assistant";
            CallLink::ModelAndVoice => "Model and voice", "Modèle et voix";
            CallLink::Events => "Events come here", "Événements reçus";
            CallLink::Calendar => "Calendar", "Agenda";
            CallLink::Mail => "Mails to customers", "E-mails aux clients";
        };
        state(state: LinkState) -> &'static str => match state {
            LinkState::Holds => "in order", "en ordre";
            LinkState::Unknown => "not known yet", "pas encore connu";
            LinkState::Broken(_) => "broken", "rompu";
            LinkState::Beyond => "not reached", "pas atteint";
            LinkState::Unused => "not used", "pas utilisé";
        };
        says(broken: Break) -> &'static str => match broken {
            Break::TwilioNotConnected =>
                "Twilio is not connected, so nobody sends its calls to Vapi.",
                "Twilio n’est pas connecté\u{a0}: personne n’envoie ses appels vers Vapi.";
            Break::TwilioKeyBroken =>
                "The stored credentials of the Twilio account do not work. Its page says why.",
                "Les identifiants enregistrés du compte Twilio ne fonctionnent pas. Sa page dit pourquoi.";
            Break::ManagedKeyBroken =>
                "The account in which the number is supplied cannot be used now. Ask whoever runs this \
                 installation.",
                "Le compte dans lequel le numéro est fourni est inutilisable pour l’instant. Demandez à la \
                 personne qui exploite cette installation.";
            Break::NotSeenAtTwilio =>
                "The number was not seen in the Twilio account yet. Its page says how far it is.",
                "Le numéro n’a pas encore été vu dans le compte Twilio. Sa page indique où il en est.";
            Break::GoneAtTwilio =>
                "The number is no longer in its Twilio account.",
                "Le numéro n’est plus dans son compte Twilio.";
            Break::CallsElsewhere =>
                "Twilio sends its calls somewhere else than to Vapi. Its page can send them there again.",
                "Twilio envoie ses appels ailleurs que chez Vapi. Sa page permet de les y renvoyer.";
            Break::OtherRegion =>
                "Its calls are handled in a Twilio region where Vapi’s address is not set.",
                "Ses appels sont traités dans une région de Twilio où l’adresse de Vapi n’est pas réglée.";
            Break::VapiNotConnected =>
                "Vapi is not connected, so no assistant can answer.",
                "Vapi n’est pas connecté\u{a0}: aucun assistant ne peut répondre.";
            Break::VapiKeyBroken =>
                "The stored key of Vapi does not work. Its page says why.",
                "La clé Vapi enregistrée ne fonctionne pas. Sa page dit pourquoi.";
            Break::NotAtVapi =>
                "The number is not at Vapi yet. Its page says how far it is.",
                "Le numéro n’est pas encore chez Vapi. Sa page indique où il en est.";
            Break::GoneAtVapi =>
                "Somebody deleted the number at Vapi. Its page can bring it there again.",
                "Quelqu’un a supprimé le numéro chez Vapi. Sa page permet de l’y raccorder à nouveau.";
            Break::Blocked =>
                "Vapi has the number, and does not let it answer.",
                "Vapi a le numéro, mais ne le laisse pas répondre.";
            Break::NoAgent =>
                "No agent is to answer it. Choose one on its page.",
                "Aucun agent ne doit y répondre. Choisissez-en un sur sa page.";
            Break::AnotherAnswers =>
                "At Vapi somebody else answers it than the agent that was chosen here.",
                "Chez Vapi, ce n’est pas l’agent choisi ici qui y répond.";
            Break::AssistantGone =>
                "The assistant of its agent was deleted at Vapi.",
                "L’assistant de son agent a été supprimé chez Vapi.";
            Break::NoModel =>
                "Somebody took the model out of the assistant at Vapi. Decide on its agent’s page what holds.",
                "Quelqu’un a retiré le modèle de l’assistant chez Vapi. Décidez sur la page de son agent ce qui \
                 vaut.";
            Break::VoiceGone =>
                "The service of its agent’s voice has closed: callers hear nothing. Choose another voice.",
                "Le service de la voix de son agent a fermé\u{a0}: les appelants n’entendent rien. Choisissez une \
                 autre voix.";
            Break::VoiceLost =>
                "Its last call ended, since the voice of its agent was not to be had. Choose another voice, or see \
                 to it at the service that it is of.",
                "Son dernier appel s’est arrêté faute de la voix de son agent. Choisissez une autre voix, ou voyez \
                 ce qu’il en est auprès de son service.";
            Break::NotSent =>
                "Vapi did not take what the agent is to say and to speak with. Its page says why.",
                "Vapi n’a pas accepté ce que l’agent doit dire, ni sa voix. Sa page dit pourquoi.";
            Break::ModelKeyBroken =>
                "Vapi asks the model with your OpenAI key, which does not work. Its page says why.",
                "Vapi interroge le modèle avec votre clé OpenAI, qui ne fonctionne pas. Sa page dit pourquoi.";
            Break::NoWayIn =>
                "An event that AVA sent to its own address did not come back: calls are seen late, and the agent \
                 cannot book. Check the way in on Vapi’s page.",
                "Un événement qu’AVA a envoyé à sa propre adresse n’est pas revenu\u{a0}: les appels se voient en \
                 retard, et l’agent ne peut rien réserver. Vérifiez l’arrivée sur la page de Vapi.";
            Break::CalendarBroken =>
                "AVA has no access to the calendar any more: the agent may book times that are taken there. Connect \
                 it again.",
                "AVA n’a plus accès à l’agenda\u{a0}: l’agent peut réserver des horaires qui y sont pris. \
                 Connectez-le à nouveau.";
            Break::CalendarGone =>
                "The calendar for appointments is no longer in its account: the agent may book times that are \
                 taken. Choose another one.",
                "L’agenda des rendez-vous n’est plus dans son compte\u{a0}: l’agent peut réserver des horaires \
                 déjà pris. Choisissez-en un autre.";
            Break::MailboxNotConnected =>
                "Customers are to have a mail of what the agent books, and no mailbox is connected: the mails wait.",
                "Les clients doivent recevoir un e-mail de ce que l’agent réserve, mais aucune boîte n’est \
                 connectée\u{a0}: les e-mails attendent.";
            Break::MailboxBroken =>
                "The mailbox through which customers have a mail of what the agent books does not work: the mails \
                 wait. Its page says why.",
                "La boîte par laquelle les clients reçoivent un e-mail de ce que l’agent réserve ne \
                 fonctionne pas\u{a0}: les e-mails attendent. Sa page dit pourquoi.";
        };
        to_way_in = "Check the way in", "Vérifier l’arrivée";
        to_calendar = "Choose the calendar", "Choisir l’agenda";
        to_number = "Open the number", "Ouvrir le numéro";
        to_agent = "Open the agent", "Ouvrir l’agent";

        monitoring = "Address for monitoring", "Adresse de surveillance";
        monitoring_lead =
            "A program asks this address, without signing in, whether all numbers can answer: 200 if so, 503 if \
             not, with the links of each number as JSON.",
            "Un programme interroge cette adresse, sans se connecter, pour savoir si tous les numéros peuvent \
             répondre\u{a0}: 200 si oui, 503 sinon, avec les maillons de chaque numéro en JSON.";
        monitoring_secret =
            "Who has the address can read this, and nothing else. Replace it if it got into the wrong hands.",
            "Quiconque a l’adresse peut lire ceci, et rien d’autre. Remplacez-la si elle est tombée entre de \
             mauvaises mains.";
        no_monitoring = "There is no such address.", "Il n’y a pas d’adresse de ce type.";
        made_by(who: &str, ago: &str) = "Made by {who} {ago}.", "Créée par {who} {ago}.";
        make = "Make the address", "Créer l’adresse";
        make_another = "Replace the address", "Remplacer l’adresse";
        end = "End it", "La supprimer";
        made = "The address is made. The former one no longer answers.", "L’adresse est créée. L’ancienne ne répond plus.";
        ended = "The address no longer answers.", "L’adresse ne répond plus.";
    }
}
