//! What was missed is read at Vapi: its list of calls, by when they changed.
//!
//! An event is sent once. What came while no server ran, or where Vapi cannot reach this one, is in
//! the list alone. So each organisation's is read after a start, once a day, and every ten minutes
//! where no event can come, or none comes through.

use futures::{StreamExt as _, stream};

use super::{
    apply::{apply, ended},
    repo,
    said::Said,
};
use crate::{
    domain::{
        credential::Account,
        ids::OrgId,
        problem::{Problem, ProblemKind},
        topic::Topic,
        way_in::PROVES,
    },
    server::{
        audit::Actor,
        credentials::decryptor::Purpose,
        cx::{self, Services},
        db::{OrgTx, Tx, Writer, execute, on, stored},
        providers::{CallCx, vapi::VapiAuth},
        suspension::is_at_work,
        vapi_hooks,
    },
};

const MINUTE: i64 = 60_000;
const DAY: i64 = 24 * 60 * MINUTE;
/// The interval where no event can come.
const OFTEN: i64 = 10 * MINUTE;
/// Milliseconds by which two readings of a list overlap: calls of that time may still change.
const OVERLAP: i64 = 10 * MINUTE;
/// No call goes on for as long as this.
const LONGEST: i64 = 2 * 60 * MINUTE;
/// After this, nobody will say any more how a call ended.
const GIVEN_UP: i64 = DAY;
/// Milliseconds of the past that the first list covers.
const FIRST: i64 = 14 * DAY;
/// Organisations that are read in one round, and at once.
const BATCH: i64 = 256;
const AT_ONCE: usize = 8;

/// Writes calls that Vapi lists. Nobody asks for them; the opening of the key has an audit entry.
struct ListedCalls;

impl Writer for ListedCalls {}

/// Reads the lists that are due, and returns the number of organisations. `since` is when this
/// process started: what was read before is read once more.
///
/// # Errors
/// Fails as the database does; an organisation whose list cannot be read is read again when it is
/// next due.
pub async fn read_due(services: &Services, since: i64) -> Result<usize, Problem> {
    let now = services.clock.now_ms();
    let interval = if vapi_hooks::is_reachable(&services.config) { DAY } else { OFTEN };
    let mut tx = services.db.read_installation().await?;
    let orgs = due(&mut tx, (now - interval).max(since - 1), now).await?;
    drop(tx);
    let count = orgs.len();
    stream::iter(orgs)
        .for_each_concurrent(AT_ONCE, |org| async move {
            if let Err(problem) = read(services, &org).await {
                tracing::warn!(org.id = %org, problem = problem.code(), "could not read the calls at Vapi");
            }
        })
        .await;
    Ok(count)
}

/// Organisations with a key for Vapi that works, and an agent there, whose list was read before, or
/// could not be read the last time; or to whose newest address no event gets through
/// ([`Heard::is_open`](crate::domain::way_in::Heard::is_open)); or one of whose calls has gone on for too long: its
/// end was missed.
async fn due(tx: &mut Tx, before: i64, now: i64) -> Result<Vec<OrgId>, sqlx::Error> {
    let rows: Vec<(String,)> = on!(tx, |c| {
        sqlx::query_as(concat!(
            "SELECT k.org_id FROM org_credentials AS k LEFT JOIN call_reads AS r ON r.org_id = k.org_id
             WHERE k.provider = 'vapi' AND k.is_managed = FALSE AND k.status = 'connected'
               AND (r.read_at IS NULL OR r.read_at <= $1 OR (r.read_at <= $3 AND (
                 r.known_to < r.read_at OR EXISTS (
                   SELECT 1 FROM calls AS c
                   WHERE c.org_id = k.org_id AND c.state <> 'ended' AND c.begun_at < $4)
                 OR EXISTS (
                   SELECT 1 FROM hooks AS h
                   WHERE h.org_id = k.org_id AND h.way_in <> 'open'
                     AND (h.last_event_at IS NULL OR h.last_event_at <= h.way_in_at - $5)
                     AND NOT EXISTS (
                       SELECT 1 FROM hooks AS n WHERE n.org_id = h.org_id AND n.made_at > h.made_at)))))
               AND EXISTS (SELECT 1 FROM agents AS a
                 WHERE a.org_id = k.org_id AND a.vapi_assistant_id IS NOT NULL)
               AND ",
            is_at_work!("k.org_id"),
            " ORDER BY COALESCE(r.read_at, 0), k.org_id LIMIT $2"
        ))
        .bind(before)
        .bind(BATCH)
        .bind(now - OFTEN)
        .bind(now - LONGEST)
        .bind(PROVES)
        .fetch_all(c)
        .await
    })?;
    rows.into_iter().map(|(org,)| stored("org_credentials", &org).parse("org_id", &org)).collect()
}

