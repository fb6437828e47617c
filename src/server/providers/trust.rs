//! The issuers of certificates that this machine trusts. They are read once: all clients of the process
//! trust the same, and each of them would read some hundred files.

use std::{
    io,
    sync::{Arc, LazyLock, OnceLock},
};

use rustls::{ClientConfig, RootCertStore, crypto::aws_lc_rs, pki_types::CertificateDer};

static SYSTEM: LazyLock<Vec<CertificateDer<'static>>> = LazyLock::new(|| {
    let loaded = rustls_native_certs::load_native_certs();
    for error in &loaded.errors {
        tracing::warn!(%error, "a certificate of the system cannot be read");
    }
    loaded.certs
});

/// The issuers that the system trusts; the first to ask waits until they are read.
pub(super) fn system() -> impl Iterator<Item = CertificateDer<'static>> {
    SYSTEM.iter().cloned()
}

/// TLS of a client that trusts these issuers alone.
pub(super) fn trusting(
    issuers: impl IntoIterator<Item = CertificateDer<'static>>,
) -> io::Result<ClientConfig> {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(issuers);
    Ok(ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(io::Error::other)?
        .with_root_certificates(roots)
        .with_no_client_auth())
}

/// TLS of the clients of HTTP.
///
/// # Errors
/// Fails where the system trusts nobody, as no provider could be reached.
pub(super) fn http() -> io::Result<ClientConfig> {
    static HTTP: OnceLock<ClientConfig> = OnceLock::new();
    if let Some(made) = HTTP.get() {
        return Ok(made.clone());
    }
    if SYSTEM.is_empty() {
        return Err(io::Error::other("the system has no certificates of issuers: install ca-certificates"));
    }
    let mut config = trusting(system())?;
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(HTTP.get_or_init(|| config).clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clients_of_http_offer_its_second_version_first() {
        assert_eq!(http().unwrap().alpn_protocols, [b"h2".to_vec(), b"http/1.1".to_vec()]);
    }
}
