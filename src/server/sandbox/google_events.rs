//! The events of the simulated Google's calendars: read by pages and by what changed since, series one by
//! one, made, changed and deleted. Google's own checks apply where a client depends on them.

use std::collections::BTreeMap;

use axum::http::{Method, StatusCode};
use jiff::{Span, Timestamp, tz::TimeZone};
use percent_encoding::percent_decode_str;
use serde_json::{Map, Value, json};

use super::google_api::refuse;
use super::google_calendars::{admitted, lacks, owned};
use super::google_store::Google;
use super::wire::{Answer, Incoming};

const SCOPE: &str = "https://www.googleapis.com/auth/calendar.events.owned";
/// The zone of every calendar.
pub(super) const ZONE: &str = "Europe/Paris";
/// The events of a series that are shown at most.
const SERIES: usize = 500;

/// An event with the count of changes at its last one.
#[derive(Clone)]
struct Kept {
    body: Map<String, Value>,
    changed: u64,
}

#[derive(Clone, Default)]
pub(super) struct Events {
    /// The events by calendar and id.
    kept: BTreeMap<(String, String), Kept>,
    changes: u64,
    /// Tokens of changes before this one are not valid any more.
    forgotten: u64,
}

impl Events {
    /// Keeps an event as it is now; returns it as Google shows it.
    pub(super) fn put(&mut self, calendar: &str, id: &str, mut body: Map<String, Value>) -> Value {
        self.changes += 1;
        body.insert("id".to_owned(), json!(id));
        body.insert("kind".to_owned(), json!("calendar#event"));
        body.insert("etag".to_owned(), json!(format!("\"{}\"", self.changes)));
        body.entry("status").or_insert_with(|| json!("confirmed"));
        let kept = Kept { body: body.clone(), changed: self.changes };
        self.kept.insert((calendar.to_owned(), id.to_owned()), kept);
        Value::Object(body)
    }

    pub(super) fn get(&self, calendar: &str, id: &str) -> Option<&Map<String, Value>> {
        self.kept.get(&(calendar.to_owned(), id.to_owned())).map(|kept| &kept.body)
    }

    /// An event that is there with these changes; `None` where there is none.
    pub(super) fn merge(&mut self, calendar: &str, id: &str, changes: Map<String, Value>) -> Option<Value> {
        let mut body = self.get(calendar, id)?.clone();
        body.extend(changes);
        Some(self.put(calendar, id, body))
    }

    /// Everything in a calendar, deleted events too.
    pub(super) fn of(&self, calendar: &str) -> Vec<Value> {
        let of = self.kept.iter().filter(|((of, _), _)| of == calendar);
        of.map(|(_, kept)| Value::Object(kept.body.clone())).collect()
    }

    /// Has no token of a reading be good any more.
    pub(super) fn forget_tokens(&mut self) {
        self.changes += 1;
        self.forgotten = self.changes;
    }
}

/// Answers what is below `/calendar/v3/calendars/`.
pub(super) fn answer(google: &mut Google, call: &Incoming, now: i64) -> Answer {
    let consent = match admitted(google, call, now) {
        Ok(consent) => consent,
        Err(refused) => return refused,
    };
    let (account, may) = (consent.account.clone(), consent.scopes.iter().any(|scope| scope == SCOPE));
    let path = call.path.trim_start_matches("/calendar/v3/calendars/");
    let mut parts = path.split('/').map(|part| percent_decode_str(part).decode_utf8_lossy().into_owned());
    let (calendar, events, id) = (parts.next().unwrap_or_default(), parts.next(), parts.next());
    if !may {
        return lacks();
    }
    let Some(calendar) = owned(&account, &calendar).filter(|_| events.as_deref() == Some("events")) else {
        return not_found();
    };
    let events = &mut google.events;
    let body = || match serde_json::from_slice(&call.body) {
        Ok(Value::Object(body)) => body,
        _ => Map::new(),
    };
    match (call.method.clone(), id) {
        (Method::GET, None) => list(events, &calendar, call),
        (Method::POST, None) => insert(events, &calendar, body()),
        (Method::GET, Some(id)) => match events.get(&calendar, &id) {
            Some(event) => Answer::json(StatusCode::OK, Value::Object(event.clone())),
            None => not_found(),
        },
        (Method::PATCH, Some(id)) => patch(events, &calendar, &id, call, body()),
        (Method::DELETE, Some(id)) => match events.get(&calendar, &id) {
            None => not_found(),
            Some(event) if is_deleted(event) => {
                refuse(StatusCode::GONE, "deleted", "Resource has been deleted")
            }
            Some(_) => {
                events.merge(&calendar, &id, deletion());
                Answer::no_content()
            }
        },
        _ => not_found(),
    }
}

