//! A database for each test: a copy of one that was brought up to date once.

use std::{fs, path::Path};

use ava::server::{db::Db, events::Hub};
use tokio::sync::OnceCell;

use super::{
    app::Database,
    postgres::{self, Lent},
};

static SQLITE: OnceCell<Vec<u8>> = OnceCell::const_new();
static POSTGRES: OnceCell<()> = OnceCell::const_new();

/// The name of the database that PostgreSQL copies.
const MIGRATED: &str = "migrated";

/// A fresh database.
pub enum Fresh {
    /// The URL of a file in the folder of its test, or of a database that a test has made.
    At(String),
    Lent(Lent),
}

impl Fresh {
    /// A fresh database; the file of SQLite's is kept in the folder.
    pub async fn on(database: Database, folder: &Path) -> Self {
        match database {
            Database::Sqlite => {
                let migrated = SQLITE.get_or_init(|| async {
                    let folder = tempfile::tempdir().unwrap();
                    migrate(&url(folder.path())).await;
                    closed(folder.path())
                });
                Self::copy(migrated.await, folder)
            }
            Database::Postgres => {
                let migrated = POSTGRES.get_or_init(|| async {
                    migrate(&postgres::create(MIGRATED, "template1").await).await;
                });
                migrated.await;
                Self::Lent(Lent::of(MIGRATED).await)
            }
        }
    }

    /// A copy of a file that was [`closed`].
    pub fn copy(closed: &[u8], folder: &Path) -> Self {
        fs::write(file(folder), closed).unwrap();
        Self::At(url(folder))
    }

    pub fn url(&self) -> String {
        match self {
            Self::At(url) => url.clone(),
            Self::Lent(lent) => lent.url(),
        }
    }

    /// Notes that a statement of a test has changed more than rows.
    pub fn has_another_schema(&self) {
        if let Self::Lent(lent) = self {
            lent.has_another_schema();
        }
    }
}

/// The file of SQLite's in the folder, which nobody has open any more: who closed it last has
/// written into it what was in its log.
pub fn closed(folder: &Path) -> Vec<u8> {
    let log = folder.join("ava.db-wal").metadata();
    assert!(!log.is_ok_and(|log| log.len() > 0), "the database is still open");
    fs::read(file(folder)).unwrap()
}

fn file(folder: &Path) -> std::path::PathBuf {
    folder.join("ava.db")
}

fn url(folder: &Path) -> String {
    format!("sqlite://{}", file(folder).display())
}

async fn migrate(url: &str) {
    let db = Db::connect(url, Hub::new(0)).await.unwrap();
    db.migrate().await.unwrap();
    db.close().await;
}
