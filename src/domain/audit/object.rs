//! What an action was done to, read out of the subject of its entry.

use serde::{Deserialize, Serialize};

use super::{Action, Purpose, SubjectShape};
use crate::domain::{
    contact::ContactId,
    credential::Account,
    feature::Feature,
    ids::{AgentId, NumberId, OperationId, OrgId},
    operation::OperationKind,
    phone::E164,
    provider::Provider,
    quota::Quota,
    role::Permission,
};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Object {
    Nothing,
    Person(String),
    /// A permission that somebody had not.
    Right(Permission),
    /// An account at a provider; `managed` inside the operator's.
    Account {
        provider: Provider,
        managed: bool,
        purpose: Option<Purpose>,
    },
    /// Without a name where it is gone.
    Agent {
        id: String,
        name: Option<String>,
    },
    /// Without an id where nothing here is, or was, about that number.
    Number {
        e164: E164,
        id: Option<NumberId>,
    },
    /// Without a name where it is gone, which the log itself never has.
    Contact {
        id: String,
        name: Option<String>,
    },
    Operation(OperationId),
    /// An operation that was asked for, and whose provider it is about.
    Kind(OperationKind, Option<Provider>),
    Quota(Quota),
    /// What was turned on, and what off.
    Features {
        on: Vec<Feature>,
        off: Vec<Feature>,
    },
    /// An organisation, as the platform's log has it; without a name where it is gone.
    Tenant {
        id: OrgId,
        name: Option<String>,
    },
    Text(String),
}

/// The names that stand beside an entry, as far as they are known.
#[derive(Default)]
pub struct Names {
    pub person: Option<String>,
    pub agent: Option<String>,
    pub number: Option<NumberId>,
    /// The contact's name, or else its number or its address.
    pub contact: Option<String>,
    pub tenant: Option<String>,
}

impl Object {
    /// Reads the subject of an entry; what cannot be read is told as it is.
    pub fn read(action: Action, subject: &str, names: Names) -> Self {
        let said = || if subject.is_empty() { Object::Nothing } else { Object::Text(subject.to_owned()) };
        match action.subject() {
            SubjectShape::Nothing => Object::Nothing,
            SubjectShape::Text => match once(subject) {
                "" => Object::Nothing,
                text => Object::Text(text.to_owned()),
            },
            SubjectShape::Tenant => match subject.parse() {
                Ok(id) => Object::Tenant { id, name: names.tenant },
                Err(_) => said(),
            },
            SubjectShape::Person => names.person.map_or(Object::Nothing, Object::Person),
            SubjectShape::Right => right(subject).map_or_else(said, Object::Right),
            SubjectShape::Account => account(subject).unwrap_or_else(said),
            SubjectShape::Agent => Object::Agent { id: subject.to_owned(), name: names.agent },
            SubjectShape::Number => match E164::parse(subject) {
                Ok(e164) if e164.as_str() == subject => Object::Number { e164, id: names.number },
                _ => said(),
            },
            SubjectShape::Contact => Object::Contact {
                id: subject.to_owned(),
                name: names.contact.map(|name| match E164::parse(&name) {
                    Ok(phone) if phone.as_str() == name => phone.unbroken(),
                    _ => name,
                }),
            },
            SubjectShape::Operation => subject.parse().map_or_else(|_| said(), Object::Operation),
            SubjectShape::Kind => {
                let (kind, of) = subject.split_once(':').unwrap_or((subject, ""));
                let kind = OperationKind::from_code(kind);
                kind.map_or_else(said, |kind| Object::Kind(kind, Provider::from_code(of)))
            }
            SubjectShape::Quota => Quota::from_code(subject).map_or_else(said, Object::Quota),
            SubjectShape::Features => {
                let which = |sign: char| {
                    let codes = subject.split_whitespace().filter_map(|word| word.strip_prefix(sign));
                    codes.filter_map(Feature::from_code).collect()
                };
                Object::Features { on: which('+'), off: which('-') }
            }
        }
    }

    /// The same without what leads to its page: one of another organisation than the page is of.
    #[must_use]
    pub fn without_links(self) -> Self {
        match self {
            Object::Agent { name: Some(name), .. } | Object::Contact { name: Some(name), .. } => {
                Object::Text(name)
            }
            Object::Number { e164, .. } => Object::Number { e164, id: None },
            Object::Account { provider, .. } => Object::Text(provider.name().to_owned()),
            Object::Operation(_) => Object::Nothing,
            other => other,
        }
    }

    /// The id of the agent, where it can be one.
    pub fn agent_id(&self) -> Option<AgentId> {
        match self {
            Object::Agent { id, name: Some(_) } => id.parse().ok(),
            _ => None,
        }
    }

    /// The id of the contact, likewise.
    pub fn contact_id(&self) -> Option<ContactId> {
        match self {
            Object::Contact { id, name: Some(_) } => id.parse().ok(),
            _ => None,
        }
    }
}

