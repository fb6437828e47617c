//! A passkey as a second factor: that its authenticator is there is enough, beside the password.

use futures::{FutureExt as _, future::BoxFuture};

use super::{Proving, SecondFactor, Verdict};
use crate::{
    domain::{factor::FactorKind, ids::UserId, problem::Problem},
    server::{
        auth::passkeys::{self, repo},
        db::Tx,
    },
};

pub struct Passkeys;

impl SecondFactor for Passkeys {
    fn kind(&self) -> FactorKind {
        FactorKind::Passkey
    }

    fn has<'a>(&'a self, tx: &'a mut Tx, user: &'a UserId) -> BoxFuture<'a, Result<bool, sqlx::Error>> {
        async move { Ok(repo::count(tx, user).await? > 0) }.boxed()
    }

    fn prove<'a>(&'a self, proving: Proving<'a>) -> BoxFuture<'a, Result<Verdict, Problem>> {
        async move {
            let Proving { services, tx, user, given, challenge } = proving;
            passkeys::take(services, tx, user, challenge, given).await
        }
        .boxed()
    }
}
