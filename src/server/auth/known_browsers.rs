//! Browsers that have signed in to an account before: each has a secret of its
//! own in a cookie, and limits on signing in count it by itself.

use sha2::{Digest, Sha256};

use super::Sessions;
use crate::{
    domain::{ids::UserId, problem::Problem},
    server::{
        config::Config,
        cx::Services,
        db::{execute, on},
        request::{
            client_address::ClientAddress,
            cookies::{self, Cookie},
            known_browser::KnownBrowser,
        },
        vault::seal::hex,
    },
};

/// The most browsers kept for one account: those that signed in last.
const MAX: i64 = 50;
/// Seconds after which an unused browser is a stranger again. Browsers keep no cookie longer.
const LASTS: i64 = 400 * 24 * 3600;

/// The cookie's value, in lower-case hexadecimal digits.
pub struct Token(String);

impl Token {
    /// The token in the text of a cookie.
    pub fn of(text: &str) -> Option<Self> {
        let fits = text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        fits.then(|| Self(text.to_owned()))
    }

    fn made(services: &Services) -> Self {
        Self(hex(&services.random.bytes::<32>()))
    }

    fn hash(&self) -> String {
        hex(&Sha256::digest(self.0.as_bytes()))
    }

    /// The cookie in which the browser brings the token next time.
    pub fn cookie(&self, config: &Config) -> Option<Cookie> {
        Cookie::new(config, cookies::browser(config), &self.0, LASTS)
    }
}

/// Finds the browser, where it has signed in to the account with this e-mail.
pub async fn find(
    services: &Services,
    token: &Token,
    email: &str,
) -> Result<Option<KnownBrowser>, sqlx::Error> {
    let token_hash = token.hash();
    let mut tx = services.db.read_installation().await?;
    let user: Option<(String,)> = on!(tx, |c| {
        sqlx::query_as(
            "SELECT k.user_id FROM users AS u
             JOIN known_browsers AS k ON k.token_hash = $1 AND k.user_id = u.id
             WHERE u.email = $2",
        )
        .bind(&token_hash)
        .bind(email)
        .fetch_optional(c)
        .await
    })?;
    Ok(user.map(|(user,)| KnownBrowser { token_hash, user }))
}

/// Finds the browser, whoever has signed in with it before: for what comes before anybody says whose
/// account they mean.
pub async fn of_anybody(
    services: &Services,
    token: Option<&Token>,
) -> Result<Option<KnownBrowser>, sqlx::Error> {
    let Some(token) = token else { return Ok(None) };
    let token_hash = token.hash();
    let mut tx = services.db.read_installation().await?;
    let user: Option<(String,)> = on!(tx, |c| {
        sqlx::query_as("SELECT user_id FROM known_browsers WHERE token_hash = $1 ORDER BY user_id LIMIT 1")
            .bind(&token_hash)
            .fetch_optional(c)
            .await
    })?;
    Ok(user.map(|(user,)| KnownBrowser { token_hash, user }))
}

/// Limits the sessions of visitors, each of which is a row.
///
/// # Errors
/// Fails with `TooManyAttempts`.
pub async fn may_begin_a_session(
    services: &Services,
    address: ClientAddress,
    token: Option<&Token>,
) -> Result<(), Problem> {
    let known = of_anybody(services, token).await?;
    services.limits.visitor_session(address, known.as_ref())
}

/// Remembers the browser, and returns the token for its cookie. For somebody who signs in
/// with it for the first time, the token is made anew: a stranger may have planted the
/// one that it brought.
pub async fn remember(
    services: &Services,
    token: Option<Token>,
    known: Option<&KnownBrowser>,
    user: &UserId,
) -> Result<Token, sqlx::Error> {
    let now = services.clock.now_ms();
    let mut tx = services.db.write_installation(Sessions).await?;
    let token = match (token, known) {
        (Some(token), Some(_)) => {
            let used = "UPDATE known_browsers SET last_used_at = $1 WHERE token_hash = $2 AND user_id = $3";
            execute!(tx, used, now, token.hash(), user.as_str())?;
            token
        }
        (before, _) => {
            let token = Token::made(services);
            // Others who sign in with this browser stay known.
            if let Some(before) = before {
                let renamed = "UPDATE known_browsers SET token_hash = $1 WHERE token_hash = $2";
                execute!(tx, renamed, token.hash(), before.hash())?;
            }
            let insert = "INSERT INTO known_browsers (token_hash, user_id, created_at, last_used_at)
                          VALUES ($1, $2, $3, $3)";
            execute!(tx, insert, token.hash(), user.as_str(), now)?;
            execute!(
                tx,
                "DELETE FROM known_browsers WHERE user_id = $1 AND token_hash NOT IN
                   (SELECT token_hash FROM known_browsers WHERE user_id = $1
                    ORDER BY last_used_at DESC, token_hash LIMIT $2)",
                user.as_str(),
                MAX
            )?;
            token
        }
    };
    tx.commit().await?;
    Ok(token)
}

/// Sweeps browsers that have not signed in for long; returns their number.
pub async fn forget(services: &Services) -> Result<u64, sqlx::Error> {
    let since = services.clock.now_ms() - LASTS * 1000;
    let mut tx = services.db.write_installation(Sessions).await?;
    let gone = execute!(tx, "DELETE FROM known_browsers WHERE last_used_at < $1", since)?;
    tx.commit().await?;
    Ok(gone)
}
