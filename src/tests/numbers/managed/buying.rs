//! Buying managed numbers: exactly the one that was chosen is bought, once, in an
//! account of the org's own, and it is known whatever happens.

use ava::{
    domain::{
        ids::OperationId,
        integrations::{Link, Readiness},
        managed::{BuyForm, ManagedState, Price},
        number::{NumberSource, NumberState, NumbersQuery},
        operation::{OperationState, OperationView, WaitingFor},
        problem::{Field, Managed, Problem, ProblemKind, Rule},
        provider::Provider,
        quota::Quota,
        sandbox::{FaultKind, NewFault, SandboxProvider},
    },
    server::{
        cx::Cx,
        integrations::service::save,
        numbers::{managed, service as numbers},
        operations::service,
        quotas,
    },
};

use crate::support::{
    app::TestApp,
    both_engines,
    faults::lasting,
    managed::{
        assert_billed_is_shown, assert_platform_key_stays_home, billed, bought, buy, buy_form, for_sale,
        offer, release, subaccounts, the_number, without_twilio,
    },
    people::{self, connect_twilio, make_agent, overview, owner, vapi_form},
    sandbox::{OTHER_VAPI_KEY, PLATFORM_SID},
};

fn fault(kind: FaultKind, method: &str, path: &str) -> NewFault {
    NewFault {
        method: Some(method.to_owned()),
        path_contains: Some(path.to_owned()),
        ..lasting(SandboxProvider::Twilio, kind)
    }
}

fn stuck(view: &OperationView) -> ProblemKind {
    view.stuck().unwrap().kind
}

async fn refused_with(app: &TestApp, cx: &Cx, operation: &OperationId, why: Managed, e164: &str) {
    app.settle().await;
    let view = app.operation(cx, operation).await;
    assert_eq!(
        (view.state, stuck(&view)),
        (OperationState::Failed, ProblemKind::Managed(why)),
        "{:?}",
        view.steps
    );
    assert!(!view.can_retry, "nothing was bought: it is chosen again");
    assert!(the_number(cx, e164).await.is_none());
    assert_billed_is_shown(app, "refused").await;
}

async fn lesson_34_exactly_the_chosen_number_is_bought(app: TestApp) {
    let cx = without_twilio(&app).await;
    let offers = for_sale(&cx, "country=US&kind=local&area=212").await;
    assert!(offers.iter().all(|offer| offer.e164.as_str().starts_with("+1212")));
    let chosen = &offers[7];
    let operation = buy(&cx, chosen).await;
    app.settle().await;
    let view = app.operation(&cx, &operation).await;
    assert_eq!(view.state, OperationState::Done, "{:?}", view.steps);
    let snapshot = app.sandbox.snapshot().await;
    assert_eq!(billed(&snapshot), [chosen.e164.to_string()]);
    let page = overview(&cx).await;
    assert!(matches!(page.readiness, Readiness::Ready { .. }), "{:?}", page.readiness);
    assert_eq!((page.done.as_slice(), page.numbers[0].source), (Link::ALL.as_slice(), NumberSource::Managed));
    assert_eq!(page.managed, ManagedState::On { count: 1, limit: 5 });
    assert!(page.card(Provider::Twilio).credential.is_none(), "the own account stays what it is");
}

async fn lesson_09_the_operators_key_opens_accounts_and_nothing_else(app: TestApp) {
    let cx = without_twilio(&app).await;
    bought(&app, &cx, 0).await;
    assert_platform_key_stays_home(&app, "bought").await;
    let snapshot = app.sandbox.snapshot().await;
    let account = subaccounts(&snapshot).remove(0);
    assert_eq!(snapshot.vapi_numbers[0].twilio_account_sid, account);
    assert_ne!(account, PLATFORM_SID);
    // Without credentials of its own, an org cannot list or import anything.
    let import = people::import(&cx, crate::support::sandbox::NUMBER).await;
    app.settle().await;
    assert_eq!(app.operation(&cx, &import).await.waiting_for, Some(WaitingFor::Provider(Provider::Twilio)));
    assert_platform_key_stays_home(&app, "imported").await;
}

