//! Signing in at an OpenID provider: who is let in, who is linked, and what proves nothing.

use std::time::Duration;

use ava::{
    domain::{
        account::AccountView,
        email::Email,
        problem::{Oidc, ProblemKind},
        role::Role,
    },
    server::auth::service::open_account,
};

use crate::support::{
    app::{Database, TestApp},
    browser::{Browser, Server},
    oidc::{NAME, OpenIdProvider, Person, Wrong, moved_on, to_provider},
    people::{PASSWORD, account_fields, anybody, sign_up_form},
};

const ENGINES: [Database; 2] = [Database::Sqlite, Database::Postgres];
const ACCOUNT: &str = "/dashboard/account";
const LOGIN: &str = "/login";

async fn installation(database: Database, sign_up: &str) -> (OpenIdProvider, TestApp, Server) {
    let provider = OpenIdProvider::start().await;
    let mut settings = provider.settings();
    settings.push(("AVA_SIGN_UP", sign_up.to_owned()));
    let app = TestApp::with(database, settings).await;
    let server = app.serve().await;
    (provider, app, server)
}

/// Goes to the provider as that person, and comes back; returns where that leads.
async fn signs_in(provider: &OpenIdProvider, browser: &Browser, person: Person, next: &str) -> String {
    let back = provider.sign_in(&to_provider(browser, next).await, person);
    comes_back(browser, &back).await
}

async fn comes_back(browser: &Browser, back: &str) -> String {
    let answer = browser.page(back).await;
    assert_eq!(answer.status, 303, "{}", answer.body);
    answer.header("location").to_owned()
}

/// Comes back to a page of AVA's that says why nothing was done.
async fn is_told(browser: &Browser, back: &str, page: &str, oidc: Oidc) {
    assert_eq!(comes_back(browser, back).await, page, "{oidc:?}");
    says(browser, page, oidc).await;
}

async fn says(browser: &Browser, page: &str, oidc: Oidc) {
    let shown = browser.page(page).await;
    let sentence = ava::domain::problem::Problem::new(ProblemKind::Oidc(oidc)).sentence(Default::default());
    assert!(shown.body.contains(&sentence), "{oidc:?}: {}", shown.body);
}

async fn signed_in(browser: &Browser) -> bool {
    browser.rpc("read/Account", &[]).await.status == 200
}

/// Somebody who has an account that is linked with that subject.
async fn linked(provider: &OpenIdProvider, server: &Server, subject: &'static str) -> (Browser, String) {
    let (form, browser) = (sign_up_form(), server.visitor());
    browser.sign_up(&form).await;
    let page = to_link(&browser).await;
    let back = provider.sign_in(&page, Person::new(subject, "anything@elsewhere.example"));
    assert_eq!(comes_back(&browser, &back).await, ACCOUNT);
    (browser, form.email)
}

async fn to_link(browser: &Browser) -> url::Url {
    let sent = browser.form(ACCOUNT, "account/link_identity", &[("form[present]", PASSWORD)]).await;
    moved_on(browser, sent).await
}

