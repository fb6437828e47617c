//! What handlers answer with.

use std::collections::BTreeMap;

use axum::{
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize};
use utoipa::{
    IntoResponses, PartialSchema, ToSchema,
    openapi::{
        ContentBuilder, HeaderBuilder, ObjectBuilder, Ref, RefOr, Response as Described, ResponseBuilder,
        Schema, schema::Type,
    },
};

use super::{Json, etag, types::Operation};
use crate::{
    domain::problem::Problem,
    server::http::{
        problem_document::{FieldProblem, MEDIA_TYPE, ProblemDocument},
        refusal::refused,
    },
};

/// A failure of a handler, which is put into words on its way out.
#[derive(Debug)]
pub struct ApiProblem(pub Problem);

impl<E: Into<Problem>> From<E> for ApiProblem {
    fn from(error: E) -> Self {
        Self(error.into())
    }
}

impl IntoResponse for ApiProblem {
    fn into_response(self) -> Response {
        refused(self.0)
    }
}

/// A page of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Page<T> {
    pub items: Vec<T>,
    /// The `after` of the next page; `null` for the last one.
    pub next: Option<String>,
}

impl<T> Page<T> {
    /// The page of `items`, which become the API's.
    pub fn of<V>(items: Vec<V>, next: Option<impl ToString>) -> Self
    where
        T: From<V>,
    {
        Self { items: items.into_iter().map(T::from).collect(), next: next.map(|next| next.to_string()) }
    }

    /// A list that has one page.
    pub fn whole<V>(items: Vec<V>) -> Self
    where
        T: From<V>,
    {
        Self::of(items, None::<String>)
    }
}

/// 201: what was made, and its address.
pub struct Created<T> {
    location: String,
    version: Option<i64>,
    body: T,
}

impl<T> Created<T> {
    pub fn new(location: impl Into<String>, body: T) -> Self {
        Self { location: location.into(), version: None, body }
    }

    /// With the `ETag` of that version.
    #[must_use]
    pub fn tagged(self, version: i64) -> Self {
        Self { version: Some(version), ..self }
    }
}

impl<T: Serialize> IntoResponse for Created<T> {
    fn into_response(self) -> Response {
        let Self { location, version, body } = self;
        let mut response = (StatusCode::CREATED, Json(body)).into_response();
        put(&mut response, header::LOCATION, &location);
        if let Some(version) = version {
            response.headers_mut().insert(header::ETAG, etag(version));
        }
        response
    }
}

/// 202: an operation that goes on, or has ended within the wait.
pub struct Accepted(pub Operation);

impl IntoResponse for Accepted {
    fn into_response(self) -> Response {
        let Self(operation) = self;
        let location = format!("/api/operations/{}", operation.id);
        let mut response = (StatusCode::ACCEPTED, Json(operation)).into_response();
        put(&mut response, header::LOCATION, &location);
        response
    }
}

/// 204: it is done, and there is nothing to say.
pub struct NoContent;

impl IntoResponse for NoContent {
    fn into_response(self) -> Response {
        StatusCode::NO_CONTENT.into_response()
    }
}

/// An answer with a secret that is shown once only: it is not kept for whoever sends the request again.
pub struct ShownOnce<R>(pub R);

/// Stands in an answer that is not kept.
#[derive(Clone, Copy)]
pub(super) struct Unkept;

impl<R: IntoResponse> IntoResponse for ShownOnce<R> {
    fn into_response(self) -> Response {
        let mut response = self.0.into_response();
        response.extensions_mut().insert(Unkept);
        response
    }
}

fn put(response: &mut Response, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        response.headers_mut().insert(name, value);
    }
}

/// The problems that any handler may answer with, for `responses(…, Problems)`.
pub struct Problems;

/// The statuses of problems, as `Problem::http_status` has them, with what each means.
const PROBLEMS: [(u16, &str); 18] = [
    (400, "The request cannot be read"),
    (401, "The token is missing, unknown or over"),
    (402, "The provider has no credit left for this"),
    (403, "The token, its person or the organisation may not do this"),
    (404, "There is no such thing"),
    (405, "The address does not take this method"),
    (408, "The request did not arrive in time"),
    (409, "What is there stands against this"),
    (410, "What this is about is over"),
    (412, "It is not of the version in If-Match"),
    (413, "The request is too large"),
    (415, "The body is no JSON"),
    (421, "The host is not this installation's"),
    (422, "A value breaks a rule, or a provider refuses it"),
    (429, "Too many requests"),
    (500, "A fault of AVA's"),
    (502, "A provider failed"),
    (503, "This cannot be done now"),
];

/// The name of a status among the document's responses.
fn response_name(status: u16) -> String {
    format!("Problem{status}")
}

impl IntoResponses for Problems {
    fn responses() -> BTreeMap<String, RefOr<Described>> {
        let named = |(status, _): (u16, &str)| {
            (status.to_string(), RefOr::Ref(Ref::from_response_name(response_name(status))))
        };
        PROBLEMS.into_iter().map(named).collect()
    }
}

/// The responses that [`Problems`] refers to: each stands once in the document.
pub fn problem_responses() -> impl Iterator<Item = (String, RefOr<Described>)> {
    PROBLEMS.into_iter().map(|(status, means)| {
        let content = ContentBuilder::new().schema(Some(Ref::from_schema_name("Problem"))).build();
        let mut response = ResponseBuilder::new().description(means).content(MEDIA_TYPE, content);
        if matches!(status, 429 | 503) {
            let seconds = ObjectBuilder::new().schema_type(Type::Integer);
            let header = HeaderBuilder::new()
                .schema(Some(seconds))
                .description(Some("Seconds until another attempt can succeed"));
            response = response.header("Retry-After", header.build());
        }
        (response_name(status), response.build().into())
    })
}

/// The schemas that [`Problems`] refers to.
pub fn problem_schemas() -> [(String, RefOr<Schema>); 2] {
    [
        (ProblemDocument::name().into_owned(), ProblemDocument::schema()),
        (FieldProblem::name().into_owned(), FieldProblem::schema()),
    ]
}