async fn lesson_33_two_clicks_two_tabs_and_a_retry_buy_one(app: TestApp) {
    let cx = without_twilio(&app).await;
    let chosen = offer(&cx, 0).await;
    let other_node = Cx { services: app.another_node(5).await, ..cx.clone() };
    let (one, two) = futures::join!(buy(&cx, &chosen), buy(&other_node, &chosen));
    assert_eq!(one, two);
    app.settle().await;
    assert_eq!(buy(&cx, &chosen).await, one, "a browser that sends it again");
    app.settle().await;
    let snapshot = app.sandbox.snapshot().await;
    assert_eq!(snapshot.purchases.len(), 1);
    assert_eq!(app.count("operations WHERE kind = 'buy_number'", &[]).await, 1);
}

async fn lesson_33_a_purchase_that_was_not_answered_is_read_back(app: TestApp) {
    let app = TestApp::with(app.database, vec![("AVA_PROVIDER_TIMEOUT_MS", "300".to_owned())]).await;
    let cx = without_twilio(&app).await;
    let chosen = offer(&cx, 0).await;
    let hold = NewFault { remaining: 1, ..fault(FaultKind::HoldAfter, "POST", "/IncomingPhoneNumbers.json") };
    app.sandbox.inject(&hold).await;
    let operation = buy(&cx, &chosen).await;
    app.run_due().await;
    assert_eq!(app.state(&cx, &operation).await, OperationState::Retrying);
    assert_billed_is_shown(&app, "before the answer is known").await;
    app.settle().await;
    assert_eq!(app.state(&cx, &operation).await, OperationState::Done);
    let calls = app.sandbox.calls().await;
    let posts = calls
        .iter()
        .filter(|call| call.method == "POST" && call.path.ends_with("/IncomingPhoneNumbers.json"));
    assert_eq!(posts.count(), 1, "not asked for twice");
}

async fn two_purchases_at_once_open_one_account(app: TestApp) {
    let cx = without_twilio(&app).await;
    let (first, second) = (offer(&cx, 0).await, offer(&cx, 1).await);
    let hold = NewFault { remaining: 1, ..fault(FaultKind::HoldBefore, "POST", "/Accounts.json") };
    app.sandbox.inject(&hold).await;
    let (one, two) = (buy(&cx, &first).await, buy(&cx, &second).await);
    let engine = app.engine.clone();
    let opening = tokio::spawn(async move { engine.run_due().await.unwrap() });
    app.sandbox.held().await;
    app.engine.run_due().await.unwrap();
    let waits = app.operation(&cx, &two).await;
    assert_eq!((waits.state, waits.waiting_for), (OperationState::Waiting, Some(WaitingFor::Operation)));
    app.sandbox.release().await;
    opening.await.unwrap();
    app.settle().await;
    for operation in [one, two] {
        assert_eq!(app.state(&cx, &operation).await, OperationState::Done);
    }
    let snapshot = app.sandbox.snapshot().await;
    assert_eq!((subaccounts(&snapshot).len(), snapshot.purchases.len()), (1, 2));
}

async fn lesson_36_an_org_has_two_numbers_and_buys_a_released_one_again(app: TestApp) {
    let cx = without_twilio(&app).await;
    let first = bought(&app, &cx, 0).await;
    let second = bought(&app, &cx, 0).await;
    assert_ne!(first.number.e164, second.number.e164);
    release(&cx, &first).await;
    // The number is bought again while the clean-up still runs.
    let again = offer_of(&cx, &first.number.e164.to_string());
    let operation = managed::buy(&cx, &again).await.unwrap();
    app.settle().await;
    assert_eq!(app.state(&cx, &operation).await, OperationState::Done);
    let back = the_number(&cx, first.number.e164.as_str()).await.unwrap();
    assert_ne!(back.number.id, first.number.id, "the released row stays as history");
    assert_eq!(app.sandbox.snapshot().await.purchases.len(), 3);
    assert_billed_is_shown(&app, "bought again").await;
}

