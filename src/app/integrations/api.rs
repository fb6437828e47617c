//! The forms of the integrations.

use leptos::{prelude::*, server_fn::codec::Postcard};

use crate::domain::{
    answer::Answer,
    integrations::{TwilioForm, VapiForm},
    problem::Problem,
    provider::Provider,
};
#[cfg(feature = "ssr")]
use crate::{
    app::telling::operation_href,
    domain::{flash::Notice, role::Permission::ManageIntegrations},
    server::{
        forms::{Accepted, handle},
        integrations::{disconnect, service},
    },
};

/// The names under which refused forms come back without JavaScript.
pub const VAPI_FORM: &str = "vapi";
pub const TWILIO_FORM: &str = "twilio";
pub const CHECK_FORM: &str = "check";
pub const DISCONNECT_FORM: &str = "disconnect";

#[server(prefix = "/rpc", endpoint = "integrations/save-vapi", output = Postcard)]
pub async fn save_vapi(form: VapiForm) -> Result<Answer, Problem> {
    handle(VAPI_FORM, ManageIntegrations, form, async |cx, form| {
        let checked = service::connect_vapi(cx, form).await?;
        Ok(Accepted::checked(Provider::Vapi, checked, Notice::Connected))
    })
    .await
}

#[server(prefix = "/rpc", endpoint = "integrations/save-twilio", output = Postcard)]
pub async fn save_twilio(form: TwilioForm) -> Result<Answer, Problem> {
    handle(TWILIO_FORM, ManageIntegrations, form, async |cx, form| {
        let checked = service::connect_twilio(cx, form).await?;
        Ok(Accepted::checked(Provider::Twilio, checked, Notice::Connected))
    })
    .await
}

#[server(prefix = "/rpc", endpoint = "integrations/check", output = Postcard)]
pub async fn check_provider(provider: Provider) -> Result<Answer, Problem> {
    handle(CHECK_FORM, ManageIntegrations, (), async |cx, ()| {
        let checked = service::check(cx, provider).await?;
        Ok(Accepted::checked(provider, checked, Notice::Checked))
    })
    .await
}

/// On to the operation that takes everything back.
#[server(prefix = "/rpc", endpoint = "integrations/disconnect", output = Postcard)]
pub async fn disconnect_provider(provider: Provider) -> Result<Answer, Problem> {
    handle(DISCONNECT_FORM, ManageIntegrations, (), async |cx, ()| {
        let operation = disconnect::disconnect(cx, provider).await?;
        Ok(Accepted::on_to(operation_href(&operation), Notice::Disconnected))
    })
    .await
}
