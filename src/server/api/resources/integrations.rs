//! `/api/integrations`: the services that an organisation connects.

use axum::http::HeaderMap;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    domain::{
        api_token::Scope,
        health::HealthQuery,
        problem::{ProblemKind, Program},
        provider::{
            Provider,
            google_calendar::{self, CalendarForm},
            smtp, twilio, vapi,
        },
        role::Permission::{ManageIntegrations, ManageKeys, Read},
    },
    server::{
        agents::{event_address, operations::rotate_hook},
        api::{
            Accepted, ApiProblem, Caller, Json, Page, Path, Problems, Wait,
            types::{
                Credentials, Integration, Operation,
                integration::{ChooseCalendar, EventAddress, IntegrationChange, TestMail, WayInCheck},
            },
        },
        cx::{Cx, Services},
        http::problem_document::locale_of,
        integrations::{connectors, disconnect, history, operations::rotate, service, test_mail},
    },
};

pub fn routes() -> OpenApiRouter<Services> {
    OpenApiRouter::default()
        .routes(routes!(list))
        .routes(routes!(get, put, delete))
        .routes(routes!(verify))
        .routes(routes!(changes))
        .routes(routes!(choose_calendar))
        .routes(routes!(send_test_mail))
        .routes(routes!(rotate_twilio_token))
        .routes(routes!(event_address_now))
        .routes(routes!(rotate_event_address))
        .routes(routes!(check_event_address))
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

/// Connect a service, or replace its credential.
///
/// Its provider is asked first: what it refuses is not stored. Where it cannot be asked, the credential is
/// stored as `unverified`, and checked by itself.
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
        return Err(Program::OtherProvider.into());
    }
    credentials.save(&cx).await?;
    Ok(Json(one(&cx, provider).await?))
}

/// Disconnect a service.
///
/// It is gone here at once; the operation takes back what is at the providers.
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

/// Ask the provider now whether the stored credential works.
///
/// What it says against it is a problem, and stays on the credential.
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

/// List the changes of how a credential stood, the newest first, for 90 days.
#[utoipa::path(get, path = "/api/integrations/{provider}/history", tag = "integrations",
    operation_id = "list_integration_changes",
    params(("provider" = Provider, Path, description = "The service")),
    responses((status = 200, description = "All changes", body = Page<IntegrationChange>), Problems),
    security(("token" = ["integrations:read"])))]
async fn changes(
    caller: Caller,
    Path(provider): Path<Provider>,
) -> Result<Json<Page<IntegrationChange>>, ApiProblem> {
    let cx = caller.cx(Scope::IntegrationsRead, Read).await?;
    let view = history::page(&cx, HealthQuery { provider, day: None }).await?;
    Ok(Json(Page::whole(view.changes)))
}

/// Choose the calendar of the connected Google account that appointments are written into.
#[utoipa::path(put, path = "/api/integrations/google_calendar/calendar", tag = "integrations",
    operation_id = "choose_calendar", request_body = ChooseCalendar,
    responses((status = 200, description = "The service with its calendars", body = Integration), Problems),
    security(("token" = ["integrations:write"])))]
async fn choose_calendar(
    caller: Caller,
    Json(choice): Json<ChooseCalendar>,
) -> Result<Json<Integration>, ApiProblem> {
    let door = ManageIntegrations.of(google_calendar::PROVIDER);
    let cx = caller.cx(Scope::IntegrationsWrite, door).await?;
    connectors::google_calendar::choose(&cx, &CalendarForm::from(choice)).await?;
    Ok(Json(one(&cx, google_calendar::PROVIDER).await?))
}

/// Send a test mail through the connected mailbox, to whoever the token acts for.
#[utoipa::path(post, path = "/api/integrations/smtp/test", tag = "integrations",
    operation_id = "send_test_mail",
    responses((status = 200, description = "The mail server took it", body = TestMail), Problems),
    security(("token" = ["integrations:write"])))]
async fn send_test_mail(caller: Caller, headers: HeaderMap) -> Result<Json<TestMail>, ApiProblem> {
    let cx = caller.cx(Scope::IntegrationsWrite, ManageIntegrations.of(smtp::PROVIDER)).await?;
    let reply = test_mail::send(&cx, locale_of(&headers)).await?;
    Ok(Json(TestMail { reply: reply.to_string() }))
}

/// Give the connected Twilio account another Auth Token.
#[utoipa::path(post, path = "/api/integrations/twilio/rotate", tag = "integrations",
    operation_id = "rotate_twilio_token", params(Wait),
    responses((status = 202, description = "The rotation", body = Operation), Problems),
    security(("token" = ["integrations:write"])))]
async fn rotate_twilio_token(caller: Caller, wait: Wait) -> Result<Accepted, ApiProblem> {
    let cx = caller.cx(Scope::IntegrationsWrite, ManageKeys.of(twilio::PROVIDER).proved()).await?;
    let operation = rotate::rotate(&cx).await?;
    wait.operation(&cx, &operation).await
}

/// Show by which way the events of calls come, and whether they do.
#[utoipa::path(get, path = "/api/integrations/vapi/events", tag = "integrations",
    operation_id = "get_event_address",
    responses((status = 200, description = "The way", body = EventAddress), Problems),
    security(("token" = ["integrations:read"])))]
async fn event_address_now(caller: Caller) -> Result<Json<EventAddress>, ApiProblem> {
    let cx = caller.cx(Scope::IntegrationsRead, ManageIntegrations.of(vapi::PROVIDER)).await?;
    Ok(Json(event_address::view(&cx).await?.into()))
}

/// Have the events of calls come to another address, with another secret.
#[utoipa::path(post, path = "/api/integrations/vapi/events/rotate", tag = "integrations",
    operation_id = "rotate_event_address", params(Wait),
    responses((status = 202, description = "The rotation", body = Operation), Problems),
    security(("token" = ["integrations:write"])))]
async fn rotate_event_address(caller: Caller, wait: Wait) -> Result<Accepted, ApiProblem> {
    let cx = caller.cx(Scope::IntegrationsWrite, ManageKeys.of(vapi::PROVIDER).proved()).await?;
    let operation = rotate_hook::rotate(&cx).await?;
    wait.operation(&cx, &operation).await
}

/// Send an event to the organisation's own address, and tell whether it came.
#[utoipa::path(post, path = "/api/integrations/vapi/events/check", tag = "integrations",
    operation_id = "check_event_address",
    responses((status = 200, description = "Whether it came", body = WayInCheck), Problems),
    security(("token" = ["integrations:write"])))]
async fn check_event_address(caller: Caller) -> Result<Json<WayInCheck>, ApiProblem> {
    let cx = caller.cx(Scope::IntegrationsWrite, ManageIntegrations.of(vapi::PROVIDER)).await?;
    Ok(Json(WayInCheck { way_in: event_address::check(&cx).await? }))
}
