//! The person who asks, read out of the request that leptos works for. Services take them
//! as values: none of them reads a request.

use axum::Extension;
use http::{HeaderMap, header, request};
use leptos::prelude::use_context;
use tower_sessions::Session;
use tracing::Instrument;

use super::{
    auth::{known_browsers::Token, service::Visitor},
    correlation::{self, Trail},
    cx::{Cx, PlatformCx, Services},
    limits::Slot,
    request::{client_address::ClientAddress, cookies, plain_http},
    sessions,
};
use crate::domain::{
    feature::Door,
    problem::{Problem, ProblemKind},
};

/// Runs a future under the id and the origin of the request, which the tasks in which leptos reads a
/// page's data do not know. A problem carries the id.
pub async fn of_request<T>(work: impl Future<Output = Result<T, Problem>>) -> Result<T, Problem> {
    let trail = use_context::<request::Parts>().and_then(|parts| parts.extensions.get::<Trail>().cloned());
    let Some(Trail { id, span, origin }) = trail else { return work.await };
    let work = correlation::from(origin, work.instrument(span));
    correlation::scope(id.clone(), work).await.map_err(|problem| problem.or_correlated(id.as_str()))
}

/// The context of the signed-in person, who has the permission, where what is asked for is on.
///
/// # Errors
/// Fails as [`Cx::of_session`] does.
pub async fn signed_in(door: impl Into<Door>) -> Result<Cx, Problem> {
    let slot = leptos_axum::extract().await.map_err(|_| ProblemKind::Internal)?;
    let slot = Option::<Extension<Slot>>::map(slot, |Extension(slot)| slot).unwrap_or_default();
    let door: Door = door.into();
    let door = if is_proved_here() { door.already_proved() } else { door };
    let cx = Cx::of_session(services()?, &session().await?, door).await?;
    Ok(Cx { slot, ..cx })
}

/// The context of the signed-in platform admin.
///
/// # Errors
/// Fails with `SignedOut`, and for anybody else who is signed in with `NotFound`.
pub async fn platform_admin() -> Result<PlatformCx, Problem> {
    PlatformCx::of_session(services()?, &session().await?).await
}

/// Like [`platform_admin`], for what a session alone does not do.
///
/// # Errors
/// Fails as [`platform_admin`] does, and with `ProofNeeded`.
pub async fn proved_platform_admin() -> Result<PlatformCx, Problem> {
    let cx = platform_admin().await?;
    if is_proved_here() || sessions::is_proved(&session().await?, cx.services.clock.now_ms()).await? {
        Ok(cx)
    } else {
        Err(ProblemKind::ProofNeeded.into())
    }
}

/// Whether the form that is sent has proved that it is still the person.
fn is_proved_here() -> bool {
    let parts = use_context::<request::Parts>();
    parts.is_some_and(|parts| parts.extensions.get::<sessions::ProvedHere>().is_some())
}

/// The visitor who sends the request, signed in or not.
pub async fn visitor() -> Result<Visitor, Problem> {
    let Extension(address): Extension<ClientAddress> =
        leptos_axum::extract().await.map_err(|_| ProblemKind::Internal)?;
    let headers: HeaderMap = leptos_axum::extract().await.map_err(|_| ProblemKind::Internal)?;
    Ok(visitor_of(services()?, session().await?, address, &headers))
}

/// The visitor who sends a request with these headers.
pub fn visitor_of(
    services: Services,
    session: Session,
    address: ClientAddress,
    headers: &HeaderMap,
) -> Visitor {
    let agent = headers.get(header::USER_AGENT).and_then(|agent| agent.to_str().ok());
    Visitor {
        browser: cookies::read(headers, cookies::browser(&services.config)).and_then(Token::of),
        over_plain_http: plain_http::came_over_http(&services.config, headers),
        user_agent: agent.unwrap_or_default().to_owned(),
        services,
        session,
        address,
    }
}

pub async fn session() -> Result<Session, Problem> {
    leptos_axum::extract().await.map_err(|_| ProblemKind::Internal.into())
}

pub fn services() -> Result<Services, Problem> {
    use_context::<Services>().ok_or_else(|| ProblemKind::Internal.into())
}
