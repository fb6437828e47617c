//! A database for each test: a copy of one that was brought up to date once.

use std::{fs, path::Path};

use ava::server::{db::Db, events::Hub};
use tokio::sync::OnceCell;

use super::{app::Database, postgres};

static SQLITE: OnceCell<Vec<u8>> = OnceCell::const_new();
static POSTGRES: OnceCell<()> = OnceCell::const_new();

/// The name of the one that PostgreSQL copies.
const MIGRATED: &str = "migrated";

/// The URL of a fresh one; SQLite's is kept in the folder.
pub async fn fresh(database: Database, folder: &Path) -> String {
    match database {
        Database::Sqlite => {
            let migrated = SQLITE.get_or_init(|| async {
                let folder = tempfile::tempdir().unwrap();
                migrate(&url(folder.path())).await;
                fs::read(file(folder.path())).unwrap()
            });
            fs::write(file(folder), migrated.await).unwrap();
            url(folder)
        }
        Database::Postgres => {
            let migrated = POSTGRES.get_or_init(|| async {
                migrate(&postgres::create(MIGRATED, "template1").await).await;
            });
            migrated.await;
            postgres::database(MIGRATED).await
        }
    }
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
