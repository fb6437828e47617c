//! The addresses of a mail server: from the system’s resolver, or from the sandbox, whose
//! simulators stand in for every server of the internet.

use std::{
    io,
    net::{IpAddr, SocketAddr},
};

use async_trait::async_trait;
use rustls::pki_types::{CertificateDer, pem::PemObject};
use tokio::net::lookup_host;

use crate::server::providers::{internal_address::is_internal, sandbox_control::SandboxControl};

/// What a directory knows of a server.
#[derive(Clone, Debug, Default)]
pub(super) struct Found {
    pub addresses: Vec<SocketAddr>,
    /// The issuer of the simulators’ certificates, where one of them answers.
    pub simulator: Option<CertificateDer<'static>>,
}

#[async_trait]
pub(super) trait Directory: Send + Sync {
    /// Is asked once for each conversation: what is connected to is what was looked at.
    async fn find(&self, host: &str, port: u16) -> io::Result<Found>;
}

pub(super) struct System;

#[async_trait]
impl Directory for System {
    async fn find(&self, host: &str, port: u16) -> io::Result<Found> {
        if let Ok(address) = host.parse::<IpAddr>() {
            return Ok(Found { addresses: vec![SocketAddr::new(address, port)], simulator: None });
        }
        Ok(Found { addresses: lookup_host((host, port)).await?.collect(), simulator: None })
    }
}

pub(super) struct Simulated(pub SandboxControl);

#[async_trait]
impl Directory for Simulated {
    /// What is on this machine is itself: a mail server beside AVA can be tried in stub mode.
    async fn find(&self, host: &str, port: u16) -> io::Result<Found> {
        let literal = host.parse::<IpAddr>().is_ok_and(is_internal);
        if literal || host == "localhost" {
            return System.find(host, port).await;
        }
        let servers = self.0.mail_servers().await.map_err(|_| io::ErrorKind::NotConnected)?;
        let issuer = CertificateDer::from_pem_slice(servers.issuer_pem.as_bytes());
        Ok(Found {
            addresses: servers.at(host, port),
            simulator: Some(issuer.map_err(|_| io::ErrorKind::InvalidData)?),
        })
    }
}
