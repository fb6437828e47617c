//! The audit log: append-only, and chained per org under a key that the database does not
//! show, so that a missing, changed or added entry is found.
//!
//! Two things are found only with a signed head that is kept elsewhere ([`Head`]): a log
//! put back to an earlier state together with its heads, and a forgery by somebody who
//! also has the master key.

mod chain;
mod heads;
mod key;
mod repo;
mod retention;
mod verify;

pub use chain::{Chain, verify_chain};
pub use heads::{Head, anchor, sign};
pub use key::AuditKey;
pub use repo::{NewEntry, append, append_entry, append_opening, has_entry};
pub use retention::{Shortened, shorten};
pub use verify::{Broken, Verified, verify};

use super::{
    clock::SharedClock,
    db::{Db, Writer},
    random::Random,
};
pub use crate::domain::audit::{Action, Change, ChangedField, Part};

/// The parts that writing, signing and verifying the log need.
#[derive(Clone, Copy)]
pub struct AuditLog<'a> {
    pub db: &'a Db,
    pub key: &'a AuditKey,
    pub clock: &'a SharedClock,
    pub random: &'a Random,
}

/// Signed heads and checks of the log, and what is removed from it after its time: they have no
/// entries in the log themselves.
struct SignedHeads;

impl Writer for SignedHeads {}

/// The author of an action: a person, one who looks after all organisations, somebody not signed in, a
/// running operation, the operator at the machine, or AVA, which checks keys by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Actor {
    User(crate::domain::ids::UserId),
    /// A platform admin, who need not be in the organisation.
    Platform(crate::domain::ids::UserId),
    /// A platform admin who acts for the organisation, on this visit.
    Support(crate::domain::ids::UserId, crate::domain::support::VisitId),
    /// A program, in the name of a person by their token.
    Token(Box<Actor>, crate::domain::api_token::ApiTokenId),
    /// A visitor, named by the address that they came from.
    Visitor(String),
    Operation(crate::domain::ids::OperationId),
    Operator,
    Ava,
}

impl Actor {
    /// The actor as an entry has it; [`parse`](Self::parse) reads it again. The visit on which somebody
    /// acts, and the token by which they do, is what an entry has beside its actor.
    pub fn encode(&self) -> String {
        match self {
            Actor::User(id) => format!("user:{id}"),
            Actor::Platform(id) | Actor::Support(id, _) => format!("platform:{id}"),
            Actor::Token(person, _) => person.encode(),
            Actor::Visitor(address) => format!("visitor:{address}"),
            Actor::Operation(id) => format!("operation:{id}"),
            Actor::Operator => "operator".to_owned(),
            Actor::Ava => "ava".to_owned(),
        }
    }

    /// The visit or the token by which somebody acts.
    pub fn by(&self) -> Option<&str> {
        match self {
            Actor::Support(_, visit) => Some(visit.as_str()),
            Actor::Token(_, token) => Some(token.as_str()),
            _ => None,
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        match text.split_once(':') {
            Some(("user", id)) => id.parse().ok().map(Actor::User),
            Some(("platform", id)) => id.parse().ok().map(Actor::Platform),
            Some(("visitor", address)) => Some(Actor::Visitor(address.to_owned())),
            Some(("operation", id)) => id.parse().ok().map(Actor::Operation),
            Some(_) => None,
            None => [Actor::Operator, Actor::Ava].into_iter().find(|actor| actor.encode() == text),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_actor_is_read_as_it_is_stored() {
        let id = "0190a5e2-7c1b-7def-8123-0123456789ab";
        for (text, expected) in [
            (format!("user:{id}"), Actor::User(id.parse().unwrap())),
            ("visitor:2001:db8::1".to_owned(), Actor::Visitor("2001:db8::1".to_owned())),
            (format!("operation:{id}"), Actor::Operation(id.parse().unwrap())),
            (format!("platform:{id}"), Actor::Platform(id.parse().unwrap())),
            ("operator".to_owned(), Actor::Operator),
            ("ava".to_owned(), Actor::Ava),
        ] {
            assert_eq!(expected.encode(), text);
            assert_eq!(Actor::parse(&text), Some(expected));
        }
        let acting = Actor::Support(id.parse().unwrap(), id.parse().unwrap());
        assert_eq!(Actor::parse(&acting.encode()), Some(Actor::Platform(id.parse().unwrap())));
        let person = Box::new(Actor::User(id.parse().unwrap()));
        let by_token = Actor::Token(person.clone(), id.parse().unwrap());
        assert_eq!((Actor::parse(&by_token.encode()), by_token.by()), (Some(*person), Some(id)));
        for nobody in ["", "user:", "user:x", "root", "team:1"] {
            assert_eq!(Actor::parse(nobody), None, "{nobody}");
        }
    }
}
