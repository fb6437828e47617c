//! The file: what it has of an organisation, under the names that people know things by.
//!
//! It is TOML. Instructions of many lines stand between `"""` as they are, a key such as `"+14155550142"`
//! stays a text, indentation means nothing, and the crate that reads and writes it is Cargo’s own. YAML would
//! say the same, but its usual crate, `serde_yaml`, is not kept any more.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use url::Url;

use super::{fields::Fields, kind::Kind, own::Own};
use crate::{
    cli::failure::Failure,
    domain::{
        appointment::{AgentHoursForm, ServiceForm},
        locale::Locale,
        phone::E164,
        problem::{Field, FieldErrors, Problem, Rule},
        text::one_line,
        webhook::read_description,
    },
    server::api::types::{
        AgentBody, HoursBody, ServiceBody,
        hours::{AgentHoursBody, AgentWeek},
    },
};

/// A table that is missing is left alone, and so is a field that is missing in one. A
/// table that is there and empty says that there is nothing of its kind, which `--prune` brings about.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct File {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hours: Option<Hours>,
    /// Keyed by name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub services: Option<BTreeMap<String, Service>>,
    /// Keyed by name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub agents: Option<BTreeMap<String, Agent>>,
    /// Keyed by the name of the agent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub offers: Option<BTreeMap<String, Offer>>,
    /// Keyed by E.164.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub numbers: Option<BTreeMap<String, Number>>,
    /// Keyed by URL.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub webhooks: Option<BTreeMap<String, Webhook>>,
}

/// The fields of something in the file, which are those of its body in the API.
pub trait Entry: Clone + Serialize + for<'de> Deserialize<'de> {
    const KIND: Kind;

    /// The key as the server writes it; `None` for what is no key.
    fn key(typed: &str) -> Option<String> {
        one_line(typed, u32::MAX).ok()
    }

    /// The entry as the server keeps it, so that two that mean the same are the same. `there` is what the
    /// server has.
    ///
    /// # Errors
    /// Fails with what the server would refuse, as far as that can be said here.
    fn kept(self, key: &str, there: Option<&Self>) -> Result<Self, Mistakes>;

    /// Whether it says what is so without it, so that nothing has to be made.
    fn is_nothing(&self) -> bool {
        false
    }
}

/// When the organisation can be booked.
pub type Hours = Fields<HoursBody>;

pub type Agent = Fields<AgentBody>;

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Service {
    /// Minutes, as `buffer` is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub length: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub buffer: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub price: Option<String>,
}

/// What can be booked through an agent, as far as it differs from the organisation's.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Offer {
    /// Hours.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lead_time: Option<Own<u32>>,
    /// Names.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub services: Option<Own<Vec<String>>>,
    /// The hours count as a whole: a day that is missing is closed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hours: Option<Own<AgentWeek>>,
}

/// The binding of a number that AVA has: importing and buying one are commands of their own.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Number {
    /// The name of the agent that answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub agent: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Webhook {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Codes such as `call.ended`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub events: Option<Vec<String>>,
}

impl File {
    /// # Errors
    /// Fails with the line and the column of what cannot be read.
    pub fn parse(text: &str) -> Result<Self, Failure> {
        toml::from_str(text).map_err(|error| Failure::Unusable(format!("The file cannot be read: {error}")))
    }

    /// Writes the file. The same content is the same text.
    ///
    /// # Errors
    /// Fails for what TOML cannot say, which no file has.
    pub fn written(&self) -> Result<String, Failure> {
        toml::to_string_pretty(self)
            .map_err(|error| Failure::Strange(format!("The file cannot be written: {error}")))
    }
}

/// The fields that an entry has.
pub fn fields<E: Entry>(entry: &E) -> Map<String, Value> {
    match serde_json::to_value(entry) {
        Ok(Value::Object(fields)) => fields,
        _ => Map::new(),
    }
}

/// The entry with those fields, `null` being none.
///
/// # Errors
/// Fails where a field is of another type.
pub fn entry<E: Entry>(fields: Map<String, Value>) -> Result<E, serde_json::Error> {
    let fields = fields.into_iter().filter(|(_, value)| !value.is_null()).collect();
    serde_json::from_value(Value::Object(fields))
}

impl Entry for Service {
    const KIND: Kind = Kind::Service;

