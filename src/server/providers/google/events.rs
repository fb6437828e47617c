//! The events of a calendar: read since the last time, made, changed and deleted.

use reqwest::{Method, RequestBuilder, StatusCode, header::IF_MATCH};
use serde::Deserialize;
use serde_json::{Value, json};
use url::Url;

use super::{
    client::{GoogleClient, garbled, read, send},
    refusal,
};
use crate::{
    domain::{
        moment,
        problem::{Problem, ProblemKind, Right},
    },
    server::{
        providers::{
            call::{Call, CallCx, Safety},
            lenient,
            transport::Reply,
        },
        vault::secret::Secret,
    },
};

const EVENTS: &str = "/calendar/v3/calendars/{calendar}/events";
const EVENT: &str = "/calendar/v3/calendars/{calendar}/events/{event}";
/// What is read of events: no title, no place, no guest.
const FIELDS: &str = "nextPageToken,nextSyncToken,timeZone,\
                      items(id,etag,status,start,end,transparency,eventType,attendees(self,responseStatus))";
/// The events of a page; Google gives 2500 at most.
const PAGE: &str = "1000";

/// The point from which on events are read.
#[derive(Clone, Copy, Debug)]
pub enum Since<'a> {
    /// All that are between both times, in epoch milliseconds.
    Between(i64, i64),
    /// Reads the events that changed since the reading that ended with this token.
    Token(&'a str),
}

/// A page of events.
#[derive(Debug)]
pub struct EventsPage {
    pub events: Vec<Event>,
    pub next_page: Option<String>,
    /// The token by which the next reading finds what changed; the last page has it.
    pub next_sync: Option<String>,
    /// The calendar's zone.
    pub zone: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Listed {
    #[serde(default)]
    items: Vec<Value>,
    next_page_token: Option<String>,
    next_sync_token: Option<String>,
    time_zone: Option<String>,
}

/// An event as far as it is read. One of a series is an event of its own.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Event {
    pub id: String,
    #[serde(default)]
    pub etag: String,
    #[serde(default)]
    status: String,
    pub start: Option<When>,
    pub end: Option<When>,
    #[serde(default)]
    transparency: String,
    #[serde(default)]
    event_type: String,
    #[serde(default)]
    attendees: Vec<Attendee>,
}

/// A moment, or a whole day.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct When {
    /// RFC 3339.
    pub date_time: Option<String>,
    /// `2026-12-01`, as the calendar's zone has it; the end is the day after the last.
    pub date: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Attendee {
    #[serde(default, rename = "self")]
    is_self: bool,
    #[serde(default)]
    response_status: String,
}

impl Event {
    pub fn is_deleted(&self) -> bool {
        self.status == "cancelled"
    }

    /// Whether its time is taken: it is not shown as free, not declined, and tells more than where
    /// somebody works, or whose birthday it is.
    pub fn is_busy(&self) -> bool {
        let declined = self.attendees.iter().any(|who| who.is_self && who.response_status == "declined");
        let says_little = matches!(self.event_type.as_str(), "workingLocation" | "birthday");
        !self.is_deleted() && self.transparency != "transparent" && !declined && !says_little
    }
}

/// An event that AVA writes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewEvent {
    /// 5 to 1024 signs out of `a`–`v` and digits, of AVA's own choice: it is made once however often it
    /// is asked for.
    pub id: String,
    pub summary: String,
    pub description: String,
    /// Epoch milliseconds, as the end is.
    pub starts_at: i64,
    pub ends_at: i64,
}

impl NewEvent {
    fn body(&self) -> Value {
        json!({
            "summary": self.summary,
            "description": self.description,
            "start": { "dateTime": moment::iso(self.starts_at) },
            "end": { "dateTime": moment::iso(self.ends_at) },
            "status": "confirmed",
        })
    }
}

/// The result of a write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Written {
    /// It is there as it was sent, under this etag.
    Done(String),
    /// An event of this id is, or was, there.
    Taken,
    /// Somebody changed it since.
    Changed,
    Gone,
}

impl GoogleClient {
    /// Reads a page of events, those of series one by one. `None` where the token is too old: the reading
    /// starts over.
    pub async fn events(
        &self,
        cx: &CallCx,
        token: &Secret,
        calendar: &str,
        since: Since<'_>,
        page: Option<&str>,
    ) -> Result<Option<EventsPage>, Problem> {
        let request = self.of_event(Method::GET, calendar, None)?;
        let request = request.query(&[("singleEvents", "true"), ("maxResults", PAGE), ("fields", FIELDS)]);
        let request = match since {
            Since::Between(from, to) => {
                request.query(&[("timeMin", moment::iso(from)), ("timeMax", moment::iso(to))])
            }
            Since::Token(token) => request.query(&[("syncToken", token)]),
        };
        let page: Vec<(&str, &str)> = page.map(|page| ("pageToken", page)).into_iter().collect();
        let request = request.query(&page);
        let reply = self.answered(cx, EVENTS, request, token).await?;
        if reply.status == StatusCode::GONE {
            return Ok(None);
        }
        let Listed { items, next_page_token, next_sync_token, time_zone } = accepted(cx, &reply)?;
        Ok(Some(EventsPage {
            events: lenient::readable(items),
            next_page: next_page_token,
            next_sync: next_sync_token,
            zone: time_zone,
        }))
    }

