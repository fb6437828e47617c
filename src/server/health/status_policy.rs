//! The status that a check leaves, and when the next one is due.

use std::time::Duration;

use crate::domain::{
    credential::CredentialStatus,
    health::{Cause, Severity},
    problem::Problem,
};

/// The time between two checks of a key that works.
pub const PERIOD: Duration = Duration::from_secs(15 * 60);
/// Two checks that lie so far apart have to agree before an outage is believed.
pub const AGREE: Duration = Duration::from_secs(60);
/// The first wait after a save during which the provider could not be asked.
const FIRST: Duration = Duration::from_secs(5);
/// The longest wait of a key that does not work until somebody does something.
const LONGEST: Duration = Duration::from_secs(6 * 3600);

/// The answer to a check, or what a use of the key showed.
#[derive(Clone, Copy)]
pub enum Finding<'a> {
    /// A use of the key, or a person who asks, shows that it works.
    Works,
    /// A check that nobody asked for shows nothing wrong.
    PassesCheck,
    Fails(&'a Problem),
    FailsInUse(&'a Problem),
    /// AVA itself is about to change what it found, so that it tells nothing of the key.
    TellsNothing,
}

impl<'a> Finding<'a> {
    pub(super) const fn problem(self) -> Option<&'a Problem> {
        match self {
            Finding::Works | Finding::PassesCheck | Finding::TellsNothing => None,
            Finding::Fails(problem) | Finding::FailsInUse(problem) => Some(problem),
        }
    }
}

/// A credential before a check.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct CredentialState {
    pub status: CredentialStatus,
    pub failed_checks: i64,
    pub doubted_at: Option<i64>,
    /// A use was refused a right that the checks may not ask for.
    pub refused_in_use: bool,
}

/// A credential after a check.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Verdict {
    pub status: CredentialStatus,
    pub says: Says,
    pub failed_checks: i64,
    pub doubted_at: Option<i64>,
    pub refused_in_use: bool,
    /// The moment from which the key was like that.
    pub since: i64,
    pub wait: Duration,
}

/// The problem that the card shows after a check.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Says {
    Nothing,
    /// What it said before.
    AsBefore,
    /// The problem of this check, which is of this cause.
    This(Cause),
    /// The check told nothing of the key, and counts as none.
    NotChecked,
}

/// The cause of a problem that a check ended in. A refusal for no reason that is known is one of the
/// key: the check asks for nothing else.
pub(super) fn cause(problem: &Problem) -> Option<Cause> {
    problem.kind.cause().or((!problem.passes_by_itself()).then_some(Cause::BadKey))
}

pub(super) fn judge(before: CredentialState, finding: Finding<'_>, now: i64) -> Verdict {
    let failed_checks = before.failed_checks + 1;
    let kept = Verdict {
        status: before.status,
        says: Says::AsBefore,
        failed_checks,
        doubted_at: None,
        refused_in_use: before.refused_in_use,
        since: now,
        wait: wait(before.status, failed_checks),
    };
    let CredentialState { failed_checks: failed_before, doubted_at, .. } = before;
    let not_checked =
        Verdict { says: Says::NotChecked, failed_checks: failed_before, doubted_at, wait: AGREE, ..kept };
    if matches!(finding, Finding::TellsNothing) {
        return not_checked;
    }
    let in_use = matches!(finding, Finding::FailsInUse(_));
    let Some(problem) = finding.problem() else {
        // Else the card would say in turns that the key works, and that it does not.
        if matches!(finding, Finding::PassesCheck) && before.refused_in_use {
            return kept;
        }
        let status = CredentialStatus::Connected;
        let refused_in_use = false;
        return Verdict {
            status,
            says: Says::Nothing,
            failed_checks: 0,
            refused_in_use,
            wait: PERIOD,
            ..kept
        };
    };
    let Some(cause) = cause(problem) else { return not_checked };
    let becomes = |status| Verdict {
        status,
        says: Says::This(cause),
        wait: wait(status, failed_checks).max(asked(problem)),
        ..kept
    };
    if cause.severity() == Severity::Down {
        let refused_in_use = in_use && cause == Cause::MissingRight;
        let status = match cause {
            Cause::Unreadable => CredentialStatus::Unreadable,
            _ => CredentialStatus::Refused,
        };
        return Verdict { refused_in_use, ..becomes(status) };
    }
    match (before.status, before.doubted_at) {
        (CredentialStatus::Connected, Some(at)) if now - at >= millis(AGREE) => {
            Verdict { since: at, ..becomes(CredentialStatus::Degraded) }
        }
        // One failure changes nothing: another has to agree with it.
        (CredentialStatus::Connected, doubted_at) => {
            let at = doubted_at.unwrap_or(now);
            let left = u64::try_from(at + millis(AGREE) - now).unwrap_or_default();
            Verdict { doubted_at: Some(at), wait: Duration::from_millis(left).max(asked(problem)), ..kept }
        }
        (CredentialStatus::Degraded, _) => becomes(CredentialStatus::Degraded),
        (CredentialStatus::Unverified | CredentialStatus::Unreadable, _) => {
            becomes(CredentialStatus::Unverified)
        }
        // An outage proves nothing of a key that was refused.
        (CredentialStatus::Refused, _) => kept,
    }
}

