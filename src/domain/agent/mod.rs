//! AVA's assistants: what a person fills in, Vapi's limits on it, and how an
//! agent stands against its assistant.

mod conflict;
mod facet;
mod fields;
#[cfg(test)]
pub(crate) mod form_tests;
mod query;
mod settings;
mod spec;
mod view;
mod voice_inputs;

pub use conflict::{ConflictForm, ConflictView, Difference, changed_there, differences};
pub use fields::{AgentForm, AgentSpec, Facet, MAX_GREETING, MAX_INSTRUCTIONS, MAX_NAME};
pub use query::AgentsQuery;
pub use settings::{Language, Minutes, SpeaksFirst, Temperature};
pub use view::{AgentPageView, AgentView, AgentsView, HookState, SyncState};
pub use voice_inputs::MAX_VOICE_ID;
