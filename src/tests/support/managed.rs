//! Managed numbers: their buyers, and the truth of the bill.

use ava::{
    domain::{
        address::Address,
        ids::{NumberId, OperationId},
        managed::{AvailableNumber, BuyForm, FindQuery, ReleaseForm},
        number::NumberDetails,
        operation::{OperationKind, OperationState},
        sandbox::Snapshot,
    },
    server::{cx::Cx, numbers, operations},
};

use super::{
    app::TestApp,
    canary,
    people::{connect_vapi, make_agent, owner},
    sandbox::{PLATFORM_SID, Sandbox},
};

/// An owner with Vapi connected and an agent at it, and no Twilio account of the org's own.
pub async fn without_twilio(app: &TestApp) -> Cx {
    let cx = owner(app).await;
    connect_vapi(&cx).await;
    make_agent(&cx).await;
    app.settle().await;
    cx
}

pub async fn for_sale(cx: &Cx, query: &str) -> Vec<AvailableNumber> {
    let query = FindQuery::read(&Address::new("/", query));
    let view = numbers::managed::find(cx, query).await.unwrap();
    assert_eq!(view.problem, None);
    view.numbers
}

/// The nth American number.
pub async fn offer(cx: &Cx, nth: usize) -> AvailableNumber {
    for_sale(cx, "country=US&kind=local").await.remove(nth)
}

pub fn buy_form(number: &AvailableNumber) -> BuyForm {
    BuyForm {
        number: number.e164.to_string(),
        country: number.country.clone(),
        kind: number.kind.code().to_owned(),
        ..BuyForm::default()
    }
}

pub async fn buy(cx: &Cx, number: &AvailableNumber) -> OperationId {
    numbers::managed::buy(cx, &buy_form(number)).await.unwrap()
}

/// Buys a number that then answers.
pub async fn bought(app: &TestApp, cx: &Cx, nth: usize) -> NumberDetails {
    let number = offer(cx, nth).await;
    let operation = buy(cx, &number).await;
    app.settle().await;
    let view = app.operation(cx, &operation).await;
    assert_eq!(view.state, OperationState::Done, "{:?}", view.steps);
    the_number(cx, number.e164.as_str()).await.unwrap()
}

pub async fn the_number(cx: &Cx, e164: &str) -> Option<NumberDetails> {
    let page = numbers::service::list(cx, &Default::default()).await.unwrap();
    page.numbers.into_iter().find(|details| details.number.e164.as_str() == e164)
}

pub async fn release(cx: &Cx, details: &NumberDetails) -> OperationId {
    let form = release_form(&details.number.e164.to_string());
    numbers::managed::release(cx, details.number.id.clone(), &form).await.unwrap()
}

pub fn release_form(e164: &str) -> ReleaseForm {
    ReleaseForm { last_four: e164[e164.len() - 4..].to_owned() }
}

pub async fn release_id(cx: &Cx, id: NumberId, e164: &str) -> OperationId {
    numbers::managed::release(cx, id, &release_form(e164)).await.unwrap()
}

/// The accounts that were opened inside the operator's.
pub fn subaccounts(snapshot: &Snapshot) -> Vec<String> {
    let inside = snapshot.twilio_accounts.iter().filter(|account| account.owner_sid.is_some());
    inside.map(|account| account.sid.clone()).collect()
}

/// The numbers that the operator is billed for.
pub fn billed(snapshot: &Snapshot) -> Vec<String> {
    let accounts = subaccounts(snapshot);
    let inside = snapshot.twilio_numbers.iter().filter(|number| accounts.contains(&number.account_sid));
    inside.map(|number| number.phone_number.clone()).collect()
}

