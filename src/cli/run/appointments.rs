//! The commands of contacts and appointments.

use reqwest::Method;
use serde_json::{Value, json};

use super::{Change, Run, body, one, text};
use crate::cli::{
    client::Request,
    commands::{Appointments, Contacts, WriteArgs},
    failure::Failure,
    input, nouns,
};

impl Run<'_> {
    pub(super) async fn contacts(&mut self, command: Contacts) -> Result<(), Failure> {
        let noun = &nouns::CONTACTS;
        match command {
            Contacts::Things(things) => self.things(noun, things).await,
            Contacts::Merge { id, other, write } => {
                let change = Change::post(one(noun, &id, &["merge"])).with(json!({"contact": other}));
                self.change(change, &write).await
            }
            Contacts::Separate { id, write } => {
                self.change(Change::post(one(noun, &id, &["separate"])), &write).await
            }
            Contacts::Import { file, look } => {
                let list = json!({"list": input::text(&file)?});
                let bring = Request::new(Method::POST, &["contact-imports"]).body(&list);
                let brought = self.client.send(bring).await?.body;
                match brought["id"].as_str() {
                    Some(id) if !look => {
                        let start = Change::post(["contact-imports", id, "start"]);
                        self.change(start, &WriteArgs::default()).await
                    }
                    _ => self.show(&brought),
                }
            }
        }
    }

    pub(super) async fn appointments(&mut self, command: Appointments) -> Result<(), Failure> {
        let noun = &nouns::APPOINTMENTS;
        match command {
            Appointments::Reading(reading) => self.reading(noun, reading).await,
            Appointments::Slots { service, date, agent } => {
                let service = self.id(&nouns::SERVICES, &service).await?;
                let agent = match &agent {
                    Some(agent) => Some(self.id(&nouns::AGENTS, agent).await?),
                    None => None,
                };
                let mut request = Request::get(&["appointments", "slots"]).with_query("service", &service);
                for (name, value) in [("date", &date), ("agent", &agent)] {
                    if let Some(value) = value {
                        request = request.with_query(name, value);
                    }
                }
                let answer = self.client.send(request).await?;
                self.show(&answer.body)
            }
            Appointments::Book { service, start, agent, name, number, email, note, write } => {
                let body = body([
                    ("service", text(self.id(&nouns::SERVICES, &service).await?)),
                    ("start", text(start)),
                    ("agent", self.optional_id(&nouns::AGENTS, agent.as_deref()).await?),
                    ("name", text(name)),
                    ("number", number.map(Value::String)),
                    ("email", email.map(Value::String)),
                    ("note", note.map(Value::String)),
                ]);
                self.change(Change::post(["appointments"]).with(body), &write).await
            }
            Appointments::Reschedule { id, start, write } => {
                self.change(Change::put(one(noun, &id, &[])).with(json!({"start": start})), &write).await
            }
            Appointments::Cancel { id, write } => {
                self.change(Change::post(one(noun, &id, &["cancel"])), &write).await
            }
            Appointments::Mail { id, write } => {
                self.change(Change::post(one(noun, &id, &["mail"])), &write).await
            }
        }
    }
}
