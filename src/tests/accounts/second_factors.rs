//! Second factors: setting one up, and the second step of a sign-in.

use std::time::Duration;

use ava::{
    domain::{
        email::Email,
        factor::{SecondStepView, TotpState},
        ids::UserId,
        problem::{Field, ProblemKind, Rule},
    },
    server::{
        auth::{factors::totp, lost_factors},
        key_rotation,
    },
};

use crate::support::{
    app::{Database, TestApp, Tests},
    both_engines,
    browser::{Answer, Browser, Server},
    people::{PASSWORD, sign_up_form},
    second_factor::{App, begin, factors, half_way, is_signed_in, set_up},
    waiting::comes,
};

const MINUTE: Duration = Duration::from_secs(60);

/// Somebody who has an app, with the browser in which they set it up, and their e-mail.
async fn somebody(app: &TestApp, server: &Server) -> (Browser, App, String) {
    let (form, browser) = (sign_up_form(), server.visitor());
    browser.sign_up(&form).await;
    let their_app = set_up(app, &browser).await;
    (browser, their_app, form.email)
}

async fn gives(browser: &Browser, code: &str) -> Answer {
    browser.rpc("log_in/second_step", &[("form[given]", code)]).await
}

async fn refused(browser: &Browser, code: &str) -> ProblemKind {
    gives(browser, code).await.problem().kind
}

async fn half_way_in(server: &Server, email: &str) -> Browser {
    let browser = server.visitor();
    half_way(&browser, email).await;
    browser
}

async fn a_sign_in_takes_a_code_that_is_good_for_once(app: TestApp) {
    let server = app.serve().await;
    let (_, their_app, email) = somebody(&app, &server).await;
    let phone = server.visitor();
    let fields =
        [("form[email]", &*email), ("form[password]", PASSWORD), ("form[next]", "/dashboard/agents")];
    phone.set_cookie("sid", "AAAAAAAAAAAAAAAAAAAAAA");
    let answer = phone.rpc("log_in", &fields).await;
    assert_eq!((answer.status, answer.header("location")), (200, "/login/second-step"));
    let before = phone.session().unwrap();
    assert_ne!(before, "AAAAAAAAAAAAAAAAAAAAAA", "nobody plants it");
    assert!(!is_signed_in(&phone).await);
    let page = phone.page("/dashboard/agents").await;
    assert!(page.header("location").starts_with("/login"), "{}", page.header("location"));
    let step: SecondStepView = phone.ask("read/SecondStep", &[]).await;
    assert_eq!(step.kinds.len(), 2, "the app, and the recovery codes");

    let empty = gives(&phone, " ").await.problem();
    assert_eq!((empty.kind, empty.field), (ProblemKind::Invalid(Rule::Required), Some(Field::Code)));
    for wrong in ["000000", "12345", "é", "ABCD-EFGH-2345-WXYZ"] {
        let problem = gives(&phone, wrong).await.problem();
        assert_eq!((problem.kind, problem.field), (ProblemKind::WrongCode, Some(Field::Code)), "{wrong}");
    }
    let old = their_app.code_at(app.now() / 1000 - 60);
    assert_eq!(refused(&phone, &old).await, ProblemKind::WrongCode, "a minute old");
    let code = their_app.code(&app);
    let entered = gives(&phone, &format!("{} {}", &code[..3], &code[3..])).await;
    assert_eq!((entered.status, entered.header("location")), (200, "/dashboard/agents"));
    assert!(is_signed_in(&phone).await);
    assert_ne!(phone.session().unwrap(), before, "a new id at each rise");
    let thief = server.visitor();
    thief.set_cookie("sid", &before);
    assert!(!is_signed_in(&thief).await && refused(&thief, &code).await == ProblemKind::SecondStepOver);

    let other = half_way_in(&server, &email).await;
    assert_eq!(refused(&other, &code).await, ProblemKind::WrongCode, "it was taken");
    let node = Server::start(app.another_node(3).await).await;
    let there = half_way_in(&node, &email).await;
    assert_eq!(refused(&there, &code).await, ProblemKind::WrongCode, "by the other node");
    let earlier = their_app.code_at(app.now() / 1000 - 30);
    assert_eq!(refused(&there, &earlier).await, ProblemKind::WrongCode, "nor is one from before it");
    app.clock.advance(Duration::from_secs(30));
    assert_eq!(gives(&there, &their_app.code(&app)).await.status, 200);
    for (action, times) in [("second_factor_added", 1), ("second_step_proved", 2), ("signed_in", 2)] {
        assert_eq!(app.count("audit_log WHERE action = $1", &[action]).await, times, "{action}");
    }
    comes("the entries of what was refused", async || {
        app.count("audit_log WHERE action = 'second_step_refused'", &[]).await > 4
    })
    .await;
}

