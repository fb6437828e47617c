//! The sandbox's listener: it starts, says where it is, and stops at once,
//! whatever is held or hanging. It must not know any route's meaning.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Request, State as Ctx};
use axum::http::{StatusCode, header, uri::Authority};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::{Json, Router};
use serde_json::json;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_util::sync::DropGuard;

use super::smtp::MailListeners;
use super::state::{Shared, State};
use super::wire::drop_connection;
use super::{control, control_edit, control_google, control_make, gate, receiver, snapshot};
use crate::domain::sandbox::Snapshot;

/// How long connections may take to end by themselves once told.
const STOPPING_TIME: Duration = Duration::from_secs(2);

/// Where the simulators listen: those of HTTP services, and of mail servers.
#[derive(Clone, Copy, Debug)]
pub struct Addresses {
    pub http: SocketAddr,
    /// With port 0, each mail server takes a free one: the sandbox says where they are.
    pub smtp: SocketAddr,
}

impl From<SocketAddr> for Addresses {
    /// The mail servers take free ports beside it.
    fn from(http: SocketAddr) -> Self {
        Self { http, smtp: SocketAddr::new(http.ip(), 0) }
    }
}

/// Everything that simulators held at a moment: others of this process begin with it.
#[derive(Clone)]
pub struct Memento(State);

/// The simulators, reachable until this is shut down or dropped.
pub struct SandboxServer {
    addr: SocketAddr,
    shared: Arc<Shared>,
    stop: DropGuard,
    serving: JoinHandle<()>,
}

impl SandboxServer {
    /// Listens on the addresses; port 0 takes a free one. `now` is the time in
    /// epoch milliseconds.
    pub async fn start(
        at: impl Into<Addresses>,
        now: impl Fn() -> i64 + Send + Sync + 'static,
    ) -> io::Result<Self> {
        let afresh = State::new(now());
        Self::serve(at.into(), now, afresh).await
    }

    /// Like [`start`](Self::start), with everything that others held. Its times must not be later
    /// than those that `now` gives.
    pub async fn start_with(
        memento: Memento,
        at: impl Into<Addresses>,
        now: impl Fn() -> i64 + Send + Sync + 'static,
    ) -> io::Result<Self> {
        Self::serve(at.into(), now, memento.0).await
    }

    /// A copy of everything: accounts, objects, faults and calls, but for calls that are held.
    #[must_use]
    pub fn memento(&self) -> Memento {
        Memento(self.shared.lock().clone())
    }

    /// What the control interface shows, for programs of this process.
    #[must_use]
    pub fn snapshot(&self) -> Snapshot {
        snapshot::take(&self.shared.lock())
    }

    async fn serve(
        at: Addresses,
        now: impl Fn() -> i64 + Send + Sync + 'static,
        state: State,
    ) -> io::Result<Self> {
        let listener = TcpListener::bind(at.http).await?;
        let addr = listener.local_addr()?;
        // Only the first listener tells whether other simulators run at this address.
        let mail = MailListeners::bind(at.smtp)
            .await
            .map_err(|error| io::Error::other(format!("mail at {}: {error}", at.smtp)))?;
        let shared = Arc::new(Shared::new(now, mail.servers.clone(), state));
        mail.serve(&shared);
        let stopping = shared.stopping.clone();
        let stop = stopping.clone().drop_guard();
        let router = router(Arc::clone(&shared));
        let serving = tokio::spawn(async move {
            let served = axum::serve(listener, router)
                .with_graceful_shutdown(async move { stopping.cancelled().await })
                .await;
            if let Err(error) = served {
                tracing::error!(%error, "the sandbox stopped");
            }
        });
        Ok(Self { addr, shared, stop, serving })
    }

    #[must_use]
    pub const fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// The URL without a slash at its end; the providers are below it, at the paths of
    /// their simulators.
    #[must_use]
    pub fn base_url(&self) -> String {
        format!("http://{}", self.addr)
    }

    /// Drops every call that is not answered yet.
    pub async fn shutdown(self) {
        drop(self.stop);
        let handle = self.serving.abort_handle();
        if tokio::time::timeout(STOPPING_TIME, self.serving).await.is_err() {
            handle.abort();
        }
    }
}

fn router(shared: Arc<Shared>) -> Router {
    Router::new()
        .nest(
            "/control",
            control::routes()
                .merge(control_edit::routes())
                .merge(control_make::routes())
                .merge(control_google::routes())
                .layer(middleware::from_fn(control::programs_only)),
        )
        .merge(receiver::routes())
        .fallback(gate::pass)
        .layer(middleware::from_fn(by_local_names))
        .layer(middleware::from_fn_with_state(Arc::clone(&shared), until_stopped))
        .with_state(shared)
}

/// Refuses a request by another name: one of another site can be led to this
/// machine, and its pages would then speak to the simulators as their own.
async fn by_local_names(request: Request, next: Next) -> Response {
    let named = request.uri().authority().cloned().or_else(|| {
        let host = request.headers().get(header::HOST)?;
        Authority::try_from(host.as_bytes()).ok()
    });
    if named.is_some_and(|host| is_loopback(host.host())) {
        return next.run(request).await;
    }
    (StatusCode::FORBIDDEN, Json(json!({ "error": "name a loopback address" }))).into_response()
}

fn is_loopback(host: &str) -> bool {
    let ip = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
    // Names below `localhost` lead nowhere else.
    host == "localhost" || host.ends_with(".localhost") || ip.is_ok_and(|ip| ip.is_loopback())
}

async fn until_stopped(Ctx(shared): Ctx<Arc<Shared>>, request: Request, next: Next) -> Response {
    tokio::select! {
        response = next.run(request) => response,
        () = shared.stopping.cancelled() => drop_connection(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::probe::Probe;
    use crate::domain::sandbox::{FaultKind, NewFault, SandboxProvider};

    const KEY: &str = "bb1f0c2e-7a54-4d0e-9c3d-1f2e3d4c7f31";

    #[tokio::test]
    async fn simulators_begin_with_what_others_held_and_go_their_own_way() {
        let probe = Probe::start().await;
        probe.post("/vapi/assistant", KEY, json!({ "name": "Reception" })).await;
        probe.inject(&NewFault::next_call(SandboxProvider::Vapi, FaultKind::Unavailable)).await;
        let other = probe.copied().await;
        probe.stop().await;
        assert_eq!(other.get("/vapi/assistant", Some(KEY)).await.0, 503, "the fault is there");
        assert_eq!(other.assistants(KEY).await, 1);
        let (_, calls) = other.get("/control/calls", None).await;
        let seqs: Vec<u64> =
            calls.as_array().into_iter().flatten().filter_map(|call| call["seq"].as_u64()).collect();
        assert_eq!(seqs, [1, 2, 3], "the calls are counted on");
        let third = other.copied().await;
        other.post("/vapi/assistant", KEY, json!({ "name": "Evening" })).await;
        assert_eq!((other.assistants(KEY).await, third.assistants(KEY).await), (2, 1));
        other.stop().await;
        third.stop().await;
    }
}
