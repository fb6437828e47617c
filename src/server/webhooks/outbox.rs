//! The SQL of events, their deliveries, and the attempts of each.
//!
//! Of the deliveries to one address about one object, one at a time is waiting or being sent; the others are
//! behind it, and follow in their order. So what is due is found without a look at what has to wait, and the
//! order holds whoever sends. Writers of an organisation follow each other, so that what is put in line while
//! another ends finds its place.

use super::{
    MAX_WAITING,
    repo::{self, SendingState},
    states::{is_in_line, is_over},
};
use crate::{
    domain::webhook::{DeliveryFault, DeliveryId, EventKind, WebhookEventId, WebhookId},
    server::db::{OrgTx, Tx, execute, on, stored},
};

/// Deliveries to one address that are sent at the same time.
const AT_ONCE: i64 = 2;

/// Adds what happened; `false` where it is told already.
pub async fn add_event(
    tx: &mut OrgTx,
    id: &WebhookEventId,
    kind: EventKind,
    at: i64,
    body: &str,
) -> Result<bool, sqlx::Error> {
    let added = execute!(
        tx,
        "INSERT INTO webhook_events (id, org_id, kind, at, body) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT DO NOTHING",
        |org| (id.as_str(), org.as_str(), kind.code(), at, body)
    )?;
    Ok(added > 0)
}

/// A delivery that is put in line.
pub struct New<'a> {
    pub id: &'a DeliveryId,
    pub webhook: &'a WebhookId,
    pub event: &'a WebhookEventId,
    pub kind: EventKind,
    pub object: &'a str,
    pub at: i64,
    pub replay: bool,
}

const FULL: &str = concat!(
    "SELECT COUNT(*) FROM (SELECT 1 FROM webhook_deliveries
       WHERE org_id = $1 AND webhook_id = $2 AND ",
    is_in_line!(),
    " LIMIT $3) AS waiting"
);

const REACH: &str = "SELECT MAX(l.seq) - (SELECT w.seq FROM webhook_deliveries AS w
       WHERE w.org_id = $1 AND w.webhook_id = $2 AND w.state = 'waiting' ORDER BY w.due_at, w.seq LIMIT 1)
     FROM webhook_deliveries AS l WHERE l.org_id = $1 AND l.webhook_id = $2";

/// Whether so many may wait for an address that takes what it is sent, but slowly: as many have been put in line
/// since the one that is sent next. Unlike [`is_full`], it looks at two rows.
pub async fn may_be_full(tx: &mut OrgTx, webhook: &WebhookId) -> Result<bool, sqlx::Error> {
    let (reach,): (Option<i64>,) = on!(tx, |c, org| {
        sqlx::query_as(REACH).bind(org.as_str()).bind(webhook.as_str()).fetch_one(c).await
    })?;
    Ok(reach.is_some_and(|reach| reach >= MAX_WAITING - 1))
}

/// Whether as many wait for an address as may.
pub async fn is_full(tx: &mut OrgTx, webhook: &WebhookId) -> Result<bool, sqlx::Error> {
    let (count,): (i64,) = on!(tx, |c, org| {
        sqlx::query_as(FULL).bind(org.as_str()).bind(webhook.as_str()).bind(MAX_WAITING).fetch_one(c).await
    })?;
    Ok(count >= MAX_WAITING)
}