/// The fields that change in an event that somebody deletes.
pub(super) fn deletion() -> Map<String, Value> {
    Map::from_iter([("status".to_owned(), json!("cancelled"))])
}

fn not_found() -> Answer {
    refuse(StatusCode::NOT_FOUND, "notFound", "Not Found")
}

fn is_deleted(event: &Map<String, Value>) -> bool {
    event["status"] == "cancelled"
}

fn insert(events: &mut Events, calendar: &str, body: Map<String, Value>) -> Answer {
    let is_sign = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'v').contains(&byte);
    let id = match body.get("id").map(|id| id.as_str().unwrap_or_default().to_owned()) {
        Some(id) if (5..=1024).contains(&id.len()) && id.bytes().all(is_sign) => id,
        Some(_) => return refuse(StatusCode::BAD_REQUEST, "invalid", "Invalid resource id value."),
        None => format!("sandbox{}", events.changes + 1),
    };
    if events.get(calendar, &id).is_some() {
        return refuse(StatusCode::CONFLICT, "duplicate", "The requested identifier already exists.");
    }
    match span(&body) {
        Some((from, to)) if from < to => Answer::json(StatusCode::OK, events.put(calendar, &id, body)),
        Some(_) => refuse(StatusCode::BAD_REQUEST, "timeRangeEmpty", "The specified time range is empty."),
        None => refuse(StatusCode::BAD_REQUEST, "required", "Missing end time."),
    }
}

fn patch(events: &mut Events, calendar: &str, id: &str, call: &Incoming, body: Map<String, Value>) -> Answer {
    let Some(there) = events.get(calendar, id) else { return not_found() };
    let etag = there["etag"].as_str().unwrap_or_default();
    if call.header("if-match").is_some_and(|known| known != etag && known != "*") {
        return refuse(StatusCode::PRECONDITION_FAILED, "conditionNotMet", "Precondition Failed");
    }
    match events.merge(calendar, id, body) {
        Some(event) => Answer::json(StatusCode::OK, event),
        None => not_found(),
    }
}

fn list(events: &Events, calendar: &str, call: &Incoming) -> Answer {
    let bound = |name: &str| call.query(name).and_then(|text| text.parse::<Timestamp>().ok());
    let (from, to) = (bound("timeMin"), bound("timeMax"));
    let token = call.query("syncToken");
    if token.is_some() && (from.is_some() || to.is_some()) {
        return refuse(
            StatusCode::BAD_REQUEST,
            "syncTokenWithNonDefaultOrdering",
            "Sync token cannot be used",
        );
    }
    let since = match token.as_deref().map(|token| token.strip_prefix("sync-")?.parse::<u64>().ok()) {
        None => None,
        Some(Some(since)) if since >= events.forgotten => Some(since),
        Some(_) => {
            let message = "Sync token is no longer valid, a full sync is required.";
            return refuse(StatusCode::GONE, "fullSyncRequired", message);
        }
    };
    let one_by_one = call.query("singleEvents").as_deref() == Some("true");
    let mut found = Vec::new();
    for ((of, _), kept) in &events.kept {
        let is_meant = match since {
            Some(since) => kept.changed > since,
            None => !is_deleted(&kept.body),
        };
        if of != calendar || !is_meant {
            continue;
        }
        let series = if one_by_one { series(&kept.body) } else { vec![kept.body.clone()] };
        found.extend(series.into_iter().filter(|event| {
            is_deleted(event)
                || span(event).is_none_or(|(starts, ends)| {
                    from.is_none_or(|from| ends > from) && to.is_none_or(|to| starts < to)
                })
        }));
    }
    let most = call.query("maxResults").and_then(|text| text.parse().ok()).unwrap_or(250).clamp(1, 2500);
    let begins = call.query("pageToken").and_then(|text| text.parse().ok()).unwrap_or(0).min(found.len());
    let ends = (begins + most).min(found.len());
    let items: Vec<Value> = found[begins..ends].iter().cloned().map(Value::Object).collect();
    let mut page = json!({ "kind": "calendar#events", "timeZone": ZONE, "items": items });
    if ends < found.len() {
        page["nextPageToken"] = json!(ends.to_string());
    } else {
        page["nextSyncToken"] = json!(format!("sync-{}", events.changes));
    }
    Answer::json(StatusCode::OK, page)
}

