//! Passkeys: made, listed, renamed and removed; alone, as a second factor, and as a proof; and what is not
//! one.

use std::time::Duration;

use ava::{
    domain::{
        account::AccountView,
        audit::Action,
        email::Email,
        factor::{FactorKind, SecondStepView},
        problem::{Passkey, ProblemKind, Rule},
        quota::Quota,
    },
    server::auth::{joining, lost_factors},
};

use crate::support::{
    app::{Database, TestApp},
    both_engines,
    browser::{Answer, Browser, Server},
    passkeys::{Authenticator, Key, adds, asked, asks, enters, gives},
    people::{PASSWORD, sign_up_form},
    second_factor::{factors, half_way, is_signed_in, set_up},
    waiting::comes,
};

const PAGE: &str = "/dashboard/account/second-factor";
const MINUTE: Duration = Duration::from_secs(60);

/// Somebody who has a passkey, with the browser in which they made it, and their e-mail.
async fn somebody(server: &Server) -> (Browser, Authenticator, String) {
    let (form, browser) = (sign_up_form(), server.visitor());
    browser.sign_up(&form).await;
    let mut key = Authenticator::new(Key::es256());
    let added = adds(&browser, &mut key, "Phone").await;
    assert_eq!(added.status, 200, "{}", added.body);
    (browser, key, form.email)
}

#[track_caller]
fn refused(answer: &Answer) -> Passkey {
    match answer.problem().kind {
        ProblemKind::Passkey(passkey) => passkey,
        other => panic!("{other:?}"),
    }
}

async fn gives_second(browser: &Browser, given: &str) -> Answer {
    browser.rpc("log_in/second_step", &[("form[kind]", "passkey"), ("form[given]", given)]).await
}

async fn written(app: &TestApp, action: Action, times: usize) {
    comes(&format!("{action:?}, {times} times"), async || {
        app.count("audit_log WHERE action = $1", &[action.code()]).await == times
    })
    .await;
}

async fn one_that_verifies_its_person_signs_in_alone(app: TestApp) {
    let server = app.serve().await;
    for key in [Key::es256(), Key::ed25519(), Key::rs256()] {
        let (form, laptop) = (sign_up_form(), server.visitor());
        laptop.sign_up(&form).await;
        let mut key = Authenticator::new(key);
        assert_eq!(adds(&laptop, &mut key, " Blue  key ").await.status, 200);
        let phone = server.visitor();
        let options = asked(&phone, "sign_in").await;
        assert_eq!(options["options"]["userVerification"], "required");
        assert_eq!(
            options["options"]["allowCredentials"].as_array().unwrap().len(),
            0,
            "nobody is told of any"
        );
        let before = phone.session().unwrap();
        let given = key.signs(&options);
        let fields = [("form[given]", &*given), ("form[next]", "/dashboard/agents")];
        let entered = phone.rpc("log_in/passkey", &fields).await;
        assert_eq!(
            (entered.status, entered.header("location")),
            (200, "/dashboard/agents"),
            "{}",
            entered.body
        );
        assert!(is_signed_in(&phone).await);
        assert_ne!(phone.session().unwrap(), before, "a new id at each rise");
        let seen = factors(&laptop).await.passkeys;
        assert_eq!((seen.len(), &*seen[0].name, seen[0].last_used_at), (1, "Blue key", Some(app.now())));
    }
    written(&app, Action::PasskeyUsed, 3).await;
    assert_eq!(app.count("audit_log WHERE action = 'signed_in'", &[]).await, 3);
    // An authenticator that counts nothing is taken each time.
    let (laptop, mut key, _) = somebody(&server).await;
    key.counts = false;
    for _ in 0..2 {
        assert_eq!(enters(&server.visitor(), &mut key).await.status, 200);
    }
    assert!(factors(&laptop).await.passkeys[0].refused_at.is_none());
}

async fn lesson_77_those_at_its_address_keep_no_known_browser_from_its_passkey(app: TestApp) {
    let server = app.serve().await;
    let (laptop, mut key, _) = somebody(&server).await;
    assert_eq!(laptop.rpc("log_out", &[]).await.status, 200);
    let mut flood = 0;
    while asks(&server.visitor(), "sign_in").await.status != 429 {
        flood += 1;
        assert!(flood < 500, "no limit");
    }
    assert_eq!(enters(&laptop, &mut key).await.status, 200);
    assert_eq!(asks(&server.visitor(), "sign_in").await.status, 429);
}

