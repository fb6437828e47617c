//! Events: stored as they come, then applied in their order.

use std::collections::{BTreeMap, HashMap};

use super::{
    apply::apply,
    payload::{self, Event},
    said::Said,
    usage,
};
use crate::{
    domain::{
        call::{CallEventId, CallId, CallPart},
        contact::spellings,
        ids::OrgId,
        phone::E164,
        problem::Problem,
        quota::Quota,
        topic::Topic,
    },
    server::{
        cx::Services,
        db::{OrgTx, Tx, Writer, execute, on, stored, texts_in, to_json},
        suspension::is_at_work,
        vapi_hooks::{self, Hook},
    },
};

/// Bytes up to which an event counts as one: a larger one counts again for each further share.
const SHARE: usize = 64 * 1024;
/// Events that are applied in one transaction, and bytes after which no further one is: all of them are in
/// memory. While many events come, a batch waits for its turn to write.
const BATCH: i64 = 256;
const BYTES: i64 = 4 * 1024 * 1024;
/// The wait after the first attempt that failed; each further one is twice as late, up to an hour.
const AGAIN: i64 = 2_000;
const MAX_BACKOFF: i64 = 3_600_000;
/// How long an event is kept once it is done, and in any case: those of an organisation that is
/// suspended are not applied.
const KEPT: i64 = 30 * 24 * 3_600_000;
const MAX_KEPT: i64 = 3 * KEPT;
/// Events of one organisation that are forgotten in one transaction.
const FORGOTTEN_AT_ONCE: i64 = 1_000;

const FORGET_OLD: &str = "DELETE FROM call_events WHERE id IN (
     SELECT id FROM call_events
     WHERE org_id = $1 AND received_at < $2 AND (done_at IS NOT NULL OR received_at < $3) LIMIT $4)
   RETURNING bytes";

/// Stores events that Vapi sends. Nobody asks for them: each is its own record.
struct ReceivedEvents;

impl Writer for ReceivedEvents {}

/// An event that came to a hook.
pub struct Received {
    pub event: Event,
    /// Why it is not stored, where an organisation has more than it may: it is counted then, and the call
    /// is read in Vapi’s list. Vapi, which sends an event once, is told so all the same; but what waits
    /// for an answer gets one, since somebody is on the line.
    pub refused: Option<Problem>,
}

/// Stores what came to a hook. What came before, in the same words, is not stored again, and what AVA
/// sent itself not at all.
///
/// # Errors
/// Fails with `OverQuota` where more is sent in a minute than may be, which is counted alike, and as the
/// database does. What waits for an answer may be more than that by as much as may come at once.
pub async fn receive(services: &Services, hook: &Hook, body: &[u8]) -> Result<Received, Problem> {
    let most = services.config.quotas.of(Quota::CallEvents);
    let is_waited_for = payload::is_waited_for(body);
    for _ in 0..=body.len() / SHARE {
        let taken = if is_waited_for {
            services.rates.take_waited_for(&hook.org, Quota::CallEvents, most)
        } else {
            services.rates.take(&hook.org, Quota::CallEvents, most)
        };
        if let Err(problem) = taken {
            usage::refused(services, hook).await?;
            return Err(problem);
        }
    }
    let event = Event::read(body);
    if event.kind == vapi_hooks::CHECK {
        return Ok(Received { event, refused: None });
    }
    let (id, now): (CallEventId, _) = (services.random.id(), services.clock.now_ms());
    let bytes = i64::try_from(event.payload.len()).unwrap_or(i64::MAX);
    let mut tx = services.db.write(ReceivedEvents, &hook.org).await?;
    let stored = execute!(
        tx,
        "INSERT INTO call_events (id, org_id, kind, vapi_call_id, digest, payload, received_at, bytes)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (org_id, digest) DO NOTHING",
        |org| (
            id.as_str(),
            org.as_str(),
            &event.kind,
            event.vapi_call_id.as_deref(),
            &event.digest,
            &event.payload,
            now,
            bytes,
        )
    )?;
    if stored == 1
        && let Err(problem) = usage::add(services, &mut tx, bytes).await?
    {
        drop(tx);
        usage::refused(services, hook).await?;
        metrics::counter!("ava_call_events_total", "outcome" => "refused").increment(1);
        return Ok(Received { event, refused: Some(problem) });
    }
    vapi_hooks::heard(&mut tx, &hook.nonce, now).await?;
    tx.commit().await?;
    let outcome = if stored == 1 { "stored" } else { "known" };
    metrics::counter!("ava_call_events_total", "outcome" => outcome).increment(1);
    Ok(Received { event, refused: None })
}