/// Reads an organisation's list, and applies it as events are.
///
/// # Errors
/// Fails as Vapi and the database do; nothing is applied then.
pub async fn read(services: &Services, org: &OrgId) -> Result<(), Problem> {
    let now = services.clock.now_ms();
    // Noted first: a list that cannot be read does not hold up the others.
    let mut tx = services.db.write(ListedCalls, org).await?;
    let known_to = begun(&mut tx, now).await?;
    tx.commit().await?;
    let opened = cx::open_credential(services, org, Actor::Ava, Account::VAPI, Purpose::ReadCalls).await?;
    let opened = opened.ok_or(ProblemKind::NotConnected(Account::VAPI.provider))??;
    let auth = VapiAuth::of(&opened.credential.config, &opened.secret)?;
    let call = CallCx::current(&services.random, org.clone());
    let calls = services.providers.vapi.calls_changed_since(&call, &auth, known_to - OVERLAP).await;
    let calls = services.after_use(org, Account::VAPI, calls).await?;
    // Oldest first, as events come.
    for listed in calls.iter().rev() {
        let Some(said) = Said::by_list(listed) else { continue };
        let mut tx = services.db.write(ListedCalls, org).await?;
        apply(services, &mut tx, &[said]).await?;
        tx.commit().await?;
    }
    let mut tx = services.db.write(ListedCalls, org).await?;
    execute!(tx, "UPDATE call_reads SET known_to = $1 WHERE org_id = $2", |org| (now, org.as_str()))?;
    Ok(tx.commit().await?)
}

/// Ends calls whose end Vapi does not tell any more: it was disconnected meanwhile, or has deleted them.
/// An end that is told after all is applied as ever.
///
/// # Errors
/// Fails as the database does.
pub async fn give_up(services: &Services) -> Result<u64, Problem> {
    let now = services.clock.now_ms();
    let mut tx = services.db.read_installation().await?;
    let orgs: Vec<(String,)> = on!(tx, |c| {
        sqlx::query_as(
            "SELECT DISTINCT org_id FROM calls WHERE state <> 'ended' AND begun_at < $1 ORDER BY org_id",
        )
        .bind(now - GIVEN_UP)
        .fetch_all(c)
        .await
    })?;
    drop(tx);
    let mut given_up = 0;
    for (org,) in &orgs {
        let org: OrgId = stored("calls", org).parse("org_id", org)?;
        match give_up_of(services, &org, now).await {
            Ok(count) => given_up += count,
            // Those of the others go on for as long, whatever problem this one has.
            Err(error) => tracing::warn!(org.id = %org, %error, "could not give up calls"),
        }
    }
    Ok(given_up)
}

async fn give_up_of(services: &Services, org: &OrgId, now: i64) -> Result<u64, sqlx::Error> {
    let mut tx = services.db.write(ListedCalls, org).await?;
    let calls: Vec<(String,)> = on!(tx, |c, org| {
        sqlx::query_as(
            "UPDATE calls SET state = 'ended', updated_at = $1,
               outcome = CASE WHEN answered_at IS NULL THEN 'missed' ELSE 'answered' END
             WHERE org_id = $3 AND state <> 'ended' AND begun_at < $2 RETURNING vapi_call_id",
        )
        .bind(now)
        .bind(now - GIVEN_UP)
        .bind(org.as_str())
        .fetch_all(c)
        .await
    })?;
    for (vapi_call_id,) in &calls {
        if let Some(call) = repo::at_vapi(&mut tx, vapi_call_id).await? {
            ended(&mut tx, &call, now).await?;
        }
    }
    tx.publish(&[Topic::Calls]);
    tx.commit().await?;
    Ok(calls.len() as u64)
}

/// Notes that the list is read now, and returns up to when it is known.
async fn begun(tx: &mut OrgTx, now: i64) -> Result<i64, sqlx::Error> {
    on!(tx, |c, org| {
        sqlx::query_scalar(
            "INSERT INTO call_reads (org_id, read_at, known_to) VALUES ($1, $2, $3)
             ON CONFLICT (org_id) DO UPDATE SET read_at = excluded.read_at RETURNING known_to",
        )
        .bind(org.as_str())
        .bind(now)
        .bind(now - FIRST)
        .fetch_one(c)
        .await
    })
}
