//! Parts of a credential that AVA itself keeps, beside those that a person gave.

use async_trait::async_trait;

use super::CheckCx;
use crate::{
    domain::{problem::Problem, provider::PublicConfig},
    server::{
        credentials::{Credential, decryptor::Opened},
        cx::Unit,
        vault::provider_secret::ProviderSecret,
    },
};

/// The row that a save replaces.
pub struct Replacing<'a> {
    /// The row as it is now; `None` where nothing is stored, or where the save leaves its account.
    pub row: Option<&'a Credential>,
    /// The credential that was stored before the provider was asked, opened.
    pub stored: Option<Opened>,
    /// The answer of [`Keeping::lost`] from then.
    pub lost: Option<String>,
}

/// The credential that a save writes.
pub struct Replaced {
    pub config: PublicConfig,
    pub secret: ProviderSecret,
    /// Whether copies of the former secret are to be replaced, or something that was
    /// made with it is left over.
    pub carries: bool,
}

#[async_trait]
pub trait Keeping: Send + Sync {
    /// Asks, together with the check of a save, for an object that AVA made with the `stored`
    /// secret and that is gone at the provider.
    async fn lost(
        &self,
        cx: &CheckCx<'_>,
        stored: Option<&Opened>,
        config: &PublicConfig,
        secret: &ProviderSecret,
    ) -> Option<String>;

    /// Builds the credential that replaces the row, with the parts of the row that stay.
    async fn replace(
        &self,
        tx: &mut Unit,
        replacing: Replacing<'_>,
        config: PublicConfig,
        secret: ProviderSecret,
    ) -> Result<Replaced, Problem>;
}
