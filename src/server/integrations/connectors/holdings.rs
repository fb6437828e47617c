//! What of AVA's hangs on an account, as its card, a switch and a disconnecting see it.

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
        release::DisconnectView,
    },
    server::{
        credentials::Credential,
        cx::{Cx, Unit},
        db::OrgTx,
        operations::{cleanup::Cleanup, queue::Cancel},
    },
};

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

    pub(in crate::server::integrations) fn into_parts(self) -> (Cleanup, Vec<Cancel>, Vec<FollowUp>) {
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
pub trait Holdings: Send + Sync {
    /// Counts what depends on it, for its card.
    fn count(&self, of: &Dependents<'_>, card: &mut Card);

    /// Whether something at the provider hangs on the stored account, which a person
    /// would miss.
    async fn has_dependents(&self, tx: &mut OrgTx) -> Result<bool, sqlx::Error>;

    /// Whether AVA may have made something in the account, which a person would not
    /// miss.
    fn leaves_traces(&self, config: &PublicConfig) -> bool;

    /// By name, what goes and what happens when it is disconnected.
    async fn preview(
        &self,
        tx: &mut OrgTx,
        page: &IntegrationsView,
        view: &mut DisconnectView,
    ) -> Result<(), Problem>;

    /// Plans what a disconnecting takes back and ends beside the credential itself.
    async fn leave(
        &self,
        tx: &mut OrgTx,
        credential: &Credential,
        leaving: &mut Leaving,
    ) -> Result<(), Problem>;

    /// What goes on in the new account after a switch, read before everything of the
    /// former one is taken back; `None`: nothing. Done once the new one is stored.
    async fn moves(&self, tx: &mut Unit) -> Result<Option<FollowUp>, Problem>;
}
