//! A person's way to the simulated Google and back.

use ava::{
    domain::{
        integrations::Checked,
        problem::Problem,
        provider::{
            OfProvider as _,
            google_calendar::{GoogleCalendarConfig, PROVIDER},
        },
        sandbox::{CONTROL_HEADER, GoogleConsentRow},
    },
    server::{
        cx::Cx,
        integrations::connectors::google_calendar::consent::{self, Returned},
    },
};
use reqwest::header::{CONTENT_TYPE, LOCATION};
use url::{Url, form_urlencoded};

use super::{
    app::TestApp,
    browser::Browser,
    people::card_of,
    sandbox::{Sandbox, client},
};

/// The page of the provider.
pub const PAGE: &str = "/dashboard/integrations/google_calendar";
/// The account whose calendar is connected.
pub const ACCOUNT: &str = "ana@clinic.example";
/// The session of the browser in which somebody is signed in.
pub const SESSION: &str = "session-1";
/// The texts that every token of the simulated Google for that account begins with.
pub const TOKENS: [&str; 3] = ["ya29.ana@", "1//ana@", "4/ana@"];

/// What a person does on the page of the consent.
#[derive(Clone, Copy)]
pub struct AtGoogle<'a> {
    pub account: &'a str,
    /// The ends of the scopes whose boxes are left unticked.
    pub unticked: &'a [&'a str],
    pub agrees: bool,
}

impl<'a> AtGoogle<'a> {
    pub const fn agrees(account: &'a str) -> Self {
        Self { account, unticked: &[], agrees: true }
    }
}

/// Sends the form of the page at Google; returns the address that it leads back to.
pub async fn decide(page: &Url, person: AtGoogle<'_>) -> Url {
    let query = |wanted: &str| page.query_pairs().find(|(name, _)| name == wanted).unwrap().1.into_owned();
    let decision = if person.agrees { "allow" } else { "deny" };
    let mut form = form_urlencoded::Serializer::new(String::new());
    form.append_pair("account", person.account).append_pair("decision", decision);
    let ticked = |scope: &&str| !person.unticked.iter().any(|end| scope.ends_with(end));
    for scope in query("scope").split(' ').filter(ticked) {
        form.append_pair("scope", scope);
    }
    let request = client().post(page.clone()).header(CONTENT_TYPE, "application/x-www-form-urlencoded");
    let answer = request.body(form.finish()).send().await.unwrap();
    assert_eq!(answer.status(), 302, "{page}");
    answer.headers()[LOCATION].to_str().unwrap().parse().unwrap()
}

/// Goes to Google, and returns what it sends back.
pub async fn answer(cx: &Cx, session: &str, person: AtGoogle<'_>) -> Returned {
    let ticket = consent::begin(cx, session).await.unwrap();
    let page = consent::address(cx, session, &ticket.to_string()).await.unwrap();
    let back = decide(&page, person).await;
    let value = |wanted: &str| {
        back.query_pairs().find(|(name, _)| name == wanted).map(|(_, value)| value.into_owned())
    };
    Returned { state: value("state").unwrap(), code: value("code"), error: value("error") }
}

pub async fn connect_as(cx: &Cx, person: AtGoogle<'_>) -> Result<Checked, Problem> {
    let returned = answer(cx, SESSION, person).await;
    consent::finish(cx, SESSION, returned).await
}

pub async fn connect(cx: &Cx, account: &str) -> Result<Checked, Problem> {
    connect_as(cx, AtGoogle::agrees(account)).await
}

/// The stored facts of the connected account.
pub async fn stored(cx: &Cx) -> GoogleCalendarConfig {
    let held = card_of(cx, PROVIDER).await.credential.unwrap();
    GoogleCalendarConfig::of(&held.config).unwrap().clone()
}

/// Presses *Connect*; returns the page at Google that the document of ours moves on to.
pub async fn to_google(browser: &Browser) -> Url {
    let sent = browser.form(PAGE, "integrations/connect-google", &[]).await;
    assert!(matches!(sent.status, 302 | 303), "{}: {}", sent.status, sent.body);
    let document = browser.page(sent.header("location")).await;
    assert_eq!(document.status, 200, "a redirect would be one of the form's: {}", document.body);
    let (_, rest) = document.body.split_once("content=\"0;url=").expect("it moves on by itself");
    let (address, _) = rest.split_once('"').unwrap();
    assert!(document.body.contains(&format!("href=\"{address}\"")), "and by a link");
    address.replace("&amp;", "&").parse().unwrap()
}

/// The path and query of this site's that Google leads back to.
pub fn path(back: &Url) -> String {
    format!("{}?{}", back.path(), back.query().unwrap_or_default())
}

/// Connects the account in a browser.
pub async fn connect_in(browser: &Browser, account: &str) {
    let back = decide(&to_google(browser).await, AtGoogle::agrees(account)).await;
    let returned = browser.page(&path(&back)).await;
    assert_eq!((returned.status, returned.header("location")), (303, PAGE));
}

impl TestApp {
    /// The calls that were made for tokens after this one.
    pub async fn token_calls(&self, since: u64) -> usize {
        let calls = self.sandbox.calls_after(since).await;
        calls.iter().filter(|call| call.path == "/token").count()
    }
}

impl Sandbox {
    pub async fn consents(&self) -> Vec<GoogleConsentRow> {
        self.snapshot().await.google_consents
    }

    /// Takes a consent back as its person does in their Google account.
    pub async fn remove_access(&self, account: &str) {
        let page = format!("http://{}/google/accounts/connections", self.addr());
        let form = form_urlencoded::Serializer::new(String::new()).append_pair("account", account).finish();
        let request = client().post(page).header(CONTROL_HEADER, "1");
        let request = request.header(CONTENT_TYPE, "application/x-www-form-urlencoded").body(form);
        assert_eq!(request.send().await.unwrap().status(), 200);
    }
}
