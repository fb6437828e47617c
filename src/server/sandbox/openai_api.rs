//! OpenAI: its regions, the rights of its keys, and its error bodies. Nothing is computed here, so
//! it holds no objects.

use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use serde_json::{Value, json};

use super::derive;
use super::journal::last4;
use super::simulators::Simulator;
use super::state::World;
use super::wire::{Answer, Incoming};
use crate::domain::{credential::CredentialView, models, sandbox::Snapshot};

/// Keys with this start are what the word after it says.
const SANDBOX_KEY_PREFIX: &str = "sk-proj-sandbox-";

/// The simulator of one host, which has its own projects.
pub(super) struct Simulated {
    host: &'static str,
    /// The word in the keys of its projects; `None` at the host of projects without a region.
    region: Option<&'static str>,
    paths: &'static [&'static str],
}

pub(super) static GLOBAL: Simulated = Simulated { host: "api.openai.com", region: None, paths: &["/openai"] };
pub(super) static US: Simulated =
    Simulated { host: "us.api.openai.com", region: Some("us"), paths: &["/openai-us"] };
pub(super) static EU: Simulated =
    Simulated { host: "eu.api.openai.com", region: Some("eu"), paths: &["/openai-eu"] };

/// An answer or a refusal; the client gets either.
type Outcome = Result<Answer, Answer>;

impl Simulator for Simulated {
    fn paths(&self) -> &'static [&'static str] {
        self.paths
    }

    /// The scope is the key.
    fn scope(&self, call: &Incoming) -> Option<String> {
        call.bearer().map(str::to_owned)
    }

    fn masked(&self, scope: &str) -> String {
        format!("…{}", last4(scope))
    }

    fn is_made_with(&self, stored: &CredentialView, scope: &str) -> bool {
        !stored.last4.is_empty() && scope.ends_with(&stored.last4)
    }

    fn show(&self, _world: &World, _snapshot: &mut Snapshot) {}

    fn failure_code<'a>(&self, scope: &'a str) -> Option<&'a str> {
        word(scope)
    }

    fn answer(&self, _world: &mut World, call: &Incoming, _now: i64) -> Answer {
        let (Ok(answer) | Err(answer)) = self.route(call);
        answer
    }

    fn failure(&self, status: StatusCode) -> Answer {
        failure(status)
    }

    fn spent(&self) -> Answer {
        no_credit()
    }

    fn sign(&self, headers: &mut HeaderMap, seq: u64, now: i64) {
        let id = format!("req_{}", derive::hex32(&["openai", &seq.to_string(), &now.to_string()]));
        if let Ok(id) = HeaderValue::try_from(id) {
            headers.insert("x-request-id", id);
        }
    }
}

impl Simulated {
    fn route(&self, call: &Incoming) -> Outcome {
        let key = call.bearer().map(str::trim).ok_or_else(no_key)?;
        self.admit(key)?;
        match (&call.method, call.path.as_str()) {
            (&Method::GET, "/v1/models") => list(key),
            (&Method::POST, "/v1/chat/completions") => complete(key, call),
            (method, path) => Err(refuse(
                StatusCode::NOT_FOUND,
                &format!("Invalid URL ({method} {path})"),
                "invalid_request_error",
                Value::Null,
            )),
        }
    }

    /// Refuses a key that OpenAI does not know, or that belongs to another host.
    fn admit(&self, key: &str) -> Result<(), Answer> {
        if !key.starts_with("sk-") || key.starts_with("sk-ant-") {
            return Err(wrong_key(key));
        }
        let region = word(key).filter(|word| matches!(*word, "us" | "eu" | "au"));
        if region != self.region {
            let host = match region {
                Some(region) => format!("{region}.api.openai.com"),
                None => GLOBAL.host.to_owned(),
            };
            return Err(incorrect_hostname(&host));
        }
        match word(key) {
            Some("address") => Err(refuse(
                StatusCode::UNAUTHORIZED,
                "IP not authorized. Your request IP does not match the configured IP allowlist.",
                "invalid_request_error",
                json!("ip_not_authorized"),
            )),
            Some("country") => Err(refuse(
                StatusCode::FORBIDDEN,
                "Country, region, or territory not supported",
                "request_forbidden",
                json!("unsupported_country_region_territory"),
            )),
            _ => Ok(()),
        }
    }
}

