//! The keys of other providers that a Vapi organisation keeps. There is no way to change one, and
//! none to read the key again.

use super::journal::last4;
use super::vapi_api::{Outcome, created, invalid};
use super::vapi_store::{Object, VapiRegion, identity, text};

const PROPERTIES: [&str; 3] = ["provider", "apiKey", "name"];

/// The longest name (Vapi OpenAPI of 10 December 2024, `CreateOpenAICredentialDTO`).
const MAX_NAME: usize = 40;

pub(super) fn create(vapi: &mut VapiRegion, org_id: &str, body: &Object, at_ms: i64) -> Outcome {
    let mut wrong: Vec<String> = body
        .keys()
        .filter(|name| !PROPERTIES.contains(&name.as_str()))
        .map(|name| format!("property {name} should not exist"))
        .collect();
    if text(body, "provider") != Some("openai") {
        wrong.push("provider must be one of the following values: openai".to_owned());
    }
    let key = text(body, "apiKey").unwrap_or_default();
    if key.is_empty() {
        wrong.push("apiKey must be a string".to_owned());
    }
    if body
        .get("name")
        .is_some_and(|name| !name.as_str().is_some_and(|name| (1..=MAX_NAME).contains(&name.chars().count())))
    {
        wrong.push(format!("name must be shorter than or equal to {MAX_NAME} characters"));
    }
    if !wrong.is_empty() {
        return Err(invalid(wrong));
    }
    let mut credential = identity(org_id, "credential", at_ms);
    for name in ["provider", "name"] {
        if let Some(value) = body.get(name) {
            credential.insert(name.to_owned(), value.clone());
        }
    }
    let org = vapi.orgs.entry(org_id.to_owned()).or_default();
    let id = text(&credential, "id").unwrap_or_default().to_owned();
    org.key_ends.insert(id, last4(key));
    org.credentials.push(credential.clone());
    Ok(created(credential))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::probe::Probe;

    const KEY: &str = "5b1f0c2e-7a54-4d0e-9c3d-1f2e3d4c0001";

    #[tokio::test]
    async fn lesson_79_a_kept_key_is_never_shown_nor_changed() {
        let probe = Probe::start().await;
        let body = json!({ "provider": "openai", "apiKey": "sk-proj-0123456789", "name": "n".repeat(40) });
        let (status, made) = probe.post("/vapi/credential", KEY, body.clone()).await;
        assert_eq!((status, made["provider"].as_str()), (201, Some("openai")));
        let (status, listed) = probe.get("/vapi/credential", Some(KEY)).await;
        assert_eq!((status, listed[0]["id"].as_str()), (200, made["id"].as_str()));
        assert!(!format!("{made}{listed}").contains("sk-proj"));
        let path = format!("/vapi/credential/{}", made["id"].as_str().unwrap());
        assert_eq!(probe.send("PATCH", &path, KEY, Some(json!({}))).await.0, 404);
        assert_eq!(probe.send("DELETE", &path, KEY, None).await.0, 200);
        assert_eq!(probe.get(&path, Some(KEY)).await.0, 404);
        probe.stop().await;
    }

    #[tokio::test]
    async fn lesson_79_a_credential_has_the_properties_of_the_document_alone() {
        let probe = Probe::start().await;
        for body in [
            json!({ "provider": "openai" }),
            json!({ "provider": "nobody", "apiKey": "sk-0" }),
            json!({ "provider": "openai", "apiKey": "sk-0", "name": "n".repeat(41) }),
            json!({ "provider": "openai", "apiKey": "sk-0", "baseUrl": "https://eu.api.openai.com" }),
        ] {
            assert_eq!(probe.post("/vapi/credential", KEY, body.clone()).await.0, 400, "{body}");
        }
        for (end, status) in [("a04", 404), ("a05", 403)] {
            let key = format!("00000000-0000-4000-8000-000000000{end}");
            assert_eq!(probe.get("/vapi/credential", Some(&key)).await.0, status);
            assert_eq!(probe.get("/vapi/assistant", Some(&key)).await.0, 200);
        }
        probe.stop().await;
    }
}
