//! Invariants once everything has come to rest, whatever was asked for: the database and
//! the simulated providers tell the same story.

use std::collections::BTreeMap;

use ava::domain::{
    provider::PublicConfig,
    sandbox::{BIG_TWILIO_SID, DEMO_TWILIO_SID, Snapshot},
};

use super::{
    app::TestApp,
    managed::{assert_billed_is_shown, assert_platform_key_stays_home, billed, subaccounts},
    sandbox::{OWN_SMS_URL, OWN_VOICE_URL},
    traces::assert_forgotten,
};

/// A row of a number that is in use.
struct InUse {
    e164: String,
    state: String,
    vapi: String,
    /// The assistant of the agent that answers.
    assistant: String,
}

async fn in_use(app: &TestApp) -> Vec<InUse> {
    let rows = app
        .texts(
            "SELECT n.e164 || '|' || n.state || '|' || COALESCE(n.vapi_phone_id, '') || '|'
               || COALESCE(a.vapi_assistant_id, '')
             FROM phone_numbers AS n LEFT JOIN agents AS a ON a.id = n.agent_id
             WHERE n.state NOT IN ('releasing', 'released') ORDER BY n.id",
            &[],
        )
        .await;
    let read = |row: String| {
        let mut parts = row.split('|').map(str::to_owned);
        let mut next = || parts.next().unwrap();
        InUse { e164: next(), state: next(), vapi: next(), assistant: next() }
    };
    rows.into_iter().map(read).collect()
}

/// At no moment is anything at a provider twice.
#[track_caller]
pub fn assert_nothing_twice(snapshot: &Snapshot, case: &str) {
    let mut numbers = BTreeMap::new();
    for row in &snapshot.vapi_numbers {
        *numbers.entry(&row.number).or_insert(0) += 1;
    }
    assert!(numbers.values().all(|count| *count == 1), "{case}: {:?}", snapshot.vapi_numbers);
    let mut assistants = BTreeMap::new();
    for row in &snapshot.assistants {
        *assistants.entry((&row.org_id, &row.name)).or_insert(0) += 1;
    }
    assert!(assistants.values().all(|count| *count == 1), "{case}: {:?}", snapshot.assistants);
}

/// Each number at Vapi is one that is in use, and answers or not as its row
/// says; the others have their own webhooks.
#[track_caller]
fn assert_numbers(rows: &[InUse], snapshot: &Snapshot, case: &str) {
    for at_vapi in &snapshot.vapi_numbers {
        let row = rows.iter().find(|row| row.vapi == at_vapi.id);
        let row = row.unwrap_or_else(|| panic!("{case}: nobody's number at Vapi: {at_vapi:?}"));
        assert_eq!(row.e164, at_vapi.number, "{case}");
        match row.state.as_str() {
            "ready" => assert_eq!(at_vapi.assistant_id.as_ref(), Some(&row.assistant), "{case}: {at_vapi:?}"),
            "unassigned" => assert_eq!(at_vapi.assistant_id, None, "{case}: {at_vapi:?}"),
            _ => {}
        }
    }
    // The accounts of the sandbox itself have settings of their own, and what
    // was bought had none before.
    let opened = subaccounts(snapshot);
    let of_this_test =
        |sid: &String| ![DEMO_TWILIO_SID, BIG_TWILIO_SID].contains(&sid.as_str()) && !opened.contains(sid);
    for at_twilio in snapshot.twilio_numbers.iter().filter(|row| of_this_test(&row.account_sid)) {
        let is_at_vapi = snapshot.vapi_numbers.iter().any(|row| row.number == at_twilio.phone_number);
        let urls = [&at_twilio.voice_url, &at_twilio.sms_url, &at_twilio.status_callback];
        if !is_at_vapi {
            assert_eq!(urls, [OWN_VOICE_URL, OWN_SMS_URL, ""], "{case}: {}", at_twilio.phone_number);
        }
    }
    for row in rows.iter().filter(|row| row.state == "ready") {
        let there = snapshot.vapi_numbers.iter().any(|at_vapi| at_vapi.id == row.vapi);
        assert!(there, "{case}: {} is ready, and not at Vapi", row.e164);
    }
}

