//! Every provider call of a comparison × every fault: what was known stays, the
//! sentence is right, and once the fault is gone all that differs is found.

use std::{collections::BTreeSet, io::Write, time::Duration};

use ava::{
    domain::{
        drift::{Finding, FindingKind},
        ids::OperationId,
        locale::Locale,
        number::NumbersQuery,
        operation::{OperationState, WaitingFor},
        provider::Provider,
        sandbox::{FaultKind, SandboxProvider},
    },
    server::{
        cx::Cx,
        integrations::service::{connect_twilio, connect_vapi},
        numbers::{drift::compare, service::list},
    },
};

use super::journey::{TIMEOUT_MS, Trouble, troubles};
use crate::support::{
    app::{Database, TestApp},
    calls::Target,
    canary,
    people::{import, ready, twilio_form, vapi_form},
    sandbox::{NUMBER, OWN_VOICE_URL, SECOND_NUMBER, VAPI_KEY},
};

/// What became of the second number. The first is answered by another
/// assistant, and its calls go elsewhere, in each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Second {
    GoneAtVapi,
    GoneAtTwilio,
}

struct Run {
    app: TestApp,
    cx: Cx,
    operation: OperationId,
    since: u64,
    before: Vec<Finding>,
}

impl Second {
    async fn start(self, database: Database) -> Run {
        let app = TestApp::with_timeout(database, TIMEOUT_MS).await;
        let (cx, _, _) = ready(&app).await;
        import(&cx, SECOND_NUMBER).await;
        app.settle().await;
        app.sandbox.set_at_twilio(NUMBER, "voice_url", OWN_VOICE_URL).await;
        compare(&cx).await.unwrap();
        app.settle().await;
        let before = findings(&cx).await;
        assert_eq!(before.len(), 1, "{before:?}");
        let theirs = app.sandbox.assistant_by_hand(VAPI_KEY, "Old desk").await;
        app.sandbox.bind_at_vapi(NUMBER, &theirs).await;
        match self {
            Second::GoneAtVapi => app.sandbox.delete_at_vapi(SECOND_NUMBER).await,
            Second::GoneAtTwilio => app.sandbox.delete_at_twilio(SECOND_NUMBER).await,
        }
        let since = app.sandbox.last_seq().await;
        let operation = compare(&cx).await.unwrap();
        Run { app, cx, operation, since, before }
    }

    const fn kind(self) -> FindingKind {
        match self {
            Second::GoneAtVapi => FindingKind::GoneAtVapi,
            Second::GoneAtTwilio => FindingKind::GoneAtTwilio,
        }
    }
}

async fn findings(cx: &Cx) -> Vec<Finding> {
    list(cx, &NumbersQuery::default()).await.unwrap().findings
}

impl Run {
    async fn to_the_end(&self, case: &str) {
        for _ in 0..12 {
            self.app.run_due().await;
            let view = self.app.operation(&self.cx, &self.operation).await;
            match (view.state, view.waiting_for) {
                (OperationState::Done, _) => return,
                (OperationState::Running, _) => {}
                (OperationState::Retrying, _) => {
                    let wait = u64::try_from(view.next_attempt_at.unwrap() - self.app.now()).unwrap_or(0);
                    self.app.clock.advance(Duration::from_millis(wait));
                }
                (_, Some(WaitingFor::Vapi)) => {
                    connect_vapi(&self.cx, &vapi_form(VAPI_KEY)).await.unwrap();
                }
                (_, Some(WaitingFor::Twilio)) => {
                    connect_twilio(&self.cx, &twilio_form()).await.unwrap();
                }
                other => panic!("{case}: {other:?} {:?}", view.steps),
            }
        }
        panic!("{case} does not end");
    }

