//! `GET /dashboard/audit/export/csv` and `…/jsonl`: the audit log as a file, by the query of the
//! page.

use axum::{
    body::Body,
    extract::{Path, RawQuery, State},
    http::{HeaderMap, header},
    response::{IntoResponse, Response},
};
use futures::TryStreamExt;
use tower_sessions::Session;

use crate::{
    domain::{
        address::Address,
        audit::AuditQuery,
        locale::Locale,
        moment::iso,
        problem::{Problem, ProblemKind},
        role::Permission,
    },
    server::{
        cx::{Cx, Services},
        http::refusal::refused,
        sessions,
        trail::export::{Format, export},
    },
};

pub async fn file(
    State(services): State<Services>,
    Path(format): Path<String>,
    RawQuery(query): RawQuery,
    session: Session,
    headers: HeaderMap,
) -> Response {
    let spoken = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    let spoken = spoken.map(Locale::negotiate).unwrap_or_default();
    match answer(services, &session, &format, &query.unwrap_or_default(), spoken).await {
        Ok(response) => response,
        Err(problem) => refused(problem),
    }
}

async fn answer(
    services: Services,
    session: &Session,
    format: &str,
    query: &str,
    spoken: Locale,
) -> Result<Response, Problem> {
    let cx = Cx::of_session(services, session, Permission::ReadAudit).await?;
    let format = Format::from_code(format).ok_or(ProblemKind::NotFound)?;
    let viewer = sessions::viewer(session).await?.ok_or(ProblemKind::SignedOut)?;
    let locale = viewer.locale.unwrap_or(spoken);
    let query = AuditQuery::read(&Address::new("/", query)).from(None);
    let day = iso(cx.services.clock.now_ms());
    let disposition = format!("attachment; filename=\"audit-{}.{}\"", &day[..10], format.code());
    let pieces = export(cx, query, format, locale).await?.inspect_err(|problem| {
        tracing::warn!(problem = problem.code(), "an export of the audit log ended early");
    });
    let headers = [
        (header::CONTENT_TYPE, format.content_type().to_owned()),
        (header::CONTENT_DISPOSITION, disposition),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    let body = Body::from_stream(pieces.map_err(|problem| std::io::Error::other(problem.code())));
    Ok((headers, body).into_response())
}
