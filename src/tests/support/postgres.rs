//! A PostgreSQL of this process alone: made when first asked for, gone with the process,
//! however that ends. The tests fail without one.

use std::{
    fs,
    io::Write,
    net::TcpListener,
    os::unix::process::CommandExt,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{
        Mutex, OnceLock, PoisonError,
        atomic::{AtomicBool, AtomicU32, Ordering},
    },
};

use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};
use tempfile::TempDir;

pub struct Cluster {
    port: u16,
    data: String,
    log: String,
    user: User,
    /// Stops the server once this process is gone: its input ends then.
    _watchdog: Child,
}

static CLUSTER: OnceLock<Cluster> = OnceLock::new();
static DATABASES: AtomicU32 = AtomicU32::new(0);
static FREE: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// An empty copy of a database that one test has to itself. Copying takes ten times as
/// long as emptying, so a test that is done leaves its copy to the next.
pub struct Lent {
    name: String,
    has_another_schema: AtomicBool,
}

impl Lent {
    pub async fn of(template: &str) -> Self {
        let freed = FREE.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let name = match freed {
            Some(name) => {
                CLUSTER.get_or_init(Cluster::start).empty(&name).await;
                name
            }
            None => {
                let name = format!("test_{}", DATABASES.fetch_add(1, Ordering::SeqCst));
                create(&name, template).await;
                name
            }
        };
        Self { name, has_another_schema: AtomicBool::new(false) }
    }

    /// The URL for a role that is bound by row-level security.
    pub fn url(&self) -> String {
        CLUSTER.get_or_init(Cluster::start).url("ava", &self.name)
    }

    /// Notes that no other test can use the copy any more.
    pub fn has_another_schema(&self) {
        self.has_another_schema.store(true, Ordering::SeqCst);
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        if !self.has_another_schema.load(Ordering::SeqCst) {
            FREE.lock().unwrap_or_else(PoisonError::into_inner).push(self.name.clone());
        }
    }
}

pub async fn create(name: &str, of: &str) -> String {
    CLUSTER.get_or_init(Cluster::start).create(name, of).await
}

impl Cluster {
    /// Makes an empty database; returns its URL.
    pub async fn database(&self, name: &str) -> String {
        self.create(name, "template1").await
    }

    async fn create(&self, name: &str, of: &str) -> String {
        self.admin(&format!("CREATE DATABASE {name} OWNER ava TEMPLATE {of}")).await;
        self.url("ava", name)
    }

    fn url(&self, role: &str, database: &str) -> String {
        format!("postgres://{role}@127.0.0.1:{}/{database}", self.port)
    }

    pub async fn admin(&self, sql: &str) {
        self.admin_in("postgres", sql).await;
    }

    async fn admin_in(&self, database: &str, sql: &str) {
        let mut admin = PgConnection::connect(&self.url("postgres", database)).await.unwrap();
        admin.execute(AssertSqlSafe(sql)).await.unwrap();
        admin.close().await.unwrap();
    }

    /// Ends all other connections, and deletes all rows but those that say which migrations
    /// have run. Nothing else ever clears away what was deleted, over which every query of
    /// the next test would stumble. Tables that were never written to, or were cleared since,
    /// have no bytes, and are most.
    async fn empty(&self, name: &str) {
        let mut admin = PgConnection::connect(&self.url("postgres", name)).await.unwrap();
        let alone = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                     WHERE datname = current_database() AND pid <> pg_backend_pid()";
        admin.execute(alone).await.unwrap();
        let written = "SELECT quote_ident(relname) FROM pg_class
                       WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
                         AND relname <> '_sqlx_migrations' AND pg_relation_size(oid) > 0";
        let written: Vec<String> = sqlx::query_scalar(written).fetch_all(&mut admin).await.unwrap();
        if !written.is_empty() {
            let deleted: String = written.iter().map(|table| format!("DELETE FROM {table};")).collect();
            let emptied = format!("SET session_replication_role = replica; {deleted}");
            admin.execute(AssertSqlSafe(emptied)).await.unwrap();
            admin.execute(AssertSqlSafe(format!("VACUUM {}", written.join(", ")))).await.unwrap();
        }
        admin.close().await.unwrap();
    }

    /// Ends every connection; what was committed is kept, although nothing here
    /// waits for the disk.
    pub fn stop(&mut self) {
        assert!(self.pg_ctl(&["-m", "fast", "stop"]));
    }

    pub fn start_again(&mut self) {
        assert!(self.pg_ctl(&["-l", &self.log, "-o", &format!("-p {}", self.port), "start"]));
    }

