//! The pages of managed numbers, as a browser without scripts uses them.

use ava::domain::{
    number::{NumberPage, NumberSource, NumberState},
    operation::{OperationPage, OperationState},
    problem::{Field, Managed, ProblemKind, Rule},
    sandbox::{FaultKind, SandboxProvider},
};

use crate::support::{
    app::{Database, TestApp},
    browser::{Answer, Browser, Server},
    faults::lasting,
    sandbox::{NUMBER, TWILIO_SID, TWILIO_TOKEN, VAPI_KEY},
};

const BUY: &str = "/dashboard/numbers/buy";
const NUMBERS: &str = "/dashboard/numbers";
const SWITCH: &str = "/dashboard/integrations/twilio/switch";
const HOSTILE: &str = "\"><img src=x onerror=alert(1)>";

/// The links of a search's buttons.
fn offers(body: &str) -> Vec<String> {
    let links = body.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
    let links = links.filter(|href| href.starts_with("/dashboard/numbers/buy/confirm?"));
    links.map(|href| href.replace("&amp;", "&")).collect()
}

/// The hidden fields of the page that asks before a purchase.
fn fields_of(confirm: &str) -> Vec<(&'static str, String)> {
    let query = confirm.split_once('?').unwrap().1;
    let value = |name: &str| {
        let pair = query.split('&').find_map(|pair| pair.strip_prefix(&format!("{name}=")));
        pair.unwrap().to_owned()
    };
    vec![
        ("form[number]", format!("+{}", value("number"))),
        ("form[country]", value("country")),
        ("form[kind]", value("kind")),
    ]
}

