//! Every provider call of what brings something to Vapi × every fault: whatever
//! goes wrong, it ends right once the fault is gone, and nothing is made twice.

use std::io::Write;

use ava::domain::operation::WaitingFor;

use super::journey::{Journey, Trouble, troubles};
use crate::support::{app::Database, calls::Target, canary, people::take_over};

async fn one(journey: Journey, database: Database, target: &Target, trouble: Trouble) {
    let case = format!("{journey:?} {database:?} {target:?} {trouble:?}");
    let run = journey.start(database).await;
    run.app.sandbox.inject(&trouble.at(target)).await;
    run.app.run_due().await;
    if journey == Journey::TakeOver && run.view().await.waiting_for == Some(WaitingFor::Takeover) {
        take_over(&run.cx, &run.operation()).await;
        run.app.run_due().await;
    }
    run.assert_stands_as_expected(trouble, &case).await;
    run.assert_tells_well(&case).await;
    run.app.sandbox.clear().await;
    run.app.sandbox.release().await;
    run.to_the_end().await;
    run.assert_ended_right(journey, &case).await;
    let calls = run.app.sandbox.calls_after(run.since).await;
    assert!(calls.len() < 30, "{case}: {} calls", calls.len());
    canary::assert_clean(&case, &run.app.dump().await);
    canary::assert_logs_clean();
}

async fn table(journey: Journey, database: Database, least: usize) {
    let targets = journey.targets(database).await;
    assert!(targets.len() >= least, "{targets:#?}");
    let mut cases = 0;
    for target in &targets {
        for trouble in troubles(database) {
            one(journey, database, target, trouble).await;
            cases += 1;
        }
    }
    // Past the harness, which keeps what a passing test prints.
    let said = format!("{journey:?} on {database:?}: {} calls, {cases} cases of trouble\n", targets.len());
    std::io::stderr().write_all(said.as_bytes()).unwrap();
}

macro_rules! tables {
    ($($name:ident: $journey:ident, $least:expr;)+) => {$(
        mod $name {
            use super::{Database, Journey, table};

            #[tokio::test]
            async fn sqlite() {
                table(Journey::$journey, Database::Sqlite, $least).await;
            }

            #[tokio::test]
            async fn postgres() {
                table(Journey::$journey, Database::Postgres, $least).await;
            }
        }
    )+};
}

tables! {
    an_import_ends_right_after_any_fault: Import, 5;
    an_import_with_a_key_for_vapi_ends_right_after_any_fault: ImportWithKey, 7;
    lesson_21_an_adoption_ends_right_after_any_fault: Adopt, 5;
    a_takeover_ends_right_after_any_fault: TakeOver, 6;
    lesson_23_a_mirroring_never_makes_two_assistants: Mirror, 2;
    a_second_mirroring_ends_right_after_any_fault: MirrorAgain, 2;
    a_carried_secret_arrives_after_any_fault: Carry, 1;
    lesson_33_a_carried_key_is_made_once_after_any_fault: CarryKey, 3;
    a_key_that_is_given_up_is_revoked_after_any_fault: CarryToken, 2;
}