async fn of_two_nodes_that_are_given_a_code_at_once_one_takes_it(app: TestApp) {
    let server = app.serve().await;
    let (_, their_app, email) = somebody(&app, &server).await;
    let node = Server::start(app.another_node(3).await).await;
    for _ in 0..3 {
        let (here, there) = (half_way_in(&server, &email).await, half_way_in(&node, &email).await);
        let code = their_app.code(&app);
        let (one, two) = futures::join!(gives(&here, &code), gives(&there, &code));
        let mut statuses = [one.status, two.status];
        statuses.sort();
        assert_eq!(statuses, [200, 422]);
        app.clock.advance(10 * MINUTE);
    }
}

async fn a_recovery_code_signs_in_once(app: TestApp) {
    let server = app.serve().await;
    let (laptop, their_app, email) = somebody(&app, &server).await;
    assert_eq!(their_app.recovery_codes.len(), 10);
    let code = &their_app.recovery_codes[3];
    let phone = half_way_in(&server, &email).await;
    assert_eq!(gives(&phone, &code.to_lowercase().replace('-', " ")).await.status, 200);
    assert!(is_signed_in(&phone).await);
    assert_eq!(factors(&laptop).await.codes_left, 9);
    let again = half_way_in(&server, &email).await;
    assert_eq!(refused(&again, code).await, ProblemKind::WrongCode);

    let made = laptop.rpc("account/make_codes", &[]).await;
    assert_eq!(made.status, 200, "{}", made.body);
    let seen = factors(&laptop).await;
    assert_eq!((seen.codes_left, seen.fresh_codes.len()), (10, 10));
    assert_eq!(refused(&again, &their_app.recovery_codes[4]).await, ProblemKind::WrongCode);
    assert!(factors(&phone).await.fresh_codes.is_empty(), "shown where they were made");
    assert_eq!(laptop.rpc("account/codes_kept", &[]).await.status, 200);
    assert!(factors(&laptop).await.fresh_codes.is_empty(), "and not again");
    assert_eq!(gives(&again, &seen.fresh_codes[0]).await.status, 200);

    let removed = laptop.rpc("account/remove_totp", &[]).await;
    assert_eq!(removed.status, 200, "{}", removed.body);
    let seen = factors(&laptop).await;
    assert_eq!((seen.totp, seen.codes_left), (TotpState::Off, 0));
    let fields = [("form[email]", &*email), ("form[password]", PASSWORD)];
    let answer = server.visitor().rpc("log_in", &fields).await;
    assert_eq!(answer.header("location"), "/dashboard/integrations", "the password alone");
}

