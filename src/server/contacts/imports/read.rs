//! What is in a list: its text, its cells, and what they say of a person.

use csv::{ReaderBuilder, StringRecord};
use encoding_rs::{Encoding, WINDOWS_1252};

use super::numbers::{CallingCode, number};
use crate::domain::{
    contact::{MAX_COLUMNS, MAX_NAME, MAX_NOTE, MAX_ROWS, Mapping, phone_key, read_tags},
    email::Email,
    phone::E164,
    problem::{Field, Problem, Rule},
    text::{self, many_lines, one_line, optional},
};

/// Reads the bytes of a file: as its mark says, else as UTF-8, else as Windows-1252, in which each byte
/// is a character.
pub fn text(bytes: &[u8]) -> String {
    let text = match (Encoding::for_bom(bytes), std::str::from_utf8(bytes)) {
        (Some((encoding, mark)), _) => encoding.decode_without_bom_handling(&bytes[mark..]).0.into_owned(),
        (None, Ok(text)) => text.to_owned(),
        (None, Err(_)) => WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned(),
    };
    // PostgreSQL stores no text with it.
    text.replace('\0', "")
}

/// The sign between two cells: that of which the first lines have the most, outside of quotes.
fn separator(text: &str) -> u8 {
    let (mut counts, mut quoted) = ([(b';', 0), (b',', 0), (b'\t', 0)], false);
    for line in text.lines().take(20) {
        for byte in line.bytes() {
            quoted ^= byte == b'"';
            if let Some((_, count)) = counts.iter_mut().find(|(sign, _)| !quoted && *sign == byte) {
                *count += 1;
            }
        }
    }
    let most = counts.iter().map(|(_, count)| *count).max().unwrap_or_default();
    counts.iter().find(|(_, count)| *count == most).map_or(b',', |(sign, _)| *sign)
}

/// The rows of a list, without those that are empty. A spreadsheet that says its separator in a line of
/// its own is believed.
///
/// # Errors
/// Fails with `EmptyList` or `TooManyRows`.
pub fn table(text: &str) -> Result<Vec<Vec<String>>, Rule> {
    let said = text.split_once('\n').and_then(|(first, rest)| {
        let sign = first.trim_end_matches('\r').strip_prefix("sep=")?;
        Some((*sign.as_bytes().first().filter(|_| sign.len() == 1)?, rest))
    });
    let (separator, text) = said.unwrap_or_else(|| (separator(text), text));
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separator)
        .from_reader(text.as_bytes());
    let (mut rows, mut record) = (Vec::new(), StringRecord::new());
    // What is text already is no error of the reader's.
    while reader.read_record(&mut record).unwrap_or(false) {
        let cells: Vec<String> = record.iter().take(MAX_COLUMNS).map(str::to_owned).collect();
        if cells.iter().all(|cell| text::is_empty(cell)) {
            continue;
        }
        // The row with the names of the columns is one more.
        if rows.len() > MAX_ROWS as usize {
            return Err(Rule::TooManyRows(MAX_ROWS));
        }
        rows.push(cells);
    }
    if rows.is_empty() { Err(Rule::EmptyList) } else { Ok(rows) }
}

/// A row, read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReadRow {
    pub name: String,
    pub phone: Option<E164>,
    pub email: Option<Email>,
    pub tags: Vec<String>,
    pub note: String,
    /// The problem by which it is not imported.
    pub refused: Option<Problem>,
}

impl ReadRow {
    /// What two rows of one person have in common: the number, or else the address.
    pub fn key(&self) -> Option<String> {
        let email = || self.email.as_ref().map(|email| email.as_str().to_owned());
        self.phone.as_ref().map(phone_key).or_else(email)
    }
}

/// The sign between several values of a cell in a list that Google exports.
const SEVERAL: &str = ":::";

/// The labels of a cell, with commas between them. Those of Google itself have a star, such as
/// `* myContacts`, which everybody has.
fn labels(cell: &str) -> String {
    let labels = cell.split(SEVERAL).map(str::trim).filter(|label| !label.starts_with("* "));
    labels.collect::<Vec<_>>().join(",")
}

