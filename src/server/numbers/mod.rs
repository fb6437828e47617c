//! Phone numbers of an org: where each stands on its way to an answer.

pub mod answering;
pub mod answering_agents;
pub mod call_path;
pub mod drift;
pub mod findings;
pub mod leftovers;
pub mod managed;
pub mod messages;
pub mod operations;
pub mod picker;
pub mod redacted_url;
pub mod repo;
pub mod service;
pub mod views;
