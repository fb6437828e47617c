//! Trouble at a provider, how long it lasts, and the tables of it: every call of a
//! journey × every fault.

use std::{collections::BTreeSet, fmt::Debug, io::Write, ops::Deref};

use ava::{
    domain::{
        locale::Locale,
        operation::OperationView,
        sandbox::{FaultKind, NewFault},
    },
    server::cx::Cx,
};

use super::LASTING;
use crate::support::{
    app::{Database, Saved, TestApp},
    calls::Target,
    canary,
};

/// Time after which a hanging provider is given up.
pub const TIMEOUT_MS: u64 = 300;

/// The fault that is injected, and whether it lasts: the next call alone meets it, or
/// all until it is taken away.
#[derive(Clone, Copy, Debug)]
pub struct Trouble {
    pub kind: FaultKind,
    pub retry_after_secs: u32,
    pub lasting: bool,
}

/// The troubles that a call meets. A hold stands for an answer that is lost after the effect, a
/// hang for one that is lost before it. A refused key is never tried again, so once is as good as
/// for ever. On PostgreSQL, and at a call alike one before, one trouble of each sort is enough:
/// each does the same to the database, and means the same.
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

/// A journey up to the call that it begins with, on a server of its own.
pub struct Run<B> {
    pub app: TestApp,
    pub cx: Cx,
    pub begun: B,
}

impl<B> Deref for Run<B> {
    type Target = B;

    fn deref(&self) -> &B {
        &self.begun
    }
}

/// A journey that can be disturbed at each of its calls.
pub trait Disturbed: Copy + Debug {
    /// What a run knows of its set-up: ids that it made, and what it read.
    type Begun: Clone;

    /// Prepares everything up to the journey's first call, with the person who makes it.
    async fn begin(self, app: &TestApp) -> (Cx, Self::Begun);

    /// The journey's calls, in a run without trouble.
    async fn calls(self, run: Run<Self::Begun>) -> BTreeSet<Target>;

    /// The journey meets trouble at that call, tells its state well, and ends right once the
    /// trouble is over.
    async fn meets(self, run: Run<Self::Begun>, target: &Target, trouble: Trouble, case: &str);

    /// Time after which a hanging provider is given up, in milliseconds.
    fn timeout_ms(self) -> u64 {
        TIMEOUT_MS
    }

    /// The journey whose calls meet trouble, where they are fewer than those of this one.
    fn alone(self) -> Option<Self> {
        None
    }

    fn troubles(self, database: Database, target: &Target) -> Vec<Trouble> {
        troubles(database, target)
    }

    async fn start(self, database: Database) -> Run<Self::Begun> {
        let app = TestApp::with_timeout(database, self.timeout_ms()).await;
        let (cx, begun) = self.begin(&app).await;
        Run { app, cx, begun }
    }
}

/// The set-up of a journey's runs. On SQLite there is one, which each run goes on from. A
/// database of PostgreSQL's is no file to be copied, and its few runs have one each.
struct World<J: Disturbed> {
    journey: J,
    database: Database,
    saved: Option<(Saved, Cx, J::Begun)>,
}

impl<J: Disturbed> World<J> {
    async fn of(journey: J, database: Database) -> Self {
        let saved = match database {
            Database::Sqlite => {
                let Run { app, cx, begun } = journey.start(database).await;
                Some((app.save().await, cx, begun))
            }
            Database::Postgres => None,
        };
        Self { journey, database, saved }
    }

    async fn run(&self) -> Run<J::Begun> {
        let Some((saved, cx, begun)) = &self.saved else { return self.journey.start(self.database).await };
        let app = TestApp::restored(saved).await;
        let cx = Cx { services: app.services.clone(), ..cx.clone() };
        Run { app, cx, begun: begun.clone() }
    }
}

pub async fn table<J: Disturbed>(journey: J, database: Database, least: usize) {
    let world = Box::pin(World::of(journey, database)).await;
    let targets = match journey.alone() {
        Some(alone) => {
            let run = Box::pin(alone.start(database)).await;
            Box::pin(alone.calls(run)).await
        }
        None => {
            let run = Box::pin(world.run()).await;
            Box::pin(journey.calls(run)).await
        }
    };
    assert!(targets.len() >= least, "{targets:#?}");
    let mut cases = 0;
    for target in &targets {
        for trouble in journey.troubles(database, target) {
            let case = format!("{journey:?} {database:?} {target:?} {trouble:?}");
            let run = Box::pin(world.run()).await;
            Box::pin(journey.meets(run, target, trouble, &case)).await;
            cases += 1;
        }
    }
    let calls = targets.len();
    // The text goes past the harness, which keeps the output of a passing test.
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

/// Ends the trouble, and lets held calls go on.
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
