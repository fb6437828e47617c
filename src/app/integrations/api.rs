//! The forms of the integrations that are the same for every provider.

use leptos::{prelude::*, server_fn::codec::Postcard};

use crate::domain::{answer::Answer, problem::Problem, provider::Provider};
#[cfg(feature = "ssr")]
use crate::{
    app::paths::operation_href,
    domain::{
        flash::Notice,
        form::Fields,
        role::Permission::{ManageIntegrations, ManageKeys},
    },
    server::{
        forms::{Accepted, handle},
        integrations::{candidate::CredentialForm, disconnect, service},
    },
};

/// The names under which refused forms come back without JavaScript; the typed form of a
/// provider goes by the provider's code.
pub const CHECK_FORM: &str = "check";
pub const DISCONNECT_FORM: &str = "disconnect";

/// The body of each provider's save function: it reads, checks and stores the form.
#[cfg(feature = "ssr")]
pub(super) async fn save<F: CredentialForm + Fields>(form: F) -> Result<Answer, Problem> {
    handle(F::PROVIDER.code(), ManageKeys.of(F::PROVIDER), form, async |cx, form| {
        let checked = service::save(cx, form).await?;
        Ok(Accepted::checked(F::PROVIDER, checked, Notice::Connected))
    })
    .await
}

#[server(prefix = "/rpc", endpoint = "integrations/check", output = Postcard)]
pub async fn check_provider(provider: Provider) -> Result<Answer, Problem> {
    handle(CHECK_FORM, ManageIntegrations.of(provider), (), async |cx, ()| {
        let checked = service::check(cx, provider).await?;
        Ok(Accepted::checked(provider, checked, Notice::Checked))
    })
    .await
}

/// Leads on to the operation that takes everything back, also of a provider that is turned off.
#[server(prefix = "/rpc", endpoint = "integrations/disconnect", output = Postcard)]
pub async fn disconnect_provider(provider: Provider) -> Result<Answer, Problem> {
    handle(DISCONNECT_FORM, ManageKeys.proved(), (), async |cx, ()| {
        let operation = disconnect::disconnect(cx, provider).await?;
        Ok(Accepted::on_to(operation_href(&operation), Notice::Disconnected))
    })
    .await
}