const QUEUE: &str = concat!(
    "INSERT INTO webhook_deliveries
       (id, org_id, webhook_id, event_id, kind, object, seq, state, due_at, queued_at, replay, is_test)
     VALUES ($1, $2, $3, $4, $5, $6,
       (SELECT COALESCE(MAX(l.seq), 0) + 1 FROM webhook_deliveries AS l
        WHERE l.org_id = $2 AND l.webhook_id = $3),
       CASE WHEN EXISTS (SELECT 1 FROM webhook_deliveries AS b
                         WHERE b.org_id = $2 AND b.webhook_id = $3 AND b.object = $6
                           AND ",
    is_in_line!(b),
    ") THEN 'behind' ELSE 'waiting' END,
       $7, $7, $8, $9)
     RETURNING seq"
);

/// Puts a delivery in line, after those that are there.
pub async fn queue(tx: &mut OrgTx, new: &New<'_>) -> Result<(), sqlx::Error> {
    let is_test = new.kind == EventKind::Test;
    let (seq,): (i64,) = on!(tx, |c, org| {
        sqlx::query_as(QUEUE)
            .bind(new.id.as_str())
            .bind(org.as_str())
            .bind(new.webhook.as_str())
            .bind(new.event.as_str())
            .bind(new.kind.code())
            .bind(new.object)
            .bind(new.at)
            .bind(new.replay)
            .bind(is_test)
            .fetch_one(c)
            .await
    })?;
    prune(tx, new.webhook, seq).await?;
    // One that is paused is looked at for a test alone.
    let sql = "UPDATE webhooks SET next_at = CASE WHEN $4 OR rests_until <= $3 THEN $3 ELSE rests_until END
               WHERE org_id = $1 AND id = $2 AND ($4 OR paused_by IS NULL)
                 AND (next_at IS NULL OR next_at > $3)";
    execute!(tx, sql, |org| (org.as_str(), new.webhook.as_str(), new.at, is_test)).map(drop)
}

/// The number of deliveries that are put in line between two looks at what the log has too much of.
const PRUNED: i64 = 64;

/// Drops what the log has beyond what it keeps; what is not over stays.
async fn prune(tx: &mut OrgTx, webhook: &WebhookId, seq: i64) -> Result<(), sqlx::Error> {
    if seq % PRUNED != 0 || seq <= super::KEPT {
        return Ok(());
    }
    let last = seq - super::KEPT;
    let sql = concat!(
        "DELETE FROM webhook_deliveries
               WHERE org_id = $1 AND webhook_id = $2 AND seq > $3 AND seq <= $4 AND ",
        is_over!()
    );
    execute!(tx, sql, |org| (org.as_str(), webhook.as_str(), last - PRUNED, last)).map(drop)
}

/// A delivery that is to be sent now, which nobody else sends.
pub struct Claimed {
    pub id: DeliveryId,
    pub event: WebhookEventId,
    pub kind: EventKind,
    pub object: String,
    pub body: String,
    pub url: String,
    /// The number of this attempt, which no other claim has.
    pub nr: i64,
    /// Attempts since the address was last resumed, this one included, and since when.
    pub tries: i64,
    pub tried_since: i64,
}

impl Claimed {
    pub fn is_test(&self) -> bool {
        self.kind == EventKind::Test
    }
}

const EXPIRED: &str = "UPDATE webhook_deliveries SET state = 'waiting', due_at = $3
     WHERE org_id = $1 AND webhook_id = $2 AND state = 'sending' AND due_at <= $3";

const NEXT: &str = "SELECT d.id, d.event_id, d.kind, d.object, d.attempts, d.tries, d.tried_since, e.body
     FROM webhook_deliveries AS d JOIN webhook_events AS e ON e.id = d.event_id
     WHERE d.org_id = $1 AND d.webhook_id = $2 AND d.state = 'waiting' AND d.due_at <= $3 AND (d.is_test OR $4)
     ORDER BY d.due_at, d.seq LIMIT 1";

type Next = (String, String, String, String, i64, i64, Option<i64>, String);

/// Claims the next delivery to an address until `until`. `None` where there is none now; then, and also
/// otherwise, it is noted when there is something again.
pub async fn claim(
    tx: &mut OrgTx,
    webhook: &WebhookId,
    now: i64,
    until: i64,
) -> Result<Option<Claimed>, sqlx::Error> {
    // A delivery whose lease has ended was being sent by a node that died, and may have come: it is sent again.
    execute!(tx, EXPIRED, |org| (org.as_str(), webhook.as_str(), now))?;
    let Some(standing) = repo::standing(tx, webhook).await? else { return Ok(None) };
    let sending = in_flight(tx, webhook).await?;
    if sending.count >= at_once(&standing) {
        plan(tx, webhook, &standing, sending, now).await?;
        return Ok(None);
    }
    let next: Option<Next> = on!(tx, |c, org| {
        sqlx::query_as(NEXT)
            .bind(org.as_str())
            .bind(webhook.as_str())
            .bind(now)
            .bind(is_open(&standing, now))
            .fetch_optional(c)
            .await
    })?;
    let Some((id, event, kind, object, attempts, tries, tried_since, body)) = next else {
        plan(tx, webhook, &standing, sending, now).await?;
        return Ok(None);
    };
    let tried_since = tried_since.unwrap_or(now);
    execute!(
        tx,
        "UPDATE webhook_deliveries SET state = 'sending', due_at = $3, attempts = attempts + 1, tries = tries + 1,
           tried_since = $4
         WHERE org_id = $1 AND id = $2",
        |org| (org.as_str(), &id, until, tried_since)
    )?;
    let lease = sending.lease.map_or(until, |lease| lease.min(until));
    let sending = InFlight { count: sending.count + 1, lease: Some(lease) };
    plan(tx, webhook, &standing, sending, now).await?;
    let row = stored("webhook_deliveries", &id);
    Ok(Some(Claimed {
        id: row.parse("id", &id)?,
        event: row.parse("event_id", &event)?,
        kind: row.code("kind", &kind, EventKind::from_code)?,
        object,
        body,
        url: standing.url,
        nr: attempts + 1,
        tries: tries + 1,
        tried_since,
    }))
}

/// Whether more than tests are sent to it.
fn is_open(standing: &SendingState, now: i64) -> bool {
    !standing.is_paused && standing.rests_until <= now
}

/// One that fails is asked by one delivery at a time.
fn at_once(standing: &SendingState) -> i64 {
    if standing.failures > 0 { 1 } else { AT_ONCE }
}

/// The deliveries to an address that are being sent.
#[derive(Clone, Copy, sqlx::FromRow)]
struct InFlight {
    count: i64,
    /// The end of the first of their leases.
    lease: Option<i64>,
}

async fn in_flight(tx: &mut OrgTx, webhook: &WebhookId) -> Result<InFlight, sqlx::Error> {
    on!(tx, |c, org| {
        sqlx::query_as(
            "SELECT COUNT(*) AS count, MIN(due_at) AS lease FROM webhook_deliveries
             WHERE org_id = $1 AND webhook_id = $2 AND state = 'sending'",
        )
        .bind(org.as_str())
        .bind(webhook.as_str())
        .fetch_one(c)
        .await
    })
}

const FIRST: &str = "SELECT due_at FROM webhook_deliveries
     WHERE org_id = $1 AND webhook_id = $2 AND state = 'waiting' ORDER BY due_at LIMIT 1";
const FIRST_TEST: &str = "SELECT due_at FROM webhook_deliveries
     WHERE org_id = $1 AND webhook_id = $2 AND state = 'waiting' AND is_test ORDER BY due_at LIMIT 1";

/// The time at which the next waiting delivery is due; of tests alone, where `tests`.
async fn first_due(tx: &mut OrgTx, webhook: &WebhookId, tests: bool) -> Result<Option<i64>, sqlx::Error> {
    let row: Option<(i64,)> = on!(tx, |c, org| {
        sqlx::query_as(if tests { FIRST_TEST } else { FIRST })
            .bind(org.as_str())
            .bind(webhook.as_str())
            .fetch_optional(c)
            .await
    })?;
    Ok(row.map(|(due,)| due))
}

/// Notes when there is something to do for an address again.
async fn plan(
    tx: &mut OrgTx,
    webhook: &WebhookId,
    standing: &SendingState,
    sending: InFlight,
    now: i64,
) -> Result<(), sqlx::Error> {
    let due = if sending.count >= at_once(standing) {
        None
    } else if is_open(standing, now) {
        first_due(tx, webhook, false).await?
    } else {
        let test = first_due(tx, webhook, true).await?;
        let others = if standing.is_paused { None } else { first_due(tx, webhook, false).await? };
        let others = others.map(|due| due.max(standing.rests_until));
        [test, others].into_iter().flatten().min()
    };
    repo::look_at(tx, webhook, [due, sending.lease].into_iter().flatten().min()).await
}

/// Notes anew when there is something to do, after somebody has changed how an address stands.
pub async fn plan_anew(tx: &mut OrgTx, webhook: &WebhookId, now: i64) -> Result<(), sqlx::Error> {
    let Some(standing) = repo::standing(tx, webhook).await? else { return Ok(()) };
    let sending = in_flight(tx, webhook).await?;
    plan(tx, webhook, &standing, sending, now).await
}

/// The result of an attempt.
pub struct Attempt<'a> {
    pub at: i64,
    /// Milliseconds.
    pub took: i64,
    pub status: Option<u16>,
    /// `None` where it was taken.
    pub fault: Option<DeliveryFault>,
    pub answer: &'a str,
}

