//! Limits on connections: how many there may be, from which address, and how long one may
//! be quiet. Nobody who opens many, or sends half a request, keeps others from being
//! answered.

mod connections;
pub mod descriptors;
mod requests;
mod socket;

use std::{convert::Infallible, net::SocketAddr, pin::pin, time::Duration};

use axum::{Router, body::Body, extract::ConnectInfo};
use hyper::{Request, body::Incoming, service::service_fn};
use hyper_util::{
    rt::{TokioExecutor, TokioIo},
    server::conn::auto,
};
use tokio::net::{TcpListener, TcpStream};
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use tower::ServiceExt;

pub use self::requests::Requests;
use self::{
    connections::{Connections, Slot},
    requests::Counted,
    socket::Socket,
};
use super::{
    config::Config,
    request::{client_address::ClientAddress, target::with_a_path},
};

/// Descriptors kept for files, the database and providers.
const RESERVED: usize = 256;
/// The least number of connections allowed, however few descriptors there are.
const MIN_CONNECTIONS: usize = 64;
/// The most connections of one address, where no proxy stands before the server.
const OF_ONE_ADDRESS: usize = 256;
/// The pause after the system could not accept a connection for want of a resource that
/// others give back.
const BREATH: Duration = Duration::from_millis(100);

/// How much of the server connections may take, and for how long.
#[derive(Clone, Copy, Debug)]
pub struct Edge {
    pub connections: usize,
    /// `None` behind a proxy, which owns all connections.
    pub connections_of_one: Option<usize>,
    /// The time until the first request has been read up to its body.
    pub head: Duration,
    /// The same for the next request, on a connection that is kept.
    pub kept: Duration,
    /// The time until a request's body has been read.
    pub body: Duration,
    /// The time for one answer, the longest live stream included.
    pub answer: Duration,
    pub streams: StreamsMost,
}

/// The most live streams at once.
#[derive(Clone, Copy, Debug)]
pub struct StreamsMost {
    pub of_session: usize,
    pub of_org: usize,
    pub of_address: usize,
    pub all: usize,
}

impl Edge {
    /// The limits that this process's descriptors allow.
    pub fn of(config: &Config) -> Self {
        let connections = descriptors::most().saturating_sub(RESERVED).max(MIN_CONNECTIONS);
        // Only four addresses or more together can take all connections.
        let of_one = OF_ONE_ADDRESS.min(connections / 4);
        let behind_a_proxy = config.trusted_proxies > 0;
        Self {
            connections,
            connections_of_one: (!behind_a_proxy).then_some(of_one),
            head: Duration::from_secs(10),
            // Proxies keep connections for up to two minutes, and must not meet one that
            // is just being closed.
            kept: Duration::from_secs(if behind_a_proxy { 180 } else { 75 }),
            body: Duration::from_secs(30),
            answer: Duration::from_secs(20 * 60),
            streams: StreamsMost {
                // A browser has one stream for all its tabs; an old browser, one for each.
                of_session: 12,
                of_org: 300.min(connections / 4),
                of_address: 100.min(connections / 8),
                all: connections / 2,
            },
        }
    }
}

/// Serves until `stop`, then until every request under way is answered.
pub async fn serve(listener: TcpListener, router: Router, edge: Edge, stop: CancellationToken) {
    let connections = Connections::new(edge.connections, edge.connections_of_one);
    let tracker = TaskTracker::new();
    loop {
        let accepted = tokio::select! {
            () = stop.cancelled() => break,
            accepted = listener.accept() => accepted,
        };
        match accepted {
            Ok((socket, peer)) => {
                // A connection without a place is closed at once.
                if let Some(place) = connections.admit(ClientAddress::from(peer.ip()).host()) {
                    tracker.spawn(connection(socket, peer, router.clone(), place, edge, stop.clone()));
                }
            }
            // The error concerns this connection alone: its peer has gone.
            Err(error) if error.kind() == std::io::ErrorKind::ConnectionAborted => {}
            Err(error) => {
                tracing::error!(%error, "a connection could not be accepted");
                tokio::time::sleep(BREATH).await;
            }
        }
    }
    drop(listener);
    tracker.close();
    tracker.wait().await;
}

async fn connection(
    socket: TcpStream,
    peer: SocketAddr,
    router: Router,
    place: Slot,
    edge: Edge,
    stop: CancellationToken,
) {
    let evicted = place.evicted();
    let requests = Requests::new(place);
    let mut abandoned = pin!(requests.abandoned(edge));
    let socket = Socket::new(socket, requests.clone());
    let service = service_fn(move |request: Request<Incoming>| {
        let under_way = requests.begin();
        let router = router.clone();
        let mut request = with_a_path(request.map(Body::new));
        request.extensions_mut().insert(ConnectInfo(peer));
        request.extensions_mut().insert(requests.clone());
        async move {
            let response = router.oneshot(request).await?;
            Ok::<_, Infallible>(response.map(|body| Counted::new(body, under_way)))
        }
    });
    let builder = auto::Builder::new(TokioExecutor::new());
    let mut http = pin!(builder.serve_connection(TokioIo::new(socket), service));
    let mut stopping = false;
    loop {
        tokio::select! {
            result = http.as_mut() => {
                if let Err(error) = result {
                    tracing::trace!(error, "a connection ended early");
                }
                return;
            }
            () = &mut abandoned => return cut("quiet"),
            () = evicted.cancelled() => return cut("for_another"),
            () = stop.cancelled(), if !stopping => {
                stopping = true;
                http.as_mut().graceful_shutdown();
            }
        }
    }
}

/// Counts a connection that its peer did not end.
fn cut(why: &'static str) {
    metrics::counter!("ava_connections_cut_total", "why" => why).increment(1);
}
