//! SQL of `webhooks`: the addresses.

use super::states::is_in_line;
use crate::{
    domain::{
        ids::OrgId,
        webhook::{self, DeliveryFault, EventKind, Paused, PausedBy, WebhookId, WebhookView},
    },
    server::{
        db::{OrgTx, Tx, execute, on, stored, to_json},
        suspension::is_at_work,
    },
};

/// An address that wants an event.
pub struct Wanting {
    pub id: WebhookId,
    /// Whether deliveries may pile up: it is paused, or takes nothing.
    pub is_stuck: bool,
}

/// The addresses that want events of the kind.
pub async fn wanting(tx: &mut OrgTx, kind: EventKind) -> Result<Vec<Wanting>, sqlx::Error> {
    let rows: Vec<(String, String, bool)> = on!(tx, |c, org| {
        sqlx::query_as(
            "SELECT id, events, paused_by IS NOT NULL OR failures > 0 FROM webhooks WHERE org_id = $1
             ORDER BY id",
        )
        .bind(org.as_str())
        .fetch_all(c)
        .await
    })?;
    let wants = |(id, events, is_stuck): (String, String, bool)| {
        let read = read_events(&id, &events)
            .and_then(|events| Ok((events.contains(&kind), stored("webhooks", &id).parse("id", &id)?)));
        match read {
            Ok((wants, id)) => wants.then_some(Wanting { id, is_stuck }),
            // The transaction in which the event happens does not fail over an address that cannot be told of it.
            Err(error) => {
                tracing::error!(%error, "a webhook cannot be read, and is sent nothing");
                None
            }
        }
    };
    Ok(rows.into_iter().filter_map(wants).collect())
}

fn read_events(id: &str, events: &str) -> Result<Vec<EventKind>, sqlx::Error> {
    stored("webhooks", id).json("events", events)
}

/// Counts an event that found no place.
pub async fn dropped(tx: &mut OrgTx, id: &WebhookId) -> Result<(), sqlx::Error> {
    execute!(tx, "UPDATE webhooks SET dropped = dropped + 1 WHERE org_id = $1 AND id = $2", |org| (
        org.as_str(),
        id.as_str()
    ))
    .map(drop)
}

/// The columns of an address that people fill in.
pub struct Chosen {
    pub url: String,
    pub description: String,
    pub events: Vec<EventKind>,
}

/// Adds an address; `false` where another one of the organisation's is the same.
pub async fn insert(tx: &mut OrgTx, id: &WebhookId, chosen: &Chosen, now: i64) -> Result<bool, sqlx::Error> {
    let events = to_json(&chosen.events)?;
    let added = execute!(
        tx,
        "INSERT INTO webhooks (id, org_id, url, description, events, created_at, updated_at)
         VALUES ($1, $2, $3, $4, $5, $6, $6) ON CONFLICT DO NOTHING",
        |org| (id.as_str(), org.as_str(), &chosen.url, &chosen.description, &events, now)
    )?;
    Ok(added > 0)
}

/// Whether another address of the organisation's is the same.
pub async fn is_taken(tx: &mut OrgTx, url: &str, by_other_than: &WebhookId) -> Result<bool, sqlx::Error> {
    on!(tx, |c, org| {
        sqlx::query_scalar(
            "SELECT EXISTS (SELECT 1 FROM webhooks WHERE org_id = $1 AND url = $2 AND id <> $3)",
        )
        .bind(org.as_str())
        .bind(url)
        .bind(by_other_than.as_str())
        .fetch_one(c)
        .await
    })
}

pub async fn change(tx: &mut OrgTx, id: &WebhookId, chosen: &Chosen, now: i64) -> Result<(), sqlx::Error> {
    let events = to_json(&chosen.events)?;
    execute!(
        tx,
        "UPDATE webhooks SET url = $3, description = $4, events = $5, updated_at = $6, version = version + 1
         WHERE org_id = $1 AND id = $2",
        |org| (org.as_str(), id.as_str(), &chosen.url, &chosen.description, &events, now)
    )
    .map(drop)
}

pub async fn delete(tx: &mut OrgTx, id: &WebhookId) -> Result<(), sqlx::Error> {
    execute!(tx, "DELETE FROM webhooks WHERE org_id = $1 AND id = $2", |org| (org.as_str(), id.as_str()))
        .map(drop)
}

pub async fn count(tx: &mut OrgTx) -> Result<u32, sqlx::Error> {
    let (count,): (i64,) = on!(tx, |c, org| {
        sqlx::query_as("SELECT COUNT(*) FROM webhooks WHERE org_id = $1")
            .bind(org.as_str())
            .fetch_one(c)
            .await
    })?;
    Ok(u32::try_from(count).unwrap_or(u32::MAX))
}

