//! The integrations page, and the page of each provider.

pub mod api;
mod card;
mod checklist;
mod clean_ups;
mod disconnect_page;
mod frame;
mod import_fields;
mod number_list;
mod number_picker;
mod page;
mod provider_page;
mod readiness;
mod source;
mod switch;
mod twilio_form;
mod twilio_page;
mod vapi_form;
mod vapi_page;

pub use disconnect_page::DisconnectPage;
pub use import_fields::agent_choice;
pub use page::IntegrationsPage;
pub use provider_page::ProviderPage;
