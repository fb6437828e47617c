//! Numbers: their list, the page of each, their removal, and managed numbers.

mod actions;
pub mod api;
mod confirmation;
mod drift;
pub mod drift_api;
mod filters;
mod list_page;
pub mod managed;
mod page;
mod remove_page;
pub mod state;

pub use actions::prove_form;
pub use list_page::NumbersPage;
pub use managed::{BuyNumberPage, FindNumberPage, ReleaseNumberPage, SwitchNumbersPage};
pub use page::NumberPage;
pub use remove_page::RemoveNumberPage;
