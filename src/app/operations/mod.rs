//! Operations: their list, and the timeline of each.

pub mod api;
mod by_hand;
mod decision;
pub mod failed;
mod list_page;
mod page;
pub mod timeline;

pub use list_page::OperationsPage;
pub use page::OperationPage;
