//! `/api/agents`.

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    domain::{
        agent::{AgentForm, AgentsQuery},
        api_token::Scope,
        ids::AgentId,
        problem::Problem,
        provider::vapi,
        role::Permission,
    },
    server::{
        agents::{decisions, service},
        api::{
            Accepted, ApiProblem, Caller, Created, IfMatch, Json, NoContent, Page, Path, Problems, Query,
            Tagged, Wait, searching,
            types::{
                Operation,
                agent::{Agent, AgentBody, AgentConflict, AgentsParams, DecideConflictBody},
                trial::{SayBody, Trial},
            },
        },
        cx::{Cx, Services},
        numbers::answering_agents,
        trials,
    },
};

pub fn routes() -> OpenApiRouter<Services> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(get, update, delete))
        .routes(routes!(duplicate))
        .routes(routes!(conflict, decide))
        .routes(routes!(remake))
        .routes(routes!(trial, say, begin_anew))
}

async fn agent(cx: &Cx, id: AgentId) -> Result<Agent, Problem> {
    Ok(service::get(cx, id).await?.agent.into())
}

fn made(agent: Agent) -> Created<Agent> {
    let version = agent.version;
    Created::new(format!("/api/agents/{}", agent.id), agent).tagged(version)
}

/// List agents, the oldest first.
#[utoipa::path(get, path = "/api/agents", tag = "agents", operation_id = "list_agents",
    params(AgentsParams),
    responses((status = 200, description = "A page of agents", body = Page<Agent>), Problems),
    security(("token" = ["agents:read"])))]
async fn list(caller: Caller, Query(params): Query<AgentsParams>) -> Result<Json<Page<Agent>>, ApiProblem> {
    let cx = caller.cx(Scope::AgentsRead, Permission::Read).await?;
    let query = AgentsQuery { after: params.after, ..searching(&params.search)? };
    let view = service::list(&cx, &query).await?;
    Ok(Json(Page::of(view.agents, view.next)))
}

/// Make an agent, and begin to mirror it at Vapi.
///
/// The same sent within five seconds is the one that was made.
#[utoipa::path(post, path = "/api/agents", tag = "agents", operation_id = "create_agent",
    request_body = AgentBody,
    responses((status = 201, description = "The agent that was made", body = Agent), Problems),
    security(("token" = ["agents:write"])))]
async fn create(caller: Caller, Json(body): Json<AgentBody>) -> Result<Created<Agent>, ApiProblem> {
    let cx = caller.cx(Scope::AgentsWrite, Permission::ManageAgents.of(vapi::PROVIDER)).await?;
    let id = service::create(&cx, &AgentForm::from(&body)).await?;
    Ok(made(agent(&cx, id).await?))
}

/// Show an agent.
#[utoipa::path(get, path = "/api/agents/{id}", tag = "agents", operation_id = "get_agent",
    params(("id" = inline(AgentId), Path, description = "The id of the agent")),
    responses((status = 200, description = "The agent, with its ETag", body = Agent), Problems),
    security(("token" = ["agents:read"])))]
async fn get(caller: Caller, Path(id): Path<AgentId>) -> Result<Tagged<Agent>, ApiProblem> {
    let cx = caller.cx(Scope::AgentsRead, Permission::Read).await?;
    let agent = agent(&cx, id).await?;
    Ok(Tagged(agent.version, agent))
}

/// Replace whatever an agent is told, and begin to mirror it at Vapi.
#[utoipa::path(put, path = "/api/agents/{id}", tag = "agents", operation_id = "update_agent",
    params(
        ("id" = inline(AgentId), Path, description = "The id of the agent"),
        ("If-Match" = Option<String>, Header, description = "The ETag of the version that is replaced")
    ),
    request_body = AgentBody,
    responses((status = 200, description = "The agent as it is now", body = Agent), Problems),
    security(("token" = ["agents:write"])))]
async fn update(
    caller: Caller,
    Path(id): Path<AgentId>,
    if_match: IfMatch,
    Json(body): Json<AgentBody>,
) -> Result<Tagged<Agent>, ApiProblem> {
    let cx = caller.cx(Scope::AgentsWrite, Permission::ManageAgents.of(vapi::PROVIDER)).await?;
    let form = AgentForm::from(&body);
    service::update_if(&cx, id.clone(), &form, |version| if_match.expects(version)).await?;
    let agent = agent(&cx, id).await?;
    Ok(Tagged(agent.version, agent))
}

/// Delete an agent.
///
/// It is gone here at once; an operation unbinds its numbers, and deletes its assistant at Vapi.
#[utoipa::path(delete, path = "/api/agents/{id}", tag = "agents", operation_id = "delete_agent",
    params(
        ("id" = inline(AgentId), Path, description = "The id of the agent"),
        ("If-Match" = Option<String>, Header, description = "The ETag of the version that is deleted"),
        Wait
    ),
    responses(
        (status = 202, description = "The operation that deletes the assistant", body = Operation),
        Problems
    ),
    security(("token" = ["agents:write"])))]
async fn delete(
    caller: Caller,
    Path(id): Path<AgentId>,
    if_match: IfMatch,
    wait: Wait,
) -> Result<Accepted, ApiProblem> {
    let cx = caller.cx(Scope::AgentsWrite, Permission::ManageAgents.proved()).await?;
    let operation = answering_agents::delete_if(&cx, id, |version| if_match.expects(version)).await?;
    wait.operation(&cx, &operation).await
}

