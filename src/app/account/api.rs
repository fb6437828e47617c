//! The forms of the account page, and the language switch.

use leptos::{prelude::*, server_fn::codec::Postcard};

use crate::domain::{answer::Answer, ids::DeviceId, locale::Locale, problem::Problem};

/// Open to everybody: a visitor's choice is kept in a cookie.
#[server(prefix = "/rpc", endpoint = "set_locale", output = Postcard)]
pub async fn set_locale(locale: Locale) -> Result<Answer, Problem> {
    crate::server::account::service::set_locale(locale).await.map(|()| Answer::Done)
}

#[server(prefix = "/rpc", endpoint = "revoke_device", output = Postcard)]
pub async fn revoke_device(device: DeviceId) -> Result<Answer, Problem> {
    use crate::{
        domain::{flash::Notice, role::Permission},
        server::{account::service, cx::Cx, forms},
    };

    let cx = Cx::require(Permission::Read).await?;
    if let Err(problem) = service::revoke_device(&cx, device).await {
        return Err(forms::refuse(REVOKE_DEVICE, Vec::new(), problem).await);
    }
    forms::notice(Notice::DeviceRevoked).await;
    leptos_axum::redirect("/dashboard/account");
    Ok(Answer::Done)
}

/// The name under which a refused form comes back.
pub const REVOKE_DEVICE: &str = "revoke_device";