#[tokio::test]
async fn a_linked_account_is_entered_and_left_again() {
    for database in ENGINES {
        let (provider, app, server) = installation(database, "open").await;
        let (browser, email) = linked(&provider, &server, "ana").await;
        let view: AccountView = browser.ask("read/Account", &[]).await;
        let identity = view.methods.identity.unwrap();
        assert_eq!(identity.provider, NAME);
        assert_eq!(identity.linked.unwrap().email.as_deref(), Some("anything@elsewhere.example"));

        // The address at the provider may change, and be anybody's: the subject counts.
        let phone = server.visitor();
        let planted = phone.session();
        let person = Person { verified: false, ..Person::new("ana", "other@elsewhere.example") };
        let next = "/dashboard/operations?state=failed";
        assert_eq!(signs_in(&provider, &phone, person.clone(), next).await, next);
        assert!(signed_in(&phone).await);
        assert_ne!(phone.session(), planted, "under a new session");
        assert_eq!(app.count("audit_log WHERE action = 'identity_linked'", &[]).await, 1);

        let wrong = browser.rpc("account/unlink_identity", &[("form[present]", "wrong horse")]).await;
        assert_eq!(wrong.problem().kind, ProblemKind::WrongPassword);
        let again = browser.rpc("account/link_identity", &[("form[present]", PASSWORD)]).await;
        assert_eq!(again.problem().kind, ProblemKind::Oidc(Oidc::Linked));
        assert_eq!(browser.rpc("account/unlink_identity", &[("form[present]", PASSWORD)]).await.status, 200);
        let stranger = server.visitor();
        // Nobody is linked now, and the account is not found by an address.
        assert!(
            signs_in(&provider, &stranger, Person::new("ana", "new@elsewhere.example"), "")
                .await
                .starts_with("/link/")
        );
        assert!(!signed_in(&stranger).await);
        let password = [("form[email]", &*email), ("form[password]", PASSWORD)];
        assert_eq!(server.visitor().rpc("log_in", &password).await.status, 200, "the password stays");
    }
}

#[tokio::test]
async fn an_address_alone_opens_no_account() {
    for mode in ["open", "confirmed", "closed"] {
        let (provider, app, server) = installation(Database::Sqlite, mode).await;
        let form = sign_up_form();
        let hash = "$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHRzYWx0c2FsdA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
        let email = ava::domain::email::Email::parse(&form.email).unwrap();
        ava::server::auth::service::open_account(&app.services, "Clinic", "Ana", &email, hash).await.unwrap();
        let browser = server.visitor();
        let person = Person::new("mallory", &form.email);
        let back = provider.sign_in(&to_provider(&browser, "").await, person.clone());
        is_told(&browser, &back, LOGIN, Oidc::AccountExists).await;
        let unproved = Person { verified: false, ..person };
        let back = provider.sign_in(&to_provider(&browser, "").await, unproved);
        // Whoever cannot prove the address is not told whether it has an account.
        is_told(&browser, &back, LOGIN, Oidc::EmailUnproved).await;
        assert!(!signed_in(&browser).await, "{mode}");
        assert_eq!(app.count("oidc_identities", &[]).await, 0);
    }
}

#[tokio::test]
async fn somebody_new_makes_an_account_as_the_mode_allows() {
    for database in ENGINES {
        let (provider, app, server) = installation(database, "confirmed").await;
        let browser = server.visitor();
        let person = Person::new("ben", "ben@elsewhere.example");
        let link = signs_in(&provider, &browser, person.clone(), "").await;
        let page = browser.page(&link).await;
        assert!(page.body.contains("ben@elsewhere.example"), "{}", page.body);
        let form = sign_up_form();
        let mut fields = account_fields(&form).to_vec();
        fields[2] = ("form[link]", link.rsplit('/').next().unwrap());
        assert_eq!(browser.rpc("links/join", &fields).await.status, 200);
        let view: AccountView = browser.ask("read/Account", &[]).await;
        assert_eq!(view.viewer.email, "ben@elsewhere.example");
        assert!(view.methods.identity.unwrap().linked.is_some(), "and is linked");
        let phone = server.visitor();
        assert_eq!(signs_in(&provider, &phone, person, "//evil.example").await, "/dashboard/integrations");
        assert!(signed_in(&phone).await);
        assert_eq!(app.count("users WHERE email = 'ben@elsewhere.example'", &[]).await, 1);
    }
    let (provider, app, server) = installation(Database::Sqlite, "closed").await;
    let browser = server.visitor();
    let back =
        provider.sign_in(&to_provider(&browser, "").await, Person::new("ben", "ben@elsewhere.example"));
    is_told(&browser, &back, LOGIN, Oidc::NoAccount).await;
    assert_eq!(app.count("one_time_links", &[]).await, 0);
}

