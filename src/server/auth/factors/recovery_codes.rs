//! Recovery codes: 80 random bits each, so that a fast hash keeps them. Each is good for once.

use data_encoding::BASE32_NOPAD;
use futures::{FutureExt as _, future::BoxFuture};
use sha2::{Digest, Sha256};

use super::{Proving, SecondFactor, Verdict, of_code};
use crate::{
    domain::{
        factor::{FactorKind, RECOVERY_CODES},
        ids::UserId,
        problem::Problem,
    },
    server::{
        db::{Tx, execute, on},
        random::Random,
        vault::seal::hex,
    },
};

pub struct RecoveryCodes;

/// Makes codes in the place of those that are there.
///
/// # Errors
/// Fails as the database does.
pub async fn make(tx: &mut Tx, random: &Random, user: &UserId) -> Result<Vec<String>, sqlx::Error> {
    remove(tx, user).await?;
    let codes: Vec<String> = (0..RECOVERY_CODES).map(|_| made(random)).collect();
    for code in &codes {
        execute!(
            tx,
            "INSERT INTO recovery_codes (user_id, hash) VALUES ($1, $2)",
            user.as_str(),
            hash(user, code)
        )?;
    }
    Ok(codes)
}

/// # Errors
/// Fails as the database does.
pub async fn left(tx: &mut Tx, user: &UserId) -> Result<u32, sqlx::Error> {
    let (left,): (i64,) = on!(tx, |c| {
        sqlx::query_as("SELECT COUNT(*) FROM recovery_codes WHERE user_id = $1")
            .bind(user.as_str())
            .fetch_one(c)
            .await
    })?;
    Ok(u32::try_from(left).unwrap_or(u32::MAX))
}

/// # Errors
/// Fails as the database does.
pub async fn remove(tx: &mut Tx, user: &UserId) -> Result<(), sqlx::Error> {
    execute!(tx, "DELETE FROM recovery_codes WHERE user_id = $1", user.as_str()).map(drop)
}

impl SecondFactor for RecoveryCodes {
    fn kind(&self) -> FactorKind {
        FactorKind::RecoveryCode
    }

    fn has<'a>(&'a self, tx: &'a mut Tx, user: &'a UserId) -> BoxFuture<'a, Result<bool, sqlx::Error>> {
        async move { Ok(left(tx, user).await? > 0) }.boxed()
    }

    fn prove<'a>(&'a self, proving: Proving<'a>) -> BoxFuture<'a, Result<Verdict, Problem>> {
        async move {
            let Proving { tx, user, given, .. } = proving;
            let used = execute!(
                tx,
                "DELETE FROM recovery_codes WHERE user_id = $1 AND hash = $2",
                user.as_str(),
                hash(user, given)
            )?;
            Ok(of_code(used == 1))
        }
        .boxed()
    }
}

/// Such as `ABCD-EFGH-2345-WXYZ`.
fn made(random: &Random) -> String {
    let text = BASE32_NOPAD.encode(&random.bytes::<10>());
    let groups: Vec<&str> =
        text.as_bytes().chunks(4).filter_map(|group| std::str::from_utf8(group).ok()).collect();
    groups.join("-")
}

/// Of the code however it was typed: in small letters, without its hyphens, with blanks.
fn hash(user: &UserId, code: &str) -> String {
    let code: String = code.chars().filter(char::is_ascii_alphanumeric).collect();
    hex(&Sha256::digest(format!("{} {}", user.as_str(), code.to_ascii_uppercase())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::clock::ManualClock;

    #[test]
    fn a_code_fits_however_it_is_typed_and_one_person_only() {
        let random = Random::seeded(1, ManualClock::at(1_795_246_560_000));
        let (ana, ben): (UserId, UserId) = (random.id(), random.id());
        let code = made(&random);
        assert_eq!(code.len(), 19);
        for typed in [code.to_lowercase(), code.replace('-', ""), code.replace('-', "  ")] {
            assert_eq!(hash(&ana, &typed), hash(&ana, &code), "{typed}");
        }
        assert_ne!(hash(&ana, &code), hash(&ben, &code));
        assert_ne!(hash(&ana, &code), hash(&ana, &made(&random)));
    }
}
