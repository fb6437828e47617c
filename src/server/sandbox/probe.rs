//! A client for the simulators' own tests: a sandbox on a free port, and the
//! few requests that they make.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicI64, Ordering};

use reqwest::{Method, RequestBuilder};
use serde_json::Value;

use super::SandboxServer;
use crate::domain::sandbox::{CONTROL_HEADER, NewFault};

pub(super) struct Probe {
    server: SandboxServer,
    client: reqwest::Client,
}

impl Probe {
    pub(super) async fn start() -> Self {
        let clock = AtomicI64::new(1_795_246_560_000);
        let now = move || clock.fetch_add(10, Ordering::Relaxed);
        let server = SandboxServer::start(SocketAddr::from(([127, 0, 0, 1], 0)), now).await.expect("started");
        Self::of(server)
    }

    /// Other simulators, which begin with what these hold.
    pub(super) async fn copied(&self) -> Self {
        let at = SocketAddr::from(([127, 0, 0, 1], 0));
        let memento = self.server.memento();
        Self::of(SandboxServer::start_with(memento, at, || 1_795_250_000_000).await.expect("started"))
    }

    fn of(server: SandboxServer) -> Self {
        #[expect(clippy::disallowed_methods, reason = "a client of the tests, not of the server")]
        let client = reqwest::Client::builder().no_proxy().tls_certs_only([]).build().expect("client");
        Self { server, client }
    }

    pub(super) async fn stop(self) {
        self.server.shutdown().await;
    }

    pub(super) const fn addr(&self) -> SocketAddr {
        self.server.addr()
    }

    pub(super) fn request(&self, method: &str, path: &str, key: Option<&str>) -> RequestBuilder {
        let method = Method::from_bytes(method.as_bytes()).expect("method");
        let request = self.client.request(method, format!("{}{path}", self.server.base_url()));
        let request = request.header(CONTROL_HEADER, "1");
        match key {
            Some(key) => request.bearer_auth(key),
            None => request,
        }
    }

    pub(super) fn url(&self, path: &str) -> reqwest::Url {
        format!("{}{path}", self.server.base_url()).parse().expect("url")
    }

    /// Sends the request as it is, with no header of ours.
    pub(super) async fn execute(&self, request: reqwest::Request) -> u16 {
        self.client.execute(request).await.expect("answer").status().as_u16()
    }

    pub(super) async fn get(&self, path: &str, key: Option<&str>) -> (u16, Value) {
        answer(self.request("GET", path, key)).await
    }

    pub(super) async fn post(&self, path: &str, key: &str, body: Value) -> (u16, Value) {
        self.send("POST", path, key, Some(body)).await
    }

    pub(super) async fn send(
        &self,
        method: &str,
        path: &str,
        key: &str,
        body: Option<Value>,
    ) -> (u16, Value) {
        let request = self.request(method, path, Some(key));
        answer(match body {
            Some(body) => request.json(&body),
            None => request,
        })
        .await
    }

    pub(super) async fn twilio(
        &self,
        method: &str,
        path: &str,
        auth: (&str, &str),
        form: Option<&str>,
    ) -> (u16, Value) {
        let request = self.request(method, path, None).basic_auth(auth.0, Some(auth.1));
        answer(match form {
            Some(form) => {
                request.header("content-type", "application/x-www-form-urlencoded").body(form.to_owned())
            }
            None => request,
        })
        .await
    }

    pub(super) async fn twilio_numbers(&self, sid: &str, token: &str, query: &str) -> (u16, Value) {
        let path = format!("/twilio/2010-04-01/Accounts/{sid}/IncomingPhoneNumbers.json{query}");
        self.twilio("GET", &path, (sid, token), None).await
    }

    pub(super) async fn twilio_number(&self, sid: &str, token: &str, number: &str) -> Value {
        let query = format!("?PhoneNumber={}", number.replace('+', "%2B"));
        let (_, list) = self.twilio_numbers(sid, token, &query).await;
        list["incoming_phone_numbers"][0].clone()
    }

    pub(super) async fn inject(&self, fault: &NewFault) {
        let request = self.request("POST", "/control/faults", None).json(fault);
        assert_eq!(answer(request).await.0, 201);
    }

    pub(super) async fn assistants(&self, key: &str) -> usize {
        let (_, list) = self.get("/vapi/assistant", Some(key)).await;
        list.as_array().map_or(0, Vec::len)
    }
}

/// The status and the body, which is null where it is empty.
async fn answer(request: RequestBuilder) -> (u16, Value) {
    let response = request.send().await.expect("answer");
    let status = response.status().as_u16();
    let body = response.bytes().await.expect("body");
    (status, serde_json::from_slice(&body).unwrap_or_default())
}
