//! How much of a request's body is read.

use axum::{
    extract::Request,
    http::{HeaderValue, header},
    middleware::Next,
    response::Response,
};

use super::refusal::refused;
use crate::domain::problem::Kind;

/// Forms are small; an agent's instructions are the longest thing anyone sends.
pub const BODY_MOST: usize = 256 * 1024;

/// Refuses a body that says it is too large before any of it is read.
pub async fn refuse_large(request: Request, next: Next) -> Response {
    let length = request
        .headers()
        .get(header::CONTENT_LENGTH)
        .and_then(|value| value.to_str().ok()?.parse::<usize>().ok());
    if length.is_some_and(|length| length > BODY_MOST) {
        let mut response = refused(Kind::TooLarge);
        // The rest of the body is not read, so nothing can follow it.
        response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
        return response;
    }
    next.run(request).await
}