fn offer_of(_: &Cx, e164: &str) -> BuyForm {
    BuyForm { number: e164.to_owned(), country: "US".into(), kind: "local".into(), ..BuyForm::default() }
}

async fn a_purchase_waits_for_the_release_of_the_same_number(app: TestApp) {
    let cx = without_twilio(&app).await;
    let first = bought(&app, &cx, 0).await;
    app.sandbox.inject(&fault(FaultKind::RateLimited, "DELETE", "/IncomingPhoneNumbers/")).await;
    release(&cx, &first).await;
    app.run_due().await;
    let operation = managed::buy(&cx, &offer_of(&cx, first.number.e164.as_str())).await.unwrap();
    app.run_due().await;
    let view = app.operation(&cx, &operation).await;
    assert_eq!((view.waiting_for, stuck(&view)), (Some(WaitingFor::Operation), ProblemKind::NumberReleasing));
    app.sandbox.clear().await;
    app.settle().await;
    assert_eq!(app.state(&cx, &operation).await, OperationState::Done);
    let snapshot = app.sandbox.snapshot().await;
    assert_eq!((billed(&snapshot).len(), snapshot.purchases.len()), (1, 2));
}

async fn lesson_37_of_two_orgs_one_gets_the_number(app: TestApp) {
    let first = without_twilio(&app).await;
    let second = owner(&app).await;
    save(&second, &vapi_form(OTHER_VAPI_KEY)).await.unwrap();
    make_agent(&second).await;
    app.settle().await;
    let chosen = offer(&first, 0).await;
    let (one, two) = (buy(&first, &chosen).await, buy(&second, &chosen).await);
    refused_with(&app, &second, &two, Managed::Unavailable, chosen.e164.as_str()).await;
    assert_eq!(app.state(&first, &one).await, OperationState::Done);
    let held = "org_credentials WHERE is_managed AND org_id = $1";
    assert_eq!(app.count(held, &[second.org.as_str()]).await, 0, "no key without a number");
    assert!(app.operation(&second, &two).await.steps[0].receipt.is_some(), "its history stays");
}

async fn lesson_38_an_address_is_asked_for_and_never_invented(app: TestApp) {
    let cx = without_twilio(&app).await;
    let chosen = for_sale(&cx, "country=DE&kind=local").await.remove(0);
    assert!(chosen.address.is_asked());
    let operation = buy(&cx, &chosen).await;
    refused_with(&app, &cx, &operation, Managed::LocalAddressNeeded, chosen.e164.as_str()).await;
    let with_address = BuyForm {
        customer_name: "Lakeside Clinic".into(),
        street: "Seestraße 1".into(),
        city: "Berlin".into(),
        postal_code: "10115".into(),
        ..buy_form(&chosen)
    };
    let operation = managed::buy(&cx, &with_address).await.unwrap();
    refused_with(&app, &cx, &operation, Managed::BundleNeeded, chosen.e164.as_str()).await;
    let nowhere = BuyForm { street: "nowhere".into(), ..with_address.clone() };
    let operation = managed::buy(&cx, &nowhere).await.unwrap();
    refused_with(&app, &cx, &operation, Managed::AddressRefused, chosen.e164.as_str()).await;
    let whole = BuyForm { bundle: format!("BU{}", "a".repeat(32)), ..with_address };
    let operation = managed::buy(&cx, &whole).await.unwrap();
    app.settle().await;
    assert_eq!(app.state(&cx, &operation).await, OperationState::Done);
    let details = the_number(&cx, chosen.e164.as_str()).await.unwrap();
    let there = app.sandbox.snapshot().await.twilio_addresses;
    assert_eq!(there.len(), 1, "that of a purchase which failed is not left: {there:?}");
    assert!(there[0].friendly_name.ends_with(details.number.id.as_str()));
    let forgotten = app.count("operations WHERE kind = 'forget_address' AND state = 'done'", &[]).await;
    assert_eq!(forgotten, 1, "of the address that Twilio refused nothing is there");
    assert_eq!(app.count("audit_log WHERE action = 'address_deleted'", &[]).await, 1);
    let operation = release(&cx, &details).await;
    app.settle().await;
    assert_eq!(app.state(&cx, &operation).await, OperationState::Done);
    assert!(app.sandbox.snapshot().await.twilio_addresses.is_empty());
    assert_eq!(app.count("audit_log WHERE action = 'address_deleted'", &[]).await, 2);
}

