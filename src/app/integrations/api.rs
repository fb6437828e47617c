//! The forms of the integrations.

use leptos::{prelude::*, server_fn::codec::Postcard};

use crate::domain::{
    answer::Answer,
    integrations::{TwilioForm, VapiForm},
    problem::Problem,
    provider::Provider,
};

/// The names under which refused forms come back without JavaScript.
pub const VAPI_FORM: &str = "vapi";
pub const TWILIO_FORM: &str = "twilio";
pub const CHECK_FORM: &str = "check";
pub const DISCONNECT_FORM: &str = "disconnect";

#[server(prefix = "/rpc", endpoint = "integrations/save-vapi", output = Postcard)]
pub async fn save_vapi(form: VapiForm) -> Result<Answer, Problem> {
    use crate::{
        domain::{flash::Notice, role::Permission},
        server::{cx::Cx, forms, integrations::service},
    };
    let answer = async {
        let cx = Cx::require(Permission::ManageIntegrations).await?;
        service::connect_vapi(&cx, &form).await
    };
    match answer.await {
        Ok(checked) => {
            forms::told(Notice::of_check(checked, Notice::Connected)).await;
            Ok(Answer::Checked(Provider::Vapi, checked))
        }
        Err(problem) => Err(forms::refuse(VAPI_FORM, form.kept(), problem).await),
    }
}

#[server(prefix = "/rpc", endpoint = "integrations/save-twilio", output = Postcard)]
pub async fn save_twilio(form: TwilioForm) -> Result<Answer, Problem> {
    use crate::{
        domain::{flash::Notice, role::Permission},
        server::{cx::Cx, forms, integrations::service},
    };
    let answer = async {
        let cx = Cx::require(Permission::ManageIntegrations).await?;
        service::connect_twilio(&cx, &form).await
    };
    match answer.await {
        Ok(checked) => {
            forms::told(Notice::of_check(checked, Notice::Connected)).await;
            Ok(Answer::Checked(Provider::Twilio, checked))
        }
        Err(problem) => Err(forms::refuse(TWILIO_FORM, form.kept(), problem).await),
    }
}

#[server(prefix = "/rpc", endpoint = "integrations/check", output = Postcard)]
pub async fn check_provider(provider: Provider) -> Result<Answer, Problem> {
    use crate::{
        domain::{flash::Notice, role::Permission},
        server::{cx::Cx, forms, integrations::service},
    };
    let answer = async {
        let cx = Cx::require(Permission::ManageIntegrations).await?;
        service::check(&cx, provider).await
    };
    match answer.await {
        Ok(checked) => {
            forms::told(Notice::of_check(checked, Notice::Checked)).await;
            Ok(Answer::Checked(provider, checked))
        }
        Err(problem) => Err(forms::refuse(CHECK_FORM, Vec::new(), problem).await),
    }
}

/// On to the operation that takes everything back.
#[server(prefix = "/rpc", endpoint = "integrations/disconnect", output = Postcard)]
pub async fn disconnect_provider(provider: Provider) -> Result<Answer, Problem> {
    use crate::{
        domain::{flash::Notice, role::Permission},
        server::{cx::Cx, forms, integrations::disconnect},
    };
    let answer = async {
        let cx = Cx::require(Permission::ManageIntegrations).await?;
        disconnect::disconnect(&cx, provider).await
    };
    match answer.await {
        Ok(operation) => {
            forms::notice(Notice::Disconnected).await;
            leptos_axum::redirect(&format!("/dashboard/operations/{operation}"));
            Ok(Answer::Done)
        }
        Err(problem) => Err(forms::refuse(DISCONNECT_FORM, Vec::new(), problem).await),
    }
}
