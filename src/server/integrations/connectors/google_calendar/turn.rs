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
/// Somebody else's turn is waited for as long as so many calls may take.
const WAITS: i64 = 2;

/// A turn that is taken. That of a node that died ends by itself, and whoever goes on with its work
/// under the same name has it at once.
pub struct AccountTurn {
    sub: String,
    me: String,
}

impl AccountTurn {
    /// The time that so many calls may take, in milliseconds.
    fn time_ms(services: &Services, calls: i64) -> i64 {
        let call =
            i64::try_from(services.config.providers.total_timeout.as_millis()).unwrap_or(i64::MAX / 12);
        call.saturating_mul(calls)
    }

    /// Takes the turn as `me`; `None` while somebody else has it.
    ///
    /// # Errors
    /// Fails as the database does.
    pub async fn take(services: &Services, sub: &str, me: &str) -> Result<Option<Self>, sqlx::Error> {
        let now = services.clock.now_ms();
        let mut tx = services.db.write_installation(AccountTurns).await?;
        let taken = execute!(
            tx,
            "INSERT INTO google_accounts (sub, busy_by, busy_until) VALUES ($1, $2, $3)
             ON CONFLICT (sub) DO UPDATE SET busy_by = excluded.busy_by, busy_until = excluded.busy_until
             WHERE google_accounts.busy_until <= $4 OR google_accounts.busy_by = excluded.busy_by",
            sub,
            me,
            now.saturating_add(Self::time_ms(services, CALLS)),
            now,
        )?;
        tx.commit().await?;
        Ok((taken > 0).then(|| Self { sub: sub.to_owned(), me: me.to_owned() }))
    }

    /// Waits for the turn. Fails with `Busy` where it does not come.
    pub async fn wait(services: &Services, sub: &str) -> Result<Self, Problem> {
        let me = services.random.uuid();
        let give_up = services.clock.now_ms().saturating_add(Self::time_ms(services, WAITS));
        loop {
            if let Some(turn) = Self::take(services, sub, &me).await? {
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
