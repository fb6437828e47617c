//! What the operator says of mail.

use rustls::pki_types::CertificateDer;

use super::Mailbox;

#[derive(Clone, Debug, Default)]
pub struct SmtpSettings {
    /// Whether tenants may name servers inside the operator’s network, and do without TLS there.
    pub internal: bool,
    /// Issuers that are trusted beside those of the system.
    pub issuers: Vec<CertificateDer<'static>>,
    /// The name by which AVA greets.
    pub hello: String,
    /// The operator’s own mailbox.
    pub installation: Option<Installation>,
}

#[derive(Clone, Debug)]
pub struct Installation {
    pub mailbox: Mailbox,
    /// Empty where the address stands alone.
    pub from_name: String,
    pub from_address: String,
}
