//! Contacts that are brought as a list: a file with a row for each, or the same text pasted.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use super::ContactId;
use crate::domain::{
    codes::codes,
    email::Email,
    form::form,
    ids::ids,
    list::{filters, list_query},
    phone::E164,
    problem::Problem,
};

ids! { ContactImportId }

/// The most rows of a list, the first one with the names of columns aside.
pub const MAX_ROWS: u32 = 5_000;
/// The most columns that are read of a row.
pub const MAX_COLUMNS: usize = 40;

codes! {
    #[derive(Default)]
    pub enum ImportState {
        /// It is looked at: nothing is brought yet.
        #[default]
        Draft = "draft",
        Running = "running",
        /// It cannot go on; what was brought stays.
        Stopped = "stopped",
        Done = "done",
    }
}

codes! {
    /// The content that a column is taken for.
    pub enum Guessed {
        Name = "name",
        FirstName = "first_name",
        LastName = "last_name",
        Phone = "phone",
        Email = "email",
        Tags = "tags",
        Note = "note",
    }
}

/// How a list is read: which column holds what, from 0 on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Mapping {
    /// Whether the first row has the names of the columns.
    pub header: bool,
    pub name: Option<u32>,
    pub first_name: Option<u32>,
    pub last_name: Option<u32>,
    pub phone: Option<u32>,
    pub email: Option<u32>,
    pub tags: Option<u32>,
    pub note: Option<u32>,
    /// The digits of the country code of numbers that have none; empty where such are refused.
    pub country: String,
}

impl Mapping {
    pub const fn column(&mut self, of: Guessed) -> &mut Option<u32> {
        match of {
            Guessed::Name => &mut self.name,
            Guessed::FirstName => &mut self.first_name,
            Guessed::LastName => &mut self.last_name,
            Guessed::Phone => &mut self.phone,
            Guessed::Email => &mut self.email,
            Guessed::Tags => &mut self.tags,
            Guessed::Note => &mut self.note,
        }
    }
}

form! {
    /// A list as it is pasted.
    pub struct PasteForm {
        pub text: String at List,
    }
}

form! {
    /// Corrects how a list is read: a column is the text of its place, or nothing.
    pub struct MappingForm {
        pub header: bool,
        pub name: String at Name,
        pub first_name: String at Name,
        pub last_name: String at Name,
        pub phone: String at Number,
        pub email: String at Email,
        pub tags: String at Tags,
        pub note: String at Note,
        pub country: String at Country,
    }
}

/// The number of a row, as the address of a page has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowCursor {
    text: String,
    pub row: u32,
}

impl RowCursor {
    pub fn new(row: u32) -> Self {
        Self { text: row.to_string(), row }
    }

    pub fn as_str(&self) -> &str {
        &self.text
    }
}

impl FromStr for RowCursor {
    type Err = std::num::ParseIntError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(Self::new)
    }
}

impl fmt::Display for RowCursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

codes! {
    /// The rows of a preview that are shown. Its code stands in a URL.
    #[derive(Default)]
    pub enum RowsFilter {
        #[default]
        All = "all",
        New = "new",
        /// The rows about somebody who is a contact already.
        Known = "known",
        Refused = "refused",
    }
}

filters!(RowsFilter);

list_query! {
    /// `list=…&show=refused&after=120`.
    pub struct ContactImportQuery {
        narrowed by {
            /// The list that is looked at; none before one is brought.
            list: Option<ContactImportId>,
            show: RowsFilter,
        }
        paged by {
            /// The last page's `next`.
            from after: RowCursor,
        }
    }
}

/// The outcome of importing a row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Fate {
    New,
    /// It is a contact's, with what that is called: empty fields of it are filled.
    Of(ContactId, String),
    /// The former row of the list that is the same person.
    SameAs(u32),
    Refused(Problem),
}

/// A row as it was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportedRow {
    /// Its number in the list, from 1 on, with the row of names where there is one.
    pub row: u32,
    pub name: String,
    pub phone: Option<E164>,
    pub email: Option<Email>,
    pub fate: Fate,
}

/// A list that was brought, and what becomes of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportPreview {
    pub id: ContactImportId,
    pub state: ImportState,
    pub mapping: Mapping,
    /// The names of the columns, or what the first row has in them.
    pub columns: Vec<String>,
    /// The rows that were read, and of these those that would be new, are somebody's, and are refused.
    pub total: u32,
    pub new: u32,
    pub known: u32,
    pub refused: u32,
    /// The rows that were gone through since it runs; of these the contacts that were added, and those
    /// that were known.
    pub done: u32,
    pub added: u32,
    pub met: u32,
    /// The problem that stopped it.
    pub problem: Option<Problem>,
    pub rows: Vec<ImportedRow>,
    /// Pass it as `after` for the next page.
    pub next: Option<RowCursor>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContactImportView {
    pub now: i64,
    pub preview: ImportPreview,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::address::Address;

    #[test]
    fn a_query_is_written_as_it_is_read() {
        let id = "0190a5e2-7c1b-7def-8123-0123456789ab";
        for query in [String::new(), format!("list={id}&show=refused&after=120")] {
            let read = ContactImportQuery::read(&Address::new("/dashboard/contacts/import", &query));
            assert_eq!(read.to_string(), query);
        }
        assert_eq!("7".parse::<RowCursor>().unwrap().row, 7);
        assert!("-7".parse::<RowCursor>().is_err());
    }

    #[test]
    fn each_kind_of_column_has_its_place() {
        let mut mapping = Mapping::default();
        for (nth, of) in (0..).zip(Guessed::ALL) {
            *mapping.column(of) = Some(nth);
        }
        assert_eq!((mapping.name, mapping.last_name, mapping.note), (Some(0), Some(2), Some(6)));
    }
}