async fn half_the_way_lasts_ten_minutes_and_ends_with_the_password(app: TestApp) {
    let server = app.serve().await;
    let (laptop, their_app, email) = somebody(&app, &server).await;
    let phone = half_way_in(&server, &email).await;
    app.clock.advance(10 * MINUTE - Duration::from_millis(1));
    assert_eq!(phone.page("/login/second-step").await.status, 200);
    app.clock.advance(Duration::from_millis(1));
    let page = phone.page("/login/second-step").await;
    assert!(page.status == 401 && page.body.contains("This sign-in has taken too long"), "{}", page.status);
    assert_eq!(refused(&phone, &their_app.code(&app)).await, ProblemKind::SecondStepOver);

    half_way(&laptop, &email).await;
    assert_eq!(gives(&laptop, &their_app.recovery_codes[0]).await.status, 200);
    half_way(&phone, &email).await;
    let change = [("form[present]", PASSWORD), ("form[password]", "tournesol brique marée")];
    assert_eq!(laptop.rpc("account/change_password", &change).await.status, 200);
    assert_eq!(refused(&phone, &their_app.code(&app)).await, ProblemKind::SecondStepOver);
    assert_eq!(refused(&server.visitor(), &their_app.code(&app)).await, ProblemKind::SecondStepOver);
}

async fn an_app_counts_once_it_has_shown_a_code_where_it_was_begun(app: TestApp) {
    let server = app.serve().await;
    let (form, laptop, phone) = (sign_up_form(), server.visitor(), server.visitor());
    laptop.sign_up(&form).await;
    let fields = [("form[email]", &*form.email), ("form[password]", PASSWORD)];
    assert_eq!(phone.rpc("log_in", &fields).await.status, 200);
    let confirm = async |browser: &Browser, code: &str| {
        let answer = browser.rpc("account/confirm_totp", &[("form[code]", code)]).await;
        if answer.status == 200 { Ok(()) } else { Err(answer.problem().kind) }
    };
    assert_eq!(confirm(&laptop, "000000").await, Err(ProblemKind::FirstCodeOver), "before it is begun");
    let begun = begin(&laptop).await;
    assert_eq!(factors(&phone).await.totp, TotpState::Off, "shown nowhere else");
    assert_eq!(confirm(&phone, &begun.code(&app)).await, Err(ProblemKind::FirstCodeOver));
    assert_eq!(confirm(&laptop, "000000").await, Err(ProblemKind::WrongCode));
    assert_eq!(server.visitor().rpc("log_in", &fields).await.header("location"), "/dashboard/integrations");
    app.clock.advance(10 * MINUTE);
    assert_eq!(confirm(&laptop, &begun.code(&app)).await, Err(ProblemKind::FirstCodeOver));
    assert_eq!(factors(&laptop).await.totp, TotpState::Off);

    assert_eq!(laptop.rpc("log_in", &fields).await.status, 200);
    let anew = begin(&laptop).await;
    assert_ne!(anew.typed(), begun.typed());
    assert_eq!(confirm(&laptop, &begun.code(&app)).await, Err(ProblemKind::WrongCode));
    assert_eq!(confirm(&laptop, &anew.code(&app)).await, Ok(()));
    assert!(matches!(factors(&laptop).await.totp, TotpState::On { .. }));
    let again = laptop.rpc("account/begin_totp", &[]).await;
    assert_eq!(again.problem().kind, ProblemKind::Stale, "one that counts is not replaced in passing");
    assert_eq!(confirm(&laptop, &anew.code(&app)).await, Err(ProblemKind::FirstCodeOver));
}

async fn lesson_14_a_factor_is_sealed_at_rest_also_after_a_rotation(app: TestApp) {
    let server = app.serve().await;
    let (_, their_app, email) = somebody(&app, &server).await;
    let dump = app.dump().await;
    assert!(!dump.contains(&their_app.typed()));
    for code in &their_app.recovery_codes {
        assert!(!dump.contains(code.as_str()) && !dump.contains(&code.replace('-', "")));
    }
    let master = async || app.text("SELECT master_id FROM totp_factors", &[]).await;
    let before = master().await;
    app.services.keyring.masters().add(&app.services.random).unwrap();
    assert_eq!(key_rotation::rotate(&app.services).await.unwrap().unreadable, 0);
    assert_ne!(master().await, before);
    let phone = half_way_in(&server, &email).await;
    assert_eq!(gives(&phone, &their_app.code(&app)).await.status, 200);
}

