//! Requests of browsers and programs, and the answers to them: pages, problems, events.

mod bad_input;
mod edge;
mod escaping;
mod events;
mod pages;
mod pasted_text;
mod plain_forms;
mod refusals;
mod webhooks;
