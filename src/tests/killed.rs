//! `kill -9` between and inside every two steps: after the next start it ends
//! right, with one assistant and one number at Vapi.

use std::{collections::BTreeSet, io::Write, net::SocketAddr};

use ava::{
    domain::{
        agent::AgentPageView,
        integrations::{IntegrationsView, Readiness},
        operation::{ImportOutcome, OperationPage, OperationState},
        sandbox::{FaultKind, NewFault, SandboxProvider},
    },
    server::{clock::ManualClock, sandbox::SandboxServer},
};

use crate::support::{
    app::START,
    browser::Browser,
    calls::Target,
    canary,
    people::sign_up_form,
    process::Process,
    sandbox::{NUMBER, Sandbox, TWILIO_SID, TWILIO_TOKEN, VAPI_KEY},
};

struct Killed {
    folder: tempfile::TempDir,
    sandbox: Sandbox,
    process: Process,
    browser: Browser,
}

impl Killed {
    /// Signed up, Vapi connected.
    async fn start() -> Self {
        canary::listen();
        let folder = tempfile::Builder::new().prefix("ava-killed-").tempdir().unwrap();
        let clock = ManualClock::at(START);
        let any = SocketAddr::from(([127, 0, 0, 1], 0));
        let now = move || {
            use ava::server::clock::Clock;
            clock.now_ms()
        };
        let sandbox = Sandbox::of(SandboxServer::start(any, now).await.unwrap()).await;
        let process = Process::start(folder.path(), sandbox.addr()).await;
        let browser = process.visitor();
        let form = sign_up_form();
        let fields = [
            ("form[org_name]", form.org_name.as_str()),
            ("form[name]", &form.name),
            ("form[email]", &form.email),
            ("form[password]", &form.password),
        ];
        assert_eq!(browser.rpc("sign_up", &fields).await.status, 200);
        browser.connect_vapi(VAPI_KEY).await;
        Self { folder, sandbox, process, browser }
    }

    async fn with_agent_and_twilio() -> Self {
        let this = Self::start().await;
        let agent = this.agent().await;
        this.in_step(&agent).await;
        this.browser.connect_twilio(TWILIO_SID, TWILIO_TOKEN).await;
        this
    }

    async fn agent(&self) -> String {
        self.browser.make_agent("Reception", "Book appointments.", "Good morning.").await
    }

    async fn in_step(&self, agent: &str) -> AgentPageView {
        let wanted = |page: &AgentPageView| page.agent.sync == ava::domain::agent::SyncState::InStep;
        self.browser.until("read/Agent", &[("id", agent)], wanted).await
    }

    /// Killed while that call is held, and started again; the browser keeps
    /// its session.
    async fn kill_while_held(mut self) -> Self {
        self.sandbox.held().await;
        let session = self.browser.session().unwrap();
        self.process.kill();
        self.sandbox.release().await;
        self.process = Process::start(self.folder.path(), self.sandbox.addr()).await;
        self.browser = self.process.visitor();
        self.browser.set_cookie("sid", &session);
        self
    }

    async fn imported(&self, operation: &str, case: &str) {
        let over = |page: &OperationPage| !page.operation.state.is_open();
        let page: OperationPage = self.browser.until("read/Operation", &[("id", operation)], over).await;
        assert_eq!(page.operation.state, OperationState::Done, "{case}: {:?}", page.operation.steps);
        assert_eq!(page.operation.outcome, Some(ImportOutcome::Imported), "{case}");
        let assistants = self.sandbox.assistants().await;
        assert_eq!(assistants.len(), 1, "{case}");
        Sandbox::assert_answers(&self.sandbox.snapshot().await, NUMBER, &assistants[0].id);
        let view: IntegrationsView = self.browser.ask("read/Integrations", &[]).await;
        assert!(matches!(view.readiness, Readiness::Ready { .. }), "{case}: {:?}", view.readiness);
        let log = std::fs::read_to_string(self.folder.path().join("log")).unwrap();
        canary::assert_clean("the log", &log);
    }
}

async fn calls_of_an_import() -> BTreeSet<Target> {
    let run = Killed::with_agent_and_twilio().await;
    let since = run.sandbox.last_seq().await;
    let operation = run.browser.import(NUMBER).await;
    run.imported(&operation, "undisturbed").await;
    run.sandbox.calls_after(since).await.iter().map(Target::of).collect()
}

#[tokio::test]
async fn lesson_19_an_import_killed_at_any_call_ends_right_without_a_browser() {
    let targets = calls_of_an_import().await;
    assert_eq!(targets.len(), 5, "{targets:?}");
    let mut cases = 0;
    for target in &targets {
        for kind in [FaultKind::HoldBefore, FaultKind::HoldAfter] {
            let case = format!("{target:?} {kind:?}");
            let run = Killed::with_agent_and_twilio().await;
            run.sandbox.inject(&target.fault(kind)).await;
            let operation = run.browser.import(NUMBER).await;
            let run = run.kill_while_held().await;
            run.imported(&operation, &case).await;
            cases += 1;
        }
    }
    std::io::stderr().write_all(format!("killed during an import: {cases} cases\n").as_bytes()).unwrap();
}

#[tokio::test]
async fn lesson_23_a_mirroring_killed_at_any_call_makes_one_assistant() {
    for (method, kind) in [
        ("GET", FaultKind::HoldBefore),
        ("GET", FaultKind::HoldAfter),
        ("POST", FaultKind::HoldBefore),
        ("POST", FaultKind::HoldAfter),
    ] {
        let run = Killed::start().await;
        let hold = NewFault {
            method: Some(method.into()),
            path_contains: Some("/assistant".into()),
            ..NewFault::next_call(SandboxProvider::Vapi, kind)
        };
        run.sandbox.inject(&hold).await;
        let agent = run.agent().await;
        let run = run.kill_while_held().await;
        let page = run.in_step(&agent).await;
        let assistants = run.sandbox.assistants().await;
        assert_eq!(assistants.len(), 1, "{method} {kind:?}");
        assert_eq!(Some(&assistants[0].id), page.agent.vapi_assistant_id.as_ref());
    }
}

#[tokio::test]
async fn what_waits_goes_on_after_a_kill() {
    let run = Killed::start().await;
    let operation = run.browser.import(NUMBER).await;
    let waiting = |page: &OperationPage| page.operation.state == OperationState::Waiting;
    let _: OperationPage = run.browser.until("read/Operation", &[("id", &operation)], waiting).await;
    let hold = NewFault {
        path_contains: Some("/assistant?limit=100".into()),
        ..NewFault::next_call(SandboxProvider::Vapi, FaultKind::HoldBefore)
    };
    run.sandbox.inject(&hold).await;
    run.agent().await;
    let run = run.kill_while_held().await;
    run.browser.connect_twilio(TWILIO_SID, TWILIO_TOKEN).await;
    run.imported(&operation, "asked for first, connected last").await;
}
