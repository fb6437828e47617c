//! Deliveries as pages show them.

use super::states::is_in_line;
use crate::{
    domain::webhook::{
        AttemptView, DeliveriesQuery, DeliveryFault, DeliveryId, DeliveryState, DeliveryView, EventKind,
        WebhookId,
    },
    server::{
        db::{OrgTx, on, stored},
        list::NEWEST,
    },
};

#[derive(sqlx::FromRow)]
struct Row {
    id: String,
    webhook_id: String,
    event_id: String,
    kind: String,
    object: String,
    state: String,
    due_at: i64,
    queued_at: i64,
    replay: bool,
    attempts: i64,
    happened_at: i64,
    last_at: Option<i64>,
    last_took: Option<i64>,
    last_status: Option<i64>,
    last_fault: Option<String>,
    last_answer: Option<String>,
    last_nr: Option<i64>,
}

macro_rules! columns {
    () => {
        "SELECT d.id, d.webhook_id, d.event_id, d.kind, d.object, d.state, d.due_at, d.queued_at, d.replay,
           d.attempts, e.at AS happened_at, a.nr AS last_nr, a.at AS last_at, a.took AS last_took,
           a.status AS last_status, a.fault AS last_fault, a.answer AS last_answer
         FROM webhook_deliveries AS d
         JOIN webhook_events AS e ON e.id = d.event_id
         LEFT JOIN webhook_attempts AS a ON a.delivery_id = d.id
           AND a.nr = (SELECT MAX(l.nr) FROM webhook_attempts AS l WHERE l.delivery_id = d.id)
         WHERE d.org_id = $1"
    };
}

/// An attempt as it is stored.
#[derive(sqlx::FromRow)]
struct AttemptRow {
    nr: i64,
    at: i64,
    took: i64,
    status: Option<i64>,
    fault: Option<String>,
    answer: String,
}

impl AttemptRow {
    fn view(self, delivery: &str) -> Result<AttemptView, sqlx::Error> {
        let row = stored("webhook_attempts", delivery);
        Ok(AttemptView {
            nr: u32::try_from(self.nr).unwrap_or(u32::MAX),
            at: self.at,
            took: u32::try_from(self.took).unwrap_or(u32::MAX),
            status: self.status.and_then(|status| u16::try_from(status).ok()),
            fault: row.code_some("fault", self.fault.as_deref(), DeliveryFault::from_code)?,
            answer: self.answer,
        })
    }
}

impl Row {
    fn view(self) -> Result<DeliveryView, sqlx::Error> {
        let row = stored("webhook_deliveries", &self.id);
        let state = row.code("state", &self.state, DeliveryState::from_code)?;
        let last = match (self.last_nr, self.last_at, self.last_took, self.last_answer) {
            (Some(nr), Some(at), Some(took), Some(answer)) => {
                let (status, fault) = (self.last_status, self.last_fault);
                Some(AttemptRow { nr, at, took, status, fault, answer }.view(&self.id)?)
            }
            _ => None,
        };
        Ok(DeliveryView {
            id: row.parse("id", &self.id)?,
            webhook: row.parse("webhook_id", &self.webhook_id)?,
            event: row.parse("event_id", &self.event_id)?,
            kind: row.code("kind", &self.kind, EventKind::from_code)?,
            object: self.object,
            state,
            at: self.happened_at,
            queued_at: self.queued_at,
            replay: self.replay,
            attempts: u32::try_from(self.attempts).unwrap_or(u32::MAX),
            next_at: (state == DeliveryState::Waiting).then_some(self.due_at),
            ended_at: state.is_over().then_some(self.due_at),
            last,
        })
    }
}

/// Whether a state is among those that are shown is asked of the row, whose index has the order.
const PAGE: &str = concat!(
    columns!(),
    " AND d.webhook_id = $2 AND d.id < $3 AND ($4 = '' OR d.kind = $4)
      AND ($5 = 'all' OR d.state = $5 OR ($5 = 'waiting' AND ",
    is_in_line!(d),
    "))
      ORDER BY d.id DESC LIMIT $6"
);

/// A page of the deliveries to an address, the newest first.
pub async fn page(
    tx: &mut OrgTx,
    webhook: &WebhookId,
    query: &DeliveriesQuery,
    limit: i64,
) -> Result<Vec<DeliveryView>, sqlx::Error> {
    let rows: Vec<Row> = on!(tx, |c, org| {
        sqlx::query_as(PAGE)
            .bind(org.as_str())
            .bind(webhook.as_str())
            .bind(query.before.as_ref().map_or(NEWEST, DeliveryId::as_str))
            .bind(query.about.map_or("", EventKind::code))
            .bind(query.show.code())
            .bind(limit)
            .fetch_all(c)
            .await
    })?;
    rows.into_iter().map(Row::view).collect()
}

pub async fn find(tx: &mut OrgTx, id: &DeliveryId) -> Result<Option<DeliveryView>, sqlx::Error> {
    let row: Option<Row> = on!(tx, |c, org| {
        sqlx::query_as(concat!(columns!(), " AND d.id = $2"))
            .bind(org.as_str())
            .bind(id.as_str())
            .fetch_optional(c)
            .await
    })?;
    row.map(Row::view).transpose()
}

/// The body of a delivery's request.
pub async fn body(tx: &mut OrgTx, id: &DeliveryId) -> Result<Option<String>, sqlx::Error> {
    on!(tx, |c, org| {
        sqlx::query_scalar(
            "SELECT e.body FROM webhook_deliveries AS d JOIN webhook_events AS e ON e.id = d.event_id
             WHERE d.org_id = $1 AND d.id = $2",
        )
        .bind(org.as_str())
        .bind(id.as_str())
        .fetch_optional(c)
        .await
    })
}

/// All attempts of a delivery, the newest first.
pub async fn attempts(tx: &mut OrgTx, id: &DeliveryId) -> Result<Vec<AttemptView>, sqlx::Error> {
    let rows: Vec<AttemptRow> = on!(tx, |c, org| {
        sqlx::query_as(
            "SELECT nr, at, took, status, fault, answer FROM webhook_attempts
             WHERE org_id = $1 AND delivery_id = $2 ORDER BY nr DESC",
        )
        .bind(org.as_str())
        .bind(id.as_str())
        .fetch_all(c)
        .await
    })?;
    rows.into_iter().map(|row| row.view(id.as_str())).collect()
}
