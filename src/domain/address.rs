//! The address of a page: its path and its query.

use std::{borrow::Cow, fmt};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use serde::{Deserialize, Serialize};

/// The characters that are encoded in a value of a query: a path in it stays legible.
const NOT_PLAIN: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'/');

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Address {
    pub path: String,
    /// The query without its `?`.
    pub query: String,
}

impl Address {
    pub fn new(path: &str, query: &str) -> Self {
        Self { path: path.to_owned(), query: query.trim_start_matches('?').to_owned() }
    }

    /// Reads path and query from one text, an address on this site.
    pub fn read(text: &str) -> Self {
        let (path, query) = text.split_once('?').unwrap_or((text, ""));
        Self::new(path, query)
    }

    /// The parts of the path.
    pub fn segments(&self) -> Vec<&str> {
        let path = self.path.strip_prefix('/').unwrap_or(&self.path);
        let path = path.strip_suffix('/').unwrap_or(path);
        if path.is_empty() { Vec::new() } else { path.split('/').collect() }
    }

    /// The first value that the query has under `name`.
    pub fn value(&self, name: &str) -> Option<String> {
        self.query.split('&').find_map(|pair| {
            let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
            (key == name).then(|| decoded(value))
        })
    }
}

/// Makes `path` a link to this site, whatever it begins with: after a slash, browsers take
/// a second one or a backslash for the beginning of another host's name, and they drop tabs
/// and line ends before they look.
pub fn local(path: &str) -> Cow<'_, str> {
    let misleading = |c: char| c == '/' || c == '\\' || c.is_whitespace() || c.is_control();
    let rest = path.trim_start_matches(misleading);
    if path.len() == rest.len() + 1 && path.starts_with('/') {
        return path.into();
    }
    format!("/{rest}").into()
}

/// A link to the page, on this site.
impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&local(&self.path))?;
        if !self.query.is_empty() {
            f.write_str("?")?;
            f.write_str(&self.query)?;
        }
        Ok(())
    }
}

/// Encodes `text` as a value of a query; [`Address::value`] reads it again.
pub fn encoded(text: &str) -> String {
    utf8_percent_encode(text, NOT_PLAIN).to_string()
}

/// Decodes the text of a form or a link; text that is not encoded right stays as it is.
fn decoded(text: &str) -> String {
    percent_decode_str(&text.replace('+', " ")).decode_utf8_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read_and_written_alike() {
        for text in ["/", "/login?next=/dashboard", "/a/b?x=%C3%A9&y="] {
            assert_eq!(Address::read(text).to_string(), text);
        }
        assert_eq!(Address::read("/login?").to_string(), "/login");
        assert_eq!(Address::new("/login", "?a=b"), Address::read("/login?a=b"));
    }

    #[test]
    fn a_link_stays_on_this_site_whatever_was_asked_for() {
        for (asked, link) in [
            ("//evil.example/", "/evil.example/"),
            ("///evil.example", "/evil.example"),
            ("/\\evil.example", "/evil.example"),
            ("\\/evil.example", "/evil.example"),
            ("/\t/evil.example", "/evil.example"),
            ("/\n\\evil.example", "/evil.example"),
            ("\t//evil.example", "/evil.example"),
            ("https://evil.example", "/https://evil.example"),
            ("javascript:alert(1)", "/javascript:alert(1)"),
            ("//", "/"),
            ("", "/"),
            ("/%09/evil.example", "/%09/evil.example"),
            ("/%2Fevil.example", "/%2Fevil.example"),
            ("/dashboard//agents", "/dashboard//agents"),
        ] {
            assert_eq!(Address::new(asked, "").to_string(), link, "{asked:?}");
            assert_eq!(local(link), link);
        }
        assert_eq!(Address::read("//evil.example?a=b").to_string(), "/evil.example?a=b");
    }

    #[test]
    fn a_path_has_its_parts() {
        let parts = |path| Address::new(path, "").segments().join("|");
        assert_eq!(parts("/"), "");
        assert_eq!(parts("/dashboard/agents"), "dashboard|agents");
        assert_eq!(parts("/dashboard/agents/"), "dashboard|agents");
        assert_eq!(parts("//dashboard"), "|dashboard");
    }

    #[test]
    fn a_value_of_the_query_is_decoded() {
        let address = Address::read("/x?next=/a%3Fb%3D%C3%A9+c&choose&bad=%zz%4");
        assert_eq!(address.value("next").as_deref(), Some("/a?b=é c"));
        assert_eq!(address.value("choose").as_deref(), Some(""));
        assert_eq!(address.value("bad").as_deref(), Some("%zz%4"));
        assert_eq!(address.value("before"), None);
        assert_eq!(Address::read("/x?y=%ff%2B").value("y").as_deref(), Some("\u{fffd}+"));
    }

    #[test]
    fn a_value_of_the_query_comes_back_as_it_was() {
        for text in ["/dashboard/agents?a=b&c", "é +%41", "[x]#-._~", "\u{10ffff}"] {
            let encoded = encoded(text);
            let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~/%".contains(&byte);
            assert!(encoded.bytes().all(plain), "{encoded}");
            assert_eq!(Address::new("/", &format!("x={encoded}")).value("x").as_deref(), Some(text));
        }
    }
}
