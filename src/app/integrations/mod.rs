//! The integrations page, and the page of each provider.

pub mod api;
mod card;
mod checklist;
mod cleanups;
mod credential_form;
mod disconnect_page;
mod frame;
mod page;
mod provider_page;
mod readiness;
pub mod services;
mod switch;

pub use disconnect_page::DisconnectPage;
pub use page::IntegrationsPage;
pub use provider_page::ProviderPage;
#[cfg(feature = "ssr")]
pub use services::google_calendar::leaving_for;
pub use services::twilio::agent_choice;
