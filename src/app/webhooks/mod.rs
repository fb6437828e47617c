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
use crate::domain::webhook::{DeliveryId, WebhookId, WebhookView};

pub const NEW: &str = "/dashboard/webhooks/new";
pub const SETTINGS: &str = "/dashboard/webhooks/{id}/settings";
pub const DELIVERY: &str = "/dashboard/webhooks/deliveries/{id}";

fn settings_href(id: &WebhookId) -> String {
    format!("{WEBHOOKS}/{id}/settings")
}

fn delivery_href(id: &DeliveryId) -> String {
    format!("{WEBHOOKS}/deliveries/{id}")
}

/// The description, or else the name of the server.
fn name(webhook: &WebhookView) -> String {
    if webhook.description.is_empty() {
        return host(&webhook.url).to_owned();
    }
    webhook.description.clone()
}

/// The name of the server in an address, with its port.
fn host(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.split(['/', '?', '#']).next().unwrap_or(rest)
}

#[cfg(test)]
mod tests {
    use super::host;

    #[test]
    fn a_webhook_without_a_description_is_called_by_its_server() {
        for (url, name) in [
            ("https://crm.example/ava", "crm.example"),
            ("https://crm.example:8443?key=1", "crm.example:8443"),
            ("https://crm.example", "crm.example"),
            ("nonsense", "nonsense"),
        ] {
            assert_eq!(host(url), name);
        }
    }
}