    /// Reads one event; `None` where there is none, or none any more.
    pub async fn event(
        &self,
        cx: &CallCx,
        token: &Secret,
        calendar: &str,
        id: &str,
    ) -> Result<Option<Event>, Problem> {
        let request = self.of_event(Method::GET, calendar, Some(id))?;
        let reply = self.answered(cx, EVENT, request, token).await?;
        if matches!(reply.status, StatusCode::NOT_FOUND | StatusCode::GONE) {
            return Ok(None);
        }
        accepted::<Event>(cx, &reply).map(|event| Some(event).filter(|event| !event.is_deleted()))
    }

    /// Makes an event, and tells no guest. Asked again, it is [`Written::Taken`].
    pub async fn make_event(
        &self,
        cx: &CallCx,
        token: &Secret,
        calendar: &str,
        event: &NewEvent,
    ) -> Result<Written, Problem> {
        let mut body = event.body();
        body["id"] = json!(event.id);
        let request = self.of_event(Method::POST, calendar, None)?.query(&[("sendUpdates", "none")]);
        self.write(cx, EVENTS, request.json(&body), token).await
    }

    /// Changes an event, and restores it where it was deleted; `etag` is that of the event as it is known,
    /// `None` for whatever it is.
    pub async fn change_event(
        &self,
        cx: &CallCx,
        token: &Secret,
        calendar: &str,
        event: &NewEvent,
        etag: Option<&str>,
    ) -> Result<Written, Problem> {
        let request = self.of_event(Method::PATCH, calendar, Some(&event.id))?;
        let mut request = request.query(&[("sendUpdates", "none")]).json(&event.body());
        if let Some(etag) = etag {
            request = request.header(IF_MATCH, etag);
        }
        self.write(cx, EVENT, request, token).await
    }

    /// Deletes an event; one that is gone is as well.
    pub async fn delete_event(
        &self,
        cx: &CallCx,
        token: &Secret,
        calendar: &str,
        id: &str,
    ) -> Result<(), Problem> {
        let request = self.of_event(Method::DELETE, calendar, Some(id))?.query(&[("sendUpdates", "none")]);
        let reply = self.answered(cx, EVENT, request, token).await?;
        match reply.status {
            StatusCode::NOT_FOUND | StatusCode::GONE => Ok(()),
            // A page with a status of success is somebody else's.
            status if status.is_success() && (reply.is_empty() || reply.is_json()) => Ok(()),
            status if status.is_success() => Err(garbled(cx)),
            _ => Err(refused(cx, &reply)),
        }
    }

    async fn write(
        &self,
        cx: &CallCx,
        template: &'static str,
        request: RequestBuilder,
        token: &Secret,
    ) -> Result<Written, Problem> {
        #[derive(Deserialize)]
        struct Known {
            etag: String,
        }
        let reply = self.answered(cx, template, request, token).await?;
        match reply.status {
            StatusCode::CONFLICT => Ok(Written::Taken),
            StatusCode::PRECONDITION_FAILED => Ok(Written::Changed),
            StatusCode::NOT_FOUND | StatusCode::GONE => Ok(Written::Gone),
            _ => accepted::<Known>(cx, &reply).map(|known| Written::Done(known.etag)),
        }
    }

    fn of_event(
        &self,
        method: Method,
        calendar: &str,
        event: Option<&str>,
    ) -> Result<RequestBuilder, Problem> {
        let url = address(self.calendar.base(), calendar, event).ok_or(ProblemKind::Internal)?;
        Ok(self.calendar.request(method, url))
    }

    async fn answered(
        &self,
        cx: &CallCx,
        template: &'static str,
        request: RequestBuilder,
        token: &Secret,
    ) -> Result<Reply, Problem> {
        let request = request.bearer_auth(token.expose());
        send(&self.calendar, cx, Call { template, request, safety: Safety::Repeatable }).await
    }
}

/// The address of a calendar's events, or of one of them. The id of a calendar is an e-mail address, of
/// whatever signs: each is a segment of the path.
fn address(base: &Url, calendar: &str, event: Option<&str>) -> Option<Url> {
    let is_segment = |id: &str| !id.is_empty() && id.bytes().any(|byte| byte != b'.');
    if !is_segment(calendar) || event.is_some_and(|event| !is_segment(event)) {
        return None;
    }
    let mut url = base.clone();
    let mut segments = url.path_segments_mut().ok()?;
    segments.pop_if_empty().extend(["calendar", "v3", "calendars", calendar, "events"]).extend(event);
    drop(segments);
    Some(url)
}

fn accepted<T: serde::de::DeserializeOwned>(cx: &CallCx, reply: &Reply) -> Result<T, Problem> {
    if !reply.status.is_success() {
        return Err(refused(cx, reply));
    }
    if reply.is_empty() { Err(garbled(cx)) } else { read(cx, reply) }
}

