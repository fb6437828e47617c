//! What the page of a contact shows: who it is, and what happened.

use serde::{Deserialize, Serialize};

use super::{ContactId, ContactView};
use crate::domain::{
    address::Address,
    appointment::AppointmentView,
    call::CallView,
    codes::codes,
    ids::ids,
    list::Cursor,
    problem::{Problem, ProblemKind},
    view::Asked,
    zone::Zone,
};

ids! {
    /// The id of a call or of an appointment.
    EntryId,
}

/// The place of an entry: when it begins, and its id.
pub type TimelineCursor = Cursor<EntryId>;

/// Something that happened with a contact, or is to come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Entry {
    Call(CallView),
    Appointment(AppointmentView),
}

/// A contact, and the place before which its entries are asked for. It is written `ID` or
/// `ID?before=PLACE`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContactAsked {
    pub id: ContactId,
    pub before: Option<TimelineCursor>,
}

impl ContactAsked {
    /// The name in the query of the page.
    pub const BEFORE: &str = "before";
}

impl Asked for ContactAsked {
    fn asked(id: &str) -> Result<Self, Problem> {
        let (id, query) = id.split_once('?').unwrap_or((id, ""));
        let before = Address::new("/", query).value(Self::BEFORE).and_then(|place| place.parse().ok());
        Ok(Self { id: id.parse().map_err(|_| ProblemKind::NotFound)?, before })
    }
}

codes! {
    /// The feature that two contacts have in common.
    pub enum AlikeBy {
        /// The last digits of their numbers: the code of a country may be wrong.
        Number = "number",
        Email = "email",
        Name = "name",
    }
}

/// A contact that may be the same person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alike {
    pub contact: ContactView,
    pub by: Vec<AlikeBy>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContactPage {
    pub now: i64,
    /// The organisation's, in which appointments are written.
    pub zone: Zone,
    pub contact: ContactView,
    /// The contacts that were merged into it.
    pub merged: Vec<ContactView>,
    pub alike: Vec<Alike>,
    /// The newest first.
    pub entries: Vec<Entry>,
    /// Pass it as `before` for the next page.
    pub next: Option<TimelineCursor>,
    /// Whether this is a later page.
    pub later: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_contact_is_asked_for_with_the_place_of_its_entries() {
        let id = "0190a5e2-7c1b-7def-8123-0123456789ab";
        let asked = ContactAsked::asked(&format!("{id}?before=1700000000000-{id}")).unwrap();
        assert_eq!((asked.id.as_str(), asked.before.unwrap().at), (id, 1_700_000_000_000));
        assert_eq!(ContactAsked::asked(id).unwrap().before, None);
        assert_eq!(ContactAsked::asked(&format!("{id}?before=soon")).unwrap().before, None);
        assert!(ContactAsked::asked("ana").is_err());
    }
}
