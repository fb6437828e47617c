//! `GET /dashboard/audit/export/csv` and `…/jsonl`: the audit log as a file, by the query of the
//! page.

use axum::{
    Extension,
    extract::{Path, RawQuery, State},
    http::{HeaderMap, header},
    response::Response,
};
use tower_sessions::Session;

use super::live_streams::{FileSlot, LiveStreams, exported};
use crate::{
    app::paths,
    domain::{
        account::Viewer,
        address::Address,
        audit::AuditQuery,
        ids::OrgId,
        locale::Locale,
        moment::iso,
        problem::{Problem, ProblemKind},
        role::Permission,
        view::Asked as _,
    },
    server::{
        auth::store::hash_id,
        cx::{Cx, PlatformCx, Services},
        http::refusal::refused,
        request::client_address::ClientAddress,
        sessions,
        trail::export::{Format, export},
    },
};

pub async fn file(
    state: State<Services>,
    streams: Extension<LiveStreams>,
    address: Extension<ClientAddress>,
    Path(format): Path<String>,
    query: RawQuery,
    session: Session,
    headers: HeaderMap,
) -> Response {
    Request { state, streams, address, query, session, headers }.answer(Log::Own, &format).await
}

/// `GET /admin/tenants/{id}/audit/export/{format}`: the log of a tenant.
pub async fn of_tenant(
    state: State<Services>,
    streams: Extension<LiveStreams>,
    address: Extension<ClientAddress>,
    Path((tenant, format)): Path<(String, String)>,
    query: RawQuery,
    session: Session,
    headers: HeaderMap,
) -> Response {
    Request { state, streams, address, query, session, headers }.answer(Log::Tenant(&tenant), &format).await
}

/// `GET /admin/audit/export/{format}`: the platform's own log.
pub async fn of_platform(
    state: State<Services>,
    streams: Extension<LiveStreams>,
    address: Extension<ClientAddress>,
    Path(format): Path<String>,
    query: RawQuery,
    session: Session,
    headers: HeaderMap,
) -> Response {
    Request { state, streams, address, query, session, headers }.answer(Log::Platform, &format).await
}

/// The log that is asked for.
#[derive(Clone, Copy)]
enum Log<'a> {
    /// That of the organisation of whoever asks.
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

struct Request {
    state: State<Services>,
    streams: Extension<LiveStreams>,
    address: Extension<ClientAddress>,
    query: RawQuery,
    session: Session,
    headers: HeaderMap,
}

impl Request {
    async fn answer(self, log: Log<'_>, format: &str) -> Response {
        self.file(log, format).await.unwrap_or_else(refused)
    }

    async fn file(self, log: Log<'_>, format: &str) -> Result<Response, Problem> {
        let Self { state: State(services), session, .. } = &self;
        let viewer = sessions::viewer(session).await?.ok_or(ProblemKind::SignedOut)?;
        let cx = log.opened(services.clone(), session).await?;
        let format = Format::from_code(format).ok_or(ProblemKind::NotFound)?;
        let RawQuery(query) = &self.query;
        let query = Address::new("/", query.as_deref().unwrap_or_default());
        // The link of a page that shows another organisation than the session is in by now.
        if query.value(paths::ORG).is_some_and(|shown| shown != cx.org.as_str()) {
            return Err(ProblemKind::OtherOrg.into());
        }
        let place = self.place(&viewer)?;
        let query = AuditQuery::read(&query).from(None);
        let day = iso(cx.services.clock.now_ms());
        let name = format!("audit-{}-{}.{}", cx.org, &day[..10], format.code());
        let pieces = export(cx, query, format, viewer.locale.unwrap_or_else(|| self.spoken())).await?;
        Ok(exported(pieces, place, services.clone(), &name, format.content_type()))
    }

    fn place(&self, viewer: &Viewer) -> Result<FileSlot, Problem> {
        let name = self.session.id().map(|id| hash_id(&id)).unwrap_or_default();
        self.streams.enter_export(viewer, name, *self.address)
    }

    fn spoken(&self) -> Locale {
        let spoken = self.headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
        spoken.map(Locale::negotiate).unwrap_or_default()
    }
}
