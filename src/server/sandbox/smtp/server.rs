//! The listeners of the mail servers, on loopback.

use std::{io, net::SocketAddr, sync::Arc};

use rustls::ServerConfig;
use tokio::net::TcpListener;

use super::{
    certificates::Certificates,
    kind::{Kind, ODD, elsewhere},
    session::Session,
};
use crate::{domain::sandbox::MailServers, server::sandbox::state::Shared};

pub(in crate::server::sandbox) struct MailListeners {
    listeners: Vec<(Kind, TcpListener)>,
    tls: Arc<ServerConfig>,
    pub(in crate::server::sandbox) servers: MailServers,
}

impl MailListeners {
    /// Listens at `addr` for `STARTTLS`, at the next port for TLS, and on free ports for
    /// servers that are odd; where the port is 0, all are free ones.
    pub(in crate::server::sandbox) async fn bind(addr: SocketAddr) -> io::Result<Self> {
        let next = if addr.port() == 0 { 0 } else { addr.port().checked_add(1).unwrap_or(0) };
        let certificates = Arc::new(Certificates::make()?);
        let start_tls = TcpListener::bind(addr).await?;
        let tls = TcpListener::bind(SocketAddr::new(addr.ip(), next)).await?;
        let mut servers = MailServers {
            issuer_pem: certificates.issuer_pem(),
            start_tls: start_tls.local_addr()?,
            tls: tls.local_addr()?,
            odd: elsewhere(),
        };
        let mut listeners = vec![(Kind::StartTls, start_tls), (Kind::Tls, tls)];
        for (host, kind) in ODD {
            let listener = TcpListener::bind(SocketAddr::new(addr.ip(), 0)).await?;
            servers.odd.push((host.to_owned(), vec![listener.local_addr()?]));
            listeners.push((kind, listener));
        }
        Ok(Self { listeners, tls: certificates.server_config()?, servers })
    }

    /// Serves until the simulators stop.
    pub(in crate::server::sandbox) fn serve(self, shared: &Arc<Shared>) {
        for (kind, listener) in self.listeners {
            tokio::spawn(accept(kind, listener, Arc::clone(&self.tls), Arc::clone(shared)));
        }
    }
}

async fn accept(kind: Kind, listener: TcpListener, tls: Arc<ServerConfig>, shared: Arc<Shared>) {
    let stopping = shared.stopping.clone();
    loop {
        let accepted = tokio::select! {
            () = stopping.cancelled() => return,
            accepted = listener.accept() => accepted,
        };
        let Ok((tcp, _)) = accepted else { continue };
        let session = Session::new(kind, tcp, Arc::clone(&tls), Arc::clone(&shared));
        let stopping = stopping.clone();
        tokio::spawn(async move {
            tokio::select! {
                () = stopping.cancelled() => {}
                // A client that breaks off ends its session only.
                _ = session.run() => {}
            }
        });
    }
}
