//! Webhooks, and what is sent to them.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::Time;
use crate::domain::{
    codes::codes,
    moment::iso_millis,
    secret_text::SecretText,
    webhook::{
        AttemptView, DeliveriesQuery, DeliveryFault, DeliveryFilter, DeliveryId, DeliveryPage, DeliveryState,
        DeliveryView, EventKind, Paused, PausedBy, ReplayForm, Replayed, WebhookEventId, WebhookForm,
        WebhookId, WebhookView, WebhooksQuery,
    },
};

codes! {
    /// How a webhook stands.
    pub enum WebhookState {
        Active = "active",
        /// It has taken nothing that was sent to it of late, and is tried again.
        Failing = "failing",
        /// Nothing but tests is sent to it; what happens meanwhile waits.
        Paused = "paused",
    }
}

/// An address to which events are sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Webhook {
    pub id: WebhookId,
    pub url: String,
    /// Empty where nobody has described it.
    pub description: String,
    /// What it is sent.
    pub events: Vec<EventKind>,
    pub state: WebhookState,
    pub paused_by: Option<PausedBy>,
    pub paused_at: Option<Time>,
    /// Since when it has taken nothing that was sent to it.
    pub failing_since: Option<Time>,
    /// What the last attempt failed by, with the status that was answered.
    pub last_fault: Option<DeliveryFault>,
    pub last_status: Option<u16>,
    pub last_delivered_at: Option<Time>,
    /// Until when the former secret signs as well.
    pub former_secret_until: Option<Time>,
    /// Deliveries that are not over.
    pub waiting: u32,
    /// Events that found no place any more, since too many waited.
    pub dropped: u32,
    /// Counts the changes; the `ETag` has it.
    pub version: i64,
    pub created_at: Time,
}

/// A webhook with its secret, which is told this once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct WebhookWithSecret {
    #[serde(flatten)]
    pub webhook: Webhook,
    /// What its program verifies signatures with, as Standard Webhooks writes it.
    #[schema(value_type = String, example = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")]
    pub secret: SecretText,
}

/// An address, and what is sent to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WriteWebhook {
    /// An address of the public internet.
    #[schema(example = "https://crm.example/ava")]
    pub url: String,
    #[serde(default)]
    pub description: String,
    /// One at least; `webhook.test` is sent without being chosen.
    pub events: Vec<EventKind>,
}

/// One event to one address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Delivery {
    pub id: DeliveryId,
    pub webhook: WebhookId,
    /// The header `webhook-id`: the same for all addresses, attempts and replays.
    pub event: WebhookEventId,
    #[serde(rename = "type")]
    pub kind: EventKind,
    /// The id or the code of what it is about: deliveries about the same come in order.
    pub object: String,
    pub state: DeliveryState,
    pub happened_at: Time,
    /// When it was put in line: later for one that is sent again.
    pub queued_at: Time,
    /// Whether somebody has had it sent again.
    pub replay: bool,
    pub attempts: u32,
    /// When it is tried next, where it is to be.
    pub next_at: Option<Time>,
    pub ended_at: Option<Time>,
    pub last_attempt: Option<DeliveryAttempt>,
}

/// One attempt to deliver.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DeliveryAttempt {
    /// From 1 on.
    pub nr: u32,
    pub at: Time,
    /// Milliseconds until the answer, or until it was given up.
    pub took_ms: u32,
    pub status: Option<u16>,
    /// `null` where it was taken.
    pub fault: Option<DeliveryFault>,
    /// The beginning of the answer, as text.
    pub answer: String,
}

/// One delivery with all of its log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DeliveryLog {
    pub delivery: Delivery,
    /// The body of the request, which is JSON.
    pub body: String,
    /// The newest first.
    pub attempts: Vec<DeliveryAttempt>,
}

/// A span of time of which everything is sent again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReplaySpan {
    pub from: Time,
    /// Until now where it is left out.
    #[serde(default)]
    pub until: Option<Time>,
    /// Whether what was delivered is left out.
    #[serde(default)]
    pub undelivered: bool,
}