/// Copy an agent under another name.
#[utoipa::path(post, path = "/api/agents/{id}/duplicate", tag = "agents", operation_id = "duplicate_agent",
    params(("id" = inline(AgentId), Path, description = "The id of the agent that is copied")),
    responses((status = 201, description = "The copy", body = Agent), Problems),
    security(("token" = ["agents:write"])))]
async fn duplicate(caller: Caller, Path(id): Path<AgentId>) -> Result<Created<Agent>, ApiProblem> {
    let cx = caller.cx(Scope::AgentsWrite, Permission::ManageAgents.of(vapi::PROVIDER)).await?;
    let copy = service::duplicate(&cx, id).await?;
    Ok(made(agent(&cx, copy).await?))
}

/// Show in what an agent's assistant was changed at Vapi.
#[utoipa::path(get, path = "/api/agents/{id}/conflict", tag = "agents", operation_id = "get_agent_conflict",
    params(("id" = inline(AgentId), Path, description = "The id of the agent")),
    responses(
        (status = 200, description = "The differences, with the ETag of the agent", body = AgentConflict),
        Problems
    ),
    security(("token" = ["agents:read"])))]
async fn conflict(caller: Caller, Path(id): Path<AgentId>) -> Result<Tagged<AgentConflict>, ApiProblem> {
    let cx = caller.cx(Scope::AgentsRead, Permission::ManageAgents.of(vapi::PROVIDER)).await?;
    let conflict = AgentConflict::from(decisions::conflict(&cx, id).await?);
    Ok(Tagged(conflict.version, conflict))
}

/// Decide what counts where an agent's assistant was changed at Vapi.
#[utoipa::path(post, path = "/api/agents/{id}/conflict", tag = "agents",
    operation_id = "decide_agent_conflict",
    params(
        ("id" = inline(AgentId), Path, description = "The id of the agent"),
        ("If-Match" = Option<String>, Header, description = "The ETag of the version that was compared")
    ),
    request_body = DecideConflictBody,
    responses((status = 200, description = "The agent as it is now", body = Agent), Problems),
    security(("token" = ["agents:write"])))]
async fn decide(
    caller: Caller,
    Path(id): Path<AgentId>,
    if_match: IfMatch,
    Json(body): Json<DecideConflictBody>,
) -> Result<Tagged<Agent>, ApiProblem> {
    let cx = caller.cx(Scope::AgentsWrite, Permission::ManageAgents.of(vapi::PROVIDER)).await?;
    let choice = body.into();
    decisions::decide_if(&cx, id.clone(), &choice, |version| if_match.expects(version)).await?;
    let agent = agent(&cx, id).await?;
    Ok(Tagged(agent.version, agent))
}

/// Make another assistant for an agent whose own was deleted at Vapi.
#[utoipa::path(post, path = "/api/agents/{id}/remake", tag = "agents", operation_id = "remake_agent",
    params(("id" = inline(AgentId), Path, description = "The id of the agent")),
    responses((status = 200, description = "The agent, which is brought to Vapi again", body = Agent), Problems),
    security(("token" = ["agents:write"])))]
async fn remake(caller: Caller, Path(id): Path<AgentId>) -> Result<Tagged<Agent>, ApiProblem> {
    let cx = caller.cx(Scope::AgentsWrite, Permission::ManageAgents.of(vapi::PROVIDER)).await?;
    answering_agents::remake(&cx, id.clone()).await?;
    let agent = agent(&cx, id).await?;
    Ok(Tagged(agent.version, agent))
}

/// Show the conversation in writing of the token's person with an agent.
#[utoipa::path(get, path = "/api/agents/{id}/trial", tag = "agents", operation_id = "get_trial",
    params(("id" = inline(AgentId), Path, description = "The id of the agent")),
    responses((status = 200, description = "The conversation", body = Trial), Problems),
    security(("token" = ["agents:read"])))]
async fn trial(caller: Caller, Path(id): Path<AgentId>) -> Result<Json<Trial>, ApiProblem> {
    let cx = caller.cx(Scope::AgentsRead, Permission::ManageAgents.of(vapi::PROVIDER)).await?;
    Ok(Json(trials::service::page(&cx, id).await?.into()))
}

/// Say something to an agent in writing, and wait for its answer.
///
/// What Vapi asks for it is paid by the organisation.
#[utoipa::path(post, path = "/api/agents/{id}/trial", tag = "agents", operation_id = "say_to_agent",
    params(("id" = inline(AgentId), Path, description = "The id of the agent")),
    request_body = SayBody,
    responses((status = 200, description = "The conversation with the answer", body = Trial), Problems),
    security(("token" = ["agents:write"])))]
async fn say(
    caller: Caller,
    Path(id): Path<AgentId>,
    Json(body): Json<SayBody>,
) -> Result<Json<Trial>, ApiProblem> {
    let cx = caller.cx(Scope::AgentsWrite, Permission::ManageAgents.of(vapi::PROVIDER)).await?;
    trials::service::say(&cx, &id, &body.into()).await?;
    Ok(Json(trials::service::page(&cx, id).await?.into()))
}

/// End the conversation in writing, so that what is said next begins another.
#[utoipa::path(delete, path = "/api/agents/{id}/trial", tag = "agents", operation_id = "end_trial",
    params(("id" = inline(AgentId), Path, description = "The id of the agent")),
    responses((status = 204, description = "The conversation is over"), Problems),
    security(("token" = ["agents:write"])))]
async fn begin_anew(caller: Caller, Path(id): Path<AgentId>) -> Result<NoContent, ApiProblem> {
    let cx = caller.cx(Scope::AgentsWrite, Permission::ManageAgents.of(vapi::PROVIDER)).await?;
    trials::service::begin_anew(&cx, &id).await?;
    Ok(NoContent)
}
