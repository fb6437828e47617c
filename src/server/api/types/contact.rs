//! Contacts.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{Appointment, Call, Time};
use crate::{
    domain::{
        contact::{
            ContactCursor, ContactForm, ContactId, ContactView, ContactsShown, Entry, MergeForm, Reason,
            ScoreReason, TimelineCursor,
        },
        phone::E164,
    },
    server::api::version_of,
};

#[derive(Clone, Debug, Default, Serialize, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ContactsParams {
    /// Part of a name, a number, an address or a tag.
    pub search: String,
    /// Which contacts, in which order; the newest first without.
    #[param(inline)]
    pub show: Option<ContactsShown>,
    /// The last page's `next`.
    #[param(value_type = Option<String>)]
    pub after: Option<ContactCursor>,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct TimelineParams {
    /// The last page's `next`.
    #[param(value_type = Option<String>)]
    pub after: Option<TimelineCursor>,
}

/// What a contact is made with, and replaced by. It has a name or a number.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ContactBody {
    /// At most 120 characters.
    #[serde(default)]
    pub name: String,
    /// A phone number with its country code. No two contacts have the same.
    #[serde(default)]
    pub number: Option<String>,
    #[serde(default)]
    pub email: Option<String>,
    /// At most ten, each of at most 30 characters, none of which is a comma.
    #[serde(default)]
    pub tags: Vec<String>,
    /// At most 4000 characters.
    #[serde(default)]
    pub note: String,
}

impl From<&ContactBody> for ContactForm {
    fn from(body: &ContactBody) -> Self {
        let ContactBody { name, number, email, tags, note } = body;
        Self {
            name: name.clone(),
            phone: number.clone().unwrap_or_default(),
            email: email.clone().unwrap_or_default(),
            tags: tags.join(", "),
            note: note.clone(),
        }
    }
}

impl From<&ContactView> for ContactBody {
    fn from(view: &ContactView) -> Self {
        let ContactView { name, phone, email, tags, note, .. } = view;
        Self {
            name: name.clone(),
            number: phone.as_ref().map(E164::to_string),
            email: email.as_ref().map(|email| email.as_str().to_owned()),
            tags: tags.clone(),
            note: note.clone(),
        }
    }
}

impl ContactBody {
    /// The version of whoever has these fields.
    pub fn version(&self) -> i64 {
        version_of(self)
    }
}

/// Merges another contact into one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MergeBody {
    /// The other one, by its id, its number or its e-mail address.
    pub contact: String,
}

impl From<MergeBody> for MergeForm {
    fn from(MergeBody { contact: other }: MergeBody) -> Self {
        Self { other }
    }
}

/// A reason of a score.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ContactReason {
    pub reason: ScoreReason,
    /// The appointments or calls of which it speaks; of a long call the minutes, of the last one the days
    /// within which it was.
    pub count: u32,
}

/// A person with whom the organisation has to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Contact {
    pub id: ContactId,
    /// Empty where nobody has told it so far.
    pub name: String,
    pub number: Option<E164>,
    pub email: Option<String>,
    pub tags: Vec<String>,
    pub note: String,
    pub created_at: Time,
    /// The contact that it was merged into.
    pub merged_into: Option<ContactId>,
    /// How much speaks for it that it becomes a customer, from 0 to 100.
    pub score: u32,
    pub reasons: Vec<ContactReason>,
    /// The version that its `ETag` names, which changes with whatever a PUT replaces.
    pub version: i64,
}

impl From<ContactView> for Contact {
    fn from(view: ContactView) -> Self {
        let version = ContactBody::from(&view).version();
        let ContactView { id, name, phone, email, tags, note, created_at, merged_into, score, reasons } =
            view;
        let reason = |Reason { why, count }: Reason| ContactReason { reason: why, count };
        Self {
            id,
            name,
            number: phone,
            email: email.map(|email| email.as_str().to_owned()),
            tags,
            note,
            created_at: created_at.into(),
            merged_into,
            score,
            reasons: reasons.into_iter().map(reason).collect(),
            version,
        }
    }
}

/// Something that happened with a contact, or is to come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum TimelineEntry {
    Call(Call),
    Appointment(Appointment),
}

impl From<Entry> for TimelineEntry {
    fn from(entry: Entry) -> Self {
        match entry {
            Entry::Call(call) => Self::Call(call.into()),
            Entry::Appointment(appointment) => Self::Appointment(appointment.into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_of_what_can_be_replaced_and_is_exact_in_every_language() {
        let ana = ContactBody { name: "Ana".into(), ..ContactBody::default() };
        let ben = ContactBody { name: "Ben".into(), ..ContactBody::default() };
        assert_eq!(ana.version(), ana.clone().version());
        assert_ne!(ana.version(), ben.version());
        assert!((0..1 << 53).contains(&ana.version()));
    }
}
