//! The view that stays on a page when reading it again fails, and the notice about that.

use leptos::prelude::*;

use super::Reading;
use crate::{
    app::live::Live,
    domain::{
        problem::{Problem, ProblemKind},
        view::Page,
    },
};

/// The last reading that was drawn.
pub(super) type Before = StoredValue<Option<Reading>>;

/// The reading to draw, and why it is not the newest. A failed reading takes nothing off
/// the page, since somebody may be typing there, unless it answers for another id or its
/// problem `ends` the view.
pub(super) fn keep_former(
    before: Before,
    now: Reading,
    ends: fn(&Problem) -> bool,
) -> (Reading, Option<Problem>) {
    let former = before.get_value();
    if let (Some((id, Err(problem))), Some(Some((of, Ok(_))))) = (&now, &former)
        && id == of
        && !ends(problem)
    {
        return (former.flatten(), Some(problem.clone()));
    }
    before.set_value(Some(now.clone()));
    (now, None)
}

/// Whether the subject is not there any more, or may not be seen.
pub(super) fn gone(problem: &Problem) -> bool {
    matches!(problem.kind, ProblemKind::NotFound | ProblemKind::Forbidden | ProblemKind::FeatureOff)
}

/// Whether the problem is an answer; a provider's problem is one too.
pub(super) fn answered(problem: &Problem) -> bool {
    gone(problem) || problem.provider().is_some()
}

/// Tells the problem above the page, unless it is told elsewhere: a page of another build
/// or organisation offers to reload, and a form says that its session ended when it is sent.
pub(super) fn show_notice(live: Live, page: Page, why: Option<Problem>) {
    if let Some(problem) = &why {
        live.notice(problem);
    }
    live.miss(
        page,
        why.filter(|problem| {
            !matches!(problem.kind, ProblemKind::Outdated | ProblemKind::OtherOrg | ProblemKind::SignedOut)
        }),
    );
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::domain::{agent::AgentsView, provider::twilio};

    fn read(id: &str) -> Reading {
        let view = AgentsView { now: 7, vapi_connected: true, agents: Vec::new(), next: None };
        Some((id.to_owned(), Ok(Arc::new(view.into()))))
    }

    fn failed(id: &str, kind: ProblemKind) -> Reading {
        Some((id.to_owned(), Err(kind.into())))
    }

    #[test]
    fn what_cannot_be_read_again_stays_until_it_can() {
        Owner::new().with(|| {
            let before = Before::new(None);
            let kept = |now| keep_former(before, now, gone);
            let unread = failed("", ProblemKind::Internal);
            assert_eq!(kept(unread.clone()), (unread, None), "nothing was shown before");
            assert_eq!(kept(read("")), (read(""), None));
            let whatever = [
                ProblemKind::Unreachable,
                ProblemKind::Outdated,
                ProblemKind::SignedOut,
                ProblemKind::Internal,
                ProblemKind::Unavailable(twilio::PROVIDER),
            ];
            for kind in whatever {
                assert_eq!(kept(failed("", kind)), (read(""), Some(kind.into())));
            }
            assert_eq!(kept(read("")), (read(""), None));
            let gone = failed("", ProblemKind::NotFound);
            assert_eq!(kept(gone.clone()), (gone, None));
        });
    }

    #[test]
    fn no_answer_stands_for_another_question() {
        Owner::new().with(|| {
            let before = Before::new(None);
            keep_former(before, read("a"), gone);
            let unread = failed("b", ProblemKind::Internal);
            assert_eq!(keep_former(before, unread.clone(), gone), (unread, None));
            keep_former(before, read("b"), gone);
            let refused = failed("b", ProblemKind::KeyRefused(twilio::PROVIDER));
            assert_eq!(keep_former(before, refused.clone(), answered), (refused, None));
        });
    }
}
