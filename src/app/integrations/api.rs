//! The forms of the integrations and of the numbers.

use leptos::{prelude::*, server_fn::codec::Postcard};

use crate::domain::{
    answer::Answer,
    ids::NumberId,
    integrations::{ImportForm, TwilioForm, VapiForm},
    problem::Problem,
    provider::Provider,
};

/// The names under which refused forms come back without JavaScript.
pub const VAPI_FORM: &str = "vapi";
pub const TWILIO_FORM: &str = "twilio";
pub const IMPORT_FORM: &str = "import";
pub const CHECK_FORM: &str = "check";
pub const PROVE_FORM: &str = "prove";
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

/// Back to the provider's page without the picker: the timeline is there.
#[server(prefix = "/rpc", endpoint = "numbers/import", output = Postcard)]
pub async fn import_number(form: ImportForm) -> Result<Answer, Problem> {
    use crate::{
        domain::{flash::Notice, role::Permission},
        server::{cx::Cx, forms, numbers::service},
    };
    let answer = async {
        let cx = Cx::require(Permission::ManageIntegrations).await?;
        service::import(&cx, &form).await
    };
    match answer.await {
        Ok(_) => {
            forms::notice(Notice::ImportStarted).await;
            leptos_axum::redirect("/dashboard/integrations/twilio");
            Ok(Answer::Done)
        }
        Err(problem) => Err(forms::refuse(IMPORT_FORM, form.kept(), problem).await),
    }
}

#[server(prefix = "/rpc", endpoint = "numbers/prove", output = Postcard)]
pub async fn prove_number(number: NumberId) -> Result<Answer, Problem> {
    use crate::{
        domain::{flash::Notice, role::Permission},
        server::{cx::Cx, forms, numbers::service},
    };
    let answer = async {
        let cx = Cx::require(Permission::ManageIntegrations).await?;
        service::prove(&cx, number).await
    };
    match answer.await {
        Ok(_) => {
            forms::told(Notice::ProofStarted).await;
            Ok(Answer::Done)
        }
        Err(problem) => Err(forms::refuse(PROVE_FORM, Vec::new(), problem).await),
    }
}