async fn lesson_40_a_trial_account_says_so(app: TestApp) {
    for (platform, why) in [
        ("AC7777777777777777777777777777dff1", Managed::Trial),
        ("AC7777777777777777777777777777dff7", Managed::PlatformFull),
        ("AC7777777777777777777777777777dff2", Managed::PlatformRefused),
        ("AC7777777777777777777777777777d401", Managed::PlatformRefused),
    ] {
        let settings = vec![
            ("AVA_TWILIO_ACCOUNT_SID", platform.to_owned()),
            ("AVA_TWILIO_AUTH_TOKEN", platform[2..].to_owned()),
        ];
        let app = TestApp::with(app.database, settings).await;
        let cx = without_twilio(&app).await;
        let form = offer_of(&cx, "+15005550006");
        let operation = managed::buy(&cx, &form).await.unwrap();
        refused_with(&app, &cx, &operation, why, "+15005550006").await;
    }
}

async fn the_numbers_of_twilios_tests_end_as_they_say(app: TestApp) {
    let cx = without_twilio(&app).await;
    for (number, why) in [("+15005550000", Managed::Unavailable), ("+15005550001", Managed::NotSold)] {
        let operation = managed::buy(&cx, &offer_of(&cx, number)).await.unwrap();
        refused_with(&app, &cx, &operation, why, number).await;
        let problem = app.operation(&cx, &operation).await.stuck().cloned().unwrap();
        assert_eq!((problem.field, problem.wants_another_number()), (Some(Field::Number), true));
    }
}

async fn lesson_35_a_failure_after_the_purchase_leaves_a_known_number(app: TestApp) {
    let cx = without_twilio(&app).await;
    let chosen = offer(&cx, 0).await;
    let refusal = NewFault { skip: 0, ..fault(FaultKind::Unauthorized, "GET", "/IncomingPhoneNumbers/") };
    app.sandbox.inject(&refusal).await;
    let operation = buy(&cx, &chosen).await;
    app.settle().await;
    let view = app.operation(&cx, &operation).await;
    assert_eq!(
        (view.state, stuck(&view)),
        (OperationState::Failed, ProblemKind::Managed(Managed::PlatformRefused))
    );
    assert!(view.can_retry);
    let details = the_number(&cx, chosen.e164.as_str()).await.unwrap();
    assert_eq!((details.number.state, details.number.source), (NumberState::Failed, NumberSource::Managed));
    assert!(details.twilio_sid.is_some(), "owned, and shown as such");
    app.sandbox.clear().await;
    let again = service::retry(&cx, operation).await.unwrap();
    app.settle().await;
    assert_eq!(app.state(&cx, &again).await, OperationState::Done);
    assert_eq!(app.sandbox.snapshot().await.purchases.len(), 1);
}

