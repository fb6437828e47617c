//! Every kind of operation is defined whole: its handler, its steps, its topics and its sentences.

use std::collections::HashSet;

use ava::{
    app::{i18n::Spoken, operations::OperationsTexts},
    domain::{
        locale::Locale,
        operation::{OperationKind, StepKind},
        topic::Topic,
    },
    server::{
        operation_registry::OPERATIONS,
        operations::handler::{CLEANUP_RETRY_WINDOW, Handler, Steps},
    },
};

fn steps(handler: &Handler) -> Vec<StepKind> {
    handler.steps.all().iter().map(|step| step.kind).collect()
}

#[test]
fn every_kind_is_registered_with_steps_and_topics() {
    for kind in OperationKind::ALL {
        let handler = OPERATIONS.of(kind);
        assert_eq!(handler.kind, kind);
        let steps = steps(handler);
        assert!(!steps.is_empty(), "{kind:?} has no steps");
        assert_eq!(steps.iter().collect::<HashSet<_>>().len(), steps.len(), "{kind:?} has a step twice");
        assert!(handler.topics.contains(&Topic::Operations), "{kind:?} is not told to the pages");
        assert!(!handler.retry_window.is_zero(), "{kind:?}");
    }
}

#[test]
fn every_cleanup_begins_and_ends_like_one() {
    for kind in OperationKind::ALL {
        let handler = OPERATIONS.of(kind);
        let steps = steps(handler);
        let ends = [steps.first(), steps.last()] == [Some(&StepKind::LetEnd), Some(&StepKind::ShredKeys)];
        let planned = matches!(handler.steps, Steps::Planned(_));
        assert_eq!(kind.is_cleanup(), ends && planned, "{kind:?}");
        assert_eq!(kind.is_cleanup(), handler.by_people.manual.is_some(), "{kind:?}");
        assert_eq!(kind.is_cleanup(), handler.retry_window == CLEANUP_RETRY_WINDOW, "{kind:?}");
    }
}

#[test]
fn every_step_is_one_of_some_kind() {
    let known: HashSet<StepKind> =
        OperationKind::ALL.into_iter().flat_map(|kind| steps(OPERATIONS.of(kind))).collect();
    for step in StepKind::ALL {
        assert!(known.contains(&step), "no kind has {step:?}");
    }
}

#[test]
fn every_kind_and_step_has_sentences_of_its_own() {
    for locale in Locale::ALL {
        let t = OperationsTexts::spoken(locale);
        let titles: HashSet<String> =
            OperationKind::ALL.into_iter().map(|kind| (t.kind)(kind, "Reception")).collect();
        assert_eq!(titles.len(), OperationKind::ALL.len(), "{locale:?}: {titles:?}");
        assert!(titles.iter().all(|title| !title.trim().is_empty()));
        let steps: HashSet<&str> = StepKind::ALL.into_iter().map(t.step).collect();
        assert_eq!(steps.len(), StepKind::ALL.len(), "{locale:?}: {steps:?}");
    }
}
