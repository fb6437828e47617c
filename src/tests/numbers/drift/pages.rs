//! The pages, as a browser without scripts uses them.

use reqwest::{Method, header::ACCEPT_LANGUAGE};

use ava::domain::{number::NumbersPage, operation::OperationKind};

use super::hands::VAPI_WEBHOOK;
use crate::support::{
    app::{Database, TestApp},
    browser::{Browser, Server},
    sandbox::{ELSEWHERE_URL, NUMBER, SECOND_NUMBER, TWILIO_SID, TWILIO_TOKEN, VAPI_KEY},
};

const NUMBERS: &str = "/dashboard/numbers";
const SANDBOX: &str = "/sandbox";

/// A browser of somebody whose number answers.
async fn answering() -> (TestApp, Server, Browser) {
    let app = TestApp::on(Database::Sqlite).await;
    let server = app.serve().await;
    let browser = server.owner().await;
    browser.connect_vapi(VAPI_KEY).await;
    browser.make_agent("Reception", "Book appointments.", "Hello").await;
    browser.connect_twilio(TWILIO_SID, TWILIO_TOKEN).await;
    let operation = browser.import(NUMBER).await;
    let done = |page: &serde_json::Value| page["operation"]["state"] == "done";
    let _: serde_json::Value = browser.until("read/Operation", &[("id", &operation)], done).await;
    (app, server, browser)
}

async fn compared(browser: &Browser, differences: usize) -> NumbersPage {
    let sent = browser.form(NUMBERS, "numbers/compare", &[]).await;
    assert_eq!((sent.status, sent.header("location")), (302, NUMBERS));
    let differs = |page: &NumbersPage| page.findings.len() == differences;
    browser.until("read/Numbers", &[("id", "")], differs).await
}

async fn beside(browser: &Browser, what: &str, number: &str) {
    let fields = [("form[what]", what), ("form[number]", number)];
    let sent = browser.form(SANDBOX, "sandbox/change-outside", &fields).await;
    assert_eq!((sent.status, sent.header("location")), (302, SANDBOX), "{what}");
    let shown = browser.page(SANDBOX).await.body;
    assert!(shown.contains("The sandbox is set."), "{what}: {shown}");
}

#[tokio::test]
async fn every_deed_about_a_difference_is_a_plain_form() {
    let (app, _server, browser) = answering().await;
    app.sandbox.set_at_twilio(NUMBER, "voice_url", ELSEWHERE_URL).await;
    let shown = browser.page(NUMBERS).await.body;
    assert!(!shown.contains("<h2>Differences") && shown.contains("Not compared yet"), "{shown}");
    let page = compared(&browser, 1).await;
    let shown = browser.page(NUMBERS).await.body;
    let place = |text: &str| shown.find(text).unwrap_or_else(|| panic!("{text}: {shown}"));
    assert!(place("class=\"card rows\"") < place("<h2>Differences"), "the list comes first");
    for text in ["but to https://clinic.example/voice", "Changed at Twilio", "Send calls to Vapi again"] {
        assert!(shown.contains(text), "{text}: {shown}");
    }
    for action in ["/rpc/numbers/repair", "/rpc/numbers/forget", "/rpc/numbers/compare"] {
        assert!(shown.contains(&format!("action=\"{action}\"")), "{action}");
    }
    assert!(!shown.contains("/rpc/numbers/adopt\""), "there is nothing to adopt");
    let id = page.numbers[0].number.id.as_str();
    let of_number = format!("{NUMBERS}/{id}");
    let shown = browser.page(&of_number).await.body;
    assert!(
        shown.contains("but to https://clinic.example/voice") && !shown.contains("Reception answers it.")
    );
    assert!(browser.page("/dashboard/integrations").await.body.contains("is not as it was proved"));

    let finding = page.findings[0].id.as_str();
    let sent = browser.form(&of_number, "numbers/repair", &[("finding", finding)]).await;
    assert_eq!((sent.status, sent.header("location")), (302, of_number.as_str()));
    let settled = |page: &serde_json::Value| page["findings"].as_array().is_some_and(Vec::is_empty);
    let _: serde_json::Value = browser.until("read/Number", &[("id", id)], settled).await;
    assert!(browser.page(&of_number).await.body.contains("Reception answers it."));
    assert_eq!(app.sandbox.at_twilio(NUMBER).await.voice_url, VAPI_WEBHOOK);
    assert_eq!(app.count("operations WHERE kind = $1", &[OperationKind::CompareNumbers.code()]).await, 1);
}

