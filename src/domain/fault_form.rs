//! The sandbox page's form for a fault, as typed.

use std::ops::RangeInclusive;

use super::{
    form::form,
    problem::{Field, FieldErrors, Problem, ProblemKind, Rule},
    sandbox::{FaultKind, NewFault, SandboxProvider},
    text,
};

const MAX_CALLS: u32 = 1000;
const MAX_SECONDS: u32 = 60;

form! {
    pub struct FaultForm {
        pub provider: String,
        pub kind: String,
        /// How many calls the fault hits; empty counts as 1.
        pub calls: String at FaultCalls,
        /// How many matching calls pass first; empty counts as 0.
        pub skip: String at FaultSkip,
        /// Seconds that the answer is delayed, or that `Retry-After` says; empty counts as 0.
        pub seconds: String at FaultSeconds,
    }
}

fn number(text: &str, otherwise: u32, range: RangeInclusive<u32>) -> Result<u32, Rule> {
    let text = text::code(text);
    if text.is_empty() {
        return Ok(otherwise);
    }
    let rule = Rule::WholeNumber(*range.start(), *range.end());
    text.parse().ok().filter(|number| range.contains(number)).ok_or(rule)
}

impl FaultForm {
    pub fn parse(&self) -> Result<NewFault, Problem> {
        let unknown = || Problem::new(ProblemKind::Invalid(Rule::UnknownChoice));
        let provider = SandboxProvider::from_code(&self.provider).ok_or_else(unknown)?;
        let kind = FaultKind::from_code(&self.kind).ok_or_else(unknown)?;
        let mut field_errors = FieldErrors::default();
        let calls = field_errors.value(Field::FaultCalls, number(&self.calls, 1, 1..=MAX_CALLS));
        let skip = field_errors.value(Field::FaultSkip, number(&self.skip, 0, 0..=MAX_CALLS));
        let seconds = field_errors.value(Field::FaultSeconds, number(&self.seconds, 0, 0..=MAX_SECONDS));
        let fault = || {
            let seconds = seconds?;
            Some(NewFault {
                remaining: calls?,
                skip: skip?,
                retry_after_secs: seconds,
                latency_ms: seconds * 1000,
                ..NewFault::next_call(provider, kind)
            })
        };
        fault().ok_or_else(|| field_errors.problem())
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
        for (bad, field, rule) in [
            (FaultForm { calls: "1001".into(), ..form() }, Field::FaultCalls, Rule::WholeNumber(1, 1000)),
            (FaultForm { calls: "0".into(), ..form() }, Field::FaultCalls, Rule::WholeNumber(1, 1000)),
            (FaultForm { skip: "-1".into(), ..form() }, Field::FaultSkip, Rule::WholeNumber(0, 1000)),
            (FaultForm { seconds: "61".into(), ..form() }, Field::FaultSeconds, Rule::WholeNumber(0, 60)),
        ] {
            assert_eq!(bad.parse(), Err(Problem::invalid(field, rule)), "{bad:?}");
        }
        let several = FaultForm { calls: "all".into(), skip: "1.5".into(), ..form() }.parse().unwrap_err();
        assert_eq!(several.field, Some(Field::FaultCalls));
        assert_eq!(several.also, [(Field::FaultSkip, Rule::WholeNumber(0, 1000))]);
        let unknown = FaultForm { kind: "earthquake".into(), ..form() };
        assert_eq!(unknown.parse(), Err(ProblemKind::Invalid(Rule::UnknownChoice).into()));
    }
}
