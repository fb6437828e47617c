//! Whether to try once more, and after how long. The decision is pure: it neither waits
//! nor sends.

use std::time::Duration;

use super::{call::Safety, refusals::Passing, transport::Fault};
use crate::server::random::Random;

const ATTEMPTS: u32 = 3;
const FIRST_WAIT: Duration = Duration::from_millis(200);

/// What became of an attempt.
#[derive(Clone, Copy, Debug)]
pub(super) enum Ended {
    /// An answer that stands: a success, or a refusal that does not pass.
    Answered,
    Refused {
        passing: Passing,
        retry_after: Option<Duration>,
    },
    Failed(Fault),
}

/// The wait before attempt `made + 1`; `None` when there shall be none. `limits_first`
/// is that of the [`Host`](super::config::Host).
pub(super) fn wait(
    made: u32,
    ended: Ended,
    safety: Safety,
    limits_first: bool,
    random: &Random,
) -> Option<Duration> {
    if made >= ATTEMPTS {
        return None;
    }
    let repeatable = safety == Safety::Repeatable;
    let (again, asked) = match ended {
        Ended::Answered => (false, None),
        Ended::Refused { passing: Passing::Limit, retry_after } => (repeatable || limits_first, retry_after),
        Ended::Refused { passing: Passing::Failure, retry_after } => (repeatable, retry_after),
        Ended::Failed(Fault::Ours | Fault::Connect | Fault::Timeout | Fault::Broken) => (repeatable, None),
        // No certificate gets another name, or another issuer, within seconds.
        Ended::Failed(Fault::Tls(_) | Fault::Oversized | Fault::Unsendable | Fault::LeaseEnded) => {
            (false, None)
        }
    };
    again.then(|| asked.unwrap_or_else(|| backoff(made, random)))
}

/// The wait doubles each time; its lower half is fixed, its upper half is chance.
fn backoff(made: u32, random: &Random) -> Duration {
    let full = FIRST_WAIT * 2u32.saturating_pow(made.saturating_sub(1));
    full.mul_f64(0.5 + random.unit() / 2.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::{clock::ManualClock, providers::distrust::Distrust};

    #[test]
    fn the_wait_doubles_within_its_bounds() {
        let random = Random::seeded(7, ManualClock::at(0));
        for (made, least, most) in [(1, 100, 200), (2, 200, 400)] {
            for _ in 0..100 {
                let broken = Ended::Failed(Fault::Broken);
                let wait = wait(made, broken, Safety::Repeatable, false, &random).unwrap().as_millis();
                assert!((least..=most).contains(&wait), "{made}: {wait}");
            }
        }
    }

    #[test]
    fn lesson_59_only_what_is_safe_to_repeat_is_tried_again() {
        let random = Random::seeded(7, ManualClock::at(0));
        let tried = |made, fault, safety| wait(made, Ended::Failed(fault), safety, true, &random).is_some();
        assert!(tried(1, Fault::Timeout, Safety::Repeatable));
        assert!(tried(2, Fault::Connect, Safety::Repeatable));
        assert!(!tried(3, Fault::Timeout, Safety::Repeatable));
        assert!(!tried(1, Fault::Timeout, Safety::Once));
        assert!(!tried(1, Fault::Oversized, Safety::Repeatable));
        assert!(!tried(1, Fault::Tls(Distrust::OtherName), Safety::Repeatable));
        let refused = |passing, safety, limits_first| {
            let ended = Ended::Refused { passing, retry_after: None };
            wait(1, ended, safety, limits_first, &random).is_some()
        };
        assert!(refused(Passing::Failure, Safety::Repeatable, true));
        assert!(!refused(Passing::Failure, Safety::Once, true));
        assert!(refused(Passing::Limit, Safety::Once, true));
        assert!(!refused(Passing::Limit, Safety::Once, false));
        assert!(wait(1, Ended::Answered, Safety::Repeatable, true, &random).is_none());
    }
}