/// How long a credential waits for its next check after so many that failed: an outage is looked at
/// often, what somebody has to repair less and less.
pub(super) fn wait(status: CredentialStatus, failed_checks: i64) -> Duration {
    let (first, longest) = match status {
        CredentialStatus::Connected => return PERIOD,
        CredentialStatus::Unverified => (FIRST, PERIOD),
        CredentialStatus::Degraded => (AGREE / 2, PERIOD),
        CredentialStatus::Refused | CredentialStatus::Unreadable => (PERIOD, LONGEST),
    };
    let doublings = u32::try_from((failed_checks - 1).clamp(0, 16)).unwrap_or_default();
    first.saturating_mul(1 << doublings).min(longest)
}

/// The wait that the provider asked for, as far as it is believed.
fn asked(problem: &Problem) -> Duration {
    Duration::from_secs(u64::from(problem.retry_after_secs.unwrap_or_default())).min(LONGEST)
}

pub(super) fn millis(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use CredentialStatus::{Connected, Degraded, Refused, Unreadable, Unverified};

    use super::*;
    use crate::domain::{
        problem::{ProblemKind, Right},
        provider::Provider,
    };

    const VAPI: Provider = Provider::Vapi;

    fn standing(status: CredentialStatus) -> CredentialState {
        CredentialState { status, failed_checks: 0, doubted_at: None, refused_in_use: false }
    }

    /// Judges problems that are found one after the other, so many seconds apart.
    fn after(begin: CredentialState, found: &[(i64, ProblemKind)]) -> Verdict {
        let (mut before, mut now, mut last) = (begin, 0, None);
        for (seconds, kind) in found {
            now += seconds * 1000;
            let verdict = judge(before, Finding::Fails(&Problem::new(*kind)), now);
            before = CredentialState {
                status: verdict.status,
                failed_checks: verdict.failed_checks,
                doubted_at: verdict.doubted_at,
                refused_in_use: verdict.refused_in_use,
            };
            last = Some(verdict);
        }
        last.unwrap()
    }

    #[test]
    fn lesson_57_what_the_provider_says_of_the_key_counts_at_once() {
        for (kind, cause) in [
            (ProblemKind::KeyRefused(VAPI), Cause::BadKey),
            (ProblemKind::Rejected(VAPI), Cause::BadKey),
            (ProblemKind::GoneAt(VAPI), Cause::BadKey),
            (ProblemKind::LacksRight(VAPI), Cause::MissingRight),
            (ProblemKind::MissingRight(Right::ALL[0]), Cause::MissingRight),
            (ProblemKind::QuotaExhausted(VAPI), Cause::Quota),
        ] {
            for before in [Connected, Degraded, Unverified, Refused] {
                let verdict = after(standing(before), &[(0, kind)]);
                assert_eq!((verdict.status, verdict.says), (Refused, Says::This(cause)), "{kind:?}");
            }
        }
        let lost = after(standing(Connected), &[(0, ProblemKind::Unreadable(VAPI))]);
        assert_eq!((lost.status, lost.says), (Unreadable, Says::This(Cause::Unreadable)));
    }

    #[test]
    fn one_blip_changes_nothing_and_two_checks_a_minute_apart_agree() {
        for (kind, cause) in [
            (ProblemKind::ProviderFailed(VAPI), Cause::Outage),
            (ProblemKind::Unavailable(VAPI), Cause::Outage),
            (ProblemKind::NotReached(VAPI), Cause::Network),
            (ProblemKind::RateLimited(VAPI), Cause::RateLimit),
        ] {
            let blip = after(standing(Connected), &[(0, kind)]);
            assert_eq!((blip.status, blip.says, blip.doubted_at), (Connected, Says::AsBefore, Some(0)));
            assert_eq!(blip.wait, AGREE);
            let sooner = after(standing(Connected), &[(0, kind), (20, kind)]);
            assert_eq!((sooner.status, sooner.wait), (Connected, Duration::from_secs(40)), "{kind:?}");
            let agreed = after(standing(Connected), &[(0, kind), (20, kind), (40, kind)]);
            assert_eq!((agreed.status, agreed.says, agreed.since), (Degraded, Says::This(cause), 0));
        }
        let doubted = CredentialState { doubted_at: Some(0), ..standing(Connected) };
        let works = judge(doubted, Finding::Works, 30_000);
        assert_eq!((works.status, works.doubted_at, works.failed_checks), (Connected, None, 0));
    }

    #[test]
    fn an_outage_proves_nothing_of_a_key_that_was_refused_or_never_checked() {
        let outage = ProblemKind::ProviderFailed(VAPI);
        let refused = after(standing(Refused), &[(0, outage), (60, outage)]);
        assert_eq!((refused.status, refused.says), (Refused, Says::AsBefore));
        let unverified = after(standing(Unverified), &[(0, outage), (60, outage)]);
        assert_eq!((unverified.status, unverified.says), (Unverified, Says::This(Cause::Outage)));
        let opens_again = after(standing(Unreadable), &[(0, outage)]);
        assert_eq!(opens_again.status, Unverified);
    }

    #[test]
    fn a_right_that_a_use_lacks_is_lacking_until_somebody_asks() {
        let lacks = Problem::new(ProblemKind::MissingRight(Right::ALL[0]));
        let outage = Problem::new(ProblemKind::ProviderFailed(VAPI));
        let stand = |verdict: Verdict| CredentialState {
            status: verdict.status,
            failed_checks: verdict.failed_checks,
            doubted_at: verdict.doubted_at,
            refused_in_use: verdict.refused_in_use,
        };
        let refused = judge(standing(Connected), Finding::FailsInUse(&lacks), 0);
        assert_eq!((refused.status, refused.refused_in_use), (Refused, true));
        let passes = judge(stand(refused), Finding::PassesCheck, 1);
        assert_eq!((passes.status, passes.says, passes.refused_in_use), (Refused, Says::AsBefore, true));
        assert_eq!(judge(stand(passes), Finding::PassesCheck, 2).wait, PERIOD * 4);
        let away = judge(stand(passes), Finding::Fails(&outage), 3);
        assert_eq!(judge(stand(away), Finding::PassesCheck, 4).status, Refused);
        let asked = judge(stand(away), Finding::Works, 5);
        assert_eq!((asked.status, asked.says, asked.refused_in_use), (Connected, Says::Nothing, false));
        // What a check asks for itself, it also disproves.
        let checked = judge(stand(passes), Finding::Fails(&lacks), 6);
        assert_eq!(judge(stand(checked), Finding::PassesCheck, 7).status, Connected);
        let key = Problem::new(ProblemKind::KeyRefused(VAPI));
        let key = judge(standing(Connected), Finding::FailsInUse(&key), 8);
        assert_eq!(judge(stand(key), Finding::PassesCheck, 9).status, Connected);
    }

    #[test]
    fn a_problem_of_avas_own_is_no_check() {
        let doubted = CredentialState { doubted_at: Some(5), failed_checks: 3, ..standing(Connected) };
        let verdict = after(doubted, &[(0, ProblemKind::Internal)]);
        assert_eq!((verdict.says, verdict.doubted_at), (Says::NotChecked, Some(5)));
        assert_eq!((verdict.status, verdict.failed_checks), (Connected, 3));
        assert_eq!(judge(doubted, Finding::TellsNothing, 0), verdict);
    }

    #[test]
    fn what_is_broken_is_asked_about_less_and_less() {
        let secs = |status, failed| wait(status, failed).as_secs();
        assert_eq!([1, 2, 3, 4, 20].map(|n| secs(Unverified, n)), [5, 10, 20, 40, 900]);
        assert_eq!([2, 3, 4, 5, 20].map(|n| secs(Degraded, n)), [60, 120, 240, 480, 900]);
        assert_eq!([1, 2, 3, 20].map(|n| secs(Refused, n)), [900, 1800, 3600, 6 * 3600]);
        assert_eq!(secs(Connected, 7), 900);
    }

    #[test]
    fn lesson_60_nobody_is_asked_sooner_than_they_said() {
        let limited = Problem::new(ProblemKind::RateLimited(VAPI)).retry_after(1200);
        let degraded = CredentialState { failed_checks: 1, ..standing(Degraded) };
        for before in [degraded, standing(Connected)] {
            assert_eq!(judge(before, Finding::Fails(&limited), 0).wait, Duration::from_secs(1200));
        }
    }
}