/// What is in line to be sent again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ReplayedSpan {
    pub count: u32,
    /// Where the rest begins, if there is more in the span than is sent again at once: to the millisecond, so
    /// that whoever goes on from there gets on.
    #[schema(value_type = Option<Time>)]
    pub next_from: Option<String>,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct WebhooksParams {
    /// The last page's `next`.
    pub after: Option<WebhookId>,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct DeliveriesParams {
    /// Which deliveries; all where it is left out.
    pub show: Option<DeliveryFilter>,
    /// The type of the event.
    pub about: Option<EventKind>,
    /// The last page's `next`.
    pub after: Option<DeliveryId>,
}

impl From<WebhooksParams> for WebhooksQuery {
    fn from(WebhooksParams { after }: WebhooksParams) -> Self {
        Self { after }
    }
}

impl From<DeliveriesParams> for DeliveriesQuery {
    fn from(DeliveriesParams { show, about, after }: DeliveriesParams) -> Self {
        Self { show: show.unwrap_or_default(), about, before: after }
    }
}

impl From<WriteWebhook> for WebhookForm {
    fn from(WriteWebhook { url, description, events }: WriteWebhook) -> Self {
        Self::of(&url, &description, &events)
    }
}

impl From<ReplaySpan> for ReplayForm {
    fn from(ReplaySpan { from, until, undelivered }: ReplaySpan) -> Self {
        let until = until.map(|until| iso_millis(until.0)).unwrap_or_default();
        Self { from: iso_millis(from.0), until, undelivered }
    }
}

impl From<Replayed> for ReplayedSpan {
    fn from(Replayed { count, next_from }: Replayed) -> Self {
        Self { count, next_from: next_from.map(iso_millis) }
    }
}

impl From<WebhookView> for Webhook {
    fn from(view: WebhookView) -> Self {
        let state = match (view.paused, view.failing_since) {
            (Some(_), _) => WebhookState::Paused,
            (None, Some(_)) => WebhookState::Failing,
            (None, None) => WebhookState::Active,
        };
        let (paused_by, paused_at) = view.paused.map(|Paused { by, at }| (by, Time(at))).unzip();
        let (last_fault, last_status) = view.last_fault.unzip();
        Self {
            id: view.id,
            url: view.url,
            description: view.description,
            events: view.events,
            state,
            paused_by,
            paused_at,
            failing_since: view.failing_since.map(Time),
            last_fault,
            last_status: last_status.flatten(),
            last_delivered_at: view.last_delivered_at.map(Time),
            former_secret_until: view.former_secret_until.map(Time),
            waiting: view.waiting,
            dropped: view.dropped,
            version: view.version,
            created_at: Time(view.created_at),
        }
    }
}

impl From<AttemptView> for DeliveryAttempt {
    fn from(AttemptView { nr, at, took, status, fault, answer }: AttemptView) -> Self {
        Self { nr, at: Time(at), took_ms: took, status, fault, answer }
    }
}

impl From<DeliveryView> for Delivery {
    fn from(view: DeliveryView) -> Self {
        Self {
            id: view.id,
            webhook: view.webhook,
            event: view.event,
            kind: view.kind,
            object: view.object,
            state: view.state,
            happened_at: Time(view.at),
            queued_at: Time(view.queued_at),
            replay: view.replay,
            attempts: view.attempts,
            next_at: view.next_at.map(Time),
            ended_at: view.ended_at.map(Time),
            last_attempt: view.last.map(DeliveryAttempt::from),
        }
    }
}

impl From<DeliveryPage> for DeliveryLog {
    fn from(DeliveryPage { delivery, body, attempts, .. }: DeliveryPage) -> Self {
        let attempts = attempts.into_iter().map(DeliveryAttempt::from).collect();
        Self { delivery: delivery.into(), body, attempts }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rest_of_a_span_begins_at_the_very_moment_that_is_told() {
        let at = 1_795_183_509_040;
        let told = ReplayedSpan::from(Replayed { count: 1000, next_from: Some(at) });
        let from = serde_json::to_value(&told).unwrap()["next_from"].clone();
        assert_eq!(from, "2026-11-20T14:05:09.040Z");
        let span: ReplaySpan = serde_json::from_value(serde_json::json!({ "from": from })).unwrap();
        assert_eq!(span.from, Time(at));
        assert_eq!(<ReplayForm as From<ReplaySpan>>::from(span).from, "2026-11-20T14:05:09.040Z");
    }
}
