//! Browsers that have signed in to an account before: each has a secret of its
//! own in a cookie, and limits on signing in count it by itself.

use axum::http::HeaderMap;
use sha2::{Digest, Sha256};

use super::Sessions;
use crate::{
    domain::ids::UserId,
    server::{
        config::Config,
        cx::Services,
        db::{execute, on},
        request::{
            cookies::{self, Cookie},
            known_browser::KnownBrowser,
        },
        vault::seal::hex,
    },
};

/// Of one account, the last that signed in.
const MAX: i64 = 50;
/// Unused for so long, one is a stranger again. Browsers keep no cookie longer.
const LASTS: i64 = 400 * 24 * 3600;

/// What the cookie holds, in lower-case hexadecimal digits.
pub struct Token(String);

impl Token {
    /// The one that came with a request.
    pub fn of(services: &Services, headers: &HeaderMap) -> Option<Self> {
        let text = cookies::read(headers, cookies::browser(&services.config))?;
        let fits = text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        fits.then(|| Self(text.to_owned()))
    }

    fn made(services: &Services) -> Self {
        Self(hex(&services.random.bytes::<32>()))
    }

    fn hash(&self) -> String {
        hex(&Sha256::digest(self.0.as_bytes()))
    }

    /// For the browser to bring it next time.
    pub fn cookie(&self, config: &Config) -> Option<Cookie> {
        Cookie::new(config, cookies::browser(config), &self.0, LASTS)
    }
}

/// Whether it has signed in to the account with this e-mail.
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

/// Knows the browser from now on, and says what it has to bring. Known to
/// somebody who signs in for the first time, its secret is made anew: that which
/// it came with may be one that a stranger has planted.
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
            // Whoever else signs in with this browser goes on being known.
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

/// Sweeps those that have not signed in for long; says how many.
pub async fn forget(services: &Services) -> Result<u64, sqlx::Error> {
    let since = services.clock.now_ms() - LASTS * 1000;
    let mut tx = services.db.write_installation(Sessions).await?;
    let gone = execute!(tx, "DELETE FROM known_browsers WHERE last_used_at < $1", since)?;
    tx.commit().await?;
    Ok(gone)
}