#[derive(sqlx::FromRow)]
struct Row {
    id: String,
    url: String,
    description: String,
    events: String,
    version: i64,
    created_at: i64,
    paused_by: Option<String>,
    paused_at: Option<i64>,
    failing_since: Option<i64>,
    last_fault: Option<String>,
    last_status: Option<i64>,
    last_delivered_at: Option<i64>,
    former_until: Option<i64>,
    waiting: i64,
    dropped: i64,
}

macro_rules! columns {
    () => {
        concat!(
            "SELECT w.id, w.url, w.description, w.events, w.version, w.created_at, w.paused_by, w.paused_at,
           w.failing_since, w.last_fault, w.last_status, w.last_delivered_at, w.dropped,
           (SELECT MAX(s.ends_at) FROM webhook_secrets AS s
            WHERE s.org_id = w.org_id AND s.webhook_id = w.id AND s.ends_at > $2) AS former_until,
           (SELECT COUNT(*) FROM webhook_deliveries AS d
            WHERE d.org_id = w.org_id AND d.webhook_id = w.id
              AND ",
            is_in_line!(d),
            ") AS waiting
         FROM webhooks AS w WHERE w.org_id = $1"
        )
    };
}

impl Row {
    fn view(self) -> Result<WebhookView, sqlx::Error> {
        let row = stored("webhooks", &self.id);
        let paused_by = row.code_some("paused_by", self.paused_by.as_deref(), PausedBy::from_code)?;
        let fault = row.code_some("last_fault", self.last_fault.as_deref(), DeliveryFault::from_code)?;
        let status = self.last_status.and_then(|status| u16::try_from(status).ok());
        Ok(WebhookView {
            id: row.parse("id", &self.id)?,
            events: read_events(&self.id, &self.events)?,
            url: self.url,
            description: self.description,
            version: self.version,
            created_at: self.created_at,
            paused: paused_by.map(|by| Paused { by, at: self.paused_at.unwrap_or_default() }),
            failing_since: self.failing_since,
            last_fault: fault.map(|fault| (fault, status)),
            last_delivered_at: self.last_delivered_at,
            former_secret_until: self.former_until,
            waiting: u32::try_from(self.waiting).unwrap_or(u32::MAX),
            dropped: u32::try_from(self.dropped).unwrap_or(u32::MAX),
        })
    }
}

/// A page of addresses, the oldest first.
pub async fn page(
    tx: &mut OrgTx,
    after: Option<&WebhookId>,
    now: i64,
    limit: i64,
) -> Result<Vec<WebhookView>, sqlx::Error> {
    let rows: Vec<Row> = on!(tx, |c, org| {
        sqlx::query_as(concat!(columns!(), " AND w.id > $3 ORDER BY w.id LIMIT $4"))
            .bind(org.as_str())
            .bind(now)
            .bind(after.map_or("", WebhookId::as_str))
            .bind(limit)
            .fetch_all(c)
            .await
    })?;
    rows.into_iter().map(Row::view).collect()
}

/// The version of an address, which a change is held to, and its name for the audit log.
pub struct Known {
    pub version: i64,
    pub called: String,
}

/// Reads no more of an address than that; `None` where it is not there.
pub async fn known(tx: &mut OrgTx, id: &WebhookId) -> Result<Option<Known>, sqlx::Error> {
    let row: Option<(i64, String, String)> = on!(tx, |c, org| {
        sqlx::query_as("SELECT version, description, url FROM webhooks WHERE org_id = $1 AND id = $2")
            .bind(org.as_str())
            .bind(id.as_str())
            .fetch_optional(c)
            .await
    })?;
    Ok(row.map(|(version, description, url)| Known {
        version,
        called: webhook::called(&description, &url).to_owned(),
    }))
}

pub async fn find(tx: &mut OrgTx, id: &WebhookId, now: i64) -> Result<Option<WebhookView>, sqlx::Error> {
    let row: Option<Row> = on!(tx, |c, org| {
        sqlx::query_as(concat!(columns!(), " AND w.id = $3"))
            .bind(org.as_str())
            .bind(now)
            .bind(id.as_str())
            .fetch_optional(c)
            .await
    })?;
    row.map(Row::view).transpose()
}

/// The state of an address that decides whether something is sent to it.
pub struct SendingState {
    pub url: String,
    pub is_paused: bool,
    pub failures: i64,
    pub failing_since: Option<i64>,
    pub told: bool,
    pub rests_until: i64,
    pub last_delivered_at: Option<i64>,
}

/// A row of [`SENDING_STATE`].
type SendingStateRow = (String, bool, i64, Option<i64>, bool, i64, Option<i64>);

const SENDING_STATE: &str = concat!(
    "SELECT w.url, w.paused_by IS NOT NULL, w.failures, w.failing_since, w.told, w.rests_until,
       w.last_delivered_at
     FROM webhooks AS w WHERE w.org_id = $1 AND w.id = $2 AND ",
    is_at_work!("w.org_id")
);

/// `None` where it is gone, or its organisation rests.
pub async fn standing(tx: &mut OrgTx, id: &WebhookId) -> Result<Option<SendingState>, sqlx::Error> {
    let row: Option<SendingStateRow> = on!(tx, |c, org| {
        sqlx::query_as(SENDING_STATE).bind(org.as_str()).bind(id.as_str()).fetch_optional(c).await
    })?;
    Ok(row.map(|(url, is_paused, failures, failing_since, told, rests_until, last_delivered_at)| {
        SendingState { url, is_paused, failures, failing_since, told, rests_until, last_delivered_at }
    }))
}

const DUE: &str = concat!(
    "SELECT w.org_id, w.id FROM webhooks AS w WHERE w.next_at <= $1 AND ",
    is_at_work!("w.org_id"),
    " ORDER BY w.next_at, w.id LIMIT $2"
);

/// Addresses to which something is to be sent, of all organisations, the longest due first.
pub async fn due(tx: &mut Tx, now: i64, limit: i64) -> Result<Vec<(OrgId, WebhookId)>, sqlx::Error> {
    let rows: Vec<(String, String)> =
        on!(tx, |c| { sqlx::query_as(DUE).bind(now).bind(limit).fetch_all(c).await })?;
    let read = |(org, id): &(String, String)| {
        let row = stored("webhooks", id);
        Ok((row.parse("org_id", org)?, row.parse("id", id)?))
    };
    rows.iter().map(read).collect()
}

/// Has somebody look at the address next at that time; `None` for when there is something again.
pub async fn look_at(tx: &mut OrgTx, id: &WebhookId, at: Option<i64>) -> Result<(), sqlx::Error> {
    execute!(tx, "UPDATE webhooks SET next_at = $3 WHERE org_id = $1 AND id = $2", |org| (
        org.as_str(),
        id.as_str(),
        at
    ))
    .map(drop)
}

/// Notes that it has taken something.
pub async fn took(tx: &mut OrgTx, id: &WebhookId, now: i64) -> Result<(), sqlx::Error> {
    execute!(
        tx,
        "UPDATE webhooks SET failures = 0, failing_since = NULL, last_fault = NULL, last_status = NULL,
           told = FALSE, rests_until = 0, last_delivered_at = $3
         WHERE org_id = $1 AND id = $2",
        |org| (org.as_str(), id.as_str(), now)
    )
    .map(drop)
}

/// An attempt that was not taken.
pub struct Failed {
    pub fault: DeliveryFault,
    pub status: Option<u16>,
    pub since: i64,
    pub rests_until: i64,
    pub told: bool,
}

pub async fn failed(tx: &mut OrgTx, id: &WebhookId, failed: &Failed) -> Result<(), sqlx::Error> {
    execute!(
        tx,
        "UPDATE webhooks SET failures = failures + 1, failing_since = $3, last_fault = $4, last_status = $5,
           rests_until = $6, told = $7
         WHERE org_id = $1 AND id = $2",
        |org| (
            org.as_str(),
            id.as_str(),
            failed.since,
            failed.fault.code(),
            failed.status.map(i64::from),
            failed.rests_until,
            failed.told
        )
    )
    .map(drop)
}

pub async fn pause(tx: &mut OrgTx, id: &WebhookId, by: PausedBy, now: i64) -> Result<(), sqlx::Error> {
    execute!(tx, "UPDATE webhooks SET paused_by = $3, paused_at = $4 WHERE org_id = $1 AND id = $2", |org| (
        org.as_str(),
        id.as_str(),
        by.code(),
        now
    ))
    .map(drop)
}

/// Goes on with an address, as if nothing had failed.
pub async fn resume(tx: &mut OrgTx, id: &WebhookId) -> Result<(), sqlx::Error> {
    execute!(
        tx,
        "UPDATE webhooks SET paused_by = NULL, paused_at = NULL, failures = 0, failing_since = NULL, told = FALSE,
           rests_until = 0, dropped = 0
         WHERE org_id = $1 AND id = $2",
        |org| (org.as_str(), id.as_str())
    )
    .map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::db::explain;

    #[tokio::test]
    async fn what_is_due_is_read_from_the_index_that_has_nothing_else() {
        let plan = explain::of(DUE).await;
        assert!(plan.iter().any(|line| line.contains("INDEX webhooks_next (next_at<?)")), "{plan:#?}");
        assert!(!plan.iter().any(|line| line.starts_with("SCAN")), "{plan:#?}");
    }
}