/// Each assistant belongs to an agent, and each agent's assistant is there.
async fn assert_assistants(app: &TestApp, snapshot: &Snapshot, case: &str) {
    let known = "SELECT vapi_assistant_id FROM agents WHERE vapi_assistant_id IS NOT NULL ORDER BY 1";
    let mut known = app.texts(known, &[]).await;
    known.sort();
    let mut there: Vec<_> = snapshot.assistants.iter().map(|row| row.id.clone()).collect();
    there.sort();
    assert_eq!(known, there, "{case}: assistants known here, and those at Vapi");
    let out_of_step = app
        .texts(
            "SELECT name || ' ' || sync_state FROM agents WHERE sync_state <> 'synced' AND NOT EXISTS
               (SELECT 1 FROM operations AS o WHERE o.org_id = agents.org_id AND o.kind = 'sync_agent'
                AND o.agent_id = agents.id AND o.state = 'waiting' AND o.waiting_for = 'vapi')
             AND EXISTS (SELECT 1 FROM org_credentials AS c WHERE c.org_id = agents.org_id AND c.provider = 'vapi')",
            &[],
        )
        .await;
    assert!(out_of_step.is_empty(), "{case}: {out_of_step:?}");
}

/// Vapi has the OpenAI keys that count as given here, and no other of AVA's, except where an
/// operation waits to bring that in order.
async fn assert_keys_at_vapi(app: &TestApp, snapshot: &Snapshot, case: &str) {
    let stored =
        "SELECT id || ' ' || last4 || ' ' || public_config FROM org_credentials WHERE provider = 'openai'";
    let waits = "SELECT 'ava-' || c.id FROM org_credentials AS c JOIN operations AS o ON o.org_id = c.org_id
       WHERE c.provider = 'openai' AND o.kind = 'hand_over_key' AND o.state = 'waiting'";
    let waits = app.texts(waits, &[]).await;
    let mut given = Vec::new();
    for row in app.texts(stored, &[]).await {
        let [id, last4, config] = row.splitn(3, ' ').collect::<Vec<_>>()[..] else { panic!("{case}: {row}") };
        let config: PublicConfig = serde_json::from_str(config).unwrap();
        let (name, hand_over) = (format!("ava-{id}"), config.hand_over().unwrap());
        if hand_over.is_given() {
            given.push((name, last4.to_owned(), hand_over.credential.clone().unwrap()));
        } else {
            assert!(!hand_over.leaves_traces() || waits.contains(&name), "{case}: {hand_over:?}");
        }
    }
    let ours = snapshot.vapi_credentials.iter().filter(|row| row.name.starts_with("ava-"));
    let settled = ours.filter(|row| !waits.contains(&row.name));
    let mut there: Vec<_> = settled.map(|row| (row.name.clone(), row.key.clone(), row.id.clone())).collect();
    given.sort();
    there.sort();
    assert_eq!(given, there, "{case}: OpenAI keys given here, and those at Vapi");
}

