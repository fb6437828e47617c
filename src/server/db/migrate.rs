//! Migrations: embedded, numbered alike for both engines, recorded once run.

use std::{borrow::Cow, sync::LazyLock};

use sqlx::{
    AssertSqlSafe, Connection, Executor, SqlSafeStr,
    migrate::{MigrateError, Migration, Migrator},
};

use super::Db;

static SQLITE: LazyLock<Migrator> = LazyLock::new(|| alike(sqlx::migrate!("./migrations/sqlite")));
static POSTGRES: LazyLock<Migrator> = LazyLock::new(|| alike(sqlx::migrate!("./migrations/postgres")));

/// Makes the migrations the same whatever line endings their checkout had: a migration
/// that has run is recognised by a checksum of its text.
fn alike(mut migrator: Migrator) -> Migrator {
    let migrations: Vec<Migration> = migrator.migrations.iter().map(with_unix_lines).collect();
    migrator.migrations = Cow::Owned(migrations);
    migrator
}

fn with_unix_lines(migration: &Migration) -> Migration {
    let sql = AssertSqlSafe(migration.sql.as_str().replace("\r\n", "\n")).into_sql_str();
    let description = migration.description.clone();
    Migration::new(migration.version, description, migration.migration_type, sql, migration.no_tx)
}

impl Db {
    /// Brings the schema up to date; does nothing when it is.
    pub async fn migrate(&self) -> Result<(), MigrateError> {
        match (self.sqlite_writer(), self.postgres_pool()) {
            (Some(writer), _) => SQLITE.run(writer).await,
            (None, Some(pool)) => {
                // Migrations have a connection of their own, since an index of a large
                // table, or another node's migration, takes longer than a statement
                // otherwise may.
                let mut connection = pool.acquire().await?.detach();
                connection.execute("SET statement_timeout = 0; SET lock_timeout = 0").await?;
                POSTGRES.run(&mut connection).await?;
                Ok(connection.close().await?)
            }
            (None, None) => Ok(()),
        }
    }
}

/// The version numbers of both folders, SQLite's first.
pub fn migration_versions() -> (Vec<i64>, Vec<i64>) {
    let versions =
        |migrator: &LazyLock<Migrator>| migrator.iter().map(|migration| migration.version).collect();
    (versions(&SQLITE), versions(&POSTGRES))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_checkout_with_other_line_ends_has_the_same_checksums() {
        for kept in sqlx::migrate!("./migrations/sqlite").iter() {
            let text = kept.sql.as_str().replace('\n', "\r\n");
            let sql = AssertSqlSafe(text).into_sql_str();
            let description = kept.description.clone();
            let other = Migration::new(kept.version, description, kept.migration_type, sql, kept.no_tx);
            assert_ne!(other.checksum, kept.checksum);
            assert_eq!(with_unix_lines(&other).checksum, kept.checksum, "what has run stays known");
        }
    }

    #[test]
    fn lesson_69_both_engines_have_the_same_migrations() {
        let (sqlite, postgres) = super::migration_versions();
        assert_eq!(sqlite, postgres);
        assert!(!sqlite.is_empty());
    }
}
