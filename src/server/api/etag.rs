//! Versions of what several may change at once: `ETag` and `If-Match` (RFC 9110).

use axum::{
    extract::FromRequestParts,
    http::{HeaderValue, header, request::Parts},
    response::{IntoResponse, Response},
};
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::{ApiProblem, Json};
use crate::domain::problem::{Problem, Program};

/// The bits of a version that is made from content: every language of a client has numbers as large.
const BITS: u32 = 53;

/// The version of what has this content, where no row counts its versions: another content has another one.
pub fn version_of(content: &impl Serialize) -> i64 {
    // Types of ours are written without a fault; of one that is not, all would have one version.
    let json = serde_json::to_vec(content).unwrap_or_default();
    let hash: [u8; 32] = Sha256::digest(&json).into();
    let first = hash.first_chunk::<8>().copied().unwrap_or_default();
    i64::try_from(u64::from_be_bytes(first) >> (u64::BITS - BITS)).unwrap_or_default()
}

/// The tag of a version.
pub fn etag(version: i64) -> HeaderValue {
    let mut tag = String::from("\"");
    tag.push_str(&version.to_string());
    tag.push('"');
    // Digits and quotes stand in every header.
    HeaderValue::try_from(tag).unwrap_or_else(|_| HeaderValue::from_static("\"\""))
}

/// A body with the `ETag` of its version.
pub struct Tagged<T>(pub i64, pub T);

impl<T: Serialize> IntoResponse for Tagged<T> {
    fn into_response(self) -> Response {
        let Self(version, body) = self;
        let mut response = Json(body).into_response();
        response.headers_mut().insert(header::ETAG, etag(version));
        response
    }
}

/// The `If-Match` of a request; without one, whatever is there is changed.
#[derive(Clone, Debug, Default)]
pub struct IfMatch(Option<String>);

impl IfMatch {
    /// The version that is meant; `None` where any is.
    ///
    /// # Errors
    /// Fails with `OtherVersion` for a tag that no version has.
    fn version(&self) -> Result<Option<i64>, Problem> {
        let Some(tag) = self.0.as_deref().map(str::trim).filter(|tag| *tag != "*") else { return Ok(None) };
        let inside = tag.strip_prefix('"').and_then(|tag| tag.strip_suffix('"'));
        let version = inside.and_then(|digits| digits.parse().ok());
        version.map(Some).ok_or_else(|| Program::OtherVersion.into())
    }

    /// Whether a thing of that version is meant: for the services, which ask it in the transaction of the
    /// change.
    ///
    /// # Errors
    /// Fails with `OtherVersion`.
    pub fn expects(&self, version: i64) -> Result<(), Problem> {
        match self.version()? {
            Some(other) if other != version => Err(Program::OtherVersion.into()),
            _ => Ok(()),
        }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for IfMatch {
    type Rejection = ApiProblem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiProblem> {
        let mut tags = parts.headers.get_all(header::IF_MATCH).iter();
        let tag = tags.next().map(|tag| tag.to_str().unwrap_or_default().to_owned());
        match tags.next() {
            // Each thing has one version.
            Some(_) => Err(Program::OtherVersion.into()),
            None => Ok(Self(tag)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_is_of_one_version() {
        let tag = |text: &str| IfMatch(Some(text.to_owned()));
        assert_eq!(etag(7), "\"7\"");
        assert!(tag("\"7\"").expects(7).is_ok());
        assert!(tag("*").expects(7).is_ok() && IfMatch::default().expects(7).is_ok());
        for other in ["\"8\"", "7", "W/\"7\"", "\"7\", \"8\"", ""] {
            let problem = tag(other).expects(7).unwrap_err();
            assert_eq!(problem.http_status(), 412, "{other}");
        }
        assert_eq!(tag("\"7\"").version().unwrap(), Some(7));
    }
}
