//! The commands of the numbers.

use serde_json::{Value, json};

use super::{Change, Run, body, one, text};
use crate::cli::{
    commands::{ListArgs, Numbers},
    failure::Failure,
    input, nouns,
};

impl Run<'_> {
    pub(super) async fn numbers(&mut self, command: Numbers) -> Result<(), Failure> {
        let noun = &nouns::NUMBERS;
        match command {
            Numbers::Reading(reading) => self.reading(noun, reading).await,
            Numbers::Account(list) => self.list_at(&["numbers", "account"], nouns::OF_ACCOUNT, list).await,
            Numbers::Import { number, agent, sms, write } => {
                let agent = self.optional_id(&nouns::AGENTS, agent.as_deref()).await?;
                let sms = sms.then_some(Value::Bool(true));
                let body = body([("number", text(number)), ("agent", agent), ("sms", sms)]);
                self.change(Change::post(["numbers"]).with(body), &write).await
            }
            Numbers::Search { country, kind, area, digits } => {
                let asked = [("country", Some(country)), ("kind", kind), ("area", area), ("digits", digits)];
                let asked = asked.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?)));
                let narrowed = asked.collect();
                let list = ListArgs { narrowed, limit: 0, all: true };
                self.list_at(&["numbers", "available"], nouns::FOR_SALE, list).await
            }
            Numbers::Buy { number, country, kind, agent, address, bundle, write } => {
                let address = address.map(|path| input::body(&path)).transpose()?;
                let body = body([
                    ("number", text(number)),
                    ("country", text(country)),
                    ("kind", text(kind)),
                    ("agent", self.optional_id(&nouns::AGENTS, agent.as_deref()).await?),
                    ("address", address),
                    ("bundle", bundle.map(Value::String)),
                ]);
                self.change(Change::post(["numbers", "purchases"]).with(body), &write).await
            }
            Numbers::Assign { which, agent, write } => {
                let id = self.id(noun, &which).await?;
                let agent = self.id(&nouns::AGENTS, &agent).await?;
                let change = Change::put(one(noun, &id, &["agent"])).with(json!({"agent": agent}));
                self.change(change, &write).await
            }
            Numbers::Unassign { which, write } => {
                let id = self.id(noun, &which).await?;
                self.change(Change::delete(one(noun, &id, &["agent"])), &write).await
            }
            Numbers::Prove { which, write } => {
                let id = self.id(noun, &which).await?;
                self.change(Change::post(one(noun, &id, &["prove"])), &write).await
            }
            Numbers::Remove { which, last_four, write } => {
                let id = self.id(noun, &which).await?;
                let query = last_four.as_deref().map(|digits| ("last_four", digits));
                let change = Change::delete(one(noun, &id, &[]));
                self.change(Change { query: query.into_iter().collect(), ..change }, &write).await
            }
            Numbers::Compare { write } => self.change(Change::post(["numbers", "compare"]), &write).await,
        }
    }
}
