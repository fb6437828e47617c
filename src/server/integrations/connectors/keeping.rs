//! What AVA itself keeps in a credential, beside what a person gave.

use async_trait::async_trait;

use super::CheckCx;
use crate::{
    domain::{problem::Problem, provider::PublicConfig},
    server::{
        credentials::{Credential, decryptor::Opened},
        cx::Cx,
        db::OrgTx,
        vault::provider_secret::ProviderSecret,
    },
};

/// The row that a save replaces.
pub struct Replacing<'a> {
    /// As it is now; none where nothing is stored, or another account is left.
    pub row: Option<&'a Credential>,
    /// What was stored before the provider was asked, opened.
    pub stored: Option<Opened>,
    /// What [`Keeping::lost`] found then.
    pub lost: Option<String>,
}

/// What a save writes.
pub struct Replaced {
    pub config: PublicConfig,
    pub secret: ProviderSecret,
    /// Whether copies of the former secret are to be replaced, or something that was
    /// made with it is left over.
    pub carries: bool,
}

#[async_trait]
pub trait Keeping: Send + Sync {
    /// Asked together with the check of a save: what of that which AVA made with the
    /// `stored` secret is gone at the provider.
    async fn lost(
        &self,
        cx: &CheckCx<'_>,
        stored: Option<&Opened>,
        config: &PublicConfig,
        secret: &ProviderSecret,
    ) -> Option<String>;

    /// What is written in place of the row, with what stays of it.
    async fn replace(
        &self,
        cx: &Cx,
        tx: &mut OrgTx,
        replacing: Replacing<'_>,
        config: PublicConfig,
        secret: ProviderSecret,
    ) -> Result<Replaced, Problem>;
}
