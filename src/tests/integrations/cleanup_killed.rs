//! `kill -9` before and after every provider call of operations that take something
//! back, or carry a secret: after the next start each ends right, and leaves nothing.

use std::{collections::BTreeSet, io::Write};

use ava::domain::{
    agent::AgentPageView,
    integrations::IntegrationsView,
    number::{NumberState, NumberView},
    operation::{OperationKind, OperationList, OperationState, OperationView},
    provider::{
        Provider, PublicConfig,
        twilio::{TwilioAuth, TwilioConfig},
    },
    sandbox::{FaultKind, SandboxProvider},
};

use crate::support::{
    calls::Target,
    canary, google,
    killed::Killed,
    people::{by_api_key, twilio_form},
    sandbox::{NUMBER, TWILIO_SID, TWILIO_TOKEN, VAPI_KEY},
    traces::assert_own_again,
};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Leave {
    Twilio,
    /// Twilio, while Vapi has a key of its own, which is revoked.
    TwilioWithKey,
    Vapi,
    /// Google Calendar, where the consent is revoked.
    Google,
    Number,
    Unassign,
    Agent,
    /// No clean-up, but as durable: Vapi's copy of the secret becomes another.
    Secret,
    /// No clean-up either: the assistant is changed to match its agent.
    Change,
}

/// Runs after each other in one installation: each brings back what the one before took back.
struct Run {
    killed: Killed,
    agent: String,
    leave: Leave,
}

impl Run {
    async fn start(leave: Leave) -> Self {
        let killed = Killed::start().await;
        let agent = killed.agent().await;
        killed.synced(&agent).await;
        Self { killed, agent, leave }
    }

    async fn view(&self) -> IntegrationsView {
        self.killed.browser.ask("read/Integrations", &[]).await
    }

    async fn done(&self, endpoint: &str, fields: &[(&str, &str)]) {
        let answer = self.killed.browser.rpc(endpoint, fields).await;
        assert_eq!(answer.status, 200, "{endpoint}: {}", answer.body);
    }

    async fn latest(&self, kind: OperationKind) -> String {
        let list: OperationList = self.killed.browser.ask("read/Operations", &[]).await;
        list.operations.into_iter().find(|operation| operation.kind == kind).unwrap().id.to_string()
    }

    async fn the_number(&self) -> NumberView {
        self.view().await.numbers.remove(0)
    }

    /// Brings about a number that answers.
    async fn ready(&mut self) {
        let (view, browser) = (self.view().await, &self.killed.browser);
        if view.card(Provider::Vapi).credential.is_none() {
            browser.connect_vapi(VAPI_KEY).await;
        }
        if view.agents.is_empty() {
            self.agent = self.killed.agent().await;
        }
        self.killed.synced(&self.agent).await;
        if view.card(Provider::Twilio).credential.is_none() {
            if self.leave == Leave::TwilioWithKey {
                self.killed.connect_twilio_with_key().await;
            } else {
                browser.connect_twilio(TWILIO_SID, TWILIO_TOKEN).await;
            }
        }
        if self.leave == Leave::Google && view.card(Provider::GoogleCalendar).credential.is_none() {
            google::connect_in(browser, google::ACCOUNT).await;
        }
        let import = match view.numbers.first() {
            None => browser.import(NUMBER).await,
            Some(number) if number.state == NumberState::Unassigned => {
                let fields = [("number", number.id.as_str()), ("form[agent]", self.agent.as_str())];
                self.done("numbers/assign", &fields).await;
                self.latest(OperationKind::ImportNumber).await
            }
            Some(_) => return,
        };
        let import = self.killed.ended(&import).await;
        assert_eq!(import.state, OperationState::Done, "{:?}", import.steps);
    }

    /// The note of the secret that Vapi was given last to sign in to Twilio.
    async fn given(&self) -> Option<String> {
        let sql = "SELECT vapi_secret FROM phone_numbers WHERE state <> 'released' ORDER BY id DESC LIMIT 1";
        self.killed.one(sql.to_owned()).await
    }

