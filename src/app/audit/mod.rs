//! The audit log: who did what, to choose from and to keep; and what a person did themselves.

mod activity_page;
mod entry;
mod list_page;
pub mod log;
mod texts;

pub use activity_page::ActivityPage;
pub use list_page::AuditPage;
pub use texts::AuditTexts;

pub const PATH: &str = "/dashboard/audit";