/// The word that says what a key is.
fn word(key: &str) -> Option<&str> {
    key.strip_prefix(SANDBOX_KEY_PREFIX)?.split('-').next()
}

fn list(key: &str) -> Outcome {
    if word(key) == Some("restricted") {
        return Err(missing_scopes(StatusCode::FORBIDDEN, "api.model.read"));
    }
    let offered = models::OFFERED.into_iter().filter(|_| word(key) != Some("nomodels"));
    let data: Vec<Value> = offered
        .chain(["text-embedding-3-small"])
        .map(|id| json!({ "id": id, "object": "model", "created": 1_744_316_542, "owned_by": "system" }))
        .collect();
    Ok(Answer::json(StatusCode::OK, json!({ "object": "list", "data": data })))
}

/// Answers no request: the sandbox has no models. The key and its rights are looked at first, then
/// the account's balance, then the request.
fn complete(key: &str, call: &Incoming) -> Outcome {
    match word(key) {
        Some("readonly") => return Err(missing_scopes(StatusCode::UNAUTHORIZED, "model.request")),
        Some("nocredit") => return Err(no_credit()),
        _ => {}
    }
    let body: Value = serde_json::from_slice(&call.body).unwrap_or_default();
    let Some(model) = body["model"].as_str() else {
        return Err(invalid("you must provide a model parameter", Value::Null, Value::Null));
    };
    if word(key) == Some("nomodels") || !models::OFFERED.contains(&model) {
        return Err(refuse(
            StatusCode::NOT_FOUND,
            &format!("The model `{model}` does not exist or you do not have access to it."),
            "invalid_request_error",
            json!("model_not_found"),
        ));
    }
    match body["messages"].as_array() {
        None => Err(invalid(
            "Missing required parameter: 'messages'.",
            json!("messages"),
            json!("missing_required_parameter"),
        )),
        Some(messages) if messages.is_empty() => Err(invalid(
            "Invalid 'messages': empty array. Expected an array with minimum length 1, but got an empty array \
             instead.",
            json!("messages"),
            json!("empty_array"),
        )),
        Some(_) => Err(failure(StatusCode::SERVICE_UNAVAILABLE)),
    }
}

fn refuse(status: StatusCode, message: &str, kind: &str, code: Value) -> Answer {
    let error = json!({ "message": message, "type": kind, "param": null, "code": code });
    Answer::json(status, json!({ "error": error }))
}

fn invalid(message: &str, param: Value, code: Value) -> Answer {
    let error = json!({ "message": message, "type": "invalid_request_error", "param": param, "code": code });
    Answer::json(StatusCode::BAD_REQUEST, json!({ "error": error }))
}

fn no_key() -> Answer {
    refuse(
        StatusCode::UNAUTHORIZED,
        "You didn't provide an API key. You need to provide your API key in an Authorization header using Bearer \
         auth (i.e. Authorization: Bearer YOUR_KEY).",
        "invalid_request_error",
        Value::Null,
    )
}

/// The sentence repeats the ends of the key.
fn wrong_key(key: &str) -> Answer {
    let start: String = key.chars().take(8).collect();
    let message = format!(
        "Incorrect API key provided: {start}*********{}. You can find your API key at \
         https://platform.openai.com/account/api-keys.",
        last4(key)
    );
    refuse(StatusCode::UNAUTHORIZED, &message, "invalid_request_error", json!("invalid_api_key"))
}

/// This body has the status beside the error, which no other has.
fn incorrect_hostname(host: &str) -> Answer {
    let message = format!(
        "Attempted to access resource with incorrect regional hostname. Please make your request to {host}"
    );
    let error = json!({
        "message": message, "type": "invalid_request_error", "code": "incorrect_hostname", "param": null,
    });
    Answer::json(StatusCode::UNAUTHORIZED, json!({ "error": error, "status": 401 }))
}

