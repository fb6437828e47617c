//! Events that are sent to programs: which, to whom, in which order, and what becomes of those that fail.

mod delivering;
mod program;
mod raising;
mod secrets;
mod simulated;

use std::time::Duration;

use ava::{
    domain::{
        contact::{ContactForm, ContactId},
        webhook::{
            DeliveriesQuery, DeliveryPage, DeliveryView, EventKind, WebhookForm, WebhookId, WebhookView,
        },
    },
    server::{
        contacts,
        cx::Cx,
        webhooks::{
            sending::send_due,
            service::{self, Made},
        },
    },
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

use crate::support::app::TestApp;

/// The signature of a request by a secret (`whsec_…`), as Standard Webhooks have it.
pub fn signature(secret: &str, id: &str, timestamp: &str, body: &str) -> String {
    let key = STANDARD.decode(secret.strip_prefix("whsec_").unwrap()).unwrap();
    let mut mac = Hmac::<Sha256>::new_from_slice(&key).unwrap();
    mac.update(format!("{id}.{timestamp}.{body}").as_bytes());
    format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()))
}

/// Has these kinds of events be sent to an address.
async fn made(cx: &Cx, url: &str, events: &[EventKind]) -> Made {
    service::create(cx, &WebhookForm::of(url, "Till", events)).await.unwrap()
}

/// Makes a contact, which is an event.
async fn contact(cx: &Cx, name: &str) -> ContactId {
    let form = ContactForm { name: name.to_owned(), ..ContactForm::default() };
    contacts::service::add(cx, &form).await.unwrap()
}

async fn sent(app: &TestApp) -> usize {
    send_due(&app.services).await.unwrap()
}

/// The log of an address, the newest first.
async fn log(cx: &Cx, id: &WebhookId) -> Vec<DeliveryView> {
    service::deliveries(cx, id, &DeliveriesQuery::default()).await.unwrap().deliveries
}

/// The only delivery to an address.
async fn only(cx: &Cx, id: &WebhookId) -> DeliveryPage {
    let log = log(cx, id).await;
    assert_eq!(log.len(), 1, "{log:?}");
    service::delivery(cx, &log[0].id).await.unwrap()
}

async fn view(cx: &Cx, id: &WebhookId) -> WebhookView {
    service::get(cx, id).await.unwrap()
}

/// Moves the clock to when there is something to send next; `false` where there is nothing.
async fn time_passes(app: &TestApp) -> bool {
    let next = "SELECT CAST(MIN(next_at) AS TEXT) FROM webhooks HAVING MIN(next_at) IS NOT NULL";
    let next = app.texts(next, &[]).await;
    let Some(next) = next.first().map(|at| at.parse::<i64>().unwrap()) else { return false };
    app.clock.advance(Duration::from_millis(u64::try_from(next - app.now()).unwrap_or_default()));
    true
}
