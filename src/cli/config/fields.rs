//! A part of a body of the API, in a file: its fields have their names and types from the body alone.

use std::{fmt, marker::PhantomData};

use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{DeserializeOwned, Error, MapAccess, Visitor},
};
use serde_json::{Map, Value, json};

use super::{
    file::{Entry, Mistakes},
    kind::Kind,
};
use crate::{
    domain::{
        agent::AgentForm, appointment::BookingSettingsForm, problem::Problem, text::one_line, zone::ZoneName,
    },
    server::api::types::{AgentBody, HoursBody},
};

/// A body of the API that a file can have a part of.
pub trait Body: Clone + fmt::Debug + PartialEq + Serialize + DeserializeOwned {
    const KIND: Kind;
    /// The fields that may be `null`, which a file, which has no `null`, has as an empty text.
    const NULLABLE: &'static [&'static str] = &[];

    /// The fields without which there is no body, as it takes them.
    fn least() -> Vec<(&'static str, Value)>;

    /// The body as the server keeps it. `there` is what the server has.
    ///
    /// # Errors
    /// Fails with what the server would refuse, as far as that can be said here.
    fn kept(self, there: Option<&Fields<Self>>) -> Result<Self, Problem>;
}

/// Fields of a body but for the one that is the key.
#[derive(Clone, Debug, PartialEq)]
pub struct Fields<B> {
    given: Map<String, Value>,
    body: PhantomData<B>,
}

impl<B: Body> Fields<B> {
    fn of(body: &B) -> Self {
        let mut given = match serde_json::to_value(body) {
            Ok(Value::Object(fields)) => fields,
            _ => Map::new(),
        };
        given.remove(B::KIND.noun().name);
        for value in given.values_mut().filter(|value| value.is_null()) {
            *value = json!("");
        }
        Self { given, body: PhantomData }
    }

    /// The names that a file may say, in the order of the body.
    fn names() -> impl Iterator<Item = &'static str> {
        let noun = B::KIND.noun();
        noun.fields.iter().copied().filter(move |name| *name != noun.name)
    }

    pub fn text(&self, name: &str) -> Option<&str> {
        self.given.get(name)?.as_str()
    }

    /// The body with that key. Each field is read by itself, so that all that are wrong are told.
    fn body(self, key: &str) -> Result<B, Mistakes> {
        let mut body: Map<String, Value> =
            B::least().into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        let missing = body.keys().filter(|name| !self.given.contains_key(*name));
        let mut mistakes: Vec<String> = missing.map(|name| format!("{name}: it is missing.")).collect();
        let name = B::KIND.noun().name;
        if !name.is_empty() {
            body.insert(name.to_owned(), key.into());
        }
        let least = body.clone();
        for (name, value) in self.given {
            let is_null = value == "" && B::NULLABLE.contains(&name.as_str());
            let value = if is_null { Value::Null } else { value };
            let mut alone = least.clone();
            alone.insert(name.clone(), value.clone());
            if let Err(error) = B::deserialize(Value::Object(alone)) {
                mistakes.push(format!("{name}: {error}"));
            }
            body.insert(name, value);
        }
        if !mistakes.is_empty() {
            return Err(Mistakes(mistakes));
        }
        B::deserialize(Value::Object(body)).map_err(|error| Mistakes(vec![error.to_string()]))
    }
}

impl<B: Body> Entry for Fields<B> {
    const KIND: Kind = B::KIND;

    fn key(typed: &str) -> Option<String> {
        // There is one of what has no name.
        if B::KIND.noun().name.is_empty() { Some(String::new()) } else { one_line(typed, u32::MAX).ok() }
    }

    fn kept(self, key: &str, there: Option<&Self>) -> Result<Self, Mistakes> {
        Ok(Self::of(&self.body(key)?.kept(there)?))
    }
}

impl<B: Body> Serialize for Fields<B> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(Self::names().filter_map(|name| Some((name, self.given.get(name)?))))
    }
}

impl<'de, B: Body> Deserialize<'de> for Fields<B> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Table(PhantomData))
    }
}

struct Table<B>(PhantomData<B>);

impl<'de, B: Body> Visitor<'de> for Table<B> {
    type Value = Fields<B>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the fields of {}", B::KIND)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut given = Map::new();
        while let Some(Name::<B>(name, _)) = map.next_key()? {
            given.insert(name.to_owned(), map.next_value()?);
        }
        Ok(Fields { given, body: PhantomData })
    }
}

/// The name of a field. It fails by itself where there is no such field, so that its line is told.
struct Name<B>(&'static str, PhantomData<B>);

impl<'de, B: Body> Deserialize<'de> for Name<B> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let typed = String::deserialize(deserializer)?;
        let known = Fields::<B>::names().find(|name| *name == typed);
        known.map(|name| Self(name, PhantomData)).ok_or_else(|| {
            let names: Vec<&str> = Fields::<B>::names().collect();
            D::Error::custom(format_args!("unknown field `{typed}`, expected one of {}", names.join(", ")))
        })
    }
}

impl Body for AgentBody {
    const KIND: Kind = Kind::Agent;

    fn least() -> Vec<(&'static str, Value)> {
        vec![
            ("instructions", json!("")),
            ("language", json!("en")),
            ("voice", json!({"provider": "vapi", "id": ""})),
        ]
    }

    fn kept(self, _: Option<&Fields<Self>>) -> Result<Self, Problem> {
        Ok(AgentForm::from(&self).parse()?.into())
    }
}

impl Body for HoursBody {
    const KIND: Kind = Kind::Hours;
    const NULLABLE: &'static [&'static str] = &["mails"];

    fn least() -> Vec<(&'static str, Value)> {
        vec![("time_zone", json!(""))]
    }

    fn kept(self, there: Option<&Fields<Self>>) -> Result<Self, Problem> {
        // Only the server has the names of zones, of which each has one spelling.
        let known = there.and_then(|there| there.text("time_zone"));
        let zone = |typed: &str| {
            let known = known.filter(|known| known.eq_ignore_ascii_case(typed));
            Some(ZoneName::found(known.unwrap_or(typed).to_owned()))
        };
        Ok(Self::from(&BookingSettingsForm::from(self).parse(zone)?))
    }
}
