//! Numbers: their list, one of them, and removing it.

mod acts;
pub mod api;
mod filters;
mod list_page;
mod page;
mod remove_page;
pub mod state;

pub use acts::prove_form;
pub use list_page::NumbersPage;
pub use page::NumberPage;
pub use remove_page::RemoveNumberPage;
