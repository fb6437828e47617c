//! Contacts: the people whom the organisation has to do with.

pub mod api;
mod list_page;
mod new_page;
mod page;
mod texts;

pub use list_page::ContactsPage;
pub use new_page::NewContactPage;
pub use page::ContactPage;
pub use texts::ContactTexts;

use crate::domain::contact::ContactId;

pub const PATH: &str = "/dashboard/contacts";
pub const NEW: &str = "/dashboard/contacts/new";
pub const CONTACT: &str = "/dashboard/contacts/{id}";

pub fn contact_href(id: &ContactId) -> String {
    format!("{PATH}/{id}")
}
