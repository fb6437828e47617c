//! The wire format between a page and the server: a form's fields there, and postcard back,
//! a positional format that needs little code to be read. Other clients are told of a
//! [`Problem`] in JSON.
//!
//! The browser's requests are made here and not by the client that each server
//! function brings along: one function serves them all.

use std::future::pending;

use leptos::{
    prelude::{document, window},
    server::codee::{Decoder, Encoder},
    server_fn::{
        ContentType,
        codec::{JsonEncoding, PostcardEncoding},
        error::{FromServerFnError, ServerFnErrorErr},
        redirect::REDIRECT_HEADER,
    },
};
use serde::{Serialize, de::DeserializeOwned};
use web_sys::{
    Headers, RequestInit, Response, UrlSearchParams,
    js_sys::{Uint8Array, futures::JsFuture},
    wasm_bindgen::{JsCast, JsValue},
};

use crate::domain::problem::{Problem, ProblemKind};

/// The media type by which a page says that it reads postcard.
pub const MEDIA_TYPE: &str = PostcardEncoding::CONTENT_TYPE;

/// The header by which a page names its build, and the server its own to a page of another:
/// a positional format must not be read by a guess.
pub const BUILD: &str = "x-ava-build";

/// Postcard as text, for the values that travel inside of a page.
///
/// A byte is a character with this number or, where the page would have to
/// escape that one, with 256 more.
pub struct InPage;

impl<T: Serialize> Encoder<T> for InPage {
    type Error = postcard::Error;
    type Encoded = String;

    fn encode(value: &T) -> Result<String, postcard::Error> {
        let plain = |byte: u8| matches!(byte, b' '..=b'~') && !matches!(byte, b'"' | b'\\' | b'<');
        let character = |byte: u8| match char::from_u32(u32::from(byte) + 256) {
            Some(character) if !plain(byte) => character,
            _ => char::from(byte),
        };
        Ok(postcard::to_allocvec(value)?.into_iter().map(character).collect())
    }
}

impl<T: DeserializeOwned> Decoder<T> for InPage {
    type Error = postcard::Error;
    type Encoded = str;

    fn decode(text: &str) -> Result<T, postcard::Error> {
        let bytes: Vec<u8> = text.chars().map(|character| character as u8).collect();
        postcard::from_bytes(&bytes)
    }
}

/// Posts `fields` to a server function. A redirect is followed by loading the
/// page anew, as without JavaScript: who is signed in, the language and the
/// notice are then right.
pub async fn post<T: DeserializeOwned>(path: &str, fields: &UrlSearchParams) -> Result<T, Problem> {
    match exchange(path, fields).await {
        Ok(reply) => decode(&reply.accepted()?),
        // Nothing came back.
        Err(_) => Err(ProblemKind::Unreachable.into()),
    }
}

/// A response, from AVA or from a proxy before it.
struct Reply {
    ok: bool,
    /// Whether AVA wrote it, for a page to read.
    ours: bool,
    of_another_build: bool,
    body: Vec<u8>,
}

impl Reply {
    /// The body of an accepted answer.
    fn accepted(self) -> Result<Vec<u8>, Problem> {
        match self {
            Self { of_another_build: true, .. } => Err(ProblemKind::Outdated.into()),
            Self { ours: false, .. } => Err(ProblemKind::Unreachable.into()),
            Self { ok: true, body, .. } => Ok(body),
            Self { body, .. } => {
                Err(postcard::from_bytes(&body).unwrap_or_else(|_| ProblemKind::Unreachable.into()))
            }
        }
    }
}

