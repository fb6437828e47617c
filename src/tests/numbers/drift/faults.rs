//! Every provider call of a comparison × every fault: known differences stay, the
//! sentence is right, and once the fault is gone every difference is found.

use std::collections::BTreeSet;

use ava::{
    domain::{
        drift::{Finding, FindingKind},
        ids::OperationId,
        locale::Locale,
        number::NumbersQuery,
        operation::{OperationState, OperationView, WaitingFor},
        provider::Provider,
        sandbox::{Call, FaultKind},
    },
    server::{
        cx::Cx,
        numbers::{drift::compare, service::list},
    },
};

use crate::support::{
    app::TestApp,
    calls::Target,
    canary,
    faults::trouble::{self, Disturbed, Trouble, relieve, tables},
    people::{connect_twilio, connect_vapi, import, ready, to_the_end},
    sandbox::{ELSEWHERE_URL, NUMBER, SECOND_NUMBER, VAPI_KEY},
};

/// The fate of the second number. In each case, another assistant answers the first, and
/// its calls go elsewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Second {
    GoneAtVapi,
    GoneAtTwilio,
}

#[derive(Clone)]
struct Begun {
    operation: OperationId,
    since: u64,
    before: Vec<Finding>,
}

type Run = trouble::Run<Begun>;

impl Second {
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
        let help = async |view: &OperationView| {
            match view.waiting_for {
                Some(WaitingFor::Provider(Provider::Vapi)) => connect_vapi(&self.cx).await,
                Some(WaitingFor::Provider(Provider::Twilio)) => connect_twilio(&self.cx).await,
                other => panic!("{case}: {other:?} {:?}", view.steps),
            }
            view.id.clone()
        };
        to_the_end(&self.app, &self.cx, self.operation.clone(), help, case).await;
    }

    /// Asserts that every difference is found, and that nothing was changed for it.
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
        // A key that is entered again is tried on objects that nobody has.
        let changes_nothing = |call: &Call| call.method == "GET" || call.status == Some(404);
        assert!(calls.iter().all(changes_nothing), "{case}: {calls:?}");
        assert!(calls.len() < 40, "{case}: {} calls", calls.len());
    }

    async fn assert_stands_well(&self, trouble: Trouble, target: &Target, case: &str) {
        let view = self.app.operation(&self.cx, &self.operation).await;
        let refused = matches!(trouble.kind, FaultKind::Unauthorized | FaultKind::Forbidden);
        let provider = target.provider.provider();
        match view.state {
            OperationState::Done => {
                // This key may not read which region handles the calls.
                let untold =
                    trouble.kind == FaultKind::Forbidden && target.path.starts_with("/v2/PhoneNumbers/");
                assert!((!trouble.lasting && !refused) || untold, "{case}");
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

impl Disturbed for Second {
    type Begun = Begun;

    async fn begin(self, app: &TestApp) -> (Cx, Begun) {
        let (cx, _, _) = ready(app).await;
        import(&cx, SECOND_NUMBER).await;
        app.settle().await;
        app.sandbox.set_at_twilio(NUMBER, "voice_url", ELSEWHERE_URL).await;
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
        (cx, Begun { operation, since, before })
    }

    async fn calls(self, run: Run) -> BTreeSet<Target> {
        run.to_the_end("undisturbed").await;
        run.assert_found(self, "undisturbed").await;
        let calls = run.app.sandbox.calls_after(run.since).await;
        let targets = Target::all(&calls);
        assert_eq!(targets.len(), 6, "three lists, two routes, and the one that is gone: {targets:#?}");
        targets
    }

    async fn meets(self, run: Run, target: &Target, trouble: Trouble, case: &str) {
        run.app.sandbox.inject(&trouble.at(target)).await;
        run.app.run_due().await;
        run.assert_stands_well(trouble, target, case).await;
        relieve(&run.app).await;
        run.to_the_end(case).await;
        run.assert_found(self, case).await;
    }
}

tables! {
    lesson_31_a_comparison_loses_nothing_after_any_fault: Second::GoneAtVapi, 4;
    a_number_that_left_twilio_is_found_after_any_fault: Second::GoneAtTwilio, 4;
}
