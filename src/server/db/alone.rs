//! One server alone works on an SQLite file: two would take each other's leases,
//! and hear nothing of each other's events. Other commands may run beside it.

use std::{
    ffi::OsString,
    fs::{self, File, TryLockError},
    io::{self, Read, Write},
    path::{Path, PathBuf},
    str::FromStr,
};

use sqlx::sqlite::SqliteConnectOptions;

use super::connect::is_postgres;

/// Holds the lock beside the database until it is dropped, or the process ends in
/// whatever way: the system lets go of it then.
#[must_use]
pub struct Alone {
    _lock: Option<File>,
}

#[derive(Debug, thiserror::Error)]
pub enum NotAlone {
    #[error(
        "another server{} works on {database}: stop it first, or give this one a DATABASE_URL of its own",
        process(.pid.as_deref())
    )]
    Served { database: String, pid: Option<String> },
    #[error("{lock} cannot be locked: {source}")]
    NoLock { lock: String, source: io::Error },
    #[error(transparent)]
    NoUrl(#[from] sqlx::Error),
}

fn process(pid: Option<&str>) -> String {
    pid.map_or_else(String::new, |pid| format!(" (process {pid})"))
}

impl Alone {
    /// With PostgreSQL, which is for several, there is nothing to hold.
    pub fn on(url: &str) -> Result<Self, NotAlone> {
        if is_postgres(url) {
            return Ok(Self { _lock: None });
        }
        let options = SqliteConnectOptions::from_str(url)?;
        let database = options.get_filename();
        let path = lock_path(database);
        let failed = |source| NotAlone::NoLock { lock: path.display().to_string(), source };
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(failed)?;
        }
        // The file stays: who waits for one that is deleted waits for another.
        let mut options = File::options();
        let options = options.create(true).truncate(false).read(true).write(true);
        let mut file = options.open(&path).map_err(failed)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let mut pid = String::new();
                let read = file.read_to_string(&mut pid).is_ok();
                let pid = Some(pid.trim().to_owned()).filter(|pid| read && !pid.is_empty());
                return Err(NotAlone::Served { database: database.display().to_string(), pid });
            }
            Err(TryLockError::Error(source)) => return Err(failed(source)),
        }
        // Only for people: the lock holds without.
        let told = file.set_len(0).and_then(|()| writeln!(file, "{}", std::process::id()));
        if let Err(error) = told {
            tracing::warn!(%error, "could not write who has the lock of the database");
        }
        Ok(Self { _lock: Some(file) })
    }
}

/// Beside the file itself, by whatever path it is named.
fn lock_path(database: &Path) -> PathBuf {
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
        let first = Alone::on(&url).unwrap();
        let refused = Alone::on(&url).err().map(|error| error.to_string()).unwrap();
        let me = std::process::id();
        assert!(
            refused.contains(&format!("another server (process {me}) works on {}", file.display())),
            "{refused}"
        );
        drop(first);
        assert!(Alone::on(&url).is_ok());
    }

    #[test]
    fn a_file_is_one_by_whatever_path_it_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("ava.db");
        fs::write(&file, "").unwrap();
        let other = folder.path().join("other.db");
        std::os::unix::fs::symlink(&file, &other).unwrap();
        let _first = Alone::on(&format!("sqlite://{}", file.display())).unwrap();
        assert!(matches!(Alone::on(&format!("sqlite://{}", other.display())), Err(NotAlone::Served { .. })));
    }

    #[test]
    fn postgresql_is_for_several() {
        let url = "postgres://ava@127.0.0.1/ava";
        let _first = Alone::on(url).unwrap();
        assert!(Alone::on(url).is_ok());
    }
}
