//! Numbers: their list, the page of each, their removal, and managed numbers.

mod actions;
mod answerer_name_texts;
mod answerer_texts;
pub mod api;
mod confirmation;
mod drift;
pub mod drift_api;
mod drift_texts;
mod filters;
mod list_page;
pub mod managed;
mod page;
mod remove_page;
pub mod state;
mod texts;

pub use actions::prove_form;
pub use answerer_texts::AnswererTexts;
pub use drift_texts::DriftTexts;
pub use list_page::NumbersPage;
pub use managed::{BuyNumberPage, FindNumberPage, ReleaseNumberPage, SwitchNumbersPage};
pub use page::NumberPage;
pub use remove_page::RemoveNumberPage;
pub use texts::NumbersTexts;
