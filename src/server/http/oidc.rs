//! The way to the installation's OpenID provider, and back; see [`google`](super::google) for why a
//! document leads there and no redirect.

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
    app::{auth::leaving_for, paths::ACCOUNT},
    domain::{
        auth_forms::{IDENTITY, LOGIN, SIGN_IN_ELSEWHERE},
        flash::{Flash, Notice},
        problem::{Oidc, Problem, ProblemKind},
    },
    server::{
        auth::{
            oidc::{self, Finished, Returned},
            service::{Entered, Visitor},
        },
        current_user::visitor_of,
        cx::Services,
        error,
        limits::Slot,
        request::{client_address::ClientAddress, cookies::Cookie},
        sessions,
    },
};

/// Moves on to the provider.
pub async fn to_provider(
    State(services): State<Services>,
    Extension(assets): Extension<Assets>,
    Extension(address): Extension<ClientAddress>,
    slot: Option<Extension<Slot>>,
    session: Session,
    headers: HeaderMap,
) -> Response {
    let visitor = visitor_of(services, session, address, &headers);
    give_back(slot);
    let page = async {
        let provider =
            visitor.services.providers.oidc.app().ok_or(ProblemKind::Oidc(Oidc::Off))?.name.clone();
        let address = oidc::address(&visitor).await?;
        let locale = sessions::viewer(&visitor.session).await?.and_then(|viewer| viewer.locale);
        let locale = locale.unwrap_or_else(|| locale_of(&headers));
        Ok::<_, Problem>(leaving_for(&provider, address.as_str(), locale, assets.css))
    };
    match page.await {
        Ok(html) => {
            ([(header::CONTENT_SECURITY_POLICY, security_headers::STILL)], Html(html)).into_response()
        }
        Err(problem) => back(&visitor, problem).await,
    }
}

#[derive(Deserialize)]
pub struct Answer {
    #[serde(default)]
    state: String,
    code: Option<String>,
    error: Option<String>,
}

/// Takes the provider's answer.
pub async fn from_provider(
    State(services): State<Services>,
    Extension(address): Extension<ClientAddress>,
    slot: Option<Extension<Slot>>,
    session: Session,
    headers: HeaderMap,
    Query(Answer { state, code, error }): Query<Answer>,
) -> Response {
    let visitor: Visitor = visitor_of(services.clone(), session.clone(), address, &headers);
    give_back(slot);
    match oidc::finish(visitor, Returned { state, code, error }).await {
        Ok(Finished::Entered(Entered { leads_to, browser })) => {
            let mut response = Redirect::to(&leads_to).into_response();
            if let Some(Cookie(cookie)) = browser {
                response.headers_mut().append(header::SET_COOKIE, cookie);
            }
            response
        }
        Ok(Finished::Linked) => {
            let flash = Flash { notice: Some(Notice::IdentityLinked), ..Flash::default() };
            to(&session, ACCOUNT, flash).await
        }
        Err(problem) => back(&visitor_of(services, session, address, &headers), problem).await,
    }
}

/// The page's share of the processor is others', while the provider is asked.
fn give_back(slot: Option<Extension<Slot>>) {
    if let Some(Extension(slot)) = slot {
        slot.give_back();
    }
}

/// Leads to the page that says why: that of the account for whoever is signed in, else that of
/// signing in. What it says would make a session for a visitor who has none: over the limit of those,
/// there is the problem alone.
async fn back(visitor: &Visitor, problem: Problem) -> Response {
    let session = &visitor.session;
    let viewer = sessions::viewer(session).await;
    if let Err(limit) = visitor.may_begin_a_session().await {
        return refused(limit);
    }
    let (page, form) = match viewer {
        Ok(Some(_)) => (ACCOUNT, IDENTITY),
        _ => (LOGIN, SIGN_IN_ELSEWHERE),
    };
    let problem = Some(error::to_quote(problem));
    to(session, page, Flash { form: form.to_owned(), problem, ..Flash::default() }).await
}

async fn to(session: &Session, page: &str, flash: Flash) -> Response {
    match sessions::leave_flash(session, &flash).await {
        Ok(()) => Redirect::to(page).into_response(),
        Err(problem) => refused(problem),
    }
}
