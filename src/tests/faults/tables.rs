//! Every provider call of what brings something to Vapi × every fault: whatever
//! goes wrong, it ends right once the fault is gone, and nothing is made twice.

use std::collections::BTreeSet;

use ava::domain::{operation::WaitingFor, sandbox::FaultKind};

use super::{
    journey::Journey,
    trouble::{Disturbed, Trouble, relieve, tables},
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

/// What a key may not read of a route or of messaging services keeps nothing.
fn went_on_untold(target: &Target, trouble: Trouble) -> bool {
    let beside = ["/v2/PhoneNumbers/", "/v1/Services"].iter().any(|path| target.path.starts_with(path));
    beside && trouble.kind == FaultKind::Forbidden
}

tables! {
    lesson_82_an_import_ends_right_after_any_fault: Journey::Import, 7;
    lesson_82_an_import_with_messages_ends_right_after_any_fault: Journey::ImportWithMessages, 15;
    messages_are_taken_over_after_any_fault: Journey::TakeMessages, 12;
    lesson_82_a_flow_is_taken_over_after_any_fault: Journey::TakeFlow, 7;
    an_import_with_a_key_for_vapi_ends_right_after_any_fault: Journey::ImportWithKey, 9;
    lesson_21_an_adoption_ends_right_after_any_fault: Journey::Adopt, 5;
    a_takeover_ends_right_after_any_fault: Journey::TakeOver, 6;
    lesson_23_a_mirroring_never_makes_two_assistants: Journey::Mirror, 2;
    a_second_mirroring_ends_right_after_any_fault: Journey::MirrorAgain, 2;
    a_carried_secret_arrives_after_any_fault: Journey::Carry, 1;
    lesson_33_a_carried_key_is_made_once_after_any_fault: Journey::CarryKey, 3;
    a_key_that_is_given_up_is_revoked_after_any_fault: Journey::CarryToken, 2;
}
