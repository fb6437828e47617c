//! The file that an SQLite URL names. AVA locks it, watches it, and opens it several
//! times, so it has to be a file, and of that name.

use std::str::FromStr;

use sqlx::sqlite::SqliteConnectOptions;
use url::form_urlencoded;

use super::connect::is_postgres;

/// Returns `false` where SQLite would keep the database in memory, or elsewhere than at
/// the path named. A URL that cannot be read at all is reported when it is opened.
pub fn may_be_opened(url: &str) -> bool {
    if is_postgres(url) {
        return true;
    }
    let Ok(options) = SqliteConnectOptions::from_str(url) else { return true };
    let name = options.get_filename().to_string_lossy();
    let parameters = url.split_once('?').map_or("", |(_, parameters)| parameters);
    let in_memory = form_urlencoded::parse(parameters.as_bytes())
        .any(|(name, value)| matches!((&*name, &*value), ("mode", "memory") | ("vfs", "memdb")));
    // SQLite reads a name that begins with `file:` as a URI; the driver names a database
    // in memory so.
    let elsewhere = in_memory || name.is_empty() || name == ":memory:" || name.starts_with("file:");
    !elsewhere
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_sqlite_would_not_keep_in_the_file_that_is_named_is_told_from_what_it_would() {
        for url in [
            "sqlite::memory:",
            "sqlite://:memory:",
            "sqlite:%3Amemory%3A",
            "sqlite://?mode=memory",
            "sqlite://ava.db?cache=shared&mode=memory",
            "sqlite://ava.db?vfs=memdb",
            "sqlite:file:ava.db",
            "sqlite:file:ava.db%3Fmode=memory",
            "sqlite:",
            "sqlite://",
        ] {
            assert!(!may_be_opened(url), "{url}");
        }
        for url in [
            "sqlite://data/ava.db",
            "sqlite:data/ava.db",
            "sqlite:///var/lib/ava/ava.db?mode=rwc",
            "sqlite:///tmp/:memory:",
            "sqlite://ava.db?unknown=1",
            "postgres://ava@127.0.0.1/memory?sslmode=disable",
        ] {
            assert!(may_be_opened(url), "{url}");
        }
    }
}
