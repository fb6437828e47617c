//! Transactions, with the rows that they may see and the events that they announce at commit.

use std::ops::{Deref, DerefMut};

use sqlx::{PgConnection, Postgres, Sqlite, SqliteConnection, Transaction, pool::PoolConnection};

use super::writer_queue::Turn;
use crate::{
    domain::{ids::OrgId, topic::Topic},
    server::events::{Event, Hub},
};

/// The owner of the rows that a transaction may see. PostgreSQL enforces it by row-level
/// security; on both engines every statement names its org as well.
#[derive(Clone, Copy, Debug)]
pub(super) enum Scope<'a> {
    Org(&'a OrgId),
    /// The installation itself: workers, signing in, key rotation.
    Installation,
}

impl Scope<'_> {
    fn setting(&self) -> &str {
        match self {
            Scope::Org(org) => org.as_str(),
            Scope::Installation => "*",
        }
    }
}

enum Inner {
    SqliteRead(PoolConnection<Sqlite>),
    SqliteWrite(Transaction<'static, Sqlite>),
    Postgres(Transaction<'static, Postgres>),
}

/// The connection of a transaction, by engine; see the `on!` macro.
pub enum Conn<'a> {
    Sqlite(&'a mut SqliteConnection),
    Postgres(&'a mut PgConnection),
}

/// A transaction of the whole installation, or the inner part of an [`OrgTx`].
/// Rolled back unless committed.
pub struct Tx {
    inner: Inner,
    hub: Option<Hub>,
    events: Vec<Event>,
    wakes_workers: bool,
    /// The turn among the org's writers; given back after the connection.
    _turn: Option<Turn>,
}

impl Tx {
    pub(super) fn sqlite_read(connection: PoolConnection<Sqlite>) -> Self {
        Self::of(Inner::SqliteRead(connection), None)
    }

    pub(super) fn sqlite_write(transaction: Transaction<'static, Sqlite>, hub: &Hub) -> Self {
        Self::of(Inner::SqliteWrite(transaction), Some(hub))
    }

    fn of(inner: Inner, hub: Option<&Hub>) -> Self {
        Self { inner, hub: hub.cloned(), events: Vec::new(), wakes_workers: false, _turn: None }
    }

    pub(super) async fn postgres(
        mut transaction: Transaction<'static, Postgres>,
        scope: Scope<'_>,
        hub: &Hub,
    ) -> Result<Self, sqlx::Error> {
        sqlx::query("SELECT set_config('ava.org', $1, true)")
            .bind(scope.setting())
            .execute(&mut *transaction)
            .await?;
        Ok(Self::of(Inner::Postgres(transaction), Some(hub)))
    }

    pub(super) async fn postgres_write(
        transaction: Transaction<'static, Postgres>,
        scope: Scope<'_>,
        hub: &Hub,
        turn: Option<Turn>,
    ) -> Result<Self, sqlx::Error> {
        let mut tx = Self { _turn: turn, ..Self::postgres(transaction, scope, hub).await? };
        if let (Scope::Org(org), Inner::Postgres(transaction)) = (scope, &mut tx.inner) {
            sqlx::query("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))")
                .bind(org.as_str())
                .execute(&mut **transaction)
                .await?;
        }
        Ok(tx)
    }

    pub fn conn(&mut self) -> Conn<'_> {
        match &mut self.inner {
            Inner::SqliteRead(connection) => Conn::Sqlite(connection),
            Inner::SqliteWrite(transaction) => Conn::Sqlite(transaction),
            Inner::Postgres(transaction) => Conn::Postgres(transaction),
        }
    }

    pub fn is_postgres(&self) -> bool {
        matches!(self.inner, Inner::Postgres(_))
    }

    /// Continues the transaction in the name of one organisation: for code that has to
    /// begin as the installation, because nobody is of that organisation yet or because
    /// its other writers are not waited for. The rows that it may see stay the same.
    pub fn in_the_name_of(self, org: OrgId) -> OrgTx {
        OrgTx { tx: self, org }
    }

    /// Continues the transaction across organisations, still in turn with the writers of the one that
    /// it was begun for.
    pub(in crate::server) async fn across_organisations(mut self) -> Result<Self, sqlx::Error> {
        if let Inner::Postgres(transaction) = &mut self.inner {
            let scope = Scope::Installation;
            sqlx::query("SELECT set_config('ava.org', $1, true)")
                .bind(scope.setting())
                .execute(&mut **transaction)
                .await?;
        }
        Ok(self)
    }

    /// Has the rows of the transaction's next statements come in the order of an index. PostgreSQL takes the
    /// policy that keeps organisations apart for a condition that hardly a row meets, also across all of them,
    /// and would rather sort a whole table for one page of it.
    ///
    /// # Errors
    /// Fails as the database does.
    pub async fn in_order_of_an_index(&mut self) -> Result<(), sqlx::Error> {
        if let Inner::Postgres(transaction) = &mut self.inner {
            let planner = "SELECT set_config('enable_sort', 'off', true),
                             set_config('max_parallel_workers_per_gather', '0', true)";
            sqlx::query(planner).execute(&mut **transaction).await?;
        }
        Ok(())
    }

    /// Tells the workers that there is something to do, after the commit.
    pub fn wake_workers(&mut self) {
        self.wakes_workers = true;
    }

    pub async fn commit(self) -> Result<(), sqlx::Error> {
        match self.inner {
            Inner::SqliteRead(_) => Ok(()),
            Inner::SqliteWrite(transaction) => {
                transaction.commit().await?;
                if let Some(hub) = self.hub {
                    for event in self.events {
                        hub.publish(event);
                    }
                    if self.wakes_workers {
                        hub.wake_workers();
                    }
                }
                Ok(())
            }
            // NOTIFY inside the transaction: it reaches every node, this one
            // included, at the commit and only then.
            Inner::Postgres(mut transaction) => {
                for event in &self.events {
                    notify(&mut transaction, &event.encode()).await?;
                }
                if self.wakes_workers {
                    notify(&mut transaction, Hub::WAKE).await?;
                }
                transaction.commit().await
            }
        }
    }
}

/// A transaction of one organisation, whose statements name it: `on!(tx, |c, org| …)`.
///
/// Code that works in an organisation takes this, so that no statement can be given one
/// organisation’s transaction and another one’s id. Rolled back unless committed.
pub struct OrgTx {
    tx: Tx,
    org: OrgId,
}

impl OrgTx {
    pub const fn org(&self) -> &OrgId {
        &self.org
    }

    /// The connection and the organisation, for the `on!` macro.
    pub fn conn_and_org(&mut self) -> (Conn<'_>, &OrgId) {
        (self.tx.conn(), &self.org)
    }

    /// Announces a change to every open page of the organisation, after the commit.
    pub fn publish(&mut self, topics: &[Topic]) {
        for &topic in topics {
            // Those of one organisation stand together: a transaction of many does not look
            // through those of all.
            let mut own = self.tx.events.iter().rev().take_while(|event| event.org == self.org);
            if !own.any(|event| event.topic == topic) {
                self.tx.events.push(Event { org: self.org.clone(), topic });
            }
        }
    }

    /// Undoes [`Tx::in_the_name_of`].
    pub fn of_installation(self) -> Tx {
        self.tx
    }

    /// # Errors
    /// Fails as the database does: nothing is stored then, and nothing announced.
    pub async fn commit(self) -> Result<(), sqlx::Error> {
        self.tx.commit().await
    }
}

impl Deref for OrgTx {
    type Target = Tx;
    fn deref(&self) -> &Tx {
        &self.tx
    }
}

impl DerefMut for OrgTx {
    fn deref_mut(&mut self) -> &mut Tx {
        &mut self.tx
    }
}

/// A transaction for reading: functions that take an [`OrgTx`] or a [`Tx`] take it as
/// well, but it cannot be committed.
pub struct ReadOnly<T>(T);

impl<T> ReadOnly<T> {
    pub(super) const fn new(tx: T) -> Self {
        Self(tx)
    }
}

impl<T> Deref for ReadOnly<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T> DerefMut for ReadOnly<T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.0
    }
}

async fn notify(transaction: &mut Transaction<'static, Postgres>, payload: &str) -> Result<(), sqlx::Error> {
    sqlx::query("SELECT pg_notify($1, $2)")
        .bind(Hub::CHANNEL)
        .bind(payload)
        .execute(&mut **transaction)
        .await
        .map(|_| ())
}
