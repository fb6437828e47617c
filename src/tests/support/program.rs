//! A program that speaks to the API with a token.

use ava::domain::{api_token::Scope, role::Role};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use reqwest::{
    Client, Method, RequestBuilder,
    header::{ACCEPT, CONTENT_TYPE},
};
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::{
    app::TestApp,
    browser::{Answer, Server},
    canary,
    sandbox::client,
};

pub struct Program {
    base: String,
    client: Client,
    pub token: String,
}

impl Program {
    /// A program with a fresh personal token of somebody in an organisation.
    pub async fn of(app: &TestApp, server: &Server, org: &str, user: &str, scopes: &[Scope]) -> Self {
        Self::with(server, &token(app, org, user, None, scopes).await)
    }

    /// A program with a fresh token of an organisation's, in a role, for which somebody answers.
    pub async fn of_service(
        app: &TestApp,
        server: &Server,
        org: &str,
        user: &str,
        role: Role,
        scopes: &[Scope],
    ) -> Self {
        Self::with(server, &token(app, org, user, Some(role), scopes).await)
    }

    /// A program with a token of the only owner's that has every scope.
    pub async fn of_owner(app: &TestApp, server: &Server) -> Self {
        Self::of_owner_with(app, server, &Scope::ALL).await
    }

    /// A program with a token of the only owner's that has some scopes.
    pub async fn of_owner_with(app: &TestApp, server: &Server, scopes: &[Scope]) -> Self {
        let org = app.text("SELECT id FROM orgs", &[]).await;
        let user = app.text("SELECT user_id FROM memberships WHERE role = 'owner'", &[]).await;
        Self::of(app, server, &org, &user, scopes).await
    }

    /// A program whose token is this.
    pub fn with(server: &Server, token: &str) -> Self {
        Self { base: format!("http://{}", server.addr), client: client(), token: token.to_owned() }
    }

    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self.client.request(method, format!("{}{path}", self.base));
        let request = request.header(ACCEPT, "application/json");
        if self.token.is_empty() { request } else { request.bearer_auth(&self.token) }
    }

    pub async fn send(&self, what: &str, request: RequestBuilder) -> Answer {
        Answer::of(what, request.send().await.unwrap()).await
    }

    pub async fn ask(&self, method: Method, path: &str, body: Option<&Value>) -> Answer {
        let what = format!("{method} {path}");
        let request = self.request(method, path);
        let request = match body {
            Some(body) => request.header(CONTENT_TYPE, "application/json").body(body.to_string()),
            None => request,
        };
        self.send(&what, request).await
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.ask(Method::GET, path, None).await
    }
}

/// Makes a token, which must show nowhere; one with a role is an organisation's.
async fn token(app: &TestApp, org: &str, user: &str, role: Option<Role>, scopes: &[Scope]) -> String {
    // AVA may make and show the same token in another test, whose randomness is the same: this one is hashed.
    let random = Sha256::digest(format!("program {}", app.services.random.uuid()));
    let body = format!("ava_{}", BASE64_URL_SAFE_NO_PAD.encode(random));
    let token = format!("{body}{}", &sha256(&body)[..6]);
    canary::plant(&token);
    let scopes: Vec<&str> = scopes.iter().map(|scope| scope.code()).collect();
    let (now, year) = (app.now(), 365 * 24 * 3_600_000);
    app.execute(
        "INSERT INTO api_tokens (id, org_id, user_id, kind, name, hash, begins, scopes, role, networks, made_at,
                                 expires_at)
         VALUES ($1, $2, $3, CASE WHEN $8 = '' THEN 'personal' ELSE 'service' END, 'Program', $4, 'ava_xxxxx',
                 $5, NULLIF($8, ''), '', CAST($6 AS BIGINT), CAST($7 AS BIGINT))",
        &[
            &app.services.random.uuid(),
            org,
            user,
            &sha256(&token),
            &scopes.join(" "),
            &now.to_string(),
            &(now + year).to_string(),
            role.map_or("", Role::code),
        ],
    )
    .await;
    token
}

fn sha256(text: &str) -> String {
    Sha256::digest(text).iter().map(|byte| format!("{byte:02x}")).collect()
}
