//! Limits on the length of a request's body, and on the wait for it.

use axum::{
    Extension,
    body::{Body, HttpBody, to_bytes},
    extract::{Request, State},
    http::{HeaderValue, header},
    middleware::Next,
    response::Response,
};

use super::{contact_list, refusal::refused, vapi_hooks as http_vapi_hooks};
use crate::{
    app::paths,
    domain::problem::ProblemKind,
    server::{
        cx::Services,
        edge::{Edge, Requests},
        vapi_hooks,
    },
};

/// Forms are small; an agent's instructions are the longest thing anyone sends.
pub const MAX_BODY: usize = 256 * 1024;

/// Reads every request whole before anything is done for it. One that says that it is too
/// large is refused before any of it is read: an event may be larger than others, where its address is one of
/// this installation's, and a list of contacts.
pub async fn whole(
    State(services): State<Services>,
    Extension(edge): Extension<Edge>,
    mut request: Request,
    next: Next,
) -> Response {
    let connection = request.extensions_mut().remove::<Requests>();
    let path = request.uri().path();
    let hook = path.strip_prefix(vapi_hooks::PATH).filter(|token| vapi_hooks::is_signed(&services, token));
    // Vapi sends what happens in everybody’s calls from a few addresses.
    if let (Some(connection), Some(hook)) = (&connection, hook) {
        connection.count_with(hook);
    }
    let most = match path {
        _ if hook.is_some() => http_vapi_hooks::MAX_BODY,
        paths::CONTACT_LIST => contact_list::MAX_BODY,
        _ => MAX_BODY,
    };
    if request.body().is_end_stream() {
        return next.run(request).await;
    }
    let (head, body) = request.into_parts();
    let length =
        head.headers.get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse::<usize>().ok());
    if length.is_some_and(|length| length > most) {
        return last(ProblemKind::TooLarge);
    }
    let reading = tokio::time::timeout(edge.body, to_bytes(body, most));
    let read = match connection {
        Some(connection) => connection.wait_for_body(reading).await,
        None => reading.await,
    };
    match read {
        Ok(Ok(body)) => next.run(Request::from_parts(head, Body::from(body))).await,
        Ok(Err(_)) => last(ProblemKind::TooLarge),
        Err(_) => last(ProblemKind::TooSlow),
    }
}

/// The rest of the body is not read, so nothing can follow it.
fn last(kind: ProblemKind) -> Response {
    let mut response = refused(kind);
    response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    response
}
