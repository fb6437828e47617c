//! A change of a card's status, which whoever wants to know of it is told in the transaction that
//! makes it.

use futures::future::BoxFuture;

use crate::{
    domain::{
        credential::CredentialStatus, health::Cause, ids::CredentialId, problem::Problem, provider::Provider,
    },
    server::db::OrgTx,
};

/// A change of the status of an org's own credential, whoever found it: a check, a use, a save or a
/// disconnecting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transition {
    pub credential: CredentialId,
    pub provider: Provider,
    /// `None` where nothing was connected.
    pub from: Option<CredentialStatus>,
    /// `None` where it was disconnected.
    pub to: Option<CredentialStatus>,
    /// The cause of `to`; `None` where the key works.
    pub cause: Option<Cause>,
    pub problem: Option<Problem>,
    pub at: i64,
}

/// Is told each [`Transition`] once. What it writes is committed with the change, or not at all.
pub trait OnTransition: Send + Sync {
    fn changed<'a>(
        &'a self,
        tx: &'a mut OrgTx,
        transition: &'a Transition,
    ) -> BoxFuture<'a, Result<(), sqlx::Error>>;
}
