//! Whose turn it is with a Google account: its consent is stored, or revoked, by one at a time,
//! whichever organisation that is for. Else a revocation, which ends every token of the account,
//! could end one that another organisation is given meanwhile.

use std::time::Duration;

use crate::{
    domain::problem::{Problem, ProblemKind},
    server::{
        cx::Services,
        db::{Writer, execute},
    },
};

/// A turn is of no organisation, and says nothing of what is done in it.
struct AccountTurns;

impl Writer for AccountTurns {}

/// The pause before asking again for a turn that somebody has.
const LOOK_AGAIN: Duration = Duration::from_millis(250);
/// A turn lasts as long as so many calls may: a check, with renewals, and a revocation.
const CALLS: i64 = 6;

/// A turn that is taken. That of a node that died ends by itself.
pub struct AccountTurn {
    sub: String,
    me: String,
}

impl AccountTurn {
    fn lasts_ms(services: &Services) -> i64 {
        let call =
            i64::try_from(services.config.providers.total_timeout.as_millis()).unwrap_or(i64::MAX / 12);
        call.saturating_mul(CALLS)
    }

    /// Takes the turn; `None` while somebody has it.
    ///
    /// # Errors
    /// Fails as the database does.
    pub async fn take(services: &Services, sub: &str) -> Result<Option<Self>, sqlx::Error> {
        let (me, now) = (services.random.uuid(), services.clock.now_ms());
        let mut tx = services.db.write_installation(AccountTurns).await?;
        let taken = execute!(
            tx,
            "INSERT INTO google_accounts (sub, busy_by, busy_until) VALUES ($1, $2, $3)
             ON CONFLICT (sub) DO UPDATE SET busy_by = excluded.busy_by, busy_until = excluded.busy_until
             WHERE google_accounts.busy_until <= $4",
            sub,
            &me,
            now.saturating_add(Self::lasts_ms(services)),
            now,
        )?;
        tx.commit().await?;
        Ok((taken > 0).then(|| Self { sub: sub.to_owned(), me }))
    }

    /// Waits for the turn. Fails with `Busy` where it does not come.
    pub async fn wait(services: &Services, sub: &str) -> Result<Self, Problem> {
        let give_up = services.clock.now_ms().saturating_add(Self::lasts_ms(services));
        loop {
            if let Some(turn) = Self::take(services, sub).await? {
                return Ok(turn);
            }
            if services.clock.now_ms() > give_up {
                return Err(ProblemKind::Busy.into());
            }
            services.clock.sleep(LOOK_AGAIN).await;
        }
    }

    /// Gives the turn back.
    ///
    /// # Errors
    /// Fails as the database does.
    pub async fn end(self, services: &Services) -> Result<(), sqlx::Error> {
        let Self { sub, me } = self;
        let mut tx = services.db.write_installation(AccountTurns).await?;
        execute!(tx, "DELETE FROM google_accounts WHERE sub = $1 AND busy_by = $2", sub, me)?;
        tx.commit().await
    }
}
