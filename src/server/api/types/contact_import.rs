//! Lists of contacts that are imported.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::ProblemCode;
use crate::domain::{
    contact::{
        ContactId, ContactImportId, Fate, Guessed, ImportPreview, ImportState, ImportedRow, Mapping,
        MappingForm, RowsFilter,
    },
    phone::E164,
};

#[derive(Clone, Debug, Default, Serialize, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ContactImportParams {
    #[param(inline)]
    pub show: Option<RowsFilter>,
    /// The last page's `next`.
    pub after: Option<u32>,
}

/// A list of contacts to be looked at, and then imported.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ContactListBody {
    /// The text of a CSV file: a row for each contact, with commas, semicolons or tabs between its columns. At most
    /// 5000 rows, as far as the body is no larger than 256 KiB.
    pub list: String,
}

/// What a column of the list is read as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ImportColumn {
    /// Its place in a row, from 0 on.
    pub column: u32,
    pub holds: Guessed,
}

/// How a list is read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReadListBody {
    /// Whether the first row has the names of the columns.
    pub header: bool,
    /// Those that are left out are not read.
    pub columns: Vec<ImportColumn>,
    /// The country code of numbers that have none, such as 33; without one, such rows are refused.
    #[serde(default)]
    pub country: Option<String>,
}

impl From<ReadListBody> for MappingForm {
    fn from(ReadListBody { header, columns, country }: ReadListBody) -> Self {
        let mut form = Self { header, country: country.unwrap_or_default(), ..Self::default() };
        for ImportColumn { column, holds } in columns {
            let input = match holds {
                Guessed::Name => &mut form.name,
                Guessed::FirstName => &mut form.first_name,
                Guessed::LastName => &mut form.last_name,
                Guessed::Phone => &mut form.phone,
                Guessed::Email => &mut form.email,
                Guessed::Tags => &mut form.tags,
                Guessed::Note => &mut form.note,
            };
            *input = column.to_string();
        }
        form
    }
}

/// What becomes of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RowFate {
    New,
    /// It is a contact's, of which empty fields are filled.
    Known,
    /// It is the same person as a former row.
    Repeated,
    Refused,
}

/// A row as it was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ImportRow {
    /// Its number in the list, from 1 on.
    pub row: u32,
    pub name: String,
    pub number: Option<E164>,
    pub email: Option<String>,
    pub fate: RowFate,
    /// The contact that it is about, where that is known already.
    pub contact: Option<ContactId>,
    /// The former row of the same person.
    pub repeats: Option<u32>,
    /// Why it is refused.
    pub problem: Option<ProblemCode>,
}

impl From<ImportedRow> for ImportRow {
    fn from(ImportedRow { row, name, phone, email, fate }: ImportedRow) -> Self {
        let (fate, contact, repeats, problem) = match fate {
            Fate::New => (RowFate::New, None, None, None),
            Fate::Of(contact, _) => (RowFate::Known, Some(contact), None, None),
            Fate::SameAs(former) => (RowFate::Repeated, None, Some(former), None),
            Fate::Refused(problem) => (RowFate::Refused, None, None, Some(ProblemCode::from(&problem))),
        };
        let email = email.map(|email| email.as_str().to_owned());
        Self { row, name, number: phone, email, fate, contact, repeats, problem }
    }
}

/// A list of contacts, and what becomes of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ContactImport {
    pub id: ContactImportId,
    pub state: ImportState,
    /// Whether the first row has the names of the columns.
    pub header: bool,
    /// How it is read: as AVA takes it, or as it was told.
    pub columns: Vec<ImportColumn>,
    /// The country code of numbers that have none.
    pub country: Option<String>,
    /// The names of the columns, or what the first row has in them.
    pub names: Vec<String>,
    /// The rows that were read, and of these those that would be new, are somebody's, and are refused.
    pub total: u32,
    pub new: u32,
    pub known: u32,
    pub refused: u32,
    /// The rows that were gone through since it runs; of these the contacts that were added, and those that were
    /// known.
    pub done: u32,
    pub added: u32,
    pub met: u32,
    /// What stopped it.
    pub problem: Option<ProblemCode>,
    /// A page of its rows.
    pub rows: Vec<ImportRow>,
    /// The `after` of the next page; `null` for the last one.
    pub next: Option<u32>,
}

impl From<ImportPreview> for ContactImport {
    fn from(preview: ImportPreview) -> Self {
        let ImportPreview {
            id,
            state,
            mapping,
            columns: names,
            total,
            new,
            known,
            refused,
            done,
            added,
            met,
            problem,
            rows,
            next,
        } = preview;
        Self {
            id,
            state,
            header: mapping.header,
            country: Some(mapping.country.clone()).filter(|country| !country.is_empty()),
            columns: columns(mapping),
            names,
            total,
            new,
            known,
            refused,
            done,
            added,
            met,
            problem: problem.as_ref().map(ProblemCode::from),
            rows: rows.into_iter().map(ImportRow::from).collect(),
            next: next.map(|next| next.row),
        }
    }
}

fn columns(mut mapping: Mapping) -> Vec<ImportColumn> {
    let column = |holds| mapping.column(holds).map(|column| ImportColumn { column, holds });
    Guessed::ALL.into_iter().filter_map(column).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_read_as_the_form_of_the_page_says() {
        let body: ReadListBody = serde_json::from_str(
            r#"{"header": true, "country": "33",
                "columns": [{"column": 2, "holds": "phone"}, {"column": 0, "holds": "last_name"}]}"#,
        )
        .unwrap();
        let form = MappingForm::from(body);
        assert_eq!((form.header, form.phone.as_str(), form.last_name.as_str()), (true, "2", "0"));
        assert_eq!((form.country.as_str(), form.name.as_str()), ("33", ""));
        let mapping = Mapping { phone: Some(2), last_name: Some(0), ..Mapping::default() };
        let told = [
            ImportColumn { column: 0, holds: Guessed::LastName },
            ImportColumn { column: 2, holds: Guessed::Phone },
        ];
        assert_eq!(columns(mapping), told);
    }
}