async fn lesson_77_whoever_has_the_password_keeps_its_person_out_of_no_known_browser(app: TestApp) {
    let server = app.serve().await;
    let (laptop, their_app, email) = somebody(&app, &server).await;
    assert_eq!(laptop.rpc("log_out", &[]).await.status, 200);
    let thief = half_way_in(&server, &email).await;
    for _ in 0..10 {
        assert_eq!(refused(&thief, "000000").await, ProblemKind::WrongCode);
    }
    assert_eq!(refused(&thief, "000000").await, ProblemKind::TooManyAttempts);
    let new_device = half_way_in(&server, &email).await;
    assert_eq!(refused(&new_device, &their_app.code(&app)).await, ProblemKind::TooManyAttempts);
    assert_eq!(gives(&new_device, &their_app.recovery_codes[0]).await.status, 200, "no guess comes near");
    half_way(&laptop, &email).await;
    assert_eq!(gives(&laptop, &their_app.code(&app)).await.status, 200);
}

/// Another session may begin anew between the reading of a secret and its first code.
async fn a_code_confirms_no_other_secret_than_its_own(app: TestApp) {
    let server = app.serve().await;
    let (form, laptop, phone) = (sign_up_form(), server.visitor(), server.visitor());
    laptop.sign_up(&form).await;
    let fields = [("form[email]", &*form.email), ("form[password]", PASSWORD)];
    assert_eq!(phone.rpc("log_in", &fields).await.status, 200);
    let former = begin(&laptop).await;
    let user: UserId = app.text("SELECT user_id FROM totp_factors", &[]).await.parse().unwrap();
    let mut tx = app.services.db.read_installation().await.unwrap();
    let read = totp::find(&mut tx, &user).await.unwrap().unwrap();
    drop(tx);
    begin(&phone).await;
    let mut tx = app.services.db.write_installation(Tests).await.unwrap();
    let taken = totp::take(&app.services, &mut tx, &user, &read, &former.code(&app)).await.unwrap();
    tx.commit().await.unwrap();
    assert!(!taken);
    assert_eq!(app.count("totp_factors WHERE confirmed_at IS NOT NULL", &[]).await, 0);
}

#[tokio::test]
async fn a_person_of_no_organisation_proves_it_before_they_found_one() {
    let app = TestApp::on(Database::Sqlite).await;
    let server = app.serve().await;
    let (_, their_app, email) = somebody(&app, &server).await;
    app.execute("DELETE FROM memberships", &[]).await;
    let phone = half_way_in(&server, &email).await;
    assert_eq!(refused(&phone, "000000").await, ProblemKind::WrongCode);
    let proved = gives(&phone, &their_app.code(&app)).await;
    assert!(proved.header("location").starts_with("/link/"), "{}", proved.header("location"));
    let again = half_way_in(&server, &email).await;
    assert_eq!(refused(&again, &their_app.code(&app)).await, ProblemKind::WrongCode);
}

async fn whoever_has_lost_everything_is_helped_by_the_operator(app: TestApp) {
    let server = app.serve().await;
    let (laptop, _, email) = somebody(&app, &server).await;
    let take_off = async |email: &str| {
        lost_factors::take_off(&app.services, &Email::parse(email).unwrap()).await.unwrap()
    };
    assert_eq!(take_off("nobody@clinic.example").await, None);
    assert_eq!((take_off(&email).await, take_off(&email).await), (Some(true), Some(false)));
    let seen = factors(&laptop).await;
    assert_eq!((seen.totp, seen.codes_left), (TotpState::Off, 0));
    let fields = [("form[email]", &*email), ("form[password]", PASSWORD)];
    let answer = server.visitor().rpc("log_in", &fields).await;
    assert_eq!(answer.header("location"), "/dashboard/integrations");
    begin(&laptop).await;
    assert_eq!(take_off(&email).await, Some(false), "one that no code has confirmed is none");
    assert_eq!(app.count("audit_log WHERE action = 'second_factor_removed'", &[]).await, 1);
}