async fn lesson_35_a_purchase_nobody_answered_for_a_day_may_be_released(app: TestApp) {
    let app = TestApp::with(app.database, vec![("AVA_PROVIDER_TIMEOUT_MS", "300".to_owned())]).await;
    let cx = without_twilio(&app).await;
    let chosen = offer(&cx, 0).await;
    let hold = NewFault { remaining: 1, ..fault(FaultKind::HoldAfter, "POST", "/IncomingPhoneNumbers.json") };
    app.sandbox.inject(&hold).await;
    let operation = buy(&cx, &chosen).await;
    app.run_due().await;
    app.sandbox.inject(&fault(FaultKind::Unavailable, "GET", "/IncomingPhoneNumbers.json")).await;
    app.clock.advance(std::time::Duration::from_secs(25 * 3600));
    app.run_due().await;
    let view = app.operation(&cx, &operation).await;
    assert_eq!((view.state, view.can_retry), (OperationState::Failed, true));
    let details = the_number(&cx, chosen.e164.as_str()).await.unwrap();
    assert_billed_is_shown(&app, "given up").await;
    app.sandbox.clear().await;
    app.clock.advance(std::time::Duration::from_secs(60));
    let released = release(&cx, &details).await;
    app.settle().await;
    assert_eq!(app.state(&cx, &released).await, OperationState::Done);
    assert!(billed(&app.sandbox.snapshot().await).is_empty(), "found by itself, and released");
}

async fn what_is_missing_is_waited_for_and_then_goes_on(app: TestApp) {
    let cx = owner(&app).await;
    let chosen = offer(&cx, 0).await;
    let operation = buy(&cx, &chosen).await;
    app.settle().await;
    assert_eq!(app.operation(&cx, &operation).await.waiting_for, Some(WaitingFor::Provider(Provider::Vapi)));
    assert_eq!(billed(&app.sandbox.snapshot().await).len(), 1, "owned all the same");
    assert!(the_number(&cx, chosen.e164.as_str()).await.unwrap().twilio_sid.is_some());
    people::connect_vapi(&cx).await;
    app.settle().await;
    assert_eq!(app.operation(&cx, &operation).await.waiting_for, Some(WaitingFor::Agent));
    make_agent(&cx).await;
    app.settle().await;
    assert_eq!(app.state(&cx, &operation).await, OperationState::Done);
}

async fn no_org_has_more_than_its_limit(app: TestApp) {
    let app = TestApp::with(app.database, vec![("AVA_MANAGED_NUMBERS_PER_ORG", "2".to_owned())]).await;
    let cx = without_twilio(&app).await;
    let (a, b, c) = (offer(&cx, 0).await, offer(&cx, 1).await, offer(&cx, 2).await);
    let forms = [buy_form(&a), buy_form(&b), buy_form(&c)];
    let asked = futures::future::join_all(forms.iter().map(|form| managed::buy(&cx, form))).await;
    let refused: Vec<Problem> = asked.into_iter().filter_map(Result::err).collect();
    assert_eq!(
        refused.iter().map(|problem| problem.kind).collect::<Vec<_>>(),
        [ProblemKind::OverQuota(Quota::ManagedNumbers, 2)]
    );
    app.settle().await;
    assert_eq!(billed(&app.sandbox.snapshot().await).len(), 2);
    assert!(overview(&cx).await.managed.is_full());
    let first = overview(&cx).await.numbers.remove(0);
    let details = the_number(&cx, first.e164.as_str()).await.unwrap();
    release(&cx, &details).await;
    assert!(overview(&cx).await.managed.is_full(), "until Twilio has released it");
    app.settle().await;
    assert!(!overview(&cx).await.managed.is_full());
}

async fn lesson_78_no_org_orders_more_than_its_share_of_a_day(app: TestApp) {
    let app = TestApp::with(app.database, vec![("AVA_MANAGED_PURCHASES_PER_ORG", "2".to_owned())]).await;
    let cx = without_twilio(&app).await;
    for _ in 0..2 {
        let details = bought(&app, &cx, 0).await;
        release(&cx, &details).await;
        app.settle().await;
    }
    let form = buy_form(&offer(&cx, 0).await);
    let refused = managed::buy(&cx, &form).await.unwrap_err();
    assert_eq!(refused.kind, ProblemKind::OverQuota(Quota::Purchases, 2), "bought and released for ever");
    assert!(billed(&app.sandbox.snapshot().await).is_empty());
    let wait = refused.retry_after_secs.unwrap();
    app.clock.advance(std::time::Duration::from_secs(u64::from(wait) - 60));
    assert!(managed::buy(&cx, &form).await.is_err());
    app.clock.advance(std::time::Duration::from_secs(60));
    managed::buy(&cx, &form).await.unwrap();
}