async fn press(browser: &Browser, page: &str, endpoint: &str, fields: &[(&'static str, String)]) -> Answer {
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    browser.form(page, endpoint, &fields).await
}

/// The operation that a form led to.
#[track_caller]
fn operation(sent: &Answer) -> String {
    assert_eq!(sent.status, 302, "{}", sent.body);
    sent.header("location").strip_prefix("/dashboard/operations/").unwrap().to_owned()
}

#[track_caller]
fn says(answer: &Answer, texts: &[&str]) {
    assert_eq!(answer.status, 200, "{}", answer.body);
    for text in texts {
        assert!(answer.body.contains(text), "{text}: {}", answer.body);
    }
}

async fn until(browser: &Browser, operation: &str, state: OperationState) -> OperationPage {
    let is = |page: &OperationPage| page.operation.state == state;
    browser.until("read/Operation", &[("id", operation)], is).await
}

/// A browser whose org has Vapi connected and an agent at it, and no Twilio account of its own.
async fn prepared(server: &Server) -> Browser {
    let browser = server.owner().await;
    browser.connect_vapi(VAPI_KEY).await;
    browser.make_agent("Reception", "Book appointments.", "Hello").await;
    browser
}

/// Buys the first American number; returns its id and its digits.
async fn keeper(app: &TestApp, browser: &Browser) -> (String, String) {
    let confirm = offers(&browser.page(&format!("{BUY}?country=US&kind=local")).await.body).remove(0);
    let sent = press(browser, &confirm, "numbers/buy", &fields_of(&confirm)).await;
    until(browser, &operation(&sent), OperationState::Done).await;
    let id = app.text("SELECT id FROM phone_numbers WHERE source = 'managed' AND state = 'ready'", &[]).await;
    let e164 = app.text("SELECT e164 FROM phone_numbers WHERE id = $1", &[&id]).await;
    (id, e164)
}

#[tokio::test]
async fn a_search_stands_in_the_address_and_says_what_each_number_asks() {
    let app = TestApp::on(Database::Sqlite).await;
    let server = app.serve().await;
    let browser = server.owner().await;
    let calls = app.sandbox.last_seq().await;
    says(&browser.page(BUY).await, &["Buy a number", "Nothing is bought before", "0 of 5 managed numbers"]);
    assert!(app.sandbox.calls_after(calls).await.is_empty(), "nobody has asked yet");

    let found = browser.page(&format!("{BUY}?country=US&kind=local&area=415&digits=")).await;
    says(
        &found,
        &["San Francisco, CA, United States", "Calls, Text messages", "No address asked", "value=\"415\""],
    );
    let all = offers(&found.body);
    assert!(all.len() > 3 && all.iter().all(|href| href.contains("number=1415")), "{all:?}");
    let french = browser.page(&format!("{BUY}?country=FR&kind=local")).await;
    says(&french, &["Paris, France", "Asks for an address", "<option value=\"FR\" selected"]);

    let none = browser.page(&format!("{BUY}?country=US&kind=local&digits=99999999")).await;
    says(
        &none,
        &[
            "Nothing for sale",
            "Try fewer digits",
            "href=\"/dashboard/numbers/buy?country=US&amp;kind=local\"",
        ],
    );
    let short = browser.page(&format!("{BUY}?country=US&kind=local&area=41")).await;
    says(&short, &["An area code has three digits.", "value=\"41\"", "aria-invalid=\"true\""]);
    let unserved = browser.page(&format!("{BUY}?country=IE&kind=mobile")).await;
    says(
        &unserved,
        &["Twilio sells no numbers of this kind in that country.", "<option value=\"IE\" selected"],
    );
    let hostile =
        browser.page(&format!("{BUY}?country=%3Cscript%3Ealert(1)&digits=%22%3E%3Cimg%20src=x%3E")).await;
    assert!(!hostile.body.contains("<script>alert") && !hostile.body.contains("<img src=x"));
    for page in
        ["", "?number=x", "?number=14155550142&country=USA&kind=local", "?number=14155550142&country=US"]
    {
        assert_eq!(browser.page(&format!("{BUY}/confirm{page}")).await.status, 404, "{page}");
    }
}

#[tokio::test]
async fn a_search_that_twilio_does_not_answer_keeps_what_was_asked() {
    let app = TestApp::on(Database::Sqlite).await;
    let server = app.serve().await;
    let browser = server.owner().await;
    for (kind, sentence) in [
        (FaultKind::Unauthorized, "Twilio refuses the account that this installation buys numbers with."),
        // This fault comes last: after it, the breaker is open.
        (FaultKind::ServerError, "Connection to Twilio failed."),
    ] {
        app.sandbox.inject(&lasting(SandboxProvider::Twilio, kind)).await;
        let page = browser.page(&format!("{BUY}?country=US&kind=local&area=415")).await;
        says(&page, &[sentence, "value=\"415\"", "role=\"alert\""]);
        app.sandbox.clear().await;
    }
}

#[tokio::test]
async fn lesson_33_and_34_the_chosen_number_is_bought_once_by_a_plain_form() {
    let app = TestApp::on(Database::Sqlite).await;
    let server = app.serve().await;
    let browser = prepared(&server).await;
    let all = offers(&browser.page(&format!("{BUY}?country=US&kind=local")).await.body);
    let confirm = &all[2];
    let fields = fields_of(confirm);
    let asks = browser.page(confirm).await;
    says(&asks, &["1.15 USD a month", "What happens", "buys exactly this one", "Buy this number"]);
    assert!(asks.body.contains(&format!("name=\"form[number]\" value=\"{}\"", fields[0].1)), "{}", asks.body);
    assert_eq!(asks.body.matches("class=\"button primary\"").count(), 1, "one loudest");

    let sent = press(&browser, confirm, "numbers/buy", &fields).await;
    let bought = operation(&sent);
    assert_eq!(operation(&press(&browser.tab(), confirm, "numbers/buy", &fields).await), bought);
    says(&browser.page(sent.header("location")).await, &["AVA buys the number.", "Buy exactly this number"]);
    until(&browser, &bought, OperationState::Done).await;
    let charged: Vec<String> =
        app.sandbox.snapshot().await.purchases.into_iter().map(|row| row.phone_number).collect();
    assert_eq!(charged, [fields[0].1.as_str()], "the one that was chosen, once");

    let id = app.text("SELECT id FROM phone_numbers", &[]).await;
    let page = format!("{NUMBERS}/{id}");
    let shown = browser.page(&page).await;
    says(
        &shown,
        &["Reception answers it.", "Supplied by this installation", &format!("href=\"{page}/release\"")],
    );
    assert!(!shown.body.contains(&format!("{page}/remove")), "it is released, not removed");
    says(&browser.page(NUMBERS).await, &["Supplied by this installation. Calls go to Vapi<"]);
    let overview = browser.page("/dashboard/integrations").await;
    says(&overview, &["can answer with", "This installation supplies your numbers", "Not needed"]);
    let twilio = browser.page("/dashboard/integrations/twilio").await;
    says(&twilio, &["Where your numbers come from", "Connect your own account beside it", "to=byo"]);
    says(&browser.page(confirm).await, &["has asked for this number before", &bought]);
    let vapi = browser.page("/dashboard/integrations/vapi/disconnect").await;
    says(&vapi, &["1 managed number leaves Vapi and stays yours"]);
}

#[tokio::test]
async fn lesson_38_an_address_is_asked_for_and_what_was_typed_is_kept() {
    let app = TestApp::on(Database::Sqlite).await;
    let server = app.serve().await;
    let browser = prepared(&server).await;
    let confirm = offers(&browser.page(&format!("{BUY}?country=FR&kind=local")).await.body).remove(0);
    let asks = browser.page(&confirm).await;
    says(&asks, &["What the country asks for", "1.50 USD a month"]);
    for name in ["customer_name", "street", "city", "region", "postal_code", "bundle"] {
        let field = asks.body.split(&format!("name=\"form[{name}]\"")).nth(1).unwrap();
        let field = field.split('>').next().unwrap();
        assert!(
            !field.contains("value=\"") || field.contains("value=\"\""),
            "nobody fills in {name}: {field}"
        );
    }

    let mut half = fields_of(&confirm);
    half.extend([("form[customer_name]", HOSTILE.to_owned()), ("form[city]", "Paris".to_owned())]);
    half.push(("form[bundle]", "BU1".to_owned()));
    let sent = press(&browser, &confirm, "numbers/buy", &half).await;
    assert_eq!((sent.status, sent.header("location")), (302, confirm.as_str()));
    let back = browser.page(&confirm).await;
    says(&back, &["value=\"Paris\"", "Fill this in.", "A bundle’s SID is BU", "value=\"BU1\""]);
    assert!(!back.body.contains("<img src=x"), "typed text stays text");
    assert!(app.sandbox.snapshot().await.purchases.is_empty());
    assert_eq!(app.count("operations WHERE kind = 'buy_number'", &[]).await, 0);

    let mut whole = fields_of(&confirm);
    whole.extend([
        ("form[customer_name]", "Cabinet du Lac".to_owned()),
        ("form[street]", "1 rue du Lac".to_owned()),
        ("form[city]", "Paris".to_owned()),
        ("form[postal_code]", "75001".to_owned()),
    ]);
    let bought = operation(&press(&browser, &confirm, "numbers/buy", &whole).await);
    until(&browser, &bought, OperationState::Done).await;
    assert_eq!(app.sandbox.snapshot().await.purchases.len(), 1);
}

#[tokio::test]
async fn lesson_52_a_purchase_that_a_country_refuses_says_why_and_leads_on() {
    let app = TestApp::on(Database::Sqlite).await;
    let server = app.serve().await;
    let browser = prepared(&server).await;
    let confirm = offers(&browser.page(&format!("{BUY}?country=FR&kind=local")).await.body).remove(0);
    let failed = operation(&press(&browser, &confirm, "numbers/buy", &fields_of(&confirm)).await);
    until(&browser, &failed, OperationState::Failed).await;
    let page = browser.page(&format!("/dashboard/operations/{failed}")).await;
    says(&page, &["Twilio wants to know an address.", "href=\"/dashboard/numbers/buy\""]);
    assert!(app.sandbox.snapshot().await.purchases.is_empty());
}

#[tokio::test]
async fn lesson_39_releasing_names_who_loses_it_and_wants_the_last_four_digits() {
    let app = TestApp::on(Database::Sqlite).await;
    let server = app.serve().await;
    let browser = prepared(&server).await;
    let (id, e164) = keeper(&app, &browser).await;
    let asks = format!("{NUMBERS}/{id}/release");
    says(
        &browser.page(&asks).await,
        &[
            "Reception loses this number",
            "This cannot be undone",
            "It is your last managed number.",
            "Its last four digits",
        ],
    );
    for (typed, sentence) in [("0000", "These are not the last four digits"), ("", "Fill this in.")] {
        let fields = [("number", id.clone()), ("form[last_four]", typed.to_owned())];
        let sent = press(&browser, &asks, "numbers/release", &fields).await;
        assert_eq!((sent.status, sent.header("location")), (302, asks.as_str()), "{typed}");
        says(&browser.page(&asks).await, &[sentence, &format!("value=\"{typed}\"")]);
    }
    let stranger = server.owner().await;
    let own = [("number", id.as_str()), ("form[last_four]", &e164[e164.len() - 4..])];
    assert_eq!(stranger.rpc("numbers/release", &own).await.problem().kind, ProblemKind::NotFound);
    assert_eq!(stranger.page(&asks).await.status, 404);
    let shown: NumberPage = browser.ask("read/Number", &[("id", &id)]).await;
    assert_eq!(shown.number.number.state, NumberState::Ready);

    let sent = browser.form(&asks, "numbers/release", &own).await;
    let released = operation(&sent);
    says(&browser.page(sent.header("location")).await, &["The number is gone here.", "Release +1"]);
    assert_eq!(operation(&browser.tab().form(&asks, "numbers/release", &own).await), released);
    until(&browser, &released, OperationState::Done).await;
    let pretty = shown.number.number.e164.pretty();
    for path in [NUMBERS, "/dashboard/integrations", "/dashboard/integrations/twilio", "/dashboard/agents"] {
        assert!(!browser.page(path).await.body.contains(&pretty), "{path}");
    }
    says(&browser.page(&format!("{NUMBERS}?show=released")).await, &[&pretty, "Released"]);
    says(&browser.page(&format!("{NUMBERS}/{id}")).await, &["It was released.", "Buy a number"]);
    assert_eq!(browser.page(&asks).await.status, 404);
    assert!(app.sandbox.at_vapi(&e164).await.is_empty());
    let again = browser.page(&format!("{BUY}?country=US&kind=local&digits={}", &e164[2..])).await;
    assert_eq!(offers(&again.body).len(), 1, "it can be bought again");
}

#[tokio::test]
async fn where_no_number_is_supplied_the_pages_say_who_can_turn_it_on() {
    let off = vec![("AVA_MANAGED_NUMBERS_PER_ORG", "0".to_owned())];
    let app = TestApp::with(Database::Sqlite, off).await;
    let server = app.serve().await;
    let browser = prepared(&server).await;
    let confirm = format!("{BUY}/confirm?number=14156210001&country=US&kind=local");
    for page in [BUY, confirm.as_str(), &format!("{SWITCH}?to=managed")] {
        let shown = browser.page(page).await;
        says(
            &shown,
            &["Whoever runs it", "AVA_TWILIO_ACCOUNT_SID", "AVA_TWILIO_AUTH_TOKEN", "Bring a number"],
        );
        assert!(!shown.body.contains("action=\"/rpc/numbers/"), "{page}");
    }
    let fields = fields_of(&confirm);
    let sent = press(&browser, &confirm, "numbers/buy", &fields).await;
    assert_eq!((sent.status, sent.header("location")), (302, confirm.as_str()));
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let refused = browser.rpc("numbers/buy", &fields).await.problem();
    assert_eq!(refused.kind, ProblemKind::Managed(Managed::Off));
    let twilio = browser.page("/dashboard/integrations/twilio").await;
    assert!(!twilio.body.contains("Where your numbers come from"), "there is nothing to tell apart");
}

#[tokio::test]
async fn lesson_78_who_may_not_buy_is_told_who_can_allow_it() {
    let app = TestApp::on(Database::Sqlite).await;
    let server = app.serve().await;
    let browser = prepared(&server).await;
    let chosen = offers(&browser.page(&format!("{BUY}?country=US&kind=local")).await.body).remove(0);
    app.execute("INSERT INTO managed_orgs (org_id, may_buy) SELECT id, FALSE FROM orgs", &[]).await;
    let calls = app.sandbox.last_seq().await;
    for page in [BUY, &format!("{BUY}?country=US&kind=local"), &chosen, &format!("{SWITCH}?to=managed")] {
        let shown = browser.page(page).await;
        says(&shown, &["may not buy numbers yet", "who allows it for each organisation", "Bring a number"]);
        assert!(offers(&shown.body).is_empty() && !shown.body.contains("action=\"/rpc/numbers/"), "{page}");
    }
    let fields = fields_of(&chosen);
    press(&browser, &chosen, "numbers/buy", &fields).await;
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let refused = browser.rpc("numbers/buy", &fields).await.problem();
    assert_eq!(refused.kind, ProblemKind::Managed(Managed::NotAllowed));
    // The agent may be on its way to Vapi still.
    let mut asked = app.sandbox.calls_after(calls).await;
    asked.retain(|call| call.provider == SandboxProvider::Twilio);
    assert!(asked.is_empty(), "Twilio was asked: {asked:?}");
}

#[tokio::test]
async fn who_has_as_many_as_allowed_is_told_and_buys_no_more() {
    let one = vec![("AVA_MANAGED_NUMBERS_PER_ORG", "1".to_owned())];
    let app = TestApp::with(Database::Sqlite, one).await;
    let server = app.serve().await;
    let browser = prepared(&server).await;
    let all = offers(&browser.page(&format!("{BUY}?country=US&kind=local")).await.body);
    keeper(&app, &browser).await;
    for page in [BUY, &format!("{BUY}?country=US&kind=local"), &all[1]] {
        let shown = browser.page(page).await;
        says(
            &shown,
            &[
                "as many managed numbers as you may",
                "The limit of your organisation is 1.",
                "See your numbers",
            ],
        );
        assert!(offers(&shown.body).is_empty() && !shown.body.contains("action=\"/rpc/numbers/"), "{page}");
    }
    press(&browser, &all[1], "numbers/buy", &fields_of(&all[1])).await;
    assert_eq!(app.sandbox.snapshot().await.purchases.len(), 1);
}

#[tokio::test]
async fn a_viewer_looks_and_buys_releases_and_switches_nothing() {
    let app = TestApp::on(Database::Sqlite).await;
    let server = app.serve().await;
    let viewer = prepared(&server).await;
    let confirm = offers(&viewer.page(&format!("{BUY}?country=US&kind=local")).await.body).remove(1);
    let (id, e164) = keeper(&app, &viewer).await;
    app.execute("UPDATE memberships SET role = 'viewer'", &[]).await;
    let calls = app.sandbox.last_seq().await;
    says(
        &viewer.page(&format!("{BUY}?country=US&kind=local")).await,
        &["Your role can look at this", "See your numbers"],
    );
    for page in [confirm.as_str(), &format!("{NUMBERS}/{id}/release"), SWITCH] {
        assert_eq!(viewer.page(page).await.status, 403, "{page}");
    }
    let release = [("number", id.as_str()), ("form[last_four]", &e164[e164.len() - 4..])];
    assert_eq!(viewer.rpc("numbers/release", &release).await.problem().kind, ProblemKind::Forbidden);
    let switch = [("form[to]", "byo"), ("form[agree]", "true")];
    assert_eq!(viewer.rpc("numbers/switch", &switch).await.problem().kind, ProblemKind::Forbidden);
    press(&viewer, BUY, "numbers/buy", &fields_of(&confirm)).await;
    assert!(app.sandbox.calls_after(calls).await.is_empty());
    says(&viewer.page(&format!("{NUMBERS}/{id}")).await, &["Supplied by this installation"]);
    assert!(!viewer.page(NUMBERS).await.body.contains(&format!("href=\"{BUY}\"")));
}

#[tokio::test]
async fn lesson_32_switching_says_what_goes_wants_an_agreement_and_leads_on() {
    let app = TestApp::on(Database::Sqlite).await;
    let server = app.serve().await;
    let browser = prepared(&server).await;
    browser.connect_twilio(TWILIO_SID, TWILIO_TOKEN).await;
    let import = browser.import(NUMBER).await;
    until(&browser, &import, OperationState::Done).await;

    let to_managed = format!("{SWITCH}?to={}", NumberSource::Managed.code());
    says(&browser.page("/dashboard/integrations/twilio").await, &[&format!("href=\"{to_managed}\"")]);
    says(
        &browser.page(&to_managed).await,
        &["+1 415 310 0001: Reception loses it", "AC•••• 5a5a", "Then you buy a number."],
    );
    let unread = [("form[to]", "managed".to_owned())];
    let sent = press(&browser, &to_managed, "numbers/switch", &unread).await;
    assert_eq!((sent.status, sent.header("location")), (302, to_managed.as_str()));
    says(&browser.page(&to_managed).await, &["Tick this to go on."]);
    let refused = browser.rpc("numbers/switch", &[("form[to]", "managed")]).await.problem();
    assert_eq!((refused.kind, refused.field), (ProblemKind::Invalid(Rule::Agree), Some(Field::Agree)));
    let agreed = [("form[to]", "managed".to_owned()), ("form[agree]", "true".to_owned())];
    let sent = press(&browser, &to_managed, "numbers/switch", &agreed).await;
    assert_eq!((sent.status, sent.header("location")), (302, to_managed.as_str()));
    says(
        &browser.page(&to_managed).await,
        &["Nothing is left to leave", &format!("href=\"{BUY}\""), "See what was taken back"],
    );
    assert!(!browser.page(NUMBERS).await.body.contains("415 310 0001"));

    let (_, e164) = keeper(&app, &browser).await;
    let to_own = format!("{SWITCH}?to={}", NumberSource::Byo.code());
    let asked = browser.page(&to_own).await;
    says(
        &asked,
        &["1 number is released for good", "Reception loses it", "Then you connect your own account"],
    );
    let agreed = [("form[to]", "byo".to_owned()), ("form[agree]", "true".to_owned())];
    let sent = press(&browser, &to_own, "numbers/switch", &agreed).await;
    assert_eq!((sent.status, sent.header("location")), (302, to_own.as_str()));
    let left = browser.page(&to_own).await;
    says(&left, &["You have no managed number.", "href=\"/dashboard/integrations/twilio\""]);
    let cleanup = app.text("SELECT id FROM operations WHERE kind = 'release_managed'", &[]).await;
    until(&browser, &cleanup, OperationState::Done).await;
    assert!(app.sandbox.at_vapi(&e164).await.is_empty());
    assert_eq!(app.count("phone_numbers WHERE state <> 'released'", &[]).await, 0);
    assert_eq!(browser.page(&format!("{SWITCH}?to=nobody")).await.status, 404);
}
