//! One server of a test's own: database, simulators, clock and randomness.
//!
//! Nothing runs by itself here: a test runs what is due, and moves the clock.

use std::{
    fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use ava::{
    domain::{
        area::Area,
        ids::{OperationId, OrgId},
        operation::{OperationPage, OperationState, OperationView},
    },
    server::{
        application,
        clock::{Clock, ManualClock},
        config::Config,
        cx::{Cx, Services},
        db::{Conn, Tx, Writer},
        integrations::verify::StoredKeys,
        operation_registry::OPERATIONS,
        operations::{engine::Engine, service},
        random::Random,
        sandbox::Memento,
    },
};
use sqlx::AssertSqlSafe;
use tempfile::TempDir;

use super::{
    canary,
    database::{self, Fresh},
    sandbox::{PLATFORM_SID, PLATFORM_TOKEN, Sandbox},
};

/// The writer of a test, which changes rows behind everybody's back.
pub struct Tests;

impl Writer for Tests {}

/// 2026-11-21T07:36:00Z, in milliseconds.
pub const START: i64 = 1_795_246_560_000;
/// 32 bytes of `0x07`, in base64.
pub const MASTER_KEY: &str = "BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Database {
    Sqlite,
    Postgres,
}

pub struct TestApp {
    pub services: Services,
    pub engine: Engine,
    pub clock: Arc<ManualClock>,
    pub sandbox: Sandbox,
    pub database: Database,
    url: String,
    settings: Settings,
    folder: TempDir,
    fresh: Fresh,
}

/// What an ended server leaves to others, which go on from there.
pub struct Saved {
    file: Vec<u8>,
    memento: Memento,
    now: i64,
    settings: Settings,
}

/// What a server has around it from its start.
struct Around {
    clock: Arc<ManualClock>,
    sandbox: Sandbox,
    seed: u64,
}

impl Around {
    async fn fresh() -> Self {
        let clock = ManualClock::at(START);
        let sandbox = Sandbox::start(clock.clone()).await;
        Self { clock, sandbox, seed: 7 }
    }

    /// A millisecond has passed, so that the ids that are made now come after those that were made
    /// before; and the randomness is another, so that none is made twice.
    async fn restored(saved: &Saved) -> Self {
        let clock = ManualClock::at(saved.now + 1);
        let sandbox = Sandbox::copied(saved.memento.clone(), clock.clone()).await;
        Self { clock, sandbox, seed: 8 }
    }
}

