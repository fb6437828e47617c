//! AVA's objects that hang on an account, as its card, a switch and a disconnecting see them.

use async_trait::async_trait;
use futures::future::BoxFuture;

use super::FollowUp;
use crate::{
    domain::{
        integrations::{AgentChoice, Card, IntegrationsView},
        number::NumberView,
        operation::{OperationKind, SubjectId},
        problem::Problem,
        provider::PublicConfig,
        removal::DisconnectView,
    },
    server::{
        credentials::Credential,
        cx::{Cx, Unit},
        db::{OrgTx, ReadOnly},
        operations::{cleanup::Cleanup, queue::Cancel},
    },
};

/// The plan of a disconnecting: its clean-up, and the operations that it stops.
#[derive(Default)]
pub struct Leaving {
    pub cleanup: Cleanup,
    stops: Vec<Cancel>,
    then: Vec<FollowUp>,
}

impl Leaving {
    /// Adds operations that the disconnecting stops: all of a kind, or those on one subject.
    pub fn stop(&mut self, kind: OperationKind, subject: Option<SubjectId>) {
        self.stops.push(Cancel { kind, subject });
    }

    /// Adds work for once the clean-up has its secrets and operations under way are told to stop.
    pub fn then(
        &mut self,
        then: impl for<'a> FnOnce(&'a mut Unit) -> BoxFuture<'a, Result<(), Problem>> + Send + 'static,
    ) {
        self.then.push(Box::new(then));
    }

    pub(in crate::server::integrations) fn into_parts(self) -> (Cleanup, Vec<Cancel>, Vec<FollowUp>) {
        (self.cleanup, self.stops, self.then)
    }
}

/// The org's objects that may depend on a provider.
pub struct Dependents<'a> {
    pub agents: &'a [AgentChoice],
    pub numbers: &'a [NumberView],
    /// The count of numbers for which Vapi has an Auth Token.
    pub tokens_at_vapi: u32,
}

#[async_trait]
pub trait Holdings: Send + Sync {
    /// Counts the dependents of the provider, for its card.
    fn count(&self, of: &Dependents<'_>, card: &mut Card);

    /// Whether something that a person would miss hangs on the stored account at the provider.
    async fn has_dependents(&self, tx: &mut OrgTx) -> Result<bool, sqlx::Error>;

    /// Whether AVA may have made something in the account that a person would not miss.
    async fn leaves_traces(&self, tx: &mut OrgTx, config: &PublicConfig) -> Result<bool, sqlx::Error>;

    /// Lists by name what goes when the provider is disconnected, and what happens then. `tx` ends
    /// with it: whoever asks beyond the org lets go of it first.
    async fn preview(
        &self,
        cx: &Cx,
        tx: ReadOnly<OrgTx>,
        page: &IntegrationsView,
        view: &mut DisconnectView,
    ) -> Result<(), Problem>;

    /// Plans a disconnecting: all that it takes back and ends beside the credential itself.
    async fn disconnect(
        &self,
        tx: &mut OrgTx,
        credential: &Credential,
        leaving: &mut Leaving,
    ) -> Result<(), Problem>;

    /// Prepares the work that goes on in the new account after a switch, before everything of the
    /// former account is taken back. It is done once the new one is stored; `None`: there is none.
    async fn moves(&self, tx: &mut Unit) -> Result<Option<FollowUp>, Problem>;
}
