//! The program as an operator meets it: its commands beside a serving process,
//! and its end.

use ava::domain::sandbox::{FaultKind, NewFault, SandboxProvider};

use crate::support::{
    killed::Killed,
    sandbox::{NUMBER, VAPI_KEY},
};

#[tokio::test(flavor = "multi_thread")]
async fn lesson_14_keys_are_rotated_by_command_while_the_server_is_used() {
    let run = Killed::with_agent_and_twilio().await;
    let using = async {
        for _ in 0..5 {
            run.browser.connect_vapi(VAPI_KEY).await;
        }
        run.browser.import(NUMBER).await
    };
    let rotating = async { tokio::task::block_in_place(|| run.command(&["keys", "rotate"])) };
    let (said, operation) = futures::join!(rotating, using);
    // The secrets are the owner's Vapi key and Twilio secret.
    assert!(said.contains("Sealed 2 secret(s)") && said.contains("0 could not be opened"), "{said}");
    run.imported(&operation, "rotated").await;
    let left = "(SELECT org_id FROM org_keys GROUP BY org_id HAVING COUNT(*) > 1) AS more";
    assert_eq!(run.count(left).await, 0, "the former keys are gone");
    run.browser.connect_vapi(VAPI_KEY).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn lesson_16_a_changed_audit_entry_is_found_by_command() {
    let run = Killed::start().await;
    let command = ["audit", "verify"];
    let all = run.count("audit_log").await;
    let said = tokio::task::block_in_place(|| run.command(&command));
    assert!(said.contains(&format!("{all} entries of 2 organisation(s) hold")), "{said}");
    let head = said.lines().find_map(|line| line.strip_prefix("Head, ")?.rsplit(' ').next()).unwrap();
    run.browser.connect_vapi(VAPI_KEY).await;
    let since = ["audit", "verify", "--since", head];
    let said = tokio::task::block_in_place(|| run.command(&since));
    assert!(said.contains("2 organisation(s) hold") && !said.contains(head), "{said}");
    let org: String = run.one("SELECT org_id FROM audit_log WHERE action = 'credential_saved'".into()).await;
    run.tamper(format!("UPDATE audit_log SET subject = 'nobody' WHERE org_id = '{org}' AND seq = 2")).await;
    let said = tokio::task::block_in_place(|| run.refused_command(&command));
    assert!(said.contains(&format!("entry 2 of organisation {org}")), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn lesson_78_the_operator_allows_buying_by_command() {
    let run = Killed::start().await;
    let said = |arguments: &[&str]| tokio::task::block_in_place(|| run.command(arguments));
    let org: String = run.one("SELECT id FROM orgs ORDER BY id DESC LIMIT 1".into()).await;
    assert!(said(&["orgs", "list"]).starts_with(&format!("{org}  may buy, 0 managed number(s)")));
    assert!(said(&["orgs", "deny-buying", &org]).ends_with("may no longer buy numbers.\n"));
    assert!(said(&["orgs", "list"]).starts_with(&format!("{org}  may not buy")));
    let refused = tokio::task::block_in_place(|| run.refused_command(&["orgs", "allow-buying", "Nobody’s"]));
    assert!(refused.contains("no organisation is"), "{refused}");
    assert!(said(&["orgs", "allow-buying", &org]).ends_with("may now buy numbers.\n"));
    assert!(said(&["audit", "verify"]).contains("hold"));
}

#[tokio::test]
async fn a_server_that_is_told_to_end_finishes_its_step_and_another_goes_on() {
    let run = Killed::with_agent_and_twilio().await;
    let import = NewFault {
        method: Some("POST".into()),
        path_contains: Some("/phone-number".into()),
        ..NewFault::next_call(SandboxProvider::Vapi, FaultKind::HoldAfter)
    };
    run.sandbox.inject(&import).await;
    let operation = run.browser.import(NUMBER).await;
    let run = run.end_while_held().await;
    run.imported(&operation, "told to end").await;
    let calls = run.sandbox.calls().await;
    let posts = calls.iter().filter(|call| call.method == "POST" && call.path.contains("/phone-number"));
    assert_eq!(posts.count(), 1, "its answer was waited for");
}

#[tokio::test]
async fn lesson_10_what_an_operator_watches_is_counted_and_tells_no_secret() {
    let run = Killed::with_agent_and_twilio().await;
    let operation = run.browser.import(NUMBER).await;
    run.imported(&operation, "watched").await;
    assert_eq!(run.browser.rpc("integrations/save-vapi", &[("form[key]", "wrong")]).await.status, 422);
    let answer = run.browser.page("/metrics").await;
    assert_eq!(answer.status, 200);
    for counted in [
        r#"ava_http_requests_total{method="POST",route="/rpc/{*function}",status="422"} 1"#,
        r#"ava_operations_done_total{kind="import_number"} 1"#,
        r#"ava_operation_steps_total{kind="import_number",step="bind_agent",result="done"} 1"#,
        r#"ava_provider_requests_total{provider="twilio",outcome="success"}"#,
        r#"ava_provider_breaker_state"#,
    ] {
        assert!(answer.body.contains(counted), "{counted} in\n{}", answer.body);
    }
}

#[tokio::test]
async fn lesson_74_a_page_that_died_in_a_browser_is_counted() {
    let run = Killed::start().await;
    let said = [
        ("build", "0123456789"),
        ("page", "/dashboard/integrations"),
        ("when", "starting"),
        ("message", "panicked at hydration.rs:195\nentered unreachable code"),
    ];
    assert_eq!(run.browser.beacon("/page-failures", &said).await.status, 204);
    let metrics = run.browser.page("/metrics").await.body;
    assert!(metrics.contains(r#"ava_page_failures_total{when="starting"} 1"#), "{metrics}");
    let endless = "x".repeat(17 * 1024);
    let long = [("build", ""), ("page", "/"), ("when", "running"), ("message", endless.as_str())];
    assert_eq!(run.browser.beacon("/page-failures", &long).await.status, 413);
    let mut refused = 0;
    for _ in 0..20 {
        refused += usize::from(run.browser.beacon("/page-failures", &said).await.status == 429);
    }
    assert!(refused > 0, "nobody fills the log");
}