/// Somebody new who came by an invitation joins the organisation that invites, under the address that
/// the provider proves, and founds none.
#[tokio::test]
async fn somebody_new_who_is_invited_joins_in_place_of_founding() {
    for database in ENGINES {
        let (provider, app, server) = installation(database, "invited").await;
        let keeper = server.visitor();
        let (form, hash) = (sign_up_form(), app.services.passwords.hash(PASSWORD, anybody()).await.unwrap());
        let email = Email::parse(&form.email).unwrap();
        let account = open_account(&app.services, &form.org_name, &form.name, &email, &hash).await.unwrap();
        assert_eq!(keeper.rpc("log_in", &account_fields(&form)[2..]).await.status, 200);
        let invite =
            [("form[email]", "ben@clinic.example"), ("form[role]", "member"), ("form[channel]", "link")];
        let page = "/dashboard/team/invitations";
        assert_eq!(keeper.form(page, "team/invite", &invite).await.status, 302);
        let shown = keeper.page(page).await.body;
        let (_, link) = shown.split_once("<code class=\"address\">").unwrap();
        let invitation = format!("/link/{}", link.split('<').next().unwrap().rsplit('/').next().unwrap());

        let (browser, person) = (server.visitor(), Person::new("ben", "ben@elsewhere.example"));
        let link = signs_in(&provider, &browser, person.clone(), &invitation).await;
        assert!(link.starts_with("/link/") && link != invitation, "{link}");
        let page = browser.page(&link).await.body;
        for says in [form.org_name.as_str(), "ben@clinic.example", "sign in with ben@elsewhere.example"] {
            assert!(page.contains(says), "{says}: {page}");
        }
        assert!(!page.contains("form[org_name]"), "no organisation of their own is asked for");
        let token = link.rsplit('/').next().unwrap();
        let fields = [("form[link]", token), ("form[name]", "Ben Roux"), ("form[password]", PASSWORD)];
        assert_eq!(browser.rpc("links/join_invited", &fields).await.status, 200);
        let view: AccountView = browser.ask("read/Account", &[]).await;
        assert_eq!(view.viewer.email, "ben@elsewhere.example");
        assert_eq!((view.viewer.org, view.viewer.role), (account.org, Role::Member));
        assert!(view.methods.identity.unwrap().linked.is_some());
        assert_eq!(app.count("orgs", &[]).await, 1);
        for path in [&link, &invitation] {
            assert_eq!(server.visitor().page(path).await.status, 410, "it is used up");
        }
        assert!(signs_in(&provider, &server.visitor(), person, "").await.starts_with("/dashboard"));

        // Without an invitation, nobody makes an account here.
        let other = server.visitor();
        let back =
            provider.sign_in(&to_provider(&other, "").await, Person::new("eve", "eve@elsewhere.example"));
        is_told(&other, &back, LOGIN, Oidc::NoAccount).await;
        let back = provider
            .sign_in(&to_provider(&other, &invitation).await, Person::new("eve", "eve@elsewhere.example"));
        is_told(&other, &back, LOGIN, Oidc::NoAccount).await;
    }
}

#[tokio::test]
async fn an_answer_is_taken_once_and_in_the_browser_that_asked() {
    for database in ENGINES {
        let (provider, app, server) = installation(database, "open").await;
        let _ana = linked(&provider, &server, "ana").await;
        let ana = || Person::new("ana", "ana@elsewhere.example");

        // A second time, in the same browser and in another.
        let browser = server.visitor();
        let back = provider.sign_in(&to_provider(&browser, "").await, ana());
        let tab = browser.tab();
        comes_back(&browser, &back).await;
        is_told(&server.visitor(), &back, LOGIN, Oidc::NotTheirs).await;
        is_told(&tab, &back, LOGIN, Oidc::NotTheirs).await;
        is_told(&browser, &back, ACCOUNT, Oidc::NotTheirs).await;

        // An answer that a stranger got, planted in another browser.
        let (mallory, victim) = (server.visitor(), server.visitor());
        let planted = provider.sign_in(&to_provider(&mallory, "").await, Person::new("ana", "x@y.example"));
        let _begun = to_provider(&victim, "").await;
        is_told(&victim, &planted, LOGIN, Oidc::NotTheirs).await;
        assert!(!signed_in(&victim).await);

        // The code of one question with the state of another: its nonce and verifier do not fit.
        let browser = server.visitor();
        let first = provider.sign_in(&to_provider(&browser, "").await, ana());
        let second = provider.sign_in(&to_provider(&browser, "").await, ana());
        let (state, _) = first.split_once("&code=").unwrap();
        let (_, code) = second.split_once("&code=").unwrap();
        is_told(&browser, &format!("{state}&code={code}"), LOGIN, Oidc::CodeRefused).await;

        // Too late.
        let late = provider.sign_in(&to_provider(&browser, "").await, ana());
        app.clock.advance(Duration::from_secs(600));
        is_told(&browser, &late, LOGIN, Oidc::TooLate).await;
        assert!(!signed_in(&browser).await);
    }
}

