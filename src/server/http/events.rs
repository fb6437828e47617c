//! `GET /events`: what changed for the signed-in person's org, as it happens.

use std::{convert::Infallible, sync::Arc, time::Duration};

use axum::{
    Extension,
    extract::{Query, State},
    http::{HeaderMap, StatusCode},
    response::{
        IntoResponse, Response,
        sse::{Event, KeepAlive, Sse},
    },
};
use futures::{Stream, StreamExt, future::ready, stream};
use serde::Deserialize;
use tokio::sync::broadcast::error::RecvError;
use tower_sessions::Session;

use super::{assets::Assets, live_streams::LiveStreams};
use crate::{
    domain::ids::OrgId,
    server::{
        auth::session_store::hashed,
        cx::Services,
        events::{Missed, Numbered},
        request::client_address::ClientAddress,
        sessions,
    },
};

/// How long a stream lasts: the browser then connects anew, and its session is read again.
const LONGEST: Duration = Duration::from_secs(15 * 60);

#[derive(Deserialize)]
pub struct Since {
    after: Option<u64>,
}

/// 204 tells an `EventSource` not to come back.
pub async fn events(
    State(services): State<Services>,
    Extension(assets): Extension<Assets>,
    Extension(streams): Extension<LiveStreams>,
    Extension(address): Extension<ClientAddress>,
    Query(since): Query<Since>,
    session: Session,
    headers: HeaderMap,
) -> Response {
    let viewer = match sessions::viewer(&session).await {
        Ok(Some(viewer)) if viewer.is_at_work() => viewer,
        Ok(_) => return StatusCode::NO_CONTENT.into_response(),
        Err(problem) => return super::refusal::refused(problem),
    };
    let name = hashed(&session);
    let place = match streams.enter(&viewer, name, address) {
        Ok(place) => Arc::new(place),
        Err(problem) => return super::refusal::refused(problem),
    };
    let last = headers.get("last-event-id").and_then(|value| value.to_str().ok()?.parse().ok());
    // Whoever is out, or may do other things, is told to look at once: what they look at is refused.
    let told = Arc::clone(&place);
    let farewell = stream::once(async move { told.is_lost().then(look_again) }).filter_map(ready);
    let until = async move {
        tokio::select! {
            () = tokio::time::sleep(LONGEST) => {}
            () = place.over() => {}
        }
    };
    let stream = stream_of(&services, &assets, viewer.org, last.or(since.after)).take_until(until);
    let stream = stream.chain(farewell.map(Ok));
    Sse::new(stream).keep_alive(KeepAlive::new().interval(Duration::from_secs(20))).into_response()
}

fn stream_of(
    services: &Services,
    assets: &Assets,
    org: OrgId,
    since: Option<u64>,
) -> impl Stream<Item = Result<Event, Infallible>> + use<> {
    let (receiver, now, missed) = services.db.hub().subscribe(since);
    let mut first =
        vec![Event::default().event("build").data(json("build", &assets.build)).id(now.to_string())];
    match missed {
        Missed::Nothing => {}
        Missed::These(events) => first.extend(events.into_iter().filter_map(|one| event_for(&one, &org))),
        Missed::Unknown => first.push(reset(now)),
    }
    let live = stream::unfold(receiver, move |mut receiver| {
        let org = org.clone();
        async move {
            loop {
                match receiver.recv().await {
                    Ok(one) => {
                        if let Some(event) = event_for(&one, &org) {
                            return Some((event, receiver));
                        }
                    }
                    Err(RecvError::Lagged(_)) => {
                        return Some((look_again(), receiver));
                    }
                    Err(RecvError::Closed) => return None,
                }
            }
        }
    });
    stream::iter(first).chain(live).map(Ok)
}

fn json(key: &str, value: &str) -> String {
    serde_json::json!({ key: value }).to_string()
}

/// Returns `None` for an event of another org.
fn event_for(one: &Numbered, org: &OrgId) -> Option<Event> {
    let Some(event) = &one.event else { return Some(reset(one.id)) };
    if event.org != *org {
        return None;
    }
    let data = serde_json::json!({ "topic": event.topic.code(), "version": one.id }).to_string();
    Some(Event::default().event("change").data(data).id(one.id.to_string()))
}

/// Everything may have changed.
fn look_again() -> Event {
    Event::default().event("reset").data("all")
}

fn reset(now: u64) -> Event {
    look_again().id(now.to_string())
}