/// The events of a series that repeats daily or weekly, each at the same time of day of its zone.
fn series(event: &Map<String, Value>) -> Vec<Map<String, Value>> {
    let rule = event.get("recurrence").and_then(|rules| rules[0].as_str());
    let Some(rule) = rule.and_then(|rule| rule.strip_prefix("RRULE:")) else { return vec![event.clone()] };
    let part = |name: &str| rule.split(';').find_map(|part| part.strip_prefix(name)?.strip_prefix('='));
    let days = if part("FREQ") == Some("DAILY") { 1 } else { 7 };
    let count = part("COUNT").and_then(|count| count.parse().ok()).unwrap_or(SERIES).min(SERIES);
    let zone = |side: &str| {
        let name = event.get(side).and_then(|when| when["timeZone"].as_str()).unwrap_or(ZONE);
        TimeZone::get(name).unwrap_or(TimeZone::UTC)
    };
    let id = event["id"].as_str().unwrap_or_default();
    let nth = |nth: usize| {
        let later = Span::new().days(i64::try_from(nth).ok()? * days);
        let mut one = event.clone();
        one.remove("recurrence");
        one.insert("recurringEventId".to_owned(), json!(id));
        one.insert("id".to_owned(), json!(format!("{id}_{nth}")));
        for side in ["start", "end"] {
            let at = event.get(side)?["dateTime"].as_str()?.parse::<Timestamp>().ok()?;
            let at = at.to_zoned_datetime(zone(side)).checked_add(later).ok()?.timestamp();
            one[side]["dateTime"] = json!(at.to_string());
        }
        Some(one)
    };
    (0..count).filter_map(nth).collect()
}

/// The beginning and the end of an event; of whole days, as UTC has them.
fn span(event: &Map<String, Value>) -> Option<(Timestamp, Timestamp)> {
    let at = |side: &str| {
        let when = event.get(side)?;
        match (when["dateTime"].as_str(), when["date"].as_str()) {
            (Some(at), _) => at.parse().ok(),
            (None, Some(date)) => format!("{date}T00:00:00Z").parse().ok(),
            (None, None) => None,
        }
    };
    at("start").zip(at("end"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(more: Value) -> Map<String, Value> {
        let mut event = json!({
            "id": "series",
            "start": { "dateTime": "2027-03-26T10:00:00+01:00", "timeZone": "Europe/Paris" },
            "end": { "dateTime": "2027-03-26T11:00:00+01:00", "timeZone": "Europe/Paris" },
        });
        event.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        event.as_object().unwrap().clone()
    }

    #[test]
    fn a_series_keeps_its_hour_when_clocks_change() {
        let series = series(&event(json!({ "recurrence": ["RRULE:FREQ=DAILY;COUNT=4"] })));
        let starts: Vec<&str> = series.iter().map(|one| one["start"]["dateTime"].as_str().unwrap()).collect();
        let expected =
            ["2027-03-26T09:00:00Z", "2027-03-27T09:00:00Z", "2027-03-28T08:00:00Z", "2027-03-29T08:00:00Z"];
        assert_eq!(starts, expected);
        assert_eq!(super::series(&event(json!({}))).len(), 1);
    }

    #[test]
    fn what_changed_is_told_since_a_token_and_no_token_outlives_being_forgotten() {
        let mut events = Events::default();
        events.put("c", "one", event(json!({})));
        let before = events.changes;
        events.put("c", "two", event(json!({})));
        events.merge("c", "one", deletion()).unwrap();
        let changed: Vec<_> = events.kept.values().filter(|kept| kept.changed > before).collect();
        assert_eq!(changed.len(), 2);
        events.forget_tokens();
        assert!(events.forgotten > before && events.of("c").len() == 2 && events.of("d").is_empty());
    }
}
