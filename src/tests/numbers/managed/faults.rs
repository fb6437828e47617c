//! Every provider call of a purchase and of a release × every fault: whatever
//! goes wrong, one number is bought or none, and nothing is billed unseen.

use std::collections::BTreeSet;

use ava::{
    domain::{
        ids::OperationId,
        managed::AvailableNumber,
        operation::{Action, OperationKind, OperationState, OperationView, WaitingFor},
        problem::{Managed, ProblemKind},
        provider::Provider,
        sandbox::FaultKind,
    },
    server::{
        cx::Cx,
        integrations::{disconnect::disconnect, switch},
        numbers::{self, managed::exposure::enqueue_exposed},
        operations::service,
    },
};

use crate::support::{
    app::TestApp,
    calls::Target,
    canary,
    faults::trouble::{self, Disturbed, Trouble, assert_says_why, relieve, tables},
    managed::{
        as_a_former_version_left_it, assert_billed_is_shown, assert_platform_key_stays_home, billed, bought,
        buy_form, for_sale, plant_tokens, release, secured, subaccounts, the_number, without_twilio,
    },
    people::{agent, connect_vapi, overview, to_the_end},
    sandbox::Sandbox,
    traces::assert_forgotten,
};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Journey {
    /// The org's first number, in a country that wants an address.
    Buy,
    /// The org's only number, which wanted an address.
    Release,
    /// Both numbers of the org at once.
    ReleaseAll,
    /// Vapi is disconnected, and the number stays.
    LeaveVapi,
    /// A number after the last one was released, and the account suspended.
    BuyAgain,
    /// A token that a former version gave away is renewed.
    Renew,
}

#[derive(Clone)]
struct Begun {
    numbers: Vec<AvailableNumber>,
    operation: OperationId,
    since: u64,
    paid_before: usize,
    /// The token that opened the account at first.
    token: String,
}

type Run = trouble::Run<Begun>;

async fn order(cx: &Cx, number: &AvailableNumber) -> OperationId {
    let mut form = buy_form(number);
    form.customer_name = "Lakeside Clinic".to_owned();
    form.street = "1 rue du Lac".to_owned();
    form.city = "Paris".to_owned();
    form.postal_code = "75001".to_owned();
    numbers::managed::buy(cx, &form).await.unwrap()
}

impl Run {
    async fn to_the_end(&self, case: &str) -> OperationView {
        let help = async |view: &OperationView| {
            match (view.state, view.waiting_for) {
                (OperationState::Waiting, Some(WaitingFor::Provider(Provider::Vapi))) => {
                    connect_vapi(&self.cx).await
                }
                // AVA does this every minute.
                (OperationState::Waiting, Some(WaitingFor::Operation)) => {
                    assert_eq!(enqueue_exposed(&self.app.services).await.unwrap(), 1, "{case}");
                }
                (OperationState::Failed | OperationState::NeedsAttention, _) => {
                    assert_billed_is_shown(&self.app, case).await;
                    if view.can_retry {
                        return service::retry(&self.cx, view.id.clone()).await.unwrap();
                    }
                    // The number was not bought: nothing is left of it, and it is chosen again.
                    assert_eq!(view.kind, OperationKind::BuyNumber, "{case}");
                    assert!(the_number(&self.cx, self.numbers[0].e164.as_str()).await.is_none(), "{case}");
                    assert_eq!(billed(&self.app.sandbox.snapshot().await), Vec::<String>::new(), "{case}");
                    return order(&self.cx, &self.numbers[0]).await;
                }
                other => panic!("{case}: {other:?} {:?}", view.steps),
            }
            view.id.clone()
        };
        to_the_end(&self.app, &self.cx, self.operation.clone(), help, case).await
    }

