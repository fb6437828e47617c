//! `GET /dashboard/contacts/{id}/export.json`: everything about a contact, to be given to them.

use axum::{
    extract::{Path, State},
    http::header,
    response::{IntoResponse, Response},
};
use tower_sessions::Session;

use crate::{
    domain::{
        contact::ContactId,
        problem::{Problem, ProblemKind},
        role::Permission,
    },
    server::{
        cx::{Cx, Services},
        http::refusal::refused,
        personal_data::export::export as everything,
    },
};

pub async fn export(State(services): State<Services>, Path(id): Path<String>, session: Session) -> Response {
    match file(services, &session, &id).await {
        Ok(response) => response,
        Err(problem) => refused(problem),
    }
}

async fn file(services: Services, session: &Session, id: &str) -> Result<Response, Problem> {
    let cx = Cx::of_session(services, session, Permission::ExportContacts).await?;
    let id: ContactId = id.parse().map_err(|_| ProblemKind::NotFound)?;
    let text = serde_json::to_string_pretty(&everything(&cx, &id).await?)?;
    // An id is digits, letters and hyphens.
    let disposition = format!("attachment; filename=\"contact-{id}.json\"");
    let headers =
        [(header::CONTENT_TYPE, "application/json".to_owned()), (header::CONTENT_DISPOSITION, disposition)];
    Ok((headers, text).into_response())
}