/// Every billed number is shown to somebody as theirs, or as being released; each org
/// has one account at most, and nothing is in the operator's own.
pub async fn assert_billed_is_shown(app: &TestApp, case: &str) {
    let snapshot = app.sandbox.snapshot().await;
    for number in billed(&snapshot) {
        let shown = "phone_numbers WHERE source = 'managed' AND state <> 'released' AND e164 = $1";
        assert_eq!(app.count(shown, &[&number]).await, 1, "{case}: {number} is billed and not shown");
    }
    let mut names: Vec<_> = snapshot
        .twilio_accounts
        .iter()
        .filter(|account| account.owner_sid.is_some())
        .map(|account| account.friendly_name.clone())
        .collect();
    let all = names.len();
    names.sort();
    names.dedup();
    assert_eq!(names.len(), all, "{case}: two accounts of one org");
    assert!(snapshot.twilio_numbers.iter().all(|number| number.account_sid != PLATFORM_SID), "{case}");
    assert!(snapshot.vapi_numbers.iter().all(|number| number.twilio_account_sid != PLATFORM_SID), "{case}");
}

/// The operator's key was used for accounts and for numbers on sale alone.
pub async fn assert_platform_key_stays_home(app: &TestApp, case: &str) {
    for call in app.sandbox.calls().await {
        if call.scope.as_deref() == Some(PLATFORM_SID) {
            let allowed = ["/Accounts.json", "/AvailablePhoneNumbers/", "/v1/PhoneNumbers/Countries/"];
            assert!(allowed.iter().any(|part| call.path.contains(part)), "{case}: {call:?}");
        }
    }
}

/// From here on, the tokens of the accounts inside may show nowhere.
pub async fn plant_tokens(sandbox: &Sandbox) {
    for token in sandbox.subaccount_tokens().await {
        canary::plant(&token);
    }
}

/// SID and token of the one account inside the operator's.
pub async fn account(app: &TestApp) -> (String, String) {
    let sid = subaccounts(&app.sandbox.snapshot().await).pop().unwrap();
    (sid, app.sandbox.subaccount_tokens().await.pop().unwrap())
}

/// Changes the number to one of a version that gave Vapi the token: no key was made, and
/// neither row says anything of any. Returns the account's SID and token.
pub async fn as_a_former_version_left_it(app: &TestApp, cx: &Cx, number: &str) -> (String, String) {
    let (sid, token) = account(app).await;
    app.sandbox.gave_token(number, &token).await;
    let key = app.sandbox.keys().await.remove(0).sid;
    app.sandbox.delete_key(&sid, &token, &key).await;
    let config = format!(
        r#"{{"twilio":{{"account_sid":"{sid}","auth":"auth_token","api_key_sid":null,"friendly_name":null,"trial":false}}}}"#
    );
    let sql = "UPDATE org_credentials SET public_config = $1 WHERE is_managed AND org_id = $2";
    assert_eq!(app.execute(sql, &[&config, cx.org.as_str()]).await, 1);
    let sql =
        "UPDATE phone_numbers SET vapi_secret = NULL, vapi_token = NULL WHERE e164 = $1 AND org_id = $2";
    assert_eq!(app.execute(sql, &[number, cx.org.as_str()]).await, 1);
    expose(app, cx).await;
    (sid, token)
}

/// Marks the org as the migration marks one that had numbers.
pub async fn expose(app: &TestApp, cx: &Cx) {
    let sql = "INSERT INTO managed_orgs (org_id, exposed) VALUES ($1, TRUE)
               ON CONFLICT (org_id) DO UPDATE SET exposed = TRUE";
    assert_eq!(app.execute(sql, &[cx.org.as_str()]).await, 1);
}

/// Begins the renewal that is due, and none beside it.
pub async fn secured(app: &TestApp, cx: &Cx) -> OperationId {
    assert_eq!(numbers::managed::exposure::enqueue_exposed(&app.services).await.unwrap(), 1);
    assert_eq!(numbers::managed::exposure::enqueue_exposed(&app.services).await.unwrap(), 0, "one at a time");
    let list = operations::service::list(cx, &Default::default()).await.unwrap().operations;
    list.into_iter().find(|view| view.kind == OperationKind::SecureAccount).unwrap().id
}