/// Applies what was stored and is due, for every organisation, and returns the number of events that
/// are done now. In each round every organisation has a batch applied: none waits for all of another’s.
///
/// # Errors
/// Fails as the database does. An event that cannot be applied waits for its next attempt, and so
/// do those of its call that came after it.
pub async fn apply_due(services: &Services) -> Result<usize, Problem> {
    let mut done = 0;
    loop {
        let mut tx = services.db.read_installation().await?;
        let orgs = due(&mut tx, services.clock.now_ms()).await?;
        drop(tx);
        let mut this_round = 0;
        for org in &orgs {
            match apply_some(services, org).await {
                Ok(done) => this_round += done,
                // The events of the others are due, whatever problem this one has.
                Err(problem) => {
                    tracing::warn!(org.id = %org, problem = problem.code(), "could not apply events of calls");
                }
            }
        }
        done += this_round;
        if this_round == 0 {
            return Ok(done);
        }
    }
}

/// The condition that an event `e` is due at a time, and that no older one of its call waits.
macro_rules! is_due {
    ($now:literal) => {
        concat!(
            "e.done_at IS NULL AND e.next_at <= ",
            $now,
            " AND NOT EXISTS (SELECT 1 FROM call_events AS b
                 WHERE b.org_id = e.org_id AND b.vapi_call_id = e.vapi_call_id AND b.id < e.id
                   AND b.done_at IS NULL AND b.next_at > 0 AND b.next_at > ",
            $now,
            ")"
        )
    };
}

/// Organisations with events that are due, found one after the other: they are few, the events many.
const DUE: &str = concat!(
    "WITH RECURSIVE left_by (org) AS (
       SELECT MIN(e.org_id) FROM call_events AS e WHERE e.done_at IS NULL
       UNION ALL
       SELECT (SELECT MIN(e.org_id) FROM call_events AS e WHERE e.done_at IS NULL AND e.org_id > l.org)
       FROM left_by AS l WHERE l.org IS NOT NULL)
     SELECT l.org FROM left_by AS l
     WHERE l.org IS NOT NULL AND EXISTS (SELECT 1 FROM call_events AS e WHERE e.org_id = l.org AND ",
    is_due!("$1"),
    ") AND ",
    is_at_work!("l.org")
);

async fn due(tx: &mut Tx, now: i64) -> Result<Vec<OrgId>, sqlx::Error> {
    let rows: Vec<(String,)> = on!(tx, |c| sqlx::query_as(DUE).bind(now).fetch_all(c).await)?;
    rows.into_iter().map(|(org,)| stored("call_events", &org).parse("org_id", &org)).collect()
}

struct Due {
    id: String,
    vapi_call_id: Option<String>,
    bytes: i64,
    attempts: i64,
    /// The most that was erased of its call.
    erased: Option<CallPart>,
}

/// An event as it is read: id, call, bytes, attempts, and what was erased of its call.
type DueRow = (String, Option<String>, i64, i64, Option<String>);

const OLDEST: &str = concat!(
    "SELECT e.id, e.vapi_call_id, e.bytes, e.attempts,
       (SELECT g.part FROM call_erasures AS g WHERE g.org_id = $1 AND g.vapi_call_id = e.vapi_call_id)
     FROM call_events AS e WHERE e.org_id = $1 AND ",
    is_due!("$2"),
    " ORDER BY e.id LIMIT $3"
);

