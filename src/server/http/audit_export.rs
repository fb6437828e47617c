//! `GET /dashboard/audit/export/csv` and `…/jsonl`: the audit log as a file, by the query of the
//! page.

use axum::{
    Extension,
    body::Body,
    extract::{Path, RawQuery, State},
    http::{HeaderMap, header},
    response::{IntoResponse, Response},
};
use futures::TryStreamExt as _;
use tower_sessions::Session;

use super::live_streams::{FileSlot, LiveStreams, while_it_holds};
use crate::{
    app::paths,
    domain::{
        account::Viewer,
        address::Address,
        audit::AuditQuery,
        locale::Locale,
        moment::iso,
        problem::{Problem, ProblemKind},
        role::Permission,
    },
    server::{
        auth::store::hash_id,
        cx::{Cx, Services},
        http::refusal::refused,
        request::client_address::ClientAddress,
        sessions,
        trail::export::{Format, export},
    },
};

pub async fn file(
    State(services): State<Services>,
    Extension(streams): Extension<LiveStreams>,
    Extension(address): Extension<ClientAddress>,
    Path(format): Path<String>,
    RawQuery(query): RawQuery,
    session: Session,
    headers: HeaderMap,
) -> Response {
    let spoken = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    let asked = Asked {
        format: &format,
        query: Address::new("/", &query.unwrap_or_default()),
        spoken: spoken.map(Locale::negotiate).unwrap_or_default(),
    };
    let place = |viewer: &Viewer| {
        let name = session.id().map(|id| hash_id(&id)).unwrap_or_default();
        streams.enter_export(viewer, name, address)
    };
    match answer(services, &session, asked, place).await {
        Ok(response) => response,
        Err(problem) => refused(problem),
    }
}

struct Asked<'a> {
    format: &'a str,
    query: Address,
    spoken: Locale,
}

async fn answer(
    services: Services,
    session: &Session,
    asked: Asked<'_>,
    place: impl FnOnce(&Viewer) -> Result<FileSlot, Problem>,
) -> Result<Response, Problem> {
    let viewer = sessions::viewer(session).await?.ok_or(ProblemKind::SignedOut)?;
    let cx = Cx::of_session(services.clone(), session, Permission::ReadAudit).await?;
    let format = Format::from_code(asked.format).ok_or(ProblemKind::NotFound)?;
    // The link of a page that shows another organisation than the session is in by now.
    if asked.query.value(paths::ORG).is_some_and(|shown| shown != cx.org.as_str()) {
        return Err(ProblemKind::OtherOrg.into());
    }
    let place = place(&viewer)?;
    let query = AuditQuery::read(&asked.query).from(None);
    let day = iso(cx.services.clock.now_ms());
    let name = format!("audit-{}-{}.{}", cx.org, &day[..10], format.code());
    let pieces = export(cx, query, format, viewer.locale.unwrap_or(asked.spoken)).await?;
    let headers = [
        (header::CONTENT_TYPE, format.content_type().to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    let pieces = while_it_holds(pieces, place, services).inspect_err(|problem| {
        tracing::warn!(problem = problem.code(), "an export of the audit log ended early");
    });
    let body = Body::from_stream(pieces.map_err(|problem| std::io::Error::other(problem.code())));
    Ok((headers, body).into_response())
}
