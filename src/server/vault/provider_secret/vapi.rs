use super::{Parts, SecretParts};
use crate::server::vault::secret::Secret;

/// The secret that opens a Vapi organisation.
#[derive(Clone, Debug)]
pub struct VapiSecret {
    pub key: Secret,
}

impl SecretParts for VapiSecret {
    fn parts(&self) -> Vec<(&'static str, Option<&Secret>)> {
        vec![("key", Some(&self.key))]
    }

    fn from_parts(parts: &mut Parts) -> Option<Self> {
        Some(Self { key: parts.take("key")? })
    }

    fn main(&self) -> &Secret {
        &self.key
    }

    fn same(&self, other: &Self) -> bool {
        self.key.same(&other.key)
    }
}
