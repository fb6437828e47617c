//! What the organisation is told of: the bell, and the list behind it.

pub mod api;
mod bell;
mod list_page;
mod texts;

pub use bell::Bell;
pub use list_page::NotificationsPage;
pub use texts::NotificationsTexts;

pub const PATH: &str = "/dashboard/notifications";
