//! Distinctive secrets travel every way there is, and are found nowhere.
//!
//! Every answer in every suite is searched too, and every log line.

use std::{fs, path::Path};

use reqwest::Method;

use crate::support::{
    app::TestApp,
    both_engines, canary,
    people::PASSWORD,
    sandbox::{NUMBER, OTHER_TWILIO_TOKEN, SECOND_NUMBER, TWILIO_SID, TWILIO_TOKEN, VAPI_KEY},
};

fn search(folder: &Path) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            search(&path);
        } else {
            let bytes = fs::read(&path).unwrap();
            canary::assert_clean(&path.display().to_string(), &String::from_utf8_lossy(&bytes));
        }
    }
}

async fn lesson_10_secrets_show_nowhere(app: TestApp) {
    let server = app.serve().await;
    let browser = server.owner().await;
    let mut stream = browser.request(Method::GET, "/events").send().await.unwrap();
    for wrong in [format!("{VAPI_KEY}0"), VAPI_KEY.replace('-', "+"), format!("{VAPI_KEY} {VAPI_KEY}")] {
        let answer = browser.rpc("integrations/save-vapi", &[("form[key]", &wrong)]).await;
        assert!((400..500).contains(&answer.status), "{}", answer.body);
    }
    // A secret stands in the wrong field, or beside a value that is refused.
    for fields in [
        [("form[account_sid]", TWILIO_TOKEN), ("form[auth_token]", TWILIO_TOKEN), ("form[number]", "")],
        [("form[account_sid]", TWILIO_SID), ("form[auth_token]", OTHER_TWILIO_TOKEN), ("form[number]", "")],
        [("form[account_sid]", TWILIO_SID), ("form[auth_token]", TWILIO_TOKEN), ("form[number]", "+999")],
    ] {
        let answer = browser.rpc("integrations/save-twilio", &fields).await;
        assert_eq!(answer.status, 422, "{}", answer.body);
    }
    let nothing =
        browser.rpc("log_in", &[("form[email]", "x@y.example"), ("form[password]", PASSWORD)]).await;
    assert_eq!(nothing.status, 401);
    let refused = browser
        .form(
            "/dashboard/integrations/vapi",
            "integrations/save-vapi",
            &[("form[key]", &format!("{VAPI_KEY}0"))],
        )
        .await;
    assert_eq!(refused.status, 302);
    browser.page("/dashboard/integrations/vapi").await;

    browser.connect_vapi(VAPI_KEY).await;
    let agent = browser.make_agent("Reception", "Book.", "Hello").await;
    let twilio =
        [("form[account_sid]", TWILIO_SID), ("form[auth_token]", TWILIO_TOKEN), ("form[vapi_key]", "true")];
    assert_eq!(browser.rpc("integrations/save-twilio", &twilio).await.status, 200);
    let done = |page: &serde_json::Value| page["operation"]["state"] == "done";
    let mut operation = String::new();
    for number in [NUMBER, SECOND_NUMBER] {
        operation = browser.import(number).await;
        let _: serde_json::Value = browser.until("read/Operation", &[("id", &operation)], done).await;
    }
    for (endpoint, fields) in [
        ("read/Integrations", vec![]),
        ("read/AccountNumbers", vec![]),
        ("integrations/check", vec![("provider", "twilio")]),
        ("read/Agents", vec![]),
        ("read/Agent", vec![("id", agent.as_str())]),
        ("read/Operations", vec![]),
        ("read/Account", vec![]),
        ("read/Sandbox", vec![]),
    ] {
        assert_eq!(browser.rpc(endpoint, &fields).await.status, 200, "{endpoint}");
    }
    for page in [
        "/dashboard/integrations",
        "/dashboard/integrations/vapi",
        "/dashboard/integrations/twilio",
        "/dashboard/integrations/twilio?choose=1",
        "/dashboard/agents",
        "/dashboard/operations",
        &format!("/dashboard/operations/{operation}"),
        &format!("/dashboard/agents/{agent}"),
        "/dashboard/account",
        "/sandbox",
    ] {
        assert_eq!(browser.page(page).await.status, 200, "{page}");
    }
    let mut events = String::new();
    while !events.contains("numbers") {
        let chunk = stream.chunk().await.unwrap().unwrap();
        events.push_str(&String::from_utf8_lossy(&chunk));
    }
    canary::assert_clean("events", &events);
    let dump = app.dump().await;
    assert!(dump.contains(NUMBER));
    assert_eq!(app.sandbox.keys().await.len(), 1, "a key was made, whose secret is sealed");
    canary::assert_clean("the database", &dump);
    search(app.folder());
    search(&Path::new(env!("CARGO_MANIFEST_DIR")).join("public"));
    canary::assert_logs_clean();
}

#[test]
fn a_planted_secret_is_found_when_it_shows() {
    canary::plant("canary-that-may-be-found-0000");
    assert!(canary::found_in("x canary-that-may-be-found- y").is_some());
    assert!(canary::found_in("63616E6172792D746861742D6D61792D62652D666F756E642D").is_some());
    assert!(canary::found_in("nothing here").is_none());
}

both_engines!(lesson_10_secrets_show_nowhere);
