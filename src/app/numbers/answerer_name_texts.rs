//! The answerer of a number, as the subject of a sentence.

use crate::{
    app::i18n::table::texts,
    domain::answerer::{Answerer, AnswererKind},
};

texts! {
    pub struct AnswererNameTexts {
        who(answerer: &Answerer) -> String => match answerer.kind {
            AnswererKind::Nobody => "nobody".to_owned(), "personne".to_owned();
            AnswererKind::Vapi => "Vapi".to_owned(), "Vapi".to_owned();
            AnswererKind::Agent | AnswererKind::Assistant =>
                name_or(answerer, "another assistant"),
                name_or(answerer, "un autre assistant");
            AnswererKind::Squad => named("the squad", answerer), named("le squad", answerer);
            AnswererKind::Workflow => named("the workflow", answerer), named("le workflow", answerer);
            AnswererKind::Server => named("the server", answerer), named("le serveur", answerer);
            AnswererKind::Forwarding => "a call forwarding".to_owned(), "un renvoi d’appel".to_owned();
            AnswererKind::Hook => "a hook".to_owned(), "un hook".to_owned();
            AnswererKind::Flow => named("the Studio flow", answerer), named("le flux Studio", answerer);
            AnswererKind::Application =>
                "a TwiML application".to_owned(),
                "une application TwiML".to_owned();
            AnswererKind::Trunk => "a SIP trunk".to_owned(), "un trunk SIP".to_owned();
            AnswererKind::Webhook =>
                name_or(answerer, "another webhook"),
                name_or(answerer, "un autre webhook");
            AnswererKind::MessagingService =>
                named("the messaging service", answerer),
                named("le service de messagerie", answerer);
        };
    }
}

fn name_or(answerer: &Answerer, other: &str) -> String {
    answerer.name.as_deref().unwrap_or(other).to_owned()
}

fn named(what: &str, answerer: &Answerer) -> String {
    match &answerer.name {
        Some(name) => format!("{what} {name}"),
        None => what.to_owned(),
    }
}
