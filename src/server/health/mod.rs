//! Whether the stored keys work: the one place that changes a credential's status, its history, and
//! the background checks.
//!
//! Whoever learns something of a key says so by [`Health::note`]; a save and a disconnecting by
//! [`Health::saved`] and [`Health::gone`]. It knows no provider: what a check asks is a [`Checker`].

pub mod history;
mod hosts;
mod schedule;
mod scheduler;
pub mod standing;
mod status_policy;
mod transition;

pub use schedule::Due;
pub use scheduler::{AT_ONCE, Checker, Outcome, Scheduler};
pub use status_policy::{AGREE, Finding, PERIOD};
pub use transition::{OnTransition, Transition};

use history::Held;
use scheduler::HealthSchedule;
use status_policy::{CredentialState, Says, Verdict, judge, millis};

use crate::{
    domain::{
        credential::{Account, CredentialStatus},
        feature::Off,
        health::Cause,
        ids::{CredentialId, OrgId},
        number::NumberSource,
        problem::Problem,
        provider::Provider,
        topic::Topic,
    },
    server::{
        db::{Db, OrgTx, execute, on, stored, to_json_some},
        random::Random,
    },
};

/// A key is taken to be as it was last seen until its next check should have been, and so much
/// longer; of the time after that nothing is known.
const GRACE_MS: i64 = 30 * 60 * 1000;

/// Cheap to clone.
#[derive(Clone)]
pub struct Health {
    random: Random,
    told: &'static [&'static dyn OnTransition],
    /// What the installation has turned off.
    disabled: Off,
}

/// A credential that was saved.
pub struct Saved<'a> {
    pub credential: &'a CredentialId,
    pub account: Account,
    /// The status before; `None` where nothing was connected.
    pub from: Option<CredentialStatus>,
    pub to: CredentialStatus,
    /// The reason why it could not be checked.
    pub problem: Option<&'a Problem>,
    pub now: i64,
}

#[derive(sqlx::FromRow)]
struct Row {
    provider: String,
    is_managed: bool,
    status: String,
    status_problem: Option<String>,
    status_cause: Option<String>,
    checked_at: Option<i64>,
    next_check_at: i64,
    failed_checks: i64,
    doubted_at: Option<i64>,
    refused_in_use: bool,
}

/// A row before a change.
struct Before {
    account: Account,
    standing: CredentialState,
    cause: Option<Cause>,
    problem: Option<String>,
    checked_at: Option<i64>,
    next_check_at: i64,
}

impl Before {
    /// How the key was from its last check until `until`, as far as that is known.
    fn held(&self, until: i64) -> Option<Held> {
        let severity = self.standing.status.severity()?;
        let from = self.checked_at?;
        let until = until.min(self.next_check_at.max(from) + GRACE_MS);
        Some(Held { severity, cause: self.cause, from, until })
    }
}

