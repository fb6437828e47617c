//! `GET /dashboard/calls/{id}/recording`: what was recorded of a call, passed on as it comes, so that
//! nobody learns where Vapi keeps it.

use axum::{
    Extension,
    body::Body,
    extract::{Path, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use futures::TryStreamExt as _;
use tower_sessions::Session;

use super::live_streams::{Holder, LiveStreams, while_it_holds};
use crate::{
    domain::{
        account::Viewer,
        call::CallId,
        problem::{Problem, ProblemKind},
        provider::vapi,
        quota::Quota,
        role::Permission,
    },
    server::{
        auth::session_store::hashed,
        calls::service,
        cx::{Cx, Services},
        http::refusal::refused,
        providers::vapi::Recording,
        quotas,
        request::client_address::ClientAddress,
        sessions,
    },
};

/// The media types that a recording is served as; any other becomes `application/octet-stream`.
const AUDIO: [&str; 6] = ["audio/wav", "audio/x-wav", "audio/wave", "audio/mpeg", "audio/ogg", "audio/mp4"];

pub async fn recording(
    State(services): State<Services>,
    Extension(streams): Extension<LiveStreams>,
    Extension(address): Extension<ClientAddress>,
    Path(id): Path<String>,
    session: Session,
    headers: HeaderMap,
) -> Response {
    let answer = async {
        let viewer = sessions::viewer(&session).await?.ok_or(ProblemKind::SignedOut)?;
        let cx = Cx::of_session(services, &session, Permission::Read.of(vapi::PROVIDER)).await?;
        let id: CallId = id.parse().map_err(|_| ProblemKind::NotFound)?;
        let listener = Listener { viewer: &viewer, holder: hashed(&session).into(), address };
        play(&cx, &streams, listener, &id, &headers).await
    };
    answer.await.unwrap_or_else(refused)
}

/// Whoever a recording is passed on to.
pub struct Listener<'a> {
    pub viewer: &'a Viewer,
    pub holder: Holder,
    pub address: ClientAddress,
}

/// Passes the recording of a call on, or the part that the head of the request asks for.
///
/// # Errors
/// Fails over the quota of recordings, and as [`service::recording`].
pub async fn play(
    cx: &Cx,
    streams: &LiveStreams,
    listener: Listener<'_>,
    id: &CallId,
    asked: &HeaderMap,
) -> Result<Response, Problem> {
    let Listener { viewer, holder, address } = listener;
    let most = quotas::most(&cx.services, &mut *cx.read().await?, Quota::Recordings).await?;
    let place = streams.enter_recording(viewer, holder, address, most)?;
    let part = asked.get(header::RANGE).and_then(|part| part.to_str().ok()).filter(|part| is_part(part));
    let recording = service::recording(cx, id, part).await?;
    let (status, headers) = head(&recording);
    let pieces = while_it_holds(recording.pieces(), place, cx.services.clone());
    let body = Body::from_stream(pieces.map_err(|problem| std::io::Error::other(problem.code())));
    Ok((status, headers, body).into_response())
}

/// One part: `bytes=0-1023`, `bytes=1024-`, `bytes=-512`.
fn is_part(range: &str) -> bool {
    let Some((from, to)) = range.strip_prefix("bytes=").and_then(|range| range.split_once('-')) else {
        return false;
    };
    let digits = |text: &str| text.len() < 16 && text.bytes().all(|byte| byte.is_ascii_digit());
    digits(from) && digits(to) && !(from.is_empty() && to.is_empty())
}

fn head(recording: &Recording) -> (StatusCode, HeaderMap) {
    let kind = recording.content_type.as_deref().unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let kind = AUDIO.into_iter().find(|known| *known == kind).unwrap_or("application/octet-stream");
    let mut headers = HeaderMap::new();
    let said = [
        (header::CONTENT_TYPE, Some(kind)),
        (header::ACCEPT_RANGES, Some("bytes")),
        // A part of what is compressed would be another part.
        (header::CONTENT_ENCODING, Some("identity")),
        (header::CACHE_CONTROL, Some("no-store")),
        (header::CONTENT_LENGTH, recording.length.as_deref()),
        (header::CONTENT_RANGE, recording.range.as_deref()),
    ];
    for (name, value) in said {
        if let Some(value) = value.and_then(|value| value.parse().ok()) {
            headers.insert(name, value);
        }
    }
    (recording.status, headers)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_part_is_asked_for() {
        for part in ["bytes=0-", "bytes=0-1023", "bytes=-5"] {
            assert!(is_part(part), "{part}");
        }
        for odd in
            ["", "bytes=", "bytes=-", "bytes=0-1,4-5", "bytes=a-", "lines=0-1", "bytes=0-99999999999999999"]
        {
            assert!(!is_part(odd), "{odd}");
        }
    }
}
