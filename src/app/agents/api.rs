//! The forms of the agents.

use leptos::{prelude::*, server_fn::codec::Postcard};

use crate::domain::{agent::AgentForm, answer::Answer, ids::AgentId, problem::Problem};

/// The names under which refused forms come back without JavaScript.
pub const NEW_FORM: &str = "new_agent";
pub const EDIT_FORM: &str = "agent";

/// On to the new agent's page.
#[server(prefix = "/rpc", endpoint = "agents/create", output = Postcard)]
pub async fn create_agent(form: AgentForm) -> Result<Answer, Problem> {
    use crate::{
        domain::{flash::Notice, role::Permission},
        server::{agents::service, cx::Cx, forms},
    };
    let answer = async {
        let cx = Cx::require(Permission::ManageAgents).await?;
        service::create(&cx, &form).await
    };
    match answer.await {
        Ok(id) => {
            forms::notice(Notice::AgentCreated).await;
            leptos_axum::redirect(&format!("/dashboard/agents/{id}"));
            Ok(Answer::Done)
        }
        Err(problem) => Err(forms::refuse(NEW_FORM, form.kept(), problem).await),
    }
}

#[server(prefix = "/rpc", endpoint = "agents/update", output = Postcard)]
pub async fn update_agent(id: AgentId, version: i64, form: AgentForm) -> Result<Answer, Problem> {
    use crate::{
        domain::{flash::Notice, role::Permission},
        server::{agents::service, cx::Cx, forms},
    };
    let answer = async {
        let cx = Cx::require(Permission::ManageAgents).await?;
        service::update(&cx, id, &form, version).await
    };
    match answer.await {
        Ok(()) => {
            forms::told(Notice::AgentSaved).await;
            Ok(Answer::Done)
        }
        Err(problem) => Err(forms::refuse(EDIT_FORM, form.kept(), problem).await),
    }
}
