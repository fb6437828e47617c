//! Pure rules and the shapes that travel between server and browser.
//!
//! Compiled for both. Knows `std`, `serde` and `percent_encoding`, and on the server
//! the tables of Unicode and of the countries' numbers, and what the document of the API
//! is made of; must not know leptos, sqlx, axum, tokio or reqwest.

pub mod account;
mod account_query;
pub mod address;
pub mod agent;
pub mod answer;
pub mod answerer;
pub mod api_token;
pub mod appointment;
pub mod area;
pub mod assistant_tool;
pub mod audit;
pub mod auth_forms;
pub mod call;
pub(crate) mod codes;
pub mod contact;
pub mod credential;
pub mod deletion;
pub mod demo;
pub mod drift;
pub mod email;
pub mod escape;
pub mod factor;
pub mod fault_form;
pub mod feature;
pub mod flash;
pub mod form;
pub mod hand_over;
pub mod health;
pub mod ids;
pub mod integrations;
pub mod invitation;
pub mod key_vendor;
pub mod leftover;
pub mod link;
pub mod list;
pub mod locale;
pub mod managed;
pub mod models;
pub mod moment;
pub mod notification;
pub mod number;
pub mod operation;
pub mod outside_change;
pub mod passkey;
pub mod phone;
pub mod problem;
pub mod provider;
pub mod query;
pub mod quota;
pub mod readiness;
pub mod release;
pub mod role;
pub mod sandbox;
#[cfg(feature = "ssr")]
pub(crate) mod schema;
pub mod secret_format;
pub mod secret_text;
pub mod support;
pub mod suspension;
pub mod team;
pub mod tenant;
pub mod text;
pub mod topic;
pub mod trial;
pub mod twilio_region;
pub mod vapi_key;
pub mod view;
pub mod voices;
pub mod way_in;
pub mod webhook;
pub mod zone;
