//! Managed numbers: they are found, bought, released, and switched to or from.

mod address_fields;
pub mod api;
mod buy_page;
mod find_page;
mod leave_texts;
mod release_page;
mod results;
mod switch_page;
mod texts;
mod words;

pub use buy_page::BuyNumberPage;
pub use find_page::FindNumberPage;
pub use release_page::ReleaseNumberPage;
pub use switch_page::SwitchNumbersPage;
pub use texts::ManagedTexts;
