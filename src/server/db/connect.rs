//! Opening the database, by the scheme of its URL.

use std::{path::Path, str::FromStr, time::Duration};

use sqlx::{
    Connection, PgConnection, PgPool, SqliteConnection, SqlitePool,
    postgres::PgPoolOptions,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};

use super::{
    OrgTx, ReadOnly, Scope, Tx, Writer,
    probe::{Opened, Probe},
    reach,
    writer_queue::WriterQueues,
};
use crate::{domain::ids::OrgId, server::events::Hub};

/// How long a statement may wait for a lock or a connection.
const MAX_WAIT: Duration = Duration::from_secs(5);

/// The last byte of SQLite's code for a write where only reading is allowed.
const SQLITE_READONLY: u32 = 8;

/// The number of readers: each is a thread that computes, and more than cores take turns.
fn readers() -> u32 {
    std::thread::available_parallelism()
        .map_or(2, |cores| u32::try_from(cores.get()).unwrap_or(u32::MAX))
        .max(2)
}

pub(super) fn is_postgres(url: &str) -> bool {
    url.starts_with("postgres://") || url.starts_with("postgresql://")
}

/// After a full disk or an I/O error SQLite has rolled back by itself. The driver's own
/// rollback then fails, and it would count that transaction as open for ever: such a
/// connection is thrown away.
async fn is_out_of_its_transaction(writer: &mut SqliteConnection) -> Result<bool, sqlx::Error> {
    // The driver's rollback may still be queued before this.
    writer.ping().await?;
    let out = !writer.is_in_transaction();
    if !out {
        tracing::warn!("the writer's connection did not come out of its transaction: opening another");
    }
    Ok(out)
}

/// Replaces a ping, with as many round trips. SQLite opens a file that it may not write to for
/// reading only, and says nothing: a writer's connection that was opened while the file system was
/// read-only stays so, and another is opened. A statement that changes no row needs the right to
/// write nevertheless. Whatever else is wrong is told by the write itself.
async fn sqlite_takes_writes(writer: &mut SqliteConnection) -> bool {
    let nothing = sqlx::query("UPDATE installation SET value = value WHERE FALSE").execute(writer).await;
    let read_only = nothing.is_err_and(|error| {
        let code = error.as_database_error().and_then(|error| error.code()?.parse::<u32>().ok());
        code.is_some_and(|code| code & 0xff == SQLITE_READONLY)
    });
    if read_only {
        tracing::warn!("the writer's connection may only read: opening another");
    }
    !read_only
}

/// Replaces a ping, with as many round trips. A connection that was opened while the
/// server took no writes, or to what is now a standby, stays read-only: another is
/// opened.
async fn postgres_takes_writes(connection: &mut PgConnection) -> Result<bool, sqlx::Error> {
    let (read_only,): (String,) =
        sqlx::query_as("SELECT current_setting('transaction_read_only')").fetch_one(connection).await?;
    Ok(read_only == "off")
}

enum Pools {
    /// SQLite has one writer: a pool of one makes waiting for it fair.
    Sqlite {
        read: SqlitePool,
        write: SqlitePool,
    },
    Postgres {
        pool: PgPool,
        turns: WriterQueues,
    },
}

/// The database, and the hub that its events go to.
pub struct Db {
    pools: Pools,
    hub: Hub,
    pub(super) probe: Probe,
    /// `None` where the database is no file of this machine.
    pub(super) opened: Option<Opened>,
}

impl Db {
    /// Connects to `sqlite://path` (made when missing) or `postgres://…`.
    pub async fn connect(url: &str, hub: Hub) -> Result<Self, sqlx::Error> {
        let mut opened = None;
        let pools = if is_postgres(url) {
            let pool = PgPoolOptions::new()
                .max_connections(16)
                .acquire_timeout(MAX_WAIT)
                .test_before_acquire(false)
                .after_connect(|connection, _| Box::pin(reach::set_up(connection)))
                .before_acquire(|connection, _| Box::pin(postgres_takes_writes(connection)))
                .connect_with(reach::options(url)?)
                .await?;
            Pools::Postgres { pool, turns: WriterQueues::default() }
        } else {
            let options = SqliteConnectOptions::from_str(url)?
                .create_if_missing(true)
                .journal_mode(SqliteJournalMode::Wal)
                .synchronous(SqliteSynchronous::Normal)
                .busy_timeout(MAX_WAIT)
                // No statistics: gathered while the database is small, they tell
                // SQLite for ever that scanning its tables is cheap.
                .foreign_keys(true);
            if let Some(folder) = Path::new(options.get_filename()).parent() {
                std::fs::create_dir_all(folder).map_err(sqlx::Error::Io)?;
            }
            let write = SqlitePoolOptions::new()
                .max_connections(1)
                .acquire_timeout(MAX_WAIT)
                .test_before_acquire(false)
                .before_acquire(|connection, _| Box::pin(async { Ok(sqlite_takes_writes(connection).await) }))
                .after_release(|connection, _| Box::pin(is_out_of_its_transaction(connection)))
                .connect_with(options.clone())
                .await?;
            opened = Some(Opened::at(options.get_filename()).map_err(sqlx::Error::Io)?);
            let read = SqlitePoolOptions::new()
                .max_connections(readers())
                .acquire_timeout(MAX_WAIT)
                .connect_with(options.read_only(true))
                .await?;
            Pools::Sqlite { read, write }
        };
        Ok(Self { pools, hub, probe: Probe::default(), opened })
    }

