//! The commands of the webhooks.

use serde_json::Value;

use super::{Change, Run, body, one, text};
use crate::cli::{
    commands::{Webhooks, WriteArgs},
    failure::Failure,
    nouns,
};

impl Run<'_> {
    pub(super) async fn webhooks(&mut self, command: Webhooks) -> Result<(), Failure> {
        let noun = &nouns::WEBHOOKS;
        let (which, action, write) = match command {
            Webhooks::Things(things) => return self.things(noun, things).await,
            Webhooks::Deliveries { which, list } => {
                let id = self.id(noun, &which).await?;
                return self.list_at(&one(noun, &id, &["deliveries"]), nouns::DELIVERIES, list).await;
            }
            Webhooks::Replay { which, from, until, undelivered, write } => {
                let id = self.id(noun, &which).await?;
                let body = body([
                    ("from", text(from)),
                    ("until", until.map(Value::String)),
                    ("undelivered", undelivered.then_some(Value::Bool(true))),
                ]);
                return self.change(Change::post(one(noun, &id, &["replay"])).with(body), &write).await;
            }
            Webhooks::Test { which, write } => (which, "test", write),
            Webhooks::Pause { which, write } => (which, "pause", write),
            Webhooks::Resume { which, write } => (which, "resume", write),
            Webhooks::Rotate { which, write } => (which, "rotate", write),
        };
        let id = self.id(noun, &which).await?;
        // A delivery is no operation: nothing is to be waited for.
        let write = WriteArgs { wait: false, ..write };
        self.change(Change::post(one(noun, &id, &[action])), &write).await
    }
}