/// Reads how often something happened, which a subject ends with where not every time is written
/// down: `…, 10 within an hour`.
pub fn times(subject: &str) -> Option<u64> {
    subject.strip_suffix(TIMES)?.rsplit_once(", ")?.1.parse().ok()
}

/// The subject without how often it happened.
fn once(subject: &str) -> &str {
    let Some(_) = times(subject) else { return subject };
    subject.strip_suffix(TIMES).and_then(|rest| rest.rsplit_once(", ")).map_or(subject, |(of, _)| of)
}

/// Adds to a subject how often it happened.
pub fn with_times(subject: &str, times: u64) -> String {
    format!("{subject}, {times}{TIMES}")
}

const TIMES: &str = " within an hour";

/// `manage_agents, 3 within an hour`; `ManageAgents` in entries of before.
fn right(subject: &str) -> Option<Permission> {
    let name = subject.split(',').next()?;
    Permission::ALL.into_iter().find(|known| known.code() == name || format!("{known:?}") == name)
}

/// `twilio`, `vapi for verify`, `twilio in escrow`.
fn account(subject: &str) -> Option<Object> {
    let (code, purpose) = match subject.split_once(' ') {
        Some((code, rest)) => (code, rest.strip_prefix("for ").and_then(Purpose::from_code)),
        None => (subject, None),
    };
    let purpose = purpose.or_else(|| subject.ends_with(" in escrow").then_some(Purpose::Cleanup));
    if code == Account::MANAGED.code() {
        return Some(Object::Account { provider: Account::MANAGED.provider, managed: true, purpose });
    }
    Some(Object::Account { provider: Provider::from_code(code)?, managed: false, purpose })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::provider::{twilio, vapi};

    fn read(action: Action, subject: &str) -> Object {
        Object::read(action, subject, Names::default())
    }

    #[test]
    fn a_subject_is_read_as_its_action_writes_it() {
        let vapi = |purpose| Object::Account { provider: vapi::PROVIDER, managed: false, purpose };
        assert_eq!(read(Action::CredentialSaved, "vapi"), vapi(None));
        assert_eq!(read(Action::CredentialOpened, "vapi for verify"), vapi(Some(Purpose::Verify)));
        assert_eq!(read(Action::CredentialOpened, "vapi in escrow"), vapi(Some(Purpose::Cleanup)));
        let managed = Account::MANAGED.code();
        let of_operator =
            Object::Account { provider: twilio::PROVIDER, managed: true, purpose: Some(Purpose::BuyNumber) };
        assert_eq!(read(Action::CredentialOpened, &format!("{managed} for buy_number")), of_operator);
        let rotate = Object::Kind(OperationKind::RotateToken, Some(twilio::PROVIDER));
        assert_eq!(read(Action::OperationAsked, "rotate_token:twilio"), rotate);
        let e164 = E164::parse("+14155550142").unwrap();
        assert_eq!(read(Action::NumberRemoved, "+14155550142"), Object::Number { e164, id: None });
        let decided = Object::Features {
            on: vec![Feature::ManagedNumbers],
            off: vec![Feature::Provider(twilio::PROVIDER)],
        };
        assert_eq!(read(Action::FeaturesDecided, "-twilio +managed_numbers"), decided);
        for subject in ["manage_agents, 10 within an hour", "ManageAgents"] {
            assert_eq!(read(Action::Denied, subject), Object::Right(Permission::ManageAgents));
        }
        assert_eq!(read(Action::QuotaDecided, "agents"), Object::Quota(Quota::Agents));
        let contact = |called: &str| {
            let names = Names { contact: Some(called.to_owned()), ..Names::default() };
            Object::read(Action::ContactAdded, "c1", names)
        };
        let named = |name: &str| Object::Contact { id: "c1".to_owned(), name: Some(name.to_owned()) };
        assert_eq!(contact("Ana Morel"), named("Ana Morel"));
        let phone = E164::parse("+14155550142").unwrap();
        assert_eq!(contact(phone.as_str()), named(&phone.unbroken()));
        assert_eq!(read(Action::ContactsImported, "the id of a list"), Object::Nothing);
    }

    #[test]
    fn how_often_something_happened_is_read_again() {
        assert_eq!(times(&with_times("ManageAgents", 10)), Some(10));
        for text in ["ManageAgents", "ManageAgents, many within an hour", " within an hour", ""] {
            assert_eq!(times(text), None, "{text}");
        }
    }

    #[test]
    fn what_no_action_writes_is_told_as_it_is() {
        for action in Action::ALL {
            for subject in ["", ":", "\u{0}", "nobody knows : what + this is", &"x".repeat(9000)] {
                let object = read(action, subject);
                assert!(!matches!(object, Object::Account { .. } | Object::Number { .. }), "{object:?}");
            }
        }
    }
}
