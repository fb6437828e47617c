//! The providers that an organisation connects, replaces and disconnects.

mod carry_faults;
mod check_faults;
mod cleanup_faults;
mod cleanup_killed;
mod conditions;
mod connecting;
mod disconnect_pages;
mod disconnecting;
mod every_provider;
mod every_providers_key;
mod google;
mod late_answers;
mod openai;
mod outside_changes;
mod replacing;
mod rotating;
mod rotation_faults;
mod rotation_killed;
mod smtp;
mod unreadable_secrets;
mod vapi_key;