    async fn save_other_secret(&self) {
        let twilio = self.view().await.card(Provider::Twilio).credential.clone().unwrap();
        let by_key =
            matches!(twilio.config, PublicConfig::Twilio(TwilioConfig { auth: TwilioAuth::ApiKey, .. }));
        let new = if by_key { twilio_form() } else { by_api_key() };
        let fields = [
            ("form[account_sid]", new.account_sid.as_str()),
            ("form[auth]", new.auth.as_str()),
            ("form[auth_token]", &*new.auth_token),
            ("form[api_key_sid]", new.api_key_sid.as_str()),
            ("form[api_key_secret]", &*new.api_key_secret),
        ];
        self.done("integrations/save-twilio", &fields).await;
    }

    async fn save_other_agent(&self) {
        let page: AgentPageView = self.killed.browser.ask("read/Agent", &[("id", &self.agent)]).await;
        let version = page.agent.version.to_string();
        let greeting = format!("Good morning, for the {version}. time.");
        let fields = [
            ("id", self.agent.as_str()),
            ("version", version.as_str()),
            ("form[name]", "Reception"),
            ("form[greeting]", greeting.as_str()),
            ("form[speaks_first]", "agent"),
            ("form[instructions]", "Book appointments."),
            ("form[language]", "en"),
            ("form[voice]", "vapi:Elliot"),
        ];
        self.done("agents/update", &fields).await;
    }
}

impl Leave {
    const fn kind(self) -> OperationKind {
        match self {
            Leave::Twilio | Leave::TwilioWithKey | Leave::Vapi | Leave::Google => OperationKind::Disconnect,
            Leave::Number => OperationKind::RemoveNumber,
            Leave::Unassign => OperationKind::UnassignNumber,
            Leave::Agent => OperationKind::DeleteAgent,
            Leave::Change => OperationKind::SyncAgent,
            Leave::Secret => OperationKind::CarrySecret,
        }
    }

    /// Asks in the browser; returns the operation that follows.
    async fn ask(self, run: &Run) -> String {
        let number = run.the_number().await.id;
        match self {
            Leave::Twilio | Leave::TwilioWithKey => {
                run.done("integrations/disconnect", &[("provider", "twilio")]).await
            }
            Leave::Vapi => run.done("integrations/disconnect", &[("provider", "vapi")]).await,
            Leave::Google => run.done("integrations/disconnect", &[("provider", "google_calendar")]).await,
            Leave::Number => run.done("numbers/remove", &[("number", number.as_str())]).await,
            Leave::Unassign => run.done("numbers/unassign", &[("number", number.as_str())]).await,
            Leave::Agent => run.done("agents/delete", &[("id", run.agent.as_str())]).await,
            Leave::Secret => run.save_other_secret().await,
            Leave::Change => run.save_other_agent().await,
        }
        run.latest(self.kind()).await
    }

    async fn assert_left(self, run: &Run, operation: &OperationView, given: Option<String>, case: &str) {
        assert_eq!(operation.state, OperationState::Done, "{case}: {:?}", operation.steps);
        assert!(operation.steps.iter().all(|step| step.receipt.is_some()), "{case}: {:?}", operation.steps);
        let (killed, view) = (&run.killed, run.view().await);
        let assistants = killed.sandbox.assistants().await;
        let gone = matches!(self, Leave::Vapi | Leave::Agent);
        assert_eq!(assistants.len(), usize::from(!gone), "{case}");
        match self {
            Leave::Twilio | Leave::TwilioWithKey | Leave::Vapi | Leave::Number => {
                assert_own_again(&killed.sandbox, &[NUMBER], case).await;
                assert!(view.numbers.is_empty(), "{case}");
                let twilio_gone = matches!(self, Leave::Twilio | Leave::TwilioWithKey);
                assert_eq!(view.card(Provider::Twilio).credential.is_none(), twilio_gone, "{case}");
                assert!(killed.sandbox.keys().await.is_empty(), "{case}: a key of Vapi's is left");
                assert_eq!(view.card(Provider::Vapi).credential.is_none(), self == Leave::Vapi, "{case}");
            }
            Leave::Google => {
                assert!(killed.sandbox.consents().await.is_empty(), "{case}");
                assert!(view.card(Provider::GoogleCalendar).credential.is_none(), "{case}");
                assert_eq!(view.numbers[0].state, NumberState::Ready, "{case}: what else there is stays");
            }
            Leave::Unassign | Leave::Agent => {
                let there = killed.sandbox.at_vapi(NUMBER).await;
                assert_eq!(there.len(), 1, "{case}");
                assert_eq!(there[0].assistant_id, None, "{case}");
                assert_eq!(view.numbers[0].state, NumberState::Unassigned, "{case}");
            }
            Leave::Secret | Leave::Change => {
                let there = killed.sandbox.at_vapi(NUMBER).await;
                assert_eq!(there.len(), 1, "{case}");
                assert_eq!(there[0].assistant_id.as_ref(), Some(&assistants[0].id), "{case}");
                assert_eq!(run.given().await == given, self == Leave::Change, "{case}");
                let page = killed.synced(&run.agent).await;
                assert_eq!(Some(&assistants[0].id), page.agent.vapi_assistant_id.as_ref(), "{case}");
            }
        }
        killed.assert_at_rest(case).await;
        killed.assert_log_clean();
    }

