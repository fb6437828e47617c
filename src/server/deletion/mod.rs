//! Carries deletions out, once the days are over in which they can be taken back.
//!
//! Whatever is at the providers is taken back by the clean-ups that everybody has, whose secrets are in
//! escrow and whose receipts are kept. Once nothing is under way any more, one transaction deletes the
//! rows and the data key of the organisation, and leaves the report. So a process may die at any time, and
//! the next round goes on. While a provider does not answer, its clean-up waits and says so; a platform
//! admin can have the deletion end without it.

mod purge;
mod report;

pub use purge::{KEPT, TABLES};

use crate::{
    domain::{
        deletion::DeletionState,
        ids::OrgId,
        operation::{About, OperationKind},
        problem::{Problem, ProblemKind},
        provider::Provider,
        role::Role,
        topic::Topic,
    },
    server::{
        audit::{Action, Actor},
        credentials,
        cx::{Cx, Draft, Services},
        db::{OrgTx, Writer, execute, on, stored},
        integrations::disconnect,
        lifecycle::{
            deletion::{self, Row},
            mails,
        },
        numbers::managed,
        operations::{
            queue::{self, Cancel},
            states::is_unfinished,
        },
    },
};

/// Operations that the deletion stops: that it has begun is in the log.
struct StoppedOperations;

impl Writer for StoppedOperations {}

const DUE: &str = "SELECT org_id FROM deletions WHERE state IN ('asked', 'running') AND due_at <= $1 ORDER BY due_at, org_id";

/// Goes on with each deletion that is due, and sends what its owners are told. Returns how many have
/// ended.
///
/// # Errors
/// Fails as the database does; a deletion that cannot go on now keeps no other from it.
pub async fn carry_out(services: &Services) -> Result<usize, Problem> {
    let now = services.clock.now_ms();
    let mut tx = services.db.read_installation().await?;
    let due: Vec<(String,)> = on!(tx, |c| sqlx::query_as(DUE).bind(now).fetch_all(c).await)?;
    drop(tx);
    let mut ended = 0;
    for (org,) in due {
        match go_on(services, &org).await {
            Ok(true) => ended += 1,
            Ok(false) => {}
            Err(problem) => {
                tracing::warn!(org.id = org, problem = problem.code(), "could not go on with a deletion");
            }
        }
    }
    mails::send_due(services).await?;
    Ok(ended)
}

/// Returns whether the deletion has ended.
async fn go_on(services: &Services, org: &str) -> Result<bool, Problem> {
    let org: OrgId = stored("deletions", org).parse("org_id", org)?;
    let Some(row) = begun(services, &org).await? else { return Ok(false) };
    if !row.forced {
        take_back(services, &org, &row).await?;
    }
    purge::end(services, &org, &row).await
}

/// The deletion under way, which begins now where its days are over.
async fn begun(services: &Services, org: &OrgId) -> Result<Option<Row>, Problem> {
    let mut draft = Draft::begin(services, org, Actor::Ava).await?;
    let now = draft.now();
    let Some(row) = deletion::row(&mut draft).await? else { return Ok(None) };
    match row.deletion.state {
        DeletionState::Done => return Ok(None),
        DeletionState::Running => return Ok(Some(row)),
        DeletionState::Asked if now < row.deletion.due_at => return Ok(None),
        DeletionState::Asked => {}
    }
    let mut tx = draft.recorded(Action::DeletionBegun, "").await?;
    execute!(tx, "UPDATE deletions SET state = $1, begun_at = $2 WHERE org_id = $3", |org| (
        DeletionState::Running.code(),
        now,
        org.as_str()
    ))?;
    // Clean-ups that were under way have rested, and go on.
    queue::extend_windows(&mut tx, (now - row.deletion.asked_at).max(0)).await?;
    tx.publish(&Topic::ALL);
    tx.wake_workers();
    let row = deletion::row(&mut tx).await?;
    tx.commit().await?;
    tracing::info!(org.id = %org, "the deletion of an organisation has begun");
    Ok(row)
}