/// Nothing goes on, and each operation that waits does so for something that is really missing.
async fn assert_at_rest(app: &TestApp, case: &str) {
    let open =
        "SELECT kind || ' ' || id || ' ' || state || ' ' || COALESCE(waiting_for, '') FROM operations ";
    let stuck = [
        "WHERE state IN ('queued', 'running', 'retrying', 'needs_attention') OR (state = 'waiting' AND waiting_for = 'operation')",
        "WHERE state = 'waiting' AND EXISTS (SELECT 1 FROM org_credentials AS c WHERE c.org_id = operations.org_id
           AND c.provider = operations.waiting_for AND NOT c.is_managed AND c.status = 'connected')",
        "WHERE state = 'waiting' AND waiting_for = 'agent' AND EXISTS
           (SELECT 1 FROM agents AS a JOIN phone_numbers AS n ON n.id = operations.number_id
            WHERE a.org_id = operations.org_id AND COALESCE(n.wanted_agent, a.id) = a.id
            AND a.vapi_assistant_id IS NOT NULL)",
    ];
    for stuck in stuck {
        let stuck = app.texts(&format!("{open}{stuck}"), &[]).await;
        assert!(stuck.is_empty(), "{case}: {stuck:?}");
    }
    let without = "operation_steps AS s JOIN operations AS o ON o.id = s.operation_id
       WHERE o.state = 'done' AND (s.receipt IS NULL OR s.state NOT IN ('done', 'skipped'))";
    assert_eq!(app.count(without, &[]).await, 0, "{case}: steps without a receipt");
}

/// The operator is billed for what is shown, neither more nor less but for purchases that failed,
/// which may be tried again or released; and a key to an org's account is here for as long as a
/// number is in it.
async fn assert_managed(app: &TestApp, snapshot: &Snapshot, case: &str) {
    assert_billed_is_shown(app, case).await;
    let shown =
        "SELECT e164 FROM phone_numbers WHERE source = 'managed' AND state NOT IN ('released', 'failed')";
    let billed = billed(snapshot);
    for number in app.texts(shown, &[]).await {
        assert!(billed.contains(&number), "{case}: {number} is shown as had, and is not in {billed:?}");
    }
    let keys = "SELECT org_id FROM org_credentials WHERE is_managed ORDER BY 1";
    let holders = "SELECT DISTINCT org_id FROM phone_numbers
                   WHERE source = 'managed' AND state <> 'released' ORDER BY 1";
    assert_eq!(
        app.texts(keys, &[]).await,
        app.texts(holders, &[]).await,
        "{case}: keys, and who has numbers"
    );
    let told = "SELECT 'AVA ' || number_id FROM number_orders WHERE address_sid IS NOT NULL ORDER BY 1";
    let mut there: Vec<_> =
        snapshot.twilio_addresses.iter().map(|address| address.friendly_name.clone()).collect();
    there.sort();
    assert_eq!(app.texts(told, &[]).await, there, "{case}: addresses told, and those at Twilio");
    assert_accounts(app, snapshot, case).await;
    assert_platform_key_stays_home(app, case).await;
}

/// An account inside the operator's has one key at most, the one that Vapi has,
/// and none once nothing is in it.
async fn assert_accounts(app: &TestApp, snapshot: &Snapshot, case: &str) {
    for account in snapshot.twilio_accounts.iter().filter(|account| account.owner_sid.is_some()) {
        let keys = snapshot.twilio_keys.iter().filter(|key| key.account_sid == account.sid).count();
        let org = account.friendly_name.trim_start_matches("AVA ");
        let ours = "phone_numbers WHERE source = 'managed' AND state <> 'released' AND org_id = $1";
        let has_numbers = app.count(ours, &[org]).await > 0;
        assert!(keys <= usize::from(has_numbers), "{case}: {keys} keys in {account:?}");
    }
    let open = "managed_orgs WHERE exposed OR closing IS NOT NULL";
    assert_eq!(app.count(open, &[]).await, 0, "{case}: accounts between two standings");
}

pub async fn assert_consistent(app: &TestApp, case: &str) {
    let snapshot = app.sandbox.snapshot().await;
    assert_at_rest(app, case).await;
    assert_nothing_twice(&snapshot, case);
    assert_numbers(&in_use(app).await, &snapshot, case);
    assert_assistants(app, &snapshot, case).await;
    assert_keys_at_vapi(app, &snapshot, case).await;
    assert_managed(app, &snapshot, case).await;
    assert_eq!(app.count("phone_numbers WHERE state = 'releasing'", &[]).await, 0, "{case}");
    assert_forgotten(app, case).await;
}
