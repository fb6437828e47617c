//! Reaching the database: how PostgreSQL is connected to, and what to do when
//! a database cannot be reached.

use std::{error::Error, fmt, fs, io, str::FromStr};

use rustls::{CertificateError, Error as TlsError};
use sqlx::{Executor, PgConnection, migrate::MigrateError, postgres::PgConnectOptions};
use url::{ParseError, Url};
use zeroize::Zeroizing;

use super::{Db, on};

/// Options that send nothing at the start of a connection which a pooler in session mode
/// refuses: the connection's settings follow once it is open.
pub(super) fn options(url: &str) -> Result<PgConnectOptions, sqlx::Error> {
    // Two of the crates used here bring a crypto provider each, and rustls then takes
    // neither by itself. On a second call, the first one stays.
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    tls_is_as_meant(url)?;
    Ok(PgConnectOptions::from_str(url)?.application_name("ava").extra_float_digits(None))
}

pub(super) async fn set_up(connection: &mut PgConnection) -> Result<(), sqlx::Error> {
    let settings = "SET statement_timeout = '10s'; SET lock_timeout = '5s';
                    SET idle_in_transaction_session_timeout = '60s'";
    connection.execute(settings).await.map(drop)
}

const MODES: [&str; 6] = ["disable", "allow", "prefer", "require", "verify-ca", "verify-full"];

/// Checks the TLS settings: the driver would not say which file is missing, and would
/// connect without a setting that it does not know.
fn tls_is_as_meant(url: &str) -> Result<(), sqlx::Error> {
    let url = Url::parse(url).map_err(|error| sqlx::Error::Configuration(error.into()))?;
    for (name, path) in url.query_pairs() {
        let said = match &*name {
            "sslmode" | "ssl-mode" => {
                let known = MODES.contains(&&*path.to_ascii_lowercase());
                (!known).then(|| format!("{name} must be one of {}", MODES.join(", ")))
            }
            "sslrootcert" | "ssl-root-cert" | "ssl-ca" | "sslcert" | "ssl-cert" | "sslkey" | "ssl-key" => {
                let what = if name.ends_with("key") { "key" } else { "certificate" };
                unreadable(&path, what).map(|why| format!("{name} names {path}, which {why}"))
            }
            unknown if unknown.to_ascii_lowercase().starts_with("ssl") => {
                Some(format!("{unknown} is no setting of TLS: sslmode, sslrootcert, sslcert and sslkey are"))
            }
            _ => None,
        };
        if let Some(said) = said {
            return Err(sqlx::Error::Configuration(said.into()));
        }
    }
    Ok(())
}

/// Why the driver would read nothing out of the file. It reads PEM, and takes a file without any for
/// an empty one.
fn unreadable(path: &str, what: &str) -> Option<String> {
    match fs::read(path).map(Zeroizing::new) {
        Err(error) => Some(format!("cannot be read: {error}")),
        Ok(held) if held.windows(BEGINS.len()).any(|window| window == BEGINS) => None,
        Ok(_) => Some(format!(
            "has no {what} in the form of PEM (-----BEGIN …): convert one in the form of DER with \
             `openssl {} -inform der -in {path}`",
            if what == "key" { "pkey" } else { "x509" }
        )),
    }
}

const BEGINS: &[u8] = b"-----BEGIN ";

/// Whether row-level security does not bind the role that AVA connects as.
pub async fn bypasses_policies(db: &Db) -> Result<bool, sqlx::Error> {
    if db.is_embedded() {
        return Ok(false);
    }
    let mut tx = db.read_installation().await?;
    on!(tx, |c| {
        sqlx::query_scalar("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
            .fetch_one(c)
            .await
    })
}

/// The error of the database's driver, with advice.
#[derive(Debug)]
pub struct Unreachable {
    source: sqlx::Error,
    advice: &'static str,
}

impl From<sqlx::Error> for Unreachable {
    fn from(source: sqlx::Error) -> Self {
        Self { advice: advice(&source), source }
    }
}

impl fmt::Display for Unreachable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { source, advice } = self;
        write!(f, "the database of DATABASE_URL cannot be opened: {source}.{advice}")
    }
}

impl Error for Unreachable {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&self.source)
    }
}

/// Gives an error of a migration the same advice.
impl From<MigrateError> for Unreachable {
    fn from(error: MigrateError) -> Self {
        match error {
            MigrateError::Execute(source) => source.into(),
            other => sqlx::Error::from(other).into(),
        }
    }
}

const OWN_FOLDER: &str = " Its folder has to be there, and belong to the user that AVA runs as.";

