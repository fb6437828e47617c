//! Tokens by which programs act for people: a person's own, and those of the organisation.

pub mod api;
mod pages;
mod texts;

pub use pages::{PersonalTokensPage, ServiceTokensPage};
pub use texts::TokenTexts;

/// The page of the person's own tokens.
pub const PERSONAL: &str = "/dashboard/account/tokens";
/// The page of the organisation's tokens.
pub const SERVICE: &str = "/dashboard/team/tokens";
/// The page that describes the API to people who write programs.
const DOCS: &str = "/api/docs";
