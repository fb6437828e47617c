//! Whether a key may do what it is stored for, from the outcome of trying it on objects
//! that are not there.

use crate::domain::problem::{Problem, ProblemKind, Right};

/// The order in which several calls are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pace {
    AtOnce,
    /// One after the other, since a half-open breaker lets one call through at a time.
    InTurn,
}

/// The outcome of a read or a change of an object that nobody has: a key with the right
/// is told that it is not there, or that the request makes no sense.
pub(super) fn of_nothing<T>(tried: Result<T, Problem>) -> Result<(), Problem> {
    match tried {
        Err(problem) if !matches!(problem.kind, ProblemKind::GoneAt(_) | ProblemKind::Rejected(_)) => {
            Err(problem)
        }
        _ => Ok(()),
    }
}

/// `Ok` where the key has all rights. A provider may word a missing right like a key that
/// it does not know: it knows the key where another right was granted.
pub(super) fn held<const N: usize>(tried: [(Right, Result<(), Problem>); N]) -> Result<(), Problem> {
    let knows_it = tried.iter().any(|(_, outcome)| outcome.is_ok());
    let told = |(right, outcome): (Right, Result<(), Problem>)| {
        let problem = outcome.err()?;
        Some(match problem.kind {
            ProblemKind::LacksRight(_) => Problem { kind: ProblemKind::MissingRight(right), ..problem },
            ProblemKind::KeyRefused(_) | ProblemKind::PublicKey if knows_it => {
                Problem { kind: ProblemKind::MissingRight(right), ..problem }
            }
            _ => problem,
        })
    };
    worst(tried.into_iter().filter_map(told)).map_or(Ok(()), Err)
}

/// Answers the first value if both succeeded. Of two problems, one that somebody has to
/// act on comes before one that passes by itself.
pub fn both<T>(first: Result<T, Problem>, second: Result<(), Problem>) -> Result<T, Problem> {
    match (first, second) {
        (Ok(told), Ok(())) => Ok(told),
        (first, second) => Err(worst(first.err().into_iter().chain(second.err()))
            .unwrap_or_else(|| ProblemKind::Internal.into())),
    }
}

/// Whether a breaker refused the call, so that the provider was not asked.
pub fn was_not_asked(outcome: &Result<(), Problem>) -> bool {
    matches!(outcome, Err(Problem { kind: ProblemKind::Unavailable(_), .. }))
}

/// The first problem that somebody must do something about, else the first.
fn worst(problems: impl IntoIterator<Item = Problem>) -> Option<Problem> {
    let mut passing = None;
    for problem in problems {
        if !problem.passes_by_itself() {
            return Some(problem);
        }
        passing = passing.or(Some(problem));
    }
    passing
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::provider::twilio::PROVIDER as TWILIO;

    #[test]
    fn a_right_that_is_missing_is_named_however_it_is_refused() {
        let of = |listed: Option<ProblemKind>, changed: Option<ProblemKind>| {
            let outcome = |kind: Option<ProblemKind>| kind.map_or(Ok(()), |kind| Err(kind.into()));
            let tried =
                [(Right::ListTwilioNumbers, outcome(listed)), (Right::ChangeTwilioNumbers, outcome(changed))];
            held(tried).err().map(|problem| problem.kind)
        };
        let (refused, lacks) = (ProblemKind::KeyRefused(TWILIO), ProblemKind::LacksRight(TWILIO));
        let (failed, busy) = (ProblemKind::ProviderFailed(TWILIO), ProblemKind::RateLimited(TWILIO));
        let missing = ProblemKind::MissingRight(Right::ChangeTwilioNumbers);
        assert_eq!(of(None, None), None);
        assert_eq!(of(None, Some(lacks)), Some(missing));
        assert_eq!(of(None, Some(refused)), Some(missing), "taken for the list, so known");
        assert_eq!(of(Some(refused), Some(refused)), Some(refused));
        assert_eq!(of(Some(lacks), None), Some(ProblemKind::MissingRight(Right::ListTwilioNumbers)));
        assert_eq!(of(Some(failed), Some(lacks)), Some(missing), "what does not pass counts first");
        assert_eq!(of(Some(failed), Some(busy)), Some(failed));
    }
}
