//! The simulators' control interface, for the sandbox page. It has no retries and no
//! breaker: it is no provider, and they would hide a fault there.

use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};
use url::Url;

use super::transport::{Reply, Transport};
use crate::domain::{
    problem::{Problem, ProblemKind},
    sandbox::{CONTROL_HEADER, MailServers, NewFault, Snapshot},
};

const MAX_WAIT: Duration = Duration::from_secs(2);

#[derive(Clone)]
pub struct SandboxControl {
    transport: Transport,
    base: Url,
}

impl SandboxControl {
    pub(super) fn new(transport: Transport, base: Url) -> Self {
        Self { transport, base }
    }

    pub async fn snapshot(&self) -> Result<Snapshot, Problem> {
        let reply = self.send(Method::GET, "snapshot", None).await?;
        reply.json().ok_or_else(|| ProblemKind::Internal.into())
    }

    /// Where the simulated mail servers are.
    pub async fn mail_servers(&self) -> Result<MailServers, Problem> {
        let reply = self.send(Method::GET, "smtp", None).await?;
        reply.json().ok_or_else(|| ProblemKind::Internal.into())
    }

    pub async fn inject(&self, fault: &NewFault) -> Result<(), Problem> {
        self.send(Method::POST, "faults", Some(json!(fault))).await.map(drop)
    }

    /// Makes a change at a provider behind AVA's back, as the simulators' control
    /// interface names it; returns its answer, or `null` without one.
    pub async fn change(&self, method: Method, what: &str, body: Option<Value>) -> Result<Value, Problem> {
        let reply = self.send(method, what, body).await?;
        Ok(reply.json().unwrap_or_default())
    }

    pub async fn clear(&self) -> Result<(), Problem> {
        self.send(Method::DELETE, "faults", None).await.map(drop)
    }

    async fn send(&self, method: Method, what: &str, body: Option<Value>) -> Result<Reply, Problem> {
        let mut url = self.base.clone();
        url.set_path(&format!("/control/{what}"));
        let mut request = self.transport.request(method, url).header(CONTROL_HEADER, "1");
        if let Some(body) = body {
            request = request.json(&body);
        }
        let request = request.build().map_err(|_| ProblemKind::Internal)?;
        match self.transport.attempt(request, MAX_WAIT).await {
            Ok(reply) if reply.status.is_success() => Ok(reply),
            Ok(reply) => {
                tracing::error!(http.status = reply.status.as_u16(), "the simulators refused a command");
                Err(ProblemKind::Internal.into())
            }
            Err(fault) => {
                tracing::error!(fault = fault.code(), "the simulators do not answer");
                Err(ProblemKind::Internal.into())
            }
        }
    }
}
