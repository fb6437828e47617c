//! Argon2id on as many cores as there are: a flood of sign-ins takes neither all
//! memory nor all threads, and waits for its turns.

pub mod fair_queue;
mod strength;

use std::{num::NonZero, thread, time::Duration};

use argon2::{Argon2, PasswordHash, PasswordHasher, PasswordVerifier};
use unicode_normalization::UnicodeNormalization as _;
use zeroize::Zeroizing;

use self::fair_queue::{Applicant, FairQueue, Full};
use crate::{
    domain::{
        account::{MAX_PASSWORD, MIN_PASSWORD},
        problem::{Problem, ProblemKind, Rule},
    },
    server::random::Random,
};

/// How long a sign-in waits for its turn before it is refused for now. A hash takes some
/// 50 ms and 19 MiB (OWASP's minimum): behind a hundred others for each core, nobody is
/// still there to be answered.
const MAX_WAIT: Duration = Duration::from_secs(5);
const RETRY_AFTER_SECS: u32 = 5;

/// The hash that is verified when there is no such user, so that the answer takes as long
/// as with one. No password was ever hashed to it.
const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHRzYWx0c2FsdA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

#[derive(Clone)]
pub struct Passwords {
    turns: FairQueue,
    max_wait: Duration,
    random: Random,
}

impl Passwords {
    pub fn new(random: Random) -> Self {
        let cores = thread::available_parallelism().map_or(1, NonZero::get);
        Self { turns: FairQueue::new(cores), max_wait: MAX_WAIT, random }
    }

    /// Whether this may become somebody's password: as long as it has to be, and hard to guess for
    /// whoever knows what it is `about`, such as the person's name and e-mail. A text is taken as
    /// it was typed, blanks included: a passphrase is welcome.
    pub async fn accepts(
        &self,
        typed: &str,
        about: &[&str],
        applicant: Applicant,
    ) -> Result<Result<(), Rule>, Problem> {
        if typed.is_empty() {
            return Ok(Err(Rule::Required));
        }
        if is_too_long(typed) {
            return Ok(Err(Rule::TooLong(MAX_PASSWORD)));
        }
        let password = normal_form(typed);
        let length = password.chars().count();
        if length < MIN_PASSWORD as usize {
            return Ok(Err(Rule::TooShort(MIN_PASSWORD)));
        }
        if length > MAX_PASSWORD as usize {
            return Ok(Err(Rule::TooLong(MAX_PASSWORD)));
        }
        let about: Vec<String> = about.iter().map(|text| (*text).to_owned()).collect();
        let hard = self.run(applicant, move || strength::is_hard_to_guess(&password, &about)).await?;
        Ok(if hard { Ok(()) } else { Err(Rule::GuessablePassword) })
    }

    /// Hashes a password in its normal form.
    pub async fn hash(&self, password: &str, applicant: Applicant) -> Result<String, Problem> {
        let password = normal_form(password);
        let salt: [u8; 16] = self.random.bytes();
        self.run(applicant, move || hash(password.as_bytes(), &salt)).await?.map_err(|error| {
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
        // Nobody has a password that long: it need not be hashed.
        if is_too_long(password) {
            return Ok(false);
        }
        let normal = normal_form(password);
        // Older hashes are of what was typed, in whatever form the keyboard gave it.
        let typed = (*normal != password).then(|| Zeroizing::new(password.to_owned()));
        let hash: String = stored.unwrap_or(NOBODY).to_owned();
        let fits = self
            .run(applicant, move || {
                let fits =
                    |text: &str| Argon2::default().verify_password(text.as_bytes(), hash.as_str()).is_ok();
                fits(&normal) || typed.is_some_and(|typed| fits(&typed))
            })
            .await?;
        Ok(fits && stored.is_some())
    }

    async fn run<T: Send + 'static>(
        &self,
        applicant: Applicant,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Problem> {
        let turn = match tokio::time::timeout(self.max_wait, self.turns.wait(applicant)).await {
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

/// The one form of a text that looks the same however it was typed: composed or not, full-width
/// or with the no-break space of a French keyboard (NFKC, as NIST SP 800-63B-4 asks in 3.1.1.2).
fn normal_form(password: &str) -> Zeroizing<String> {
    // No character becomes more than 18 (U+FDFA): grown in place, parts of it would stay behind.
    let mut normal = Zeroizing::new(String::with_capacity(password.len() * 18));
    normal.extend(password.nfkc());
    normal
}

fn is_too_long(password: &str) -> bool {
    password.chars().count() > MAX_PASSWORD as usize
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
            Passwords { max_wait: Duration::ZERO, turns: FairQueue::new(1), ..Passwords::new(random) };
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

    #[tokio::test]
    async fn a_password_fits_in_every_form_in_which_it_is_typed() {
        let passwords = Passwords::new(Random::seeded(3, ManualClock::at(0)));
        let fits = async |typed: &str, stored: &str| {
            passwords.verify(typed, Some(stored), somewhere()).await.unwrap()
        };
        let (composed, apart, full_width) =
            ("caf\u{e9} du port", "cafe\u{301}\u{a0}du port", "ｃａｆé du port");
        let stored = passwords.hash(composed, somewhere()).await.unwrap();
        for typed in [composed, apart, full_width] {
            assert!(fits(typed, &stored).await, "{typed}");
        }
        assert!(!fits("cafe du port", &stored).await);
        // A hash from before there was one form.
        let older = hash(apart.as_bytes(), &[7; 16]).unwrap();
        assert!(fits(apart, &older).await);
        assert!(!fits(composed, &older).await);
    }

    #[tokio::test]
    async fn a_password_is_as_long_as_it_has_to_be_and_no_longer() {
        let passwords = Passwords::new(Random::seeded(3, ManualClock::at(0)));
        let said = async |typed: &str| {
            let about = ["ana@clinic.example"];
            passwords.accepts(typed, &about, somewhere()).await.unwrap()
        };
        assert_eq!(said("").await, Err(Rule::Required));
        assert_eq!(said("y7#qLw0!t").await, Err(Rule::TooShort(MIN_PASSWORD)));
        assert_eq!(said("password123").await, Err(Rule::GuessablePassword));
        assert_eq!(said("correct horse").await, Ok(()));
        let longest = "y7#q w0!".repeat(16);
        assert_eq!((longest.len(), said(&longest).await.err()), (128, None));
        assert_eq!(said(&format!("{longest}x")).await, Err(Rule::TooLong(MAX_PASSWORD)));
        assert_eq!(
            said(&"\u{fdfa}".repeat(100)).await,
            Err(Rule::TooLong(MAX_PASSWORD)),
            "once it is written out"
        );
        let stored = passwords.hash(&longest, somewhere()).await.unwrap();
        assert!(passwords.verify(&longest, Some(&stored), somewhere()).await.unwrap(), "all of it counts");
        let cut = &longest[..127];
        assert!(!passwords.verify(cut, Some(&stored), somewhere()).await.unwrap());
    }
}
