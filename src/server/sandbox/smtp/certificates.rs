//! Certificates for whatever name a client asks for, from an issuer that is made at the start
//! and that nobody trusts but AVA in stub mode.

use std::{
    collections::HashMap,
    fmt, io,
    sync::{Arc, Mutex, PoisonError},
};

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DistinguishedName, DnType, IsCa, KeyPair,
    KeyUsagePurpose, date_time_ymd,
};
use rustls::{
    ServerConfig,
    crypto::aws_lc_rs,
    pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer},
    server::{ClientHello, ResolvesServerCert},
    sign::{CertifiedKey, SigningKey},
};

/// The name of a server whose client names none.
const UNNAMED: &str = "sandbox.example";
/// Hosts whose certificate is not what it should be.
const OTHER_NAME: &str = "other-name.example";
const UNKNOWN_ISSUER: &str = "unknown-issuer.example";
const EXPIRED: &str = "expired.example";

/// Names for which certificates are kept.
const KEPT: usize = 256;

pub(super) struct Certificates {
    issuer: CertifiedIssuer<'static, KeyPair>,
    /// Issues what nobody trusts.
    stranger: CertifiedIssuer<'static, KeyPair>,
    key: KeyPair,
    signing: Arc<dyn SigningKey>,
    made: Mutex<HashMap<String, Arc<CertifiedKey>>>,
}

impl fmt::Debug for Certificates {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Certificates(…)")
    }
}

impl Certificates {
    pub fn make() -> io::Result<Self> {
        let key = KeyPair::generate().map_err(io::Error::other)?;
        let der = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key.serialize_der()));
        Ok(Self {
            issuer: issuer("AVA sandbox")?,
            stranger: issuer("A stranger")?,
            signing: aws_lc_rs::sign::any_supported_type(&der).map_err(io::Error::other)?,
            key,
            made: Mutex::default(),
        })
    }

    pub fn issuer_pem(&self) -> String {
        self.issuer.pem()
    }

    pub fn server_config(self: Arc<Self>) -> io::Result<Arc<ServerConfig>> {
        let config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(io::Error::other)?
            .with_no_client_auth()
            .with_cert_resolver(self);
        Ok(Arc::new(config))
    }

    fn certificate(&self, host: &str) -> Option<Arc<CertifiedKey>> {
        let name = if host == OTHER_NAME { "mail.elsewhere.example" } else { host };
        let mut params = CertificateParams::new(vec![name.to_owned()]).ok()?;
        if host == EXPIRED {
            params.not_before = date_time_ymd(2019, 1, 1);
            params.not_after = date_time_ymd(2020, 1, 1);
        }
        let issuer = if host == UNKNOWN_ISSUER { &self.stranger } else { &self.issuer };
        let certificate = params.signed_by(&self.key, issuer).ok()?;
        Some(Arc::new(CertifiedKey::new(vec![certificate.into()], Arc::clone(&self.signing))))
    }
}

impl ResolvesServerCert for Certificates {
    fn resolve(&self, hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        let host = hello.server_name().unwrap_or(UNNAMED).to_owned();
        let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = made.get(&host) {
            return Some(Arc::clone(known));
        }
        let certificate = self.certificate(&host)?;
        if made.len() == KEPT {
            made.clear();
        }
        made.insert(host, Arc::clone(&certificate));
        Some(certificate)
    }
}

fn issuer(name: &str) -> io::Result<CertifiedIssuer<'static, KeyPair>> {
    let mut params = CertificateParams::default();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    params.distinguished_name = DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, name);
    let key = KeyPair::generate().map_err(io::Error::other)?;
    CertifiedIssuer::self_signed(params, key).map_err(io::Error::other)
}
