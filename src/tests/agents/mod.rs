//! Agents, and their assistants at Vapi.

mod assistants;
mod catalogue;
mod conflicts;
mod deleting;
mod sync_faults;
