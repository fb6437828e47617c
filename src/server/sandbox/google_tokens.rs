//! The token endpoint of the simulated Google, and revocation.

use axum::http::StatusCode;
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::google_store::{Consent, Google, TESTING_MS, account_of, role, sub};
use super::wire::{Answer, Incoming};
use crate::domain::sandbox::{GOOGLE_CLIENT_ID, GOOGLE_CLIENT_SECRET};

fn refuse(status: StatusCode, error: &str, description: &str) -> Answer {
    Answer::json(status, json!({ "error": error, "error_description": description }))
}

fn dead() -> Answer {
    refuse(StatusCode::BAD_REQUEST, "invalid_grant", "Token has been expired or revoked.")
}

/// The fields of a form, empty where it has none of the name.
struct Form(Vec<(String, String)>);

impl Form {
    fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value.as_str())
    }
}

pub(super) fn token(google: &mut Google, call: &Incoming, now: i64) -> Answer {
    let form = Form(call.form());
    if (form.get("client_id"), form.get("client_secret")) != (GOOGLE_CLIENT_ID, GOOGLE_CLIENT_SECRET) {
        return refuse(StatusCode::UNAUTHORIZED, "invalid_client", "The OAuth client was not found.");
    }
    match form.get("grant_type") {
        "authorization_code" => by_code(google, &form, now),
        "refresh_token" => by_refresh_token(google, &form, now),
        _ => refuse(StatusCode::BAD_REQUEST, "unsupported_grant_type", "Invalid grant_type"),
    }
}

fn by_code(google: &mut Google, form: &Form, now: i64) -> Answer {
    let malformed = || refuse(StatusCode::BAD_REQUEST, "invalid_grant", "Malformed auth code.");
    let Some(code) = google.take_code(form.get("code"), now) else { return malformed() };
    let kind = role(&code.consent.account).to_owned();
    if kind == "code" {
        return malformed();
    }
    if kind == "address" || code.redirect != form.get("redirect_uri") {
        return refuse(StatusCode::BAD_REQUEST, "redirect_uri_mismatch", "Bad Request");
    }
    let challenge = BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(form.get("code_verifier").as_bytes()));
    if code.challenge.is_some_and(|asked| asked != challenge) {
        return refuse(StatusCode::BAD_REQUEST, "invalid_grant", "Invalid code verifier.");
    }
    let ends_at = (kind == "testing").then_some(now + TESTING_MS);
    let consent = Consent { ends_at, ..code.consent };
    let mut body = answer(google, &consent, now);
    if kind != "fleeting" {
        body["refresh_token"] = json!(google.refresh(&consent));
    }
    if ends_at.is_some() {
        body["refresh_token_expires_in"] = json!(TESTING_MS / 1000 - 1);
    }
    Answer::json(StatusCode::OK, body)
}

fn by_refresh_token(google: &mut Google, form: &Form, now: i64) -> Answer {
    let token = form.get("refresh_token");
    let Some(consent) = google.of_refresh(token, now) else { return dead() };
    let mut body = answer(google, &consent, now);
    // Google keeps a refresh token; other servers give another one each time.
    if role(&consent.account) == "rotates" {
        google.refresh.remove(token);
        body["refresh_token"] = json!(google.refresh(&consent));
    }
    Answer::json(StatusCode::OK, body)
}

fn answer(google: &mut Google, consent: &Consent, now: i64) -> Value {
    let claims = json!({ "iss": "https://accounts.google.com", "sub": sub(&consent.account),
        "email": consent.account, "aud": GOOGLE_CLIENT_ID, "iat": now / 1000, "exp": now / 1000 + 3600 });
    let part = |value: &Value| BASE64_URL_SAFE_NO_PAD.encode(value.to_string());
    json!({
        "access_token": google.access(consent, now),
        "expires_in": 3599,
        "scope": consent.scopes.join(" "),
        "token_type": "Bearer",
        "id_token": format!("{}.{}.c2lnbmF0dXJl", part(&json!({ "alg": "RS256" })), part(&claims)),
    })
}

pub(super) fn revoke(google: &mut Google, call: &Incoming) -> Answer {
    let form = Form(call.form());
    let token = form.get("token");
    let known = google.refresh.contains_key(token) || google.access.contains_key(token);
    match account_of(token).filter(|_| known).map(str::to_owned) {
        Some(account) => {
            google.revoke(&account);
            Answer::json(StatusCode::OK, json!({}))
        }
        None => refuse(StatusCode::BAD_REQUEST, "invalid_token", "Token expired or revoked"),
    }
}