/// The state of a delivery after an attempt; times are epoch milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeliveryUpdate {
    Delivered,
    Failed,
    RetryAt(i64),
}

/// Notes what became of an attempt. `false`: the claim had ended, and what became of it is another's to say.
pub async fn attempted(
    tx: &mut OrgTx,
    webhook: &WebhookId,
    claimed: &Claimed,
    attempt: &Attempt<'_>,
    next: DeliveryUpdate,
    now: i64,
) -> Result<bool, sqlx::Error> {
    let (state, due) = match next {
        DeliveryUpdate::Delivered => ("delivered", now),
        DeliveryUpdate::Failed => ("failed", now),
        DeliveryUpdate::RetryAt(at) => ("waiting", at),
    };
    let ours = execute!(
        tx,
        "UPDATE webhook_deliveries SET state = $3, due_at = $4
         WHERE org_id = $1 AND id = $2 AND state = 'sending' AND attempts = $5",
        |org| (org.as_str(), claimed.id.as_str(), state, due, claimed.nr)
    )?;
    if ours == 0 {
        return Ok(false);
    }
    execute!(
        tx,
        "INSERT INTO webhook_attempts (org_id, delivery_id, nr, at, took, status, fault, answer)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        |org| (
            org.as_str(),
            claimed.id.as_str(),
            claimed.nr,
            attempt.at,
            attempt.took,
            attempt.status.map(i64::from),
            attempt.fault.map(DeliveryFault::code),
            attempt.answer
        )
    )?;
    if !matches!(next, DeliveryUpdate::RetryAt(_)) {
        follow(tx, webhook, &claimed.object, now).await?;
    }
    Ok(true)
}

