//! Webhooks: the addresses of programs that are told what happens, and how each delivery stands.

pub mod api;
mod delivery_page;
mod fields;
mod list_page;
mod new_page;
mod page;
mod settings_page;
mod standing;
mod texts;

pub use delivery_page::DeliveryPage;
pub use list_page::WebhooksPage;
pub use new_page::NewWebhookPage;
pub use page::WebhookPage;
pub use settings_page::WebhookSettingsPage;
pub use texts::WebhooksTexts;

use super::paths::WEBHOOKS;
use crate::domain::webhook::{DeliveryId, WebhookId};

pub const NEW: &str = "/dashboard/webhooks/new";
pub const SETTINGS: &str = "/dashboard/webhooks/{id}/settings";
pub const DELIVERY: &str = "/dashboard/webhooks/deliveries/{id}";

fn settings_href(id: &WebhookId) -> String {
    format!("{WEBHOOKS}/{id}/settings")
}

fn delivery_href(id: &DeliveryId) -> String {
    format!("{WEBHOOKS}/deliveries/{id}")
}
