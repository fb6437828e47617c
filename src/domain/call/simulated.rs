//! A call that somebody has the simulators make, to see what AVA makes of it.

use serde::{Deserialize, Serialize};

use super::Speaker;
use crate::domain::{
    codes::codes,
    form::form,
    phone::E164,
    problem::{Field, FieldErrors, Problem, ProblemKind, Rule},
    text,
};

codes! {
    /// The delivery of a simulated call's events.
    pub enum Delivery {
        InOrder = "in_order",
        OutOfOrder = "out_of_order",
        Twice = "twice",
        /// All arrive once the call is over.
        Late = "late",
        /// The last event, which says how it ended, does not arrive.
        NoReport = "no_report",
        /// None arrives: the call is only in Vapi's list.
        Never = "never",
    }
}

/// A call for the simulator, as it travels to its control interface.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SimulatedCall {
    /// The number that is called.
    pub number: String,
    /// `None` for a hidden number.
    pub caller: Option<String>,
    /// The turns of the call, each with its speaker.
    pub script: Vec<(Speaker, String)>,
    /// Seconds of talk.
    pub seconds: u32,
    /// Vapi's code.
    pub ended_reason: String,
    pub delivery: Delivery,
    /// Whether it takes as long as it is long; else all that happens is sent at once.
    #[serde(default)]
    pub live: bool,
    /// The scheme, host and port that events are sent to in place of the address's own.
    #[serde(default)]
    pub base: Option<String>,
}

/// The ended reasons that the form offers: one of each kind of outcome.
pub const ENDED: [&str; 5] = [
    "customer-ended-call",
    "assistant-ended-call",
    "silence-timed-out",
    "customer-did-not-answer",
    "pipeline-error-openai-429-exceeded-quota",
];

/// Marks the line of a caller or of a tool in the script.
const MARKS: [(&str, Speaker); 3] = [("<", Speaker::Caller), (">", Speaker::Agent), ("!", Speaker::Tool)];
const MAX_SECONDS: u32 = 3600;
const MAX_SCRIPT: u32 = 4000;

form! {
    pub struct SimulatedCallForm {
        pub called: String at Number,
        /// Empty for a hidden number.
        pub caller: String at Caller,
        /// A line each: `< what the caller says`, `> what the agent says`, `! the name of a tool`.
        pub script: String at Script,
        /// Seconds of talk.
        pub talk: String at FaultSeconds,
        /// One of [`ENDED`].
        pub ended: String,
        /// The code of a [`Delivery`].
        pub delivery: String,
    }
}

impl SimulatedCallForm {
    pub fn parse(&self) -> Result<SimulatedCall, Problem> {
        let unknown = || Problem::from(ProblemKind::Invalid(Rule::UnknownChoice));
        let ended = ENDED.into_iter().find(|code| *code == self.ended).ok_or_else(unknown)?;
        let delivery = Delivery::from_code(&self.delivery).ok_or_else(unknown)?;
        let mut errors = FieldErrors::default();
        let number = errors.value(Field::Number, E164::parse(&self.called).map_err(|_| Rule::UnknownChoice));
        let caller = match text::plain(&self.caller).trim() {
            "" => Some(None),
            typed => errors.value(Field::Caller, E164::parse(typed).map_err(|_| Rule::Phone)).map(Some),
        };
        let script = errors.value(Field::Script, text::many_lines(&self.script, MAX_SCRIPT));
        let seconds = text::code(&self.talk).parse().ok().filter(|seconds| *seconds <= MAX_SECONDS);
        let seconds = errors.value(Field::FaultSeconds, seconds.ok_or(Rule::WholeNumber(0, MAX_SECONDS)));
        let call = || {
            Some(SimulatedCall {
                number: number?.to_string(),
                caller: caller?.map(|caller| caller.to_string()),
                script: script?.lines().filter_map(spoken).collect(),
                seconds: seconds?,
                ended_reason: ended.to_owned(),
                delivery,
                live: true,
                base: None,
            })
        };
        call().ok_or_else(|| errors.problem())
    }
}

/// A line without a mark is the caller's.
fn spoken(line: &str) -> Option<(Speaker, String)> {
    let line = line.trim();
    let marked = MARKS.iter().find_map(|(mark, by)| Some((*by, line.strip_prefix(mark)?.trim())));
    let (by, text) = marked.unwrap_or((Speaker::Caller, line));
    (!text.is_empty()).then(|| (by, text.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_script_says_who_speaks() {
        let form = SimulatedCallForm {
            called: "+14155550142".into(),
            caller: String::new(),
            script: "> Hello\n< I am late\n\n! look_up\nBye".into(),
            talk: "42".into(),
            ended: ENDED[0].into(),
            delivery: "in_order".into(),
        };
        let call = form.parse().unwrap();
        let said: Vec<_> = call.script.iter().map(|(by, text)| (by.code(), text.as_str())).collect();
        assert_eq!(
            said,
            [("agent", "Hello"), ("caller", "I am late"), ("tool", "look_up"), ("caller", "Bye")]
        );
        assert_eq!((call.caller, call.seconds), (None, 42));
        let field = |form: SimulatedCallForm| form.parse().unwrap_err().field;
        assert_eq!(field(SimulatedCallForm { caller: "me".into(), ..form.clone() }), Some(Field::Caller));
        assert_eq!(field(SimulatedCallForm { talk: "-1".into(), ..form.clone() }), Some(Field::FaultSeconds));
        assert_eq!(field(SimulatedCallForm { ended: "x".into(), ..form }), None);
    }
}
