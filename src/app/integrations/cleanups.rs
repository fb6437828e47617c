//! The clean-ups that are still under way at the providers, a line each.

use leptos::prelude::*;

use super::IntegrationsTexts;
use crate::{
    app::{
        i18n::Spoken,
        numbers::managed::ManagedTexts,
        operations::OperationsTexts,
        page_cx::PageCx,
        paths::operation_href,
        ui::{
            notice::{NextStep, Notice},
            pill::Tone,
        },
    },
    domain::{
        integrations::{CleanupLine, IntegrationsView},
        locale::Locale,
        operation::{OperationState, Progress, Subject},
        provider::Provider,
    },
};

/// The lines of the clean-ups; a carried secret is told of on the card of its provider.
pub(super) fn lines(view: &IntegrationsView, cx: PageCx) -> Option<AnyView> {
    notices(view, |line| !is_of_card(line), cx)
}

/// Whether the card of its provider tells of it.
fn is_of_card(line: &CleanupLine) -> bool {
    matches!(line.kind.progress(), Progress::Carrying | Progress::Rotating)
}

/// Says on the card of a provider that its secret is being replaced, or that Vapi does not have the
/// new one everywhere yet.
pub(super) fn carried(view: &IntegrationsView, provider: Provider, cx: PageCx) -> Option<AnyView> {
    let of_this = Subject::Credential(provider);
    notices(view, |line| is_of_card(line) && line.subject == of_this, cx)
}

fn notices(view: &IntegrationsView, shown: impl Fn(&&CleanupLine) -> bool, cx: PageCx) -> Option<AnyView> {
    let lines: Vec<AnyView> = view
        .cleanups
        .iter()
        .filter(shown)
        .map(|line| {
            let stuck = matches!(line.state, OperationState::NeedsAttention | OperationState::Failed);
            let tone = if stuck { Tone::Warn } else { Tone::Busy };
            let label = IntegrationsTexts::spoken(cx.locale).see_steps.to_owned();
            let next = NextStep { href: operation_href(&line.operation), label };
            let at = line.next_attempt_at.map(|at| cx.due(at));
            view! { <Notice tone=tone text=words(line, at, cx.locale) next=next/> }.into_any()
        })
        .collect();
    (!lines.is_empty()).then(|| view! { <div class="stack cleanups">{lines}</div> }.into_any())
}

/// `at` is the time of the next attempt.
fn words(line: &CleanupLine, at: Option<String>, locale: Locale) -> String {
    let t = &OperationsTexts::spoken(locale).cleanup;
    let what = match &line.subject {
        _ if line.kind.progress() == Progress::TakingBackManaged => {
            ManagedTexts::spoken(locale).leave.account.to_owned()
        }
        Subject::Number(number) => number.unbroken(),
        Subject::Agent(_, name) => name.clone(),
        Subject::Credential(provider) => provider.name().to_owned(),
        // Nothing is taken back for a comparison, nor for what it found, nor for calls.
        Subject::Numbers | Subject::Calls | Subject::Leftover(_) => String::new(),
    };
    if line.kind.progress() == Progress::Carrying {
        return match line.state {
            OperationState::Failed => (t.carry_failed)(&what),
            _ => (t.carrying)(&what, line.done, line.steps),
        };
    }
    if line.kind.progress() == Progress::Rotating {
        return match line.state {
            OperationState::NeedsAttention => (t.restoring_attention)(&what),
            _ if line.kind.is_cleanup() => (t.restoring)(&what, line.done, line.steps),
            _ => (t.rotating)(&what, line.done, line.steps),
        };
    }
    match (line.state, at, line.stuck_at) {
        (OperationState::NeedsAttention, ..) => (t.line_attention)(&what),
        (_, Some(at), Some(provider)) => (t.line_waits_for)(&what, provider.name(), &at),
        (_, Some(at), None) => (t.line_tries_again)(&what, &at),
        (_, None, _) => (t.progress)(&what, line.done, line.steps),
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;
    use crate::domain::{
        operation::OperationKind,
        provider::{twilio, vapi},
    };

    #[test]
    fn a_line_says_how_far_it_is_or_whom_it_waits_for() {
        let line = CleanupLine {
            operation: "0190a5e2-7c1b-7def-8123-0123456789ab".parse().unwrap(),
            kind: OperationKind::Disconnect,
            subject: Subject::Credential(twilio::PROVIDER),
            state: OperationState::Running,
            done: 3,
            steps: 7,
            next_attempt_at: None,
            stuck_at: Some(vapi::PROVIDER),
        };
        assert_eq!(words(&line, None, Locale::En), "Twilio is being taken back: 3 of 7 steps.");
        let away = CleanupLine { state: OperationState::Retrying, ..line.clone() };
        let waits = "Twilio is being taken back: it waits for Vapi, next attempt 14:05 UTC.";
        assert_eq!(words(&away, Some("14:05 UTC".to_owned()), Locale::En), waits);
        let carried = CleanupLine { kind: OperationKind::CarrySecret, ..line.clone() };
        assert_eq!(
            words(&carried, None, Locale::En),
            "Vapi is getting the new Twilio key: 3 of 7 numbers have it."
        );
        let rotated = CleanupLine { kind: OperationKind::RotateToken, ..line.clone() };
        assert_eq!(words(&rotated, None, Locale::En), "Twilio is getting another Auth Token: 3 of 7 steps.");
        let restored = CleanupLine { kind: OperationKind::UndoRotation, ..line.clone() };
        assert!(words(&restored, None, Locale::En).starts_with("Twilio did not get another Auth Token."));
        let stuck = CleanupLine { state: OperationState::NeedsAttention, ..line };
        assert_eq!(words(&stuck, None, Locale::En), "Twilio is being taken back: it needs your attention.");
    }
}
