//! The sandbox page's form for a fault, as typed.

use super::{
    form::form,
    problem::{Problem, ProblemKind, Rule},
    sandbox::{FaultKind, NewFault, SandboxProvider},
    text,
};

pub const MAX_CALLS: u32 = 1000;
const MAX_SECONDS: u32 = 60;

form! {
    pub struct FaultForm {
        pub provider: String,
        pub kind: String,
        /// How many calls it hits; empty counts as 1.
        pub calls: String,
        /// How many matching calls pass first; empty counts as 0.
        pub skip: String,
        /// How slow the answer is, or what `Retry-After` says; empty counts as 0.
        pub seconds: String,
    }
}

fn number(text: &str, otherwise: u32, most: u32) -> Result<u32, Problem> {
    let text = text::code(text);
    if text.is_empty() {
        return Ok(otherwise);
    }
    text.parse().ok().filter(|number| *number <= most).ok_or_else(|| ProblemKind::Malformed.into())
}

impl FaultForm {
    pub fn parse(&self) -> Result<NewFault, Problem> {
        let unknown = || Problem::new(ProblemKind::Invalid(Rule::UnknownChoice));
        let provider = SandboxProvider::from_code(&self.provider).ok_or_else(unknown)?;
        let kind = FaultKind::from_code(&self.kind).ok_or_else(unknown)?;
        let seconds = number(&self.seconds, 0, MAX_SECONDS)?;
        Ok(NewFault {
            remaining: number(&self.calls, 1, MAX_CALLS)?.max(1),
            skip: number(&self.skip, 0, MAX_CALLS)?,
            retry_after_secs: seconds,
            latency_ms: seconds * 1000,
            ..NewFault::next_call(provider, kind)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form() -> FaultForm {
        FaultForm { provider: "twilio".into(), kind: "rate_limited".into(), ..FaultForm::default() }
    }

    #[test]
    fn what_is_left_empty_means_the_next_call() {
        let fault = form().parse().unwrap();
        assert_eq!(fault, NewFault::next_call(SandboxProvider::Twilio, FaultKind::RateLimited));
    }

    #[test]
    fn numbers_have_bounds_and_choices_are_known() {
        for bad in [
            FaultForm { calls: "1001".into(), ..form() },
            FaultForm { skip: "-1".into(), ..form() },
            FaultForm { seconds: "61".into(), ..form() },
            FaultForm { kind: "earthquake".into(), ..form() },
        ] {
            assert!(bad.parse().is_err(), "{bad:?}");
        }
    }
}
