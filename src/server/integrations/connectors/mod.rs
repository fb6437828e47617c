//! What AVA does at each provider, one implementation for each.
//!
//! Saving, checking, replacing, switching and disconnecting are the same for all of
//! them, and ask the provider's [`Connector`] where they differ. Only its check is
//! its own in any case; a provider on which nothing else of AVA's hangs leaves the
//! rest as it is. A form that is typed is a `CredentialForm` beside the connector; a
//! provider at which a person signs in hands a `Candidate` to `service::store` instead.

mod numbers;
pub mod twilio;
mod vapi;

use async_trait::async_trait;
use futures::future::BoxFuture;

use super::disconnect;
use crate::{
    domain::{
        integrations::{AgentChoice, Card, IntegrationsView},
        number::NumberView,
        operation::{OperationKind, SubjectId},
        problem::Problem,
        provider::{Provider, PublicConfig},
        release::DisconnectView,
    },
    server::{
        audit::Action,
        credentials::{Credential, decryptor::Opened},
        cx::{Cx, Services, Unit},
        db::OrgTx,
        operations::{cleanup::Cleanup, queue::Cancel},
        providers::CallCx,
        vault::provider_secret::ProviderSecret,
    },
};

pub fn of(provider: Provider) -> &'static dyn Connector {
    match provider {
        Provider::Vapi => &vapi::Vapi,
        Provider::Twilio => &twilio::Twilio,
    }
}

/// For asking a provider, for a person or for an operation.
pub struct CheckCx<'a> {
    pub services: &'a Services,
    pub call: &'a CallCx,
}

/// Something that is done in the transaction of a save or of a disconnecting.
pub type FollowUp =
    Box<dyn for<'a> FnOnce(&'a Cx, &'a mut Unit) -> BoxFuture<'a, Result<(), Problem>> + Send>;

/// The row that a save replaces.
pub struct Replacing<'a> {
    /// As it is now; none where nothing is stored, or another account is left.
    pub row: Option<&'a Credential>,
    /// What was stored before the provider was asked, opened.
    pub stored: Option<Opened>,
    /// What [`Connector::lost`] found then.
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

/// What a disconnecting takes back, and what it ends.
#[derive(Default)]
pub struct Leaving {
    pub clean_up: Cleanup,
    stops: Vec<Cancel>,
    then: Vec<FollowUp>,
}

impl Leaving {
    /// Operations that a disconnecting stops: all of a kind, or those on one subject.
    pub fn stop(&mut self, kind: OperationKind, subject: Option<SubjectId>) {
        self.stops.push(Cancel { kind, subject });
    }

    /// Done once the clean-up has its secrets and what is under way is told to stop.
    pub fn then(
        &mut self,
        then: impl for<'a> FnOnce(&'a Cx, &'a mut Unit) -> BoxFuture<'a, Result<(), Problem>> + Send + 'static,
    ) {
        self.then.push(Box::new(then));
    }

    pub(super) fn into_parts(self) -> (Cleanup, Vec<Cancel>, Vec<FollowUp>) {
        (self.clean_up, self.stops, self.then)
    }
}

/// What of an org's may depend on a provider.
pub struct Dependents<'a> {
    pub agents: &'a [AgentChoice],
    pub numbers: &'a [NumberView],
    /// For how many numbers Vapi has an Auth Token.
    pub tokens_at_vapi: u32,
}

#[async_trait]
pub trait Connector: Send + Sync {
    /// Asks the provider whether it takes the secret, each part of it for what it
    /// will be used for, and answers the config with what the provider told.
    ///
    /// Fails with whatever problem the provider has with it; a right that is missing
    /// is named (`MissingRight`). One that `passes_by_itself` says nothing of the
    /// secret.
    async fn check(
        &self,
        cx: &CheckCx<'_>,
        config: &PublicConfig,
        secret: &ProviderSecret,
    ) -> Result<PublicConfig, Problem>;

    /// Counts what depends on it, for its card.
    fn count(&self, _of: &Dependents<'_>, _card: &mut Card) {}

    /// Whether something at the provider hangs on the stored account, which a person
    /// would miss.
    async fn has_dependents(&self, _tx: &mut OrgTx) -> Result<bool, sqlx::Error> {
        Ok(false)
    }

    /// Whether AVA may have made something in the account, which a person would not
    /// miss.
    fn leaves_traces(&self, _config: &PublicConfig) -> bool {
        false
    }

    /// By name, what goes and what happens when it is disconnected.
    async fn preview(
        &self,
        _tx: &mut OrgTx,
        _page: &IntegrationsView,
        _view: &mut DisconnectView,
    ) -> Result<(), Problem> {
        Ok(())
    }

    /// Plans what a disconnecting takes back and ends beside the credential itself.
    async fn leave(
        &self,
        _tx: &mut OrgTx,
        _credential: &Credential,
        _leaving: &mut Leaving,
    ) -> Result<(), Problem> {
        Ok(())
    }

    /// Takes back everything of the former account, since the new key is of another
    /// one. Answers what is done in the new account once that is stored.
    async fn switch(&self, cx: &Cx, tx: &mut Unit, provider: Provider) -> Result<Option<FollowUp>, Problem> {
        tx.record(Action::Disconnected, provider.code()).await?;
        disconnect::take_back(cx, tx, provider).await?;
        Ok(None)
    }

    /// Asked together with the check of a save: what of that which AVA made with the
    /// `stored` secret is gone at the provider.
    async fn lost(
        &self,
        _cx: &CheckCx<'_>,
        _stored: Option<&Opened>,
        _config: &PublicConfig,
        _secret: &ProviderSecret,
    ) -> Option<String> {
        None
    }

    /// What is written in place of the row, with what stays of it.
    async fn replace(
        &self,
        _cx: &Cx,
        _tx: &mut OrgTx,
        _replacing: Replacing<'_>,
        config: PublicConfig,
        secret: ProviderSecret,
    ) -> Result<Replaced, Problem> {
        Ok(Replaced { config, secret, carries: false })
    }

    /// What a save makes necessary once the row is written; `carries` is that of
    /// [`Replaced`].
    async fn saved(&self, _cx: &Cx, _tx: &mut OrgTx, _carries: bool) -> Result<(), Problem> {
        Ok(())
    }
}
