//! The scheduler of the checks among many organisations, with a clock that is moved and a checker
//! that asks nobody: each key is checked once in a period, and no more at once than may be.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use futures::{FutureExt, future::BoxFuture};

use super::seed::of_each;
use crate::{
    domain::{ids::CredentialId, problem::Problem, provider::Provider},
    server::{
        application::{self, Error},
        clock::{Clock, ManualClock},
        config::{Config, Environment},
        cx::Services,
        db::{Db, Writer, execute},
        health::{AT_ONCE, Checker, Due, Finding, Outcome, PERIOD, Scheduler},
        random::Random,
    },
};

/// What a simulation came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figures {
    pub credentials: usize,
    pub checks: usize,
    /// The fewest and the most checks that one credential had.
    pub of_one: (usize, usize),
    /// The shortest and the longest time between two checks of one credential.
    pub between: (Duration, Duration),
    pub most_at_once: usize,
    /// The most checks that began in one second, of all providers.
    pub most_in_a_second: usize,
}

/// Made-up organisations, and the notes of made-up checks.
struct MadeUpChecks;

impl Writer for MadeUpChecks {}

const ORGS: [&str; 2] = [
    of_each!("INSERT INTO orgs (id, name, created_at) SELECT id, 'Clinic ' || n, $3 FROM org"),
    of_each!(
        "INSERT INTO users (id, email, name, password_hash, created_at)
         SELECT id, 'owner.' || n || '@seeded.example', 'Owner ' || n, '!', $3 FROM org"
    ),
];

/// The credentials of one provider, `$4`, whose first checks are spread over the period, `$5`.
const CREDENTIALS: &str = of_each!(
    "INSERT INTO org_credentials (id, org_id, provider, is_managed, public_config, sealed_secret, key_id,
       fingerprint, last4, status, verified_at, version, saved_by, created_at, updated_at, checked_at,
       next_check_at, checked_host)
     SELECT $6 || substr(id, 9), id, $4, FALSE, '{}', '', NULL, 'fingerprint', '0000', 'connected', $3, 1, id,
       $3, $3, $3, $3 + $5 * n / $2,
       CASE WHEN $4 = 'smtp' THEN 'mail' || (n % 100) || '.example' ELSE '' END
     FROM org"
);

/// Finds that every key works, and remembers when it was asked.
struct Counting {
    services: Services,
    clock: Arc<ManualClock>,
    at_once: AtomicUsize,
    most_at_once: AtomicUsize,
    /// The number of checks of each, the time of the last, and the shortest and longest time between.
    seen: Mutex<HashMap<CredentialId, (usize, i64, i64, i64)>>,
}

impl Counting {
    async fn check(&self, due: &Due) -> Result<Outcome, Problem> {
        let at_once = self.at_once.fetch_add(1, Ordering::SeqCst) + 1;
        self.most_at_once.fetch_max(at_once, Ordering::SeqCst);
        // Where a provider would be asked, the others go on.
        tokio::task::yield_now().await;
        let now = self.clock.now_ms();
        let mut tx = self.services.db.write(MadeUpChecks, &due.org).await?;
        self.services.health.note(&mut tx, &due.credential, Finding::PassesCheck, now).await?;
        tx.commit().await?;
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        match seen.get_mut(&due.credential) {
            Some((count, last, shortest, longest)) => {
                (*count, *shortest, *longest) =
                    (*count + 1, (*shortest).min(now - *last), (*longest).max(now - *last));
                *last = now;
            }
            None => {
                seen.insert(due.credential.clone(), (1, now, i64::MAX, 0));
            }
        }
        drop(seen);
        self.at_once.fetch_sub(1, Ordering::SeqCst);
        Ok(Outcome::Works)
    }
}

impl Checker for Counting {
    fn check<'a>(&'a self, due: &'a Due) -> BoxFuture<'a, Result<Outcome, Problem>> {
        self.check(due).boxed()
    }

