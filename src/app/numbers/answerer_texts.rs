//! Words for who or what answers a number.

use super::answerer_name_texts;
use crate::{
    app::i18n::table::texts,
    domain::{
        answerer::{Answerer, AnswererKind},
        twilio_region::TwilioRegion,
    },
};

texts! {
    pub struct AnswererTexts {
        /// The answerer as the subject of a sentence.
        who: fn(&Answerer) -> String = answerer_name_texts::EN.who, answerer_name_texts::FR.who;
        /// Says what answers now, and that it no longer does once the agent takes the number over.
        takeover(answerer: &Answerer, agent: &str) -> String =
            {
                let at = at(answerer.kind, "At", "There");
                let who = (answerer_name_texts::EN.who)(answerer);
                format!(
                    "{at}, {who} answers it now. If {agent} takes it over, {who} stops answering this \
                     number. Nothing is deleted."
                )
            },
            {
                let at = at(answerer.kind, "Chez", "Là-bas");
                let who = (answerer_name_texts::FR.who)(answerer);
                format!(
                    "{at}, {who} y répond actuellement. Si {agent} reprend le numéro, {who} n’y répondra \
                     plus. Rien n’est supprimé."
                )
            };
        /// Says the same of the number's messages, and that its calls come to the agent either way.
        takeover_of_messages(answerer: &Answerer, agent: &str) -> String =
            {
                let who = (answerer_name_texts::EN.who)(answerer);
                let then = if answerer.kind.can_be_replaced() {
                    format!("If Vapi takes them over, {who} stops answering them. Nothing is deleted.")
                } else {
                    "AVA cannot take them from there: if Vapi is to have them, take the number out of it in \
                     the Twilio console."
                        .to_owned()
                };
                format!("At Twilio, {who} answers its text messages now. {then} Calls come to {agent} either \
                         way.")
            },
            {
                let who = (answerer_name_texts::FR.who)(answerer);
                let then = if answerer.kind.can_be_replaced() {
                    format!("Si Vapi les reprend, {who} n’y répondra plus. Rien n’est supprimé.")
                } else {
                    "AVA ne peut pas les en retirer\u{a0}: pour que Vapi les ait, retirez-en le numéro dans \
                     la console Twilio."
                        .to_owned()
                };
                format!(
                    "Chez Twilio, {who} répond actuellement à ses SMS. {then} Les appels arrivent à {agent} \
                     dans les deux cas."
                )
            };
        /// Says that the answerer keeps the number, as a person decided.
        left(answerer: &Answerer) -> String =
            {
                let at = at(answerer.kind, "At", "There");
                let who = (answerer_name_texts::EN.who)(answerer);
                format!("{at}, {who} answers it, as you decided. To have your agent answer, ask again.")
            },
            {
                let at = at(answerer.kind, "Chez", "Là-bas");
                let who = (answerer_name_texts::FR.who)(answerer);
                format!(
                    "{at}, {who} y répond, comme vous l’avez décidé. Pour que votre agent réponde, demandez \
                     à nouveau."
                )
            };
        /// Stands in a list of numbers to choose from.
        answers_now(answerer: &Answerer) -> Option<String> => match answerer.kind {
            AnswererKind::Nobody => None, None;
            AnswererKind::Agent =>
                Some(format!("{} answers it", (answerer_name_texts::EN.who)(answerer))),
                Some(format!("{} y répond", (answerer_name_texts::FR.who)(answerer)));
            AnswererKind::Trunk | AnswererKind::Application =>
                {
                    let who = (answerer_name_texts::EN.who)(answerer);
                    Some(format!("{who} answers it at Twilio: remove that there first"))
                },
                {
                    let who = (answerer_name_texts::FR.who)(answerer);
                    Some(format!("{who} y répond chez Twilio\u{a0}: retirez-le d’abord là-bas"))
                };
            kind =>
                {
                    let at = at(kind, " at", "");
                    let who = (answerer_name_texts::EN.who)(answerer);
                    let at = if kind == AnswererKind::Vapi { String::new() } else { at };
                    Some(format!("{who} answers it now{at}; AVA asks before it takes it over"))
                },
                {
                    let at = at(kind, " chez", "");
                    let who = (answerer_name_texts::FR.who)(answerer);
                    let at = if kind == AnswererKind::Vapi { String::new() } else { at };
                    Some(format!("{who} y répond actuellement{at}\u{a0}; AVA vous demande avant de le \
                                  reprendre"))
                };
        };
        /// Says in the same list where the number's messages go.
        messages_now(answerer: &Answerer) -> Option<String> => match answerer.kind {
            AnswererKind::Nobody | AnswererKind::Vapi => None, None;
            AnswererKind::Application | AnswererKind::MessagingService =>
                {
                    let who = (answerer_name_texts::EN.who)(answerer);
                    Some(format!(
                        "its own settings at Twilio send text messages to {who}, which AVA cannot change"
                    ))
                },
                {
                    let who = (answerer_name_texts::FR.who)(answerer);
                    Some(format!(
                        "ses propres réglages chez Twilio envoient les SMS vers {who}, ce qu’AVA ne peut pas \
                         changer"
                    ))
                };
            _ =>
                {
                    let who = (answerer_name_texts::EN.who)(answerer);
                    Some(format!(
                        "its own settings at Twilio send text messages to {who}; AVA asks before Vapi takes \
                         them over"
                    ))
                },
                {
                    let who = (answerer_name_texts::FR.who)(answerer);
                    Some(format!(
                        "ses propres réglages chez Twilio envoient les SMS vers {who}\u{a0}; AVA vous \
                         demande avant que Vapi les reprenne"
                    ))
                };
        };
        /// Says in a receipt who answered before.
        before(answerer: &Answerer) -> String =
            format!("Before that, {} answered it.", (answerer_name_texts::EN.who)(answerer)),
            format!("Auparavant, {} y répondait.", (answerer_name_texts::FR.who)(answerer));
        /// Says in a receipt who answered the text messages before.
        messages_before(answerer: &Answerer) -> String =
            format!("Before that, {} answered its text messages.", (answerer_name_texts::EN.who)(answerer)),
            format!("Auparavant, {} répondait à ses SMS.", (answerer_name_texts::FR.who)(answerer));
        region(region: TwilioRegion) -> &'static str => match region {
            TwilioRegion::Us1 => "the United States (US1)", "les États-Unis (US1)";
            TwilioRegion::Ie1 => "Ireland (IE1)", "l’Irlande (IE1)";
            TwilioRegion::Au1 => "Australia (AU1)", "l’Australie (AU1)";
            TwilioRegion::Other => "another region", "une autre région";
        };
    }
}

/// `otherwise` is used where neither provider has the answerer.
fn at(kind: AnswererKind, at: &str, otherwise: &str) -> String {
    kind.provider().map_or_else(|| otherwise.to_owned(), |provider| format!("{at} {}", provider.name()))
}