    async fn assert_tells_well(&self, trouble: Trouble, case: &str) {
        let view = self.app.operation(&self.cx, &self.operation).await;
        let refused = matches!(trouble.kind, FaultKind::Unauthorized | FaultKind::Forbidden);
        match view.state {
            OperationState::Done => {
                // This key may not read which region handles the calls.
                let proof = view.steps.iter().filter_map(|step| step.receipt.as_ref());
                let untold =
                    proof.map(|receipt| receipt.action).any(|done| done == Action::ProvedRegionUntold);
                assert!((!trouble.lasting && !refused) || untold, "{case}");
            }
            // Where Twilio makes no key there is nothing to fall back to.
            OperationState::Retrying => {
                let no_key = view.stuck().is_some_and(|it| it.kind == ProblemKind::Managed(Managed::NoKey));
                assert!((!refused || no_key) && view.next_attempt_at.is_some(), "{case}");
            }
            // Nobody may close an operation while its number is on the operator's bill.
            OperationState::NeedsAttention => {
                let billed = view.left().any(|step| step.kind.is_the_operators());
                assert!(refused && view.can_close != billed && view.can_retry, "{case}");
            }
            OperationState::Waiting | OperationState::Failed => assert!(refused, "{case}: {:?}", view.steps),
            other => panic!("{case}: {other:?} {:?}", view.steps),
        }
        assert_says_why(&view, case);
        assert_billed_is_shown(&self.app, case).await;
        let shown = serde_json::to_string(&(&view, overview(&self.cx).await)).unwrap();
        canary::assert_clean(case, &shown);
    }

    /// Takes back the leavings of a purchase that failed, with a person's help where it is
    /// asked for.
    async fn settle(&self) {
        enqueue_exposed(&self.app.services).await.unwrap();
        self.app.settle().await;
        for view in service::list(&self.cx, &Default::default()).await.unwrap().operations {
            if view.state == OperationState::NeedsAttention {
                service::retry(&self.cx, view.id).await.unwrap();
            }
        }
        self.app.settle().await;
    }

    async fn assert_ended_right(&self, journey: Journey, case: &str) {
        self.settle().await;
        let snapshot = self.app.sandbox.snapshot().await;
        let buys = matches!(journey, Journey::Buy | Journey::BuyAgain);
        let addresses = usize::from(buys);
        assert_eq!(snapshot.twilio_addresses.len(), addresses, "{case}: {:?}", snapshot.twilio_addresses);
        assert_eq!(subaccounts(&snapshot).len(), 1, "{case}: made once");
        let chosen: Vec<String> = self.numbers.iter().map(|number| number.e164.to_string()).collect();
        let before = if buys { self.paid_before } else { 0 };
        let paid = snapshot.purchases.iter().skip(before);
        let paid: Vec<_> = paid.map(|purchase| purchase.phone_number.clone()).collect();
        assert_eq!(paid, chosen, "{case}: each was paid for once");
        let page = overview(&self.cx).await;
        match journey {
            Journey::Buy | Journey::BuyAgain | Journey::Renew => {
                assert_eq!(billed(&snapshot), chosen, "{case}");
                let details = the_number(&self.cx, &chosen[0]).await.unwrap();
                let (id, _) = details.number.agent.unwrap();
                let assistant = agent(&self.cx, &id).await.vapi_assistant_id.unwrap();
                Sandbox::assert_answers(&snapshot, &chosen[0], &assistant);
                let keys: Vec<_> = snapshot.twilio_keys.iter().map(|key| key.sid.clone()).collect();
                let at_vapi = self.app.sandbox.number_at_vapi(&chosen[0]).await;
                assert_eq!(keys, [at_vapi["twilioApiKey"].as_str().unwrap()], "{case}: Vapi's, and no other");
                // Vapi would sign in with a token, and not with the key.
                assert!(at_vapi.get("twilioAuthToken").is_none(), "{case}: {at_vapi}");
                let known = "phone_numbers WHERE vapi_phone_id = $1 AND state = 'ready'";
                assert_eq!(self.app.count(known, &[at_vapi["id"].as_str().unwrap()]).await, 1, "{case}");
                if journey != Journey::Buy {
                    let tokens = self.app.sandbox.subaccount_tokens().await;
                    assert!(!tokens.contains(&self.token), "{case}: the former token opens nothing");
                }
            }
            Journey::Release | Journey::ReleaseAll => {
                assert!(snapshot.vapi_numbers.is_empty() && billed(&snapshot).is_empty(), "{case}");
                assert!(page.numbers.is_empty(), "{case}");
                let left = "phone_numbers WHERE state <> 'released' OR released_at IS NULL";
                assert_eq!(self.app.count(left, &[]).await, 0, "{case}");
                assert_eq!(self.app.count("org_credentials WHERE is_managed", &[]).await, 0, "{case}");
                assert_eq!(self.app.count("number_orders", &[]).await, 0, "{case}");
                let account = snapshot.twilio_accounts.iter().find(|account| account.owner_sid.is_some());
                assert_eq!(account.unwrap().status, "suspended", "{case}");
                assert!(snapshot.twilio_keys.is_empty(), "{case}: {:?}", snapshot.twilio_keys);
            }
            Journey::LeaveVapi => {
                assert!(snapshot.vapi_numbers.is_empty() && snapshot.assistants.is_empty(), "{case}");
                assert_eq!(billed(&snapshot), chosen, "{case}");
                assert_eq!((page.numbers.len(), &page.numbers[0].agent), (1, &None), "{case}");
                assert!(!self.app.sandbox.at_twilio(&chosen[0]).await.voice_url.contains("vapi"), "{case}");
            }
        }
        assert_billed_is_shown(&self.app, case).await;
        assert_platform_key_stays_home(&self.app, case).await;
        plant_tokens(&self.app.sandbox).await;
        assert_forgotten(&self.app, case).await;
    }
}

