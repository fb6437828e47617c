//! `kill -9` before and after every provider call of a purchase and of a
//! release, and those by which a managed number leaves Vapi alone: after the next
//! start, one number was bought, or none is left.

use std::{collections::BTreeSet, io::Write, sync::Arc};

use ava::{
    domain::{
        ids::OperationId,
        operation::OperationState,
        provider::Provider,
        role::Role,
        sandbox::{FaultKind, SandboxProvider},
    },
    server::{
        application,
        clock::SystemClock,
        config::Config,
        cx::Cx,
        integrations::disconnect::disconnect,
        numbers::{managed, service as numbers},
        random::Random,
    },
};

use crate::support::{
    calls::Target,
    killed::Killed,
    managed::{billed, buy_form, for_sale, plant_tokens, release_id, subaccounts, the_number},
    people::overview,
    sandbox::VAPI_KEY,
};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum What {
    Buy,
    Release,
    /// Vapi is disconnected, and the number stays.
    LeaveVapi,
    /// The token of the account, which Vapi has, is renewed.
    Renew,
}

/// Runs after each other in one installation. Operations are written to its database
/// from beside it, and the process does them.
struct Run {
    killed: Killed,
    cx: Cx,
}

impl Run {
    async fn start() -> Self {
        let killed = Killed::start().await;
        // What the agent asks of Vapi is none of the calls of an operation that follows.
        let agent = killed.agent().await;
        killed.synced(&agent).await;
        let cx = beside(&killed).await;
        Self { killed, cx }
    }

    async fn ask(&self, what: What) -> OperationId {
        let number = for_sale(&self.cx, "country=US&kind=local").await.remove(0);
        match what {
            What::Buy => managed::buy(&self.cx, &buy_form(&number)).await.unwrap(),
            What::Release => {
                let e164 = billed(&self.killed.sandbox.snapshot().await).remove(0);
                let id = the_number(&self.cx, &e164).await.unwrap().number.id;
                release_id(&self.cx, id, &e164).await
            }
            What::LeaveVapi => disconnect(&self.cx, Provider::Vapi).await.unwrap(),
            What::Renew => {
                let org = &self.cx.org;
                let mark = format!("UPDATE managed_orgs SET exposed = TRUE WHERE org_id = '{org}'");
                self.killed.tamper(mark).await;
                // A former version gave the token to Vapi.
                let token = self.killed.sandbox.subaccount_tokens().await.remove(0);
                let e164 = billed(&self.killed.sandbox.snapshot().await).remove(0);
                self.killed.sandbox.gave_token(&e164, &token).await;
                let forgot =
                    "UPDATE phone_numbers SET vapi_secret = NULL, vapi_token = NULL WHERE state = 'ready'";
                self.killed.tamper(forgot.into()).await;
                assert_eq!(managed::exposure::enqueue_exposed(&self.cx.services).await.unwrap(), 1);
                let newest = "SELECT MAX(id) FROM operations WHERE kind = 'secure_account'";
                self.killed.one::<String>(newest.into()).await.parse().unwrap()
            }
        }
    }

    /// Brings the number to Vapi again, with the agent.
    async fn bring_back(&self) {
        self.killed.browser.connect_vapi(VAPI_KEY).await;
        let e164 = billed(&self.killed.sandbox.snapshot().await).remove(0);
        let id = the_number(&self.cx, &e164).await.unwrap().number.id;
        let agent = overview(&self.cx).await.agents.remove(0).id;
        let operation = numbers::assign(&self.cx, id, agent).await.unwrap();
        self.ended(&operation, "brought back").await;
    }

    async fn ended(&self, operation: &OperationId, case: &str) {
        let view = self.killed.ended(operation.as_str()).await;
        assert_eq!(view.state, OperationState::Done, "{case}: {:?}", view.steps);
    }

    async fn kill_while_held(self) -> Self {
        Self { killed: self.killed.kill_while_held().await, ..self }
    }

