//! Trying an agent before callers do.

mod chat_faults;
mod chats;
mod pages;
mod phone_faults;
mod phones;

use ava::{
    domain::{
        call::Speaker,
        ids::AgentId,
        locale::Locale,
        trial::{PhoneCodeForm, PhoneForm, TrialForm, TrialView},
    },
    server::{cx::Cx, trials::phones as own_phones},
};

use crate::support::app::TestApp;

fn said(text: &str) -> TrialForm {
    TrialForm { said: text.to_owned() }
}

/// The lines of the conversation, each with its speaker.
fn lines(trial: &TrialView) -> Vec<(Speaker, &str)> {
    trial.lines.iter().map(|line| (line.by, line.text.as_str())).collect()
}

/// Confirms a phone by the code that is read to it.
async fn confirmed(app: &TestApp, cx: &Cx, agent: &AgentId, number: &str) {
    own_phones::ask(cx, agent, &PhoneForm { number: number.to_owned() }, Locale::En).await.unwrap();
    let spoken = app.sandbox.snapshot().await.spoken;
    let read = spoken.iter().find(|call| call.to == number).unwrap();
    let code = read.words.chars().filter(char::is_ascii_digit).collect();
    own_phones::confirm(cx, &PhoneCodeForm { code }).await.unwrap();
}
