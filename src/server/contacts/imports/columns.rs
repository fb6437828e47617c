//! Which column of a list holds what, by its name in English or French, or by what is in it.

use super::{numbers::CallingCode, read};
use crate::domain::{
    contact::{Guessed, Mapping, MappingForm},
    email::Email,
    problem::{Field, FieldErrors, Problem, Rule},
};

/// The names as [`folded`] writes them.
const NAMES: &[(Guessed, &[&str])] = &[
    (Guessed::FirstName, &["firstname", "givenname", "prenom", "forename", "vorname"]),
    (Guessed::LastName, &["lastname", "surname", "familyname", "nomdefamille", "nachname"]),
    (
        Guessed::Name,
        &[
            "name",
            "fullname",
            "nom",
            "nomcomplet",
            "contact",
            "contactname",
            "client",
            "customer",
            "displayname",
        ],
    ),
    (
        Guessed::Phone,
        &[
            "phone",
            "phonenumber",
            "telephone",
            "tel",
            "mobile",
            "mobilephone",
            "portable",
            "numero",
            "numerodetelephone",
            "cell",
            "cellphone",
            "gsm",
            "number",
            "phone1value",
            "primaryphone",
            "natel",
        ],
    ),
    (
        Guessed::Email,
        &[
            "email",
            "emailaddress",
            "mail",
            "courriel",
            "adressemail",
            "adresseemail",
            "adressecourriel",
            "email1value",
        ],
    ),
    (
        Guessed::Tags,
        &["tags", "tag", "labels", "label", "etiquettes", "etiquette", "groups", "groupe", "groupes"],
    ),
    (
        Guessed::Note,
        &["note", "notes", "comment", "comments", "commentaire", "commentaires", "remarque", "remarques"],
    ),
];

/// The letters and digits of a name, without accents.
fn folded(name: &str) -> String {
    let plain = |c: char| match c {
        'é' | 'è' | 'ê' | 'ë' => 'e',
        'à' | 'â' | 'ä' => 'a',
        'ô' | 'ö' => 'o',
        'û' | 'ù' | 'ü' => 'u',
        'î' | 'ï' => 'i',
        'ç' => 'c',
        other => other,
    };
    name.to_lowercase().chars().map(plain).filter(char::is_ascii_alphanumeric).collect()
}

/// Guesses how a list is read. `country` is the code that the organisation's own numbers have.
pub fn guess(rows: &[Vec<String>], country: Option<CallingCode>) -> Mapping {
    let mut mapping =
        Mapping { country: country.map(CallingCode::digits).unwrap_or_default(), ..Mapping::default() };
    let first = rows.first().map(Vec::as_slice).unwrap_or_default();
    for (column, name) in (0..).zip(first) {
        let name = folded(name);
        let known = NAMES.iter().find(|(_, names)| names.contains(&name.as_str()));
        if let Some((of, _)) = known {
            mapping.header = true;
            mapping.column(*of).get_or_insert(column);
        }
    }
    // A column with the whole name beside one with the first name has the last one, in French.
    if mapping.first_name.is_some() && mapping.last_name.is_none() {
        mapping.last_name = mapping.name.take();
    }
    if !mapping.header {
        by_content(first, &mut mapping, country);
    }
    mapping
}

/// Guesses by what the first row has, where it names no column.
fn by_content(first: &[String], mapping: &mut Mapping, country: Option<CallingCode>) {
    for (column, cell) in (0..).zip(first) {
        let of = if Email::parse(cell).is_ok() {
            Guessed::Email
        } else if super::numbers::number(cell, country).is_ok() {
            Guessed::Phone
        } else if cell.chars().any(char::is_alphabetic) {
            Guessed::Name
        } else {
            continue;
        };
        mapping.column(of).get_or_insert(column);
    }
}

/// The names of the columns: those of the first row, or what it has in them.
pub fn names(rows: &[Vec<String>]) -> Vec<String> {
    let most = rows.iter().map(Vec::len).max().unwrap_or_default();
    let first = rows.first().map(Vec::as_slice).unwrap_or_default();
    (0..most).map(|column| first.get(column).cloned().unwrap_or_default()).collect()
}

