//! The edges of server functions: unreadable requests, unknown functions, and
//! the right status and headers for every problem.

use axum::{
    Extension,
    body::{Body, to_bytes},
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
};
use base64::{Engine, prelude::BASE64_URL_SAFE};
use tower_sessions::Session;

use super::{assets::Assets, body, refusal::refused};
use crate::{
    app::{unparsed_form, wire},
    domain::{
        flash::Flash,
        problem::{Problem, ProblemKind},
        team::ORG_INPUT,
    },
    server::{
        auth::known_browsers::{self, Token},
        cx::Services,
        forms,
        request::{client_address::ClientAddress, cookies},
        sessions,
    },
};

const FORM: &str = "application/x-www-form-urlencoded";

/// Answers requests that leptos does not, and limits the sessions that visitors leave behind.
pub async fn tidy(
    State(services): State<Services>,
    Extension(address): Extension<ClientAddress>,
    Extension(assets): Extension<Assets>,
    session: Session,
    request: Request,
    next: Next,
) -> Response {
    if let Some(refusal) = of_another_build(request.headers(), &assets.build) {
        return refusal;
    }
    let browser = cookies::read(request.headers(), cookies::browser(&services.config)).and_then(Token::of);
    let response = answered(&session, request, next).await;
    match within_limit(&services, address, &session, browser.as_ref()).await {
        Ok(()) => response,
        Err(problem) => refused(problem),
    }
}

/// Refuses a page of another build before anything is done for it: it might take the
/// answer for another one. A plain form, or a program, names no build.
fn of_another_build(headers: &HeaderMap, own: &str) -> Option<Response> {
    headers.get(wire::BUILD).filter(|build| build.as_bytes() != own.as_bytes())?;
    let mut refusal = refused(ProblemKind::Outdated);
    if let Ok(own) = HeaderValue::from_str(own) {
        refusal.headers_mut().insert(wire::BUILD, own);
    }
    Some(refusal)
}

/// An answer left for the next page makes a session for a visitor who has none. Over the
/// limit the answer is taken out again before the session is stored.
async fn within_limit(
    services: &Services,
    address: ClientAddress,
    session: &Session,
    browser: Option<&Token>,
) -> Result<(), Problem> {
    // The session is there already, of a signed-in person or of a visitor.
    if session.id().is_some() {
        return Ok(());
    }
    let Some(flash) = sessions::take_flash(session).await? else { return Ok(()) };
    match known_browsers::may_begin_a_session(services, address, browser).await {
        Ok(()) => sessions::leave_flash(session, &flash).await,
        Err(limit) if flash.problem.is_some() => Err(limit),
        // The request was carried out all the same; only its notice is lost.
        Err(_) => Ok(()),
    }
}

/// leptos answers every error with 500 and puts errors of native posts into
/// the URL; here they get their own status, or wait in the session.
async fn answered(session: &Session, request: Request, next: Next) -> Response {
    let headers = request.headers().clone();
    let is_form = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|value| value.trim_start().to_ascii_lowercase().starts_with(FORM));
    if !is_form {
        return refused(ProblemKind::Malformed);
    }
    let (parts, form) = request.into_parts();
    // leptos would take either for a page of another build.
    let Ok(form) = to_bytes(form, body::MAX_BODY).await else {
        return refused(ProblemKind::TooLarge);
    };
    if std::str::from_utf8(&form).is_err() {
        return refused(ProblemKind::Malformed);
    }
    let path = parts.uri.path().to_owned();
    let sent = Sent { path: &path, form: &form };
    if let Err(problem) = of_this_org(session, &sent).await {
        return match forms::wants_html(&headers) {
            true => to_page(session, &forms::way_back(&headers), sent, problem).await,
            false => refused(problem),
        };
    }
    let response = next.run(Request::from_parts(parts, Body::from(form.clone()))).await;
    if forms::wants_html(&headers) {
        return after_native_post(session, &headers, sent, response).await;
    }
    match response.status() {
        StatusCode::INTERNAL_SERVER_ERROR => match problem_of(response).await {
            Ok(problem) => refused(problem),
            Err(_) => refused(ProblemKind::Internal),
        },
        // There is no such function, or not by this method: another build made the request.
        StatusCode::BAD_REQUEST => refused(ProblemKind::Outdated),
        _ => response,
    }
}

/// Refuses the form of a page that shows another organisation than its session is in: in another
/// tab, the person has gone on in that one.
async fn of_this_org(session: &Session, sent: &Sent<'_>) -> Result<(), Problem> {
    let Some(shown) = sent.value(ORG_INPUT) else { return Ok(()) };
    match sessions::viewer(session).await? {
        Some(viewer) if viewer.org.as_str() != shown => Err(ProblemKind::OtherOrg.into()),
        _ => Ok(()),
    }
}

async fn problem_of(response: Response) -> Result<Problem, axum::Error> {
    let bytes = to_bytes(response.into_body(), body::MAX_BODY).await?;
    serde_json::from_slice(&bytes).map_err(axum::Error::new)
}

/// A form that a browser without JavaScript has sent, and its path.
struct Sent<'a> {
    path: &'a str,
    form: &'a [u8],
}

impl Sent<'_> {
    fn value(&self, input: &str) -> Option<String> {
        let mut fields = url::form_urlencoded::parse(self.form);
        fields.find_map(|(name, value)| (name == input).then(|| value.into_owned()))
    }
}

async fn after_native_post(
    session: &Session,
    headers: &HeaderMap,
    sent: Sent<'_>,
    response: Response,
) -> Response {
    if response.status() == StatusCode::BAD_REQUEST {
        return to_page(session, &forms::way_back(headers), sent, ProblemKind::Outdated.into()).await;
    }
    let location = response.headers().get(header::LOCATION).and_then(|value| value.to_str().ok());
    let Some(url) = location.and_then(|text| url::Url::parse(text).ok()) else { return response };
    let Some((_, error)) = url.query_pairs().find(|(name, _)| name == "__err") else {
        // Only the path of a `Referer` is believed.
        return with_location(response, &forms::clean(&url));
    };
    let problem = BASE64_URL_SAFE
        .decode(error.as_bytes())
        .ok()
        .and_then(|json| serde_json::from_slice(&json).ok())
        .unwrap_or_else(|| Problem::new(ProblemKind::Malformed));
    to_page(session, &forms::clean(&url), sent, problem).await
}

fn with_location(mut response: Response, path: &str) -> Response {
    if let Ok(value) = HeaderValue::from_str(path) {
        response.headers_mut().insert(header::LOCATION, value);
    }
    response
}

/// Sends the browser to a page that shows the problem, with the values typed.
async fn to_page(session: &Session, path: &str, sent: Sent<'_>, problem: Problem) -> Response {
    let (form, values) = unparsed_form::legible(sent.path, |input| sent.value(input)).unwrap_or_default();
    let values = forms::values_kept(values, Some(session)).await;
    let flash = Flash { form: form.to_owned(), problem: Some(problem), values, ..Flash::default() };
    match sessions::leave_flash(session, &flash).await {
        Ok(()) => Redirect::to(path).into_response(),
        Err(problem) => refused(problem),
    }
}
