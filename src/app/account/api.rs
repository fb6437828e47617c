//! The forms of the account page, and the language switch.

use leptos::{prelude::*, server_fn::codec::Postcard};

use crate::domain::{
    account::{DeviceId, EmailForm, IdentityForm, NameForm, PasswordForm, ZoneForm},
    answer::Answer,
    factor::FirstCodeForm,
    locale::Locale,
    passkey::{NewPasskeyForm, PasskeyId, PasskeyNameForm},
    problem::Problem,
};
#[cfg(feature = "ssr")]
use crate::{
    app::{
        auth::api::locale,
        paths::{ACCOUNT, TO_OIDC},
    },
    domain::{
        auth_forms::IDENTITY,
        flash::{Flash, Notice},
        role::Permission::Own,
    },
    server::{
        account::{factors, passkeys, service},
        auth::{email_change, oidc},
        current_user,
        forms::{Accepted, handle, handle_open},
        sessions,
    },
};

/// The names under which a refused form comes back.
pub const REVOKE_DEVICE: &str = "revoke_device";
pub const REVOKE_OTHERS: &str = "revoke_others";
pub const CHANGE_NAME: &str = "change_name";
pub const CHOOSE_ZONE: &str = "choose_zone";
pub const CHANGE_PASSWORD: &str = "change_password";
pub const CHANGE_EMAIL: &str = "change_email";
pub const BEGIN_TOTP: &str = "begin_totp";
pub const CONFIRM_TOTP: &str = "confirm_totp";
pub const REMOVE_TOTP: &str = "remove_totp";
pub const MAKE_CODES: &str = "make_codes";
pub const CODES_KEPT: &str = "codes_kept";
pub const ADD_PASSKEY: &str = "add_passkey";
pub const RENAME_PASSKEY: &str = "rename_passkey";
pub const REMOVE_PASSKEY: &str = "remove_passkey";

/// Open to everybody: a visitor's choice is kept in a cookie.
#[server(prefix = "/rpc", endpoint = "set_locale", output = Postcard)]
pub async fn set_locale(locale: Locale) -> Result<Answer, Problem> {
    handle_open(Flash::EVERY_PAGE, (), async |visitor, ()| {
        let language = service::set_locale(&visitor, locale).await?;
        Ok(Accepted::here(None).with(language))
    })
    .await
}

#[server(prefix = "/rpc", endpoint = "account/change_name", output = Postcard)]
pub async fn change_name(#[server(default)] form: NameForm) -> Result<Answer, Problem> {
    handle(CHANGE_NAME, Own, form, async |cx, form| {
        service::change_name(cx, form).await?;
        Ok(Accepted::on_to(ACCOUNT, Notice::NameChanged))
    })
    .await
}

#[server(prefix = "/rpc", endpoint = "account/choose_zone", output = Postcard)]
pub async fn choose_zone(#[server(default)] form: ZoneForm) -> Result<Answer, Problem> {
    handle(CHOOSE_ZONE, Own, form, async |cx, form| {
        service::choose_zone(cx, form).await?;
        Ok(Accepted::on_to(ACCOUNT, Notice::ZoneChosen))
    })
    .await
}

#[server(prefix = "/rpc", endpoint = "revoke_device", output = Postcard)]
pub async fn revoke_device(device: DeviceId) -> Result<Answer, Problem> {
    handle(REVOKE_DEVICE, Own, (), async |cx, ()| {
        service::revoke_device(cx, device).await?;
        Ok(Accepted::on_to(ACCOUNT, Notice::DeviceRevoked))
    })
    .await
}

#[server(prefix = "/rpc", endpoint = "account/revoke_others", output = Postcard)]
pub async fn revoke_other_devices() -> Result<Answer, Problem> {
    handle(REVOKE_OTHERS, Own, (), async |cx, ()| {
        service::revoke_other_devices(cx, &current_user::visitor().await?).await?;
        Ok(Accepted::on_to(ACCOUNT, Notice::DevicesRevoked))
    })
    .await
}

#[server(prefix = "/rpc", endpoint = "account/change_password", output = Postcard)]
pub async fn change_password(#[server(default)] form: PasswordForm) -> Result<Answer, Problem> {
    handle(CHANGE_PASSWORD, Own.proved(), form, async |cx, form| {
        service::change_password(cx, &current_user::visitor().await?, form).await?;
        Ok(Accepted::on_to(ACCOUNT, Notice::PasswordChanged))
    })
    .await
}

