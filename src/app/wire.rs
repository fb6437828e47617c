//! What travels between a page and the server functions: a form's fields
//! there, JSON back, and a [`Problem`] as the only error.
//!
//! The browser's requests are made here and not by the client that each server
//! function brings along: one function serves them all.

use leptos::{
    prelude::window,
    server_fn::{
        codec::JsonEncoding,
        error::{FromServerFnError, ServerFnErrorErr},
        redirect::REDIRECT_HEADER,
    },
};
use serde::de::DeserializeOwned;
use web_sys::{
    Headers, RequestInit, Response, UrlSearchParams,
    js_sys::futures::JsFuture,
    wasm_bindgen::{JsCast, JsValue},
};

use crate::domain::problem::{Kind, Problem};

/// Posts `fields` to a server function. A redirect is followed by loading the
/// page anew, as without JavaScript: who is signed in, the language and the
/// notice are then right.
pub async fn post<T: DeserializeOwned>(path: &str, fields: &UrlSearchParams) -> Result<T, Problem> {
    match exchange(path, fields).await {
        Ok((true, text)) => decode(&text),
        Ok((false, text)) => Err(decode(&text).unwrap_or_else(|problem| problem)),
        // Nothing came back.
        Err(_) => Err(Kind::Internal.into()),
    }
}

/// Whether it was accepted, and the body of the answer.
async fn exchange(path: &str, fields: &UrlSearchParams) -> Result<(bool, String), JsValue> {
    let headers = Headers::new()?;
    headers.set("accept", "application/json")?;
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
    }
    let text = JsFuture::from(response.text()?).await?;
    Ok((response.ok(), text.as_string().unwrap_or_default()))
}

/// An answer that this page cannot read comes from another build.
fn decode<T: DeserializeOwned>(text: &str) -> Result<T, Problem> {
    serde_json::from_str(text).map_err(|_| Kind::Outdated.into())
}

impl FromServerFnError for Problem {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        Problem::new(match error {
            ServerFnErrorErr::Args(_)
            | ServerFnErrorErr::MissingArg(_)
            | ServerFnErrorErr::Serialization(_) => Kind::Malformed,
            ServerFnErrorErr::Deserialization(_) => Kind::Outdated,
            ServerFnErrorErr::Request(_)
            | ServerFnErrorErr::Response(_)
            | ServerFnErrorErr::ServerError(_)
            | ServerFnErrorErr::MiddlewareError(_)
            | ServerFnErrorErr::Registration(_)
            | ServerFnErrorErr::UnsupportedRequestMethod(_) => Kind::Internal,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{problem::Field, provider::Provider};

    #[test]
    fn a_problem_arrives_as_it_was_sent() {
        let problem =
            Problem::new(Kind::KeyRefused(Provider::Vapi)).on(Field::Key).correlated("0190a5e2-7c1b");
        let sent = String::from_utf8(problem.ser().to_vec()).unwrap();
        assert_eq!(decode::<Problem>(&sent), Ok(problem));
    }

    #[test]
    fn an_answer_of_another_build_asks_for_a_reload() {
        assert_eq!(decode::<Problem>("Could not find"), Err(Kind::Outdated.into()));
    }
}