async fn what_is_signed_for_another_site_proves_nothing(app: TestApp) {
    let server = app.serve().await;
    let (_, mut key, _) = somebody(&server).await;
    let visitor = server.visitor();
    for origin in ["https://ava.example.com", "http://localhost", "https://localhost:0", "null", ""] {
        key.origin = Some(origin);
        assert_eq!(refused(&enters(&visitor, &mut key).await), Passkey::OtherSite, "{origin}");
    }
    key.origin = None;
    for site in ["ava.example.com", "127.0.0.1", "http://localhost"] {
        key.site = Some(site);
        assert_eq!(refused(&enters(&visitor, &mut key).await), Passkey::OtherSite, "{site}");
    }
    key.site = None;
    assert!(!is_signed_in(&visitor).await);
    assert_eq!(enters(&visitor, &mut key).await.status, 200);
    // Nor is one made for it.
    let laptop = server.owner().await;
    let mut new =
        Authenticator { origin: Some("https://ava.example.com"), ..Authenticator::new(Key::es256()) };
    assert_eq!(refused(&adds(&laptop, &mut new, "Phone").await), Passkey::OtherSite);
    let mut new = Authenticator { site: Some("ava.example.com"), ..Authenticator::new(Key::es256()) };
    assert_eq!(refused(&adds(&laptop, &mut new, "Phone").await), Passkey::OtherSite);
    assert!(factors(&laptop).await.passkeys.is_empty());
}

async fn a_challenge_is_good_once_in_its_session_in_time_and_for_what_it_was_made(app: TestApp) {
    let server = app.serve().await;
    let (laptop, mut key, email) = somebody(&server).await;
    let (phone, eve) = (server.visitor(), server.visitor());
    let given = key.signs(&asked(&phone, "sign_in").await);
    assert_eq!(refused(&gives(&eve, &given).await), Passkey::Over, "a session that asked nothing");
    asked(&eve, "sign_in").await;
    assert_eq!(refused(&gives(&eve, &given).await), Passkey::Over, "a session that asked another");
    assert_eq!(gives(&phone, &given).await.status, 200);
    assert_eq!(refused(&gives(&phone, &given).await), Passkey::Over, "a second time");

    let late = key.signs(&asked(&eve, "sign_in").await);
    app.clock.advance(5 * MINUTE);
    assert_eq!(refused(&gives(&eve, &late).await), Passkey::Over, "too late");
    let former = key.signs(&asked(&eve, "sign_in").await);
    let newest = key.signs(&asked(&eve, "sign_in").await);
    assert_eq!(refused(&gives(&eve, &former).await), Passkey::Over, "it was replaced");
    assert_eq!(refused(&gives(&eve, &newest).await), Passkey::Over, "and is used up by an answer that fails");

    half_way(&eve, &email).await;
    let of_sign_in = key.signs(&asked(&eve, "sign_in").await);
    assert_eq!(refused(&gives_second(&eve, &of_sign_in).await), Passkey::Over, "for another ceremony");
    let second = key.signs(&asked(&eve, "second_step").await);
    assert_eq!(refused(&gives(&eve, &second).await), Passkey::Over, "for another ceremony");
    let made = Authenticator::new(Key::es256()).makes(&asked(&laptop, "register").await);
    assert_eq!(refused(&gives(&server.visitor(), &made).await), Passkey::Over);

    // What a ceremony is for, it asks of whoever it is of.
    for ceremony in ["register", "proof"] {
        assert_eq!(asks(&server.visitor(), ceremony).await.problem().kind, ProblemKind::SignedOut);
    }
    assert_eq!(asks(&laptop, "second_step").await.problem().kind, ProblemKind::SecondStepOver);
    assert_eq!(asks(&laptop, "none").await.problem().kind, ProblemKind::NotFound);
}