/// The oldest that are due, but for those of a call of which an older one waits.
async fn oldest(tx: &mut OrgTx, now: i64, limit: i64) -> Result<Vec<Due>, sqlx::Error> {
    let rows: Vec<DueRow> = on!(tx, |c, org| {
        sqlx::query_as(OLDEST).bind(org.as_str()).bind(now).bind(limit).fetch_all(c).await
    })?;
    let due = |(id, vapi_call_id, bytes, attempts, erased): DueRow| {
        let erased =
            stored("call_erasures", &id).code_some("part", erased.as_deref(), CallPart::from_code)?;
        Ok(Due { id, vapi_call_id, bytes, attempts, erased })
    };
    rows.into_iter().map(due).collect()
}

/// `||` keeps SQLite from reading all events of the organisation, here and below.
macro_rules! payloads {
    ($engine:ident) => {
        concat!(
            "SELECT id, payload FROM call_events WHERE org_id || '' = $1 AND id IN (",
            texts_in!($engine, "$2"),
            ")"
        )
    };
}

const PAYLOADS_SQLITE: &str = payloads!(sqlite);
const PAYLOADS_POSTGRES: &str = payloads!(postgres);

/// The payloads of events, by their ids.
async fn payloads(tx: &mut OrgTx, of: &[Due]) -> Result<HashMap<String, String>, sqlx::Error> {
    let sql = if tx.is_postgres() { PAYLOADS_POSTGRES } else { PAYLOADS_SQLITE };
    let ids = to_json(&of.iter().map(|event| event.id.as_str()).collect::<Vec<_>>())?;
    let rows: Vec<(String, String)> =
        on!(tx, |c, org| sqlx::query_as(sql).bind(org.as_str()).bind(&ids).fetch_all(c).await)?;
    Ok(rows.into_iter().collect())
}

/// Applies a batch, or what goes of it: an event that cannot be applied waits.
async fn apply_some(services: &Services, org: &OrgId) -> Result<usize, Problem> {
    let now = services.clock.now_ms();
    if let Ok(done) = apply_batch(services, org, now, BATCH).await {
        return Ok(done);
    }
    // One of them is the cause: each by itself.
    let mut done = 0;
    for _ in 0..BATCH {
        match apply_batch(services, org, now, 1).await {
            Ok(0) => break,
            Ok(one) => done += one,
            Err(error) => {
                tracing::error!(org.id = %org, %error, "an event of a call cannot be applied");
                put_off(services, org, now).await?;
            }
        }
    }
    Ok(done)
}

/// Applies the oldest events, those of one call together: it is read and written once, however many tell of it.
async fn apply_batch(services: &Services, org: &OrgId, now: i64, limit: i64) -> Result<usize, sqlx::Error> {
    let mut tx = services.db.write(ReceivedEvents, org).await?;
    let (mut due, mut bytes) = (oldest(&mut tx, now, limit).await?, 0);
    let fit = due.iter().take_while(|event| {
        let has_room = bytes < BYTES;
        bytes += event.bytes;
        has_room
    });
    let count = fit.count();
    if count == 0 {
        return Ok(0);
    }
    due.truncate(count);
    let payloads = payloads(&mut tx, &due).await?;
    let mut of_calls: BTreeMap<String, (Vec<String>, Vec<Said>)> = BTreeMap::new();
    let mut of_none = Vec::new();
    for event in due {
        // What it tells of is erased, and it goes as well.
        if event.erased > Some(CallPart::Recording) {
            let sql = "DELETE FROM call_events WHERE org_id = $1 AND id = $2 RETURNING bytes";
            delete(&mut tx, sql, &event.id).await?;
            continue;
        }
        let payload = payloads.get(&event.id).map_or("", String::as_str);
        let message = stored("call_events", &event.id).json("payload", payload)?;
        match Said::by_event(&message) {
            Some(said) => {
                let (ids, all) = of_calls.entry(said.vapi_call_id.clone()).or_default();
                ids.push(event.id);
                all.push(said);
            }
            None => of_none.push(event.id),
        }
    }
    for (ids, said) in of_calls.into_values() {
        match apply(services, &mut tx, &said).await? {
            Some(call) => are_done(&mut tx, &ids, Some(&call), now).await?,
            None => of_none.extend(ids),
        }
    }
    are_done(&mut tx, &of_none, None, now).await?;
    tx.publish(&[Topic::Calls]);
    tx.commit().await?;
    Ok(count)
}

