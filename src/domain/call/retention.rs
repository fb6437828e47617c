//! For how long an organisation keeps its calls.

use serde::{Deserialize, Serialize};

use crate::domain::{
    codes::codes,
    form::form,
    ids::OperationId,
    problem::{Field, FieldErrors, Problem},
    text,
};

/// The most days that can be chosen.
pub const MAX_DAYS: u32 = 3_650;

codes! {
    /// What is erased of a call; the later ones include those before.
    #[derive(PartialOrd, Ord)]
    pub enum CallPart {
        Recording = "recording",
        /// The transcript, its summary, and the events that have parts of it.
        Transcript = "transcript",
        Call = "call",
    }
}

/// Days for which the parts of a call are kept, from its beginning; `None` for those that are kept for
/// as long as the organisation is here.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Retention {
    pub recording: Option<u32>,
    pub transcript: Option<u32>,
    pub call: Option<u32>,
}

impl Retention {
    /// The days after which a part goes: by itself, or with a larger one.
    pub fn of(self, part: CallPart) -> Option<u32> {
        let Self { recording, transcript, call } = self;
        let later =
            [(CallPart::Recording, recording), (CallPart::Transcript, transcript), (CallPart::Call, call)];
        later.into_iter().filter(|(with, _)| *with >= part).filter_map(|(_, days)| days).min()
    }
}

form! {
    pub struct RetentionForm {
        pub recording: String at RecordingDays,
        pub transcript: String at TranscriptDays,
        pub call: String at CallDays,
    }
}

impl RetentionForm {
    /// Reads the form; what is left empty is kept.
    ///
    /// # Errors
    /// Fails with `WholeNumber` on each field that is neither empty nor a number of days.
    pub fn chosen(&self) -> Result<Retention, Problem> {
        let mut errors = FieldErrors::default();
        let days = |typed: &str| text::optional(typed, |typed| text::whole_number(typed, 1, MAX_DAYS));
        let recording = errors.value(Field::RecordingDays, days(&self.recording));
        let transcript = errors.value(Field::TranscriptDays, days(&self.transcript));
        let call = errors.value(Field::CallDays, days(&self.call));
        match (recording, transcript, call) {
            (Some(recording), Some(transcript), Some(call)) => Ok(Retention { recording, transcript, call }),
            _ => Err(errors.problem()),
        }
    }
}

/// A call that Vapi was asked to delete.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeletedCall {
    /// Vapi’s id of the call.
    pub id: String,
    pub at: i64,
    /// Whether it was in the account that was connected then.
    pub found: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RetentionView {
    pub now: i64,
    pub retention: Retention,
    /// Calls that are erased here, and that Vapi has not deleted yet.
    pub waiting: u32,
    /// When the first of them was erased.
    pub waiting_since: Option<i64>,
    /// Calls that are erased here, and are in an account at Vapi that is not connected any more.
    pub elsewhere: u32,
    /// Whether the key with which they are deleted works.
    pub connected: bool,
    /// The newest operation that deletes them.
    pub operation: Option<OperationId>,
    /// The last that Vapi deleted, the newest first.
    pub deleted: Vec<DeletedCall>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::problem::Rule;

    #[test]
    fn a_part_goes_with_the_larger_one() {
        let retention = Retention { recording: None, transcript: Some(90), call: Some(30) };
        assert_eq!(CallPart::ALL.map(|part| retention.of(part)), [Some(30); 3]);
        let retention = Retention { recording: Some(7), transcript: None, call: Some(365) };
        assert_eq!(CallPart::ALL.map(|part| retention.of(part)), [Some(7), Some(365), Some(365)]);
        assert_eq!(CallPart::ALL.map(|part| Retention::default().of(part)), [None; 3]);
    }

    #[test]
    fn what_is_left_empty_is_kept() {
        let form = |recording: &str, call: &str| RetentionForm {
            recording: recording.into(),
            transcript: " ".into(),
            call: call.into(),
        };
        let read = form("30", "365").chosen().unwrap();
        assert_eq!(read, Retention { recording: Some(30), transcript: None, call: Some(365) });
        for odd in ["0", "-1", "3651", "a month", "1.5"] {
            let refused = form(odd, "x").chosen().unwrap_err();
            let rule = Rule::WholeNumber(1, MAX_DAYS);
            assert_eq!(
                refused,
                Problem {
                    also: vec![(Field::CallDays, rule)],
                    ..Problem::invalid(Field::RecordingDays, rule)
                },
                "{odd}"
            );
        }
    }
}