async fn alone_it_has_to_verify_its_person_and_beside_the_password_not(app: TestApp) {
    let server = app.serve().await;
    let (laptop, mut key, email) = somebody(&server).await;
    key.verifies = false;
    let phone = server.visitor();
    assert_eq!(refused(&enters(&phone, &mut key).await), Passkey::Unverified);
    written(&app, Action::SignInRefused, 1).await;
    assert!(!is_signed_in(&phone).await);

    half_way(&phone, &email).await;
    let step: SecondStepView = phone.ask("read/SecondStep", &[]).await;
    assert_eq!(step.kinds, [FactorKind::Passkey, FactorKind::RecoveryCode]);
    let options = asked(&phone, "second_step").await;
    assert_eq!(options["options"]["allowCredentials"].as_array().unwrap().len(), 1);
    let entered = gives_second(&phone, &key.signs(&options)).await;
    assert_eq!(
        (entered.status, entered.header("location")),
        (200, "/dashboard/integrations"),
        "{}",
        entered.body
    );
    assert!(is_signed_in(&phone).await);
    written(&app, Action::SecondStepProved, 1).await;

    // Nor does another person's passkey stand in for it.
    let (_, mut other, _) = somebody(&server).await;
    let eve = server.visitor();
    half_way(&eve, &email).await;
    let given = other.signs(&asked(&eve, "second_step").await);
    assert_eq!(refused(&gives_second(&eve, &given).await), Passkey::Unknown);
    assert_eq!(refused(&gives_second(&eve, "").await), Passkey::Over);
    asked(&eve, "second_step").await;
    assert_eq!(refused(&gives_second(&eve, "{}").await), Passkey::Unproved);
    assert!(!is_signed_in(&eve).await);
    // The codes that came with it do, once.
    let code = factors(&laptop).await.fresh_codes.remove(0);
    assert_eq!(eve.rpc("log_in/second_step", &[("form[given]", &code)]).await.status, 200);
}

async fn a_counter_that_goes_back_is_refused_told_and_written_down(app: TestApp) {
    let server = app.serve().await;
    let (laptop, mut key, email) = somebody(&server).await;
    for _ in 0..3 {
        assert_eq!(enters(&server.visitor(), &mut key).await.status, 200);
    }
    // The copy has counted as far, the original goes on.
    key.counter = 2;
    let phone = server.visitor();
    assert_eq!(refused(&enters(&phone, &mut key).await), Passkey::CounterBack, "3 again");
    written(&app, Action::PasskeyCopied, 1).await;
    key.counter = 0;
    half_way(&phone, &email).await;
    let given = key.signs(&asked(&phone, "second_step").await);
    assert_eq!(refused(&gives_second(&phone, &given).await), Passkey::CounterBack);
    key.counter = 0;
    key.counts = false;
    let given = key.signs(&asked(&phone, "second_step").await);
    assert_eq!(
        refused(&gives_second(&phone, &given).await),
        Passkey::CounterBack,
        "one that stopped counting"
    );
    assert!(!is_signed_in(&phone).await);
    assert_eq!(factors(&laptop).await.passkeys[0].refused_at, Some(app.now()));
    assert!(laptop.page(PAGE).await.body.contains("there may be a copy of it"));
    key.counter = 3;
    key.counts = true;
    assert_eq!(enters(&phone, &mut key).await.status, 200);
}

/// The session alone does not keep two requests apart that are under way at once.
async fn of_two_nodes_that_are_given_an_answer_at_once_one_takes_it(app: TestApp) {
    let server = app.serve().await;
    let (_, mut key, _) = somebody(&server).await;
    key.counts = false;
    let node = Server::start(app.another_node(3).await).await;
    for _ in 0..3 {
        let here = server.visitor();
        let given = key.signs(&asked(&here, "sign_in").await);
        let there = node.visitor();
        there.set_cookie("sid", &here.session().unwrap());
        let (one, two) = futures::join!(gives(&here, &given), gives(&there, &given));
        let taken = [&one, &two].iter().filter(|answer| answer.status == 200).count();
        assert_eq!(taken, 1, "{} {}", one.body, two.body);
    }
}

