//! `/api/integrations`: the services that an organisation connects.

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    domain::{
        api_token::Scope,
        problem::{ProblemKind, Program},
        provider::Provider,
        role::Permission::{ManageIntegrations, ManageKeys, Read},
    },
    server::{
        api::{
            Accepted, ApiProblem, Caller, Json, Page, Path, Problems, Wait,
            types::{Credentials, Integration, Operation, integration::CredentialsForm},
        },
        cx::{Cx, Services},
        integrations::{disconnect, service},
    },
};

pub fn routes() -> OpenApiRouter<Services> {
    OpenApiRouter::default().routes(routes!(list)).routes(routes!(get, put, delete)).routes(routes!(verify))
}

async fn one(cx: &Cx, provider: Provider) -> Result<Integration, ApiProblem> {
    let cards = service::overview(cx).await?.cards;
    let card = cards.into_iter().find(|card| card.provider == provider).ok_or(ProblemKind::NotFound)?;
    Ok(card.into())
}

/// List all services, with how the credential for each stands.
#[utoipa::path(get, path = "/api/integrations", tag = "integrations", operation_id = "list_integrations",
    responses((status = 200, description = "All services", body = Page<Integration>), Problems),
    security(("token" = ["integrations:read"])))]
async fn list(caller: Caller) -> Result<Json<Page<Integration>>, ApiProblem> {
    let cx = caller.cx(Scope::IntegrationsRead, Read).await?;
    Ok(Json(Page::whole(Vec::from(service::overview(&cx).await?.cards))))
}

/// Get a service, with how the credential for it stands.
#[utoipa::path(get, path = "/api/integrations/{provider}", tag = "integrations",
    operation_id = "get_integration",
    params(("provider" = Provider, Path, description = "The service")),
    responses((status = 200, description = "The service", body = Integration), Problems),
    security(("token" = ["integrations:read"])))]
async fn get(caller: Caller, Path(provider): Path<Provider>) -> Result<Json<Integration>, ApiProblem> {
    let cx = caller.cx(Scope::IntegrationsRead, Read).await?;
    Ok(Json(one(&cx, provider).await?))
}

/// Connect a service, or replace its credential. Its provider is asked first: what it refuses is not stored.
/// Where it cannot be asked, the credential is stored as `unverified`, and checked by itself.
#[utoipa::path(put, path = "/api/integrations/{provider}", tag = "integrations",
    operation_id = "connect_integration",
    params(("provider" = Provider, Path, description = "The service")),
    request_body = Credentials,
    responses((status = 200, description = "The service as it is connected", body = Integration), Problems),
    security(("token" = ["integrations:write"])))]
async fn put(
    caller: Caller,
    Path(provider): Path<Provider>,
    Json(credentials): Json<Credentials>,
) -> Result<Json<Integration>, ApiProblem> {
    let cx = caller.cx(Scope::IntegrationsWrite, ManageKeys.of(provider)).await?;
    if credentials.provider() != provider {
        return Err(Program::Body(1, 1).into());
    }
    match CredentialsForm::from(credentials) {
        CredentialsForm::Vapi(form) => service::save(&cx, &form).await?,
        CredentialsForm::Twilio(form) => service::save(&cx, &*form).await?,
        CredentialsForm::Openai(form) => service::save(&cx, &form).await?,
        CredentialsForm::Smtp(form) => service::save(&cx, &*form).await?,
    };
    Ok(Json(one(&cx, provider).await?))
}

/// Disconnect a service. It is gone here at once; the operation takes back what is at the providers.
#[utoipa::path(delete, path = "/api/integrations/{provider}", tag = "integrations",
    operation_id = "disconnect_integration",
    params(("provider" = Provider, Path, description = "The service"), Wait),
    responses((status = 202, description = "The clean-up", body = Operation), Problems),
    security(("token" = ["integrations:write"])))]
async fn delete(caller: Caller, Path(provider): Path<Provider>, wait: Wait) -> Result<Accepted, ApiProblem> {
    let cx = caller.cx(Scope::IntegrationsWrite, ManageKeys.proved()).await?;
    let operation = disconnect::disconnect(&cx, provider).await?;
    wait.operation(&cx, &operation).await
}

/// Ask the provider now whether the stored credential works. What it says against it is a problem, and stays
/// on the credential.
#[utoipa::path(post, path = "/api/integrations/{provider}/verify", tag = "integrations",
    operation_id = "verify_integration",
    params(("provider" = Provider, Path, description = "The service")),
    responses((status = 200, description = "It works", body = Integration), Problems),
    security(("token" = ["integrations:write"])))]
async fn verify(caller: Caller, Path(provider): Path<Provider>) -> Result<Json<Integration>, ApiProblem> {
    let cx = caller.cx(Scope::IntegrationsWrite, ManageIntegrations.of(provider)).await?;
    service::check(&cx, provider).await?;
    Ok(Json(one(&cx, provider).await?))
}
