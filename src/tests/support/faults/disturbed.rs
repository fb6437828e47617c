//! The journeys of `journey.rs` meeting trouble: whatever goes wrong, each ends right
//! once the fault is gone, and nothing is made twice.

use std::collections::BTreeSet;

use ava::{
    domain::{operation::WaitingFor, sandbox::FaultKind},
    server::cx::Cx,
};

use super::{
    journey::{Begun, Journey},
    trouble::{Disturbed, Run, Trouble, relieve},
};
use crate::support::{app::TestApp, calls::Target, canary, people::take_over};

impl Disturbed for Journey {
    type Begun = Begun;

    async fn begin(self, app: &TestApp) -> (Cx, Begun) {
        self.prepared(app).await
    }

    async fn calls(self, run: Run<Begun>) -> BTreeSet<Target> {
        run.to_the_end().await;
        Target::all(&run.app.sandbox.calls_after(run.since).await)
    }

    async fn meets(self, run: Run<Begun>, target: &Target, trouble: Trouble, case: &str) {
        run.app.sandbox.inject(&trouble.at(target)).await;
        run.app.run_due().await;
        if run.view().await.waiting_for.is_some_and(WaitingFor::asks_to_take) {
            take_over(&run.cx, &run.operation()).await;
            run.app.run_due().await;
        }
        if !went_on_untold(target, trouble) {
            run.assert_stands_as_expected(trouble, case).await;
        }
        run.assert_tells_well(case).await;
        relieve(&run.app).await;
        run.to_the_end().await;
        run.assert_ended_right(self, case).await;
        let calls = run.app.sandbox.calls_after(run.since).await;
        assert!(calls.len() < 45, "{case}: {} calls", calls.len());
        canary::assert_clean(case, &run.app.dump().await);
        canary::assert_logs_clean();
    }
}

/// Whether a key that may not read routes or messaging services holds up nothing.
fn went_on_untold(target: &Target, trouble: Trouble) -> bool {
    let beside = ["/v2/PhoneNumbers/", "/v1/Services"].iter().any(|path| target.path.starts_with(path));
    beside && trouble.kind == FaultKind::Forbidden
}
