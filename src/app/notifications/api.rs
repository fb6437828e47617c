//! The forms of the notifications.

use leptos::{prelude::*, server_fn::codec::Postcard};

use crate::domain::{answer::Answer, notification::NotificationId, problem::Problem};
#[cfg(feature = "ssr")]
use crate::{
    domain::{flash::Notice, role::Permission::Read},
    server::{
        forms::{Accepted, handle},
        notifications::service,
    },
};

/// The names under which refused forms come back without JavaScript.
pub const READ_FORM: &str = "read_notification";
pub const READ_ALL_FORM: &str = "read_notifications";
pub const UNREAD_FORM: &str = "unread_notifications";

#[server(prefix = "/rpc", endpoint = "notifications/read", output = Postcard)]
pub async fn read_notification(id: NotificationId) -> Result<Answer, Problem> {
    handle(READ_FORM, Read, (), async |cx, ()| {
        service::read(cx, &id).await?;
        Ok(Accepted::here(None))
    })
    .await
}

/// Marks all as read that are no newer than the one on top of the page.
#[server(prefix = "/rpc", endpoint = "notifications/read_all", output = Postcard)]
pub async fn read_all_notifications(newest: NotificationId) -> Result<Answer, Problem> {
    handle(READ_ALL_FORM, Read, (), async |cx, ()| {
        service::read_all(cx, &newest).await?;
        Ok(Accepted::here(Notice::NotificationsRead))
    })
    .await
}

/// Counts what the person has not read: the bell of a living page asks when it may have changed.
#[server(prefix = "/rpc", endpoint = "notifications/unread", output = Postcard)]
pub async fn count_unread() -> Result<Answer, Problem> {
    handle(UNREAD_FORM, Read, (), async |cx, ()| Ok(Accepted::unread(service::unread(cx).await?))).await
}
