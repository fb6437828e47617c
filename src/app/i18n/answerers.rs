//! Words for who or what answers a number.

use crate::domain::{
    answerer::{Answerer, AnswererKind},
    twilio_region::TwilioRegion,
};

pub struct AnswererTexts {
    /// As the subject of a sentence.
    pub who: fn(&Answerer) -> String,
    /// What answers, and that it no longer does once the agent takes it over.
    pub takeover: fn(&Answerer, &str) -> String,
    /// The same of its messages, and that its calls come to the agent either way.
    pub takeover_of_messages: fn(&Answerer, &str) -> String,
    /// It keeps the number, as a person decided.
    pub left: fn(&Answerer) -> String,
    /// In a list of numbers to choose from.
    pub answers_now: fn(&Answerer) -> Option<String>,
    /// Where its messages go, in the same list.
    pub messages_now: fn(&Answerer) -> Option<String>,
    /// In a receipt: who answered before.
    pub before: fn(&Answerer) -> String,
    /// The same of its messages.
    pub messages_before: fn(&Answerer) -> String,
    pub region: fn(TwilioRegion) -> &'static str,
}

/// `otherwise`: where neither provider has it.
fn at(kind: AnswererKind, at: &str, otherwise: &str) -> String {
    kind.provider().map_or_else(|| otherwise.to_owned(), |provider| format!("{at} {}", provider.name()))
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
        let (at, who) = (at(answerer.kind, "At", "There"), who_en(answerer));
        format!(
            "{at}, {who} answers it now. If {agent} takes it over, {who} stops answering this number. Nothing is deleted."
        )
    },
    takeover_of_messages: |answerer, agent| {
        let who = who_en(answerer);
        let then = if answerer.kind.can_be_replaced() {
            format!("If Vapi takes them over, {who} stops answering them. Nothing is deleted.")
        } else {
            "AVA cannot take them from there: if Vapi is to have them, take the number out of it in the Twilio console."
                .to_owned()
        };
        format!("At Twilio, {who} answers its text messages now. {then} Calls come to {agent} either way.")
    },
    left: |answerer| {
        let (at, who) = (at(answerer.kind, "At", "There"), who_en(answerer));
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
            let (at, who) = (at(kind, " at", ""), who_en(answerer));
            let at = if kind == AnswererKind::Vapi { String::new() } else { at };
            Some(format!("{who} answers it now{at}; AVA asks before it takes it over"))
        }
    },
    messages_now: |answerer| match answerer.kind {
        AnswererKind::Nobody | AnswererKind::Vapi => None,
        _ => {
            let who = who_en(answerer);
            Some(format!(
                "its own settings at Twilio send text messages to {who}; AVA asks before Vapi takes them over"
            ))
        }
    },
    before: |answerer| format!("Before that, {} answered it.", who_en(answerer)),
    messages_before: |answerer| format!("Before that, {} answered its text messages.", who_en(answerer)),
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
        let (at, who) = (at(answerer.kind, "Chez", "Là-bas"), who_fr(answerer));
        format!(
            "{at}, {who} y répond actuellement. Si {agent} reprend le numéro, {who} n’y répondra plus. Rien n’est supprimé."
        )
    },
    takeover_of_messages: |answerer, agent| {
        let who = who_fr(answerer);
        let then = if answerer.kind.can_be_replaced() {
            format!("Si Vapi les reprend, {who} n’y répondra plus. Rien n’est supprimé.")
        } else {
            "AVA ne peut pas les en retirer\u{a0}: pour que Vapi les ait, retirez-en le numéro dans la console Twilio."
                .to_owned()
        };
        format!(
            "Chez Twilio, {who} répond actuellement à ses SMS. {then} Les appels arrivent à {agent} dans les deux cas."
        )
    },
    left: |answerer| {
        let (at, who) = (at(answerer.kind, "Chez", "Là-bas"), who_fr(answerer));
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
            let (at, who) = (at(kind, " chez", ""), who_fr(answerer));
            let at = if kind == AnswererKind::Vapi { String::new() } else { at };
            Some(format!("{who} y répond actuellement{at}\u{a0}; AVA vous demande avant de le reprendre"))
        }
    },
    messages_now: |answerer| match answerer.kind {
        AnswererKind::Nobody | AnswererKind::Vapi => None,
        _ => {
            let who = who_fr(answerer);
            Some(format!(
                "ses propres réglages chez Twilio envoient les SMS vers {who}\u{a0}; AVA vous demande avant que Vapi les reprenne"
            ))
        }
    },
    before: |answerer| format!("Auparavant, {} y répondait.", who_fr(answerer)),
    messages_before: |answerer| format!("Auparavant, {} répondait à ses SMS.", who_fr(answerer)),
    region: |region| match region {
        TwilioRegion::Us1 => "les États-Unis (US1)",
        TwilioRegion::Ie1 => "l’Irlande (IE1)",
        TwilioRegion::Au1 => "l’Australie (AU1)",
        TwilioRegion::Other => "une autre région",
    },
};
