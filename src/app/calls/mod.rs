//! Calls: their list, and the page of each.

pub mod api;
mod event_list;
mod figures_page;
mod figures_texts;
mod list_page;
mod page;
mod retention_page;
mod retention_texts;
mod texts;

pub use figures_page::FiguresPage;
pub use list_page::{CallsPage, row_of};
pub use page::CallPage;
pub use retention_page::RetentionPage;
pub use texts::CallsTexts;

use crate::domain::locale::Locale;

/// An amount of millionths of a US dollar, to the hundredth of a cent.
pub fn dollars(micros: i64, locale: Locale) -> String {
    locale.decimal(&format!("{}.{:04}", micros / 1_000_000, micros % 1_000_000 / 100))
}
