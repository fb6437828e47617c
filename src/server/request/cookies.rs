//! Cookies beside the session's: for this site alone, those that AVA sets for no script, and over
//! https only where this installation has it.

use axum::{
    extract::Request,
    http::{HeaderMap, HeaderValue, header},
    middleware::Next,
    response::Response,
};

use crate::{domain::locale::Locale, server::config::Config};

/// The chosen language of somebody who is not signed in.
pub const LANGUAGE: &str = "lang";

/// The time zone of the browser. Its script sets it (`public/alive.js`); any value may stand there.
pub const ZONE: &str = "zone";

const YEAR: i64 = 365 * 24 * 3600;

/// The cookie that tells which browser it is. `__Host-` keeps other hosts of the same
/// site from planting one.
pub fn browser(config: &Config) -> &'static str {
    if config.secure_cookies() { "__Host-browser" } else { "browser" }
}

/// The cookie that a document sets which asks for a proof: whoever has the session’s cookie alone goes
/// on with no proof of somebody else.
pub fn proof(config: &Config) -> &'static str {
    if config.secure_cookies() { "__Host-proof" } else { "proof" }
}

/// The first cookie of that name.
pub fn read<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let all = headers.get_all(header::COOKIE).iter().filter_map(|line| line.to_str().ok());
    all.flat_map(|line| line.split(';')).find_map(|pair| pair.trim().strip_prefix(name)?.strip_prefix('='))
}

/// Takes out cookies that are no ASCII, from other software on the same domain. Left in,
/// they hide all others of their line, the session's among them.
pub async fn only_legible(mut request: Request, next: Next) -> Response {
    let headers = request.headers_mut();
    if headers.get_all(header::COOKIE).iter().any(|line| line.to_str().is_err())
        && let Ok(kept) = HeaderValue::from_bytes(&legible(headers))
    {
        headers.insert(header::COOKIE, kept);
    }
    next.run(request).await
}

/// The ASCII cookies, on one line.
fn legible(headers: &HeaderMap) -> Vec<u8> {
    let lines = headers.get_all(header::COOKIE).iter();
    let pairs = lines.flat_map(|line| line.as_bytes().split(|byte| *byte == b';'));
    let pairs = pairs.filter(|pair| pair.iter().all(|byte| matches!(byte, b'\t' | b' '..=b'~')));
    pairs.map(<[u8]>::trim_ascii).collect::<Vec<_>>().join(&b"; "[..])
}

/// A cookie that a browser is to keep: the value of a `Set-Cookie`.
pub struct Cookie(pub HeaderValue);

impl Cookie {
    /// A cookie that lasts `seconds`; `None` for a value with a character that no cookie
    /// may have.
    pub fn new(config: &Config, name: &str, value: &str, seconds: i64) -> Option<Self> {
        let secure = if config.secure_cookies() { "; Secure" } else { "" };
        let cookie = format!("{name}={value}; Path=/; Max-Age={seconds}; SameSite=Lax; HttpOnly{secure}");
        HeaderValue::from_str(&cookie).ok().map(Self)
    }

    /// The chosen language.
    pub fn of_locale(config: &Config, locale: Locale) -> Option<Self> {
        Self::new(config, LANGUAGE, locale.code(), YEAR)
    }
}