    fn db(&self) -> &Db {
        &self.services.db
    }
}

/// Adds organisations with a key for each provider, and lets so many periods pass.
///
/// # Errors
/// Fails as the database does.
pub async fn simulate(
    services: &Services,
    clock: &Arc<ManualClock>,
    orgs: i64,
    periods: i64,
) -> Result<Figures, Error> {
    let began = clock.now_ms();
    let period = i64::try_from(PERIOD.as_millis())?;
    let mut tx = services.db.write_installation(MadeUpChecks).await?;
    for sql in ORGS {
        execute!(tx, sql, 1_i64, orgs, began)?;
    }
    for (nth, provider) in Provider::ALL.into_iter().enumerate() {
        execute!(tx, CREDENTIALS, 1_i64, orgs, began, provider.code(), period, format!("{nth:08}"))?;
    }
    tx.commit().await?;
    let checker = Arc::new(Counting {
        services: services.clone(),
        clock: clock.clone(),
        at_once: AtomicUsize::new(0),
        most_at_once: AtomicUsize::new(0),
        seen: Mutex::default(),
    });
    let mut scheduler = Scheduler::new(services.clock.clone(), services.random.clone(), checker.clone());
    let (mut checks, mut most_in_a_second) = (0, 0);
    for _ in 0..period * periods / 1000 {
        clock.advance(Duration::from_secs(1));
        let begun = scheduler.run_due().await?;
        most_in_a_second = most_in_a_second.max(begun);
        checks += begun;
    }
    let seen = checker.seen.lock().unwrap_or_else(PoisonError::into_inner);
    let millis = |ms: i64| Duration::from_millis(u64::try_from(ms).unwrap_or_default());
    let counts = || seen.values().map(|(count, ..)| *count);
    Ok(Figures {
        credentials: seen.len(),
        checks,
        of_one: (counts().min().unwrap_or_default(), counts().max().unwrap_or_default()),
        between: (
            millis(seen.values().map(|(_, _, shortest, _)| *shortest).min().unwrap_or_default()),
            millis(seen.values().map(|(.., longest)| *longest).max().unwrap_or_default()),
        ),
        most_at_once: checker.most_at_once.load(Ordering::SeqCst),
        most_in_a_second,
    })
}

/// Prints the figures, a line each: what, value, and the bound where there is one.
///
/// # Errors
/// Fails in production, as the database does, and where a bound was not kept.
pub async fn run(config: Config, orgs: i64, periods: i64) -> Result<(), Error> {
    if config.environment == Environment::Production {
        return Err("made-up organisations are refused in production".into());
    }
    // 2026-11-21T07:36:00Z.
    let clock = ManualClock::at(1_795_246_560_000);
    let services = application::services(config, clock.clone(), Random::seeded(1, clock.clone())).await?;
    let before = resident()?;
    let figures = simulate(&services, &clock, orgs, periods).await?;
    let after = resident()?;
    services.db.close().await;
    let Figures { credentials, checks, of_one, between, most_at_once, most_in_a_second } = figures;
    println!("credentials|{credentials}|");
    println!("checks in {periods} periods|{checks}|");
    println!("of one credential|{} to {}|({periods})", of_one.0, of_one.1);
    println!("between two checks|{} to {} s|(900 to 990)", between.0.as_secs(), between.1.as_secs());
    println!("most at once|{most_at_once}|({AT_ONCE})");
    println!("most in a second|{most_in_a_second}|");
    println!("memory before and after|{before} {after} MB|");
    if of_one.0 == 0 || most_at_once > AT_ONCE {
        return Err("a key was not checked in its time, or too many were at once".into());
    }
    Ok(())
}

/// The resident memory of this process, in megabytes.
fn resident() -> Result<u64, Error> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).ok_or("no VmRSS")?;
    let kilobytes: u64 = line.trim().trim_end_matches("kB").trim().parse()?;
    Ok(kilobytes / 1024)
}