    async fn assert_right(&self, what: What, paid_before: usize, case: &str) {
        let snapshot = self.killed.sandbox.snapshot().await;
        assert_eq!(subaccounts(&snapshot).len(), 1, "{case}");
        let paid = snapshot.purchases.len() - paid_before;
        assert_eq!(paid, usize::from(what == What::Buy), "{case}: paid for once");
        let (there, at_vapi) = (billed(&snapshot), snapshot.vapi_numbers.len());
        let left = match what {
            What::Buy => (1, 1),
            What::Release => (0, 0),
            What::LeaveVapi => (1, 0),
            What::Renew => (1, 1),
        };
        assert_eq!((there.len(), at_vapi), left, "{case}");
        assert_eq!(snapshot.assistants.len(), usize::from(what != What::LeaveVapi), "{case}");
        let keys = self.killed.sandbox.keys().await;
        assert_eq!(keys.len(), left.1, "{case}: {keys:?}");
        let status = snapshot.twilio_accounts.iter().find(|account| account.owner_sid.is_some());
        let closed = what == What::Release;
        assert_eq!(status.unwrap().status, if closed { "suspended" } else { "active" }, "{case}");
        for number in snapshot.vapi_numbers.iter().filter(|_| what == What::Renew) {
            let number = self.killed.sandbox.number_at_vapi(&number.number).await;
            assert!(number.get("twilioAuthToken").is_none(), "{case}: {number}");
        }
        self.killed.assert_at_rest(case).await;
        plant_tokens(&self.killed.sandbox).await;
        self.killed.assert_log_clean();
        for number in there {
            assert!(the_number(&self.cx, &number).await.is_some(), "{case}: billed and not shown");
        }
    }

    /// Does it undisturbed; returns the calls that it makes.
    async fn calls(&self, what: What) -> BTreeSet<Target> {
        let (since, paid) =
            (self.killed.sandbox.last_seq().await, self.killed.sandbox.snapshot().await.purchases.len());
        let operation = self.ask(what).await;
        self.ended(&operation, "undisturbed").await;
        self.assert_right(what, paid, "undisturbed").await;
        let calls = self.killed.sandbox.calls_after(since).await;
        let searched = |path: &str| path.contains("AvailablePhoneNumbers");
        Target::all(calls.iter().filter(|call| !searched(&call.path)))
    }
}

/// Services on the database of a running process, without workers.
async fn beside(killed: &Killed) -> Cx {
    let url = format!("sqlite://{}", killed.folder().join("ava.db").display());
    let key = killed.folder().join("master.key").display().to_string();
    let get = |name: &str| match name {
        "DATABASE_URL" => Some(url.clone()),
        "AVA_MASTER_KEY_FILE" => Some(key.clone()),
        "AVA_SANDBOX_ADDR" => Some(killed.sandbox.addr().to_string()),
        // The limits are higher than any use.
        "AVA_MANAGED_PURCHASES_PER_ORG" | "AVA_MANAGED_PURCHASES" => Some("100000".to_owned()),
        _ => None,
    };
    let clock: Arc<SystemClock> = Arc::new(SystemClock);
    let services = application::services(Config::read(&get).unwrap(), clock.clone(), Random::from_os(clock))
        .await
        .unwrap();
    let newest = |column| format!("SELECT {column} FROM memberships ORDER BY created_at DESC LIMIT 1");
    let user: String = killed.one(newest("user_id")).await;
    let org: String = killed.one(newest("org_id")).await;
    Cx::new(services, org.parse().unwrap(), user.parse().unwrap(), Role::Owner)
}

#[tokio::test]
async fn lesson_33_a_purchase_and_a_release_killed_at_any_call_end_right() {
    let mut run = Run::start().await;
    let mut cases = 0;
    let targets = [What::Buy, What::Release];
    let mut calls = [run.calls(targets[0]).await, run.calls(targets[1]).await];
    // Two runs have in common only the calls of the operation: checks of the process come in one of them.
    for (calls, what) in calls.iter_mut().zip(targets) {
        let again = run.calls(what).await;
        calls.retain(|call| again.contains(call));
    }
    assert!(calls[0].len() >= 7 && calls[1].len() >= 3, "{calls:#?}");
    // The account is opened once, with the first purchase: see below.
    let killed = calls.iter().flatten().filter(|target| !target.path.ends_with("/Accounts.json"));
    for target in killed.collect::<BTreeSet<_>>() {
        for kind in [FaultKind::HoldBefore, FaultKind::HoldAfter] {
            for (what, calls) in targets.iter().zip(&calls) {
                let case = format!("{what:?} {target:?} {kind:?}");
                let paid = run.killed.sandbox.snapshot().await.purchases.len();
                let meets = calls.contains(target);
                if meets {
                    run.killed.sandbox.inject(&target.fault(kind)).await;
                }
                let operation = run.ask(*what).await;
                if meets {
                    run = run.kill_while_held().await;
                    cases += 1;
                }
                run.ended(&operation, &case).await;
                run.assert_right(*what, paid, &case).await;
            }
        }
    }
    std::io::stderr()
        .write_all(format!("killed while buying and releasing: {cases} cases\n").as_bytes())
        .unwrap();
}

