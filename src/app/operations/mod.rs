//! Operations: their list, and the timeline of each.

pub mod api;
mod by_hand;
mod cleanup_texts;
mod decision;
pub mod failed;
mod list_page;
mod page;
mod sentences;
mod texts;
pub mod timeline;

pub use list_page::OperationsPage;
pub use page::OperationPage;
pub use texts::OperationsTexts;
