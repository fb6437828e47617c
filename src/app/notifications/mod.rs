//! What people are told of: the bell, the list behind it, and how each wants to be told.

pub mod api;
mod bell;
mod list_page;
mod settings_page;
mod settings_texts;
mod texts;

pub use bell::Bell;
pub use list_page::NotificationsPage;
pub use settings_page::NotificationSettingsPage;
pub use settings_texts::SettingsTexts;
pub use texts::NotificationsTexts;
