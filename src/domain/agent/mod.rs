//! AVA's assistants: what a person fills in, Vapi's limits on it, and how an
//! agent stands against its assistant.
//!
//! Limits from Vapi's OpenAPI document: `name` at most 40 characters, voice and
//! model both required inside their objects, `temperature` 0 to 2,
//! `maxDurationSeconds` 10 to 43200.

mod conflict;
mod facet;
mod form;
mod query;
mod settings;
mod spec;
mod view;

pub use conflict::{ConflictForm, ConflictView, Difference, changed_there, differences};
pub use facet::Facet;
pub use form::{AgentForm, MAX_GREETING, MAX_INSTRUCTIONS, MAX_NAME, MAX_VOICE_ID};
pub use query::AgentsQuery;
pub use settings::{Language, Minutes, SpeaksFirst, Temperature};
pub use spec::AgentSpec;
pub use view::{AgentPageView, AgentView, AgentsView, SyncState};
