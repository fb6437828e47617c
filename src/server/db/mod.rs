//! One database type over SQLite and PostgreSQL.
//!
//! Every statement is one text for both engines (`$1` placeholders, epoch
//! milliseconds, JSON as text) and runs inside a [`Tx`] of the installation or an
//! [`OrgTx`] of one organisation, which knows whose rows it may see and which events
//! to publish once it is committed.

mod connect;
mod decode;
#[cfg(test)]
pub mod explain;
mod file;
mod file_lock;
mod migrate;
mod probe;
mod reach;
pub mod sql;
mod tx;
mod writer;
mod writer_queue;

pub use connect::Db;
pub use decode::{Stored, stored, stored_step, to_json, to_json_some};
pub use file::may_be_opened;
pub use file_lock::{FileLock, FileLockError};
pub use migrate::migration_versions;
pub use reach::{Unreachable, bypasses_policies};
pub(in crate::server) use sql::{codes_where, sql, texts_in};
pub use tx::{Conn, OrgTx, ReadOnly, Tx};
pub use writer::Writer;

use tx::Scope;

/// Runs one piece of code on whichever connection the transaction holds:
/// `on!(tx, |c| sqlx::query(SQL).bind(id).execute(c).await)`; and on that of an
/// organisation: `on!(tx, |c, org| sqlx::query(SQL).bind(org.as_str()).execute(c).await)`.
macro_rules! on {
    ($tx:expr, |$conn:ident| $body:expr) => {
        match $tx.conn() {
            $crate::server::db::Conn::Sqlite($conn) => $body,
            $crate::server::db::Conn::Postgres($conn) => $body,
        }
    };
    ($tx:expr, |$conn:ident, $org:ident| $body:expr) => {
        match $tx.conn_and_org() {
            ($crate::server::db::Conn::Sqlite($conn), $org) => $body,
            ($crate::server::db::Conn::Postgres($conn), $org) => $body,
        }
    };
}

pub(crate) use on;

/// Runs a statement with its values, and returns how many rows it changed:
/// `execute!(tx, SQL, id.as_str(), now).map(drop)`; or one of an organisation:
/// `execute!(tx, SQL, |org| (org.as_str(), now))`.
macro_rules! execute {
    ($tx:expr, $sql:expr, |$org:ident| ($($value:expr),* $(,)?) $(,)?) => {
        $crate::server::db::on!($tx, |conn, $org| {
            sqlx::query($sql)$(.bind($value))*.execute(conn).await.map(|done| done.rows_affected())
        })
    };
    ($tx:expr, $sql:expr $(, $value:expr)* $(,)?) => {
        $crate::server::db::on!($tx, |conn| {
            sqlx::query($sql)$(.bind($value))*.execute(conn).await.map(|done| done.rows_affected())
        })
    };
}

pub(crate) use execute;

/// Whether a statement broke that unique constraint or index.
///
/// PostgreSQL names the index; SQLite lists the columns, given as `columns`.
pub fn broke_unique(error: &sqlx::Error, index: &str, columns: &str) -> bool {
    error.as_database_error().is_some_and(|error| {
        error.is_unique_violation()
            && (error.constraint() == Some(index) || error.message().ends_with(columns))
    })
}