/// The refusal of a call about events, whose right is another one than that of listing calendars.
fn refused(cx: &CallCx, reply: &Reply) -> Problem {
    let problem = refusal::of_api(reply).correlated(cx.correlation.as_str());
    match problem.kind {
        ProblemKind::MissingRight(Right::ListCalendars) => {
            Problem { kind: ProblemKind::MissingRight(Right::WriteEvents), ..problem }
        }
        _ => problem,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::providers::fake::{Answer, Fake, cx};

    const CALENDAR: &str = "ana@clinic.example";

    fn token() -> Secret {
        Secret::new("ya29.one")
    }

    fn new() -> NewEvent {
        NewEvent {
            id: "ava0190a5e2".to_owned(),
            summary: "Ana".to_owned(),
            description: String::new(),
            starts_at: 1_796_115_600_000,
            ends_at: 1_796_117_400_000,
        }
    }

    fn error(code: u16, reason: &'static str) -> impl Fn() -> Answer + Send + Sync + 'static {
        move || {
            let error = json!({ "code": code, "message": "", "errors": [{ "reason": reason }] });
            Answer::Json(code, json!({ "error": error }))
        }
    }

    #[test]
    fn an_id_is_one_segment_of_the_path_whatever_it_is() {
        let base: Url = "https://www.googleapis.com/api".parse().unwrap();
        let path = |calendar: &str, event| address(&base, calendar, event).map(|url| url.path().to_owned());
        let of = |calendar: &str| format!("/api/calendar/v3/calendars/{calendar}/events");
        assert_eq!(path("ana@clinic.example", None), Some(of("ana@clinic.example")));
        assert_eq!(path("a/b?c#d", Some("e1")), Some(format!("{}/e1", of("a%2Fb%3Fc%23d"))));
        for none in ["", ".", ".."] {
            assert_eq!((path(none, None), path("a", Some(none))), (None, None), "{none}");
        }
    }

    #[tokio::test]
    async fn an_event_says_whether_its_time_is_taken() {
        let when = json!({ "dateTime": "2026-12-01T10:00:00+01:00" });
        let event = |id: &str, more: Value| {
            let mut event =
                json!({ "id": id, "etag": "1", "status": "confirmed", "start": when, "end": when });
            event.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            event
        };
        let items = json!([
            event("busy", json!({ "eventType": "focusTime" })),
            event("tentative", json!({ "status": "tentative" })),
            event("free", json!({ "transparency": "transparent" })),
            event("declined", json!({ "attendees": [{ "self": true, "responseStatus": "declined" }] })),
            event("office", json!({ "eventType": "workingLocation" })),
            { "id": "gone", "status": "cancelled" },
            { "etag": "no id" },
        ]);
        let page = json!({ "items": items, "nextSyncToken": "s1", "timeZone": "Europe/Paris", "kind": "x" });
        let fake = Fake::always(move || Answer::Json(200, page.clone())).await;
        let google = fake.providers().google;
        let read =
            google.events(&cx(), &token(), CALENDAR, Since::Between(0, 1), None).await.unwrap().unwrap();
        let busy: Vec<&str> =
            read.events.iter().filter(|event| event.is_busy()).map(|event| event.id.as_str()).collect();
        assert_eq!(busy, ["busy", "tentative"]);
        assert_eq!(read.events.iter().filter(|event| event.is_deleted()).count(), 1);
        assert_eq!((read.next_sync.as_deref(), read.zone.as_deref()), (Some("s1"), Some("Europe/Paris")));
    }

    #[tokio::test]
    async fn what_became_of_a_write_is_told_by_its_status() {
        let write = async |answer: Box<dyn Fn() -> Answer + Send + Sync>| {
            let fake = Fake::always(answer).await;
            let google = fake.providers().google;
            google.change_event(&cx(), &token(), CALENDAR, &new(), Some("\"1\"")).await
        };
        let done = || Answer::Json(200, json!({ "id": "ava0190a5e2", "etag": "\"2\"" }));
        assert_eq!(write(Box::new(done)).await, Ok(Written::Done("\"2\"".to_owned())));
        for (code, reason, written) in [
            (409, "duplicate", Written::Taken),
            (412, "conditionNotMet", Written::Changed),
            (404, "notFound", Written::Gone),
            (410, "deleted", Written::Gone),
        ] {
            assert_eq!(write(Box::new(error(code, reason))).await, Ok(written), "{reason}");
        }
        let lacks = write(Box::new(error(403, "insufficientPermissions"))).await.unwrap_err();
        assert_eq!(lacks.kind, ProblemKind::MissingRight(Right::WriteEvents));
    }

    #[tokio::test]
    async fn a_token_that_is_too_old_starts_over_and_what_is_gone_is_deleted() {
        let fake = Fake::always(error(410, "fullSyncRequired")).await;
        let google = fake.providers().google;
        let read = google.events(&cx(), &token(), CALENDAR, Since::Token("s1"), None).await.unwrap();
        assert!(read.is_none());
        assert!(google.event(&cx(), &token(), CALENDAR, "ava1").await.unwrap().is_none());
        assert_eq!(google.delete_event(&cx(), &token(), CALENDAR, "ava1").await, Ok(()));
    }
}