async fn lesson_78_the_operator_decides_how_many_one_organisation_may_have_and_order(app: TestApp) {
    let (cx, other) = (without_twilio(&app).await, owner(&app).await);
    let forms = [buy_form(&offer(&cx, 0).await), buy_form(&offer(&cx, 1).await)];
    let decide = async |quota: Quota, own: Option<u32>| {
        let decided = quotas::decide(&app.services, cx.org.as_str(), quota, own).await.unwrap();
        decided.map(|(_, most)| most)
    };
    assert_eq!(decide(Quota::ManagedNumbers, Some(1)).await, Some(1));
    managed::buy(&cx, &forms[0]).await.unwrap();
    app.settle().await;
    let full = ManagedState::On { count: 1, limit: 1 };
    assert_eq!(overview(&cx).await.managed, full);
    assert_eq!(numbers::list(&cx, &NumbersQuery::default()).await.unwrap().managed, full);
    assert_eq!(overview(&other).await.managed, ManagedState::On { count: 0, limit: 5 });
    let refused = managed::buy(&cx, &forms[1]).await.unwrap_err();
    assert_eq!(refused, Problem::new(ProblemKind::OverQuota(Quota::ManagedNumbers, 1)));
    assert_eq!(refused.http_status(), 409);

    assert_eq!(decide(Quota::ManagedNumbers, Some(9)).await, Some(9));
    assert_eq!(decide(Quota::Purchases, Some(1)).await, Some(1));
    let refused = managed::buy(&cx, &forms[1]).await.unwrap_err();
    assert_eq!((refused.kind, refused.http_status()), (ProblemKind::OverQuota(Quota::Purchases, 1), 429));
    assert!(refused.retry_after_secs.is_some_and(|wait| wait <= 24 * 3600), "until tomorrow");
    assert_eq!(decide(Quota::Purchases, None).await, Some(10), "as all");
    managed::buy(&cx, &forms[1]).await.unwrap();
}

async fn lesson_78_all_orgs_together_order_no_more_than_the_operator_pays_a_day(app: TestApp) {
    let app = TestApp::with(app.database, vec![("AVA_MANAGED_PURCHASES", "2".to_owned())]).await;
    let first = without_twilio(&app).await;
    let second = owner(&app).await;
    bought(&app, &first, 0).await;
    // An order that Twilio refuses costs nothing, and takes nobody's place.
    let none = managed::buy(&second, &offer_of(&second, "+15005550001")).await.unwrap();
    refused_with(&app, &second, &none, Managed::NotSold, "+15005550001").await;
    let forms = [buy_form(&offer(&first, 1).await), buy_form(&offer(&first, 2).await)];
    let (one, two) = futures::join!(managed::buy(&first, &forms[0]), managed::buy(&second, &forms[1]));
    let refused: Vec<Problem> = [one, two].into_iter().filter_map(Result::err).collect();
    assert_eq!(refused.len(), 1);
    assert_eq!(refused[0].kind, ProblemKind::Managed(Managed::Day));
    assert!(refused[0].retry_after_secs.is_some_and(|wait| wait <= 24 * 3600));
    app.settle().await;
    assert_eq!(app.sandbox.snapshot().await.purchases.len(), 2);
}

