//! What handlers take from a request. What cannot be read is a problem, and what is unknown is refused.

use axum::{
    body::Bytes,
    extract::{FromRequest, FromRequestParts, Request, path::ErrorKind, rejection::PathRejection},
    http::{HeaderMap, header, request::Parts},
    response::{IntoResponse, Response},
};
use serde::{Serialize, de::DeserializeOwned};

use super::ApiProblem;
use crate::domain::{
    address::encoded,
    problem::{Problem, ProblemKind, Program},
    view::Asked,
};

/// A body of JSON, of a request or an answer. The types of requests say `deny_unknown_fields`.
pub struct Json<T>(pub T);

impl<T: Serialize> IntoResponse for Json<T> {
    fn into_response(self) -> Response {
        axum::Json(self.0).into_response()
    }
}

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Json<T> {
    type Rejection = ApiProblem;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiProblem> {
        if !is_json(request.headers()) {
            return Err(Program::MediaType.into());
        }
        let body = Bytes::from_request(request, state).await.map_err(|_| ProblemKind::TooLarge)?;
        let read = serde_json::from_slice(&body).map_err(|error| unread(&error))?;
        match nul(&body) {
            Some(at) => Err(unread_at(&body, at)),
            None => Ok(Self(read)),
        }
    }
}

/// Where a body cannot be read. What it says there is not told back: it may be a secret.
fn unread(error: &serde_json::Error) -> ApiProblem {
    let place = |number: usize| u16::try_from(number).unwrap_or(u16::MAX).max(1);
    Program::Body(place(error.line()), place(error.column())).into()
}

/// Where a text of the body has U+0000, which PostgreSQL stores in no text. JSON has it as an escape only.
fn nul(body: &[u8]) -> Option<usize> {
    let mut from = 0;
    loop {
        let escape = from + body.get(from..)?.iter().position(|byte| *byte == b'\\')?;
        if body.get(escape + 1..).is_some_and(|rest| rest.starts_with(b"u0000")) {
            return Some(escape);
        }
        from = escape + 2;
    }
}

/// The same as [`unread`], of the byte at that index.
fn unread_at(body: &[u8], at: usize) -> ApiProblem {
    let before = body.get(..at).unwrap_or_default();
    let lines = before.iter().filter(|byte| **byte == b'\n').count();
    let column = before.iter().rev().take_while(|byte| **byte != b'\n').count();
    let number = |count: usize| u16::try_from(count + 1).unwrap_or(u16::MAX);
    Program::Body(number(lines), number(column)).into()
}

/// Whether the body is said to be JSON, with whatever parameters.
fn is_json(headers: &HeaderMap) -> bool {
    let said = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let kind = said.and_then(|said| said.split(';').next()).unwrap_or_default().trim();
    kind.eq_ignore_ascii_case("application/json")
        || (kind.to_ascii_lowercase().starts_with("application/")
            && kind.to_ascii_lowercase().ends_with("+json"))
}

/// The parameters of the query. Their types say `deny_unknown_fields`.
pub struct Query<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Query<T> {
    type Rejection = ApiProblem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiProblem> {
        // U+0000 stands in no text that is looked for.
        if parts.uri.query().is_some_and(|query| query.contains("%00")) {
            return Err(Program::Query.into());
        }
        let read = axum::extract::Query::<T>::try_from_uri(&parts.uri);
        Ok(Self(read.map_err(|_| Program::Query)?.0))
    }
}

/// The query of a list that is narrowed by a search alone.
///
/// # Errors
/// Fails where the query cannot be read; whatever is typed can.
pub fn searching<Q: Asked>(search: &str) -> Result<Q, Problem> {
    Q::asked(&format!("search={}", encoded(search)))
}

/// The one parameter of the address. What means nothing is not found.
pub struct Path<T>(pub T);

impl<S: Send + Sync, T: Asked> FromRequestParts<S> for Path<T> {
    type Rejection = ApiProblem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiProblem> {
        let read = axum::extract::Path::<String>::from_request_parts(parts, state).await;
        let axum::extract::Path(text) = read.map_err(|rejection| not_read(&rejection))?;
        Ok(Self(T::asked(&text)?))
    }
}

fn not_read(rejection: &PathRejection) -> ProblemKind {
    match rejection {
        PathRejection::FailedToDeserializePathParams(failed)
            if matches!(failed.kind(), ErrorKind::InvalidUtf8InPathParam { .. }) =>
        {
            ProblemKind::NotFound
        }
        _ => ProblemKind::Internal,
    }
}

#[cfg(test)]
mod tests {
    use axum::{body::Body, http::HeaderValue};
    use serde::Deserialize;

    use super::*;
    use crate::domain::ids::AgentId;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Named {
        name: String,
    }

    async fn read(kind: &str, body: &'static str) -> Result<String, Problem> {
        let mut request = Request::new(Body::from(body));
        request.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_str(kind).unwrap());
        let read = Json::<Named>::from_request(request, &()).await;
        read.map(|Json(named)| named.name).map_err(|ApiProblem(problem)| problem)
    }

    #[tokio::test]
    async fn a_body_is_json_as_it_is_described_or_refused_with_its_place() {
        assert_eq!(read("application/json; charset=utf-8", r#"{"name": "Ana"}"#).await, Ok("Ana".to_owned()));
        let escaped = read("application/json", r#"{"name": "Ana\\u0000"}"#).await;
        assert_eq!(escaped, Ok(r"Ana\u0000".to_owned()), "a backslash that stands for itself");
        let refused = read("text/plain", r#"{"name": "Ana"}"#).await.unwrap_err();
        assert_eq!(refused.http_status(), 415);
        for (body, place) in [
            ("", (1, 1)),
            ("{\"name\": 3}", (1, 10)),
            ("{\n  \"names\": \"Ana\"}", (2, 9)),
            ("{\"name\": \"Ana\"} x", (1, 17)),
            ("{\"name\": \"Ana\\u0000\"}", (1, 14)),
            ("{\n\"name\": \"\\u0000\"}", (2, 10)),
        ] {
            let refused = read("application/json", body).await.unwrap_err();
            assert_eq!(refused.kind, Program::Body(place.0, place.1).into(), "{body}");
        }
    }

    async fn parts(uri: &str) -> Parts {
        let mut request = Request::new(Body::empty());
        *request.uri_mut() = uri.parse().unwrap();
        request.into_parts().0
    }

    #[tokio::test]
    async fn a_query_has_no_parameter_that_is_unknown() {
        let mut known = parts("/?name=Ana%20M").await;
        assert_eq!(Query::<Named>::from_request_parts(&mut known, &()).await.ok().unwrap().0.name, "Ana M");
        for uri in ["/?name=A&page=2", "/", "/?name=A&name=B", "/?name=A%00"] {
            let ApiProblem(problem) =
                Query::<Named>::from_request_parts(&mut parts(uri).await, &()).await.err().unwrap();
            assert_eq!(problem.kind, Program::Query.into(), "{uri}");
        }
    }

    #[test]
    fn an_address_that_means_nothing_is_not_found() {
        assert_eq!(AgentId::asked("me").unwrap_err().kind, ProblemKind::NotFound);
    }
}