    /// Begins a transaction of one organisation that changes nothing.
    ///
    /// # Errors
    /// Fails as the database does, and where no connection is free in time; so do the
    /// three below.
    pub async fn read(&self, org: &OrgId) -> Result<ReadOnly<OrgTx>, sqlx::Error> {
        Ok(ReadOnly::new(self.begin_read(Scope::Org(org)).await?.in_the_name_of(org.clone())))
    }

    /// Begins a transaction of one organisation that changes nothing, and sees the rows of all.
    pub async fn read_everywhere(&self, org: &OrgId) -> Result<ReadOnly<OrgTx>, sqlx::Error> {
        Ok(ReadOnly::new(self.begin_read(Scope::Installation).await?.in_the_name_of(org.clone())))
    }

    /// Begins a transaction across organisations that changes nothing.
    pub async fn read_installation(&self) -> Result<ReadOnly<Tx>, sqlx::Error> {
        Ok(ReadOnly::new(self.begin_read(Scope::Installation).await?))
    }

    /// Begins a write of one organisation. Other writers of it wait until this one is
    /// over, so that the rows read stay as they are and no two writers lock rows in
    /// different orders. They wait without a connection, except for one of each process
    /// that shares the database, and no longer than for a connection. SQLite has one
    /// writer anyway.
    pub async fn write(&self, _: impl Writer, org: &OrgId) -> Result<OrgTx, sqlx::Error> {
        Ok(self.begin_write(Scope::Org(org)).await?.in_the_name_of(org.clone()))
    }

    /// Begins a write across organisations, which does not wait for other writers' turns.
    pub async fn write_installation(&self, _: impl Writer) -> Result<Tx, sqlx::Error> {
        self.begin_write(Scope::Installation).await
    }

    async fn begin_read(&self, scope: Scope<'_>) -> Result<Tx, sqlx::Error> {
        match &self.pools {
            Pools::Sqlite { read, .. } => Ok(Tx::sqlite_read(read.acquire().await?)),
            Pools::Postgres { pool, .. } => Tx::postgres(pool.begin().await?, scope, &self.hub).await,
        }
    }

    pub(super) async fn begin_write(&self, scope: Scope<'_>) -> Result<Tx, sqlx::Error> {
        match &self.pools {
            Pools::Sqlite { write, .. } => {
                Ok(Tx::sqlite_write(write.begin_with("BEGIN IMMEDIATE").await?, &self.hub))
            }
            Pools::Postgres { pool, turns } => {
                let turn = match scope {
                    Scope::Org(org) => Some(turns.of(org, MAX_WAIT).await.ok_or(sqlx::Error::PoolTimedOut)?),
                    Scope::Installation => None,
                };
                Tx::postgres_write(pool.begin().await?, scope, &self.hub, turn).await
            }
        }
    }

    pub fn hub(&self) -> &Hub {
        &self.hub
    }

    /// Whether the database is embedded; one node alone uses it then.
    pub fn is_embedded(&self) -> bool {
        matches!(self.pools, Pools::Sqlite { .. })
    }

    pub(super) fn sqlite_writer(&self) -> Option<&SqlitePool> {
        match &self.pools {
            Pools::Sqlite { write, .. } => Some(write),
            Pools::Postgres { .. } => None,
        }
    }

    pub fn postgres_pool(&self) -> Option<&PgPool> {
        match &self.pools {
            Pools::Sqlite { .. } => None,
            Pools::Postgres { pool, .. } => Some(pool),
        }
    }

    /// Waits for connections in use, then closes.
    pub async fn close(&self) {
        match &self.pools {
            Pools::Sqlite { read, write } => {
                read.close().await;
                write.close().await;
            }
            Pools::Postgres { pool, .. } => pool.close().await,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn lesson_81_a_writer_that_may_only_read_is_told_from_one_that_may_write() {
        let folder = tempfile::tempdir().unwrap();
        let file = SqliteConnectOptions::new().filename(folder.path().join("ava.db"));
        let mut writer = SqliteConnection::connect_with(&file.clone().create_if_missing(true)).await.unwrap();
        assert!(sqlite_takes_writes(&mut writer).await, "before its tables are made as well");
        sqlx::raw_sql("CREATE TABLE installation (name TEXT, value TEXT)")
            .execute(&mut writer)
            .await
            .unwrap();
        assert!(sqlite_takes_writes(&mut writer).await);
        let mut reader = SqliteConnection::connect_with(&file.read_only(true)).await.unwrap();
        assert!(!sqlite_takes_writes(&mut reader).await);
    }
}
