//! Checks the stored keys by itself: what is due, so many at once, so many in a second at one host.

use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use futures::future::{self, BoxFuture, FutureExt};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use super::{
    history,
    hosts::Hosts,
    schedule::{self, Due, Waiting},
    standing::Gauges,
    status_policy::{AGREE, millis},
};
use crate::{
    domain::{health::Cause, problem::Problem, provider::Provider},
    server::{
        clock::SharedClock,
        db::{Db, Writer},
        random::Random,
    },
};

/// The most checks at once on one node.
pub const AT_ONCE: usize = 64;
/// The most of one provider: one that answers nobody leaves room for the others.
const OF_ONE: usize = 32;
/// The time after which a check is tried again whose address had no place left.
const FULL: Duration = Duration::from_secs(1);
/// The interval of looking for what is due.
const POLL: Duration = Duration::from_millis(500);
const COUNTING: Duration = Duration::from_secs(60);
const FORGETTING: Duration = Duration::from_secs(3600);

/// The end of a check.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    Works,
    /// It has no cause where the problem was AVA's own.
    Fails(Option<Cause>),
    /// The credential was replaced or disconnected meanwhile: the answer counts for nothing.
    ThrownAway,
}

impl Outcome {
    const fn code(self) -> &'static str {
        match self {
            Outcome::Works => "works",
            Outcome::Fails(Some(cause)) => cause.code(),
            Outcome::Fails(None) => "not_checked",
            Outcome::ThrownAway => "thrown_away",
        }
    }
}

/// Makes a check: asks about the credential, and notes what was answered.
pub trait Checker: Send + Sync + 'static {
    /// # Errors
    /// Fails where the answer could not be noted, and is called again.
    fn check<'a>(&'a self, due: &'a Due) -> BoxFuture<'a, Result<Outcome, Problem>>;

    /// The address at which the check would ask, where several hosts may have the same.
    fn address<'a>(&'a self, _due: &'a Due) -> BoxFuture<'a, Option<IpAddr>> {
        future::ready(None).boxed()
    }

    /// The database that has the credentials.
    fn db(&self) -> &Db;
}

/// When checks are due and who is at them, and days that are too old to be shown: nothing that
/// anybody asked for.
pub(super) struct HealthSchedule;

impl Writer for HealthSchedule {}

/// The scheduler of one node.
pub struct Scheduler {
    work: Work,
    at_once: Arc<Semaphore>,
    of_one: HashMap<Provider, Arc<Semaphore>>,
    /// The provider that has the first choice of the free places.
    first: usize,
    gauges: Gauges,
    counted_at: i64,
    forgot_at: i64,
}

/// What a check holds while it goes on.
type Places = [OwnedSemaphorePermit; 3];

/// What a check needs after it was claimed.
#[derive(Clone)]
struct Work {
    clock: SharedClock,
    random: Random,
    checker: Arc<dyn Checker>,
    hosts: Arc<Mutex<Hosts>>,
}

impl Scheduler {
    pub fn new(clock: SharedClock, random: Random, checker: Arc<dyn Checker>) -> Self {
        let of_one = Provider::ALL.map(|provider| (provider, Arc::new(Semaphore::new(OF_ONE))));
        Self {
            work: Work { clock, random, checker, hosts: Arc::default() },
            at_once: Arc::new(Semaphore::new(AT_ONCE)),
            of_one: of_one.into(),
            first: 0,
            gauges: Gauges::default(),
            counted_at: i64::MIN,
            forgot_at: i64::MIN,
        }
    }

    /// Checks what is due until `stop`; then gives up the checks under way, and lets go of them.
    pub async fn run(mut self, stop: CancellationToken) {
        let tracker = TaskTracker::new();
        while !stop.is_cancelled() {
            if let Err(error) = self.begin(&tracker, &stop).await {
                tracing::error!(%error, "could not claim credentials to check");
            }
            self.now_and_then().await;
            tokio::select! {
                () = stop.cancelled() => {}
                () = tokio::time::sleep(POLL) => {}
            }
        }
        tracker.close();
        tracker.wait().await;
    }

    /// Checks what is due and within the budget, here and now, and returns the number.
    ///
    /// # Errors
    /// Fails as the database does.
    pub async fn run_due(&mut self) -> Result<usize, sqlx::Error> {
        let tracker = TaskTracker::new();
        let begun = self.begin(&tracker, &CancellationToken::new()).await?;
        tracker.close();
        tracker.wait().await;
        Ok(begun)
    }

    async fn begin(&mut self, tracker: &TaskTracker, stop: &CancellationToken) -> Result<usize, sqlx::Error> {
        let (mut begun, count) = (0, Provider::ALL.len());
        self.work.hosts().refresh(self.work.clock.now_ms());
        self.first = (self.first + 1) % count;
        for nth in 0..count {
            let provider = Provider::ALL[(self.first + nth) % count];
            for (due, places) in self.claim(provider).await? {
                begun += 1;
                let (work, stop) = (self.work.clone(), stop.clone());
                tracker.spawn(async move {
                    work.check(&due, &stop).await;
                    drop(places);
                });
            }
        }
        Ok(begun)
    }

