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
        agents::service,
        api::{
            Accepted, ApiProblem, Caller, Created, IfMatch, Json, Page, Path, Problems, Query, Tagged, Wait,
            searching,
            types::{
                Operation,
                agent::{Agent, AgentBody, AgentsParams},
            },
        },
        cx::{Cx, Services},
        numbers::answering_agents,
    },
};

pub fn routes() -> OpenApiRouter<Services> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(get, update, delete))
        .routes(routes!(duplicate))
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
