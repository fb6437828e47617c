//! A process of its own that gets killed and started again, on the same
//! database and beside the same simulators.

use std::{net::SocketAddr, path::Path};

use ava::{
    domain::{
        agent::{AgentPageView, SyncState},
        integrations::{IntegrationsView, Readiness},
        operation::{ImportOutcome, OperationPage, OperationState, OperationView},
    },
    server::{
        clock::{Clock, ManualClock},
        sandbox::SandboxServer,
    },
};
use sqlx::{AssertSqlSafe, Connection, Decode, Sqlite, SqliteConnection, Type, sqlite::SqliteConnectOptions};
use tokio::net::TcpStream;

use super::{
    app::START,
    browser::Browser,
    canary,
    people::sign_up_form,
    process::Process,
    sandbox::{NUMBER, Sandbox, TWILIO_SID, TWILIO_TOKEN, VAPI_KEY},
};

const AGENT: &str = "Reception";

pub struct Killed {
    folder: tempfile::TempDir,
    pub sandbox: Sandbox,
    process: Process,
    pub browser: Browser,
    /// Events of calls that were stored and not applied when the process was killed.
    pub left_by_the_last: i64,
}

impl Killed {
    /// A process whose owner has signed up and connected Vapi.
    pub async fn start() -> Self {
        canary::listen();
        let folder = tempfile::Builder::new().prefix("ava-killed-").tempdir().unwrap();
        let clock = ManualClock::at(START);
        let any = SocketAddr::from(([127, 0, 0, 1], 0));
        let sandbox = Sandbox::of(SandboxServer::start(any, move || clock.now_ms()).await.unwrap()).await;
        let process = Process::start(folder.path(), sandbox.addr()).await;
        let browser = process.visitor();
        browser.sign_up(&sign_up_form()).await;
        browser.connect_vapi(VAPI_KEY).await;
        Self { folder, sandbox, process, browser, left_by_the_last: 0 }
    }

    pub fn process(&self) -> &Process {
        &self.process
    }

    pub async fn with_agent_and_twilio() -> Self {
        let this = Self::start().await;
        let agent = this.agent().await;
        this.synced(&agent).await;
        this.connect_twilio_with_key().await;
        this
    }

    /// Connects Twilio, and a key of its own is to be made for Vapi.
    pub async fn connect_twilio_with_key(&self) {
        let twilio = [
            ("form[account_sid]", TWILIO_SID),
            ("form[auth_token]", TWILIO_TOKEN),
            ("form[vapi_key]", "true"),
        ];
        assert_eq!(self.browser.rpc("integrations/save-twilio", &twilio).await.status, 200);
    }

    pub async fn agent(&self) -> String {
        self.browser.make_agent(AGENT, "Book appointments.", "Good morning.").await
    }

    pub async fn synced(&self, agent: &str) -> AgentPageView {
        let wanted = |page: &AgentPageView| page.agent.sync == SyncState::Synced;
        self.browser.until("read/Agent", &[("id", agent)], wanted).await
    }

    /// Kills the process while a call is held, and starts it again; the browser keeps its session.
    pub async fn kill_while_held(self) -> Self {
        self.sandbox.held().await;
        self.kill().await
    }

    /// Kills the process, whatever it is at, and starts it again; the browser keeps its session.
    pub async fn kill(mut self) -> Self {
        let session = self.browser.session().unwrap();
        self.process.kill();
        let left = "SELECT COUNT(*) FROM call_events WHERE done_at IS NULL";
        self.left_by_the_last = one(self.folder.path(), left.to_owned()).await;
        self.sandbox.release().await;
        self.process = Process::start(self.folder.path(), self.sandbox.addr()).await;
        self.browser = self.process.visitor();
        self.browser.set_cookie("sid", &session);
        self
    }

    /// Tells the process to end while a call is held, which it does once the step is over, and
    /// starts it again.
    pub async fn end_while_held(mut self) -> Self {
        self.sandbox.held().await;
        let session = self.browser.session().unwrap();
        self.process.terminate();
        // The process takes no connections any more, and works on.
        while TcpStream::connect(self.process.addr).await.is_ok() {
            tokio::task::yield_now().await;
        }
        assert!(self.process.is_running(), "the step is under way");
        self.sandbox.release().await;
        let status = self.process.wait();
        assert!(status.success(), "{status}");
        self.process = Process::start(self.folder.path(), self.sandbox.addr()).await;
        self.browser = self.process.visitor();
        self.browser.set_cookie("sid", &session);
        self
    }

