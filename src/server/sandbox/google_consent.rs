//! The pages of the simulated Google on which a person agrees, says no, or takes a consent back.
//! They are plain forms, as somebody clicks through them.

use axum::http::StatusCode;
use url::Url;

use super::google_store::{Code, Consent, Google, role};
use super::wire::{Answer, Incoming};
use crate::domain::{escape::escape_html, sandbox::GOOGLE_CLIENT_ID};

/// The account that the page offers where nobody asked for one.
const ACCOUNT: &str = "ana@clinic.example";
const STYLE: &str = "body { font: 16px/1.5 sans-serif; background: #f0f4f9; margin: 0 } \
    main { background: #fff; max-width: 26rem; margin: 8vh auto; padding: 1rem 2rem 2rem; border-radius: 1rem } \
    h1 { font-size: 1.4rem } input[type=email] { width: 100%; box-sizing: border-box } \
    input[type=email], button { font: inherit; padding: .5rem .75rem; border: 1px solid #747775; \
    border-radius: .5rem } button { background: #fff; cursor: pointer } \
    button[value=allow] { background: #0b57d0; border-color: #0b57d0; color: #fff }";
/// Scopes that have no box.
const IDENTITY: [&str; 2] = ["openid", "email"];

/// The request of a consent, as its address tells.
struct Request {
    redirect: Url,
    state: String,
    scopes: Vec<String>,
    challenge: Option<String>,
    hint: Option<String>,
}

impl Request {
    fn read(call: &Incoming) -> Result<Self, Answer> {
        let value = |name: &str| call.query(name).unwrap_or_default();
        if value("client_id") != GOOGLE_CLIENT_ID {
            return Err(error("invalid_client", "The OAuth client was not found."));
        }
        let redirect = Url::parse(&value("redirect_uri")).ok();
        let redirect = redirect.filter(|url| matches!(url.scheme(), "http" | "https"));
        let redirect = redirect.ok_or_else(|| error("redirect_uri_mismatch", "The address is not known."))?;
        if value("response_type") != "code" || value("access_type") != "offline" {
            return Err(error("invalid_request", "Ask for a code, and for offline access."));
        }
        let challenge = call.query("code_challenge");
        if challenge.is_some() && value("code_challenge_method") != "S256" {
            return Err(error("invalid_request", "The challenge has an unknown method."));
        }
        Ok(Self {
            redirect,
            state: value("state"),
            scopes: value("scope").split_ascii_whitespace().map(str::to_owned).collect(),
            challenge,
            hint: call.query("login_hint"),
        })
    }

    fn back(&self, answer: &[(&str, &str)]) -> Answer {
        let mut url = self.redirect.clone();
        url.query_pairs_mut().append_pair("state", &self.state).extend_pairs(answer);
        Answer::redirect(url.into())
    }
}

pub(super) fn ask(call: &Incoming) -> Answer {
    let request = match Request::read(call) {
        Ok(request) => request,
        Err(refused) => return refused,
    };
    let boxes: String = request
        .scopes
        .iter()
        .filter(|scope| !IDENTITY.contains(&scope.as_str()))
        .map(|scope| {
            let (value, name) = (escape_html(scope), escape_html(scope.rsplit('/').next().unwrap_or(scope)));
            format!(
                "<p><label><input type=\"checkbox\" name=\"scope\" value=\"{value}\" checked> {name}\
                 </label></p>"
            )
        })
        .collect();
    let account = escape_html(request.hint.as_deref().unwrap_or(ACCOUNT));
    let here = escape_html(call.raw_query.as_deref().unwrap_or_default());
    page(
        StatusCode::OK,
        "Sign in with Google (sandbox)",
        &format!(
            "<p>AVA wants to access your Google Account.</p>\
             <form method=\"post\" action=\"?{here}\">\
             <p><label>Account <input name=\"account\" type=\"email\" value=\"{account}\"></label></p>\
             {boxes}\
             <p><button name=\"decision\" value=\"allow\">Continue</button> \
             <button name=\"decision\" value=\"deny\">Cancel</button></p></form>"
        ),
    )
}

pub(super) fn decide(google: &mut Google, call: &Incoming, now: i64) -> Answer {
    let request = match Request::read(call) {
        Ok(request) => request,
        Err(refused) => return refused,
    };
    let form = call.form();
    let value =
        |name: &str| form.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value.as_str());
    let account = value("account").trim().to_ascii_lowercase();
    if value("decision") != "allow" {
        return request.back(&[("error", "access_denied")]);
    }
    if role(&account) == "admin" {
        return request.back(&[("error", "admin_policy_enforced")]);
    }
    if !account.contains('@') {
        return error("invalid_request", "Choose an account.");
    }
    let ticked = |scope: &String| {
        IDENTITY.contains(&scope.as_str())
            || form.iter().any(|(name, value)| name == "scope" && value == scope)
    };
    let scopes: Vec<String> = request.scopes.iter().filter(|scope| ticked(scope)).cloned().collect();
    let granted = scopes.join(" ");
    let code = google.code(Code {
        consent: Consent { account, scopes, ends_at: None },
        redirect: request.redirect.to_string(),
        challenge: request.challenge.clone(),
        made_at: now,
    });
    request.back(&[("code", &code), ("scope", &granted)])
}

/// The apps that have access, as a person finds them in their Google account.
pub(super) fn connections(google: &Google) -> Answer {
    let mut accounts: Vec<&str> = google.refresh.values().map(|consent| consent.account.as_str()).collect();
    accounts.dedup();
    let rows: String = accounts
        .into_iter()
        .map(|account| {
            let account = escape_html(account);
            format!(
                "<form method=\"post\"><p>AVA has access to {account} \
                 <button name=\"account\" value=\"{account}\">Remove access</button></p></form>"
            )
        })
        .collect();
    page(StatusCode::OK, "Third-party apps (sandbox)", &rows)
}

pub(super) fn remove(google: &mut Google, call: &Incoming) -> Answer {
    for (name, account) in call.form() {
        if name == "account" {
            google.revoke(&account);
        }
    }
    connections(google)
}

fn error(code: &str, why: &str) -> Answer {
    let text = format!("<p>Error 400: {}</p><p>{}</p>", escape_html(code), escape_html(why));
    page(StatusCode::BAD_REQUEST, "Access blocked", &text)
}

fn page(status: StatusCode, title: &str, body: &str) -> Answer {
    let html = format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width\">\
         <link rel=\"icon\" href=\"data:,\"><title>{title}</title><style>{STYLE}</style>\
         <main><h1>{title}</h1>{body}</main></html>"
    );
    Answer::page(status, html)
}