async fn lesson_78_the_operator_says_who_may_buy(app: TestApp) {
    let cx = without_twilio(&app).await;
    let chosen = offer(&cx, 0).await;
    app.sandbox.inject(&fault(FaultKind::Unavailable, "POST", "/IncomingPhoneNumbers.json")).await;
    let ordered = buy(&cx, &chosen).await;
    app.clock.advance(std::time::Duration::from_secs(25 * 3600));
    app.run_due().await;
    assert!(app.operation(&cx, &ordered).await.can_retry);
    assert_eq!(managed::allow_buying(&app.services, "nobody", false).await.unwrap(), None);
    managed::allow_buying(&app.services, cx.org.as_str(), false).await.unwrap().unwrap();
    let before = app.sandbox.last_seq().await;
    let query = ava::domain::managed::FindQuery::read(&ava::domain::address::Address::read("/?country=US"));
    assert_eq!(managed::find(&cx, query).await.unwrap().state, ManagedState::NotAllowed);
    assert_eq!(overview(&cx).await.managed, ManagedState::NotAllowed);
    let refused = managed::buy(&cx, &offer_of(&cx, "+15005550006")).await.unwrap_err();
    assert_eq!((refused.kind, refused.http_status()), (ProblemKind::Managed(Managed::NotAllowed), 403));
    let refused = service::retry(&cx, ordered.clone()).await.unwrap_err();
    assert_eq!(refused.kind, ProblemKind::Managed(Managed::NotAllowed), "nor what was ordered before");
    assert_eq!(app.sandbox.last_seq().await, before, "nobody was asked");
    app.sandbox.clear().await;
    managed::allow_buying(&app.services, cx.org.as_str(), true).await.unwrap().unwrap();
    let listed = managed::list_buyers(&app.services).await.unwrap();
    let listed = listed.iter().find(|buyer| buyer.id == cx.org).unwrap();
    assert_eq!((listed.may_buy, listed.numbers), (true, 1));
    app.clock.advance(std::time::Duration::from_secs(60));
    let again = service::retry(&cx, ordered).await.unwrap();
    app.settle().await;
    assert_eq!(app.state(&cx, &again).await, OperationState::Done);
    for action in ["buying_allowed", "buying_denied"] {
        let by = "audit_log WHERE action = $1 AND actor = 'operator' AND org_id = $2";
        assert_eq!(app.count(by, &[action, cx.org.as_str()]).await, 1);
    }
}

async fn it_can_be_off(app: TestApp) {
    let app = TestApp::with(app.database, vec![("AVA_MANAGED_NUMBERS_PER_ORG", "0".to_owned())]).await;
    let cx = without_twilio(&app).await;
    let before = app.sandbox.last_seq().await;
    let query = ava::domain::managed::FindQuery::read(&ava::domain::address::Address::read("/?country=US"));
    let view = managed::find(&cx, query).await.unwrap();
    assert_eq!((view.state, view.numbers.len()), (ManagedState::Off, 0));
    let refused = managed::buy(&cx, &offer_of(&cx, "+15005550006")).await.unwrap_err();
    assert_eq!(refused.kind, ProblemKind::Managed(Managed::Off));
    assert_eq!(app.sandbox.last_seq().await, before, "nobody was asked");
}

async fn a_price_is_shown_as_far_as_it_is_known(app: TestApp) {
    let cx = without_twilio(&app).await;
    let preview = async |query: String| {
        let address = ava::domain::address::Address::read(&format!("/?{query}"));
        managed::purchase_preview(&cx, &address).await.unwrap()
    };
    let chosen = offer(&cx, 0).await;
    let view = preview(chosen.query()).await;
    assert_eq!(view.number.as_ref(), Some(&chosen));
    assert_eq!(view.price, Some(Price { amount: "1.15".into(), currency: "USD".into() }));
    assert!(view.vapi_connected && view.agents.len() == 1 && view.operation.is_none());
    let mobile = for_sale(&cx, "country=FR&kind=mobile").await.remove(0);
    assert_eq!(preview(mobile.query()).await.price, None, "never invented");
    app.sandbox.inject(&fault(FaultKind::ServerError, "GET", "/v1/PhoneNumbers")).await;
    let view = preview(chosen.query()).await;
    assert!(view.number.is_some() && view.price.is_none(), "it keeps nobody from buying");
    app.sandbox.clear().await;
    let operation = buy(&cx, &chosen).await;
    app.settle().await;
    let view = preview(chosen.query()).await;
    assert_eq!((view.number, view.operation), (None, Some(operation)), "where a second click leads");
    assert_eq!(view.problem.map(|problem| problem.kind), Some(ProblemKind::Managed(Managed::Unavailable)));
}