    /// All that differs, and that nothing was changed for it.
    async fn assert_found(&self, second: Second, case: &str) {
        let found = findings(&self.cx).await;
        let kinds: Vec<_> = found.iter().map(|finding| (finding.e164.as_str(), finding.kind)).collect();
        for wanted in [
            (NUMBER, FindingKind::WebhooksChanged),
            (NUMBER, FindingKind::BoundElsewhere),
            (SECOND_NUMBER, second.kind()),
        ] {
            assert!(kinds.contains(&wanted), "{case}: {kinds:?}");
        }
        assert_eq!(kinds.len(), 3, "{case}: {kinds:?}");
        assert_eq!(found[0], self.before[0], "{case}: what stands stays as it was found");
        let calls = self.app.sandbox.calls_after(self.since).await;
        assert!(calls.iter().all(|call| call.method == "GET"), "{case}: {calls:?}");
        assert!(calls.len() < 40, "{case}: {} calls", calls.len());
    }

    async fn assert_stands_well(&self, trouble: Trouble, target: &Target, case: &str) {
        let view = self.app.operation(&self.cx, &self.operation).await;
        let refused = matches!(trouble.kind, FaultKind::Unauthorized | FaultKind::Forbidden);
        let provider = match target.provider {
            SandboxProvider::Twilio => Provider::Twilio,
            SandboxProvider::Vapi | SandboxProvider::VapiEu => Provider::Vapi,
        };
        match view.state {
            OperationState::Done => {
                assert!(!trouble.lasting && !refused, "{case}");
                return;
            }
            OperationState::Retrying => {
                let wait = view.next_attempt_at.unwrap() - self.app.now();
                assert!(!refused && wait >= i64::from(trouble.retry_after_secs) * 1000, "{case}: {wait} ms");
            }
            OperationState::Waiting => {
                assert!(refused && view.waiting_for == Some(provider.into()), "{case}");
            }
            other => panic!("{case}: {other:?} {:?}", view.steps),
        }
        assert_eq!(findings(&self.cx).await, self.before, "{case}: nothing is lost");
        let shown = list(&self.cx, &NumbersQuery::default()).await.unwrap().comparison.unwrap();
        let problem = shown.problem.unwrap_or_else(|| panic!("{case}: says not why"));
        for locale in Locale::ALL {
            assert!(
                problem.sentence(locale).contains(provider.name()),
                "{case}: {}",
                problem.sentence(locale)
            );
        }
        canary::assert_clean(case, &serde_json::to_string(&view).unwrap());
    }
}

async fn one(second: Second, database: Database, target: &Target, trouble: Trouble) {
    let case = format!("{second:?} {database:?} {target:?} {trouble:?}");
    let run = second.start(database).await;
    run.app.sandbox.inject(&trouble.at(target)).await;
    run.app.run_due().await;
    run.assert_stands_well(trouble, target, &case).await;
    run.app.sandbox.clear().await;
    run.app.sandbox.release().await;
    run.to_the_end(&case).await;
    run.assert_found(second, &case).await;
}

async fn table(second: Second, database: Database) {
    let run = second.start(database).await;
    run.to_the_end("undisturbed").await;
    run.assert_found(second, "undisturbed").await;
    let calls = run.app.sandbox.calls_after(run.since).await;
    let targets: BTreeSet<Target> = calls.iter().map(Target::of).collect();
    assert_eq!(targets.len(), 4, "the three lists, and the one that is gone: {targets:#?}");
    let mut cases = 0;
    for target in &targets {
        for trouble in troubles(database) {
            Box::pin(one(second, database, target, trouble)).await;
            cases += 1;
        }
    }
    let said =
        format!("Compare {second:?} on {database:?}: {} calls, {cases} cases of trouble\n", targets.len());
    std::io::stderr().write_all(said.as_bytes()).unwrap();
}

macro_rules! tables {
    ($($name:ident: $second:ident;)+) => {$(
        mod $name {
            use super::{Database, Second, table};

            #[tokio::test]
            async fn sqlite() {
                table(Second::$second, Database::Sqlite).await;
            }

            #[tokio::test]
            async fn postgres() {
                table(Second::$second, Database::Postgres).await;
            }
        }
    )+};
}

tables! {
    lesson_31_a_comparison_loses_nothing_after_any_fault: GoneAtVapi;
    a_number_that_left_twilio_is_found_after_any_fault: GoneAtTwilio;
}
