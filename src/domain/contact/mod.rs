//! Contacts: the people whom an organisation has to do with.

mod import;
mod score;
mod timeline;

use serde::{Deserialize, Serialize};

pub use import::{
    ContactImportId, ContactImportQuery, ContactImportView, Fate, Guessed, ImportPreview, ImportState,
    ImportedRow, MAX_COLUMNS, MAX_ROWS, Mapping, MappingForm, PasteForm, RowCursor, RowsFilter,
};
pub use score::{HOT, Reason, ScoreReason, points};
pub use timeline::{Alike, AlikeBy, ContactAsked, ContactPage, Entry, EntryId, TimelineCursor};

use super::{
    codes::codes,
    email::Email,
    form::form,
    ids::ids,
    list::{Cursor, filters, list_query},
    phone::E164,
    problem::Rule,
    text::{self, one_line},
};

ids! { ContactId }

pub const MAX_NAME: u32 = 120;
pub const MAX_NOTE: u32 = 4_000;
pub const MAX_TAG: u32 = 30;
pub const MAX_TAGS: usize = 10;

/// One text for all the ways in which a number is dialled: mobile numbers of Mexico and Argentina have
/// a `1` or a `9` after the country code where they are called from abroad, and those of Brazil got a
/// `9` after the area code (ITU-T E.164 national numbering plans).
pub fn phone_key(number: &E164) -> String {
    let digits = number.as_str();
    let national = |code: &str, length: usize| digits.strip_prefix(code).filter(|rest| rest.len() == length);
    if let Some(rest) = national("+521", 10) {
        return format!("+52{rest}");
    }
    if let Some(rest) = national("+549", 10) {
        return format!("+54{rest}");
    }
    // Only what was eight digits before, and a mobile number, has two spellings.
    if let Some((area, rest)) = national("+55", 11).and_then(|rest| rest.split_at_checked(2))
        && let Some(former) = rest.strip_prefix('9')
        && former.starts_with(['6', '7', '8', '9'])
    {
        return format!("+55{area}{former}");
    }
    digits.to_owned()
}

/// The spellings under which a number is met, see [`phone_key`]: twice the same where it has one.
pub fn spellings(number: &E164) -> [String; 2] {
    let key = phone_key(number);
    let national = |code: &str| key.strip_prefix(code).filter(|rest| rest.len() == 10);
    let other = if let Some(rest) = national("+52") {
        format!("+521{rest}")
    } else if let Some(rest) = national("+54") {
        format!("+549{rest}")
    } else if let Some((area, rest)) = national("+55").and_then(|rest| rest.split_at_checked(2))
        && rest.starts_with(['6', '7', '8', '9'])
    {
        format!("+55{area}9{rest}")
    } else {
        key.clone()
    };
    [key, other]
}

/// Reads tags, with commas or line ends between them: each once, in their order.
pub fn read_tags(typed: &str) -> Result<Vec<String>, Rule> {
    let mut tags: Vec<String> = Vec::new();
    let between = |c: char| matches!(text::folded(c), ',' | ';') || text::is_break(c);
    for part in typed.split(between).filter(|part| !text::is_empty(part)) {
        let tag = one_line(part, MAX_TAG)?;
        if !tags.contains(&tag) {
            tags.push(tag);
        }
    }
    if tags.len() > MAX_TAGS { Err(Rule::TooManyTags) } else { Ok(tags) }
}

codes! {
    /// The contacts that a list shows, and their order. Its code stands in a URL.
    #[derive(Default)]
    pub enum ContactsShown {
        /// All, the newest first.
        #[default]
        Newest = "newest",
        /// All, those with the highest score first.
        Score = "score",
        /// The contacts whose score makes them hot leads, the hottest first.
        Hot = "hot",
    }
}

filters!(ContactsShown);

/// The place of a contact in the list: its score, and its id.
pub type ContactCursor = Cursor<ContactId>;

