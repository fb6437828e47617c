//! The zone in which a person reads times: where it comes from, and that all times are in it.

use std::time::Duration;

use ava::{
    app::routes,
    domain::{
        audit::AuditView,
        auth_forms::SignUpForm,
        moment::iso,
        problem::{Field, ProblemKind, Rule},
    },
};

use crate::support::{
    app::{Database, TestApp},
    both_engines,
    browser::{Browser, Server},
    people::{account_fields, sign_up_form},
};

const ACCOUNT: &str = "/dashboard/account";

/// The owner, on a browser that tells this zone.
async fn owner_in(server: &Server, zone: &str) -> Browser {
    let browser = server.owner().await;
    browser.set_cookie("zone", zone);
    browser
}

async fn stored(app: &TestApp) -> String {
    app.text("SELECT COALESCE(time_zone, 'none') FROM users", &[]).await
}

async fn the_browser_tells_the_zone_once(app: TestApp) {
    let server = app.serve().await;
    let browser = server.owner().await;
    let page = browser.page(ACCOUNT).await.body;
    assert!(page.contains(" UTC\""), "{page}");
    assert_eq!(stored(&app).await, "none");
    for nonsense in ["Mars/Olympus", "+05:30", "%3Cscript%3E", "Etc/Unknown"] {
        browser.set_cookie("zone", nonsense);
        assert_eq!(browser.page(ACCOUNT).await.status, 200);
        assert_eq!(stored(&app).await, "none", "{nonsense}");
    }
    browser.set_cookie("zone", "Asia/Kolkata");
    let page = browser.page(ACCOUNT).await.body;
    assert!(page.contains(" UTC+5:30\"") && !page.contains(" UTC\""), "{page}");
    assert_eq!(stored(&app).await, "Asia/Kolkata");
    // On a journey it stays what it is, until the person says otherwise.
    browser.set_cookie("zone", "America/Lima");
    assert!(browser.page(ACCOUNT).await.body.contains(" UTC+5:30\""));
    assert_eq!(stored(&app).await, "Asia/Kolkata");
}

async fn a_person_chooses_among_the_zones(app: TestApp) {
    let server = app.serve().await;
    let browser = owner_in(&server, "Asia/Kolkata").await;
    let page = browser.page(ACCOUNT).await.body;
    assert!(page.contains("<option value=\"Asia/Kolkata\" selected"), "{page}");
    let sent = browser.form(ACCOUNT, "account/choose_zone", &[("form[zone]", "America/Lima")]).await;
    let shown = browser.follow(sent.header("location")).await.body;
    assert!(shown.contains("All times are in your zone now.") && shown.contains(" UTC−5\""), "{shown}");
    assert_eq!(stored(&app).await, "America/Lima");
    for no_zone in ["", "Lima", "US/Eastern", "' OR 1=1"] {
        let problem = browser.rpc("account/choose_zone", &[("form[zone]", no_zone)]).await.problem();
        assert_eq!(
            (problem.kind, problem.field),
            (ProblemKind::Invalid(Rule::UnknownChoice), Some(Field::TimeZone)),
            "{no_zone}"
        );
    }
    assert_eq!(stored(&app).await, "America/Lima");
}

/// The form of signing up comes with what the browser tells: nobody has to look for the setting.
async fn whoever_makes_an_account_begins_in_the_zone_of_the_browser(app: TestApp) {
    let server = app.serve().await;
    let form = sign_up_form();
    let cases = [("America/Lima", "America/Lima"), ("Mars/Olympus", "none"), ("", "none")];
    for (nth, (told, kept)) in cases.into_iter().enumerate() {
        let browser = server.visitor();
        browser.set_cookie("zone", told);
        let form = SignUpForm { email: format!("{nth}-{}", form.email), ..form.clone() };
        assert_eq!(browser.rpc("sign_up", &account_fields(&form)).await.status, 200);
        let page = browser.page(ACCOUNT).await.body;
        let sql = "SELECT COALESCE(time_zone, 'none') FROM users WHERE email = $1";
        assert_eq!(app.text(sql, &[&form.email]).await, kept, "{told}");
        // Whoever runs no script is told that times are in UTC, and where to choose.
        let is_told = page.contains("Times are in UTC") && page.contains("Choose your time zone");
        assert_eq!(is_told, kept == "none", "{told}: {page}");
        // What their organisation begins with is in the same zone.
        let zone = if kept == "none" { "UTC" } else { kept };
        let settings = browser.page("/dashboard/appointments/settings").await.body;
        assert!(settings.contains(&format!("<option value=\"{zone}\" selected")), "{told}: {settings}");
        let appointments = browser.page("/dashboard/appointments?date=2026-11-21").await.body;
        assert!(appointments.contains(&format!("Times are those of {zone}.")), "{told}: {appointments}");
    }
}

both_engines! {
    the_browser_tells_the_zone_once,
    whoever_makes_an_account_begins_in_the_zone_of_the_browser,
    a_person_chooses_among_the_zones,
}

#[tokio::test]
async fn every_time_of_every_page_is_in_the_zone() {
    let app = TestApp::on(Database::Sqlite).await;
    let server = app.serve().await;
    let browser = owner_in(&server, "Asia/Kolkata").await;
    let agent = browser.make_agent("Reception", "Book appointments.", "Hello").await;
    let mut seen = 0;
    for path in routes::paths().filter(|path| path.starts_with("/dashboard")) {
        let path = path.replace("agents/{id}", &format!("agents/{agent}")).replace("{id}", "vapi");
        let page = browser.page(&path).await.body;
        for time in page.split("<time ").skip(1) {
            let exact = time.split("title=\"").nth(1).unwrap().split('"').next().unwrap();
            assert!(exact.ends_with(" UTC+5:30"), "{path}: {exact}");
            seen += 1;
        }
    }
    assert!(seen > 5, "{seen} times were looked at");
}

/// An entry of one o'clock at night in Kolkata is of the day before in UTC.
#[tokio::test]
async fn the_days_of_the_log_are_those_of_the_person() {
    let app = TestApp::on(Database::Sqlite).await;
    app.clock.advance(Duration::from_secs(12 * 3600));
    let server = app.serve().await;
    let browser = owner_in(&server, "Asia/Kolkata").await;
    let page = browser.page("/dashboard/audit").await.body;
    assert!(page.contains("From (Asia/Kolkata)") && page.contains("To (Asia/Kolkata)"), "{page}");
    assert_eq!(iso(app.now()), "2026-11-21T19:36:00Z");
    let entries = async |day: &str| {
        let log: AuditView = browser.ask("read/Audit", &[("id", &format!("since={day}&until={day}"))]).await;
        log.entries.len()
    };
    assert_eq!(entries("2026-11-21").await, 0);
    assert!(entries("2026-11-22").await > 0);
}
