//! What goes wrong at a provider, for how long, and the tables of it: every call
//! of a journey × every fault.

use std::{collections::BTreeSet, fmt::Debug, io::Write};

use ava::domain::{
    locale::Locale,
    operation::OperationView,
    sandbox::{FaultKind, NewFault},
};

use super::LASTING;
use crate::support::{
    app::{Database, TestApp},
    calls::Target,
    canary,
};

/// A hanging provider is given up after so long.
pub const TIMEOUT_MS: u64 = 300;

/// What is injected, and for how long: the next call alone, or until it is
/// taken away.
#[derive(Clone, Copy, Debug)]
pub struct Trouble {
    pub kind: FaultKind,
    pub retry_after_secs: u32,
    pub lasting: bool,
}

/// A hold stands for an answer that is lost after the effect; one that is lost
/// before it is a hang. A refused key is never tried again, so that once is as
/// good as for ever. On PostgreSQL, and at a call alike one before, one of each
/// sort: what a fault does to the database, or means, is the same.
pub fn troubles(database: Database, target: &Target) -> Vec<Trouble> {
    let all = [
        (FaultKind::Unauthorized, 0),
        (FaultKind::Forbidden, 0),
        (FaultKind::RateLimited, 0),
        (FaultKind::RateLimited, 90),
        (FaultKind::ServerError, 0),
        (FaultKind::Unavailable, 0),
        (FaultKind::Hang, 0),
        (FaultKind::Reset, 0),
        (FaultKind::Garbage, 0),
        (FaultKind::HoldAfter, 0),
    ];
    let keys = [FaultKind::Unauthorized, FaultKind::Forbidden];
    let sorts = [FaultKind::Unauthorized, FaultKind::Unavailable, FaultKind::HoldAfter];
    all.into_iter()
        .flat_map(|(kind, retry_after_secs)| {
            [false, true].map(|lasting| Trouble { kind, retry_after_secs, lasting })
        })
        .filter(|trouble| trouble.lasting || !keys.contains(&trouble.kind))
        .filter(|trouble| target.nth == 0 || sorts.contains(&trouble.kind))
        .filter(|trouble| database == Database::Sqlite || trouble.lasting && sorts.contains(&trouble.kind))
        .collect()
}

impl Trouble {
    pub fn at(self, target: &Target) -> NewFault {
        NewFault {
            remaining: if self.lasting { LASTING } else { 1 },
            retry_after_secs: self.retry_after_secs,
            ..target.fault(self.kind)
        }
    }
}

/// A journey that can be disturbed at each of its calls.
pub trait Disturbed: Copy + Debug {
    /// Its calls, as a run without trouble makes them.
    async fn calls(self, database: Database) -> BTreeSet<Target>;

    /// It meets trouble at that call, tells well how it stands, and ends right
    /// once the trouble is over.
    async fn meets(self, database: Database, target: &Target, trouble: Trouble, case: &str);

    fn troubles(self, database: Database, target: &Target) -> Vec<Trouble> {
        troubles(database, target)
    }
}

pub async fn table(journey: impl Disturbed, database: Database, least: usize) {
    let targets = Box::pin(journey.calls(database)).await;
    assert!(targets.len() >= least, "{targets:#?}");
    let mut cases = 0;
    for target in &targets {
        for trouble in journey.troubles(database, target) {
            let case = format!("{journey:?} {database:?} {target:?} {trouble:?}");
            Box::pin(journey.meets(database, target, trouble, &case)).await;
            cases += 1;
        }
    }
    let calls = targets.len();
    // Past the harness, which keeps what a passing test prints.
    let said = format!("{journey:?} on {database:?}: {calls} calls, {cases} cases of trouble\n");
    std::io::stderr().write_all(said.as_bytes()).unwrap();
}

/// Makes a test on each engine out of every journey named, with the fewest calls
/// that it can have.
macro_rules! tables {
    ($($name:ident: $of:ident::$journey:ident, $least:expr;)+) => {$(
        mod $name {
            use crate::support::{app::Database, faults::trouble::table};

            #[tokio::test]
            async fn sqlite() {
                table(super::$of::$journey, Database::Sqlite, $least).await;
            }

            #[tokio::test]
            async fn postgres() {
                table(super::$of::$journey, Database::Postgres, $least).await;
            }
        }
    )+};
}

pub(crate) use tables;

/// The trouble is over, and what was held goes on.
pub async fn relieve(app: &TestApp) {
    app.sandbox.clear().await;
    app.sandbox.release().await;
}

/// Each step in trouble has a sentence of ours, with the id of the operation's
/// log, and no secret.
#[track_caller]
pub fn assert_says_why(view: &OperationView, case: &str) {
    for problem in view.steps.iter().filter_map(|step| step.problem.as_ref()) {
        assert_eq!(problem.correlation_id.as_deref(), Some(view.correlation_id.as_str()), "{case}");
        for locale in Locale::ALL {
            assert!(problem.sentence(locale).len() > 10, "{case}");
        }
    }
    canary::assert_clean(case, &serde_json::to_string(view).unwrap());
}