    /// Claims as many as may begin, each with its places among those at work.
    async fn claim(&mut self, provider: Provider) -> Result<Vec<(Due, Places)>, sqlx::Error> {
        let now = self.work.clock.now_ms();
        let Some(of_one) = self.of_one.get(&provider).cloned() else { return Ok(Vec::new()) };
        if self.at_once.available_permits().min(of_one.available_permits()) == 0 {
            return Ok(Vec::new());
        }
        let db = self.work.checker.db();
        let mut tx = db.read_installation().await?;
        let any = schedule::any(&mut tx, provider, &self.work.full(provider), now).await?;
        drop(tx);
        if !any {
            return Ok(Vec::new());
        }
        let (lease, mut claimed) = (self.work.random.uuid(), Vec::new());
        let mut tx = db.write_installation(HealthSchedule).await?;
        loop {
            let free = self.at_once.available_permits().min(of_one.available_permits());
            if free == 0 {
                break;
            }
            let full = self.work.full(provider);
            let waiting = schedule::waiting(&mut tx, provider, &full, now, free).await?;
            let found = waiting.len();
            for waiting in waiting {
                if let Some(places) = self.places(provider, &of_one, &waiting, now) {
                    schedule::claim(&mut tx, &waiting, &lease, now).await?;
                    claimed.push((waiting, places));
                }
            }
            // Where some found their host full, others may be behind them.
            if found < free {
                break;
            }
        }
        tx.commit().await?;
        let due = |(waiting, places): (Waiting, Places)| match waiting.due(provider, &lease) {
            Ok(due) => Some((due, places)),
            Err(error) => {
                tracing::error!(%error, "a credential to check cannot be read; its lease will end");
                None
            }
        };
        Ok(claimed.into_iter().filter_map(due).collect())
    }

    /// The places of one check: among all, among those of its provider, and at its host.
    fn places(
        &mut self,
        provider: Provider,
        of_one: &Arc<Semaphore>,
        waiting: &Waiting,
        now: i64,
    ) -> Option<Places> {
        Some([
            self.at_once.clone().try_acquire_owned().ok()?,
            of_one.clone().try_acquire_owned().ok()?,
            self.work.hosts().begin(provider, &waiting.checked_host, now)?,
        ])
    }

    /// Counts for the metrics, and forgets what is too old, each at its interval.
    async fn now_and_then(&mut self) {
        let now = self.work.clock.now_ms();
        if now.saturating_sub(self.counted_at) >= millis(COUNTING) {
            self.counted_at = now;
            if let Err(error) = self.gauges.count(self.work.checker.db(), now).await {
                tracing::warn!(%error, "could not count the credentials");
            }
        }
        if now.saturating_sub(self.forgot_at) >= millis(FORGETTING) {
            self.forgot_at = now;
            if let Err(error) = self.work.forget(now).await {
                tracing::warn!(%error, "could not forget old days of credentials");
            }
        }
    }
}

impl Work {
    fn hosts(&self) -> MutexGuard<'_, Hosts> {
        self.hosts.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn full(&self, provider: Provider) -> Vec<String> {
        self.hosts().full(provider)
    }

    async fn check(&self, due: &Due, stop: &CancellationToken) {
        // Found out before anything of the credential is opened.
        let place = match self.checker.address(due).await {
            None => None,
            Some(address) => {
                let now = self.clock.now_ms();
                let place = self.hosts().begin_at(due.account.provider, address, now);
                if place.is_none() {
                    return self.put_off(due, now + millis(FULL)).await;
                }
                place
            }
        };
        self.check_now(due, stop).await;
        drop(place);
    }

    async fn check_now(&self, due: &Due, stop: &CancellationToken) {
        let checked = tokio::select! {
            () = stop.cancelled() => None,
            checked = self.checker.check(due) => Some(checked),
        };
        let now = self.clock.now_ms();
        let let_go_until = match checked {
            Some(Ok(outcome)) => {
                metrics::counter!(
                    "ava_credential_checks_total",
                    "provider" => due.account.code(),
                    "outcome" => outcome.code(),
                )
                .increment(1);
                match outcome {
                    // Whatever replaced the secret is checked at once, unless it was just then.
                    Outcome::ThrownAway => now,
                    Outcome::Works | Outcome::Fails(_) => return,
                }
            }
            Some(Err(problem)) => {
                let (provider, problem) = (due.account.code(), problem.code());
                tracing::error!(org.id = %due.org, provider, problem, "could not note a check");
                now + millis(AGREE)
            }
            // Any node may make it at once.
            None => now,
        };
        self.put_off(due, let_go_until).await;
    }

    /// Has the check made from a time on, by any node.
    async fn put_off(&self, due: &Due, until: i64) {
        if let Err(error) = self.let_go(due, until).await {
            tracing::warn!(%error, "could not let go of a check; its lease will end");
        }
    }

    async fn let_go(&self, due: &Due, next: i64) -> Result<(), sqlx::Error> {
        let mut tx = self.checker.db().write_installation(HealthSchedule).await?;
        schedule::let_go(&mut tx, due, next).await?;
        tx.commit().await
    }

    async fn forget(&self, now: i64) -> Result<(), sqlx::Error> {
        let mut tx = self.checker.db().write_installation(HealthSchedule).await?;
        let forgot = history::forget(&mut tx, now).await?;
        tx.commit().await?;
        if forgot > 0 {
            tracing::info!(forgot, "forgot {forgot} days and changes of credentials");
        }
        Ok(())
    }
}
