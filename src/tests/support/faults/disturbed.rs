//! The journeys of `journey.rs` meeting trouble: whatever goes wrong, each ends right
//! once the fault is gone, and nothing is made twice.

use std::collections::BTreeSet;

use ava::domain::{operation::WaitingFor, sandbox::FaultKind};

use super::{
    journey::Journey,
    trouble::{Disturbed, Trouble, relieve},
};
use crate::support::{app::Database, calls::Target, canary, people::take_over};

impl Disturbed for Journey {
    async fn calls(self, database: Database) -> BTreeSet<Target> {
        let run = self.start(database).await;
        run.to_the_end().await;
        Target::all(&run.app.sandbox.calls_after(run.since).await)
    }

    async fn meets(self, database: Database, target: &Target, trouble: Trouble, case: &str) {
        let run = self.start(database).await;
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
