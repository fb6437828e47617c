//! A provider call as the simulators see it, and the answer they give. It knows HTTP; it
//! must not know what a provider means by it.

use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use url::form_urlencoded;

use crate::domain::sandbox::SandboxProvider;

pub(super) struct Incoming {
    pub(super) provider: SandboxProvider,
    pub(super) method: Method,
    /// The path below the provider's base, with its leading slash.
    pub(super) path: String,
    pub(super) raw_query: Option<String>,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
}

impl Incoming {
    pub(super) fn path_and_query(&self) -> String {
        match &self.raw_query {
            Some(query) => format!("{}?{query}", self.path),
            None => self.path.clone(),
        }
    }

    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    pub(super) fn query(&self, name: &str) -> Option<String> {
        let query = self.raw_query.as_deref()?;
        form_urlencoded::parse(query.as_bytes())
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.into_owned())
    }

    /// The fields of a form body; none when the body is something else.
    pub(super) fn form(&self) -> Vec<(String, String)> {
        if !self.content_type_is("application/x-www-form-urlencoded") {
            return Vec::new();
        }
        form_urlencoded::parse(&self.body).into_owned().collect()
    }

    pub(super) fn content_type_is(&self, expected: &str) -> bool {
        self.header("content-type").is_some_and(|value| {
            value.split(';').next().is_some_and(|kind| kind.trim().eq_ignore_ascii_case(expected))
        })
    }

    pub(super) fn bearer(&self) -> Option<&str> {
        self.header("authorization")?.strip_prefix("Bearer ")
    }

    pub(super) fn basic(&self) -> Option<(String, String)> {
        let encoded = self.header("authorization")?.strip_prefix("Basic ")?;
        let decoded = String::from_utf8(STANDARD.decode(encoded).ok()?).ok()?;
        let (user, password) = decoded.split_once(':')?;
        Some((user.to_owned(), password.to_owned()))
    }
}

pub(super) struct Answer {
    pub(super) status: StatusCode,
    payload: Payload,
    retry_after_secs: u32,
}

enum Payload {
    Empty,
    Json(Value),
    Html(&'static str),
    Line(String),
    /// A page that was made for this call.
    Page(String),
    /// Another address.
    Redirect(String),
    /// Audio, or a part of it with what that is.
    Audio(Vec<u8>, Option<String>),
}

impl Answer {
    pub(super) const fn json(status: StatusCode, body: Value) -> Self {
        Self { status, payload: Payload::Json(body), retry_after_secs: 0 }
    }

    pub(super) const fn html(status: StatusCode, body: &'static str) -> Self {
        Self { status, payload: Payload::Html(body), retry_after_secs: 0 }
    }

    /// A line of SMTP; an answer of that protocol has no other form.
    pub(super) fn reply(code: u16, text: String) -> Self {
        let status = StatusCode::from_u16(code).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        Self { status, payload: Payload::Line(text), retry_after_secs: 0 }
    }

    /// The answer as a line of SMTP, or as whatever else it is where that is a failure.
    pub(super) fn line(&self) -> String {
        match &self.payload {
            Payload::Line(text) => format!("{} {text}\r\n", self.status.as_u16()),
            Payload::Html(body) => format!("{body}\r\n"),
            Payload::Page(text) | Payload::Redirect(text) => format!("{text}\r\n"),
            Payload::Json(body) => format!("{body}\r\n"),
            Payload::Empty | Payload::Audio(..) => "\r\n".to_owned(),
        }
    }

    pub(super) const fn page(status: StatusCode, html: String) -> Self {
        Self { status, payload: Payload::Page(html), retry_after_secs: 0 }
    }

    /// A WAV file, or a part of it with its place (`bytes 0-9/44`).
    pub(super) const fn audio(status: StatusCode, bytes: Vec<u8>, part: Option<String>) -> Self {
        Self { status, payload: Payload::Audio(bytes, part), retry_after_secs: 0 }
    }

    pub(super) const fn redirect(to: String) -> Self {
        Self { status: StatusCode::FOUND, payload: Payload::Redirect(to), retry_after_secs: 0 }
    }

    pub(super) const fn no_content() -> Self {
        Self { status: StatusCode::NO_CONTENT, payload: Payload::Empty, retry_after_secs: 0 }
    }

    /// Sets `Retry-After`; 0 means none.
    pub(super) const fn retry_after(mut self, secs: u32) -> Self {
        self.retry_after_secs = secs;
        self
    }
}

impl IntoResponse for Answer {
    fn into_response(self) -> Response {
        let mut response = match self.payload {
            Payload::Empty => self.status.into_response(),
            Payload::Json(body) => (self.status, axum::Json(body)).into_response(),
            Payload::Html(body) => (self.status, axum::response::Html(body)).into_response(),
            Payload::Line(text) => (self.status, text).into_response(),
            Payload::Page(body) => (self.status, axum::response::Html(body)).into_response(),
            Payload::Redirect(to) => (self.status, [(header::LOCATION, to)]).into_response(),
            Payload::Audio(bytes, part) => {
                let mut response =
                    (self.status, [(header::CONTENT_TYPE, "audio/wav")], bytes).into_response();
                if let Some(part) = part.and_then(|part| part.parse().ok()) {
                    response.headers_mut().insert(header::CONTENT_RANGE, part);
                }
                response
            }
        };
        if self.retry_after_secs > 0 {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(self.retry_after_secs));
        }
        response
    }
}

/// Makes the server drop the connection: the body fails before its first
/// byte, and the head is not flushed before that.
pub(super) fn drop_connection() -> Response {
    let failure = std::io::Error::from(std::io::ErrorKind::ConnectionReset);
    let body = futures::stream::once(std::future::ready(Err::<Bytes, _>(failure)));
    Response::new(Body::from_stream(body))
}
