//! One server alone works on an SQLite file: two would take each other's leases,
//! and hear nothing of each other's events. Other commands may run beside it.
//!
//! The file itself is locked, so that the lock holds by whatever name, link or mount the
//! file is reached, and whatever is deleted beside it. SQLite's own locks are of another
//! kind and do not meet this one.

use std::{
    ffi::OsString,
    fs::{self, File, TryLockError},
    io,
    path::{Path, PathBuf},
    str::FromStr,
};

use sqlx::sqlite::SqliteConnectOptions;

use super::connect::is_postgres;

/// Holds the lock of the database until it is dropped, or until the process ends in any
/// way: the system then releases it. Drop it after the database is closed: closing this
/// file releases SQLite's locks on it.
#[must_use]
pub struct FileLock {
    _database: Option<File>,
}

#[derive(Debug, thiserror::Error)]
pub enum FileLockError {
    #[error(
        "another server{} works on {database}: stop it first, or give this one a DATABASE_URL of its own",
        process(.pid.as_deref())
    )]
    Served { database: String, pid: Option<String> },
    #[error(
        "{database} of DATABASE_URL cannot be opened and locked: {source}. It has to be on a local disk, in a \
         folder that belongs to the user that AVA runs as"
    )]
    NoLock { database: String, source: io::Error },
    #[error(transparent)]
    NoUrl(#[from] sqlx::Error),
}

fn process(pid: Option<&str>) -> String {
    pid.map_or_else(String::new, |pid| format!(" (process {pid})"))
}

impl FileLock {
    /// Takes the lock. With PostgreSQL, which serves several nodes, there is none to take.
    pub fn on(url: &str) -> Result<Self, FileLockError> {
        if is_postgres(url) {
            return Ok(Self { _database: None });
        }
        let options = SqliteConnectOptions::from_str(url)?;
        let path = options.get_filename();
        let database = path.display().to_string();
        let failed = |source| FileLockError::NoLock { database: database.clone(), source };
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(failed)?;
        }
        // An empty file is an empty database.
        let mut options = File::options();
        let options = options.create(true).truncate(false).read(true).write(true);
        let file = options.open(path).map_err(failed)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let pid = fs::read_to_string(pid_path(path)).ok();
                let pid = pid.map(|pid| pid.trim().to_owned()).filter(|pid| !pid.is_empty());
                return Err(FileLockError::Served { database, pid });
            }
            Err(TryLockError::Error(source)) => return Err(failed(source)),
        }
        // The process id is for people only: the lock holds without it.
        if let Err(error) = fs::write(pid_path(path), format!("{}\n", std::process::id())) {
            tracing::warn!(%error, "could not write who has the lock of the database");
        }
        Ok(Self { _database: Some(file) })
    }
}

/// The file with the process id: beside the real database, where `database` is a link.
fn pid_path(database: &Path) -> PathBuf {
    let real = fs::canonicalize(database).unwrap_or_else(|_| database.to_owned());
    let mut path = OsString::from(real);
    path.push(".lock");
    path.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_comes_second_is_told_who_was_first() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("ava.db");
        let url = format!("sqlite://{}", file.display());
        let first = FileLock::on(&url).unwrap();
        let refused = FileLock::on(&url).err().map(|error| error.to_string()).unwrap();
        let me = std::process::id();
        assert!(
            refused.contains(&format!("another server (process {me}) works on {}", file.display())),
            "{refused}"
        );
        drop(first);
        assert!(FileLock::on(&url).is_ok());
    }

    fn on(path: &Path) -> Result<FileLock, FileLockError> {
        FileLock::on(&format!("sqlite://{}", path.display()))
    }

    fn is_served(path: &Path) -> bool {
        matches!(on(path), Err(FileLockError::Served { .. }))
    }

    #[test]
    fn a_file_is_one_by_whatever_path_it_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let [file, early, late, hard, moved] =
            ["ava.db", "early.db", "late.db", "hard.db", "moved.db"].map(|name| folder.path().join(name));
        std::os::unix::fs::symlink(&file, &early).unwrap();
        // The first lock is taken by a link that leads to nothing yet.
        let _first = on(&early).unwrap();
        assert!(is_served(&file));
        std::os::unix::fs::symlink(&file, &late).unwrap();
        fs::hard_link(&file, &hard).unwrap();
        assert!(is_served(&late) && is_served(&hard));
        fs::rename(&file, &moved).unwrap();
        assert!(is_served(&moved), "it is that file still");
        assert!(on(&file).is_ok(), "and another is another");
    }

    #[test]
    fn what_is_deleted_beside_a_database_lets_no_second_server_in() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("ava.db");
        let _first = on(&file).unwrap();
        fs::remove_file(pid_path(&file)).unwrap();
        let refused = on(&file).err().map(|error| error.to_string()).unwrap();
        assert!(refused.starts_with("another server works on "), "{refused}");
    }

    #[test]
    fn postgresql_is_for_several() {
        let url = "postgres://ava@127.0.0.1/ava";
        let _first = FileLock::on(url).unwrap();
        assert!(FileLock::on(url).is_ok());
    }
}
