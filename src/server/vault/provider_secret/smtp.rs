use super::{Parts, SecretParts};
use crate::server::vault::secret::Secret;

/// The secret that opens a mailbox.
#[derive(Clone, Debug)]
pub struct SmtpSecret {
    pub password: Secret,
}

impl SecretParts for SmtpSecret {
    fn parts(&self) -> Vec<(&'static str, Option<&Secret>)> {
        vec![("password", Some(&self.password))]
    }

    fn from_parts(parts: &mut Parts) -> Option<Self> {
        Some(Self { password: parts.take("password")? })
    }

    fn main(&self) -> &Secret {
        &self.password
    }

    fn same(&self, other: &Self) -> bool {
        self.password.same(&other.password)
    }
}
