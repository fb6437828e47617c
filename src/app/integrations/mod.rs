//! The integrations page, and the page of each provider.

pub mod api;
mod card;
mod checklist;
mod cleanups;
mod credential_form;
mod disconnect_page;
mod disconnect_texts;
mod frame;
mod page;
mod provider_page;
mod provider_texts;
mod readiness;
pub mod services;
mod switch;
mod texts;

pub use disconnect_page::DisconnectPage;
pub use disconnect_texts::DisconnectTexts;
pub use page::IntegrationsPage;
pub use provider_page::ProviderPage;
#[cfg(feature = "ssr")]
pub use services::google_calendar::leaving_for;
pub use services::twilio::agent_choice;
pub use texts::IntegrationsTexts;