async fn a_search_says_what_twilio_does_not_sell(app: TestApp) {
    let cx = without_twilio(&app).await;
    let search = async |query: &str| {
        let query = ava::domain::managed::FindQuery::read(&ava::domain::address::Address::new("/", query));
        managed::find(&cx, query).await.unwrap()
    };
    let none = search("country=NZ&kind=local").await;
    assert_eq!(none.problem.map(|problem| problem.kind), Some(ProblemKind::Managed(Managed::NotServed)));
    let invalid = search("country=FR&kind=local&area=184").await.problem.unwrap();
    assert_eq!((invalid.kind, invalid.field), (Rule::NoAreaCodes.into(), Some(Field::AreaCode)));
    assert_eq!(search("country=US&kind=local&digits=9999999").await.numbers, []);
    let before = app.sandbox.last_seq().await;
    assert!(search("").await.numbers.is_empty());
    assert_eq!(app.sandbox.last_seq().await, before, "nothing is asked before somebody does");
    for digits in ["5", "5*5", "*5*"] {
        let invalid = search(&format!("country=US&kind=local&digits={digits}")).await.problem.unwrap();
        assert_eq!(
            (invalid.kind, invalid.field),
            (Rule::PartOfNumber.into(), Some(Field::Number)),
            "{digits}"
        );
    }
    assert_eq!(app.sandbox.last_seq().await, before, "nor what Twilio would refuse");
}

async fn a_number_that_is_known_is_not_bought(app: TestApp) {
    let cx = without_twilio(&app).await;
    connect_twilio(&cx).await;
    people::import(&cx, crate::support::sandbox::NUMBER).await;
    let refused = managed::buy(&cx, &offer_of(&cx, crate::support::sandbox::NUMBER)).await.unwrap_err();
    assert_eq!(refused.kind, ProblemKind::Managed(Managed::Known));
    let details = bought(&app, &cx, 0).await;
    let refused = numbers::remove(&cx, details.number.id.clone()).await.unwrap_err();
    assert_eq!(refused.kind, ProblemKind::NotFound, "it is released, not removed");
}

both_engines!(
    lesson_34_exactly_the_chosen_number_is_bought,
    lesson_09_the_operators_key_opens_accounts_and_nothing_else,
    lesson_33_two_clicks_two_tabs_and_a_retry_buy_one,
    lesson_33_a_purchase_that_was_not_answered_is_read_back,
    two_purchases_at_once_open_one_account,
    lesson_36_an_org_has_two_numbers_and_buys_a_released_one_again,
    a_purchase_waits_for_the_release_of_the_same_number,
    lesson_37_of_two_orgs_one_gets_the_number,
    lesson_38_an_address_is_asked_for_and_never_invented,
    lesson_40_a_trial_account_says_so,
    the_numbers_of_twilios_tests_end_as_they_say,
    lesson_35_a_failure_after_the_purchase_leaves_a_known_number,
    lesson_35_a_purchase_nobody_answered_for_a_day_may_be_released,
    what_is_missing_is_waited_for_and_then_goes_on,
    no_org_has_more_than_its_limit,
    lesson_78_no_org_orders_more_than_its_share_of_a_day,
    lesson_78_the_operator_decides_how_many_one_organisation_may_have_and_order,
    lesson_78_all_orgs_together_order_no_more_than_the_operator_pays_a_day,
    lesson_78_the_operator_says_who_may_buy,
    it_can_be_off,
    a_price_is_shown_as_far_as_it_is_known,
    a_search_says_what_twilio_does_not_sell,
    a_number_that_is_known_is_not_bought,
);