    fn kept(self, key: &str, _: Option<&Self>) -> Result<Self, Mistakes> {
        let body = ServiceBody {
            name: key.to_owned(),
            length: self.length.unwrap_or_default(),
            buffer: self.buffer.unwrap_or_default(),
            price: self.price.unwrap_or_default(),
        };
        let service = ServiceForm::from(&body).parse()?;
        Ok(Self { length: Some(service.minutes), buffer: Some(service.buffer), price: Some(service.price) })
    }
}

impl Offer {
    /// What an agent offers that has nothing of its own.
    pub const NOTHING: Self = Self {
        lead_time: Some(Own::Organisations),
        services: Some(Own::Organisations),
        hours: Some(Own::Organisations),
    };
}

impl Entry for Offer {
    const KIND: Kind = Kind::Offer;

    fn kept(self, _: &str, _: Option<&Self>) -> Result<Self, Mistakes> {
        let body = AgentHoursBody {
            hours: self.hours.and_then(Own::own),
            lead_time: self.lead_time.and_then(Own::own),
        };
        let (hours, lead_time) = AgentHoursForm::from(body).parse()?;
        let services = self.services.and_then(Own::own).map(|typed| service_names(&typed)).transpose();
        let services = services.map_err(|rule| Problem::invalid(Field::Service, rule))?;
        Ok(Self {
            lead_time: Some(lead_time.into()),
            services: Some(services.into()),
            hours: Some(hours.map(AgentWeek::from).into()),
        })
    }

    fn is_nothing(&self) -> bool {
        *self == Self::NOTHING
    }
}

fn service_names(typed: &[String]) -> Result<Vec<String>, Rule> {
    let names = typed.iter().map(|name| one_line(name, u32::MAX));
    let mut names = names.collect::<Result<Vec<_>, _>>()?;
    names.sort();
    names.dedup();
    Ok(names)
}

impl Entry for Number {
    const KIND: Kind = Kind::Number;

    fn key(typed: &str) -> Option<String> {
        Some(E164::parse(typed).ok()?.as_str().to_owned())
    }

    fn kept(self, _: &str, _: Option<&Self>) -> Result<Self, Mistakes> {
        let agent = self.agent.map(|name| one_line(&name, u32::MAX)).transpose();
        Ok(Self { agent: agent.map_err(|rule| Problem::invalid(Field::Agent, rule))? })
    }
}

impl Entry for Webhook {
    const KIND: Kind = Kind::Webhook;

    fn key(typed: &str) -> Option<String> {
        let mut url = Url::parse(&one_line(typed, u32::MAX).ok()?).ok()?;
        // No server is sent it.
        url.set_fragment(None);
        Some(url.into())
    }

    fn kept(self, _: &str, _: Option<&Self>) -> Result<Self, Mistakes> {
        let mut errors = FieldErrors::default();
        let mut events = self.events.unwrap_or_default();
        events.sort();
        events.dedup();
        let events = if events.is_empty() { Err(Rule::NoEvent) } else { Ok(events) };
        let kept = Self {
            description: errors
                .value(Field::Description, read_description(&self.description.unwrap_or_default())),
            events: errors.value(Field::Events, events),
        };
        if errors.is_empty() { Ok(kept) } else { Err(errors.problem().into()) }
    }
}

/// The reasons for which an entry cannot be sent, a line for each field.
#[derive(Debug)]
pub struct Mistakes(pub Vec<String>);

