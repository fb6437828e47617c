//! What an authenticator is to sign, for the script that asks it (`public/passkeys.js`).

use axum::{
    Extension, Json,
    extract::{Path, State},
    http::HeaderMap,
    response::{IntoResponse, Response},
};
use tower_sessions::Session;

use super::refusal::refused;
use crate::{
    domain::{passkey::Ceremony, problem::ProblemKind},
    server::{
        auth::passkeys, current_user::visitor_of, cx::Services, request::client_address::ClientAddress,
    },
};

/// Answers with the options of a ceremony.
pub async fn options(
    State(services): State<Services>,
    Extension(address): Extension<ClientAddress>,
    session: Session,
    headers: HeaderMap,
    Path(ceremony): Path<String>,
) -> Response {
    let Some(ceremony) = Ceremony::from_code(&ceremony) else { return refused(ProblemKind::NotFound) };
    let visitor = visitor_of(services, session, address, &headers);
    match passkeys::options(&visitor, ceremony).await {
        Ok(options) => Json(options).into_response(),
        Err(problem) => refused(problem),
    }
}
