//! The forms of the numbers.

use leptos::{prelude::*, server_fn::codec::Postcard};

use crate::domain::{
    answer::Answer,
    ids::{AgentId, NumberId},
    integrations::ImportForm,
    problem::Problem,
};

/// The names under which refused forms come back without JavaScript.
pub const IMPORT_FORM: &str = "import";
pub const PROVE_FORM: &str = "prove";
pub const ASSIGN_FORM: &str = "assign";
pub const UNASSIGN_FORM: &str = "unassign";
pub const REMOVE_FORM: &str = "remove_number";

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

#[server(prefix = "/rpc", endpoint = "numbers/assign", output = Postcard)]
pub async fn assign_number(number: NumberId, agent: AgentId) -> Result<Answer, Problem> {
    use crate::{
        domain::{flash::Notice, role::Permission},
        server::{cx::Cx, forms, numbers::service},
    };
    let typed = vec![("agent", agent.to_string())];
    let answer = async {
        let cx = Cx::require(Permission::ManageIntegrations).await?;
        service::assign(&cx, number, agent).await
    };
    match answer.await {
        Ok(_) => {
            forms::told(Notice::NumberAssigned).await;
            Ok(Answer::Done)
        }
        Err(problem) => Err(forms::refuse(ASSIGN_FORM, typed, problem).await),
    }
}

#[server(prefix = "/rpc", endpoint = "numbers/unassign", output = Postcard)]
pub async fn unassign_number(number: NumberId) -> Result<Answer, Problem> {
    use crate::{
        domain::{flash::Notice, role::Permission},
        server::{cx::Cx, forms, numbers::service},
    };
    let answer = async {
        let cx = Cx::require(Permission::ManageIntegrations).await?;
        service::unassign(&cx, number).await
    };
    match answer.await {
        Ok(_) => {
            forms::told(Notice::NumberUnassigned).await;
            Ok(Answer::Done)
        }
        Err(problem) => Err(forms::refuse(UNASSIGN_FORM, Vec::new(), problem).await),
    }
}

/// On to the operation that takes it back at the providers.
#[server(prefix = "/rpc", endpoint = "numbers/remove", output = Postcard)]
pub async fn remove_number(number: NumberId) -> Result<Answer, Problem> {
    use crate::{
        domain::{flash::Notice, role::Permission},
        server::{cx::Cx, forms, numbers::service},
    };
    let answer = async {
        let cx = Cx::require(Permission::ManageIntegrations).await?;
        service::remove(&cx, number).await
    };
    match answer.await {
        Ok(operation) => {
            forms::notice(Notice::NumberRemoved).await;
            leptos_axum::redirect(&format!("/dashboard/operations/{operation}"));
            Ok(Answer::Done)
        }
        Err(problem) => Err(forms::refuse(REMOVE_FORM, Vec::new(), problem).await),
    }
}
