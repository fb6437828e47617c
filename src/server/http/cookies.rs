//! Cookies beside the session's: for this site alone, for no script, and over
//! https only where this installation has it.

use axum::http::{HeaderMap, HeaderValue, header};
use leptos::prelude::use_context;
use leptos_axum::ResponseOptions;

use crate::server::cx::Services;

/// The language that was chosen, for who is not signed in.
pub const LANGUAGE: &str = "lang";

/// Which browser it is. `__Host-` keeps other hosts of the same site from
/// planting one.
pub fn browser(services: &Services) -> &'static str {
    if services.config.secure_cookies() { "__Host-browser" } else { "browser" }
}

/// The first one of that name.
pub fn read<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let all = headers.get_all(header::COOKIE).iter().filter_map(|line| line.to_str().ok());
    all.flat_map(|line| line.split(';')).find_map(|pair| pair.trim().strip_prefix(name)?.strip_prefix('='))
}

/// Leaves one with the browser that is answered, for so many seconds. `value`
/// has no character that a cookie may not have.
pub fn keep(services: &Services, name: &str, value: &str, seconds: i64) {
    let secure = if services.config.secure_cookies() { "; Secure" } else { "" };
    let cookie = format!("{name}={value}; Path=/; Max-Age={seconds}; SameSite=Lax; HttpOnly{secure}");
    if let (Some(response), Ok(value)) = (use_context::<ResponseOptions>(), HeaderValue::from_str(&cookie)) {
        response.append_header(header::SET_COOKIE, value);
    }
}
