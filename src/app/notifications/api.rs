//! The forms of the notifications.

use leptos::{prelude::*, server_fn::codec::Postcard};

use crate::domain::{
    answer::Answer,
    notification::{NotificationId, NotificationSettingsForm},
    problem::Problem,
};
#[cfg(feature = "ssr")]
use crate::{
    app::paths::NOTIFICATION_SETTINGS,
    domain::{
        flash::Notice,
        role::Permission::{Own, Read},
    },
    server::{
        forms::{Accepted, handle},
        notifications::{service, settings},
    },
};

/// The names under which refused forms come back without JavaScript.
pub const READ_FORM: &str = "read_notification";
pub const READ_ALL_FORM: &str = "read_notifications";
pub const UNREAD_FORM: &str = "unread_notifications";
pub const SETTINGS_FORM: &str = "notification_settings";

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

#[server(prefix = "/rpc", endpoint = "notifications/save_settings", output = Postcard)]
pub async fn save_notification_settings(
    #[server(default)] form: NotificationSettingsForm,
) -> Result<Answer, Problem> {
    handle(SETTINGS_FORM, Own, form, async |cx, form| {
        settings::save(cx, form).await?;
        Ok(Accepted::on_to(NOTIFICATION_SETTINGS, Notice::NotificationSettingsSaved))
    })
    .await
}
