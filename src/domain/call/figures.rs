//! Figures of calls: how many there were, how they ended, how long they were and what they cost.

use serde::{Deserialize, Serialize};

use super::CallOutcome;
use crate::domain::{address::Address, codes::codes, phone::E164, problem::Problem, view::Asked};

codes! {
    /// The days that figures are of, today included; the code is their number.
    pub enum Span {
        Week = "7",
        Month = "30",
        Quarter = "90",
    }
}

impl Span {
    /// The name of the span in a query.
    pub const NAME: &'static str = "days";

    pub const fn days(self) -> u16 {
        match self {
            Self::Week => 7,
            Self::Month => 30,
            Self::Quarter => 90,
        }
    }

    /// Reads the span of an address; a month where there is none.
    pub fn read(address: &Address) -> Self {
        address.value(Self::NAME).and_then(|code| Self::from_code(&code)).unwrap_or(Self::Month)
    }
}

impl Asked for Span {
    fn asked(id: &str) -> Result<Self, Problem> {
        Ok(Self::read(&Address::new("/", id)))
    }
}

/// How calls ended. Those that go on have no outcome yet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcomes {
    pub calls: u32,
    pub answered: u32,
    pub missed: u32,
    pub failed: u32,
}

impl Outcomes {
    pub fn add(&mut self, outcome: Option<CallOutcome>, calls: u32) {
        self.calls += calls;
        match outcome {
            Some(CallOutcome::Answered) => self.answered += calls,
            Some(CallOutcome::Missed) => self.missed += calls,
            Some(CallOutcome::Failed) => self.failed += calls,
            None => {}
        }
    }

    pub fn merge(&mut self, other: Self) {
        let Self { calls, answered, missed, failed } = other;
        self.calls += calls;
        self.answered += answered;
        self.missed += missed;
        self.failed += failed;
    }
}

/// The figures of some calls.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figures {
    pub outcomes: Outcomes,
    /// Whole seconds of talk of the call in the middle; `None` where nobody talked.
    pub median_secs: Option<i64>,
    /// Millionths of a US dollar, of the calls whose cost Vapi has told.
    pub cost_micros: i64,
    /// The calls whose cost it has not told.
    pub without_cost: u32,
}

/// A day by its number since 1970-01-01, in the person’s zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayFigures {
    pub day: i64,
    pub figures: Figures,
}

/// The outcomes of the calls of an agent or a number; `None` for calls without one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutcomesOf<T> {
    pub of: Option<T>,
    pub outcomes: Outcomes,
}

/// The most calls first, and all that are not listed by themselves in one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grouped<T> {
    pub listed: Vec<OutcomesOf<T>>,
    pub others: Option<Outcomes>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FiguresView {
    pub now: i64,
    /// Each day of the span, the oldest first.
    pub days: Vec<DayFigures>,
    pub all: Figures,
    /// The outcomes by the name of the agent.
    pub agents: Grouped<String>,
    pub numbers: Grouped<E164>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_is_read_from_its_address() {
        let read = |query| Span::asked(query).unwrap();
        assert_eq!([read(""), read("days=7"), read("days=90")], [Span::Month, Span::Week, Span::Quarter]);
        assert_eq!(read("days=365"), Span::Month);
        for span in Span::ALL {
            assert_eq!(span.days().to_string(), span.code());
        }
    }
}
