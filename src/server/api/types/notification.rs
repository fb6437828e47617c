//! Notifications.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{ProblemCode, Time};
use crate::domain::notification::{
    About, Category, NotificationFilter, NotificationId, NotificationKind, NotificationView,
};

#[derive(Clone, Debug, Default, Serialize, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct NotificationsParams {
    /// All without.
    #[param(inline)]
    pub show: Option<NotificationFilter>,
    #[param(inline)]
    pub about: Option<Category>,
    /// The last page's `next`.
    #[param(inline)]
    pub after: Option<NotificationId>,
}

/// What a notification is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct NotificationSubject {
    /// `service`, `supply`, `numbers`, `operation`, `calls`, `lead`, `appointment`, `invitation`, `member` or
    /// another noun.
    pub kind: String,
    /// The code of a provider, or the id of what it is about: of several, the first number and the last call.
    pub id: String,
}

impl From<&About> for NotificationSubject {
    fn from(about: &About) -> Self {
        let id = match about {
            About::Numbers { first, .. } => first.as_str(),
            other => other.subject(),
        };
        Self { kind: noun(about), id: id.to_owned() }
    }
}

/// The noun is the tag of what is stored.
fn noun(about: &About) -> String {
    let tag = match serde_json::to_value(about) {
        Ok(serde_json::Value::Object(stored)) => stored.into_iter().next().map(|(tag, _)| tag),
        _ => None,
    };
    tag.unwrap_or_default()
}

/// A notification for the token's person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Notification {
    pub id: NotificationId,
    pub kind: NotificationKind,
    pub category: Category,
    pub about: NotificationSubject,
    /// The name or number of whom or what it is about, as far as that is still here.
    pub name: Option<String>,
    /// Of how many calls or numbers it tells.
    pub times: u32,
    /// The problem by which a service does not work, or an operation does not go on.
    pub problem: Option<ProblemCode>,
    pub at: Time,
    /// When the incident was over.
    pub ended_at: Option<Time>,
    /// When that of which it warns comes about.
    pub due_at: Option<Time>,
    pub read: bool,
}

impl From<NotificationView> for Notification {
    fn from(view: NotificationView) -> Self {
        let NotificationView { id, kind, about, named, times, problem, at, ended_at, due_at, read } = view;
        Self {
            id,
            kind,
            category: kind.category(),
            about: NotificationSubject::from(&about),
            name: named,
            times,
            problem: problem.as_ref().map(ProblemCode::from),
            at: Time(at),
            ended_at: ended_at.map(Time),
            due_at: due_at.map(Time),
            read,
        }
    }
}

/// Marks as read whatever is no newer than one notification.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReadBody {
    pub newest: NotificationId,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{ids::NumberId, phone::E164};

    #[test]
    fn what_a_notification_is_about_has_a_noun_and_an_id() {
        let first: NumberId = "0190a5e2-7c1b-7def-8123-0123456789ab".parse().unwrap();
        let number = E164::parse("+14155550142").unwrap();
        let about = About::Numbers { first: first.clone(), number, answers: false };
        let subject = NotificationSubject::from(&about);
        assert_eq!((subject.kind.as_str(), subject.id.as_str()), ("numbers", first.as_str()));
    }
}