#[tokio::test]
async fn opening_the_account_killed_at_any_call_opens_one() {
    for method in ["GET", "POST"] {
        for kind in [FaultKind::HoldBefore, FaultKind::HoldAfter] {
            let mut run = Run::start().await;
            let accounts = Target {
                provider: SandboxProvider::Twilio,
                method: method.to_owned(),
                path: "/2010-04-01/Accounts.json".to_owned(),
                nth: 0,
            };
            run.killed.sandbox.inject(&accounts.fault(kind)).await;
            let operation = run.ask(What::Buy).await;
            run = run.kill_while_held().await;
            let case = format!("{method} {kind:?}");
            run.ended(&operation, &case).await;
            run.assert_right(What::Buy, 0, &case).await;
        }
    }
}

/// The process is killed at the writes to the account or to Vapi: reads are only made once more.
#[tokio::test]
async fn lesson_78_an_account_that_is_closed_opened_and_renewed_killed_at_any_call_ends_right() {
    let mut run = Run::start().await;
    run.calls(What::Buy).await;
    run.calls(What::Release).await;
    let mut cases = 0;
    for what in [What::Buy, What::Renew, What::Release] {
        let calls = run.calls(what).await;
        if what == What::Buy {
            run.calls(What::Release).await;
        }
        let of_account = |target: &&Target| {
            target.method != "GET"
                && (["/Accounts/", "/Keys/"].iter().any(|end| target.path.ends_with(end))
                    || ["/AuthTokens/", "/Keys.json"].iter().any(|part| target.path.contains(part))
                    || (what == What::Renew && target.provider == SandboxProvider::Vapi))
        };
        let targets: Vec<_> = calls.iter().filter(of_account).collect();
        assert!(targets.len() >= 2, "{what:?}: {calls:#?}");
        for target in targets {
            for kind in [FaultKind::HoldBefore, FaultKind::HoldAfter] {
                let case = format!("{what:?} {target:?} {kind:?}");
                if what == What::Release {
                    run.calls(What::Buy).await;
                }
                let paid = run.killed.sandbox.snapshot().await.purchases.len();
                run.killed.sandbox.inject(&target.fault(kind)).await;
                let operation = run.ask(what).await;
                run = run.kill_while_held().await;
                run.ended(&operation, &case).await;
                run.assert_right(what, paid, &case).await;
                cases += 1;
                if what == What::Buy {
                    run.calls(What::Release).await;
                }
            }
        }
        if what == What::Buy {
            run.calls(What::Buy).await;
        }
    }
    let said = format!("killed while an account is closed, opened or renewed: {cases} cases\n");
    std::io::stderr().write_all(said.as_bytes()).unwrap();
}

#[tokio::test]
async fn a_managed_number_that_leaves_vapi_killed_at_its_calls_stays_and_is_out() {
    let mut run = Run::start().await;
    let operation = run.ask(What::Buy).await;
    run.ended(&operation, "bought").await;
    let paid = run.killed.sandbox.snapshot().await.purchases.len();
    let calls = run.calls(What::LeaveVapi).await;
    // The targets are writes to the number: the other calls read, or are about the assistant.
    let of_number = |path: &str| path.contains("phone-number/") || path.contains("IncomingPhoneNumbers/");
    let targets: Vec<_> =
        calls.iter().filter(|target| target.method != "GET" && of_number(&target.path)).collect();
    assert_eq!(targets.len(), 2, "{calls:#?}");
    for target in targets {
        for kind in [FaultKind::HoldBefore, FaultKind::HoldAfter] {
            let case = format!("{target:?} {kind:?}");
            run.bring_back().await;
            run.killed.sandbox.inject(&target.fault(kind)).await;
            let operation = run.ask(What::LeaveVapi).await;
            run = run.kill_while_held().await;
            run.ended(&operation, &case).await;
            run.assert_right(What::LeaveVapi, paid, &case).await;
        }
    }
}