#[tokio::test]
async fn what_proves_nothing_lets_nobody_in_and_says_what_to_do() {
    let (provider, app, server) = installation(Database::Sqlite, "open").await;
    let _ana = linked(&provider, &server, "ana").await;
    let browser = server.visitor();
    for (wrong, oidc) in [
        (Wrong::Nonce, Oidc::Unproved),
        (Wrong::NoNonce, Oidc::Unproved),
        (Wrong::Issuer, Oidc::Unproved),
        (Wrong::Audience, Oidc::Unproved),
        (Wrong::Party, Oidc::Unproved),
        (Wrong::Expired, Oidc::Unproved),
        (Wrong::Key, Oidc::Unproved),
        (Wrong::None, Oidc::Unproved),
        (Wrong::Shared, Oidc::Unproved),
        (Wrong::Client, Oidc::ClientRefused),
        (Wrong::Down, Oidc::Unreachable),
        (Wrong::Silent, Oidc::Unreachable),
        (Wrong::Garbage, Oidc::Garbled),
    ] {
        let page = to_provider(&browser, "").await;
        provider.does(wrong);
        let back = provider.sign_in(&page, Person::new("ana", "ana@elsewhere.example"));
        is_told(&browser, &back, LOGIN, oidc).await;
        assert!(!signed_in(&browser).await, "{wrong:?}");
        provider.does(Wrong::Nothing);
        // So that the limits on answers of one network are not met.
        app.clock.advance(Duration::from_secs(4));
    }
    provider.does(Wrong::Userinfo);
    let back =
        provider.sign_in(&to_provider(&browser, "").await, Person::new("ben", "ben@elsewhere.example"));
    is_told(&browser, &back, LOGIN, Oidc::Garbled).await;
    for (error, oidc) in [("access_denied", Oidc::Denied), ("<b>odd</b>", Oidc::Garbled)] {
        let page = to_provider(&browser, "").await;
        let state = page.query_pairs().find(|(name, _)| name == "state").unwrap().1.into_owned();
        let error = url::form_urlencoded::byte_serialize(error.as_bytes()).collect::<String>();
        is_told(&browser, &format!("/sign-in/oidc/callback?state={state}&error={error}"), LOGIN, oidc).await;
    }
}

#[tokio::test]
async fn a_provider_that_cannot_be_asked_is_told_before_anybody_leaves() {
    for (wrong, oidc) in [
        (Wrong::Down, Oidc::Unreachable),
        (Wrong::Silent, Oidc::Unreachable),
        (Wrong::Garbage, Oidc::Garbled),
        (Wrong::Name, Oidc::Garbled),
    ] {
        let (provider, _app, server) = installation(Database::Sqlite, "open").await;
        let browser = server.visitor();
        provider.does(wrong);
        let sent = browser.form(LOGIN, "sign_in_elsewhere", &[]).await;
        let left = browser.page(sent.header("location")).await;
        assert_eq!((left.status, left.header("location")), (303, LOGIN), "{wrong:?}");
        says(&browser, LOGIN, oidc).await;
    }
}

