//! Agents: their list, a new one, and one to look at and change.

pub mod api;
mod form;
mod list_page;
mod new_page;
mod page;
mod voice_fields;

pub use list_page::AgentsPage;
pub use new_page::NewAgentPage;
pub use page::AgentPage;