async fn exchange(path: &str, fields: &UrlSearchParams) -> Result<Reply, JsValue> {
    let headers = Headers::new()?;
    headers.set("accept", MEDIA_TYPE)?;
    if let Some(build) = document().document_element().and_then(|html| html.get_attribute("data-build")) {
        headers.set(BUILD, &build)?;
    }
    let request = RequestInit::new();
    request.set_method("POST");
    request.set_headers(&headers);
    request.set_body(fields);
    let response = JsFuture::from(window().fetch_with_str_and_init(path, &request)).await?;
    let response: Response = response.unchecked_into();
    let headers = response.headers();
    if headers.has(REDIRECT_HEADER)?
        && let Some(path) = headers.get("location")?
    {
        window().location().set_href(&path)?;
        // This page stays until the other has loaded: its form must not be sent again.
        return pending().await;
    }
    let body = JsFuture::from(response.array_buffer()?).await?;
    Ok(Reply {
        ok: response.ok(),
        ours: headers.get("content-type")?.is_some_and(|kind| kind == MEDIA_TYPE),
        of_another_build: headers.has(BUILD)?,
        body: Uint8Array::new(&body).to_vec(),
    })
}

/// An accepted answer that this page cannot read comes from another build.
fn decode<T: DeserializeOwned>(answer: &[u8]) -> Result<T, Problem> {
    postcard::from_bytes(answer).map_err(|_| ProblemKind::Outdated.into())
}

impl FromServerFnError for Problem {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        Problem::new(match error {
            ServerFnErrorErr::Args(_)
            | ServerFnErrorErr::MissingArg(_)
            | ServerFnErrorErr::Serialization(_) => ProblemKind::Malformed,
            ServerFnErrorErr::Deserialization(_) => ProblemKind::Outdated,
            ServerFnErrorErr::Request(_)
            | ServerFnErrorErr::Response(_)
            | ServerFnErrorErr::ServerError(_)
            | ServerFnErrorErr::MiddlewareError(_)
            | ServerFnErrorErr::Registration(_)
            | ServerFnErrorErr::UnsupportedRequestMethod(_) => ProblemKind::Internal,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{problem::Field, provider::vapi};

    fn refused() -> Problem {
        Problem::new(ProblemKind::KeyRefused(vapi::PROVIDER)).on(Field::Key).correlated("0190a5e2-7c1b")
    }

    fn reply(ok: bool, ours: bool, body: &[u8]) -> Result<Vec<u8>, Problem> {
        Reply { ok, ours, of_another_build: false, body: body.to_vec() }.accepted()
    }

    #[test]
    fn a_problem_arrives_as_it_was_sent() {
        let sent = postcard::to_allocvec(&refused()).unwrap();
        assert_eq!(reply(false, true, &sent), Err(refused()));
    }

    #[test]
    fn an_answer_of_another_build_is_not_read() {
        let sent = postcard::to_allocvec(&refused()).unwrap();
        let reply = Reply { ok: false, ours: true, of_another_build: true, body: sent };
        assert_eq!(reply.accepted(), Err(ProblemKind::Outdated.into()));
        assert_eq!(decode::<Problem>(b"\xff\xff"), Err(ProblemKind::Outdated.into()));
    }

    #[test]
    fn what_stands_before_ava_does_not_speak_for_it() {
        let page = b"<html>502 Bad Gateway";
        assert_eq!(reply(false, false, page), Err(ProblemKind::Unreachable.into()));
        assert_eq!(reply(true, false, b"<html>Log in to the network"), Err(ProblemKind::Unreachable.into()));
        assert_eq!(reply(false, true, b"\xff\xff"), Err(ProblemKind::Unreachable.into()));
        assert_eq!(reply(true, true, b"answer"), Ok(b"answer".to_vec()));
    }

    #[test]
    fn what_travels_in_a_page_needs_no_escape_there() {
        let value = ("</script>\"\\\n é 🦀".to_owned(), (0..=255).collect::<Vec<u8>>(), -1_i64);
        let text = InPage::encode(&value).unwrap();
        assert!(!text.contains(['<', '"', '\\']));
        assert_eq!(format!("{text:?}"), format!("\"{text}\""));
        assert_eq!(InPage::decode(&text), Ok(value));
    }
}
