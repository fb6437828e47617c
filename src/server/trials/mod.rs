//! Trying an agent before callers do: in writing, and by a call to one’s own phone.
//!
//! Vapi continues a conversation from its last chat, so of each there is that chat’s id, and what was
//! said: each turn is a page of its own where no script runs, which no provider is asked for. A
//! conversation is its person’s alone. It is over when they begin another, and forgotten after a day,
//! since what is typed to try an agent is often somebody’s real case; Vapi keeps its chats by its own
//! rules.

mod phone_repo;
pub mod phones;
mod repo;
pub mod service;