const FOLLOW: &str = concat!(
    "UPDATE webhook_deliveries SET state = 'waiting', due_at = $4
     WHERE org_id = $1 AND id = (SELECT b.id FROM webhook_deliveries AS b
       WHERE b.org_id = $1 AND b.webhook_id = $2 AND b.object = $3 AND ",
    is_in_line!(b),
    " AND b.state = 'behind' ORDER BY b.seq LIMIT 1)"
);

/// The next one about the object is due.
async fn follow(tx: &mut OrgTx, webhook: &WebhookId, object: &str, now: i64) -> Result<(), sqlx::Error> {
    execute!(tx, FOLLOW, |org| (org.as_str(), webhook.as_str(), object, now)).map(drop)
}

/// Has everything that waits for an address be sent now, as if nothing of it had been tried.
pub async fn wake(tx: &mut OrgTx, webhook: &WebhookId, now: i64) -> Result<(), sqlx::Error> {
    let sql = "UPDATE webhook_deliveries SET due_at = $3, tries = 0, tried_since = NULL
               WHERE org_id = $1 AND webhook_id = $2 AND state = 'waiting'";
    execute!(tx, sql, |org| (org.as_str(), webhook.as_str(), now)).map(drop)
}

/// A delivery that is sent again.
pub struct Former {
    pub event: WebhookEventId,
    pub kind: EventKind,
    pub object: String,
    /// The time at which the event happened.
    pub at: i64,
}

type FormerRow = (String, String, String, i64);

fn former((event, kind, object, at): FormerRow) -> Result<Former, sqlx::Error> {
    let row = stored("webhook_deliveries", &event);
    Ok(Former {
        event: row.parse("event_id", &event)?,
        kind: row.code("kind", &kind, EventKind::from_code)?,
        object,
        at,
    })
}

/// One delivery that is over, with the address that it was to; `None` where there is none.
pub async fn over(tx: &mut OrgTx, id: &DeliveryId) -> Result<Option<(WebhookId, Former)>, sqlx::Error> {
    let row: Option<(String, String, String, String, i64)> = on!(tx, |c, org| {
        sqlx::query_as(concat!(
            "SELECT d.webhook_id, d.event_id, d.kind, d.object, e.at
             FROM webhook_deliveries AS d JOIN webhook_events AS e ON e.id = d.event_id
             WHERE d.org_id = $1 AND d.id = $2 AND ",
            is_over!(d)
        ))
        .bind(org.as_str())
        .bind(id.as_str())
        .fetch_optional(c)
        .await
    })?;
    row.map(|(webhook, event, kind, object, at)| {
        let webhook = stored("webhook_deliveries", id.as_str()).parse("webhook_id", &webhook)?;
        Ok((webhook, former((event, kind, object, at))?))
    })
    .transpose()
}

/// The delivery of an event to an address that is not over.
pub async fn in_line(
    tx: &mut OrgTx,
    webhook: &WebhookId,
    event: &WebhookEventId,
) -> Result<Option<DeliveryId>, sqlx::Error> {
    let row: Option<(String,)> = on!(tx, |c, org| {
        sqlx::query_as(concat!(
            "SELECT id FROM webhook_deliveries WHERE org_id = $1 AND webhook_id = $2 AND event_id = $3 AND ",
            is_in_line!(),
            " ORDER BY seq LIMIT 1"
        ))
        .bind(org.as_str())
        .bind(webhook.as_str())
        .bind(event.as_str())
        .fetch_optional(c)
        .await
    })?;
    row.map(|(id,)| stored("webhook_deliveries", &id).parse("id", &id)).transpose()
}

/// The span of a replay, in epoch milliseconds: from the first on and before the other.
pub struct Span {
    pub from: i64,
    pub until: i64,
    /// Whether what was delivered is left out.
    pub undelivered: bool,
}

const IN_SPAN: &str = concat!(
    "SELECT d.event_id, MIN(d.kind), MIN(d.object), MIN(e.at) AS happened
     FROM webhook_deliveries AS d JOIN webhook_events AS e ON e.id = d.event_id
     WHERE d.org_id = $1 AND d.webhook_id = $2 AND NOT d.is_test AND e.at >= $3 AND e.at < $4
     GROUP BY d.event_id
     HAVING COUNT(CASE WHEN ",
    is_in_line!(d),
    " THEN 1 END) = 0
       AND (NOT $5 OR COUNT(CASE WHEN d.state = 'delivered' THEN 1 END) = 0)
     ORDER BY happened, d.event_id LIMIT $6"
);

/// Returns the events of a span that were sent to an address, each once, the oldest first. An event that is still
/// in line comes by itself.
pub async fn in_span(
    tx: &mut OrgTx,
    webhook: &WebhookId,
    span: &Span,
    limit: i64,
) -> Result<Vec<Former>, sqlx::Error> {
    let rows: Vec<FormerRow> = on!(tx, |c, org| {
        sqlx::query_as(IN_SPAN)
            .bind(org.as_str())
            .bind(webhook.as_str())
            .bind(span.from)
            .bind(span.until)
            .bind(span.undelivered)
            .bind(limit)
            .fetch_all(c)
            .await
    })?;
    rows.into_iter().map(former).collect()
}

const OLD: &str = concat!(
    "DELETE FROM webhook_deliveries WHERE id IN (SELECT id FROM webhook_deliveries
     WHERE ",
    is_over!(),
    " AND due_at < $1 ORDER BY due_at LIMIT $2)"
);

/// Events of which no address has a delivery any more.
const UNUSED: &str = "DELETE FROM webhook_events WHERE id IN (SELECT e.id FROM webhook_events AS e
     WHERE e.at < $1 AND NOT EXISTS (SELECT 1 FROM webhook_deliveries AS d WHERE d.event_id = e.id)
     ORDER BY e.at LIMIT $2)";

/// Deletes up to `limit` deliveries that were over before, and as many events that are of none any more, of all
/// organisations; returns how many rows those were.
pub async fn forget_old(tx: &mut Tx, before: i64, limit: i64) -> Result<u64, sqlx::Error> {
    Ok(execute!(tx, OLD, before, limit)? + execute!(tx, UNUSED, before, limit)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::db::explain;

    #[tokio::test]
    async fn what_is_due_is_read_from_the_index_that_has_nothing_else() {
        for (sql, index) in [
            (NEXT, "INDEX webhook_deliveries_waiting (org_id=? AND webhook_id=? AND due_at<?)"),
            (FIRST, "INDEX webhook_deliveries_waiting (org_id=? AND webhook_id=?)"),
            (REACH, "INDEX webhook_deliveries_waiting (org_id=? AND webhook_id=?)"),
            (REACH, "INDEX webhook_deliveries_seq (org_id=? AND webhook_id=?)"),
            (EXPIRED, "INDEX webhook_deliveries_sending (org_id=? AND webhook_id=? AND due_at<?)"),
            (FOLLOW, "INDEX webhook_deliveries_open (org_id=? AND webhook_id=? AND object=?)"),
            (OLD, "INDEX webhook_deliveries_old (due_at<?)"),
            (UNUSED, "INDEX webhook_events_old (at<?)"),
        ] {
            let plan = explain::of(sql).await;
            assert!(plan.iter().any(|line| line.contains(index)), "{sql}: {plan:#?}");
        }
    }
}