/// Notes the call in which a tool is asked for, where none of its events is applied so far: what is booked in it
/// leads to it. `None` where it is none of the organisation's.
pub(super) async fn note(
    services: &Services,
    org: &OrgId,
    said: Said,
) -> Result<Option<CallId>, sqlx::Error> {
    let mut tx = services.db.write(ReceivedEvents, org).await?;
    let call = apply(services, &mut tx, &[said]).await?;
    tx.commit().await?;
    Ok(call)
}

macro_rules! are_done {
    ($engine:ident) => {
        concat!(
            "UPDATE call_events SET done_at = $1, call_id = $2
             WHERE org_id || '' = $3 AND id IN (",
            texts_in!($engine, "$4"),
            ")"
        )
    };
}

const ARE_DONE_SQLITE: &str = are_done!(sqlite);
const ARE_DONE_POSTGRES: &str = are_done!(postgres);

/// Notes that events are done, and of which call they tell.
async fn are_done(
    tx: &mut OrgTx,
    ids: &[String],
    call: Option<&CallId>,
    now: i64,
) -> Result<(), sqlx::Error> {
    if ids.is_empty() {
        return Ok(());
    }
    let sql = if tx.is_postgres() { ARE_DONE_POSTGRES } else { ARE_DONE_SQLITE };
    let ids = to_json(&ids)?;
    execute!(tx, sql, |org| (now, call.map(CallId::as_str), org.as_str(), &ids)).map(drop)
}

/// Has the oldest event that is due wait for its next attempt.
async fn put_off(services: &Services, org: &OrgId, now: i64) -> Result<(), Problem> {
    let mut tx = services.db.write(ReceivedEvents, org).await?;
    if let Some(event) = oldest(&mut tx, now, 1).await?.into_iter().next() {
        let next = now + (AGAIN << event.attempts.min(11)).min(MAX_BACKOFF);
        tracing::warn!(event.id, call.id = event.vapi_call_id, "an event waits for its next attempt");
        execute!(
            tx,
            "UPDATE call_events SET attempts = attempts + 1, next_at = $1 WHERE org_id = $2 AND id = $3",
            |org| (next, org.as_str(), &event.id)
        )?;
    }
    Ok(tx.commit().await?)
}

/// Has an event applied once more, as a person asks: nothing changes where it was applied rightly.
/// Returns its kind; `None` where there is no such event.
pub(super) async fn replay(tx: &mut OrgTx, id: &CallEventId) -> Result<Option<String>, sqlx::Error> {
    on!(tx, |c, org| {
        sqlx::query_scalar(
            "UPDATE call_events SET done_at = NULL, next_at = 0, attempts = 0
             WHERE org_id = $1 AND id = $2 RETURNING kind",
        )
        .bind(org.as_str())
        .bind(id.as_str())
        .fetch_optional(c)
        .await
    })
}

/// Deletes events that are done and old, and those that are too old to be applied.
///
/// # Errors
/// Fails as the database does.
pub async fn forget_old(services: &Services) -> Result<usize, Problem> {
    let now = services.clock.now_ms();
    let mut deleted = 0;
    loop {
        let mut tx = services.db.read_installation().await?;
        let orgs = having_old(&mut tx, now).await?;
        drop(tx);
        let mut this_round = 0;
        for org in &orgs {
            match forget_some(services, org, now).await {
                Ok(count) => this_round += count,
                // Those of the others are old, whatever problem this one has.
                Err(error) => tracing::warn!(org.id = %org, %error, "could not forget old events of calls"),
            }
        }
        deleted += this_round;
        if this_round == 0 {
            return Ok(deleted);
        }
    }
}

async fn forget_some(services: &Services, org: &OrgId, now: i64) -> Result<usize, sqlx::Error> {
    let mut tx = services.db.write(ReceivedEvents, org).await?;
    let bytes: Vec<i64> = on!(tx, |c, org| {
        sqlx::query_scalar(FORGET_OLD)
            .bind(org.as_str())
            .bind(now - KEPT)
            .bind(now - MAX_KEPT)
            .bind(FORGOTTEN_AT_ONCE)
            .fetch_all(c)
            .await
    })?;
    usage::take(&mut tx, &bytes).await?;
    tx.commit().await?;
    Ok(bytes.len())
}

/// `||` keeps SQLite from reading all events in the order of the organisations.
const HAVING_OLD: &str = "SELECT DISTINCT org_id || '' FROM call_events
     WHERE received_at < $1 AND (done_at IS NOT NULL OR received_at < $2) LIMIT 64";

/// Organisations with events to be forgotten.
async fn having_old(tx: &mut Tx, now: i64) -> Result<Vec<OrgId>, sqlx::Error> {
    let rows: Vec<(String,)> =
        on!(tx, |c| { sqlx::query_as(HAVING_OLD).bind(now - KEPT).bind(now - MAX_KEPT).fetch_all(c).await })?;
    rows.into_iter().map(|(org,)| stored("call_events", &org).parse("org_id", &org)).collect()
}

/// Deletes every event that was applied to a call.
pub(super) async fn delete_of(tx: &mut OrgTx, call: &CallId) -> Result<(), sqlx::Error> {
    let sql = "DELETE FROM call_events WHERE org_id = $1 AND call_id = $2 RETURNING bytes";
    delete(tx, sql, call.as_str()).await
}

const OF_NO_CALL: &str = "DELETE FROM call_events
 WHERE org_id = $1 AND call_id IS NULL AND (done_at IS NOT NULL OR attempts > 0)
   AND (payload LIKE $2 OR payload LIKE $3) RETURNING bytes";

/// Deletes the events of no call of the organisation's that name a number, in any of its spellings.
///
/// # Errors
/// Fails as the database does.
pub async fn delete_naming(tx: &mut OrgTx, number: &E164) -> Result<(), sqlx::Error> {
    let [one, other] = spellings(number).map(|number| format!("%{}%", number.trim_start_matches('+')));
    let bytes: Vec<i64> = on!(tx, |c, org| {
        sqlx::query_scalar(OF_NO_CALL).bind(org.as_str()).bind(&one).bind(&other).fetch_all(c).await
    })?;
    usage::take(tx, &bytes).await
}

async fn delete(tx: &mut OrgTx, sql: &'static str, id: &str) -> Result<(), sqlx::Error> {
    let bytes: Vec<i64> =
        on!(tx, |c, org| sqlx::query_scalar(sql).bind(org.as_str()).bind(id).fetch_all(c).await)?;
    usage::take(tx, &bytes).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::db::explain;

    /// However many were done before, and however many others have.
    #[tokio::test]
    async fn events_that_are_due_are_found_without_the_others() {
        for sql in [DUE, OLDEST] {
            let plan = explain::of(sql).await;
            let events: Vec<&String> = plan.iter().filter(|line| line.contains("call_events_")).collect();
            assert!(!events.is_empty(), "{plan:#?}");
            let few =
                |line: &str| line.contains("call_events_undone") || line.contains("call_events_waiting (");
            assert!(events.iter().all(|line| few(line)), "{plan:#?}");
            assert!(!plan.iter().any(|line| line.contains("TEMP B-TREE")), "{plan:#?}");
        }
        for sql in [PAYLOADS_SQLITE, ARE_DONE_SQLITE] {
            let plan = explain::of(sql).await;
            assert!(plan.first().is_some_and(|line| line.contains("(id=?)")), "{plan:#?}");
        }
    }

    #[tokio::test]
    async fn events_of_no_call_are_read_from_their_index() {
        let plan = explain::of(OF_NO_CALL).await;
        let reads = |line: &String| line.contains("INDEX call_events_call (org_id=? AND call_id=?)");
        assert!(plan.iter().any(reads), "{plan:#?}");
    }

    #[tokio::test]
    async fn old_events_are_found_without_the_others() {
        let plan = explain::of(HAVING_OLD).await;
        assert!(plan.iter().any(|line| line.contains("call_events_old (received_at<?)")), "{plan:#?}");
        let plan = explain::of(FORGET_OLD).await;
        assert!(plan.first().is_some_and(|line| line.contains("(id=?)")), "{plan:#?}");
    }
}
