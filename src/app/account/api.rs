//! The forms of the account page, and the language switch.

use leptos::{prelude::*, server_fn::codec::Postcard};

use crate::domain::{account::DeviceId, answer::Answer, locale::Locale, problem::Problem};
#[cfg(feature = "ssr")]
use crate::{
    app::paths::ACCOUNT,
    domain::{
        flash::{Flash, Notice},
        role::Permission::Read,
    },
    server::{
        account::service,
        forms::{Accepted, handle, handle_open},
    },
};

/// The name under which a refused form comes back.
pub const REVOKE_DEVICE: &str = "revoke_device";

/// Open to everybody: a visitor's choice is kept in a cookie.
#[server(prefix = "/rpc", endpoint = "set_locale", output = Postcard)]
pub async fn set_locale(locale: Locale) -> Result<Answer, Problem> {
    handle_open(Flash::EVERY_PAGE, (), async |visitor, ()| {
        let language = service::set_locale(&visitor, locale).await?;
        Ok(Accepted::here(None).with(language))
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
