//! `GET /dashboard/calls/export.csv`: the list of calls as a file, by the query of the page.

use axum::{
    Extension,
    extract::{RawQuery, State},
    response::Response,
};
use tower_sessions::Session;

use super::live_streams::{LiveStreams, exported};
use crate::{
    app::paths,
    domain::{
        address::Address,
        call::CallsQuery,
        moment::iso,
        problem::{Problem, ProblemKind},
        role::Permission,
    },
    server::{
        auth::session_store::hashed,
        calls::export::export,
        csv,
        cx::{Cx, Services},
        http::refusal::refused,
        request::client_address::ClientAddress,
        sessions,
    },
};

pub async fn file(
    State(services): State<Services>,
    Extension(streams): Extension<LiveStreams>,
    Extension(address): Extension<ClientAddress>,
    RawQuery(query): RawQuery,
    session: Session,
) -> Response {
    let asked = Address::new("/", &query.unwrap_or_default());
    let answer = async {
        let viewer = sessions::viewer(&session).await?.ok_or(ProblemKind::SignedOut)?;
        let cx = Cx::of_session(services.clone(), &session, Permission::ExportContacts).await?;
        // The link of a page that shows another organisation than the session is in by now.
        if asked.value(paths::ORG).is_some_and(|shown| shown != cx.org.as_str()) {
            return Err(ProblemKind::OtherOrg.into());
        }
        let name = hashed(&session);
        let place = streams.enter_export(&viewer, name, address)?;
        let day = iso(cx.services.clock.now_ms());
        let name = format!("calls-{}-{}.csv", cx.org, &day[..10]);
        let pieces = export(cx, CallsQuery::read(&asked).from(None)).await?;
        Ok::<_, Problem>(exported(pieces, place, services, &name, csv::MEDIA_TYPE))
    };
    answer.await.unwrap_or_else(refused)
}