list_query! {
    /// `search=ana&show=hot&before=…`.
    pub struct ContactsQuery {
        narrowed by {
            /// Part of a name, a number, an address or a tag.
            search: String = |typed| text::search(typed, MAX_NAME),
            show: ContactsShown,
        }
        paged by {
            /// The last page's `next`.
            from before: ContactCursor,
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContactView {
    pub id: ContactId,
    /// Empty where nobody has told it so far.
    pub name: String,
    pub phone: Option<E164>,
    pub email: Option<Email>,
    pub tags: Vec<String>,
    pub note: String,
    pub created_at: i64,
    /// The contact that it was merged into.
    pub merged_into: Option<ContactId>,
    /// The sum of the reasons, 0 to 100.
    pub score: u32,
    pub reasons: Vec<Reason>,
}

impl ContactView {
    /// A contact of whom nothing but the number is known.
    pub const fn new(id: ContactId, created_at: i64, phone: Option<E164>) -> Self {
        Self {
            id,
            name: String::new(),
            phone,
            email: None,
            tags: Vec::new(),
            note: String::new(),
            created_at,
            merged_into: None,
            score: 0,
            reasons: Vec::new(),
        }
    }

    /// What people call the contact: the name, or else the number or the address.
    pub fn called(&self) -> String {
        if !self.name.is_empty() {
            return self.name.clone();
        }
        let number = self.phone.as_ref().map(E164::pretty);
        number.or_else(|| self.email.as_ref().map(|email| email.as_str().to_owned())).unwrap_or_default()
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContactsView {
    pub now: i64,
    pub contacts: Vec<ContactView>,
    pub next: Option<ContactCursor>,
}

form! {
    pub struct ContactForm {
        pub name: String at Name,
        pub phone: String at Number,
        pub email: String at Email,
        pub tags: String at Tags,
        pub note: String at Note,
    }
}

form! {
    /// Names another contact: by its id, its number or its address.
    pub struct MergeForm {
        pub other: String at Contact,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_spellings_of_a_mobile_number_meet() {
        let key = |number: &str| phone_key(&E164::parse(number).unwrap());
        for (one, other) in [
            ("+52 1 55 1234 5678", "+52 55 1234 5678"),
            ("+54 9 11 2345 6789", "+54 11 2345 6789"),
            ("+55 11 9 8765 4321", "+55 11 8765 4321"),
        ] {
            assert_eq!(key(one), key(other));
        }
        // A landline of São Paulo, and a mobile number that never had eight digits.
        assert_ne!(key("+55 11 9 2345 6789"), key("+55 11 2345 6789"));
        assert_eq!(key("+33 1 84 88 00 12"), "+33184880012");
    }

    #[test]
    fn a_number_is_met_under_each_of_its_spellings() {
        for number in [
            "+5215512345678",
            "+525512345678",
            "+5491123456789",
            "+541123456789",
            "+5511987654321",
            "+551187654321",
            "+5511987654321",
            "+551123456789",
            "+33184880012",
        ] {
            let met = spellings(&E164::parse(number).unwrap());
            assert!(met.contains(&number.to_owned()), "{number}: {met:?}");
            for spelling in &met {
                assert_eq!(spellings(&E164::parse(spelling).unwrap()), met, "{number}");
            }
        }
    }

    #[test]
    fn tags_are_read_once_each() {
        let read = |typed: &str| read_tags(typed);
        assert_eq!(read(" vip, new patient ,, vip"), Ok(vec!["vip".to_owned(), "new patient".to_owned()]));
        assert_eq!(read(""), Ok(Vec::new()));
        let pasted = read("vip\u{2028}new\u{a0}patient，\u{200b}vip\rold;\u{feff}");
        assert_eq!(pasted, Ok(["vip", "new patient", "old"].map(str::to_owned).to_vec()));
        assert_eq!(read(&"x".repeat(31)), Err(Rule::TooLong(MAX_TAG)));
        let many: Vec<String> = (0..=MAX_TAGS).map(|nth| nth.to_string()).collect();
        assert_eq!(read(&many.join(",")), Err(Rule::TooManyTags));
    }
}
