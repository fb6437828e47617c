//! A change of the status of a stored key, which whoever wants to know of it is told in the transaction that
//! makes it.

use futures::future::BoxFuture;

use crate::{
    domain::{
        credential::{Account, CredentialStatus},
        health::Cause,
        ids::CredentialId,
        problem::Problem,
    },
    server::db::OrgTx,
};

/// A change of the status of a credential, whoever found it: a check, a use, a save or a
/// disconnecting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transition {
    pub credential: CredentialId,
    pub account: Account,
    /// `None` where nothing was connected.
    pub from: Option<CredentialStatus>,
    /// `None` where it was disconnected.
    pub to: Option<CredentialStatus>,
    /// The cause of `to`; `None` where the key works.
    pub cause: Option<Cause>,
    pub problem: Option<Problem>,
    /// Whether the installation has turned off what the account is for.
    pub off: bool,
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