#[tokio::test]
async fn new_keys_of_the_provider_are_read_when_they_are_needed_and_no_sooner() {
    let (provider, _app, server) = installation(Database::Sqlite, "open").await;
    let _ana = linked(&provider, &server, "ana").await;
    let ana = || Person::new("ana", "ana@elsewhere.example");
    assert_eq!(provider.asked("keys"), 1);
    signs_in(&provider, &server.visitor(), ana(), "").await;
    assert_eq!((provider.asked("keys"), provider.asked("describe")), (1, 1));
    provider.rotates();
    let browser = server.visitor();
    signs_in(&provider, &browser, ana(), "").await;
    assert!(signed_in(&browser).await);
    assert_eq!(provider.asked("keys"), 2);
}

#[tokio::test]
async fn a_person_of_the_provider_has_one_account_and_links_it_themselves() {
    for database in ENGINES {
        let (provider, app, server) = installation(database, "open").await;
        let (ana, _) = linked(&provider, &server, "ana").await;
        let ben = server.owner().await;
        let back = provider.sign_in(&to_link(&ben).await, Person::new("ana", "ana@elsewhere.example"));
        is_told(&ben, &back, ACCOUNT, Oidc::OfAnother).await;

        // Whoever has the session only links nothing; nor does who is signed in by then.
        let wrong = ben.rpc("account/link_identity", &[("form[present]", "wrong horse")]).await;
        assert_eq!(wrong.problem().kind, ProblemKind::WrongPassword);
        let back = provider.sign_in(&to_link(&ben).await, Person::new("ben", "ben@elsewhere.example"));
        is_told(&ana, &back, ACCOUNT, Oidc::NotTheirs).await;
        assert_eq!(ben.rpc("log_out", &[]).await.status, 200);
        is_told(&ben, &back, LOGIN, Oidc::NotTheirs).await;
        assert_eq!(app.count("oidc_identities", &[]).await, 1);
    }
}

/// Each session of a visitor is a row, whatever it was made by.
#[tokio::test]
async fn strangers_who_begin_and_go_away_leave_only_so_many_sessions() {
    let (_provider, app, server) = installation(Database::Sqlite, "open").await;
    let known = server.visitor();
    assert_eq!(known.rpc("sign_in_elsewhere", &[]).await.status, 200);
    let mut kinds = Vec::new();
    for nth in 0..70 {
        let stranger = server.visitor();
        if nth % 2 == 0 {
            stranger.set_cookie("sid", "AAAAAAAAAAAAAAAAAAAAAA");
        }
        let answer = stranger.rpc("sign_in_elsewhere", &[]).await;
        if answer.status != 200 {
            kinds.push(answer.problem().kind);
        }
    }
    assert!(kinds.len() >= 5 && kinds.iter().all(|kind| *kind == ProblemKind::TooManyAttempts), "{kinds:?}");
    assert_eq!(app.count("sessions", &[]).await, 71 - kinds.len());
    let mut statuses = Vec::new();
    for _ in 0..20 {
        statuses.push(server.visitor().page("/sign-in/oidc").await.status);
    }
    let refused = statuses.iter().filter(|status| **status == 429).count();
    assert!(refused >= 10, "nor by what the way there says: {statuses:?}");
    assert_eq!(known.rpc("sign_in_elsewhere", &[]).await.status, 200, "whoever has one goes on");
}

#[tokio::test]
async fn without_a_provider_nothing_offers_or_takes_it() {
    let app = TestApp::on(Database::Sqlite).await;
    let server = app.serve().await;
    let browser = server.visitor();
    assert!(!browser.page(LOGIN).await.body.contains("sign_in_elsewhere"));
    let sent = browser.rpc("sign_in_elsewhere", &[]).await;
    assert_eq!(sent.problem().kind, ProblemKind::Oidc(Oidc::Off));
    let owner = server.owner().await;
    let view: AccountView = owner.ask("read/Account", &[]).await;
    assert_eq!(view.methods.identity, None);
}
