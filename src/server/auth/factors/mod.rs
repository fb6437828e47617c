//! The registry of second factors: how each is looked for, and proved. Setting one up is the account's.

pub mod passkey;
pub mod recovery_codes;
pub mod totp;

use crate::{
    domain::{
        factor::FactorKind,
        ids::UserId,
        problem::{Problem, ProblemKind},
    },
    server::{cx::Services, db::Tx, sessions::Challenge},
};
use futures::future::BoxFuture;

/// A kind of second factor.
pub trait SecondFactor: Send + Sync {
    fn kind(&self) -> FactorKind;

    /// Whether the person has one, so that a sign-in asks for a second step.
    ///
    /// # Errors
    /// Fails as the database does.
    fn has<'a>(&'a self, tx: &'a mut Tx, user: &'a UserId) -> BoxFuture<'a, Result<bool, sqlx::Error>>;

    /// Looks whether what was given proves it. What can be given once is used up in the transaction,
    /// which is rolled back after a no.
    ///
    /// # Errors
    /// Fails as the database does, and where a stored secret cannot be opened.
    fn prove<'a>(&'a self, proving: Proving<'a>) -> BoxFuture<'a, Result<Verdict, Problem>>;
}

/// Whether a factor was proved, or what the person is told of what they gave.
pub type Verdict = Result<(), ProblemKind>;

/// The verdict on a code.
fn of_code(fits: bool) -> Verdict {
    if fits { Ok(()) } else { Err(ProblemKind::WrongCode) }
}

/// An attempt to prove a factor: the person, and the code that they gave.
pub struct Proving<'a> {
    pub services: &'a Services,
    /// A transaction of the installation.
    pub tx: &'a mut Tx,
    pub user: &'a UserId,
    pub given: &'a str,
    /// What waited for it in the session. It was taken out of there before the transaction began, which
    /// no other may write beside.
    pub challenge: Option<Challenge>,
}

const FACTORS: &[&dyn SecondFactor] = &[&passkey::Passkeys, &totp::Totp, &recovery_codes::RecoveryCodes];

pub fn of(kind: FactorKind) -> Option<&'static dyn SecondFactor> {
    FACTORS.iter().copied().find(|factor| factor.kind() == kind)
}

/// Whether the person of that id has a second factor, as a condition of a query: as [`of_person`] says.
macro_rules! has_factor {
    ($user:literal) => {
        concat!(
            "(EXISTS (SELECT 1 FROM passkeys AS a_passkey WHERE a_passkey.user_id = ",
            $user,
            ") OR EXISTS (SELECT 1 FROM totp_factors AS an_app WHERE an_app.confirmed_at IS NOT NULL
               AND an_app.user_id = ",
            $user,
            "))"
        )
    };
}

pub(crate) use has_factor;

/// The kinds of factors that the person can finish a sign-in with; none where it has no second step.
///
/// # Errors
/// Fails as the database does.
pub async fn of_person(tx: &mut Tx, user: &UserId) -> Result<Vec<FactorKind>, sqlx::Error> {
    let mut kinds = Vec::new();
    for factor in FACTORS {
        if factor.has(tx, user).await? {
            kinds.push(factor.kind());
        }
    }
    // Without a factor beside them, recovery codes ask for nothing.
    if kinds == [FactorKind::RecoveryCode] {
        kinds.clear();
    }
    Ok(kinds)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_an_implementation() {
        for kind in FactorKind::ALL {
            assert_eq!(of(kind).map(SecondFactor::kind), Some(kind));
        }
        assert_eq!(FACTORS.len(), FactorKind::ALL.len());
    }
}
