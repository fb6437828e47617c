//! Everything that runs natively: services, repositories, providers, HTTP.
//!
//! Knows `domain`; must not know `app`, except the shell and its context, which
//! the router renders.

pub mod account;
pub mod agents;
pub mod application;
pub mod appointments;
pub mod audit;
pub mod auth;
pub mod bench;
pub mod calls;
pub mod clock;
pub mod config;
pub mod correlation;
pub mod credentials;
pub mod current_user;
pub mod cx;
pub mod db;
pub mod demo;
pub mod edge;
pub mod error;
pub mod events;
pub mod features;
pub mod files;
pub mod forms;
pub mod health;
pub mod hooks;
pub mod http;
pub mod integrations;
pub mod key_rotation;
pub mod limits;
pub mod links;
pub mod list;
pub mod mail;
pub mod notifications;
pub mod numbers;
pub mod operation_registry;
pub mod operations;
pub mod passwords;
pub mod provider_auth;
pub mod providers;
pub mod quotas;
pub mod random;
pub mod readiness;
pub mod reads;
pub mod request;
pub mod router;
pub mod sandbox;
pub mod sessions;
pub mod team;
pub mod telemetry;
pub mod tool_registry;
pub mod trail;
pub mod vault;
pub mod zones;