/// Advice as a sentence after a space, or an empty text.
fn advice(error: &sqlx::Error) -> &'static str {
    if let Some(error) = tls_error(error) {
        return of_tls(error);
    }
    match error {
        sqlx::Error::PoolTimedOut => {
            " Nothing answers at its host and port, or a pooler there has no connection to give: is PostgreSQL \
             running, and does it listen there? A pooler needs 16 for each node, and more for commands."
        }
        sqlx::Error::Io(error)
            if matches!(
                error.kind(),
                io::ErrorKind::NotFound
                    | io::ErrorKind::NotADirectory
                    | io::ErrorKind::PermissionDenied
                    | io::ErrorKind::ReadOnlyFilesystem
            ) =>
        {
            OWN_FOLDER
        }
        sqlx::Error::Configuration(error)
            if error.downcast_ref::<ParseError>() == Some(&ParseError::InvalidPort) =>
        {
            " Signs in its password are written by their code: / is %2F, ? is %3F, # is %23, @ is %40, % is %25."
        }
        sqlx::Error::Io(_) => " Look at its host and port.",
        sqlx::Error::Migrate(error) if matches!(**error, MigrateError::VersionMissing(_)) => {
            " A newer AVA brought it up to date, and a schema goes forward only: start that one, or restore \
             the backup of before."
        }
        sqlx::Error::Tls(_) => {
            " Turn TLS on at the server (ssl = on), or, where nobody can listen in, set sslmode=disable."
        }
        sqlx::Error::Database(error) => match error.code().as_deref() {
            Some("28P01") => " The password in DATABASE_URL is not this role’s.",
            Some("28000") => " The role does not exist, or pg_hba.conf does not let it in from here.",
            Some("3D000") => " Make it: createdb --owner=ava ava",
            Some("08P01") => {
                " A pooler refuses what DATABASE_URL has it told at the start: take `options` out of it."
            }
            // A prepared statement is there on another connection (42P05), or is not (26000).
            Some("42P05" | "26000") => {
                " A pooler in transaction mode stands before it, and AVA needs one in session mode \
                  (pool_mode = session), or none."
            }
            Some(code) => of_sqlite(code),
            None => "",
        },
        _ => "",
    }
}

/// Advice by the last byte of SQLite's code; the other bytes tell where it happened.
fn of_sqlite(code: &str) -> &'static str {
    match code.parse::<u32>().map(|code| code & 0xff) {
        // SQLITE_READONLY, SQLITE_IOERR, SQLITE_FULL.
        Ok(8 | 10 | 13) => " Its disk is full, read-only or failing: see to the disk, then start again.",
        // SQLITE_CANTOPEN.
        Ok(14) => OWN_FOLDER,
        // SQLITE_NOTADB.
        Ok(26) => " Look at its path: what is there is something else.",
        _ => "",
    }
}

fn of_tls(error: &TlsError) -> &'static str {
    let TlsError::InvalidCertificate(error) = error else { return "" };
    match error {
        CertificateError::UnknownIssuer => {
            " An authority that AVA does not know signed the server’s certificate. Name that authority’s \
             certificate in DATABASE_URL: ?sslmode=verify-full&sslrootcert=/path/to/ca.pem"
        }
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            " The server’s certificate is for another name than the host in DATABASE_URL: write that name \
             there, or check the authority only, with sslmode=verify-ca."
        }
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
            " Renew the server’s certificate, and look at the clocks of both machines."
        }
        _ => {
            " The server needs a certificate that an authority signed; a certificate that signs itself is \
             none. sslmode=require encrypts without checking it."
        }
    }
}

