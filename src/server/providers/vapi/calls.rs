//! Calls, as Vapi lists them, and their recordings.

use std::time::Duration;

use futures::{Stream, stream};
use reqwest::{
    Method, Response, StatusCode,
    header::{CONTENT_LENGTH, CONTENT_RANGE, CONTENT_TYPE, HeaderName, LOCATION, RANGE},
};
use serde_json::{Value, json};

use super::{
    client::{VapiAuth, VapiClient},
    pages,
};
use crate::{
    domain::{
        moment::iso,
        phone::E164,
        problem::{Problem, ProblemKind},
        provider::vapi::PROVIDER,
    },
    server::providers::call::{Call, CallCx, Safety},
};

const LIST: &str = "/call";
const ONE: &str = "/call/{id}";
const RECORDING: &str = "/call/{id}/mono-recording";
/// The longest wait for the next piece of a recording.
const MAX_WAIT: Duration = Duration::from_secs(20);

/// A recording that is being read.
pub struct Recording {
    /// All of it, or the part that was asked for; or a part that there is not.
    pub status: StatusCode,
    pub content_type: Option<String>,
    pub length: Option<String>,
    pub range: Option<String>,
    response: Response,
}

impl Recording {
    fn of(response: Response) -> Self {
        let header = |name: HeaderName| Some(response.headers().get(name)?.to_str().ok()?.to_owned());
        Self {
            status: response.status(),
            content_type: header(CONTENT_TYPE),
            length: header(CONTENT_LENGTH),
            range: header(CONTENT_RANGE),
            response,
        }
    }

    /// The pieces, as they come.
    pub fn pieces(self) -> impl Stream<Item = Result<Vec<u8>, Problem>> {
        stream::try_unfold(self.response, |mut response| async move {
            let failed = || Problem::from(ProblemKind::ProviderFailed(PROVIDER));
            let piece = tokio::time::timeout(MAX_WAIT, response.chunk()).await.map_err(|_| failed())?;
            Ok(piece.map_err(|_| failed())?.map(|piece| (piece.to_vec(), response)))
        })
    }
}

/// A call to be made.
#[derive(Clone, Copy, Debug)]
pub struct ToRing<'a> {
    /// Vapi's id of the assistant that talks, and of the number that it rings from.
    pub assistant: &'a str,
    pub number: &'a str,
    pub to: &'a E164,
    /// Seconds after which Vapi ends it.
    pub most_seconds: u32,
}

impl VapiClient {
    /// The calls that changed after a moment, the one that was made last first.
    pub async fn calls_changed_since(
        &self,
        cx: &CallCx,
        auth: &VapiAuth,
        since_ms: i64,
    ) -> Result<Vec<Value>, Problem> {
        pages::all_where(&self.ask(cx, auth), LIST, ("updatedAtGt", iso(since_ms.max(0)))).await
    }

    /// Deletes a call with all that Vapi has of it: nothing in Vapi’s document deletes a recording or a
    /// transcript alone. Returns `false` where it was not there (any more). Vapi answers 503 where it
    /// could not erase the recordings, and keeps the call then (`CallController_deleteCallData`).
    pub async fn delete_call(&self, cx: &CallCx, auth: &VapiAuth, id: &str) -> Result<bool, Problem> {
        let ask = self.ask(cx, auth);
        // The document requires a body, which names further calls or none.
        let request = ask.request(Method::DELETE, ONE, &[id])?.json(&json!({}));
        ask.delete(Call { template: ONE, request, safety: Safety::Repeatable }).await
    }

    /// Has an assistant ring somebody; returns the call as Vapi has it. Never repeated by itself: it
    /// would ring twice.
    pub async fn ring(&self, cx: &CallCx, auth: &VapiAuth, call: &ToRing<'_>) -> Result<Value, Problem> {
        let ask = self.ask(cx, auth);
        let body = json!({
            "assistantId": call.assistant,
            "phoneNumberId": call.number,
            "customer": { "number": call.to.as_str() },
            "assistantOverrides": { "maxDurationSeconds": call.most_seconds },
        });
        let request = ask.request(Method::POST, LIST, &[])?.json(&body);
        let made: Value = ask.value(Call { template: LIST, request, safety: Safety::Once }).await?;
        if made["id"].is_string() { Ok(made) } else { Err(ask.garbled()) }
    }

    /// Opens the recording of a call, or a part of it (`bytes=0-`). Vapi leads to where it keeps it,
    /// for a short time (`CallArtifactController_monoRecordingDownload` of its document).
    ///
    /// # Errors
    /// Fails with `GoneAt` where Vapi does not keep it, or not any more.
    pub async fn recording(
        &self,
        cx: &CallCx,
        auth: &VapiAuth,
        id: &str,
        part: Option<&str>,
    ) -> Result<Recording, Problem> {
        let ask = self.ask(cx, auth);
        let mut request = ask.request(Method::GET, RECORDING, &[id])?;
        if let Some(part) = part {
            request = request.header(RANGE, part);
        }
        let mut response = ask.open(request).await?;
        if response.status().is_redirection() {
            let to = response.headers().get(LOCATION).and_then(|to| to.to_str().ok()).unwrap_or_default();
            // Where that leads on to, nobody follows.
            response = ask.open_elsewhere(to, part).await?;
            // Where it is kept, an address that is over is refused, not missing.
            if response.status() == StatusCode::FORBIDDEN {
                return Err(ask.problem(ProblemKind::GoneAt(PROVIDER).into()));
            }
        }
        match response.status() {
            StatusCode::OK | StatusCode::PARTIAL_CONTENT | StatusCode::RANGE_NOT_SATISFIABLE => {
                Ok(Recording::of(response))
            }
            StatusCode::NOT_FOUND | StatusCode::GONE => {
                Err(ask.problem(ProblemKind::GoneAt(PROVIDER).into()))
            }
            StatusCode::UNAUTHORIZED => Err(ask.problem(ProblemKind::KeyRefused(PROVIDER).into())),
            _ => Err(ask.garbled()),
        }
    }
}