#[tokio::test]
async fn every_difference_is_reached_by_links() {
    let (app, _server, browser) = answering().await;
    app.sandbox.many_at_vapi(60, 30).await;
    compared(&browser, 25).await;
    let (mut path, mut seen) = (format!("{NUMBERS}?search=415"), Vec::new());
    loop {
        let shown = browser.page(&path).await.body;
        seen.push(shown.matches("action=\"/rpc/numbers/adopt\"").count());
        let links = shown.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
        let next = links.map(|href| href.replace("&amp;", "&")).find(|href| href.contains("differences="));
        let Some(next) = next.filter(|_| seen.len() < 5) else { break };
        assert!(next.starts_with("/dashboard/numbers?search=415&differences="), "{next}");
        path = next;
    }
    assert_eq!(seen, [25, 5]);
    let last = browser.page(&path).await.body;
    assert!(last.contains("href=\"/dashboard/numbers?search=415\"") && last.contains("First differences"));
}

#[tokio::test]
async fn what_differs_is_told_in_french_as_well() {
    let (app, _server, browser) = answering().await;
    app.sandbox.delete_at_vapi(NUMBER).await;
    compared(&browser, 1).await;
    let request = browser.request(Method::GET, NUMBERS).header("accept", "text/html");
    let shown = browser.send(NUMBERS, request.header(ACCEPT_LANGUAGE, "fr")).await.body;
    for text in ["Différences", "Disparu chez Vapi", "Le raccorder à nouveau", "Ignorer", "toutes les heures"]
    {
        assert!(shown.contains(text), "{text}: {shown}");
    }
}

#[tokio::test]
async fn the_sandbox_changes_what_somebody_might_change_beside_ava() {
    let (app, _server, browser) = answering().await;
    let shown = browser.page(SANDBOX).await.body;
    assert!(
        shown.contains("action=\"/rpc/sandbox/change-outside\"")
            && shown.contains("Send its calls elsewhere")
    );
    let place = |text: &str| shown.find(text).unwrap_or_else(|| panic!("{text}: {shown}"));
    let read_first = ["What the simulators hold", "Last requests"].map(place);
    for done in ["inject", "call", "change-outside"] {
        let done = place(&format!("action=\"/rpc/sandbox/{done}\""));
        assert!(read_first.iter().all(|read| done < *read), "what one does comes first");
    }

    beside(&browser, "redirect_at_twilio", NUMBER).await;
    beside(&browser, "bind_at_vapi", NUMBER).await;
    beside(&browser, "import_at_vapi", SECOND_NUMBER).await;
    let mut codes: Vec<&str> =
        compared(&browser, 3).await.findings.iter().map(|finding| finding.kind.code()).collect();
    codes.sort_unstable();
    assert_eq!(codes, ["bound_elsewhere", "unknown_here", "webhooks_changed"]);
    let shown = browser.page(NUMBERS).await.body;
    assert!(
        shown.contains("At Vapi Old desk answers it now") && shown.contains("Bring it into AVA"),
        "{shown}"
    );

    beside(&browser, "delete_at_vapi", NUMBER).await;
    assert!(app.sandbox.at_vapi(NUMBER).await.is_empty());
    beside(&browser, "release_at_twilio", NUMBER).await;
    let there = app.sandbox.snapshot().await.twilio_numbers;
    assert!(there.iter().all(|row| row.phone_number != NUMBER));

    for (what, number, status) in [
        ("delete_at_vapi", NUMBER, 404),
        ("import_at_vapi", SECOND_NUMBER, 422),
        ("set_on_fire", SECOND_NUMBER, 422),
        ("delete_at_vapi", "nothing", 422),
    ] {
        let fields = [("form[what]", what), ("form[number]", number)];
        let refused = browser.rpc("sandbox/change-outside", &fields).await;
        assert_eq!(refused.status, status, "{what} {number}: {}", refused.body);
    }
}
