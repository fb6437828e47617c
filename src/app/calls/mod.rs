//! Calls: their list, and the page of each.

pub mod api;
mod event_list;
mod list_page;
mod page;
mod texts;

pub use list_page::CallsPage;
pub use page::CallPage;
pub use texts::CallsTexts;
