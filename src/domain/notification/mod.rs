//! What people are told of, as a page and a mail say it. A kind of notification is a row of
//! [`NotificationKind`] with its sentences in `texts`; which of them come how is a person's choice
//! ([`NotificationSettings`]).

mod about;
mod kind;
mod settings;
mod texts;

pub use about::About;
pub use kind::{FLAPS, NotificationKind, Weight};
use serde::{Deserialize, Serialize};
pub use settings::{
    Category, ClockTime, NotificationChannel, NotificationSettings, NotificationSettingsForm,
    NotificationSettingsView, QuietHours,
};

use super::{
    codes::codes,
    ids::ids,
    invitation::InvitationId,
    list::{filters, list_query},
    problem::Problem,
    provider::Provider,
};

ids! { NotificationId }

/// A notification for one person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotificationView {
    pub id: NotificationId,
    pub kind: NotificationKind,
    pub about: About,
    /// The name or number of whom or what it is about, as far as that is still here.
    pub named: Option<String>,
    /// How many of the kind it tells of: calls, or numbers.
    pub times: u32,
    /// The problem by which a service does not work, or an operation does not go on.
    pub problem: Option<Problem>,
    pub at: i64,
    /// When the incident was over.
    pub ended_at: Option<i64>,
    /// When that of which it warns comes about.
    pub due_at: Option<i64>,
    pub read: bool,
}

codes! {
    /// The notifications that a list shows. Its code stands in a URL.
    #[derive(Default)]
    pub enum NotificationFilter {
        #[default]
        All = "all",
        Unread = "unread",
    }
}

filters!(NotificationFilter);

list_query! {
    /// The query of the list: `show=unread&about=calls&before=…`.
    pub struct NotificationsQuery {
        narrowed by {
            show: NotificationFilter,
            about: Option<Category>,
        }
        paged by {
            /// The last page's `next`.
            from before: NotificationId,
        }
    }
}

/// One page of the list, newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotificationsView {
    pub now: i64,
    pub notifications: Vec<NotificationView>,
    /// Pass it as `before` for the next page.
    pub next: Option<NotificationId>,
    /// How many the person has not read, on whatever page.
    pub unread: u32,
    /// The things that run out, the next first; with the first page only.
    pub expiries: Vec<ExpiryView>,
    /// The number of mails to the person that could not be sent so far.
    pub late_mails: u32,
}

/// What comes to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ending {
    /// The consent of a person, when its provider said.
    Consent,
    /// The age that a key may have here.
    KeyAge,
}

impl Ending {
    /// The kind of notification that tells of it ahead.
    pub const fn kind(self) -> NotificationKind {
        match self {
            Ending::Consent => NotificationKind::ExpiresSoon,
            Ending::KeyAge => NotificationKind::KeyOld,
        }
    }
}

/// A consent or a key that comes to its end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExpiryView {
    pub of: Ending,
    pub provider: Provider,
    pub at: i64,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::address::Address;

    #[test]
    fn a_query_is_written_as_it_is_read() {
        let id = "0190a5e2-7c1b-7def-8123-0123456789ab";
        for query in [String::new(), "show=unread".to_owned(), format!("show=unread&about=calls&before={id}")]
        {
            let read = NotificationsQuery::read(&Address::new("/dashboard/notifications", &query));
            assert_eq!(read.to_string(), query);
        }
    }
}
