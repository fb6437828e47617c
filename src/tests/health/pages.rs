//! The card, the strip and the page of what happened, without JavaScript.

use ava::domain::{
    health::day_of,
    locale::Locale,
    moment::{date, day_of_utc, due},
    sandbox::{FaultKind, SandboxProvider},
    zone::Zone,
};

use crate::support::{
    app::{Database, TestApp},
    browser::Answer,
    faults::lasting,
    sandbox::VAPI_KEY,
};

const HISTORY: &str = "/dashboard/integrations/vapi/health";

#[track_caller]
fn says(answer: &Answer, texts: &[&str]) {
    assert_eq!(answer.status, 200, "{}", answer.body);
    for text in texts {
        assert!(answer.body.contains(text), "{text}: {}", answer.body);
    }
}

async fn next_check(app: &TestApp) -> i64 {
    let sql = "SELECT CAST(next_check_at AS TEXT) FROM org_credentials";
    app.text(sql, &[]).await.parse().unwrap()
}

#[tokio::test]
async fn lesson_61_a_card_says_when_it_was_checked_and_how_its_days_were_without_asking_anybody() {
    let app = TestApp::on(Database::Sqlite).await;
    let server = app.serve().await;
    let browser = server.owner().await;
    browser.connect_vapi(VAPI_KEY).await;
    let before = app.sandbox.last_seq().await;
    let next = due(next_check(&app).await, app.now(), Locale::En, &Zone::default());
    for path in ["/dashboard/integrations", "/dashboard/integrations/vapi"] {
        let page = browser.page(path).await;
        says(
            &page,
            &[
                &format!("Next check at {next}."),
                "Last 90 days (days in UTC)",
                "Last 90 days: 1 without trouble",
                HISTORY,
                &format!(
                    "<a href=\"{HISTORY}?day={}\" tabindex=\"-1\" class=\"up\">",
                    date(day_of(app.now()))
                ),
            ],
        );
    }
    assert!(app.sandbox.calls_after(before).await.is_empty());
}

#[tokio::test]
async fn a_day_with_trouble_leads_to_what_happened_on_it() {
    let app = TestApp::on(Database::Sqlite).await;
    let server = app.serve().await;
    let browser = server.owner().await;
    browser.connect_vapi(VAPI_KEY).await;
    app.sandbox.inject(&lasting(SandboxProvider::Vapi, FaultKind::Unauthorized)).await;
    app.next_check("vapi").await;
    let today = day_of(app.now());
    let that_day = format!("{HISTORY}?day={}", date(today));
    let card = browser.page("/dashboard/integrations").await;
    says(&card, &["Needs attention", "the key is refused", "on which it did not work"]);
    let provider = browser.page("/dashboard/integrations/vapi").await;
    says(
        &provider,
        &[&that_day, &format!("{}: does not work (the key is refused)", day_of_utc(today, Locale::En))],
    );
    let page = browser.page(&that_day).await;
    let way_out = "href=\"/dashboard/integrations/vapi\"";
    says(
        &page,
        &["the key is refused", "no longer accepts the stored key", way_out, "/dashboard/operations?before="],
    );
    let quiet = browser.page(&format!("{HISTORY}?day={}", date(today - 1))).await;
    says(&quiet, &["Nothing changed.", "Days with trouble", "The day before", &that_day]);
    let oldest = browser.page(&format!("{HISTORY}?day={}", date(today - 89))).await;
    assert!(!oldest.body.contains("The day before") && oldest.body.contains("The day after"));
    app.sandbox.clear().await;
    app.next_check("vapi").await;
    says(&browser.page(HISTORY).await, &["Works again", "Connected", "the key is refused"]);
    assert_eq!(browser.page("/dashboard/integrations/acme/health").await.status, 404);
}

#[tokio::test]
async fn an_outage_turns_the_card_amber_and_asks_nobody_for_another_key() {
    let app = TestApp::on(Database::Sqlite).await;
    let server = app.serve().await;
    let browser = server.owner().await;
    browser.connect_vapi(VAPI_KEY).await;
    app.sandbox.inject(&lasting(SandboxProvider::Vapi, FaultKind::Unavailable)).await;
    for _ in 0..2 {
        app.next_check("vapi").await;
    }
    let card = browser.page("/dashboard/integrations").await;
    says(&card, &["Does not answer", "card service warn", "it does not answer"]);
    assert!(!card.body.contains("Reconnect"));
}

#[tokio::test]
async fn what_happened_is_said_in_french() {
    let app = TestApp::on(Database::Sqlite).await;
    let server = app.serve().await;
    let browser = server.owner().await;
    browser.connect_vapi(VAPI_KEY).await;
    app.sandbox.inject(&lasting(SandboxProvider::Vapi, FaultKind::Unauthorized)).await;
    app.next_check("vapi").await;
    browser.rpc("set_locale", &[("locale", "fr")]).await;
    says(
        &browser.page(HISTORY).await,
        &["Vapi\u{a0}: ce qui s’est passé", "la clé est refusée", "Changements"],
    );
    let card = browser.page("/dashboard/integrations").await;
    says(&card, &["Prochaine vérification à ", "90 derniers jours\u{a0}: 0 sans incident"]);
}
