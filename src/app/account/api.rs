//! The forms of the account page, and the language switch.

use leptos::{prelude::*, server_fn::codec::Postcard};

use crate::domain::{
    account::{DeviceId, EmailForm, PasswordForm, ZoneForm},
    answer::Answer,
    locale::Locale,
    problem::Problem,
};
#[cfg(feature = "ssr")]
use crate::{
    app::{auth::api::locale, paths::ACCOUNT},
    domain::{
        flash::{Flash, Notice},
        role::Permission::Read,
    },
    server::{
        account::service,
        auth::email_change,
        current_user,
        forms::{Accepted, handle, handle_open},
    },
};

/// The names under which a refused form comes back.
pub const REVOKE_DEVICE: &str = "revoke_device";
pub const REVOKE_OTHERS: &str = "revoke_others";
pub const CHOOSE_ZONE: &str = "choose_zone";
pub const CHANGE_PASSWORD: &str = "change_password";
pub const CHANGE_EMAIL: &str = "change_email";

/// Open to everybody: a visitor's choice is kept in a cookie.
#[server(prefix = "/rpc", endpoint = "set_locale", output = Postcard)]
pub async fn set_locale(locale: Locale) -> Result<Answer, Problem> {
    handle_open(Flash::EVERY_PAGE, (), async |visitor, ()| {
        let language = service::set_locale(&visitor, locale).await?;
        Ok(Accepted::here(None).with(language))
    })
    .await
}

#[server(prefix = "/rpc", endpoint = "account/choose_zone", output = Postcard)]
pub async fn choose_zone(#[server(default)] form: ZoneForm) -> Result<Answer, Problem> {
    handle(CHOOSE_ZONE, Read, form, async |cx, form| {
        service::choose_zone(cx, form).await?;
        Ok(Accepted::on_to(ACCOUNT, Notice::ZoneChosen))
    })
    .await
}

#[server(prefix = "/rpc", endpoint = "revoke_device", output = Postcard)]
pub async fn revoke_device(device: DeviceId) -> Result<Answer, Problem> {
    handle(REVOKE_DEVICE, Read, (), async |cx, ()| {
        service::revoke_device(cx, device).await?;
        Ok(Accepted::on_to(ACCOUNT, Notice::DeviceRevoked))
    })
    .await
}

#[server(prefix = "/rpc", endpoint = "account/revoke_others", output = Postcard)]
pub async fn revoke_other_devices() -> Result<Answer, Problem> {
    handle(REVOKE_OTHERS, Read, (), async |cx, ()| {
        service::revoke_other_devices(cx, &current_user::visitor().await?).await?;
        Ok(Accepted::on_to(ACCOUNT, Notice::DevicesRevoked))
    })
    .await
}

#[server(prefix = "/rpc", endpoint = "account/change_password", output = Postcard)]
pub async fn change_password(#[server(default)] form: PasswordForm) -> Result<Answer, Problem> {
    handle(CHANGE_PASSWORD, Read, form, async |cx, form| {
        service::change_password(cx, &current_user::visitor().await?, form).await?;
        Ok(Accepted::on_to(ACCOUNT, Notice::PasswordChanged))
    })
    .await
}

#[server(prefix = "/rpc", endpoint = "account/change_email", output = Postcard)]
pub async fn change_email(#[server(default)] form: EmailForm) -> Result<Answer, Problem> {
    handle(CHANGE_EMAIL, Read, form, async |cx, form| {
        email_change::ask(cx, &current_user::visitor().await?, form, locale()).await?;
        Ok(Accepted::on_to(ACCOUNT, Notice::EmailAsked))
    })
    .await
}