    /// The calls of the operation in a run without trouble.
    async fn targets(self, run: &mut Run) -> BTreeSet<Target> {
        run.ready().await;
        let given = run.given().await;
        let since = run.killed.sandbox.last_seq().await;
        let operation = run.killed.ended(&self.ask(run).await).await;
        let calls = run.killed.sandbox.calls_after(since).await;
        self.assert_left(run, &operation, given, "undisturbed").await;
        // A save asks Twilio itself before there is anything to carry.
        let own = calls.iter().filter(|call| self != Leave::Secret || call.provider == SandboxProvider::Vapi);
        Target::all(own)
    }
}

async fn killed_at_any_call(leave: Leave, calls: usize) {
    let mut run = Run::start(leave).await;
    let mut targets = leave.targets(&mut run).await;
    assert_eq!(targets.len(), calls, "{targets:#?}");
    // The other calls are as they are without a key.
    targets.retain(|target| leave != Leave::TwilioWithKey || target.path.contains("/Keys"));
    assert!(!targets.is_empty());
    let mut cases = 0;
    for target in &targets {
        for kind in [FaultKind::HoldBefore, FaultKind::HoldAfter] {
            let case = format!("{leave:?} {target:?} {kind:?}");
            run.ready().await;
            let given = run.given().await;
            run.killed.sandbox.inject(&target.fault(kind)).await;
            let operation = leave.ask(&run).await;
            let killed = run.killed.kill_while_held().await;
            run = Run { killed, ..run };
            let operation = run.killed.ended(&operation).await;
            leave.assert_left(&run, &operation, given, &case).await;
            cases += 1;
        }
    }
    canary::assert_logs_clean();
    let said = format!("killed while leaving, {leave:?}: {calls} calls, {cases} cases\n");
    std::io::stderr().write_all(said.as_bytes()).unwrap();
}

#[tokio::test]
async fn lesson_05_disconnecting_twilio_killed_at_any_call_ends_clean() {
    killed_at_any_call(Leave::Twilio, 4).await;
}

#[tokio::test]
async fn revoking_vapis_key_killed_at_any_call_ends_clean() {
    killed_at_any_call(Leave::TwilioWithKey, 6).await;
}

#[tokio::test]
async fn lesson_06_disconnecting_vapi_killed_at_any_call_ends_clean() {
    killed_at_any_call(Leave::Vapi, 6).await;
}

#[tokio::test]
async fn lesson_05_disconnecting_google_killed_at_any_call_ends_clean() {
    killed_at_any_call(Leave::Google, 1).await;
}

#[tokio::test]
async fn lesson_29_removing_a_number_killed_at_any_call_ends_clean() {
    killed_at_any_call(Leave::Number, 4).await;
}

#[tokio::test]
async fn unassigning_killed_at_any_call_ends_right() {
    killed_at_any_call(Leave::Unassign, 2).await;
}

#[tokio::test]
async fn lesson_28_deleting_an_agent_killed_at_any_call_ends_clean() {
    killed_at_any_call(Leave::Agent, 4).await;
}

#[tokio::test]
async fn lesson_23_a_second_mirroring_killed_at_any_call_ends_right() {
    killed_at_any_call(Leave::Change, 2).await;
}

#[tokio::test]
async fn carrying_a_secret_killed_at_any_call_ends_right() {
    killed_at_any_call(Leave::Secret, 1).await;
}
