//! One-time links: who gets one, what it is good for, and that it is good for that once.

use std::time::Duration;

use ava::{
    domain::{
        account::SignUpMode,
        auth_forms::SignUpForm,
        email::Email,
        link::Purpose,
        locale::Locale,
        problem::{ProblemKind, Rule},
        sandbox::{FaultKind, NewFault, SandboxProvider},
    },
    server::{auth::joining, links},
};

use crate::support::{
    app::{Database, TestApp},
    browser::{Browser, Server},
    canary,
    people::{PASSWORD, account_fields, sign_up_form},
    waiting::comes,
};

const ENGINES: [Database; 2] = [Database::Sqlite, Database::Postgres];
const NEW: &str = "canary lantern sailor";

/// The path of the newest link for an address that can be used, once its mail is sent.
async fn path_of(app: &TestApp, purpose: Purpose, email: &str) -> String {
    for _ in 0..600 {
        links::delivery::send_due(&app.services).await.unwrap();
        let open = links::open(&app.services).await.unwrap();
        let found = open.into_iter().find(|(_, open)| {
            open.link.purpose == purpose
                && open.link.email.as_str() == email
                && !matches!(open.mail.code(), "due" | "sending")
        });
        if let Some((url, _)) = found {
            return url.path().to_owned();
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("no link for {email}");
}

fn token(path: &str) -> &str {
    path.rsplit('/').next().unwrap()
}

async fn asked(server: &Server, endpoint: &str, email: &str) -> u16 {
    server.visitor().rpc(endpoint, &[("form[email]", email)]).await.status
}

/// Sets a new password by a link.
async fn set(browser: &Browser, endpoint: &str, path: &str) -> Result<(), ProblemKind> {
    canary::plant(NEW);
    let fields = [("form[link]", token(path)), ("form[password]", NEW)];
    let answer = browser.rpc(endpoint, &fields).await;
    if answer.status == 200 { Ok(()) } else { Err(answer.problem().kind) }
}

async fn reset(server: &Server, path: &str) -> Result<(), ProblemKind> {
    set(&server.visitor(), "links/reset_password", path).await
}

async fn signs_in(server: &Server, email: &str, password: &str) -> bool {
    let fields = [("form[email]", email), ("form[password]", password)];
    server.visitor().rpc("log_in", &fields).await.status == 200
}

async fn is_signed_in(browser: &Browser) -> bool {
    browser.rpc("read/Account", &[]).await.status == 200
}

/// Somebody who has an account, with the browser in which it was made.
async fn somebody(server: &Server) -> (SignUpForm, Browser) {
    let (form, browser) = (sign_up_form(), server.visitor());
    browser.sign_up(&form).await;
    (form, browser)
}

#[tokio::test]
async fn a_forgotten_password_is_replaced_by_a_link_that_only_its_button_uses_up() {
    for database in ENGINES {
        let app = TestApp::with_mailbox(database).await;
        let server = app.serve().await;
        let (ana, laptop) = somebody(&server).await;
        assert_eq!(asked(&server, "links/ask_reset", &ana.email).await, 200);
        let path = path_of(&app, Purpose::ResetPassword, &ana.email).await;
        let mails = app.sandbox.snapshot().await.mails;
        assert_eq!((mails.len(), mails[0].to.as_str()), (1, ana.email.as_str()));
        assert!(mails[0].text.contains(&path), "{}", mails[0].text);
        assert!(!app.dump().await.contains(token(&path)), "the database alone makes no link");

        // The scanner of a mail server follows every link, before and after.
        let scanner = server.visitor();
        for _ in 0..3 {
            let page = scanner.scan(&path).await;
            assert!(page.body.contains(&ana.email));
            assert!(page.body.contains("action=\"/rpc/links/reset_password\""));
        }
        assert!(is_signed_in(&laptop).await && scanner.session().is_none());

        let fields = [("form[link]", token(&path)), ("form[password]", "short")];
        let refused = scanner.form(&path, "links/reset_password", &fields).await;
        assert_eq!(
            (refused.status, refused.header("location")),
            (302, &*path),
            "a typing mistake uses nothing"
        );
        let named = "UPDATE orgs SET name = 'Xylokarp Bvzqten' WHERE name = $1";
        assert_eq!(app.execute(named, &[&ana.org_name]).await, 1);
        let fields = [("form[link]", token(&path)), ("form[password]", "xylokarpbvzqten")];
        let own = scanner.rpc("links/reset_password", &fields).await.problem();
        assert_eq!(
            own.kind,
            ProblemKind::Invalid(Rule::GuessablePassword),
            "made of her organisation's name"
        );
        assert_eq!(reset(&server, &path).await, Ok(()));
        assert!(!is_signed_in(&laptop).await, "every session has ended");
        assert!(!signs_in(&server, &ana.email, PASSWORD).await && signs_in(&server, &ana.email, NEW).await);
        assert_eq!(app.count("audit_log WHERE action = 'password_reset'", &[]).await, 1);

        assert_eq!(reset(&server, &path).await, Err(ProblemKind::LinkOver), "a second time");
        assert_eq!(scanner.page(&path).await.status, 410);
    }
}

#[tokio::test]
async fn a_link_is_good_for_one_thing_one_account_and_a_time() {
    for database in ENGINES {
        let app = TestApp::with_mailbox(database).await;
        let server = app.serve().await;
        let ((ana, laptop), (ben, _)) = (somebody(&server).await, somebody(&server).await);
        let link = async |email: &str| {
            assert_eq!(asked(&server, "links/ask_reset", email).await, 200);
            path_of(&app, Purpose::ResetPassword, email).await
        };
        let over = Err(ProblemKind::LinkOver);
        let path = link(&ana.email).await;
        for endpoint in ["links/set_up", "links/join"] {
            let fields = [
                ("form[link]", token(&path)),
                ("form[org_name]", "Mine"),
                ("form[name]", "Eve"),
                ("form[password]", "tournesol brique marée"),
            ];
            let answer = server.visitor().rpc(endpoint, &fields).await;
            assert_eq!(answer.problem().kind, ProblemKind::LinkOver, "{endpoint}");
        }
        let bens = link(&ben.email).await;
        let (nonce, signature) = token(&path).split_at(32);
        let mixed = format!("{}{signature}", &token(&bens)[..32]);
        for forged in ["", "x", nonce, &mixed, &format!("{nonce}{}", "0".repeat(64)), &"é".repeat(60)] {
            assert_eq!(reset(&server, forged).await, over, "{forged}");
            assert!(!matches!(server.visitor().page(&format!("/link/{forged}")).await.status, 200 | 500..));
        }
        // A password that was changed meanwhile, by whoever knew it, is not changed again.
        let change = [("form[present]", PASSWORD), ("form[password]", "tournesol brique marée")];
        assert_eq!(laptop.rpc("account/change_password", &change).await.status, 200);
        assert_eq!(reset(&server, &path).await, over);
        app.execute("UPDATE users SET email = 'other@clinic.example' WHERE email = $1", &[&ben.email]).await;
        assert_eq!(reset(&server, &bens).await, over, "nor is that of another address");

        let last = link("other@clinic.example").await;
        app.clock.advance(Duration::from_secs(30 * 60));
        assert_eq!(reset(&server, &last).await, over, "half an hour later");
        app.clock.advance(Duration::from_secs(25 * 3600));
        assert_eq!(links::sweep(&app.services).await.unwrap(), 3);
    }
}

/// Without JavaScript, what was done is said by the next page, also where the session that asked
/// went with the others.
#[tokio::test]
async fn whoever_is_signed_in_reads_that_their_password_is_another() {
    for database in ENGINES {
        let app = TestApp::with_mailbox(database).await;
        let server = app.serve().await;
        let (ana, laptop) = somebody(&server).await;
        assert_eq!(asked(&server, "links/ask_reset", &ana.email).await, 200);
        let path = path_of(&app, Purpose::ResetPassword, &ana.email).await;
        canary::plant(NEW);
        let fields = [("form[link]", token(&path)), ("form[password]", NEW)];
        let sent = laptop.form(&path, "links/reset_password", &fields).await;
        assert_eq!((sent.status, sent.header("location")), (302, "/login"));
        let page = laptop.page("/login").await;
        assert!(page.body.contains("Your new password is set."), "{}", page.body);

        let entered = [("form[email]", &*ana.email), ("form[password]", NEW)];
        assert_eq!(laptop.rpc("log_in", &entered).await.status, 200);
        let change = [("form[present]", NEW), ("form[password]", "tournesol brique marée")];
        let sent = laptop.form("/dashboard/account", "account/change_password", &change).await;
        assert_eq!((sent.status, sent.header("location")), (302, "/dashboard/account"));
        let page = laptop.page("/dashboard/account").await;
        assert!(page.body.contains("Your password is changed."), "{}", page.body);
    }
}

#[tokio::test]
async fn two_who_use_a_link_at_once_do_not_both_win() {
    for database in ENGINES {
        let app = TestApp::with_mailbox(database).await;
        let server = app.serve().await;
        let (ana, _) = somebody(&server).await;
        assert_eq!(asked(&server, "links/ask_reset", &ana.email).await, 200);
        let path = path_of(&app, Purpose::ResetPassword, &ana.email).await;
        let (one, two, three) =
            futures::join!(reset(&server, &path), reset(&server, &path), reset(&server, &path));
        let won = [one, two, three].iter().filter(|used| used.is_ok()).count();
        assert_eq!(won, 1);
        assert_eq!(app.count("audit_log WHERE action = 'password_reset'", &[]).await, 1);
    }
}

/// What a request does is the same for both: who has the address is looked up when the mail is
/// sent, so that neither the answer nor its time tells.
#[tokio::test]
async fn asking_for_a_link_does_not_tell_who_has_an_account() {
    for database in ENGINES {
        let app = TestApp::with_mailbox(database).await;
        let known = crate::support::people::owner(&app).await;
        let email = app.text("SELECT email FROM users WHERE id = $1", &[known.user.as_str()]).await;
        let nobody = "nobody@clinic.example";
        for address in [email.as_str(), nobody] {
            let address = Email::parse(address).unwrap();
            links::ask_by_mail(&app.services, Purpose::ResetPassword, &address, Locale::Fr).await.unwrap();
        }
        let alike = "SELECT purpose || locale || data || mail || COALESCE(user_id, '-') FROM one_time_links";
        let rows = app.texts(alike, &[]).await;
        assert_eq!((rows.len(), &rows[0]), (2, &rows[1]));
        assert_eq!(links::delivery::send_due(&app.services).await.unwrap(), 1);
        let mails = app.sandbox.snapshot().await.mails;
        assert_eq!((mails.len(), mails[0].to.as_str()), (1, email.as_str()));
        assert_eq!(mails[0].subject, "Choisissez un autre mot de passe");
        assert_eq!(app.count("one_time_links WHERE email = $1", &[nobody]).await, 0, "nothing is left of it");

        let server = app.serve().await;
        let said = async |address: &str| {
            let visitor = server.visitor();
            let sent = visitor.form("/forgot", "links/ask_reset", &[("form[email]", address)]).await;
            let page = visitor.page(sent.header("location")).await;
            assert!(
                page.body.contains("If this address can have a link, it is on its way."),
                "{}",
                page.body
            );
            (sent.status, sent.header("location").to_owned(), page.status, page.body.contains(address))
        };
        assert_eq!(said(&email).await, said(nobody).await);
    }
}

#[tokio::test]
async fn so_many_links_are_asked_for_from_one_place_and_no_more() {
    let app = TestApp::with_mailbox(Database::Sqlite).await;
    let server = app.serve().await;
    let (ana, laptop) = somebody(&server).await;
    for address in [ana.email.as_str(), "nobody@clinic.example"] {
        for _ in 0..3 {
            assert_eq!(asked(&server, "links/ask_reset", address).await, 200);
        }
        assert_eq!(asked(&server, "links/ask_reset", address).await, 429, "{address}");
    }
    let own = laptop.rpc("links/ask_reset", &[("form[email]", &*ana.email)]).await;
    assert_eq!(own.status, 200, "her own browser is counted by itself");
}

/// Whoever asks, from wherever, and however often.
#[tokio::test]
async fn nobody_fills_the_mailbox_of_somebody_else() {
    for database in ENGINES {
        let app = with_mode(database, SignUpMode::Confirmed).await;
        let cx = crate::support::people::owner(&app).await;
        let email = app.text("SELECT email FROM users WHERE id = $1", &[cx.user.as_str()]).await;
        let email = Email::parse(&email).unwrap();
        let stranger = Email::parse("stranger@clinic.example").unwrap();
        for _ in 0..8 {
            links::ask_by_mail(&app.services, Purpose::SignUp, &stranger, Locale::En).await.unwrap();
            links::ask_by_mail(&app.services, Purpose::ResetPassword, &email, Locale::En).await.unwrap();
        }
        assert_eq!(links::delivery::send_due(&app.services).await.unwrap(), 6);
        let to: Vec<String> =
            app.sandbox.snapshot().await.mails.into_iter().map(|mail| mail.to).rev().collect();
        let expected = [[email.as_str(); 3], [stranger.as_str(); 3]].concat();
        assert_eq!(to, expected, "people who have an account come first");
        app.clock.advance(Duration::from_secs(3601));
        links::ask_by_mail(&app.services, Purpose::ResetPassword, &email, Locale::En).await.unwrap();
        assert_eq!(links::delivery::send_due(&app.services).await.unwrap(), 1, "an hour later");
    }
}

/// A server that is busy for now is asked again, also for a mail that brings no link.
#[tokio::test]
async fn the_mail_to_whoever_has_an_account_is_tried_again() {
    for database in ENGINES {
        let app = with_mode(database, SignUpMode::Confirmed).await;
        let cx = crate::support::people::owner(&app).await;
        let email = app.text("SELECT email FROM users WHERE id = $1", &[cx.user.as_str()]).await;
        let email = Email::parse(&email).unwrap();
        links::ask_by_mail(&app.services, Purpose::SignUp, &email, Locale::En).await.unwrap();
        let busy = NewFault::next_call(SandboxProvider::Smtp, FaultKind::ServerError);
        app.sandbox.inject(&NewFault { method: Some("DATA".to_owned()), ..busy }).await;
        assert_eq!(links::delivery::send_due(&app.services).await.unwrap(), 0);
        assert_eq!(app.text("SELECT mail FROM one_time_links", &[]).await, "due");
        assert!(links::open(&app.services).await.unwrap().is_empty(), "it is no link to an account");
        app.sandbox.clear().await;
        app.clock.advance(Duration::from_secs(31));
        assert_eq!(links::delivery::send_due(&app.services).await.unwrap(), 1);
        assert_eq!(app.sandbox.snapshot().await.mails[0].subject, "You already have an account");
    }
}

/// Nobody knows whether a mail came whose sender died.
#[tokio::test]
async fn a_mail_that_may_have_come_is_not_sent_again() {
    for database in ENGINES {
        let app = TestApp::with_mailbox(database).await;
        let cx = crate::support::people::owner(&app).await;
        let email = app.text("SELECT email FROM users WHERE id = $1", &[cx.user.as_str()]).await;
        let email = Email::parse(&email).unwrap();
        links::ask_by_mail(&app.services, Purpose::ResetPassword, &email, Locale::En).await.unwrap();
        app.execute("UPDATE one_time_links SET mail = 'sending', mail_at = mail_at + 1000", &[]).await;
        app.clock.advance(Duration::from_secs(60));
        assert_eq!(links::delivery::send_due(&app.services).await.unwrap(), 0);
        assert_eq!(app.text("SELECT mail FROM one_time_links", &[]).await, "unsure");

        let node = app.another_node(5).await;
        for _ in 0..2 {
            links::ask_by_mail(&app.services, Purpose::ResetPassword, &email, Locale::En).await.unwrap();
        }
        let (one, two) =
            futures::join!(links::delivery::send_due(&app.services), links::delivery::send_due(&node));
        assert_eq!(one.unwrap() + two.unwrap(), 2);
        assert_eq!(app.sandbox.snapshot().await.mails.len(), 2);
    }
}

/// As another version may have written it.
#[tokio::test]
async fn a_link_that_cannot_be_read_holds_up_no_other() {
    for database in ENGINES {
        let app = with_mode(database, SignUpMode::Confirmed).await;
        for name in ["ana", "ben"] {
            let email = Email::parse(&format!("{name}@clinic.example")).unwrap();
            links::ask_by_mail(&app.services, Purpose::SignUp, &email, Locale::En).await.unwrap();
            app.clock.advance(Duration::from_secs(1));
        }
        let unheard = "UPDATE one_time_links SET purpose = 'unheard_of' WHERE email = 'ana@clinic.example'";
        app.execute(unheard, &[]).await;
        assert_eq!(links::delivery::send_due(&app.services).await.unwrap(), 1);
        assert_eq!(app.sandbox.snapshot().await.mails[0].to, "ben@clinic.example");
        assert_eq!(
            app.texts("SELECT mail FROM one_time_links ORDER BY email", &[]).await,
            ["failed", "sent"]
        );
        let shown = links::open(&app.services).await.unwrap();
        assert_eq!(shown.len(), 1, "and hides no other from the operator");
    }
}

#[tokio::test]
async fn without_a_mailbox_the_operator_has_the_link_and_the_page_says_so() {
    let app = TestApp::on(Database::Sqlite).await;
    let server = app.serve().await;
    let (ana, _) = somebody(&server).await;
    assert!(server.visitor().page("/forgot").await.body.contains("This installation sends no mail."));
    assert_eq!(asked(&server, "links/ask_reset", &ana.email).await, 200);
    let path = path_of(&app, Purpose::ResetPassword, &ana.email).await;
    assert_eq!(app.text("SELECT mail FROM one_time_links", &[]).await, "none");
    assert_eq!(reset(&server, &path).await, Ok(()));
    assert!(links::open(&app.services).await.unwrap().is_empty());
}

async fn with_mode(database: Database, mode: SignUpMode) -> TestApp {
    let settings = [("AVA_SIGN_UP", mode.code().to_owned())];
    TestApp::with(database, TestApp::mailbox().into_iter().chain(settings).collect()).await
}

#[tokio::test]
async fn who_may_sign_up_is_as_the_operator_says() {
    for mode in SignUpMode::ALL {
        let app = with_mode(Database::Sqlite, mode).await;
        let server = app.serve().await;
        let visitor = server.visitor();
        let form = sign_up_form();
        let page = visitor.page("/signup").await;
        assert_eq!(page.body.contains("action=\"/rpc/sign_up\""), mode == SignUpMode::Open, "{mode:?}");
        let by_link = page.body.contains("action=\"/rpc/links/ask_sign_up\"");
        assert_eq!(by_link, mode == SignUpMode::Confirmed, "{mode:?}");
        let offered = visitor.page("/login").await.body.contains("href=\"/signup\"");
        assert_eq!(offered, matches!(mode, SignUpMode::Open | SignUpMode::Confirmed), "{mode:?}");

        let asked = visitor.rpc("links/ask_sign_up", &[("form[email]", &*form.email)]).await;
        assert_eq!(asked.status, if mode == SignUpMode::Confirmed { 200 } else { 403 }, "{mode:?}");
        let signed_up = visitor.rpc("sign_up", &account_fields(&form)).await;
        assert_eq!(signed_up.status, if mode == SignUpMode::Open { 200 } else { 403 }, "{mode:?}");
        let people = if mode == SignUpMode::Open { 1 } else { 0 };
        assert_eq!(app.count("users WHERE email = $1", &[&form.email]).await, people, "{mode:?}");
    }
}

#[tokio::test]
async fn nobody_takes_an_address_before_its_owner_comes() {
    for database in ENGINES {
        let app = with_mode(database, SignUpMode::Confirmed).await;
        let server = app.serve().await;
        let eve = server.visitor();
        assert_eq!(eve.rpc("links/ask_sign_up", &[("form[email]", "ana@clinic.example")]).await.status, 200);
        let path = path_of(&app, Purpose::SignUp, "ana@clinic.example").await;
        for table in ["users", "orgs", "memberships", "audit_log"] {
            assert_eq!(app.count(table, &[]).await, 0, "{table}");
        }
        canary::plant(NEW);
        let ana = server.visitor();
        let page = server.visitor().scan(&path).await;
        assert!(page.body.contains("ana@clinic.example") && page.body.contains("action=\"/rpc/links/join\""));
        let fields = [
            ("form[link]", token(&path)),
            ("form[org_name]", "Lakeside Clinic"),
            ("form[name]", "Ana Morel"),
            ("form[password]", NEW),
        ];
        let joined = ana.form(&path, "links/join", &fields).await;
        assert_eq!((joined.status, joined.header("location")), (302, "/dashboard/integrations"));
        assert!(is_signed_in(&ana).await);
        assert_eq!(app.count("users WHERE email = 'ana@clinic.example'", &[]).await, 1);
        assert_eq!(eve.rpc("links/join", &fields).await.problem().kind, ProblemKind::LinkOver);

        // Whoever asks again for the same address learns nothing; its owner does.
        assert_eq!(eve.rpc("links/ask_sign_up", &[("form[email]", "ana@clinic.example")]).await.status, 200);
        links::delivery::send_due(&app.services).await.unwrap();
        comes("the mail to her who has an account", async || {
            let mails = app.sandbox.snapshot().await.mails;
            mails.iter().any(|mail| mail.subject == "You already have an account")
        })
        .await;
        assert!(links::open(&app.services).await.unwrap().is_empty(), "and makes no second account");
    }
}

#[tokio::test]
async fn the_operator_makes_an_admin_and_nobody_wins_a_race_for_it() {
    for database in ENGINES {
        let app = TestApp::with_mailbox(database).await;
        let server = app.serve().await;
        let admins = async || app.texts("SELECT email FROM users WHERE platform_admin", &[]).await;
        let made = async |email: &str| {
            let email = Email::parse(email).unwrap();
            joining::make_platform_admin(&app.services, &email).await.unwrap().path().to_owned()
        };
        // Somebody was there before with the address that is meant.
        let (form, squatter) = somebody(&server).await;
        let path = made(&form.email).await;
        assert!(admins().await.is_empty(), "before the link is used");
        assert_eq!(reset(&server, &path).await, Err(ProblemKind::LinkOver), "it is no link of another kind");
        let admin = server.visitor();
        assert!(server.visitor().scan(&path).await.body.contains("action=\"/rpc/links/set_up\""));
        assert!(admins().await.is_empty(), "whoever looks is none");
        assert_eq!(set(&admin, "links/set_up", &path).await, Ok(()));
        assert_eq!(admins().await, [form.email.as_str()]);
        assert!(!is_signed_in(&squatter).await && !signs_in(&server, &form.email, PASSWORD).await);
        assert!(signs_in(&server, &form.email, NEW).await);
        assert_eq!(set(&admin, "links/set_up", &path).await, Err(ProblemKind::LinkOver));

        // And where nobody was, but comes before the link is used.
        let early = sign_up_form();
        let path = made(&early.email).await;
        server.visitor().sign_up(&early).await;
        let fields = [
            ("form[link]", token(&path)),
            ("form[org_name]", "Operators"),
            ("form[name]", "Ana Morel"),
            ("form[password]", NEW),
        ];
        let late = server.visitor().rpc("links/join", &fields).await;
        assert_eq!(late.problem().kind, ProblemKind::EmailTaken);
        assert_eq!(admins().await.len(), 1, "whoever was early is no admin");
        assert_eq!(set(&admin, "links/set_up", &made(&early.email).await).await, Ok(()));
        assert_eq!(admins().await.len(), 2);
        assert_eq!(app.count("audit_log WHERE action = 'platform_admin_made'", &[]).await, 2);
    }
}

/// A set-up link makes the account where there is none.
#[tokio::test]
async fn the_first_admin_needs_no_sign_up() {
    let app = with_mode(Database::Sqlite, SignUpMode::Closed).await;
    let server = app.serve().await;
    let email = Email::parse("ops@clinic.example").unwrap();
    let path = joining::make_platform_admin(&app.services, &email).await.unwrap().path().to_owned();
    canary::plant(NEW);
    let fields = [
        ("form[link]", token(&path)),
        ("form[org_name]", "Operators"),
        ("form[name]", "Ana Morel"),
        ("form[password]", NEW),
    ];
    let admin = server.visitor();
    assert_eq!(admin.rpc("links/join", &fields).await.status, 200);
    assert!(is_signed_in(&admin).await);
    assert_eq!(app.text("SELECT email FROM users WHERE platform_admin", &[]).await, "ops@clinic.example");
}
