//! A problem as programs read it: RFC 9457, with a stable code, in the language that was asked for.

use axum::{
    Json,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::{
    locale::Locale,
    problem::{Field, Problem, ProblemKind},
};

pub const MEDIA_TYPE: &str = "application/problem+json";

/// The problem by which a request failed (RFC 9457).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = Problem)]
pub struct ProblemDocument {
    /// Always `about:blank`: `code` tells problems apart.
    #[serde(rename = "type")]
    pub kind: String,
    /// The name of the status.
    pub title: String,
    pub status: u16,
    /// A sentence for people, in the language of `Accept-Language`.
    pub detail: String,
    /// The stable code of the problem.
    pub code: String,
    /// The field that it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// The other fields of the same request that break a rule.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<FieldProblem>,
    /// Seconds until another attempt can succeed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<u32>,
    /// The id by which the operator finds the request in the log.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub correlation_id: Option<String>,
}

/// A field that breaks a rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FieldProblem {
    pub field: String,
    pub detail: String,
}

impl ProblemDocument {
    pub fn new(problem: &Problem, locale: Locale) -> Self {
        let status = problem.http_status();
        let title = StatusCode::from_u16(status).ok().and_then(|status| status.canonical_reason());
        let also = problem.also.iter().map(|(field, rule)| FieldProblem {
            field: name(*field),
            detail: Problem::new(ProblemKind::Invalid(*rule)).sentence(locale),
        });
        Self {
            kind: "about:blank".to_owned(),
            title: title.unwrap_or("Error").to_owned(),
            status,
            detail: problem.sentence(locale),
            code: problem.code().to_owned(),
            field: problem.field.map(name),
            also: also.collect(),
            retry_after: problem.retry_after_secs,
            correlation_id: problem.correlation_id.as_deref().map(str::to_owned),
        }
    }

    pub fn response(&self) -> Response {
        let mut response = Json(self).into_response();
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(MEDIA_TYPE));
        response
    }
}

/// A field by its name in requests.
fn name(field: Field) -> String {
    match serde_json::to_value(field) {
        Ok(serde_json::Value::String(name)) => name,
        _ => String::new(),
    }
}

/// The language that a program asks for. No cookie counts.
pub fn locale_of(headers: &HeaderMap) -> Locale {
    let asked = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    asked.map(Locale::negotiate).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::problem::Rule;

    #[test]
    fn a_problem_is_said_with_its_code_and_fields() {
        let problem = Problem {
            also: vec![(Field::OrgName, Rule::Required)],
            ..Problem::invalid(Field::Name, Rule::TooLong(80)).correlated("0123456789")
        };
        let said = serde_json::to_value(ProblemDocument::new(&problem, Locale::En)).unwrap();
        assert_eq!(
            said,
            serde_json::json!({
                "type": "about:blank", "title": "Unprocessable Entity", "status": 422,
                "detail": "At most 80 characters.", "code": "invalid", "field": "name",
                "also": [{ "field": "org_name", "detail": "Fill this in." }],
                "correlation_id": "0123456789",
            })
        );
        let mut headers = HeaderMap::new();
        assert_eq!(locale_of(&headers), Locale::En);
        headers.insert(header::COOKIE, HeaderValue::from_static("lang=en"));
        headers.insert(header::ACCEPT_LANGUAGE, HeaderValue::from_static("fr-CA"));
        assert_eq!(locale_of(&headers), Locale::Fr);
    }
}
