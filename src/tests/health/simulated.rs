//! The scheduler among many organisations, with a clock that is moved. `scripts/bench.sh` does
//! the same with ten thousand.

use std::{
    collections::HashSet,
    net::IpAddr,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use ava::{
    domain::{problem::Problem, provider::Provider},
    server::{
        bench::checks::{Figures, simulate},
        cx::Services,
        db::Db,
        health::{AT_ONCE, Checker, Due, Outcome, PERIOD, Scheduler},
    },
};
use futures::{FutureExt, future::BoxFuture};

use crate::support::{
    app::{Database, TestApp},
    both_engines,
};

const ORGS: i64 = 1_000;

#[tokio::test]
async fn lesson_76_a_thousand_organisations_are_checked_once_in_a_period_each() {
    let app = TestApp::on(Database::Sqlite).await;
    let figures = simulate(&app.services, &app.clock, ORGS, 1).await.unwrap();
    let credentials = usize::try_from(ORGS).unwrap() * Provider::ALL.len();
    let Figures { of_one, most_at_once, .. } = figures;
    assert_eq!((figures.credentials, figures.checks, of_one), (credentials, credentials, (1, 1)));
    assert!(most_at_once <= AT_ONCE, "{figures:?}");
}

#[tokio::test]
async fn each_key_is_checked_again_after_a_period_and_at_most_a_tenth_more() {
    let app = TestApp::on(Database::Sqlite).await;
    let figures = simulate(&app.services, &app.clock, 100, 5).await.unwrap();
    let (shortest, longest) = figures.between;
    // The clock is moved by whole seconds.
    assert!(shortest >= PERIOD && longest <= PERIOD.mul_f64(1.1) + Duration::from_secs(2), "{figures:?}");
    assert!(figures.of_one.0 >= 4 && figures.of_one.1 <= 5, "{figures:?}");
}

/// Notes whose key was checked, and finds nothing.
struct Asked {
    services: Services,
    orgs: Mutex<Vec<String>>,
}

/// The address that all of these names lead to.
const ALIASES: (&str, [u8; 4]) = (".many.example", [203, 0, 113, 7]);

impl Asked {
    fn take(&self) -> Vec<String> {
        std::mem::take(&mut *self.orgs.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Checker for Asked {
    fn check<'a>(&'a self, due: &'a Due) -> BoxFuture<'a, Result<Outcome, Problem>> {
        let mut orgs = self.orgs.lock().unwrap_or_else(PoisonError::into_inner);
        orgs.push(due.org.to_string());
        async { Ok(Outcome::Works) }.boxed()
    }

    fn address<'a>(&'a self, due: &'a Due) -> BoxFuture<'a, Option<IpAddr>> {
        let (names, address) = ALIASES;
        async move { due.host.ends_with(names).then_some(address.into()) }.boxed()
    }

    fn db(&self) -> &Db {
        &self.services.db
    }
}

/// Adds organisations from one number to another whose mailboxes are at a server, and have been due
/// for so many seconds.
async fn mailboxes(app: &TestApp, from: i64, to: i64, host: &str, due_for: i64) {
    let [from, to] = [from, to].map(|n| n.to_string());
    let numbers = "WITH RECURSIVE numbered (n) AS (
        SELECT CAST($1 AS BIGINT) UNION ALL SELECT n + 1 FROM numbered WHERE n < CAST($2 AS BIGINT)),
      org (id, n) AS (
        SELECT '0190a5e2-0000-7000-8000-' || substr('00000000000' || CAST(n AS TEXT), -12), n FROM numbered)";
    let numbers = match app.database {
        Database::Sqlite => numbers.to_owned(),
        Database::Postgres => {
            numbers.replace("substr('00000000000' || CAST(n AS TEXT), -12)", "lpad(CAST(n AS TEXT), 12, '0')")
        }
    };
    for sql in [
        "INSERT INTO orgs (id, name, created_at) SELECT id, 'Clinic', 0 FROM org",
        "INSERT INTO users (id, email, name, password_hash, created_at)
         SELECT id, id || '@clinic.example', 'Owner', '!', 0 FROM org",
    ] {
        app.execute(&format!("{numbers} {sql}"), &[&from, &to]).await;
    }
    let empty = match app.database {
        Database::Sqlite => "x''",
        Database::Postgres => "CAST('' AS BYTEA)",
    };
    let sql = format!(
        "{numbers} INSERT INTO org_credentials (id, org_id, provider, is_managed, public_config, sealed_secret,
           fingerprint, last4, status, version, saved_by, created_at, updated_at, next_check_at, checked_host)
         SELECT id, id, 'smtp', FALSE, '{{}}', {empty}, '', '', 'connected', 1, id, 0, 0,
           CAST($3 AS BIGINT) + n, $4 FROM org"
    );
    let due = (app.now() - due_for * 1000).to_string();
    app.execute(&sql, &[&from, &to, &due, host]).await;
}

/// A relay that a thousand organisations use has a backlog after a night without a server, and
/// is asked no faster for that; whoever has a server of their own is checked at once.
async fn lesson_76_a_thousand_at_one_host_hold_up_nobody_at_another(app: TestApp) {
    mailboxes(&app, 1, 1_000, "relay.example", 3600).await;
    for org in 1_001..=1_010 {
        mailboxes(&app, org, org, &format!("mail{org}.example"), 1).await;
    }
    let asked = Arc::new(Asked { services: app.services.clone(), orgs: Mutex::default() });
    let mut scheduler =
        Scheduler::new(app.services.clock.clone(), app.services.random.clone(), asked.clone());
    let mut seen = HashSet::new();
    for second in 0..49 {
        // Twice in a second, as it looks by itself.
        for _ in 0..2 {
            scheduler.run_due().await.unwrap();
            app.clock.advance(Duration::from_millis(500));
        }
        let orgs = asked.take();
        let own = orgs.iter().filter(|org| org.as_str() > "0190a5e2-0000-7000-8000-000000001000").count();
        let (of_relay, of_own) = if second == 0 { (16..=30, 10) } else { (20..=20, 0) };
        assert!(of_relay.contains(&(orgs.len() - own)) && own == of_own, "{second}: {orgs:?}");
        let due: Vec<_> = orgs.iter().filter(|org| !seen.contains(*org)).cloned().collect();
        assert_eq!(due.len(), orgs.len(), "nobody has a second turn before everybody has had one");
        seen.extend(due);
    }
}

/// A server has as many names as people give it, and is asked no faster for that.
async fn lesson_76_many_names_of_one_server_count_as_one(app: TestApp) {
    for org in 1..=60 {
        mailboxes(&app, org, org, &format!("mail{org}.many.example"), 3600).await;
    }
    mailboxes(&app, 61, 61, "mail.clinic.example", 1).await;
    let asked = Arc::new(Asked { services: app.services.clone(), orgs: Mutex::default() });
    let mut scheduler =
        Scheduler::new(app.services.clock.clone(), app.services.random.clone(), asked.clone());
    let mut each = Vec::new();
    let mut seen = HashSet::new();
    for _ in 0..8 {
        for _ in 0..2 {
            scheduler.run_due().await.unwrap();
            app.clock.advance(Duration::from_millis(500));
        }
        let orgs = asked.take();
        each.push(orgs.len());
        assert!(orgs.len() <= 31, "{each:?}");
        seen.extend(orgs);
    }
    assert!(each[0] > 10 && each[1..].iter().all(|checks| *checks <= 20), "{each:?}");
    assert_eq!(seen.len(), 61, "{each:?}: each has its turn");
}

both_engines! {
    lesson_76_many_names_of_one_server_count_as_one,
    lesson_76_a_thousand_at_one_host_hold_up_nobody_at_another,
}
