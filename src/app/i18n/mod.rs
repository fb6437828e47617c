//! Every sentence of the pages, in English and in French: a text that is
//! missing in one language does not compile.

pub mod account;
pub mod agents;
pub mod answerers;
pub mod auth;
pub mod common;
pub mod drift;
pub mod errors;
pub mod integrations;
pub mod managed;
pub mod numbers;
pub mod operations;
pub mod release;
pub mod sandbox;
mod texts;

pub use texts::{Texts, t, texts, use_locale};