/// The TLS error that caused this one, if any.
fn tls_error(error: &sqlx::Error) -> Option<&TlsError> {
    let mut cause: Option<&(dyn Error + 'static)> = Some(error);
    while let Some(error) = cause {
        if let Some(found) = error.downcast_ref::<TlsError>() {
            return Some(found);
        }
        let inner = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        cause = match inner {
            Some(inner) => Some(inner as &(dyn Error + 'static)),
            None => error.source(),
        };
    }
    None
}

#[cfg(test)]
mod tests {
    use sqlx::{Connection, SqliteConnection};

    use super::*;

    fn said(error: impl Into<sqlx::Error>) -> String {
        let error: sqlx::Error = error.into();
        Unreachable::from(error).to_string()
    }

    fn refused(why: CertificateError) -> sqlx::Error {
        sqlx::Error::Io(io::Error::new(io::ErrorKind::InvalidData, TlsError::InvalidCertificate(why)))
    }

    #[test]
    fn a_private_authority_is_told_with_the_setting_that_names_it() {
        let unknown = said(refused(CertificateError::UnknownIssuer));
        assert!(unknown.contains("UnknownIssuer") && unknown.contains("sslrootcert="), "{unknown}");
        let other = said(refused(CertificateError::NotValidForName));
        assert!(other.contains("verify-ca"), "{other}");
        let own = said(refused(CertificateError::BadEncoding));
        assert!(own.contains("sslmode=require"), "{own}");
    }

    #[test]
    fn a_certificate_file_that_is_not_there_is_named() {
        let url = "postgres://ava@localhost/ava?sslmode=verify-ca&sslrootcert=/nowhere/ca.pem";
        let error = said(options(url).err().unwrap());
        assert!(error.contains("sslrootcert") && error.contains("/nowhere/ca.pem"), "{error}");
    }

    #[test]
    fn a_certificate_that_the_driver_would_not_find_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("ca.cer");
        let url = |setting: &str, path: &std::path::Path| {
            options(&format!("postgres://ava@localhost/ava?sslmode=verify-ca&{setting}={}", path.display()))
        };
        for held in [&b""[..], b"\x30\x82\x03\x0d", b"-----BEGIN"] {
            fs::write(&file, held).unwrap();
            let error = said(url("sslrootcert", &file).err().unwrap());
            assert!(error.contains("no certificate") && error.contains("openssl x509"), "{error}");
            let error = said(url("sslkey", &file).err().unwrap());
            assert!(error.contains("no key") && error.contains("openssl pkey"), "{error}");
        }
        let error = said(url("sslrootcert", folder.path()).err().unwrap());
        assert!(error.contains("cannot be read"), "{error}");
        fs::write(&file, "Issuer: us\n-----BEGIN CERTIFICATE-----\n").unwrap();
        assert!(url("sslrootcert", &file).is_ok());
    }

    #[test]
    fn a_misspelt_setting_of_tls_is_refused_and_not_left_out() {
        for setting in ["ssl_mode=require", "ssl=true", "SSLMODE=verify-full", "sslrootcrt=/ca.pem"] {
            let error = said(options(&format!("postgres://ava@localhost/ava?{setting}")).err().unwrap());
            assert!(error.contains("no setting of TLS"), "{setting}: {error}");
        }
        let error = said(options("postgres://ava@localhost/ava?sslmode=verify").err().unwrap());
        assert!(error.contains("sslmode must be one of disable") && error.contains("verify-ca"), "{error}");
        for setting in [
            "sslmode=require",
            "ssl-mode=Verify-Full",
            "ssl-mode=require",
            "channel_binding=require",
            "connect_timeout=5",
        ] {
            assert!(options(&format!("postgres://ava@localhost/ava?{setting}")).is_ok(), "{setting}");
        }
    }

    #[test]
    fn a_password_with_signs_in_it_is_told_how_to_write_it() {
        for password in ["pa/ss", "pa#ss", "pa?ss"] {
            let error = said(options(&format!("postgres://ava:{password}@localhost/ava")).err().unwrap());
            assert!(error.contains("%2F") && !error.contains(password), "{error}");
        }
    }

    #[tokio::test]
    async fn a_disk_that_is_full_is_told_as_one() {
        let mut full = SqliteConnection::connect("sqlite::memory:").await.unwrap();
        full.execute("PRAGMA max_page_count = 1").await.unwrap();
        let error = full.execute("CREATE TABLE large (x); CREATE TABLE larger (x)").await.unwrap_err();
        assert!(said(error).contains("disk is full"));
        // SQLITE_IOERR_SHMSIZE and SQLITE_CANTOPEN_ISDIR.
        assert!(of_sqlite("4874").contains("disk is full"));
        assert_eq!(of_sqlite("526"), OWN_FOLDER);
    }

    #[tokio::test]
    async fn what_cannot_be_opened_is_told_with_what_to_look_at() {
        let silent = said(sqlx::Error::PoolTimedOut);
        assert!(silent.contains("is PostgreSQL") && silent.contains("pooler"), "{silent}");
        let newer = Unreachable::from(MigrateError::VersionMissing(9)).to_string();
        assert!(newer.contains("A newer AVA"), "{newer}");
        let hub = crate::server::events::Hub::new(0);
        let nowhere = said(Db::connect("sqlite:///proc/nowhere/ava.db", hub).await.err().unwrap());
        assert!(nowhere.contains(OWN_FOLDER), "{nowhere}");
    }
}
