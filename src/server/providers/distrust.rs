//! Why a connection is not trusted: the errors of TLS, told apart as far as somebody can act on them.

use std::io;

use rustls::{CertificateError, Error};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Distrust {
    /// The certificate is for another name.
    OtherName,
    UnknownIssuer,
    /// The certificate is over, or not valid yet.
    Expired,
    /// What answers speaks no TLS.
    NoTls,
    Other,
}

impl Distrust {
    /// A word for logs and metrics.
    pub const fn code(self) -> &'static str {
        match self {
            Self::OtherName => "tls_other_name",
            Self::UnknownIssuer => "tls_unknown_issuer",
            Self::Expired => "tls_expired",
            Self::NoTls => "tls_none",
            Self::Other => "tls",
        }
    }
}

impl From<&Error> for Distrust {
    fn from(error: &Error) -> Self {
        match error {
            Error::InvalidMessage(_) => Self::NoTls,
            Error::InvalidCertificate(why) => why.into(),
            _ => Self::Other,
        }
    }
}

impl From<&CertificateError> for Distrust {
    fn from(why: &CertificateError) -> Self {
        match why {
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
                Self::OtherName
            }
            CertificateError::Expired
            | CertificateError::ExpiredContext { .. }
            | CertificateError::NotValidYet
            | CertificateError::NotValidYetContext { .. } => Self::Expired,
            // An issuer that has the name of a known one did not sign as that. A certificate that
            // signs itself is an issuer where none belongs, which has no name of its own.
            CertificateError::UnknownIssuer | CertificateError::BadSignature | CertificateError::Other(_) => {
                Self::UnknownIssuer
            }
            _ => Self::Other,
        }
    }
}

/// The error of TLS inside an I/O error, however often it is wrapped.
pub(super) fn tls_error(error: &io::Error) -> Option<&Error> {
    let inner = error.get_ref()?;
    inner.downcast_ref().or_else(|| tls_error(inner.downcast_ref()?))
}
