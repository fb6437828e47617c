//! Requests over plain http to an installation that people use over https.
//!
//! AVA itself always hears plain http, from its proxy. A browser that comes past
//! the proxy, or to the proxy's own plain port, throws away the cookie of its
//! session: it would be at the sign-in again, without a word.

use axum::http::{HeaderMap, HeaderName, header};
use url::Url;

use crate::server::config::Config;

const FORWARDED_PROTO: HeaderName = HeaderName::from_static("x-forwarded-proto");
const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
const FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Scheme {
    Http,
    Https,
    /// Neither browser nor proxy says which; none has to.
    Unknown,
}

fn text<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

fn scheme_of(headers: &HeaderMap) -> Scheme {
    let origin = text(headers, &header::ORIGIN).and_then(|origin| origin.split_once("://"));
    let proxy = text(headers, &FORWARDED_PROTO).and_then(|all| all.rsplit(',').next()).map(str::trim);
    // Browsers send this header to secure origins only. The nearest proxy knows of its own connection
    // alone: one before it may have spoken TLS with the browser.
    let fetched = headers.contains_key(FETCH_SITE).then_some("https");
    match origin.map(|(scheme, _)| scheme).or(fetched).or(proxy) {
        Some(scheme) if scheme.eq_ignore_ascii_case("http") => Scheme::Http,
        Some(scheme) if scheme.eq_ignore_ascii_case("https") => Scheme::Https,
        _ => Scheme::Unknown,
    }
}

/// Whether the request itself says that it came over plain http, where cookies need
/// https: a sign-in would not last there.
pub fn came_over_http(config: &Config, headers: &HeaderMap) -> bool {
    config.secure_cookies() && scheme_of(headers) == Scheme::Http
}

/// Where to sign in instead, for a page that was likely asked for over plain
/// http.
pub fn instead(config: &Config, headers: &HeaderMap) -> Option<String> {
    let past_the_proxy = || config.trusted_proxies > 0 && !headers.contains_key(FORWARDED_FOR);
    let plain = match scheme_of(headers) {
        Scheme::Http => true,
        Scheme::Https => false,
        Scheme::Unknown => past_the_proxy() || !is_public_host(&config.public_url, headers),
    };
    (config.secure_cookies() && plain).then(|| config.public_url.origin().ascii_serialization())
}

fn is_public_host(public: &Url, headers: &HeaderMap) -> bool {
    // Over HTTP/2 the address stands elsewhere, and browsers speak that over TLS.
    let Some(host) = text(headers, &header::HOST) else { return true };
    Url::parse(&format!("https://{host}")).is_ok_and(|url| url.origin() == public.origin())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(settings: &'static [(&str, &str)]) -> Config {
        let get =
            |name: &str| settings.iter().find(|(n, _)| *n == name).map(|(_, value)| (*value).to_owned());
        Config::read(&get).unwrap()
    }

    fn headers(all: &[(&'static str, &'static str)]) -> HeaderMap {
        all.iter().map(|(name, value)| (HeaderName::from_static(name), value.parse().unwrap())).collect()
    }

    const HTTPS: &[(&str, &str)] = &[
        ("AVA_PUBLIC_URL", "https://ava.example.com"),
        ("INTEGRATIONS_STUB_MODE", "false"),
        ("AVA_TRUSTED_PROXIES", "1"),
    ];
    const HOST: (&str, &str) = ("host", "ava.example.com");
    const FORWARDED: (&str, &str) = ("x-forwarded-for", "192.0.2.1");

    #[test]
    fn a_page_asked_for_over_plain_http_says_where_to_sign_in() {
        let config = config(HTTPS);
        for plain in [
            headers(&[("host", "192.168.1.5:3000")]),
            headers(&[("host", "192.168.1.5:3000"), FORWARDED]),
            headers(&[HOST]),
            headers(&[HOST, FORWARDED, ("x-forwarded-proto", "http")]),
            headers(&[HOST, FORWARDED, ("x-forwarded-proto", "https, http")]),
            headers(&[HOST, FORWARDED, ("x-forwarded-proto", "HTTP")]),
            headers(&[HOST, FORWARDED, ("origin", "http://ava.example.com")]),
        ] {
            assert_eq!(instead(&config, &plain).as_deref(), Some("https://ava.example.com"), "{plain:?}");
        }
        for secure in [
            headers(&[HOST, FORWARDED]),
            headers(&[("host", "AVA.example.com:443"), FORWARDED]),
            headers(&[HOST, FORWARDED, ("x-forwarded-proto", "https")]),
            headers(&[HOST, FORWARDED, ("x-forwarded-proto", "HTTPS")]),
            headers(&[HOST, FORWARDED, ("x-forwarded-proto", "http"), ("sec-fetch-site", "cross-site")]),
            headers(&[("host", "127.0.0.1:3000"), ("sec-fetch-site", "none")]),
            headers(&[("host", "127.0.0.1:3000"), ("origin", "https://ava.example.com")]),
        ] {
            assert_eq!(instead(&config, &secure), None, "{secure:?}");
        }
    }

    #[test]
    fn signing_in_is_refused_only_where_the_request_says_that_it_is_plain() {
        let config = config(HTTPS);
        assert!(came_over_http(&config, &headers(&[("origin", "http://192.168.1.5:3000")])));
        assert!(!came_over_http(&config, &headers(&[("host", "192.168.1.5:3000")])), "a program, perhaps");
        assert!(!came_over_http(&config, &headers(&[("origin", "null")])));
        // An OpenID provider leads back without an origin, here past a proxy that hears plain http from
        // the one before it.
        let back = [HOST, FORWARDED, ("x-forwarded-proto", "http"), ("sec-fetch-site", "cross-site")];
        assert!(!came_over_http(&config, &headers(&back)));
    }

    #[test]
    fn an_installation_on_plain_http_says_nothing() {
        let config = config(&[]);
        let plain = headers(&[("origin", "http://localhost:3000"), ("host", "localhost:3000")]);
        assert!(!came_over_http(&config, &plain) && instead(&config, &plain).is_none());
    }
}
