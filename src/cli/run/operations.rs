//! The commands of the operations, and the wait for their ends.

use serde_json::{Value, json};

use super::{Change, Run, one};
use crate::cli::{
    commands::Operations,
    failure::Failure,
    nouns,
    output::{self, Output},
    watch,
};

impl Run<'_> {
    pub(super) async fn operations(&mut self, command: Operations) -> Result<(), Failure> {
        let noun = &nouns::OPERATIONS;
        match command {
            Operations::Reading(reading) => self.reading(noun, reading).await,
            Operations::Watch { ids, timeout } => self.watch(&ids, timeout).await,
            Operations::Retry { id, write } => {
                self.change(Change::post(one(noun, &id, &["retry"])), &write).await
            }
            Operations::Decide { id, take_over, leave: _, write } => {
                // The decision names what the number answers with now, so that nothing else is taken over.
                let there = self.client.get(&one(noun, &id, &[])).await?.body;
                let Some(takeover_of) = there["takeover_of"].as_str() else {
                    return Err(Failure::Unusable(format!("Operation {id} asks for no decision.")));
                };
                let decision = json!({"take_over": take_over, "takeover_of": takeover_of});
                self.change(Change::post(one(noun, &id, &["decision"])).with(decision), &write).await
            }
            Operations::Close { id, write } => {
                self.change(Change::post(one(noun, &id, &["close"])), &write).await
            }
        }
    }

    pub(super) async fn watch(&mut self, ids: &[String], timeout: u64) -> Result<(), Failure> {
        let ended = self.ends(ids, timeout).await?;
        match (self.output, &ended[..]) {
            (Output::Table, _) => {}
            (Output::Json, [one]) => self.say(&output::json(one))?,
            (Output::Json, several) => self.say(&output::json(&several.into()))?,
        }
        ended.iter().try_for_each(watch::result)
    }

    /// Returns each operation once it is over, or does not get on by itself.
    pub(super) async fn ends(&mut self, ids: &[String], timeout: u64) -> Result<Vec<Value>, Failure> {
        // The timeout is for all of them together.
        let since = self.client.now_ms();
        let mut ended = Vec::new();
        for id in ids {
            ended.push(self.end(id, timeout, since).await?);
        }
        Ok(ended)
    }

    async fn end(&mut self, id: &str, timeout: u64, since: i64) -> Result<Value, Failure> {
        let mut watched = watch::Watched::new(self.client, id, timeout, since);
        let mut told = String::new();
        loop {
            let operation = watched.next().await?;
            let now = watch::line(&operation);
            if now != told && self.output == Output::Table {
                self.say(&format!("{now}\n"))?;
                told = now;
            }
            if !watch::goes_on(&operation) {
                return Ok(operation);
            }
            watched.pause().await?;
        }
    }
}
