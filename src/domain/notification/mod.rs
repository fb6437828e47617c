//! What an organisation is told of, as a page and a mail say it. A kind of notification is a row
//! of [`NotificationKind`] with its sentences in `texts`.

mod texts;

use serde::{Deserialize, Serialize};

use super::{
    codes::codes,
    credential::Account,
    ids::ids,
    list::{InQuery, list_query},
    problem::Problem,
    provider::Provider,
    role::Permission,
};

/// How much a notification matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weight {
    Good,
    Warning,
    Bad,
}

/// The facts of a kind.
#[derive(Clone, Copy)]
pub struct KindFacts {
    pub weight: Weight,
    /// The permission of those who see it. All of them may act on it or have to know.
    pub seen_by: Permission,
    /// The permission of those who get it by mail as well.
    pub mailed_to: Permission,
    /// Whether it begins an incident, which lasts until it is over.
    pub begins: bool,
    /// Whether it is about the numbers that are supplied, and about no card.
    pub of_supply: bool,
}

const fn facts(weight: Weight, seen_by: Permission, begins: bool) -> KindFacts {
    KindFacts { weight, seen_by, mailed_to: Permission::ManageIntegrations, begins, of_supply: false }
}

const fn of_supply(weight: Weight, begins: bool) -> KindFacts {
    KindFacts { of_supply: true, ..facts(weight, Permission::Read, begins) }
}

codes! {
    pub enum NotificationKind: KindFacts {
        /// A service answers badly or not at all.
        CardDegraded = "card_degraded" => facts(Weight::Warning, Permission::Read, true),
        /// A service does not work until somebody does something.
        CardBroken = "card_broken" => facts(Weight::Bad, Permission::Read, true),
        /// A service works again.
        CardRecovered = "card_recovered" => facts(Weight::Good, Permission::Read, false),
        /// The account that has the numbers that are supplied does not work.
        SupplyBroken = "supply_broken" => of_supply(Weight::Bad, true),
        /// It works again.
        SupplyRecovered = "supply_recovered" => of_supply(Weight::Good, false),
        /// A consent or a key ends at a known time.
        ExpiresSoon = "expires_soon" => facts(Weight::Warning, Permission::ManageIntegrations, false),
        /// A key is as old as keys may become here.
        KeyOld = "key_old" => facts(Weight::Warning, Permission::ManageIntegrations, false),
    }
}

impl NotificationKind {
    pub const fn weight(self) -> Weight {
        self.facts().weight
    }

    pub const fn seen_by(self) -> Permission {
        self.facts().seen_by
    }

    pub const fn mailed_to(self) -> Permission {
        self.facts().mailed_to
    }

    pub const fn begins_incident(self) -> bool {
        self.facts().begins
    }

    pub const fn is_of_supply(self) -> bool {
        self.facts().of_supply
    }
}

ids! { NotificationId }

/// A notification for one person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotificationView {
    pub id: NotificationId,
    pub kind: NotificationKind,
    /// The service that it is about.
    pub provider: Provider,
    /// Why the service does not work.
    pub problem: Option<Problem>,
    pub at: i64,
    /// When the incident was over.
    pub ended_at: Option<i64>,
    /// When that of which it warns comes about.
    pub due_at: Option<i64>,
    pub read: bool,
}

impl NotificationView {
    /// The account that it is about.
    pub fn account(&self) -> Account {
        if self.kind.is_of_supply() { Account::MANAGED } else { self.provider.into() }
    }
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

impl InQuery for NotificationFilter {
    fn read(text: &str) -> Self {
        Self::from_code(text).unwrap_or_default()
    }

    fn written(&self) -> &str {
        if *self == Self::default() { "" } else { self.code() }
    }
}

list_query! {
    /// The query of the list: `show=unread&before=…`.
    pub struct NotificationsQuery {
        narrowed by {
            show: NotificationFilter,
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
        for query in [String::new(), "show=unread".to_owned(), format!("show=unread&before={id}")] {
            let read = NotificationsQuery::read(&Address::new("/dashboard/notifications", &query));
            assert_eq!(read.to_string(), query);
        }
    }
}
