//! Words for who or what answers a number.

use crate::domain::{
    answerer::{Answerer, AnswererKind},
    provider::Provider,
    twilio_region::TwilioRegion,
};

pub struct AnswererTexts {
    /// As the subject of a sentence.
    pub who: fn(&Answerer) -> String,
    /// What answers, and that it no longer does once the agent takes it over.
    pub takeover: fn(&Answerer, &str) -> String,
    /// It keeps the number, as a person decided.
    pub left: fn(&Answerer) -> String,
    /// In a list of numbers to choose from.
    pub answers_now: fn(&Answerer) -> Option<String>,
    /// In a receipt: who answered before.
    pub before: fn(&Answerer) -> String,
    pub region: fn(TwilioRegion) -> &'static str,
}

fn at(kind: AnswererKind, words: [&'static str; 3]) -> &'static str {
    let [vapi, twilio, neither] = words;
    match kind.provider() {
        Some(Provider::Vapi) => vapi,
        Some(Provider::Twilio) => twilio,
        None => neither,
    }
}

fn named(what: &str, name: Option<&str>) -> String {
    name.map_or_else(|| what.to_owned(), |name| format!("{what} {name}"))
}

fn who_en(answerer: &Answerer) -> String {
    let name = answerer.name.as_deref();
    match answerer.kind {
        AnswererKind::Nobody => "nobody".to_owned(),
        AnswererKind::Vapi => "Vapi".to_owned(),
        AnswererKind::Agent | AnswererKind::Assistant => name.unwrap_or("another assistant").to_owned(),
        AnswererKind::Squad => named("the squad", name),
        AnswererKind::Workflow => named("the workflow", name),
        AnswererKind::Server => named("the server", name),
        AnswererKind::Forwarding => "a call forwarding".to_owned(),
        AnswererKind::Hook => "a hook".to_owned(),
        AnswererKind::Flow => named("the Studio flow", name),
        AnswererKind::Application => "a TwiML application".to_owned(),
        AnswererKind::Trunk => "a SIP trunk".to_owned(),
        AnswererKind::Webhook => name.unwrap_or("another webhook").to_owned(),
        AnswererKind::MessagingService => named("the messaging service", name),
    }
}

fn who_fr(answerer: &Answerer) -> String {
    let name = answerer.name.as_deref();
    match answerer.kind {
        AnswererKind::Nobody => "personne".to_owned(),
        AnswererKind::Vapi => "Vapi".to_owned(),
        AnswererKind::Agent | AnswererKind::Assistant => name.unwrap_or("un autre assistant").to_owned(),
        AnswererKind::Squad => named("le squad", name),
        AnswererKind::Workflow => named("le workflow", name),
        AnswererKind::Server => named("le serveur", name),
        AnswererKind::Forwarding => "un renvoi d’appel".to_owned(),
        AnswererKind::Hook => "un hook".to_owned(),
        AnswererKind::Flow => named("le flux Studio", name),
        AnswererKind::Application => "une application TwiML".to_owned(),
        AnswererKind::Trunk => "un trunk SIP".to_owned(),
        AnswererKind::Webhook => name.unwrap_or("un autre webhook").to_owned(),
        AnswererKind::MessagingService => named("le service de messagerie", name),
    }
}

pub const EN: AnswererTexts = AnswererTexts {
    who: who_en,
    takeover: |answerer, agent| {
        let (at, who) = (at(answerer.kind, ["At Vapi", "At Twilio", "There"]), who_en(answerer));
        format!(
            "{at}, {who} answers it now. If {agent} takes it over, {who} stops answering this number. Nothing is deleted."
        )
    },
    left: |answerer| {
        let (at, who) = (at(answerer.kind, ["At Vapi", "At Twilio", "There"]), who_en(answerer));
        format!("{at}, {who} answers it, as you decided. To have your agent answer, ask again.")
    },
    answers_now: |answerer| match answerer.kind {
        AnswererKind::Nobody => None,
        AnswererKind::Agent => Some(format!("{} answers it", who_en(answerer))),
        AnswererKind::Trunk | AnswererKind::Application => {
            let who = who_en(answerer);
            Some(format!("{who} answers it at Twilio: remove that there first"))
        }
        kind => {
            let (at, who) = (at(kind, [" at Vapi", " at Twilio", ""]), who_en(answerer));
            let at = if kind == AnswererKind::Vapi { "" } else { at };
            Some(format!("{who} answers it now{at}; AVA asks before it takes it over"))
        }
    },
    before: |answerer| format!("Before that, {} answered it.", who_en(answerer)),
    region: |region| match region {
        TwilioRegion::Us1 => "the United States (US1)",
        TwilioRegion::Ie1 => "Ireland (IE1)",
        TwilioRegion::Au1 => "Australia (AU1)",
        TwilioRegion::Other => "another region",
    },
};

pub const FR: AnswererTexts = AnswererTexts {
    who: who_fr,
    takeover: |answerer, agent| {
        let (at, who) = (at(answerer.kind, ["Chez Vapi", "Chez Twilio", "Là-bas"]), who_fr(answerer));
        format!(
            "{at}, {who} y répond actuellement. Si {agent} reprend le numéro, {who} n’y répondra plus. Rien n’est supprimé."
        )
    },
    left: |answerer| {
        let (at, who) = (at(answerer.kind, ["Chez Vapi", "Chez Twilio", "Là-bas"]), who_fr(answerer));
        format!(
            "{at}, {who} y répond, comme vous l’avez décidé. Pour que votre agent réponde, demandez à nouveau."
        )
    },
    answers_now: |answerer| match answerer.kind {
        AnswererKind::Nobody => None,
        AnswererKind::Agent => Some(format!("{} y répond", who_fr(answerer))),
        AnswererKind::Trunk | AnswererKind::Application => {
            let who = who_fr(answerer);
            Some(format!("{who} y répond chez Twilio\u{a0}: retirez-le d’abord là-bas"))
        }
        kind => {
            let (at, who) = (at(kind, [" chez Vapi", " chez Twilio", ""]), who_fr(answerer));
            let at = if kind == AnswererKind::Vapi { "" } else { at };
            Some(format!("{who} y répond actuellement{at}\u{a0}; AVA vous demande avant de le reprendre"))
        }
    },
    before: |answerer| format!("Auparavant, {} y répondait.", who_fr(answerer)),
    region: |region| match region {
        TwilioRegion::Us1 => "les États-Unis (US1)",
        TwilioRegion::Ie1 => "l’Irlande (IE1)",
        TwilioRegion::Au1 => "l’Australie (AU1)",
        TwilioRegion::Other => "une autre région",
    },
};