impl Health {
    pub fn new(random: Random, told: &'static [&'static dyn OnTransition], disabled: Off) -> Self {
        Self { random, told, disabled }
    }

    /// Notes what was learned of a key, in the transaction in which it is known to be the stored
    /// one, and says when it is to be checked next. Returns the status that it has then; `None`
    /// where it is gone.
    pub async fn note(
        &self,
        tx: &mut OrgTx,
        id: &CredentialId,
        finding: Finding<'_>,
        now: i64,
    ) -> Result<Option<CredentialStatus>, sqlx::Error> {
        let Some(before) = read(tx, id).await? else { return Ok(None) };
        let verdict = judge(before.standing, finding, now);
        let Verdict { status, says, failed_checks, doubted_at, refused_in_use, since, wait } = verdict;
        let checked = says != Says::NotChecked;
        let found = finding.problem();
        let (cause, problem) = match says {
            Says::Nothing => (None, None),
            Says::AsBefore | Says::NotChecked => (before.cause, before.problem.clone()),
            Says::This(cause) => (Some(cause), to_json_some(found)?),
        };
        let changed = status != before.standing.status;
        execute!(
            tx,
            "UPDATE org_credentials SET status = $1, status_problem = $2, status_cause = $3,
               status_since = CASE WHEN status = $1 THEN status_since ELSE $4 END,
               verified_at = COALESCE($5, verified_at), checked_at = COALESCE($6, checked_at),
               next_check_at = $7, failed_checks = $8, doubted_at = $9, refused_in_use = $10,
               check_owner = NULL, check_until = NULL
             WHERE org_id = $11 AND id = $12",
            |org| (
                status.code(),
                &problem,
                cause.map(Cause::code),
                since,
                (says == Says::Nothing).then_some(now),
                checked.then_some(now),
                now + self.jittered(millis(wait)),
                failed_checks,
                doubted_at,
                refused_in_use,
                org.as_str(),
                id.as_str()
            )
        )?;
        if changed || cause != before.cause {
            tx.publish(&[Topic::Integrations]);
        }
        if checked && !before.account.is_managed() {
            let mut held = Vec::from_iter(before.held(since.min(now)));
            let from = since.max(before.checked_at.unwrap_or(since)).max(now - GRACE_MS);
            held.extend(status.severity().map(|severity| Held { severity, cause, from, until: now }));
            history::add(tx, before.account.provider, &held, 1).await?;
        }
        if changed {
            let problem = found.filter(|_| matches!(says, Says::This(_))).cloned();
            let transition = Transition {
                credential: id.clone(),
                account: before.account,
                off: self.disabled.has(before.account.feature()),
                from: Some(before.standing.status),
                to: Some(status),
                cause,
                problem,
                at: now,
            };
            self.tell(tx, &transition).await?;
        }
        Ok(Some(status))
    }

    /// Notes that a credential was stored, by the answer of its provider.
    pub async fn saved(&self, tx: &mut OrgTx, saved: &Saved<'_>) -> Result<(), sqlx::Error> {
        let Saved { credential, account, from, to, problem, now } = *saved;
        let Some(row) = read(tx, credential).await? else { return Ok(()) };
        let failed_checks = i64::from(problem.is_some());
        let cause = problem.and_then(status_policy::cause);
        let next = now + self.jittered(millis(status_policy::wait(to, failed_checks)));
        execute!(
            tx,
            "UPDATE org_credentials SET status_cause = $1, status_since = $2, checked_at = $2, next_check_at = $3,
               failed_checks = $4, doubted_at = NULL, refused_in_use = FALSE, check_owner = NULL,
               check_until = NULL
             WHERE org_id = $5 AND id = $6",
            |org| (cause.map(Cause::code), now, next, failed_checks, org.as_str(), credential.as_str())
        )?;
        if !account.is_managed() {
            let before =
                from.map(|status| Before { standing: CredentialState { status, ..row.standing }, ..row });
            let mut held = Vec::from_iter(before.and_then(|before| before.held(now)));
            held.extend(to.severity().map(|severity| Held { severity, cause, from: now, until: now }));
            history::add(tx, account.provider, &held, 1).await?;
        }
        if from != Some(to) {
            let transition = Transition {
                credential: credential.clone(),
                account,
                off: self.disabled.has(account.feature()),
                from,
                to: Some(to),
                cause,
                problem: problem.cloned(),
                at: now,
            };
            self.tell(tx, &transition).await?;
        }
        Ok(())
    }

    /// Notes that a credential is about to be deleted.
    pub async fn gone(&self, tx: &mut OrgTx, id: &CredentialId, now: i64) -> Result<(), sqlx::Error> {
        let Some(before) = read(tx, id).await? else { return Ok(()) };
        if !before.account.is_managed() {
            history::add(tx, before.account.provider, &Vec::from_iter(before.held(now)), 0).await?;
        }
        let transition = Transition {
            credential: id.clone(),
            account: before.account,
            off: self.disabled.has(before.account.feature()),
            from: Some(before.standing.status),
            to: None,
            cause: None,
            problem: None,
            at: now,
        };
        self.tell(tx, &transition).await
    }

    /// Like [`note`](Self::note), of a use of the key that was opened as of `version`, and in a
    /// transaction of its own. Nothing is noted of one that was replaced since.
    ///
    /// # Errors
    /// Fails as the database does.
    pub async fn note_in_passing(
        &self,
        db: &Db,
        org: &OrgId,
        (id, version): (&CredentialId, i64),
        finding: Finding<'_>,
        now: i64,
    ) -> Result<(), sqlx::Error> {
        let mut tx = db.write(HealthSchedule, org).await?;
        let (same,): (i64,) = on!(tx, |c, org| {
            sqlx::query_as(
                "SELECT COUNT(*) FROM org_credentials WHERE org_id = $1 AND id = $2 AND version = $3",
            )
            .bind(org.as_str())
            .bind(id.as_str())
            .bind(version)
            .fetch_one(c)
            .await
        })?;
        if same > 0 {
            self.note(&mut tx, id, finding, now).await?;
        }
        tx.commit().await
    }

    async fn tell(&self, tx: &mut OrgTx, transition: &Transition) -> Result<(), sqlx::Error> {
        if !transition.account.is_managed() {
            history::record(tx, &self.random, transition).await?;
        }
        for told in self.told {
            told.changed(tx, transition).await?;
        }
        Ok(())
    }

    /// Up to a tenth more, so that keys that are due together drift apart.
    fn jittered(&self, wait_ms: i64) -> i64 {
        #[expect(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "hours in ms")]
        let more = (wait_ms as f64 * 0.1 * self.random.unit()) as i64;
        wait_ms + more
    }
}

