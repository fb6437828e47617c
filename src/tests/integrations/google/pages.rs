//! The way to Google and back in a browser, without JavaScript.

use ava::domain::{auth_forms::LOGIN, integrations::IntegrationsView, provider::google_calendar::PROVIDER};
use url::Url;

use crate::support::{
    app::{Database, TestApp},
    browser::{Browser, Server},
    google::{ACCOUNT, AtGoogle, PAGE, decide, path, to_google},
    people::{account_fields, sign_up_form},
};

async fn started() -> (TestApp, Server, Browser) {
    let app = TestApp::on(Database::Sqlite).await;
    let server = app.serve().await;
    let browser = server.owner().await;
    (app, server, browser)
}

async fn page_after(browser: &Browser, back: &Url) -> String {
    let returned = browser.page(&path(back)).await;
    assert_eq!((returned.status, returned.header("location")), (303, PAGE));
    browser.page(PAGE).await.body
}

#[tokio::test]
async fn a_person_is_led_to_google_and_back() {
    let (app, _server, browser) = started().await;
    let before = browser.page(PAGE).await.body;
    let redirect = "http://127.0.0.1:0/integrations/google/callback";
    assert!(before.contains(redirect), "the line for Google's console");
    let google = to_google(&browser).await;
    assert!(
        google.query_pairs().any(|(name, value)| name == "redirect_uri" && value == redirect),
        "{google}"
    );
    let back = decide(&google, AtGoogle::agrees(ACCOUNT)).await;
    assert!(back.as_str().starts_with(redirect), "{back}");
    let page = page_after(&browser, &back).await;
    for text in
        ["Checked and connected.", ACCOUNT, "Calendar for appointments", "Connect again", "Disconnect"]
    {
        assert!(page.contains(text), "{text}: {page}");
    }
    let again = page_after(&browser, &back).await;
    assert!(again.contains("was taken already"), "{again}");
    let log = app.dump().await;
    assert!(!log.contains("ya29.ana") && !log.contains("1//ana"));
}

#[tokio::test]
async fn each_way_back_ends_on_the_page_with_a_sentence() {
    let (_app, server, browser) = started().await;
    let deny = AtGoogle { agrees: false, ..AtGoogle::agrees(ACCOUNT) };
    let denied = decide(&to_google(&browser).await, deny).await;
    assert!(page_after(&browser, &denied).await.contains("Access was declined at Google"));
    let lesser = AtGoogle { unticked: &["calendar.events.owned"], ..AtGoogle::agrees(ACCOUNT) };
    let lesser = decide(&to_google(&browser).await, lesser).await;
    let page = page_after(&browser, &lesser).await;
    for text in ["write appointments into your calendars", "Connect again", "Disconnect", "Needs attention"] {
        assert!(page.contains(text), "{text}: {page}");
    }
    let unticked = &["calendar.calendarlist.readonly", "calendar.events.owned"];
    let least = AtGoogle { unticked, ..AtGoogle::agrees(ACCOUNT) };
    let least = decide(&to_google(&browser).await, least).await;
    let page = page_after(&browser, &least).await;
    let named =
        "the boxes that let AVA write appointments into your calendars and see the list of your calendars";
    assert_eq!(page.matches(named).count(), 1, "said once: {page}");
    assert!(
        browser.page(&format!("{PAGE}/disconnect")).await.body.contains("AVA’s access is taken back there")
    );
    let stranger = server.owner().await;
    let back = decide(&to_google(&browser).await, AtGoogle::agrees(ACCOUNT)).await;
    assert!(page_after(&stranger, &back).await.contains("begun in another browser"));
    let google = to_google(&browser).await;
    let state = google.query_pairs().find(|(name, _)| name == "state").unwrap().1.into_owned();
    let unknown = format!("/integrations/google/callback?state={state}&error=something_new");
    assert_eq!(browser.page(&unknown).await.header("location"), PAGE);
    let page = browser.page(PAGE).await.body;
    for text in ["Google Calendar could not do this.", "Reference "] {
        assert!(page.contains(text), "{text}: what nobody knows has an id to quote: {page}");
    }
    assert!(!page.contains("something_new"));
    let nonsense = browser.page("/integrations/google/callback").await;
    assert_eq!((nonsense.status, nonsense.header("location")), (303, PAGE));
    assert!(browser.page(PAGE).await.body.contains("begun in another browser"));
}

#[tokio::test]
async fn somebody_who_was_signed_out_meanwhile_signs_in_and_is_told() {
    let app = TestApp::on(Database::Sqlite).await;
    let server = app.serve().await;
    let browser = server.visitor();
    let form = sign_up_form();
    browser.sign_up(&form).await;
    let back = decide(&to_google(&browser).await, AtGoogle::agrees(ACCOUNT)).await;
    assert_eq!(browser.rpc("log_out", &[]).await.status, 200);
    let returned = browser.page(&path(&back)).await;
    assert_eq!(returned.status, 303);
    let asked = browser.page(returned.header("location")).await;
    assert!(asked.header("location").starts_with(LOGIN), "{}", asked.header("location"));
    let [.., email, password] = account_fields(&form);
    assert_eq!(browser.rpc("log_in", &[email, password]).await.status, 200);
    let page = browser.page(returned.header("location")).await;
    assert!(page.body.contains("You were signed out before"), "{}", page.body);
    let view: IntegrationsView = browser.ask("read/Integrations", &[]).await;
    assert!(view.card(PROVIDER).credential.is_none());
}

#[tokio::test]
async fn an_installation_without_a_client_says_who_can_turn_it_on() {
    let app = TestApp::on(Database::Sqlite).await;
    let off = [("INTEGRATIONS_STUB_MODE", "false"), ("AVA_STUB_BEYOND_LOOPBACK", "false")];
    let services = app.node_with(3, &off).await.unwrap();
    let server = Server::start(services).await;
    let browser = server.owner().await;
    for page in ["/dashboard/integrations", PAGE] {
        let body = browser.page(page).await.body;
        assert!(body.contains("GOOGLE_CLIENT_ID") && !body.contains("connect-google"), "{page}: {body}");
    }
    let sent = browser.form(PAGE, "integrations/connect-google", &[]).await;
    assert_eq!(sent.header("location"), PAGE);
    assert!(browser.page(PAGE).await.body.contains("is not set up on this installation"));
}
