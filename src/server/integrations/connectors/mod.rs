//! The connection and disconnection of each provider, one implementation for each.
//!
//! Saving, checking, replacing, switching and disconnecting are the same for all of them, and ask
//! the provider's [`Connector`] where they differ. Every connector says whether anything of AVA's
//! hangs on an account ([`Holdings`]) and whether AVA keeps something beside what a person gave
//! ([`Keeping`]). A form that is typed is a `CredentialForm` beside the connector; a provider at
//! which a person signs in hands a `Candidate` to `service::store` instead.

pub mod google_calendar;
mod holdings;
mod keeping;
mod numbers;
mod openai;
mod smtp;
pub mod twilio;
mod vapi;

use async_trait::async_trait;
use futures::future::BoxFuture;
pub use holdings::{Dependents, Holdings, Leaving};
pub use keeping::{Keeping, Replaced, Replacing};

use crate::{
    domain::{
        problem::Problem,
        provider::{Provider, PublicConfig},
    },
    server::{
        cx::{Services, Unit},
        providers::CallCx,
        vault::provider_secret::ProviderSecret,
    },
};

pub fn of(provider: Provider) -> &'static dyn Connector {
    match provider {
        Provider::Vapi => &vapi::Vapi,
        Provider::Twilio => &twilio::Twilio,
        Provider::Openai => &openai::Openai,
        Provider::Smtp => &smtp::Smtp,
        Provider::GoogleCalendar => &google_calendar::GoogleCalendar,
    }
}

/// The context for asking a provider, for a person or for an operation.
pub struct CheckCx<'a> {
    pub services: &'a Services,
    pub call: &'a CallCx,
}

/// Work that is done in the transaction of a save or of a disconnecting.
pub type FollowUp = Box<dyn for<'a> FnOnce(&'a mut Unit) -> BoxFuture<'a, Result<(), Problem>> + Send>;

#[async_trait]
pub trait Connector: Send + Sync {
    /// Asks the provider whether it takes the secret, each part of it for its later use, and
    /// returns the config with the facts that the provider told.
    ///
    /// # Errors
    /// Fails with the problem that the provider has with the secret; a right that is missing is
    /// named (`MissingRight`). A problem that `passes_by_itself` says nothing of the secret.
    async fn check(
        &self,
        cx: &CheckCx<'_>,
        config: &PublicConfig,
        secret: &ProviderSecret,
    ) -> Result<PublicConfig, Problem>;

    /// Returns `None` where nothing of AVA's hangs on the account, which is simply forgotten.
    fn holdings(&self) -> Option<&'static dyn Holdings>;

    /// Returns `None` where AVA stores only what a person gave.
    fn keeping(&self) -> Option<&'static dyn Keeping>;

    /// Whether a person gives the secret at the provider, where it stands until it is revoked: it is
    /// stored even if a right is missing, so that it can be replaced or revoked.
    fn is_granted(&self) -> bool {
        false
    }

    /// Does what a save makes necessary once the row is written; `carries` is that of [`Replaced`].
    async fn saved(&self, tx: &mut Unit, carries: bool) -> Result<(), Problem>;
}