#[tokio::test]
async fn without_scripts_an_app_is_set_up_and_signs_in() {
    const PAGE: &str = "/dashboard/account/second-factor";
    let app = TestApp::on(Database::Sqlite).await;
    let server = app.serve().await;
    let (form, laptop) = (sign_up_form(), server.visitor());
    laptop.sign_up(&form).await;
    let account = laptop.page("/dashboard/account").await;
    assert!(account.body.contains(&format!("href=\"{PAGE}\"")) && account.body.contains("Off."));
    let sent = laptop.form(PAGE, "account/begin_totp", &[]).await;
    assert_eq!((sent.status, sent.header("location")), (302, PAGE));
    let page = laptop.page(PAGE).await.body;
    assert!(page.contains("<path d=\"M4 4h7v1h-7z") && page.contains("otpauth://totp/AVA:"), "{page}");
    let secret =
        page.split("<code class=\"address\">").nth(1).unwrap().split('<').next().unwrap().replace(' ', "");
    let secret = data_encoding::BASE32_NOPAD.decode(secret.as_bytes()).unwrap();
    let code = |seconds: i64| totp::code(&secret, totp::step_at(seconds));
    let refused = laptop.form(PAGE, "account/confirm_totp", &[("form[code]", "000000")]).await;
    let page = laptop.page(refused.header("location")).await.body;
    assert!(page.contains("This code is not right") && page.contains("otpauth://"), "{page}");
    let now = app.now() / 1000;
    let sent = laptop.form(PAGE, "account/confirm_totp", &[("form[code]", &code(now))]).await;
    for _ in 0..2 {
        let page = laptop.page(sent.header("location")).await.body;
        assert_eq!(page.matches("<li><code>").count(), 10, "{page}");
        assert!(!page.contains("otpauth://"), "the secret is shown no more");
    }
    laptop.form(PAGE, "account/codes_kept", &[]).await;
    assert_eq!(laptop.page(PAGE).await.body.matches("<li><code>").count(), 0);

    let phone = server.visitor();
    let next = "/login?next=/dashboard/operations";
    let fields = [
        ("form[email]", &*form.email),
        ("form[password]", PASSWORD),
        ("form[next]", "/dashboard/operations"),
    ];
    let sent = phone.form(next, "log_in", &fields).await;
    assert_eq!((sent.status, sent.header("location")), (302, "/login/second-step"));
    let refused = phone.form("/login/second-step", "log_in/second_step", &[("form[given]", "000000")]).await;
    assert_eq!(refused.header("location"), "/login/second-step");
    let page = phone.page("/login/second-step").await;
    assert!(page.status == 200 && page.body.contains("This code is not right"), "{}", page.body);
    let given = [("form[given]", &*code(now + 30))];
    let sent = phone.form("/login/second-step", "log_in/second_step", &given).await;
    assert_eq!((sent.status, sent.header("location")), (302, "/dashboard/operations"));
    assert!(is_signed_in(&phone).await);
}

both_engines! {
    a_sign_in_takes_a_code_that_is_good_for_once,
    of_two_nodes_that_are_given_a_code_at_once_one_takes_it,
    a_recovery_code_signs_in_once,
    half_the_way_lasts_ten_minutes_and_ends_with_the_password,
    an_app_counts_once_it_has_shown_a_code_where_it_was_begun,
    a_code_confirms_no_other_secret_than_its_own,
    lesson_14_a_factor_is_sealed_at_rest_also_after_a_rotation,
    lesson_77_whoever_has_the_password_keeps_its_person_out_of_no_known_browser,
    whoever_has_lost_everything_is_helped_by_the_operator,
}
