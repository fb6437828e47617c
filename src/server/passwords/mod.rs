//! Argon2id on as many cores as there are: a flood of sign-ins takes neither all
//! memory nor all threads, and waits for its turns.

pub mod turns;

use std::{num::NonZero, thread, time::Duration};

use argon2::{Argon2, PasswordHash, PasswordHasher, PasswordVerifier};
use zeroize::Zeroizing;

use self::turns::{Applicant, Full, Turns};
use crate::{
    domain::problem::{Problem, ProblemKind},
    server::random::Random,
};

/// How long a sign-in waits for its turn before it is refused for now. A hash takes some
/// 50 ms and 19 MiB (OWASP's minimum): behind a hundred others for each core, nobody is
/// still there to be answered.
const PATIENCE: Duration = Duration::from_secs(5);
const RETRY_AFTER_SECS: u32 = 5;

/// The hash that is verified when there is no such user, so that the answer takes as long
/// as with one. No password was ever hashed to it.
const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHRzYWx0c2FsdA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

#[derive(Clone)]
pub struct Passwords {
    turns: Turns,
    patience: Duration,
    random: Random,
}

impl Passwords {
    pub fn new(random: Random) -> Self {
        let cores = thread::available_parallelism().map_or(1, NonZero::get);
        Self { turns: Turns::new(cores), patience: PATIENCE, random }
    }

    pub async fn hash(&self, password: &str, applicant: Applicant) -> Result<String, Problem> {
        let password = Zeroizing::new(password.as_bytes().to_vec());
        let salt: [u8; 16] = self.random.bytes();
        self.run(applicant, move || hash(&password, &salt)).await?.map_err(|error| {
            tracing::error!(%error, "hashing a password failed");
            ProblemKind::Internal.into()
        })
    }

    /// Whether the password fits; takes the same time without a user.
    pub async fn verify(
        &self,
        password: &str,
        stored: Option<&str>,
        applicant: Applicant,
    ) -> Result<bool, Problem> {
        let password = Zeroizing::new(password.as_bytes().to_vec());
        let hash: String = stored.unwrap_or(NOBODY).to_owned();
        let fits = self
            .run(applicant, move || Argon2::default().verify_password(&password, hash.as_str()).is_ok())
            .await?;
        Ok(fits && stored.is_some())
    }

    async fn run<T: Send + 'static>(
        &self,
        applicant: Applicant,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Problem> {
        let turn = match tokio::time::timeout(self.patience, self.turns.wait(applicant)).await {
            Ok(Ok(turn)) => turn,
            Ok(Err(Full)) | Err(_) => {
                metrics::counter!("ava_limited_total").increment(1);
                return Err(Problem::new(ProblemKind::TooManyAttempts).retry_after(RETRY_AFTER_SECS));
            }
        };
        let span = tracing::Span::current();
        tokio::task::spawn_blocking(move || {
            let _turn = turn;
            span.in_scope(work)
        })
        .await
        .map_err(|error| {
            tracing::error!(%error, "the password pool failed");
            ProblemKind::Internal.into()
        })
    }
}

fn hash(password: &[u8], salt: &[u8]) -> Result<String, argon2::password_hash::Error> {
    let hash: PasswordHash = Argon2::default().hash_password_with_salt(password, salt)?;
    Ok(hash.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::{clock::ManualClock, request::client_address::ClientAddress};

    fn somewhere() -> Applicant {
        Applicant::of(None, ClientAddress::Unknown)
    }

    #[tokio::test]
    async fn nobody_waits_for_ever_for_a_turn() {
        let random = Random::seeded(3, ManualClock::at(0));
        let passwords =
            Passwords { patience: Duration::ZERO, turns: Turns::new(1), ..Passwords::new(random) };
        let busy = passwords.turns.wait(somewhere()).await.unwrap();
        let problem = passwords.verify("anything", None, somewhere()).await.unwrap_err();
        assert_eq!(problem.kind, ProblemKind::TooManyAttempts);
        assert_eq!(problem.retry_after_secs, Some(RETRY_AFTER_SECS));
        drop(busy);
        assert!(!passwords.verify("anything", None, somewhere()).await.unwrap(), "and then it is one's turn");
    }

    #[tokio::test]
    async fn verifies_only_the_right_password_of_a_real_user() {
        let passwords = Passwords::new(Random::seeded(3, ManualClock::at(0)));
        let stored = passwords.hash("correct horse", somewhere()).await.unwrap();
        assert!(stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        assert!(passwords.verify("correct horse", Some(&stored), somewhere()).await.unwrap());
        assert!(!passwords.verify("wrong horse", Some(&stored), somewhere()).await.unwrap());
        assert!(!passwords.verify("anything", None, somewhere()).await.unwrap());
        let (nobody, somebody) = (PasswordHash::new(NOBODY).unwrap(), PasswordHash::new(&stored).unwrap());
        assert!(nobody.hash.is_some(), "takes the full time");
        assert_eq!(
            (nobody.algorithm, nobody.version, nobody.params),
            (somebody.algorithm, somebody.version, somebody.params),
            "and as much of it"
        );
        assert!(!passwords.verify("anything", Some("not a hash"), somewhere()).await.unwrap());
    }
}