/// Reads the corrections of a person.
///
/// # Errors
/// Fails with a rule on each field that breaks one.
pub fn typed(form: &MappingForm, columns: usize) -> Result<Mapping, Problem> {
    let mut errors = FieldErrors::default();
    let mut column = |field: Field, typed: &str| {
        let chosen = match typed {
            "" => Ok(None),
            typed => match typed.parse::<u32>() {
                Ok(column) if (column as usize) < columns => Ok(Some(column)),
                _ => Err(Rule::UnknownChoice),
            },
        };
        errors.value(field, chosen).flatten()
    };
    let mapping = Mapping {
        header: form.header,
        name: column(Field::Name, &form.name),
        first_name: column(Field::Name, &form.first_name),
        last_name: column(Field::Name, &form.last_name),
        phone: column(Field::Number, &form.phone),
        email: column(Field::Email, &form.email),
        tags: column(Field::Tags, &form.tags),
        note: column(Field::Note, &form.note),
        country: String::new(),
    };
    let names_nobody =
        [mapping.name, mapping.first_name, mapping.last_name, mapping.phone].iter().all(Option::is_none);
    let country = errors.value(Field::Country, CallingCode::read(&form.country));
    if names_nobody {
        errors.value::<()>(Field::Name, Err(Rule::NoContactColumn));
    }
    match country {
        Some(country) if errors.is_empty() => {
            Ok(Mapping { country: country.map(CallingCode::digits).unwrap_or_default(), ..mapping })
        }
        _ => Err(errors.problem()),
    }
}

/// The rows of the list with their numbers, read.
pub fn rows(rows: &[Vec<String>], mapping: &Mapping) -> Vec<(u32, read::ReadRow)> {
    let country = CallingCode::read(&mapping.country).ok().flatten();
    let numbered = (1..).zip(rows).skip(usize::from(mapping.header));
    numbered.map(|(nth, cells)| (nth, read::row(cells, mapping, country))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn guessed(first: &str) -> Mapping {
        guess(&[first.split(',').map(str::to_owned).collect()], CallingCode::read("33").unwrap())
    }

    #[test]
    fn columns_are_known_by_their_names_in_both_languages() {
        let french = guessed("Prénom,Nom,N° de tél,Téléphone,E-mail,Étiquettes,Remarques");
        assert!(french.header);
        assert_eq!((french.first_name, french.last_name, french.name), (Some(0), Some(1), None));
        assert_eq!(
            (french.phone, french.email, french.tags, french.note),
            (Some(3), Some(4), Some(5), Some(6))
        );
        let english = guessed("Full name,Mobile,Email address");
        assert_eq!((english.name, english.phone, english.email), (Some(0), Some(1), Some(2)));
        assert_eq!(english.country, "33");
    }

    #[test]
    fn a_list_without_names_is_known_by_its_first_row() {
        let mapping = guessed("7,Ana Morel,01 84 88 00 12,ana@clinic.example");
        assert!(!mapping.header);
        assert_eq!((mapping.name, mapping.phone, mapping.email), (Some(1), Some(2), Some(3)));
    }

    #[test]
    fn a_correction_names_columns_that_there_are() {
        let form = |name: &str, phone: &str, country: &str| MappingForm {
            name: name.into(),
            phone: phone.into(),
            country: country.into(),
            ..MappingForm::default()
        };
        let mapping = typed(&form("1", "", "+41"), 2).unwrap();
        assert_eq!((mapping.name, mapping.country.as_str()), (Some(1), "41"));
        for (form, field) in [
            (form("2", "", ""), Field::Name),
            (form("x", "", ""), Field::Name),
            (form("", "", ""), Field::Name),
            (form("0", "1", "999"), Field::Country),
        ] {
            assert_eq!(typed(&form, 2).unwrap_err().field, Some(field));
        }
    }
}
