//! The forms of the agents.

use leptos::{prelude::*, server_fn::codec::Postcard};

use crate::domain::{
    agent::{AgentForm, ConflictForm},
    answer::Answer,
    ids::AgentId,
    problem::Problem,
};
#[cfg(feature = "ssr")]
use crate::{
    app::paths::{agent_href, operation_href},
    domain::{flash::Notice, form::Parameter, provider::vapi, role::Permission::ManageAgents},
    server::{
        agents::{decisions, service},
        forms::{Accepted, handle},
        numbers::answering_agents,
    },
};

/// The names under which refused forms come back without JavaScript.
pub const NEW_FORM: &str = "new_agent";
pub const EDIT_FORM: &str = "agent";
pub const DUPLICATE_FORM: &str = "duplicate_agent";
pub const DELETE_FORM: &str = "delete_agent";
pub const REMAKE_FORM: &str = "remake_agent";
pub const CONFLICT_FORM: &str = "agent_conflict";

/// The input of the version that a form was drawn from, beside the form.
pub const VERSION: &str = "version";

/// Leads on to the new agent's page.
#[server(prefix = "/rpc", endpoint = "agents/create", output = Postcard)]
pub async fn create_agent(form: AgentForm) -> Result<Answer, Problem> {
    handle(NEW_FORM, ManageAgents.of(vapi::PROVIDER), form, async |cx, form| {
        let id = service::create(cx, form).await?;
        Ok(Accepted::on_to(agent_href(&id), Notice::AgentCreated))
    })
    .await
}

#[server(prefix = "/rpc", endpoint = "agents/update", output = Postcard)]
pub async fn update_agent(id: AgentId, version: i64, form: AgentForm) -> Result<Answer, Problem> {
    // A page that is drawn anew must not pass for one of a newer version.
    let form = (form, Parameter { name: VERSION, value: version.to_string() });
    handle(EDIT_FORM, ManageAgents.of(vapi::PROVIDER), form, async |cx, (form, _)| {
        service::update(cx, id, form, version).await?;
        Ok(Accepted::here(Notice::AgentSaved))
    })
    .await
}

/// Leads on to the copy's page.
#[server(prefix = "/rpc", endpoint = "agents/duplicate", output = Postcard)]
pub async fn duplicate_agent(id: AgentId) -> Result<Answer, Problem> {
    handle(DUPLICATE_FORM, ManageAgents.of(vapi::PROVIDER), (), async |cx, ()| {
        let copy = service::duplicate(cx, id).await?;
        Ok(Accepted::on_to(agent_href(&copy), Notice::AgentCopied))
    })
    .await
}

/// Leads on to the operation that deletes the agent's assistant at Vapi.
#[server(prefix = "/rpc", endpoint = "agents/delete", output = Postcard)]
pub async fn delete_agent(id: AgentId) -> Result<Answer, Problem> {
    handle(DELETE_FORM, ManageAgents.proved(), (), async |cx, ()| {
        let operation = answering_agents::delete(cx, id).await?;
        Ok(Accepted::on_to(operation_href(&operation), Notice::AgentDeleted))
    })
    .await
}

/// Makes another assistant for an agent whose own was deleted at Vapi.
#[server(prefix = "/rpc", endpoint = "agents/remake", output = Postcard)]
pub async fn remake_agent(id: AgentId) -> Result<Answer, Problem> {
    handle(REMAKE_FORM, ManageAgents.of(vapi::PROVIDER), (), async |cx, ()| {
        answering_agents::remake(cx, id.clone()).await?;
        Ok(Accepted::on_to(agent_href(&id), Notice::AgentRemade))
    })
    .await
}

/// Decides field by field which side of a conflict counts.
#[server(prefix = "/rpc", endpoint = "agents/decide", output = Postcard)]
pub async fn decide_conflict(id: AgentId, version: i64, form: ConflictForm) -> Result<Answer, Problem> {
    handle(CONFLICT_FORM, ManageAgents.of(vapi::PROVIDER), form, async |cx, form| {
        decisions::decide(cx, id.clone(), form, version).await?;
        Ok(Accepted::on_to(agent_href(&id), Notice::Decided))
    })
    .await
}
