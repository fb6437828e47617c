use super::{Parts, SecretParts};
use crate::server::vault::secret::Secret;

/// The key of an OpenAI project.
#[derive(Clone, Debug)]
pub struct OpenaiSecret {
    pub key: Secret,
}

impl SecretParts for OpenaiSecret {
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
