//! What became of the OpenAI key at Vapi, which keeps it as a credential of its own and then bills
//! no model. Must not know the key.

use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandOver {
    pub state: HandOverState,
    /// The credential that was made last: it may be there still, with a former key.
    pub credential: Option<String>,
    /// Vapi was asked for a credential and has not answered: one may be there that nobody was told
    /// of.
    pub asked: bool,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HandOverState {
    /// Vapi goes on with OpenAI's models on its own account.
    #[default]
    Unwanted,
    /// Vapi is to get the key.
    Wanted,
    /// Vapi has the stored key.
    Given { at: i64 },
    /// Vapi keeps no keys for this organisation: it is asked again with the next save.
    NotOffered { at: i64 },
    /// Vapi did not take the key: it is asked again with the next save.
    Failed { at: i64 },
    /// Somebody deleted the key at Vapi, which gets it again with the next save.
    Lost { at: i64 },
}

impl HandOver {
    pub fn chosen(wanted: bool) -> Self {
        let state = if wanted { HandOverState::Wanted } else { HandOverState::Unwanted };
        Self { state, ..Self::default() }
    }

    pub fn is_wanted(&self) -> bool {
        self.state != HandOverState::Unwanted
    }

    pub fn is_given(&self) -> bool {
        matches!(self.state, HandOverState::Given { .. })
    }

    /// The state after a save. `same`: the key is the one that was stored before.
    #[must_use]
    pub fn choose(self, wanted: bool, same: bool) -> Self {
        if wanted && same && self.is_given() {
            return self;
        }
        Self { state: Self::chosen(wanted).state, ..self }
    }

    /// The state once Vapi is disconnected, where a clean-up deletes the credential.
    #[must_use]
    pub fn revoked(self) -> Self {
        Self::chosen(self.is_wanted())
    }

    /// Whether a credential of AVA's may be at Vapi.
    pub fn leaves_traces(&self) -> bool {
        self.credential.is_some() || self.asked
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn given() -> HandOver {
        let state = HandOverState::Given { at: 1 };
        HandOver { state, credential: Some("c-1".to_owned()), asked: false }
    }

    #[test]
    fn a_key_that_vapi_has_stays_until_it_is_another_or_not_wanted() {
        assert_eq!(given().choose(true, true), given());
        let another = given().choose(true, false);
        assert_eq!((&another.state, another.leaves_traces()), (&HandOverState::Wanted, true));
        let unwanted = given().choose(false, true);
        assert!(!unwanted.is_wanted() && unwanted.leaves_traces());
    }

    #[test]
    fn a_refusal_is_asked_about_again_with_the_next_save() {
        let refused = HandOver { state: HandOverState::NotOffered { at: 1 }, ..HandOver::default() };
        assert!(refused.is_wanted() && !refused.is_given());
        assert_eq!(refused.choose(true, true).state, HandOverState::Wanted);
    }

    #[test]
    fn a_disconnected_vapi_has_nothing_and_a_new_one_gets_the_key() {
        assert_eq!(given().revoked(), HandOver::chosen(true));
        assert_eq!(given().choose(false, true).revoked(), HandOver::chosen(false));
    }
}
