//! TLS to mail servers: whom they are trusted by, and what their refusals mean.

use std::{io, sync::Arc};

use rustls::{
    CertificateError, ClientConfig,
    pki_types::{CertificateDer, ServerName},
};
use tokio::{net::TcpStream, sync::OnceCell};
use tokio_rustls::{TlsConnector, client::TlsStream};

use super::fault::Fault;
use crate::{
    domain::problem::{Mail, Problem},
    server::providers::{
        distrust::{self, Distrust},
        issuers,
    },
};

/// The issuers of certificates that are trusted.
pub(super) struct Trust {
    /// Those that the operator adds to the system’s.
    added: Vec<CertificateDer<'static>>,
    /// Made at the first connection: reading the system’s takes a while.
    system: OnceCell<Arc<ClientConfig>>,
}

impl Trust {
    pub fn new(added: Vec<CertificateDer<'static>>) -> Self {
        Self { added, system: OnceCell::new() }
    }

    /// `simulator` is the only issuer where a simulator answers.
    async fn config(&self, simulator: Option<&CertificateDer<'static>>) -> io::Result<Arc<ClientConfig>> {
        if let Some(issuer) = simulator {
            return issuers::only(vec![issuer.clone()]).map(Arc::new);
        }
        let system = self.system.get_or_try_init(async || {
            let added = self.added.clone();
            let read = tokio::task::spawn_blocking(move || issuers::system_and(&added));
            read.await.map_err(io::Error::other)?.map(Arc::new)
        });
        system.await.cloned()
    }

    /// Speaks TLS on `tcp` as the client of `host`, whatever address that is connected to.
    pub async fn connect(
        &self,
        host: &str,
        tcp: TcpStream,
        simulator: Option<&CertificateDer<'static>>,
    ) -> Result<Box<TlsStream<TcpStream>>, Fault> {
        let name = ServerName::try_from(host.to_owned()).map_err(|_| Fault::from(Mail::UnknownHost))?;
        let connector = TlsConnector::from(self.config(simulator).await.map_err(Fault::Broken)?);
        connector.connect(name, tcp).await.map(Box::new).map_err(refused)
    }
}

fn refused(error: io::Error) -> Fault {
    let Some(reason) = distrust::tls_error(&error) else { return Fault::Broken(error) };
    Fault::Refused(match (Distrust::from(reason), reason) {
        (
            Distrust::OtherName,
            rustls::Error::InvalidCertificate(CertificateError::NotValidForNameContext { presented, .. }),
        ) => Problem::certificate_for(presented),
        (Distrust::OtherName, _) => Mail::OtherName.into(),
        (Distrust::UnknownIssuer, _) => Mail::UnknownIssuer.into(),
        (Distrust::Expired, _) => Mail::Expired.into(),
        // What came is no TLS at all: the server has greeted already.
        (Distrust::NoTls, _) => Mail::SpeaksPlain.into(),
        (Distrust::Other, _) => Mail::Tls.into(),
    })
}
