//! The connector of SMTP, through which mails are sent.

mod validate;

use async_trait::async_trait;

use super::{CheckCx, Connector, Holdings, Keeping};
use crate::{
    domain::{
        problem::Problem,
        provider::{OfProvider as _, PublicConfig, smtp::SmtpConfig},
    },
    server::{cx::Unit, providers::smtp::Mailbox, vault::provider_secret::ProviderSecret},
};

pub(super) struct Smtp;

#[async_trait]
impl Connector for Smtp {
    async fn check(
        &self,
        cx: &CheckCx<'_>,
        config: &PublicConfig,
        secret: &ProviderSecret,
    ) -> Result<PublicConfig, Problem> {
        let sender = &SmtpConfig::read(config)?.from_address;
        cx.services.providers.smtp.check(&Mailbox::of(config, secret)?, sender).await?;
        Ok(config.clone())
    }

    /// Nothing of AVA’s is in a mailbox.
    fn holdings(&self) -> Option<&'static dyn Holdings> {
        None
    }

    fn keeping(&self) -> Option<&'static dyn Keeping> {
        None
    }

    async fn saved(&self, _tx: &mut Unit, _carries: bool) -> Result<(), Problem> {
        Ok(())
    }
}
