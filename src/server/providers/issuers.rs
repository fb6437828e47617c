//! The issuers of certificates that the system trusts, and TLS by them.

use std::{
    io,
    sync::{Arc, LazyLock},
};

use rustls::{ClientConfig, RootCertStore, crypto::aws_lc_rs, pki_types::CertificateDer};

/// Reading them takes a while, and each client of its own would do it again.
static SYSTEM: LazyLock<RootCertStore> = LazyLock::new(|| {
    let loaded = rustls_native_certs::load_native_certs();
    for error in &loaded.errors {
        tracing::warn!(%error, "a certificate of the system cannot be read");
    }
    store(loaded.certs)
});

/// The configuration of a client that trusts the system's issuers. Blocks at the first call of a process,
/// while it reads files.
///
/// # Errors
/// Fails where the system has no issuer: nobody could be connected to.
pub(super) fn system() -> io::Result<ClientConfig> {
    if SYSTEM.is_empty() {
        let missing = "this system trusts no issuer of certificates: install its ca-certificates";
        return Err(io::Error::new(io::ErrorKind::NotFound, missing));
    }
    client(SYSTEM.clone())
}

/// The same as [`system`], but `added` is trusted too; where `added` has some, the system needs none.
pub(super) fn system_and(added: &[CertificateDer<'static>]) -> io::Result<ClientConfig> {
    let mut issuers = SYSTEM.clone();
    issuers.add_parsable_certificates(added.iter().cloned());
    client(issuers)
}

/// The configuration of a client that trusts nobody but these.
pub(super) fn only(issuers: Vec<CertificateDer<'static>>) -> io::Result<ClientConfig> {
    client(store(issuers))
}

fn store(issuers: Vec<CertificateDer<'static>>) -> RootCertStore {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(issuers);
    roots
}

fn client(issuers: RootCertStore) -> io::Result<ClientConfig> {
    let config = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(io::Error::other)?
        .with_root_certificates(issuers)
        .with_no_client_auth();
    Ok(config)
}
