//! Contacts: the people whom the organisation has to do with.

pub mod api;
mod import_page;
mod list_page;
mod new_page;
mod page;
mod texts;

pub use api::PASTE_FORM;
pub use import_page::ImportContactsPage;
pub use list_page::ContactsPage;
pub use new_page::NewContactPage;
pub use page::ContactPage;
pub use texts::ContactTexts;

use super::paths::listed_href;
use crate::domain::contact::{ContactId, ContactImportId, ContactImportQuery};

pub const PATH: &str = "/dashboard/contacts";
pub const NEW: &str = "/dashboard/contacts/new";
pub const IMPORT: &str = "/dashboard/contacts/import";
pub const CONTACT: &str = "/dashboard/contacts/{id}";

/// The name of the file in the form that brings a list.
pub const FILE: &str = "file";

pub fn contact_href(id: &ContactId) -> String {
    format!("{PATH}/{id}")
}

/// The preview of a list.
pub fn import_href(list: &ContactImportId) -> String {
    let query = ContactImportQuery { list: Some(list.clone()), ..ContactImportQuery::default() };
    listed_href(IMPORT, &query)
}
