//! Vapi's lists: bare arrays paged by time, and the second edition of the
//! list of numbers with its page counts. It changes nothing.

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::vapi_api::{Outcome, invalid};
use super::vapi_store::{Object, Org, text};
use super::wire::{Answer, Incoming};

const DEFAULT_LIMIT: usize = 100;
const MAX_LIMIT: usize = 1000;

/// A bare array, newest first.
pub(super) fn list(objects: &[Object], call: &Incoming) -> Outcome {
    let limit = limit(call)?;
    let mut bounds = Vec::new();
    for field in ["createdAt", "updatedAt"] {
        for relation in ["Gt", "Lt", "Ge", "Le"] {
            let name = format!("{field}{relation}");
            if let Some(value) = call.query(&name) {
                let moment = canonical_moment(&value)
                    .ok_or_else(|| invalid(vec![format!("{name} must be a valid ISO 8601 date string")]))?;
                bounds.push((field, relation, moment));
            }
        }
    }
    let page: Vec<Value> = objects
        .iter()
        .rev()
        .filter(|object| {
            bounds.iter().all(|(field, relation, bound)| {
                let value = text(object, field).unwrap_or_default();
                match *relation {
                    "Gt" => value > bound.as_str(),
                    "Lt" => value < bound.as_str(),
                    "Ge" => value >= bound.as_str(),
                    _ => value <= bound.as_str(),
                }
            })
        })
        .take(limit)
        .cloned()
        .map(Value::Object)
        .collect();
    Ok(Answer::json(StatusCode::OK, Value::Array(page)))
}

fn limit(call: &Incoming) -> Result<usize, Answer> {
    let Some(value) = call.query("limit") else {
        return Ok(DEFAULT_LIMIT);
    };
    match value.parse::<i64>() {
        Ok(limit) if limit < 0 => Err(invalid(vec!["limit must not be less than 0".to_owned()])),
        Ok(limit) => usize::try_from(limit)
            .ok()
            .filter(|limit| *limit <= MAX_LIMIT)
            .ok_or_else(|| invalid(vec![format!("limit must not be greater than {MAX_LIMIT}")])),
        Err(_) => {
            Err(invalid(vec!["limit must be a number conforming to the specified constraints".to_owned()]))
        }
    }
}

/// UTC moments in the form that the resources have, so that text order is
/// time order.
fn canonical_moment(value: &str) -> Option<String> {
    let bare = value.strip_suffix('Z').or_else(|| value.strip_suffix("+00:00"))?;
    let (seconds, fraction) = bare.split_once('.').unwrap_or((bare, "0"));
    let shape = |byte: u8| if byte.is_ascii_digit() { b'0' } else { byte };
    let is_moment = seconds.bytes().map(shape).eq(*b"0000-00-00T00:00:00");
    let is_fraction = !fraction.is_empty() && fraction.bytes().all(|byte| byte.is_ascii_digit());
    (is_moment && is_fraction).then(|| format!("{seconds}.{:0<3.3}Z", fraction))
}

/// The second edition of the list of numbers: pages with their metadata.
pub(super) fn pages(org: &Org, call: &Incoming) -> Outcome {
    let size = limit(call)?.max(1);
    let page = match call.query("page").map(|page| page.parse::<usize>()) {
        None => 1,
        Some(Ok(page)) if page > 0 => page,
        Some(_) => return Err(invalid(vec!["page must not be less than 1".to_owned()])),
    };
    let search = call.query("search").unwrap_or_default();
    let mut found: Vec<&Object> = org
        .numbers
        .iter()
        .filter(|object| {
            ["number", "name", "id"]
                .iter()
                .any(|name| text(object, name).is_some_and(|value| value.contains(&search)))
        })
        .collect();
    if call.query("sortOrder").as_deref() != Some("ASC") {
        found.reverse();
    }
    let pages = found.len().div_ceil(size);
    let results: Vec<&Object> =
        found.iter().skip((page - 1).saturating_mul(size)).take(size).copied().collect();
    let body = json!({
        "results": results,
        "metadata": {
            "itemsPerPage": size,
            "totalItems": found.len(),
            "currentPage": page,
            "totalPages": pages,
            "hasNextPage": page < pages,
        },
    });
    Ok(Answer::json(StatusCode::OK, body))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::probe::Probe;
    use super::canonical_moment;

    #[test]
    fn moments_are_brought_into_one_form() {
        assert_eq!(canonical_moment("2026-11-21T07:36:00Z").as_deref(), Some("2026-11-21T07:36:00.000Z"));
        assert_eq!(
            canonical_moment("2026-11-21T07:36:00.1234Z").as_deref(),
            Some("2026-11-21T07:36:00.123Z")
        );
        assert_eq!(canonical_moment("yesterday"), None);
    }

    #[tokio::test]
    async fn lists_are_paged_by_time_newest_first() {
        let probe = Probe::start().await;
        let key = "5b1f0c2e-7a54-4d0e-9c3d-1f2e3d4c0002";
        for index in 0..5 {
            probe.post("/vapi/assistant", key, json!({ "name": format!("n{index}") })).await;
        }
        let (_, first) = probe.get("/vapi/assistant?limit=3", Some(key)).await;
        assert_eq!(first[0]["name"], "n4");
        let last = first[2]["createdAt"].as_str().expect("date");
        let (_, rest) = probe.get(&format!("/vapi/assistant?createdAtLt={last}"), Some(key)).await;
        assert_eq!(rest.as_array().map(Vec::len), Some(2));
        assert_eq!(rest[0]["name"], "n1");
        let (status, body) = probe.get("/vapi/assistant?limit=1001", Some(key)).await;
        assert_eq!((status, &body["message"][0]), (400, &json!("limit must not be greater than 1000")));
        probe.stop().await;
    }
}