/// Has everything at the providers be taken back, in the name of whoever asked for the deletion. What was
/// begun before is left to go on.
async fn take_back(services: &Services, org: &OrgId, row: &Row) -> Result<(), Problem> {
    let cx = Cx::new(services.clone(), org.clone(), row.by.clone(), Role::Owner);
    let cx = Cx { as_platform: row.by_platform, ..cx };
    managed::release_all(&cx).await?;
    let mut tx = cx.read().await?;
    let connected = credentials::connected(&mut tx).await?;
    drop(tx);
    let mut all_gone = true;
    for provider in Provider::ALL.into_iter().filter(|provider| connected.has(*provider)) {
        match disconnect::disconnect(&cx, provider).await {
            Ok(_) => {}
            // The rotation of its token ends first.
            Err(problem) if problem.kind == ProblemKind::TokenUnderWay => all_gone = false,
            Err(problem) => return Err(problem),
        }
    }
    if all_gone { stop_others(services, org).await } else { Ok(()) }
}

/// Stops what would wait for ever for a provider that is not connected any more.
async fn stop_others(services: &Services, org: &OrgId) -> Result<(), Problem> {
    let mut tx = services.db.read(org).await?;
    let under_way: Vec<(String,)> = on!(tx, |c, org| {
        sqlx::query_as(concat!(
            "SELECT DISTINCT kind FROM operations WHERE org_id = $1 AND NOT stopping AND ",
            is_unfinished!()
        ))
        .bind(org.as_str())
        .fetch_all(c)
        .await
    })?;
    drop(tx);
    let stops: Vec<Cancel> = stopped_with_their_subjects()
        .filter(|kind| under_way.iter().any(|(code,)| code == kind.code()))
        .map(|kind| Cancel { kind, subject: None })
        .collect();
    if stops.is_empty() {
        return Ok(());
    }
    let mut tx = services.db.write(StoppedOperations, org).await?;
    queue::cancel(&mut tx, &stops, services.clock.now_ms()).await?;
    Ok(tx.commit().await?)
}

/// The kinds of operations that stop when what they are about goes. A clean-up goes on, and so does what
/// has to end as it began.
fn stopped_with_their_subjects() -> impl Iterator<Item = OperationKind> {
    let subjects = [About::Number, About::Agent, About::Credential, About::Leftover];
    let with = subjects.into_iter().flat_map(OperationKind::cancelled_with);
    with.chain(Provider::ALL.into_iter().flat_map(OperationKind::cancelled_without))
}

/// Whether nothing of the organisation is under way, and nothing but the deletion holds it: then it ends.
async fn is_ready(tx: &mut OrgTx, forced: bool, now: i64) -> Result<bool, sqlx::Error> {
    if forced {
        // A worker that is at a step may still write at a provider.
        let (held,): (i64,) = on!(tx, |c, org| {
            sqlx::query_as(
                "SELECT COUNT(*) FROM operations WHERE org_id = $1 AND lease_owner IS NOT NULL AND lease_until > $2",
            )
            .bind(org.as_str())
            .bind(now)
            .fetch_one(c)
            .await
        })?;
        return Ok(held == 0);
    }
    let connected = credentials::connected(tx).await?;
    let (under_way,): (i64,) = on!(tx, |c, org| {
        sqlx::query_as(concat!("SELECT COUNT(*) FROM operations WHERE org_id = $1 AND ", is_unfinished!()))
            .bind(org.as_str())
            .fetch_one(c)
            .await
    })?;
    Ok(under_way == 0 && Provider::ALL.into_iter().all(|provider| !connected.has(provider)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::db::explain;

    #[tokio::test]
    async fn what_is_due_is_read_from_its_index() {
        let plan = explain::of(DUE).await;
        assert!(plan.iter().any(|line| line.contains("deletions_open")), "{plan:#?}");
    }

    #[test]
    fn no_clean_up_of_what_is_gone_is_stopped() {
        for kind in [OperationKind::Disconnect, OperationKind::ReleaseManaged, OperationKind::RotateToken] {
            assert!(stopped_with_their_subjects().all(|stopped| stopped != kind), "{kind:?}");
        }
        assert!(stopped_with_their_subjects().any(|stopped| stopped == OperationKind::ImportNumber));
    }
}