impl From<Problem> for Mistakes {
    fn from(problem: Problem) -> Self {
        let name = |field: Field| match serde_json::to_value(field) {
            Ok(Value::String(name)) => format!("{name}: "),
            _ => String::new(),
        };
        let first = problem.field.map(name).unwrap_or_default();
        let first = format!("{first}{}", problem.sentence(Locale::En));
        let others = problem.also.iter().map(|(field, rule)| {
            format!("{}{}", name(*field), Problem::invalid(*field, *rule).sentence(Locale::En))
        });
        Self(std::iter::once(first).chain(others).collect())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// Fails for a field that an entry does not have.
    fn names<E: Entry>(given: Value) -> Vec<String> {
        let Value::Object(given) = given else { panic!("{given}") };
        fields(&entry::<E>(given).unwrap()).keys().cloned().collect()
    }

    #[test]
    fn an_entry_has_all_fields_of_its_body_but_its_key() {
        let agent = json!({"greeting": "", "speaks_first": "", "instructions": "", "language": "", "model": "",
            "temperature": 1, "max_duration": 1, "voice": {"provider": "", "id": ""}});
        let hours = json!({"time_zone": "", "monday": "", "tuesday": "", "wednesday": "", "thursday": "",
            "friday": "", "saturday": "", "sunday": "", "closed_days": [], "lead_time": 1, "days_ahead": 1,
            "mails": "", "reminder": 1});
        for (kind, names) in [
            (Kind::Agent, names::<Agent>(agent)),
            (Kind::Hours, names::<Hours>(hours)),
            (Kind::Service, names::<Service>(json!({"length": 5, "buffer": 5, "price": ""}))),
            (Kind::Offer, names::<Offer>(json!({"hours": "", "lead_time": "", "services": ""}))),
            (Kind::Webhook, names::<Webhook>(json!({"description": "", "events": []}))),
        ] {
            let noun = kind.noun();
            let mut known: Vec<&str> =
                noun.fields.iter().copied().filter(|field| *field != noun.name).collect();
            known.sort_unstable();
            assert_eq!(names, known, "{kind}");
        }
    }

    #[test]
    fn an_entry_is_as_the_server_keeps_it() {
        let hours = |fields: Value| entry::<Hours>(fields.as_object().unwrap().clone()).unwrap();
        let given = json!({"time_zone": "europe/paris", "monday": "9-17", "mails": "",
            "closed_days": ["2026-12-24/2026-12-26"]});
        let there = hours(json!({"time_zone": "Europe/Paris"}));
        let kept = hours(given.clone()).kept("", Some(&there)).unwrap();
        let said = fields(&kept);
        assert_eq!((kept.text("time_zone"), kept.text("mails")), (Some("Europe/Paris"), Some("")));
        assert_eq!((kept.text("monday"), kept.text("sunday")), (Some("9:00–17:00"), Some("")));
        assert_eq!(
            (&said["closed_days"], &said["lead_time"]),
            (&json!(["2026-12-24 – 2026-12-26"]), &json!(2))
        );
        assert_eq!(kept.clone().kept("", Some(&there)).unwrap(), kept);
        let mut wrong = given;
        wrong["tuesday"] = json!("late");
        assert_eq!(hours(wrong).kept("", None).unwrap_err().0.len(), 1);
        let mistakes = hours(json!({"mails": "xx", "reminder": "soon"})).kept("", None).unwrap_err().0;
        let told: Vec<&str> = mistakes.iter().filter_map(|line| Some(line.split_once(':')?.0)).collect();
        assert_eq!(told, ["time_zone", "mails", "reminder"]);
        let webhook = Webhook {
            description: Some("Two\nlines".to_owned()),
            events: Some(vec!["call.ended".to_owned(), "call.ended".to_owned()]),
        };
        let kept = webhook.kept("", None).unwrap();
        assert_eq!(kept.description.as_deref(), Some("Two lines"));
        assert_eq!(kept.events, Some(vec!["call.ended".to_owned()]));
        let week = AgentWeek { monday: "18-22".to_owned(), ..AgentWeek::default() };
        let offer = Offer {
            services: Some(Own::Own(vec!["  Cut ".to_owned(), "Colour".to_owned(), "Cut".to_owned()])),
            hours: Some(Own::Own(week)),
            ..Offer::default()
        };
        let kept = offer.kept("", None).unwrap();
        let Some(Own::Own(week)) = &kept.hours else { panic!("{kept:?}") };
        assert_eq!((week.monday.as_str(), week.tuesday.as_str()), ("18:00–22:00", ""));
        assert_eq!(kept.services, Some(Own::Own(vec!["Colour".to_owned(), "Cut".to_owned()])));
        assert_eq!((&kept.lead_time, kept.is_nothing()), (&Some(Own::Organisations), false));
        assert!(Offer::default().kept("", None).unwrap().is_nothing());
        let wrong = Offer { lead_time: Some(Own::Own(721)), ..Offer::default() };
        assert_eq!(wrong.kept("", None).unwrap_err().0.len(), 1);
        let key = Webhook::key("https://CRM.example/in#top");
        assert_eq!(key.as_deref(), Some("https://crm.example/in"));
        assert_eq!(Webhook::default().kept("", None).unwrap_err().0.len(), 1);
        let service = Service { length: Some(7), buffer: Some(1), price: None };
        let said = service.kept("", None).unwrap_err().0;
        let fields: Vec<&str> = said.iter().filter_map(|line| Some(line.split_once(':')?.0)).collect();
        assert_eq!(fields, ["name", "length", "buffer"]);
    }
}