#[server(prefix = "/rpc", endpoint = "account/change_email", output = Postcard)]
pub async fn change_email(#[server(default)] form: EmailForm) -> Result<Answer, Problem> {
    handle(CHANGE_EMAIL, Own.proved(), form, async |cx, form| {
        email_change::ask(cx, &current_user::visitor().await?, form, locale()).await?;
        Ok(Accepted::on_to(ACCOUNT, Notice::EmailAsked))
    })
    .await
}

#[server(prefix = "/rpc", endpoint = "account/begin_totp", output = Postcard)]
pub async fn begin_totp() -> Result<Answer, Problem> {
    handle(BEGIN_TOTP, Own.proved(), (), async |cx, ()| {
        factors::begin_totp(cx, &current_user::visitor().await?).await?;
        Ok(Accepted::here(None))
    })
    .await
}

#[server(prefix = "/rpc", endpoint = "account/confirm_totp", output = Postcard)]
pub async fn confirm_totp(#[server(default)] form: FirstCodeForm) -> Result<Answer, Problem> {
    handle(CONFIRM_TOTP, Own, form, async |cx, form| {
        factors::confirm_totp(cx, &current_user::visitor().await?, form).await?;
        Ok(Accepted::here(Notice::SecondFactorAdded))
    })
    .await
}

#[server(prefix = "/rpc", endpoint = "account/remove_totp", output = Postcard)]
pub async fn remove_totp() -> Result<Answer, Problem> {
    handle(REMOVE_TOTP, Own.proved(), (), async |cx, ()| {
        factors::remove_totp(cx, &current_user::visitor().await?).await?;
        Ok(Accepted::here(Notice::SecondFactorRemoved))
    })
    .await
}

#[server(prefix = "/rpc", endpoint = "account/make_codes", output = Postcard)]
pub async fn make_codes() -> Result<Answer, Problem> {
    handle(MAKE_CODES, Own.proved(), (), async |cx, ()| {
        factors::make_codes(cx, &current_user::visitor().await?).await?;
        Ok(Accepted::here(Notice::RecoveryCodesMade))
    })
    .await
}

#[server(prefix = "/rpc", endpoint = "account/codes_kept", output = Postcard)]
pub async fn codes_kept() -> Result<Answer, Problem> {
    handle(CODES_KEPT, Own, (), async |_, ()| {
        sessions::forget_codes(&current_user::session().await?).await?;
        Ok(Accepted::here(None))
    })
    .await
}

#[server(prefix = "/rpc", endpoint = "account/add_passkey", output = Postcard)]
pub async fn add_passkey(#[server(default)] form: NewPasskeyForm) -> Result<Answer, Problem> {
    handle(ADD_PASSKEY, Own.proved(), form, async |cx, form| {
        passkeys::add(cx, &current_user::visitor().await?, form).await?;
        Ok(Accepted::here(Notice::PasskeyAdded))
    })
    .await
}

#[server(prefix = "/rpc", endpoint = "account/rename_passkey", output = Postcard)]
pub async fn rename_passkey(#[server(default)] form: PasskeyNameForm) -> Result<Answer, Problem> {
    handle(RENAME_PASSKEY, Own, form, async |cx, form| {
        passkeys::rename(cx, form).await?;
        Ok(Accepted::here(Notice::PasskeyRenamed))
    })
    .await
}

#[server(prefix = "/rpc", endpoint = "account/remove_passkey", output = Postcard)]
pub async fn remove_passkey(passkey: PasskeyId) -> Result<Answer, Problem> {
    handle(REMOVE_PASSKEY, Own.proved(), (), async |cx, ()| {
        passkeys::remove(cx, &current_user::visitor().await?, &passkey).await?;
        Ok(Accepted::here(Notice::PasskeyRemoved))
    })
    .await
}

#[server(prefix = "/rpc", endpoint = "account/link_identity", output = Postcard)]
pub async fn link_identity(#[server(default)] form: IdentityForm) -> Result<Answer, Problem> {
    handle(IDENTITY, Own, form, async |cx, form| {
        oidc::begin_linking(cx, &current_user::visitor().await?, form).await?;
        Ok(Accepted::on_to(TO_OIDC, None))
    })
    .await
}

#[server(prefix = "/rpc", endpoint = "account/unlink_identity", output = Postcard)]
pub async fn unlink_identity(#[server(default)] form: IdentityForm) -> Result<Answer, Problem> {
    handle(IDENTITY, Own, form, async |cx, form| {
        oidc::unlink(cx, &current_user::visitor().await?, form).await?;
        Ok(Accepted::on_to(ACCOUNT, Notice::IdentityUnlinked))
    })
    .await
}
