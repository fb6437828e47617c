//! `GET /dashboard/audit/export/csv` and `…/jsonl`: the audit log as a file, by the query of the
//! page.

use axum::{
    Extension,
    extract::{Path, RawQuery, State},
    http::HeaderMap,
    response::Response,
};
use tower_sessions::Session;

use super::{
    live_streams::{LiveStreams, exported},
    page_context::locale_of,
};
use crate::{
    app::paths,
    domain::{
        address::Address,
        audit::AuditQuery,
        ids::OrgId,
        moment::iso,
        problem::{Problem, ProblemKind},
        role::Permission,
        view::Asked as _,
    },
    server::{
        audit_log::export::{Format, export},
        auth::session_store::hashed,
        cx::{Cx, PlatformCx, Services},
        http::refusal::refused,
        request::client_address::ClientAddress,
        sessions,
    },
};

/// The parts of a request beside the names in its path.
type Asked =
    (State<Services>, Extension<LiveStreams>, Extension<ClientAddress>, RawQuery, Session, HeaderMap);

pub async fn file(asked: Asked, Path(format): Path<String>) -> Response {
    answer(asked, Log::Own, &format).await
}

/// `GET /admin/tenants/{id}/audit/export/{format}`: the log of a tenant.
pub async fn of_tenant(asked: Asked, Path((tenant, format)): Path<(String, String)>) -> Response {
    answer(asked, Log::Tenant(&tenant), &format).await
}

/// `GET /admin/audit/export/{format}`: the platform's own log.
pub async fn of_platform(asked: Asked, Path(format): Path<String>) -> Response {
    answer(asked, Log::Platform, &format).await
}

/// The log that is asked for.
#[derive(Clone, Copy)]
enum Log<'a> {
    /// The log of the organisation of whoever asks.
    Own,
    Tenant(&'a str),
    Platform,
}

impl Log<'_> {
    /// The context in whose organisation it is, for whoever may have it.
    async fn opened(self, services: Services, session: &Session) -> Result<Cx, Problem> {
        match self {
            Self::Own => Cx::of_session(services, session, Permission::ReadAudit).await,
            Self::Tenant(id) => {
                PlatformCx::of_session(services, session).await?.look(&OrgId::asked(id)?).await
            }
            Self::Platform => PlatformCx::of_session(services, session).await?.own_log().await,
        }
    }
}

async fn answer(asked: Asked, log: Log<'_>, format: &str) -> Response {
    sent(asked, log, format).await.unwrap_or_else(refused)
}

async fn sent(asked: Asked, log: Log<'_>, format: &str) -> Result<Response, Problem> {
    let (State(services), Extension(streams), Extension(address), RawQuery(query), session, headers) = asked;
    let viewer = sessions::viewer(&session).await?.ok_or(ProblemKind::SignedOut)?;
    let cx = log.opened(services.clone(), &session).await?;
    let format = Format::from_code(format).ok_or(ProblemKind::NotFound)?;
    let query = Address::new("/", query.as_deref().unwrap_or_default());
    // The link of a page that shows another organisation than the session is in by now.
    if query.value(paths::ORG).is_some_and(|shown| shown != cx.org.as_str()) {
        return Err(ProblemKind::OtherOrg.into());
    }
    let place = streams.enter_export(&viewer, hashed(&session), address)?;
    let query = AuditQuery::read(&query).from(None);
    let day = iso(cx.services.clock.now_ms());
    let name = format!("audit-{}-{}.{}", cx.org, &day[..10], format.code());
    let pieces = export(cx, query, format, viewer.locale.unwrap_or_else(|| locale_of(&headers))).await?;
    Ok(exported(pieces, place, services, &name, format.content_type()))
}
