//! The server functions of the account page, and of the language switch.

use leptos::prelude::*;

use crate::domain::{account::AccountView, ids::DeviceId, locale::Locale, problem::Problem};

#[server(prefix = "/rpc", endpoint = "account")]
pub async fn account() -> Result<AccountView, Problem> {
    use crate::{
        domain::role::Permission,
        server::{account::service, cx::Cx},
    };

    service::view(&Cx::require(Permission::Read).await?).await
}

/// Open to everybody: a visitor's choice is kept in a cookie.
#[server(prefix = "/rpc", endpoint = "set_locale")]
pub async fn set_locale(locale: Locale) -> Result<(), Problem> {
    crate::server::account::service::set_locale(locale).await
}

#[server(prefix = "/rpc", endpoint = "revoke_device")]
pub async fn revoke_device(device: DeviceId) -> Result<(), Problem> {
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
    Ok(())
}

/// The name under which a refused form comes back.
pub const REVOKE_DEVICE: &str = "revoke_device";