    fn pg_ctl(&self, args: &[&str]) -> bool {
        pg_ctl(&self.user, &self.data, args)
    }

    pub fn start() -> Self {
        let folder: TempDir = tempfile::Builder::new().prefix("ava-postgres-").tempdir().unwrap();
        let root = folder.keep();
        let data = root.join("data");
        let user = unprivileged(&root);
        let run = |program: &str, args: &[&str]| {
            let output = user.command(program).args(args).output().unwrap();
            let said = String::from_utf8_lossy(&output.stderr);
            (output.status.success(), said.into_owned())
        };
        let data_text = data.display().to_string();
        let (made, said) = run(
            "initdb",
            &["-D", &data_text, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N"],
        );
        assert!(made, "initdb failed (is PostgreSQL installed?): {said}");
        let mut conf = fs::OpenOptions::new().append(true).open(data.join("postgresql.conf")).unwrap();
        write!(
            conf,
            "listen_addresses = '127.0.0.1'\nunix_socket_directories = ''\nfsync = off\n\
             synchronous_commit = off\nfull_page_writes = off\nmax_connections = 300\n\
             autovacuum = off\nwal_level = minimal\nmax_wal_senders = 0\n\
             checkpoint_timeout = 1h\nmax_wal_size = 4GB\n"
        )
        .unwrap();
        let log = root.join("log").display().to_string();
        let started = (0..5).find_map(|_| {
            let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
            let options = format!("-p {port}");
            pg_ctl(&user, &data_text, &["-l", &log, "-o", &options, "start"]).then_some(port)
        });
        let Some(port) = started else {
            panic!("PostgreSQL did not start: {}", fs::read_to_string(&log).unwrap_or_default());
        };
        let watchdog = user.watchdog(&root, &data);
        let role = format!("postgres://postgres@127.0.0.1:{port}/postgres");
        let made = user
            .command("psql")
            .args([&role, "-qc", "CREATE ROLE ava LOGIN NOSUPERUSER NOCREATEDB NOBYPASSRLS"])
            .output()
            .unwrap();
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        Self { port, data: data_text, log, user, _watchdog: watchdog }
    }
}

fn pg_ctl(user: &User, data: &str, args: &[&str]) -> bool {
    let mut command = user.command("pg_ctl");
    let command = command.args(["-D", data, "-w"]).args(args).stdout(Stdio::null()).stderr(Stdio::null());
    command.status().unwrap().success()
}

/// The user that runs PostgreSQL, which refuses to be run by root.
struct User {
    /// `None` for the user that runs the tests.
    name: Option<&'static str>,
    bin: PathBuf,
}

fn unprivileged(root: &Path) -> User {
    let output = |program: &str, args: &[&str]| {
        let output =
            Command::new(program).args(args).output().ok().filter(|output| output.status.success())?;
        String::from_utf8(output.stdout).ok()
    };
    let is_root = output("id", &["-u"]).is_some_and(|id| id.trim() == "0");
    let name = is_root.then(|| {
        ["postgres", "nobody"]
            .into_iter()
            .find(|name| output("id", &["-u", name]).is_some())
            .expect("a user for PostgreSQL: postgres or nobody")
    });
    if let Some(name) = name {
        output("chown", &[name, &root.display().to_string()]).expect("chown");
    }
    User { name, bin: programs() }
}

/// The folder of Debian's newest version, else an empty path, so that the search path is used.
fn programs() -> PathBuf {
    let mut versions: Vec<PathBuf> = fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.path().join("bin")))
        .filter(|bin| bin.join("initdb").exists())
        .collect();
    versions.sort();
    versions.pop().unwrap_or_default()
}

impl User {
    fn command(&self, program: &str) -> Command {
        let path = self.bin.join(program);
        let mut command = match self.name {
            None => Command::new(path),
            Some(name) => {
                let mut command = Command::new("runuser");
                command.args(["-u", name, "--"]).arg(path);
                command
            }
        };
        command.current_dir("/").stdin(Stdio::null());
        command
    }

    fn watchdog(&self, root: &Path, data: &Path) -> Child {
        let stop = "cat >/dev/null; cd /; ";
        let pg_ctl = self.bin.join("pg_ctl");
        let as_user = self.name.map_or_else(String::new, |name| format!("runuser -u {name} -- "));
        let script = format!(
            "{stop}{as_user}{} -D {} -m immediate stop; rm -rf {}",
            pg_ctl.display(),
            data.display(),
            root.display()
        );
        Command::new("sh")
            .args(["-c", &script])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            // The Ctrl-C that ends the tests does not end the watchdog.
            .process_group(0)
            .spawn()
            .unwrap()
    }
}
