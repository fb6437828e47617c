//! Agents: their list, a new one, and the page of each.

pub mod api;
mod changes_texts;
mod conflict_page;
mod delete_page;
mod edit_conflict;
pub(in crate::app) mod facets;
mod form;
mod list_page;
mod model_field;
mod new_page;
mod page;
mod sync_status;
mod texts;
mod voice_fields;

pub use conflict_page::ConflictPage;
pub use delete_page::DeleteAgentPage;
pub use list_page::AgentsPage;
pub use new_page::NewAgentPage;
pub use page::AgentPage;
pub use texts::AgentsTexts;