/// Reads the cells of a row: of several numbers or addresses in one, the first. What looks like a formula is text
/// like any other.
pub fn row(cells: &[String], mapping: &Mapping, country: Option<CallingCode>) -> ReadRow {
    let cell = |column: Option<u32>| {
        let column = column.and_then(|column| usize::try_from(column).ok());
        column.and_then(|column| cells.get(column)).map(String::as_str).unwrap_or_default()
    };
    let mut read = ReadRow::default();
    let mut refused = None;
    let mut refuse = |field: Field, rule: Rule| {
        refused.get_or_insert_with(|| Problem::invalid(field, rule));
    };
    let first = |column: Option<u32>| cell(column).split(SEVERAL).next().unwrap_or_default();
    let typed = first(mapping.phone);
    match optional(typed, |typed| number(typed, country)) {
        Ok(phone) => read.phone = phone,
        Err(rule) => refuse(Field::Number, rule),
    }
    match optional(first(mapping.email), Email::parse) {
        Ok(email) => read.email = email,
        Err(rule) => refuse(Field::Email, rule),
    }
    let parts = [mapping.name, mapping.first_name, mapping.last_name].map(cell);
    let name = parts.into_iter().filter(|part| !text::is_empty(part)).collect::<Vec<_>>().join(" ");
    if text::is_empty(&name) && !text::is_empty(typed) {
        read.name = String::new();
    } else {
        match one_line(&name, MAX_NAME) {
            Ok(name) => read.name = name,
            Err(rule) => refuse(Field::Name, rule),
        }
    }
    match read_tags(&labels(cell(mapping.tags))) {
        Ok(tags) => read.tags = tags,
        Err(rule) => refuse(Field::Tags, rule),
    }
    match many_lines(cell(mapping.note), MAX_NOTE) {
        Ok(note) => read.note = note,
        Err(rule) => refuse(Field::Note, rule),
    }
    read.refused = refused;
    read
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(text: &str) -> Vec<Vec<String>> {
        table(text).unwrap()
    }

    #[test]
    fn a_list_is_read_in_the_ways_that_programs_write_it() {
        let expected = vec![vec!["Nom", "Téléphone"], vec!["Ana Morel", "+33 1 84 88 00 12"]];
        for text in [
            "Nom,Téléphone\nAna Morel,+33 1 84 88 00 12\n",
            "Nom;Téléphone\r\nAna Morel;+33 1 84 88 00 12",
            "Nom\tTéléphone\rAna Morel\t+33 1 84 88 00 12",
            "\"Nom\";\"Téléphone\"\n\"Ana Morel\";\"+33 1 84 88 00 12\"\n;;\n\n",
            "sep=;\r\nNom;Téléphone\r\nAna Morel;+33 1 84 88 00 12\r\n",
        ] {
            assert_eq!(cells(text), expected, "{text:?}");
        }
        let quoted = cells("name,note\nAna,\"a, \"\"b\"\"\nc\"\n");
        assert_eq!(quoted[1], ["Ana", "a, \"b\"\nc"]);
        assert_eq!(table(" \n;;\n"), Err(Rule::EmptyList));
        assert_eq!(table(&"a\n".repeat(5_002)), Err(Rule::TooManyRows(MAX_ROWS)));
        assert_eq!(cells(&"a\n".repeat(5_001)).len(), 5_001);
    }

    #[test]
    fn bytes_are_text_in_each_encoding() {
        assert_eq!(text("Été".as_bytes()), "Été");
        assert_eq!(text(b"\xef\xbb\xbf\xc3\x89t\xc3\xa9"), "Été");
        assert_eq!(text(b"\xc9t\xe9 \x80"), "Été €");
        let utf16: Vec<u8> =
            [0xff, 0xfe].into_iter().chain("Été".encode_utf16().flat_map(u16::to_le_bytes)).collect();
        assert_eq!(text(&utf16), "Été");
        assert_eq!(text(b"a\0b"), "ab");
    }

    #[test]
    fn a_row_says_who_it_is_or_why_it_cannot() {
        let mapping = Mapping {
            first_name: Some(0),
            last_name: Some(1),
            phone: Some(2),
            email: Some(3),
            tags: Some(4),
            ..Mapping::default()
        };
        let read = |line: &str| {
            let cells: Vec<String> = line.split('|').map(str::to_owned).collect();
            row(&cells, &mapping, CallingCode::read("+33").unwrap())
        };
        let ana = read("Ana|Morel|01 84 88 00 12|ANA@clinic.example|vip, été");
        assert_eq!((ana.name.as_str(), ana.phone.unwrap().as_str()), ("Ana Morel", "+33184880012"));
        assert_eq!((ana.email.unwrap().as_str(), ana.tags.len()), ("ana@clinic.example", 2));
        // Google exports lists like this one.
        let ben = read(
            "Ben||01 84 88 00 12 ::: +33184880013|ben@a.example ::: b@b.example|vip ::: * friends ::: * my",
        );
        assert_eq!((ben.phone.unwrap().as_str(), ben.tags), ("+33184880012", vec!["vip".to_owned()]));
        assert_eq!((ben.email.unwrap().as_str(), ben.refused), ("ben@a.example", None));
        assert_eq!(read("||0184880012").refused, None);
        assert_eq!(read("=1+1|@SUM(A1)").name, "=1+1 @SUM(A1)");
        for (line, field) in [
            ("Ana||12", Field::Number),
            ("Ana|||no address", Field::Email),
            ("|||ana@clinic.example", Field::Name),
            ("", Field::Name),
            ("Ana||||1,2,3,4,5,6,7,8,9,10,11", Field::Tags),
        ] {
            assert_eq!(read(line).refused.unwrap().field, Some(field), "{line}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_are_read(bytes: Vec<u8>) {
            let text = text(&bytes);
            if let Ok(rows) = table(&text) {
                let mapping = Mapping { name: Some(0), phone: Some(1), ..Mapping::default() };
                for cells in rows {
                    row(&cells, &mapping, None);
                }
            }
        }

        #[test]
        fn what_is_written_is_read(
            rows in proptest::collection::vec(proptest::collection::vec("[a-zé\"=+;,\\n ]{1,9}x", 2..6), 1..40),
            sign in proptest::sample::select(vec![b';', b',', b'\t']),
        ) {
            let head = vec!["a".to_owned(), "b".to_owned()];
            let mut writer = csv::WriterBuilder::new().flexible(true).delimiter(sign).from_writer(Vec::new());
            writer.write_record(&head).unwrap();
            for row in &rows {
                writer.write_record(row).unwrap();
            }
            let said = format!("sep={}\n", char::from(sign));
            let text = said + &String::from_utf8(writer.into_inner().unwrap()).unwrap();
            let expected: Vec<Vec<String>> = [head].into_iter().chain(rows).collect();
            proptest::prop_assert_eq!(table(&text).unwrap(), expected);
        }
    }
}
