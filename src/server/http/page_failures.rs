//! Browsers' reports of pages whose application ended: the operator learns of them from a
//! counter and a line in the log, before anybody complains.

use axum::{
    Extension, Form,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde::Deserialize;

use super::refusal;
use crate::{
    app::paths::LINK,
    domain::text::{is_break, is_invisible},
    server::{cx::Services, request::client_address::ClientAddress},
};

/// The most bytes of a report; a longer one is refused before it is read. A page sends
/// 500 characters of two texts, and a character may take nine bytes in a form.
pub const MAX_BODY: usize = 16 * 1024;
/// The most characters of a text in the log; the rest is left out.
const MAX_LOGGED: usize = 500;

#[derive(Deserialize)]
pub struct PageFailure {
    /// The build that made the page.
    build: String,
    /// The page's path, without a query.
    page: String,
    when: When,
    /// The message of the browser or of the application's panic.
    message: String,
}

#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum When {
    /// Before the whole page was interactive.
    Starting,
    Running,
}

impl When {
    fn code(self) -> &'static str {
        match self {
            Self::Starting => "starting",
            Self::Running => "running",
        }
    }
}

/// Takes reports from anybody, a few times a minute: they are believed to be noise until
/// many send them.
pub async fn page_failure(
    State(services): State<Services>,
    Extension(address): Extension<ClientAddress>,
    Form(PageFailure { build, page, when, message }): Form<PageFailure>,
) -> Response {
    if let Err(problem) = services.limits.page_failure(address) {
        return refusal::refused(problem);
    }
    let when = when.code();
    metrics::counter!("ava_page_failures_total", "when" => when).increment(1);
    let (build, page, message) = (legible(&build), legible(&page), legible(&message));
    tracing::error!(
        page.build = build,
        page.path = page,
        page.message = message,
        "the page {page} of build {build} ended in a browser while {when}: {message}"
    );
    StatusCode::NO_CONTENT.into_response()
}

/// The text on one line, without invisible characters and without the tokens of one-time links, and not
/// longer than a line should be.
fn legible(text: &str) -> String {
    let text = without_tokens(text);
    let seen = text.chars().take(MAX_LOGGED).filter(|c| !is_invisible(*c));
    seen.map(|c| if c.is_control() || is_break(c) { ' ' } else { c }).collect()
}

/// Whoever reads the log could use the link of a page that died.
fn without_tokens(text: &str) -> String {
    let link = LINK.trim_end_matches("{id}");
    let mut parts = text.split(link);
    let mut safe = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let rest = part.trim_start_matches(|c: char| c.is_alphanumeric() || "-_%".contains(c));
        safe.extend([link, "…", rest]);
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lesson_10_the_token_of_a_link_is_in_no_log() {
        assert_eq!(legible("/link/Zm9v-YmFy_1"), "/link/…");
        let message = "TypeError: https://ava.example.com/link/Zm9v?x=1 is odd, /link/YmFy too";
        assert_eq!(legible(message), "TypeError: https://ava.example.com/link/…?x=1 is odd, /link/… too");
        assert_eq!(legible("/link/"), "/link/…");
        assert_eq!(legible("/dashboard/agents/0190a5e2"), "/dashboard/agents/0190a5e2");
    }

    #[test]
    fn what_a_browser_says_stays_on_its_line() {
        assert_eq!(legible("panicked\n\u{1b}[31mat x"), "panicked  [31mat x");
        assert_eq!(legible("a\u{2028}b\u{2029}c\u{85}d\u{9b}31m"), "a b c d 31m");
        assert_eq!(legible("\u{feff}\u{202e}gnp\u{200b}.exe\u{2066}"), "gnp.exe", "in the order it is read");
        assert_eq!(legible(&"é".repeat(600)).chars().count(), MAX_LOGGED);
    }

    #[test]
    fn the_longest_that_a_page_says_is_read_in_any_script() {
        let longest = "漢".repeat(MAX_LOGGED);
        let longest = longest.as_str();
        let said = [("build", "0123456789"), ("page", longest), ("when", "starting"), ("message", longest)];
        let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(said).finish();
        assert!(body.len() <= MAX_BODY, "{}", body.len());
    }
}
