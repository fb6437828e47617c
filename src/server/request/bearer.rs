//! The token of a program, in the head of its request.

use axum::http::{HeaderMap, header};

/// The credential of the scheme `Bearer` (RFC 6750 §2.1): `Authorization: Bearer …`.
pub fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, text) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| text.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_scheme_bearer_is_read() {
        let read = |value: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::AUTHORIZATION, value.parse().unwrap());
            bearer(&headers).map(str::to_owned)
        };
        for value in ["Bearer ava_x", "bearer  ava_x ", "BEARER ava_x"] {
            assert_eq!(read(value).as_deref(), Some("ava_x"), "{value}");
        }
        for value in ["", "ava_x", "Basic ava_x", "Bearer"] {
            assert_eq!(read(value), None, "{value}");
        }
        assert_eq!(bearer(&HeaderMap::new()), None);
    }
}
