//! Migrations: embedded, numbered alike for both engines, recorded once run.

use sqlx::{
    Connection, Executor,
    migrate::{MigrateError, Migrator},
};

use super::Db;

static SQLITE: Migrator = sqlx::migrate!("./migrations/sqlite");
static POSTGRES: Migrator = sqlx::migrate!("./migrations/postgres");

impl Db {
    /// Brings the schema up to date; does nothing when it is.
    pub async fn migrate(&self) -> Result<(), MigrateError> {
        match (self.sqlite_writer(), self.postgres_pool()) {
            (Some(writer), _) => SQLITE.run(writer).await,
            (None, Some(pool)) => {
                // Of its own, since an index of a large table, or another node's
                // migration, takes longer than a statement otherwise may.
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
    let versions = |migrator: &Migrator| migrator.iter().map(|migration| migration.version).collect();
    (versions(&SQLITE), versions(&POSTGRES))
}

#[cfg(test)]
mod tests {
    #[test]
    fn lesson_69_both_engines_have_the_same_migrations() {
        let (sqlite, postgres) = super::migration_versions();
        assert_eq!(sqlite, postgres);
        assert!(!sqlite.is_empty());
    }
}