impl Disturbed for Journey {
    type Begun = Begun;

    async fn begin(self, app: &TestApp) -> (Cx, Begun) {
        let cx = without_twilio(app).await;
        let numbers = match self {
            Journey::Buy | Journey::Release => for_sale(&cx, "country=FR&kind=local").await,
            _ => for_sale(&cx, "country=US&kind=local").await,
        };
        let count = if self == Journey::ReleaseAll { 2 } else { 1 };
        let numbers: Vec<_> = numbers.into_iter().take(count).collect();
        let mut owned = Vec::new();
        if self == Journey::Release {
            order(&cx, &numbers[0]).await;
            app.settle().await;
            owned.push(the_number(&cx, numbers[0].e164.as_str()).await.unwrap());
        } else if self != Journey::Buy {
            for _ in 0..count {
                owned.push(bought(app, &cx, 0).await);
            }
        }
        let mut numbers = numbers;
        if self == Journey::BuyAgain {
            release(&cx, &owned.remove(0)).await;
            app.settle().await;
            numbers = for_sale(&cx, "country=FR&kind=local").await;
            numbers.truncate(1);
        }
        let token = app.sandbox.subaccount_tokens().await.pop().unwrap_or_default();
        if self == Journey::Renew {
            as_a_former_version_left_it(app, &cx, numbers[0].e164.as_str()).await;
        }
        let paid_before = app.sandbox.snapshot().await.purchases.len();
        let since = app.sandbox.last_seq().await;
        let operation = match self {
            Journey::Renew => secured(app, &cx).await,
            Journey::Buy | Journey::BuyAgain => order(&cx, &numbers[0]).await,
            Journey::Release => release(&cx, &owned[0]).await,
            Journey::ReleaseAll => {
                let form = ava::domain::managed::SwitchForm { to: "byo".to_owned(), agree: true };
                switch::switch(&cx, &form).await.unwrap().1
            }
            Journey::LeaveVapi => disconnect(&cx, Provider::Vapi).await.unwrap(),
        };
        (cx, Begun { numbers, operation, since, paid_before, token })
    }

    async fn calls(self, run: Run) -> BTreeSet<Target> {
        run.to_the_end("undisturbed").await;
        let calls = run.app.sandbox.calls_after(run.since).await;
        run.assert_ended_right(self, "undisturbed").await;
        Target::all(&calls)
    }

    async fn meets(self, run: Run, target: &Target, trouble: Trouble, case: &str) {
        run.app.sandbox.inject(&trouble.at(target)).await;
        run.app.run_due().await;
        run.assert_tells_well(trouble, case).await;
        relieve(&run.app).await;
        run.to_the_end(case).await;
        run.assert_ended_right(self, case).await;
    }
}

tables! {
    lesson_35_a_purchase_ends_right_after_any_fault: Journey::Buy, 10;
    lesson_31_a_release_ends_clean_after_any_fault: Journey::Release, 5;
    lesson_32_switching_ends_clean_after_any_fault: Journey::ReleaseAll, 3;
    lesson_78_an_account_is_opened_again_right_after_any_fault: Journey::BuyAgain, 14;
    lesson_78_a_token_is_renewed_after_any_fault: Journey::Renew, 11;
    a_managed_number_leaves_vapi_right_after_any_fault: Journey::LeaveVapi, 5;
}
