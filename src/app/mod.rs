//! The pages, compiled for the server and for the browser.
//!
//! Knows `domain`; must not know `server`, except inside the body of a server
//! function, nor sqlx, axum or reqwest.

pub mod account;
pub mod address;
pub mod agents;
pub mod appointments;
pub mod audit;
pub mod auth;
pub mod calls;
pub mod contacts;
mod copy;
pub mod errors;
pub mod form_action;
pub mod form_state;
pub mod health;
pub mod i18n;
pub mod in_browser;
pub mod integrations;
pub mod layout;
#[cfg(feature = "ssr")]
mod leaving;
pub mod list;
pub mod live;
pub mod notifications;
pub mod numbers;
pub mod operations;
pub mod page_context;
mod page_cx;
mod passkeys;
pub mod paths;
pub mod read;
pub mod readiness;
mod root;
pub mod routes;
pub mod sandbox;
pub mod shell;
#[cfg(feature = "ssr")]
mod static_document;
pub mod status;
pub mod team;
pub mod tenants;
pub mod tokens;
pub mod trials;
pub mod ui;
#[cfg(feature = "ssr")]
pub mod unparsed_form;
pub mod webhooks;
pub mod wire;

pub use root::App;
