//! What the browser asks the server about agents.

use leptos::prelude::*;

use crate::domain::{
    agent::{AgentForm, AgentPageView, AgentsView},
    ids::AgentId,
    problem::Problem,
};

/// The names under which refused forms come back without JavaScript.
pub const NEW_FORM: &str = "new_agent";
pub const EDIT_FORM: &str = "agent";

#[server(prefix = "/rpc", endpoint = "agents/list")]
pub async fn read_agents() -> Result<AgentsView, Problem> {
    use crate::{
        domain::role::Permission,
        server::{agents::service, cx::Cx},
    };
    service::list(&Cx::require(Permission::Read).await?).await
}

#[server(prefix = "/rpc", endpoint = "agents/page")]
pub async fn read_agent(id: AgentId) -> Result<AgentPageView, Problem> {
    use crate::{
        domain::role::Permission,
        server::{agents::service, cx::Cx},
    };
    service::get(&Cx::require(Permission::Read).await?, id).await
}

/// On to the new agent's page.
#[server(prefix = "/rpc", endpoint = "agents/create")]
pub async fn create_agent(form: AgentForm) -> Result<AgentId, Problem> {
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
            Ok(id)
        }
        Err(problem) => Err(forms::refuse(NEW_FORM, form.kept(), problem).await),
    }
}

#[server(prefix = "/rpc", endpoint = "agents/update")]
pub async fn update_agent(id: AgentId, version: i64, form: AgentForm) -> Result<(), Problem> {
    use crate::{
        domain::role::Permission,
        server::{agents::service, cx::Cx, forms},
    };
    let answer = async {
        let cx = Cx::require(Permission::ManageAgents).await?;
        service::update(&cx, id, &form, version).await
    };
    match answer.await {
        Ok(()) => Ok(()),
        Err(problem) => Err(forms::refuse(EDIT_FORM, form.kept(), problem).await),
    }
}
