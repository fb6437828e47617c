//! The state of the Twilio API key that AVA makes for Vapi, so that Vapi need not hold the
//! Auth Token. Must not know the key's secret.

use serde::{Deserialize, Serialize};

use super::ids::OperationId;

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct VapiKey {
    pub state: KeyState,
    /// Keys that Vapi may still hold: revoked once it was given something else.
    pub former: Vec<String>,
    /// The operation that asked Twilio for a key last. While it asks, no other may, and
    /// afterwards a key that nobody was told of may be there.
    pub maker: Option<OperationId>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeyState {
    /// Vapi gets what AVA itself signs in with.
    #[default]
    Unwanted,
    /// A key is to be made before a number goes to Vapi.
    Wanted,
    Made {
        sid: String,
        at: i64,
    },
    /// Twilio made none: Vapi gets the Auth Token until a save asks once more.
    Refused {
        at: i64,
    },
}

impl VapiKey {
    pub fn chosen(wanted: bool) -> Self {
        Self { state: if wanted { KeyState::Wanted } else { KeyState::Unwanted }, ..Self::default() }
    }

    pub fn is_wanted(&self) -> bool {
        self.state != KeyState::Unwanted
    }

    /// The key that Vapi is to hold.
    pub fn sid(&self) -> Option<&str> {
        match &self.state {
            KeyState::Made { sid, .. } => Some(sid),
            KeyState::Unwanted | KeyState::Wanted | KeyState::Refused { .. } => None,
        }
    }

    /// The state after a new choice. A key whose secret is lost (`readable` is false) can
    /// be given to nobody any more.
    #[must_use]
    pub fn choose(self, wanted: bool, readable: bool) -> Self {
        if wanted && readable && self.sid().is_some() {
            return self;
        }
        Self { state: Self::chosen(wanted).state, ..self.given_up() }
    }

    /// The state once Vapi is to hold the key no more; if one is wanted, another is made.
    #[must_use]
    pub fn given_up(mut self) -> Self {
        if let KeyState::Made { sid, .. } = &self.state {
            self.former.push(sid.clone());
            self.state = KeyState::Wanted;
        }
        self
    }

    /// Whether a key of AVA's may be in the account.
    pub fn leaves_traces(&self) -> bool {
        self.sid().is_some() || !self.former.is_empty() || self.maker.is_some()
    }

    /// Whether a key may be there that nothing uses any more.
    pub fn is_left_over(&self) -> bool {
        !self.former.is_empty() || (self.maker.is_some() && !self.is_wanted())
    }

    /// A key that is known to be there: the one in use, else the last before.
    pub fn last_sid(&self) -> Option<&str> {
        self.sid().or_else(|| self.former.last().map(String::as_str))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made() -> VapiKey {
        VapiKey { state: KeyState::Made { sid: "SK1".to_owned(), at: 1 }, ..VapiKey::default() }
    }

    #[test]
    fn a_key_stays_until_it_is_not_wanted_or_its_secret_is_lost() {
        assert_eq!(made().choose(true, true), made());
        let replaced = made().choose(true, false);
        assert_eq!((replaced.sid(), replaced.last_sid()), (None, Some("SK1")));
        assert_eq!(replaced.state, KeyState::Wanted);
        let unwanted = made().choose(false, true);
        assert!(!unwanted.is_wanted() && unwanted.is_left_over());
    }

    #[test]
    fn a_refusal_is_asked_about_again_with_the_next_save() {
        let refused = VapiKey { state: KeyState::Refused { at: 1 }, ..VapiKey::default() };
        assert!(refused.is_wanted() && !refused.is_left_over());
        assert_eq!(refused.choose(true, true).state, KeyState::Wanted);
    }
}