    /// Limits the size of its files from now on, as `soft:hard` in bytes.
    pub fn limit_files(&self, bytes: &str) {
        self.process.limit_files(bytes);
    }

    /// Runs `ava …` beside the process; returns what it prints.
    pub fn command(&self, arguments: &[&str]) -> String {
        let output = self.process.beside(self.folder.path(), self.sandbox.addr(), arguments);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    /// Runs `ava …`, which must fail; returns the reason that it prints.
    pub fn refused_command(&self, arguments: &[&str]) -> String {
        let output = self.process.beside(self.folder.path(), self.sandbox.addr(), arguments);
        assert!(!output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
        String::from_utf8(output.stderr).unwrap()
    }

    /// Changes the database behind the process's back; the audit log too.
    pub async fn tamper(&self, sql: String) {
        let file = SqliteConnectOptions::new().filename(self.folder().join("ava.db"));
        let mut conn = SqliteConnection::connect_with(&file).await.unwrap();
        sqlx::query("DROP TRIGGER IF EXISTS audit_log_no_update").execute(&mut conn).await.unwrap();
        let changed = sqlx::query(AssertSqlSafe(sql)).execute(&mut conn).await.unwrap().rows_affected();
        assert_eq!(changed, 1);
        conn.close().await.unwrap();
    }

    /// Waits for the end of the operation, whatever that is.
    pub async fn ended(&self, operation: &str) -> OperationView {
        let over = |page: &OperationPage| !page.operation.state.is_open();
        let page: OperationPage = self.browser.until("read/Operation", &[("id", operation)], over).await;
        page.operation
    }

    pub async fn imported(&self, operation: &str, case: &str) {
        self.came(operation, ImportOutcome::Imported, case).await;
    }

    pub async fn came(&self, operation: &str, outcome: ImportOutcome, case: &str) {
        let operation = self.ended(operation).await;
        assert_eq!(operation.state, OperationState::Done, "{case}: {:?}", operation.steps);
        assert_eq!(operation.outcome, Some(outcome), "{case}");
        let mut assistants = self.sandbox.assistants().await;
        assistants.retain(|row| row.name.as_deref() == Some(AGENT));
        assert_eq!(assistants.len(), 1, "{case}");
        Sandbox::assert_answers(&self.sandbox.snapshot().await, NUMBER, &assistants[0].id);
        let made: Vec<_> = self.sandbox.keys().await.into_iter().map(|key| key.sid).collect();
        assert!(made.len() <= 1, "{case}: {made:?}");
        assert_eq!(self.sandbox.key_at_vapi(NUMBER).await, made.first().cloned(), "{case}");
        let view: IntegrationsView = self.browser.ask("read/Integrations", &[]).await;
        assert!(matches!(view.readiness, Readiness::Ready { .. }), "{case}: {:?}", view.readiness);
        self.assert_log_clean();
    }

    #[track_caller]
    pub fn assert_log_clean(&self) {
        canary::assert_clean("the log", &std::fs::read_to_string(self.folder.path().join("log")).unwrap());
    }

    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The one value that a query gives, read beside the process.
    pub async fn one<T>(&self, sql: String) -> T
    where
        T: for<'r> Decode<'r, Sqlite> + Type<Sqlite> + Send + Unpin,
    {
        one(self.folder(), sql).await
    }

    /// The number of rows of a table that a condition holds for.
    pub async fn count(&self, from_where: &str) -> i64 {
        self.one(format!("SELECT COUNT(*) FROM {from_where}")).await
    }

    /// Nothing goes on, no key is kept for it, and no number is half gone.
    pub async fn assert_at_rest(&self, case: &str) {
        assert_eq!(self.count("operation_escrow").await, 0, "{case}: keys in escrow");
        assert_eq!(self.count("phone_numbers WHERE state = 'releasing'").await, 0, "{case}");
        let open =
            "operations WHERE state IN ('queued', 'running', 'retrying', 'waiting', 'needs_attention')";
        assert_eq!(self.count(open).await, 0, "{case}: open operations");
    }
}

async fn one<T>(folder: &Path, sql: String) -> T
where
    T: for<'r> Decode<'r, Sqlite> + Type<Sqlite> + Send + Unpin,
{
    let file = SqliteConnectOptions::new().filename(folder.join("ava.db")).read_only(true);
    let mut conn = SqliteConnection::connect_with(&file).await.unwrap();
    let value = sqlx::query_scalar(AssertSqlSafe(sql)).fetch_one(&mut conn).await.unwrap();
    conn.close().await.unwrap();
    value
}
