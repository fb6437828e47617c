//! Choosing from an account of more numbers than anybody looks through.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::support::{
    app::{Database, TestApp},
    browser::{Browser, Server},
    sandbox::own,
};

const SID: &str = "AC8d8d8d8d8d8d8d8d8d8d8d8d8d8d8d8d";
const TOKEN: &str = "canarytwiliotoken8d8d8d8d8d8d8d8";
const PICKER: &str = "/dashboard/integrations/twilio?choose=1";

/// A browser connected to an account of 450 numbers, of which one is French.
async fn picking() -> (TestApp, Server, Browser) {
    let app = TestApp::on(Database::Sqlite).await;
    let server = app.serve().await;
    let browser = server.owner().await;
    let american = (0..449).map(|at| own(&format!("+1415330{at:04}")));
    let numbers: Vec<Value> = american.chain([own("+33184990012")]).collect();
    app.sandbox.account(SID, TOKEN, json!(numbers)).await;
    browser.connect_twilio(SID, TOKEN).await;
    (app, server, browser)
}

fn choices(body: &str) -> Vec<String> {
    let inputs = body.split("name=\"form[picked]\"").skip(1);
    let values = inputs.map(|rest| rest.split("value=\"").nth(1).unwrap().split('"').next().unwrap());
    values.map(str::to_owned).collect()
}

/// The link to the next page of the list.
fn further(body: &str) -> Option<String> {
    let links = body.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
    links.map(|href| href.replace("&amp;", "&")).find(|href| href.contains("after="))
}

#[tokio::test]
async fn a_long_list_is_chosen_from_page_by_page_and_every_number_is_reached() {
    let (app, _server, browser) = picking().await;
    let (mut path, mut seen, mut pages) = (PICKER.to_owned(), BTreeSet::new(), 0);
    loop {
        let before = app.sandbox.last_seq().await;
        let body = browser.page(&path).await.body;
        assert_eq!(app.sandbox.calls_after(before).await.len(), 1, "a page waits for one answer of Twilio's");
        let shown = choices(&body);
        let goes_on = body.contains(&format!("{} numbers are shown, and the account has more.", shown.len()));
        seen.extend(shown);
        pages += 1;
        let next = further(&body);
        assert_eq!(next.is_some(), goes_on, "{path}");
        assert_eq!(body.contains("First numbers"), pages > 1);
        let Some(next) = next.filter(|_| pages < 9) else { break };
        path = next;
    }
    assert_eq!((seen.len(), pages), (450, 3));
}

#[tokio::test]
async fn a_long_list_is_searched_at_twilio_the_way_one_dials() {
    let (app, _server, browser) = picking().await;
    for typed in ["01 84 99", "%2B33 (0)1 84", "0033184"] {
        let before = app.sandbox.last_seq().await;
        let body = browser.page(&format!("{PICKER}&search={}", typed.replace(' ', "+"))).await.body;
        assert_eq!(choices(&body), ["+33184990012"], "{typed}");
        assert!(body.contains("+33 1 84 99 00 12"), "as people write it");
        let calls = app.sandbox.calls_after(before).await;
        assert!(calls.iter().all(|call| call.path.contains("PhoneNumber=")), "{calls:?}");
    }
    let body = browser.page(&format!("{PICKER}&search=(415)+330+01")).await.body;
    assert_eq!(choices(&body).len(), 100);
    assert!(body.contains("value=\"(415) 330 01\""), "what was typed stands there");
    let body = browser.page(&format!("{PICKER}&search=999999")).await.body;
    assert!(choices(&body).is_empty() && body.contains("owns no number with these digits"), "{body}");
}

#[tokio::test]
async fn a_made_up_page_of_the_list_is_its_first() {
    let (_app, _server, browser) = picking().await;
    let body = browser.page(&format!("{PICKER}&after=AccountSid%3DAC1%26x")).await.body;
    assert_eq!(choices(&body).len(), 200);
}
