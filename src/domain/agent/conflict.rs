//! An assistant that somebody changed at Vapi: what differs, and which side is
//! kept.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{AgentForm, AgentView, Facet};
use crate::domain::form::{Fields, Kept};

/// Whether `theirs`, as read at Vapi, holds a change that pushing `ours` would
/// destroy. `known` is what AVA itself may have left there; nothing known means
/// that nothing was compared yet, and then ours counts.
pub fn changed_there(theirs: &AgentForm, ours: &AgentForm, known: &[AgentForm]) -> bool {
    let destroyed = |facet: &Facet| {
        let there = facet.of(theirs);
        there != facet.of(ours) && known.iter().all(|known| there != facet.of(known))
    };
    !known.is_empty() && Facet::ALL.iter().any(destroyed)
}

/// A facet in which the two sides differ.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Difference {
    pub facet: Facet,
    /// Whether AVA can keep theirs, which then breaks none of its rules.
    pub takeable: bool,
}

pub fn differences(ours: &AgentForm, theirs: &AgentForm) -> Vec<Difference> {
    let differs = |facet: &Facet| facet.of(ours) != facet.of(theirs);
    let mut found: Vec<Difference> =
        Facet::ALL.into_iter().filter(differs).map(|facet| Difference { facet, takeable: true }).collect();
    // Takes as much of theirs as goes together: a facet that breaks a rule stays ours.
    loop {
        let mut merged = ours.clone();
        for difference in found.iter().filter(|difference| difference.takeable) {
            difference.facet.take(theirs, &mut merged);
        }
        let Err(problem) = merged.parse() else { return found };
        let taken = |facet: &dyn Fn(Facet) -> bool| {
            found.iter().position(|difference| difference.takeable && facet(difference.facet))
        };
        let broken = taken(&|facet| Some(facet.field()) == problem.field)
            // A missing greeting, on either side, is wrong only if the agent begins.
            .or_else(|| taken(&|facet| facet == Facet::SpeaksFirst));
        let Some(broken) = broken else { return found };
        found[broken].takeable = false;
    }
}

/// The view before deciding. Without a difference there is nothing to decide (any more).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConflictView {
    pub now: i64,
    pub agent: AgentView,
    pub theirs: AgentForm,
    pub differences: Vec<Difference>,
}

/// The decision: all of one side, or a side for each [`Facet`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConflictForm {
    #[serde(default)]
    pub keep: String,
    #[serde(default)]
    pub sides: BTreeMap<String, String>,
}

/// Keeps nothing: a choice between versions that may have changed since is made anew.
impl Fields for ConflictForm {
    fn values_to_keep(&self) -> Kept {
        Kept::new()
    }
}

impl ConflictForm {
    pub const OURS: &str = "ours";
    pub const THEIRS: &str = "theirs";

    /// Whether theirs was chosen for `facet`; else ours stays.
    pub fn takes(&self, facet: Facet) -> bool {
        match self.keep.as_str() {
            Self::OURS => false,
            Self::THEIRS => true,
            _ => self.sides.get(facet.code()).is_some_and(|side| side == Self::THEIRS),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form() -> AgentForm {
        AgentForm {
            name: "Reception".into(),
            greeting: "Hello".into(),
            speaks_first: "agent".into(),
            instructions: "Be brief.".into(),
            language: "en".into(),
            voice: "vapi:Clara".into(),
            model: "gpt-4.1-mini".into(),
            temperature: "0.7".into(),
            max_duration: "10".into(),
            ..AgentForm::default()
        }
    }

    #[test]
    fn only_what_a_push_would_destroy_is_a_conflict() {
        let (base, there) = (form(), AgentForm { greeting: "Good day".into(), ..form() });
        let ours = AgentForm { name: "Desk".into(), ..form() };
        assert!(!changed_there(&base, &ours, std::slice::from_ref(&base)), "nobody changed it there");
        assert!(changed_there(&there, &ours, std::slice::from_ref(&base)));
        assert!(!changed_there(&there, &there, std::slice::from_ref(&base)), "both made the same change");
        assert!(!changed_there(&there, &ours, &[]), "never compared before");
        assert!(!changed_there(&there, &ours, &[base, there.clone()]), "AVA may have sent it itself");
    }

    #[test]
    fn a_temperature_is_the_same_with_a_comma() {
        let french = AgentForm { temperature: "0,7".into(), ..form() };
        assert!(differences(&form(), &french).is_empty());
        let warmer = AgentForm { temperature: "1,2".into(), ..form() };
        assert_eq!(differences(&form(), &warmer), [Difference { facet: Facet::Temperature, takeable: true }]);
    }

    #[test]
    fn what_ava_cannot_keep_is_not_offered() {
        let theirs = AgentForm {
            model: "anthropic/opus".into(),
            max_duration: "1.5".into(),
            greeting: "Good day".into(),
            ..form()
        };
        let found = differences(&form(), &theirs);
        let of = |facet| found.iter().find(|found| found.facet == facet).map(|found| found.takeable);
        assert_eq!(found.len(), 3);
        assert_eq!((of(Facet::Greeting), of(Facet::Model)), (Some(true), Some(false)));
        assert_eq!(of(Facet::MaxDuration), Some(false));
    }

    #[test]
    fn parts_that_hang_together_are_tried_together() {
        let silent = AgentForm { greeting: String::new(), speaks_first: "caller".into(), ..form() };
        assert!(differences(&form(), &silent).iter().all(|found| found.takeable));
        let speaks = AgentForm { speaks_first: "agent".into(), ..silent.clone() };
        let found = differences(&silent, &speaks);
        assert_eq!(found, [Difference { facet: Facet::SpeaksFirst, takeable: false }]);
    }

    #[test]
    fn a_side_is_chosen_for_all_or_for_each() {
        let mut choice = ConflictForm { keep: "chosen".into(), ..ConflictForm::default() };
        choice.sides.insert("greeting".into(), "theirs".into());
        assert!(choice.takes(Facet::Greeting) && !choice.takes(Facet::Name));
        choice.keep = ConflictForm::OURS.into();
        assert!(!choice.takes(Facet::Greeting));
        choice.keep = ConflictForm::THEIRS.into();
        assert!(choice.takes(Facet::Name));
    }
}