async fn it_is_renamed_and_removed_by_its_person_alone(app: TestApp) {
    let server = app.serve().await;
    let (laptop, mut key, email) = somebody(&server).await;
    let (eve, ..) = somebody(&server).await;
    let id = factors(&laptop).await.passkeys[0].id.to_string();
    let rename = async |browser: &Browser, name: &str| {
        browser.rpc("account/rename_passkey", &[("form[passkey]", &id), ("form[name]", name)]).await
    };
    assert_eq!(rename(&eve, "Eve’s").await.problem().kind, ProblemKind::NotFound);
    assert_eq!(rename(&laptop, "  ").await.problem().kind, ProblemKind::Invalid(Rule::Required));
    assert_eq!(rename(&laptop, "Work phone").await.status, 200);
    assert_eq!(factors(&laptop).await.passkeys[0].name, "Work phone");
    let account: AccountView = laptop.ask("read/Account", &[]).await;
    assert!(account.methods.passkeys == 1 && account.methods.has_second_factor);

    let remove = async |browser: &Browser| browser.rpc("account/remove_passkey", &[("passkey", &id)]).await;
    assert_eq!(remove(&eve).await.problem().kind, ProblemKind::NotFound);
    app.clock.advance(10 * MINUTE);
    assert_eq!(remove(&laptop).await.problem().kind, ProblemKind::ProofNeeded);
    assert_eq!(factors(&laptop).await.passkeys.len(), 1);
    let sent = laptop.form_with_proof(PAGE, "account/remove_passkey", &[("passkey", &id)]).await;
    assert_eq!((sent.status, sent.header("location")), (302, PAGE), "{}", sent.body);
    assert!(laptop.page(PAGE).await.body.contains("The passkey is removed."));
    let seen = factors(&laptop).await;
    assert_eq!((seen.passkeys.len(), seen.codes_left), (0, 0), "nor do its codes stay");
    assert_eq!(refused(&enters(&server.visitor(), &mut key).await), Passkey::Unknown);
    let fields = [("form[email]", &*email), ("form[password]", PASSWORD)];
    let alone = server.visitor().rpc("log_in", &fields).await;
    assert_eq!(alone.header("location"), "/dashboard/integrations", "the password is left");
    for (action, times) in [("passkey_added", 2), ("passkey_renamed", 1), ("passkey_removed", 1)] {
        assert_eq!(app.count("audit_log WHERE action = $1", &[action]).await, times, "{action}");
    }
}

async fn none_is_two_peoples_and_nobody_has_more_than_they_may(app: TestApp) {
    let server = app.serve().await;
    let (laptop, mut key, _) = somebody(&server).await;
    let options = asked(&laptop, "register").await;
    assert_eq!(options["options"]["excludeCredentials"].as_array().unwrap().len(), 1);
    assert_eq!(refused(&adds(&laptop, &mut key, "Again").await), Passkey::Known);
    assert_eq!(refused(&adds(&server.owner().await, &mut key, "Mine").await), Passkey::Known);
    let account: AccountView = laptop.ask("read/Account", &[]).await;
    let org = account.viewer.org.to_string();
    let sql = "INSERT INTO org_quotas (org_id, quota, most) VALUES ($1, $2, 2)";
    app.execute(sql, &[&org, Quota::Passkeys.code()]).await;
    let of_theirs = "memberships AS m JOIN passkeys AS p ON p.user_id = m.user_id WHERE m.org_id = $1";
    assert_eq!(app.count(of_theirs, &[&org]).await, 1);
    let add = async || adds(&laptop, &mut Authenticator::new(Key::ed25519()), "More").await;
    assert_eq!(add().await.status, 200);
    assert_eq!(add().await.problem().kind, ProblemKind::OverQuota(Quota::Passkeys, 2));
    assert_eq!(app.count(of_theirs, &[&org]).await, 2);
    assert_eq!(
        laptop.rpc("account/add_passkey", &[("form[name]", "")]).await.problem().kind,
        ProblemKind::Invalid(Rule::Required)
    );
}

