//! The audit log: who did what, to choose from and to keep.

mod entry;
mod list_page;
mod texts;

pub use list_page::AuditPage;
pub use texts::AuditTexts;

pub const PATH: &str = "/dashboard/audit";
