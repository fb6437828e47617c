//! What an action changed: a field, and its value before and after. A secret is never one of
//! them; its fingerprint is.

use serde::{Deserialize, Serialize};

use crate::domain::{
    agent::{AgentForm, Facet},
    codes::codes,
};

codes! {
    /// A field of something other than an agent.
    pub enum Part {
        /// The fingerprint of a secret.
        Key = "key",
        /// The account at a provider.
        Account = "account",
        /// The agent that answers, by name.
        Agent = "agent",
        Calendar = "calendar",
        /// The most that an organisation may have; nothing for what all may.
        Most = "most",
        /// The role of a person, by its code.
        Role = "role",
        /// The name of the organisation, of a person, or of a webhook.
        Name = "name",
        /// The reason for which the organisation is suspended, or somebody acts for it.
        Reason = "reason",
        /// The code of the access that those have who act for the organisation.
        Access = "access",
        /// The codes of what a token may do.
        Scopes = "scopes",
        /// The networks that a token is taken from.
        Networks = "networks",
        /// The name of whoever answers for a token.
        Person = "person",
        /// The number of contacts that an import has added.
        Added = "added",
        /// The number of rows of an import that were of contacts known before.
        Met = "met",
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChangedField {
    /// A part of an agent.
    Facet(Facet),
    Part(Part),
}

impl ChangedField {
    pub const fn code(self) -> &'static str {
        match self {
            ChangedField::Facet(facet) => facet.code(),
            ChangedField::Part(part) => part.code(),
        }
    }
}

/// One field; a value that there is not, before or after, is `None`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    pub field: ChangedField,
    pub from: Option<String>,
    pub to: Option<String>,
}

/// The characters of a value that an entry keeps.
const KEPT: usize = 200;
/// Of those, the ones before the first that differs.
const AHEAD: usize = 40;

impl Change {
    /// `None` where nothing changed. Of long texts it has the part that begins shortly before the
    /// first difference.
    pub fn of(field: ChangedField, from: Option<&str>, to: Option<&str>) -> Option<Self> {
        let [from, to] = [from, to].map(|text| text.filter(|text| !text.is_empty()));
        if from == to {
            return None;
        }
        let same = match (from, to) {
            (Some(from), Some(to)) => from.chars().zip(to.chars()).take_while(|(a, b)| a == b).count(),
            _ => 0,
        };
        let excerpt = |text: &str| excerpt(text, same);
        Some(Self { field, from: from.map(excerpt), to: to.map(excerpt) })
    }

    /// Whatever differs between two versions of an agent.
    pub fn between(before: &AgentForm, after: &AgentForm) -> Vec<Self> {
        let of = |facet: Facet| {
            Self::of(ChangedField::Facet(facet), Some(&facet.of(before)), Some(&facet.of(after)))
        };
        Facet::ALL.into_iter().filter_map(of).collect()
    }

    /// The name of an agent that came or went.
    pub fn named(before: Option<&str>, after: Option<&str>) -> Vec<Self> {
        Self::of(ChangedField::Facet(Facet::Name), before, after).into_iter().collect()
    }
}

fn excerpt(text: &str, same: usize) -> String {
    if text.chars().count() <= KEPT {
        return text.to_owned();
    }
    let skipped = same.saturating_sub(AHEAD);
    let kept: String = text.chars().skip(skipped).take(KEPT).collect();
    let before = if skipped > 0 { "…" } else { "" };
    let after = if text.chars().nth(skipped + KEPT).is_some() { "…" } else { "" };
    format!("{before}{kept}{after}")
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAME: ChangedField = ChangedField::Facet(Facet::Name);

    #[test]
    fn what_did_not_change_is_no_change() {
        assert_eq!(Change::of(NAME, Some("Desk"), Some("Desk")), None);
        assert_eq!(Change::of(NAME, None, Some("")), None);
        let came = Change::of(NAME, None, Some("Desk")).unwrap();
        assert_eq!((came.from, came.to.as_deref()), (None, Some("Desk")));
    }

    #[test]
    fn a_long_text_is_kept_from_shortly_before_the_difference() {
        let (before, after) = ("é".repeat(5000) + "old", "é".repeat(5000) + "new");
        let change = Change::of(NAME, Some(&before), Some(&after)).unwrap();
        let expected = |end: &str| Some(format!("…{}{end}", "é".repeat(AHEAD)));
        assert_eq!((change.from, change.to), (expected("old"), expected("new")));
        let (short, long) = ("a", "a".repeat(5000));
        let change = Change::of(NAME, Some(short), Some(&long)).unwrap();
        assert_eq!((change.from.as_deref(), change.to), (Some("a"), Some("a".repeat(KEPT) + "…")));
    }

    #[test]
    fn the_fields_of_an_agent_are_compared_as_its_facets_are() {
        let before = AgentForm { temperature: "0.7".into(), name: "Desk".into(), ..AgentForm::default() };
        let after = AgentForm { temperature: "0,5".into(), ..before.clone() };
        let changes = Change::between(&before, &after);
        let expected = Change::of(ChangedField::Facet(Facet::Temperature), Some("0.7"), Some("0.5")).unwrap();
        assert_eq!(changes, [expected]);
    }
}