async fn it_proves_again_that_it_is_its_person(app: TestApp) {
    const ENDPOINT: &str = "account/revoke_others";
    const PROVED: &str = "account/remove_passkey";
    let server = app.serve().await;
    let (laptop, mut key, _) = somebody(&server).await;
    assert_eq!(laptop.rpc(ENDPOINT, &[]).await.status, 200);
    app.clock.advance(10 * MINUTE);
    let id = factors(&laptop).await.passkeys[0].id.to_string();
    let document = laptop.form(PAGE, PROVED, &[("passkey", &id)]).await;
    assert!(
        document.body.contains("Use a passkey") && document.body.contains("/pkg/passkeys.js"),
        "{}",
        document.body
    );
    assert!(document.header("content-security-policy").contains("script-src 'self';"));
    let carried = document.body.split("name=\"carried\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    let prove = async |given: &str| {
        let fields = [("carried", carried), ("passkey_answer", given)];
        laptop.form(&format!("/rpc/{PROVED}"), PROVED, &fields).await
    };
    let of_sign_in = key.signs(&asked(&laptop, "sign_in").await);
    let refused = prove(&of_sign_in).await;
    assert!(refused.status == 409 && refused.body.contains("This took longer"), "{}", refused.status);
    assert_eq!(factors(&laptop).await.passkeys.len(), 1);
    let (given, former) = (key.signs(&asked(&laptop, "proof").await), laptop.tab());
    let done = prove(&given).await;
    // The document that came back has another token; the former is good for as long.
    assert_eq!((done.status, done.header("location")), (302, PAGE), "{}", done.body);
    assert!(laptop.page(PAGE).await.body.contains("The passkey is removed."));
    assert!(is_signed_in(&laptop).await && !is_signed_in(&former).await, "a new id at each rise");
    assert!(factors(&laptop).await.passkeys.is_empty());
    assert_eq!(app.count("audit_log WHERE action = 'proved_again' AND subject = 'passkey'", &[]).await, 1);
}

async fn whoever_was_there_before_the_operators_link_signs_in_by_none(app: TestApp) {
    let server = app.serve().await;
    let (laptop, mut key, email) = somebody(&server).await;
    let app_too = set_up(&app, &laptop).await;
    assert_eq!(app_too.recovery_codes.len(), 10);
    let address = Email::parse(&email).unwrap();
    assert_eq!(lost_factors::take_off(&app.services, &address).await.unwrap(), Some(true));
    assert_eq!(refused(&enters(&server.visitor(), &mut key).await), Passkey::Unknown);
    assert_eq!(adds(&laptop, &mut key, "Anew").await.status, 200);
    let link = joining::make_platform_admin(&app.services, &address).await.unwrap();
    let token = link.path().rsplit('/').next().unwrap();
    let fields = [("form[link]", token), ("form[password]", "canary lantern sailor")];
    assert_eq!(server.visitor().rpc("links/set_up", &fields).await.status, 200);
    assert_eq!(refused(&enters(&server.visitor(), &mut key).await), Passkey::Unknown);
}

#[tokio::test]
async fn where_browsers_make_none_nobody_is_offered_one() {
    let url = vec![("AVA_PUBLIC_URL", "http://192.0.2.7".to_owned())];
    let app = TestApp::with(Database::Sqlite, url).await;
    let server = app.serve().await;
    let visitor = server.visitor();
    assert_eq!(refused(&asks(&visitor, "sign_in").await), Passkey::Off);
    assert_eq!(refused(&gives(&visitor, "").await), Passkey::Off);
    assert!(!visitor.page("/login").await.body.contains("data-passkey"));
    let page = server.owner().await.page(PAGE).await.body;
    assert!(page.contains("AVA_PUBLIC_URL") && !page.contains("data-passkey"), "{page}");
}

#[tokio::test]
async fn a_page_says_in_both_languages_what_passkeys_need() {
    let app = TestApp::on(Database::Sqlite).await;
    let server = app.serve().await;
    for (locale, said, does) in [
        ("en", "Passkeys take JavaScript", "Sign in with a passkey"),
        ("fr", "demandent JavaScript", "Se connecter avec une clé d’accès"),
    ] {
        let visitor = server.visitor();
        visitor.rpc("set_locale", &[("locale", locale)]).await;
        let page = visitor.page("/login").await.body;
        assert!(
            page.contains(said) && page.contains(does) && page.contains("data-passkey=\"sign_in\""),
            "{page}"
        );
        assert!(page.contains("src=\"/pkg/passkeys.js\""), "{page}");
    }
}

both_engines! {
    one_that_verifies_its_person_signs_in_alone,
    lesson_77_those_at_its_address_keep_no_known_browser_from_its_passkey,
    what_is_signed_for_another_site_proves_nothing,
    a_challenge_is_good_once_in_its_session_in_time_and_for_what_it_was_made,
    alone_it_has_to_verify_its_person_and_beside_the_password_not,
    a_counter_that_goes_back_is_refused_told_and_written_down,
    of_two_nodes_that_are_given_an_answer_at_once_one_takes_it,
    it_is_renamed_and_removed_by_its_person_alone,
    none_is_two_peoples_and_nobody_has_more_than_they_may,
    it_proves_again_that_it_is_its_person,
    whoever_was_there_before_the_operators_link_signs_in_by_none,
}