/// Variables of the environment that a test sets.
pub type Settings = Vec<(&'static str, String)>;

impl TestApp {
    pub async fn on(database: Database) -> Self {
        Self::with(database, Vec::new()).await
    }

    /// `timeout_ms` is the time that a provider may take.
    pub async fn with_timeout(database: Database, timeout_ms: u64) -> Self {
        Self::with(database, vec![("AVA_PROVIDER_TIMEOUT_MS", timeout_ms.to_string())]).await
    }

    pub async fn with(database: Database, settings: Settings) -> Self {
        let folder = folder();
        let fresh = Fresh::on(database, folder.path()).await;
        Self::of(database, fresh, folder, settings, Around::fresh().await).await
    }

    /// Ends the server, and saves what it leaves, with the operations that are queued. Only a
    /// database of SQLite's is a file.
    pub async fn save(self) -> Saved {
        assert_eq!(self.database, Database::Sqlite);
        self.services.db.close().await;
        Saved {
            file: database::closed(self.folder.path()),
            memento: self.sandbox.memento(),
            now: self.now(),
            settings: self.settings,
        }
    }

    /// A server that goes on from there, as after a restart: its caches are empty.
    pub async fn restored(saved: &Saved) -> Self {
        let folder = folder();
        let fresh = Fresh::copy(&saved.file, folder.path());
        let around = Around::restored(saved).await;
        Self::of(Database::Sqlite, fresh, folder, saved.settings.clone(), around).await
    }

    /// The settings of an installation that has a mailbox of its own.
    pub fn mailbox() -> Settings {
        super::canary::plant("canary-installation");
        vec![
            ("AVA_SMTP_URL", "smtps://ava%40clinic.example:canary-installation@smtp.ava.example".to_owned()),
            ("AVA_SMTP_FROM", "AVA <ava@clinic.example>".to_owned()),
            ("AVA_PROVIDER_TIMEOUT_MS", "2000".to_owned()),
        ]
    }

    pub async fn with_mailbox(database: Database) -> Self {
        Self::with(database, Self::mailbox()).await
    }

    /// A server on a database that is made already.
    pub async fn at(database: Database, url: String) -> Self {
        Self::of(database, Fresh::At(url), folder(), Vec::new(), Around::fresh().await).await
    }

    async fn of(
        database: Database,
        fresh: Fresh,
        folder: TempDir,
        settings: Settings,
        Around { clock, sandbox, seed }: Around,
    ) -> Self {
        canary::listen();
        let url = fresh.url();
        write_key(&folder.path().join("master.key"), MASTER_KEY);
        site(&folder.path().join("site"));
        let config = config(&url, folder.path(), sandbox.addr(), &settings);
        let random = Random::seeded(seed, clock.clone());
        let services = application::services(config, clock.clone(), random).await.unwrap();
        let engine = Engine::new(services.clone(), &OPERATIONS);
        Self { services, engine, clock, sandbox, database, url, settings, folder, fresh }
    }

    /// Another process on the same database, with its own caches and leases.
    pub async fn another_node(&self, seed: u64) -> Services {
        self.node_with(seed, &[]).await.unwrap()
    }

    /// Another process on the same database, with settings that differ.
    pub async fn node_with(
        &self,
        seed: u64,
        settings: &[(&'static str, &str)],
    ) -> Result<Services, application::Error> {
        let mut all: Settings = settings.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
        all.extend(self.settings.clone());
        let config = config(&self.url, self.folder.path(), self.sandbox.addr(), &all);
        let random = Random::seeded(seed, self.clock.clone());
        application::services(config, self.clock.clone(), random).await
    }

    pub fn url(&self) -> &str {
        &self.url
    }

    /// Starts another process with these keys.
    pub async fn start_with_keys(&self, keys: &str) -> Result<Services, application::Error> {
        write_key(&self.key_file(), keys);
        let config = config(&self.url, self.folder.path(), self.sandbox.addr(), &self.settings);
        application::services(config, self.clock.clone(), Random::seeded(99, self.clock.clone())).await
    }

    pub fn key_file(&self) -> PathBuf {
        self.folder.path().join("master.key")
    }

    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub fn now(&self) -> i64 {
        self.clock.now_ms()
    }

    /// Runs what is due a second later.
    pub async fn run_due(&self) -> usize {
        self.clock.advance(Duration::from_secs(1));
        self.engine.run_due().await.unwrap()
    }

    /// Runs what is due, and lets the time pass that retries wait for.
    pub async fn settle(&self) {
        for _ in 0..40 {
            self.run_due().await;
            if !self.let_time_pass().await {
                return;
            }
        }
        panic!("operations are tried again for ever");
    }

    /// Checks the keys that are due, as a node does by itself; returns their number.
    pub async fn check_keys(&self) -> usize {
        StoredKeys::scheduler(&self.services).run_due().await.unwrap()
    }

    /// Moves the clock to the next check of a key, and makes it, unless a server of this test does.
    pub async fn next_check(&self, provider: &str) {
        let sql = "SELECT CAST(MIN(next_check_at) AS TEXT) FROM org_credentials
                   WHERE provider = $1 AND is_managed = FALSE";
        let next: i64 = self.text(sql, &[provider]).await.parse().unwrap();
        self.clock.advance(Duration::from_millis(u64::try_from(next - self.now()).unwrap_or_default()));
        self.check_keys().await;
        let due = "org_credentials
                   WHERE is_managed = FALSE AND provider = $1 AND next_check_at <= CAST($2 AS BIGINT)";
        while self.count(due, &[provider, &self.now().to_string()]).await > 0 {
            tokio::task::yield_now().await;
        }
    }

    /// Lets the time pass in which the keys are checked that could not be so far.
    pub async fn verify_keys(&self) {
        for _ in 0..20 {
            let unverified = "SELECT provider FROM org_credentials WHERE status = 'unverified'";
            match self.texts(unverified, &[]).await.first() {
                Some(provider) => self.next_check(provider).await,
                None => return,
            }
        }
        panic!("a key stays unverified");
    }

    /// Moves the clock to the next attempt; `false` when there is none to come.
    pub async fn let_time_pass(&self) -> bool {
        let next = "SELECT CAST(MIN(next_attempt_at) AS TEXT) FROM operations
                    WHERE state = 'retrying' HAVING COUNT(*) > 0";
        let next = self.texts(next, &[]).await;
        let Some(next) = next.first().map(|at| at.parse::<i64>().unwrap()) else { return false };
        let wait = u64::try_from(next - self.now()).unwrap_or_default();
        self.clock.advance(Duration::from_millis(wait));
        true
    }

    pub async fn operation(&self, cx: &Cx, id: &OperationId) -> OperationView {
        let OperationPage { operation, .. } = service::page(cx, id.clone()).await.unwrap();
        operation
    }

    pub async fn state(&self, cx: &Cx, id: &OperationId) -> OperationState {
        self.operation(cx, id).await.state
    }

    /// The first column of a query of this test, as the installation sees it.
    pub async fn texts(&self, sql: &str, values: &[&str]) -> Vec<String> {
        Self::texts_of(self.services.db.write_installation(Tests).await.unwrap(), sql, values).await
    }

    /// The first column of a query of this test, as one organisation sees it.
    pub async fn texts_in(&self, org: &OrgId, sql: &str, values: &[&str]) -> Vec<String> {
        let tx = self.services.db.write(Tests, org).await.unwrap();
        Self::texts_of(tx.of_installation(), sql, values).await
    }

    async fn texts_of(mut tx: Tx, sql: &str, values: &[&str]) -> Vec<String> {
        macro_rules! rows {
            ($conn:expr) => {{
                let mut query = sqlx::query_scalar(AssertSqlSafe(sql));
                for value in values {
                    query = query.bind((*value).to_owned());
                }
                query.fetch_all($conn).await.unwrap()
            }};
        }
        match tx.conn() {
            Conn::Sqlite(conn) => rows!(conn),
            Conn::Postgres(conn) => rows!(conn),
        }
    }

    /// The only row's first column.
    pub async fn text(&self, sql: &str, values: &[&str]) -> String {
        let mut rows = self.texts(sql, values).await;
        assert_eq!(rows.len(), 1, "{sql}");
        rows.remove(0)
    }

    /// The number of rows of a table that a condition holds for.
    pub async fn count(&self, from_where: &str, values: &[&str]) -> usize {
        self.text(&format!("SELECT CAST(COUNT(*) AS TEXT) FROM {from_where}"), values).await.parse().unwrap()
    }

    /// Runs a statement; returns the number of rows that it changed.
    pub async fn execute(&self, sql: &str, values: &[&str]) -> u64 {
        self.attempt(sql, values).await.unwrap()
    }

    /// Runs a statement that may be refused.
    pub async fn attempt(&self, sql: &str, values: &[&str]) -> Result<u64, sqlx::Error> {
        if ["ALTER", "CREATE", "DROP"].iter().any(|begins| sql.starts_with(begins)) {
            self.fresh.has_another_schema();
        }
        let mut tx = self.services.db.write_installation(Tests).await.unwrap();
        macro_rules! run {
            ($conn:expr) => {{
                let mut query = sqlx::query(AssertSqlSafe(sql));
                for value in values {
                    query = query.bind((*value).to_owned());
                }
                query.execute($conn).await?.rows_affected()
            }};
        }
        let changed = match tx.conn() {
            Conn::Sqlite(conn) => run!(conn),
            Conn::Postgres(conn) => run!(conn),
        };
        tx.commit().await?;
        Ok(changed)
    }

    /// Drops the triggers that keep the audit log, as the owner of the database can.
    pub async fn drop_triggers(&self) {
        let all = match self.database {
            Database::Sqlite => {
                "SELECT 'DROP TRIGGER ' || name FROM sqlite_master
                 WHERE type = 'trigger' AND name LIKE 'audit%'"
            }
            Database::Postgres => {
                "SELECT DISTINCT 'DROP TRIGGER ' || trigger_name || ' ON ' || event_object_table
                 FROM information_schema.triggers WHERE trigger_name LIKE 'audit%'"
            }
        };
        for sql in self.texts(all, &[]).await {
            self.execute(&sql, &[]).await;
        }
    }

    /// Makes the stored credential one that does not open.
    pub async fn damage(&self, provider: &str) {
        let nothing = match self.database {
            Database::Sqlite => "X'0100'",
            Database::Postgres => "'\\x0100'::bytea",
        };
        let sql = format!("UPDATE org_credentials SET sealed_secret = {nothing} WHERE provider = $1");
        assert_eq!(self.execute(&sql, &[provider]).await, 1);
    }

    /// Every row of every table, as one text.
    pub async fn dump(&self) -> String {
        let rows_of_each = match self.database {
            Database::Sqlite => {
                "SELECT 'SELECT ' || group_concat(
                   'CASE typeof(' || c.name || ') WHEN ''blob'' THEN hex(' || c.name || ')
                    ELSE COALESCE(' || c.name || ', '''') END', ' || '' '' || ') || ' FROM ' || t.name
                 FROM sqlite_master AS t, pragma_table_info(t.name) AS c
                 WHERE t.type = 'table' GROUP BY t.name ORDER BY t.name"
            }
            Database::Postgres => {
                "SELECT 'SELECT CAST(t AS TEXT) FROM ' || table_name || ' AS t' FROM information_schema.tables
                 WHERE table_schema = 'public' ORDER BY table_name"
            }
        };
        let all = self.texts(rows_of_each, &[]).await.join(" UNION ALL ");
        self.texts(&all, &[]).await.join("\n")
    }
}

fn folder() -> TempDir {
    tempfile::Builder::new().prefix("ava-test-").tempdir().unwrap()
}

pub fn write_key(path: &Path, keys: &str) {
    fs::write(path, keys).unwrap();
    fs::set_permissions(path, fs::Permissions::from_mode(0o600)).unwrap();
}

/// Writes the least that a server asks of a built site.
pub fn site(path: &Path) {
    fs::create_dir_all(path.join("pkg")).unwrap();
    let bundle = |name: &str| format!(r#"{{"js":"/pkg/{name}.js","wasm":"/pkg/{name}.wasm"}}"#);
    let area = |name: &str| {
        let (en, fr) = (bundle(&format!("{name}-en")), bundle(&format!("{name}-fr")));
        format!(r#""{name}":{{"en":{en},"fr":{fr}}}"#)
    };
    let areas = Area::ALL.map(|one| area(one.code())).join(",");
    let assets = format!(
        r#"{{"build":"test","css":"/pkg/main.css","live":"/pkg/live.js","alive":"/pkg/alive.js","passkeys":"/pkg/passkeys.js","bundles":{{{areas}}}}}"#
    );
    fs::write(path.join("assets.json"), assets).unwrap();
}

fn config(url: &str, folder: &Path, sandbox: std::net::SocketAddr, settings: &Settings) -> Config {
    let set = |name: &str| settings.iter().find(|(known, _)| *known == name).map(|(_, value)| value.clone());
    let get = |name: &str| match name {
        "AVA_ADDR" => Some("127.0.0.1:0".to_owned()),
        // A test may name any address that people use, and listens on loopback.
        "AVA_STUB_BEYOND_LOOPBACK" => Some("true".to_owned()),
        "DATABASE_URL" => set(name).or(Some(url.to_owned())),
        "AVA_MASTER_KEY_FILE" => Some(folder.join("master.key").display().to_string()),
        "AVA_SANDBOX_ADDR" => Some(sandbox.to_string()),
        "AVA_SITE_DIR" => Some(folder.join("site").display().to_string()),
        "AVA_TWILIO_ACCOUNT_SID" => set(name).or(Some(PLATFORM_SID.to_owned())),
        "AVA_TWILIO_AUTH_TOKEN" => set(name).or(Some(PLATFORM_TOKEN.to_owned())),
        // The tests' clock stands still: a minute is never over.
        "AVA_REQUESTS_PER_MINUTE"
        | "AVA_SEARCHES_PER_MINUTE"
        | "AVA_CHECKS_PER_MINUTE"
        | "AVA_MONITORING_PER_MINUTE" => set(name).or(Some("1000000".to_owned())),
        _ => set(name),
    };
    Config::read(&get).unwrap()
}
