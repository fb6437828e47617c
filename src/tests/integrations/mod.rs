//! The providers that an organisation connects, replaces and disconnects.

mod cleanup_killed;
mod connecting;
mod disconnect_pages;
mod disconnecting;
mod late_answers;
mod outside_changes;
mod replacing;
mod unreadable_secrets;
mod vapi_key;