fn missing_scopes(status: StatusCode, scope: &str) -> Answer {
    let message = format!(
        "You have insufficient permissions for this operation. Missing scopes: {scope}. Check that you have the \
         correct role in your organization (Reader, Writer, Owner) and project (Member, Owner), and if you're \
         using a restricted API key, that it has the necessary scopes."
    );
    refuse(status, &message, "invalid_request_error", Value::Null)
}

fn no_credit() -> Answer {
    refuse(
        StatusCode::TOO_MANY_REQUESTS,
        "You exceeded your current quota, please check your plan and billing details. For more information on \
         this error, read the docs: https://platform.openai.com/docs/guides/error-codes/api-errors.",
        "insufficient_quota",
        json!("insufficient_quota"),
    )
}

fn failure(status: StatusCode) -> Answer {
    match status {
        StatusCode::UNAUTHORIZED => wrong_key("sk-proj-sandbox-401"),
        StatusCode::FORBIDDEN => missing_scopes(status, "model.request"),
        StatusCode::TOO_MANY_REQUESTS => {
            refuse(status, "Rate limit reached for requests", "requests", json!("rate_limit_exceeded"))
        }
        StatusCode::SERVICE_UNAVAILABLE => refuse(
            status,
            "The engine is currently overloaded, please try again later",
            "server_error",
            Value::Null,
        ),
        _ => refuse(
            status,
            "The server had an error while processing your request. Sorry about that!",
            "server_error",
            Value::Null,
        ),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::probe::Probe;

    #[tokio::test]
    async fn lesson_79_a_key_works_in_its_own_region_alone() {
        let probe = Probe::start().await;
        for (key, works_at) in [
            ("sk-proj-any", "/openai"),
            ("sk-proj-sandbox-us", "/openai-us"),
            ("sk-proj-sandbox-eu-2", "/openai-eu"),
        ] {
            for path in ["/openai", "/openai-us", "/openai-eu"] {
                let (status, body) = probe.get(&format!("{path}/v1/models"), Some(key)).await;
                assert_eq!(status, if path == works_at { 200 } else { 401 }, "{key} at {path}");
                if status == 401 {
                    assert_eq!(body["error"]["code"], "incorrect_hostname", "{key} at {path}");
                }
            }
        }
        let (_, body) = probe.get("/openai/v1/models", Some("sk-proj-sandbox-us")).await;
        assert!(body["error"]["message"].as_str().unwrap().ends_with("us.api.openai.com"));
        probe.stop().await;
    }

    #[tokio::test]
    async fn lesson_79_the_rights_of_a_key_are_looked_at_before_the_request() {
        let probe = Probe::start().await;
        let nothing = json!({ "model": "gpt-4.1-mini", "messages": [] });
        for (key, status, code) in [
            ("sk-proj-any", 400, "empty_array"),
            ("sk-proj-sandbox-nocredit", 429, "insufficient_quota"),
            ("sk-proj-sandbox-nomodels", 404, "model_not_found"),
            ("sk-proj-sandbox-country", 403, "unsupported_country_region_territory"),
            ("7b1f0c2e-7a54-4d0e-9c3d-1f2e3d4c0001", 401, "invalid_api_key"),
        ] {
            let (answered, body) = probe.post("/openai/v1/chat/completions", key, nothing.clone()).await;
            assert_eq!((answered, body["error"]["code"].as_str()), (status, Some(code)), "{key}");
        }
        let (status, body) =
            probe.post("/openai/v1/chat/completions", "sk-proj-sandbox-readonly", nothing).await;
        assert_eq!(status, 401);
        assert!(body["error"]["message"].as_str().unwrap().contains("Missing scopes: model.request"));
        assert_eq!(probe.get("/openai/v1/models", Some("sk-proj-sandbox-restricted")).await.0, 403);
        probe.stop().await;
    }
}