/// Has a credential checked soon, because a use of it ended in this problem, if that tells of
/// the key or of its provider. Not sooner than [`AGREE`] after the last check, so that many uses
/// that fail make one check.
pub async fn suspect(
    tx: &mut OrgTx,
    account: Account,
    problem: &Problem,
    now: i64,
) -> Result<(), sqlx::Error> {
    if !is_suspicious(problem) {
        return Ok(());
    }
    execute!(
        tx,
        "UPDATE org_credentials
         SET next_check_at = CASE WHEN COALESCE(checked_at, 0) + $1 > $2 THEN checked_at + $1 ELSE $2 END
         WHERE org_id = $3 AND provider = $4 AND is_managed = $5 AND check_owner IS NULL
           AND next_check_at > CASE WHEN COALESCE(checked_at, 0) + $1 > $2 THEN checked_at + $1 ELSE $2 END",
        |org| (millis(AGREE), now, org.as_str(), account.provider.code(), account.is_managed())
    )
    .map(drop)
}

/// Whether a problem tells of the key or of its provider. A provider that wants fewer requests gets no further
/// one for it.
fn is_suspicious(problem: &Problem) -> bool {
    problem.kind.cause().is_some_and(|cause| cause != Cause::RateLimit)
}

/// Like [`suspect`], in a transaction of its own: for a page that only reads. What tells nothing begins none, such
/// as a recording that is gone, for each part that a player asks for.
///
/// # Errors
/// Fails as the database does.
pub async fn suspect_in_passing(
    db: &Db,
    org: &OrgId,
    account: Account,
    problem: &Problem,
    now: i64,
) -> Result<(), sqlx::Error> {
    if !is_suspicious(problem) {
        return Ok(());
    }
    let mut tx = db.write(HealthSchedule, org).await?;
    suspect(&mut tx, account, problem, now).await?;
    tx.commit().await
}

async fn read(tx: &mut OrgTx, id: &CredentialId) -> Result<Option<Before>, sqlx::Error> {
    let row: Option<Row> = on!(tx, |c, org| {
        sqlx::query_as(
            "SELECT provider, is_managed, status, status_problem, status_cause, checked_at, next_check_at,
               failed_checks, doubted_at, refused_in_use
             FROM org_credentials WHERE org_id = $1 AND id = $2",
        )
        .bind(org.as_str())
        .bind(id.as_str())
        .fetch_optional(c)
        .await
    })?;
    let Some(row) = row else { return Ok(None) };
    let read = stored("org_credentials", id.as_str());
    Ok(Some(Before {
        account: Account {
            provider: read.code("provider", &row.provider, Provider::from_code)?,
            source: if row.is_managed { NumberSource::Managed } else { NumberSource::Byo },
        },
        standing: CredentialState {
            status: read.code("status", &row.status, CredentialStatus::from_code)?,
            failed_checks: row.failed_checks,
            doubted_at: row.doubted_at,
            refused_in_use: row.refused_in_use,
        },
        cause: read.code_some("status_cause", row.status_cause.as_deref(), Cause::from_code)?,
        problem: row.status_problem,
        checked_at: row.checked_at,
        next_check_at: row.next_check_at,
    }))
}
