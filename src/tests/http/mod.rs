//! What a browser or a program sends, and what comes back: requests, pages, events.

mod bad_input;
mod edge;
mod escaping;
mod events;
mod pages;
mod pasted_text;
mod plain_forms;
mod refusals;
