//! Whether numbers can answer a call now, link by link, and what asks for it from outside.

pub mod api;
pub mod call_path;
mod monitoring;
mod page;
mod texts;

pub use page::ReadinessPage;
pub use texts::ReadinessTexts;

pub const PATH: &str = "/dashboard/readiness";
