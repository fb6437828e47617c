//! The way to the consent at Google, and back.
//!
//! The policy of our pages lets a form lead to this site only, and a browser holds every
//! redirect that follows the form to that (`form-action`, as Chromium reads it); at Google,
//! redirects may go on to any company's sign-in. So the form leads to a document of ours that
//! moves on by itself: that is a new navigation, which no form began.

use axum::{
    Extension,
    extract::{Query, State},
    http::{HeaderMap, header},
    response::{Html, IntoResponse, Redirect, Response},
};
use serde::Deserialize;
use tower_sessions::Session;

use super::{assets::Assets, page_context::locale_of, refusal::refused, security_headers};
use crate::{
    app::{
        integrations::leaving_for,
        paths::{provider_href, signed_out_at_google},
    },
    domain::{
        flash::{Flash, Notice},
        problem::{Problem, ProblemKind},
        provider::google_calendar::PROVIDER,
        role::Permission,
    },
    server::{
        cx::{Cx, Services},
        error,
        integrations::connectors::google_calendar::consent::{self, Returned},
        limits::Slot,
        sessions,
    },
};

#[derive(Deserialize)]
pub struct Ticket {
    #[serde(default)]
    ticket: String,
}

/// Moves on to Google.
pub async fn to_google(
    State(services): State<Services>,
    Extension(assets): Extension<Assets>,
    session: Session,
    headers: HeaderMap,
    Query(Ticket { ticket }): Query<Ticket>,
) -> Response {
    let address = async {
        let (cx, id) = signed_in(services, &session).await?;
        let locale = sessions::viewer(&session).await?.and_then(|viewer| viewer.locale);
        Ok::<_, Problem>((consent::address(&cx, &id, &ticket).await?, locale))
    };
    match address.await {
        Ok((address, locale)) => {
            let locale = locale.unwrap_or_else(|| locale_of(&headers));
            let html = leaving_for(PROVIDER, address.as_str(), locale, assets.css);
            ([(header::CONTENT_SECURITY_POLICY, security_headers::STILL)], Html(html)).into_response()
        }
        Err(problem) => back(&session, Err(problem)).await,
    }
}

#[derive(Deserialize)]
pub struct Answer {
    #[serde(default)]
    state: String,
    code: Option<String>,
    error: Option<String>,
}

/// Takes Google's answer, and leads back to the page of the provider.
pub async fn from_google(
    State(services): State<Services>,
    slot: Option<Extension<Slot>>,
    session: Session,
    Query(Answer { state, code, error }): Query<Answer>,
) -> Response {
    let connected = async {
        let (cx, id) = signed_in(services, &session).await?;
        // The page's share of the processor is given back while Google is asked.
        let slot = slot.map(|Extension(slot)| slot).unwrap_or_default();
        let cx = Cx { slot, ..cx };
        let checked = consent::finish(&cx, &id, Returned { state, code, error }).await?;
        Ok::<_, Problem>(Notice::of_check(checked, Notice::Connected))
    };
    let connected = connected.await;
    back(&session, connected).await
}

/// The person, and the id of their session.
async fn signed_in(services: Services, session: &Session) -> Result<(Cx, String), Problem> {
    let cx = Cx::of_session(services, session, Permission::ManageKeys.of(PROVIDER)).await?;
    let id = session.id().ok_or(ProblemKind::SignedOut)?;
    Ok((cx, id.to_string()))
}

/// Leads to the page of the provider, which says what became of it.
async fn back(session: &Session, result: Result<Notice, Problem>) -> Response {
    let flash = match result {
        Ok(notice) => Flash { notice: Some(notice), ..Flash::default() },
        // A visitor's session would hold nothing else.
        Err(problem) if problem.kind == ProblemKind::SignedOut => {
            return Redirect::to(&signed_out_at_google()).into_response();
        }
        Err(problem) => {
            let problem = Some(error::to_quote(problem));
            Flash { form: PROVIDER.code().to_owned(), problem, ..Flash::default() }
        }
    };
    match sessions::leave_flash(session, &flash).await {
        Ok(()) => Redirect::to(&provider_href(PROVIDER)).into_response(),
        Err(problem) => refused(problem),
    }
}
