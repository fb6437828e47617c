//! Another e-mail for an account, confirmed at both addresses.

use ava::{
    domain::{
        auth_forms::SignUpForm,
        link::Purpose,
        problem::{Field, ProblemKind, Rule},
    },
    server::links,
};

use crate::support::{
    app::{Database, TestApp},
    browser::{Browser, Server},
    people::{PASSWORD, sign_up_form},
    waiting::comes,
};

const ENGINES: [Database; 2] = [Database::Sqlite, Database::Postgres];

async fn somebody(server: &Server) -> (SignUpForm, Browser) {
    let (form, browser) = (sign_up_form(), server.visitor());
    browser.sign_up(&form).await;
    (form, browser)
}

async fn asks(browser: &Browser, email: &str, password: &str) -> Result<(), (ProblemKind, Option<Field>)> {
    let fields = [("form[email]", email), ("form[present]", password)];
    let answer = browser.rpc("account/change_email", &fields).await;
    if answer.status == 200 {
        return Ok(());
    }
    let problem = answer.problem();
    Err((problem.kind, problem.field))
}

/// The token of the newest link for this purpose that can be used.
async fn token(app: &TestApp, purpose: Purpose) -> Option<String> {
    let open = links::open(&app.services).await.unwrap();
    let (url, _) = open.into_iter().find(|(_, open)| open.link.purpose == purpose)?;
    Some(url.path().rsplit('/').next()?.to_owned())
}

async fn confirms(server: &Server, token: &str) -> Result<(), ProblemKind> {
    let answer = server.visitor().rpc("links/confirm_email", &[("form[link]", token)]).await;
    if answer.status == 200 { Ok(()) } else { Err(answer.problem().kind) }
}

async fn emails(app: &TestApp) -> Vec<String> {
    app.texts("SELECT email FROM users ORDER BY email", &[]).await
}

#[tokio::test]
async fn an_account_has_another_address_once_both_have_said_so() {
    for database in ENGINES {
        for first in Purpose::OF_EMAIL {
            let app = TestApp::with_mailbox(database).await;
            let server = app.serve().await;
            let (ana, laptop) = somebody(&server).await;
            assert_eq!(asks(&laptop, "New@Clinic.example", PASSWORD).await, Ok(()));
            let first_link = token(&app, first).await.unwrap();
            let second_link = token(&app, first.other_of_email().unwrap()).await.unwrap();
            for link in [&first_link, &second_link] {
                let page = server.visitor().scan(&format!("/link/{link}")).await;
                assert!(page.body.contains("action=\"/rpc/links/confirm_email\""), "{}", page.body);
            }
            assert_eq!(emails(&app).await, [ana.email.as_str()]);
            assert_eq!(confirms(&server, &first_link).await, Ok(()));
            assert_eq!(emails(&app).await, [ana.email.as_str()], "one word is not enough");
            assert_eq!(confirms(&server, &first_link).await, Err(ProblemKind::LinkOver), "said twice");
            assert_eq!(emails(&app).await, [ana.email.as_str()]);
            assert_eq!(confirms(&server, &second_link).await, Ok(()));
            assert_eq!(emails(&app).await, ["new@clinic.example"]);
            let fields = [("form[email]", "new@clinic.example"), ("form[password]", PASSWORD)];
            assert_eq!(server.visitor().rpc("log_in", &fields).await.status, 200);
            for (action, times) in [("email_change_asked", 1), ("email_confirmed", 1), ("email_changed", 1)] {
                let written = app.count("audit_log WHERE action = $1", &[action]).await;
                assert_eq!(written, times, "{action}");
            }
        }
    }
}

#[tokio::test]
async fn both_said_at_once_are_both_heard() {
    for database in ENGINES {
        let app = TestApp::with_mailbox(database).await;
        let server = app.serve().await;
        let (_, laptop) = somebody(&server).await;
        assert_eq!(asks(&laptop, "new@clinic.example", PASSWORD).await, Ok(()));
        let new = token(&app, Purpose::NewEmail).await.unwrap();
        let old = token(&app, Purpose::OldEmail).await.unwrap();
        let (one, two) = futures::join!(confirms(&server, &new), confirms(&server, &old));
        assert_eq!((one, two), (Ok(()), Ok(())));
        assert_eq!(emails(&app).await, ["new@clinic.example"]);
    }
}

#[tokio::test]
async fn whoever_has_only_the_session_or_one_mailbox_changes_no_address() {
    for database in ENGINES {
        let app = TestApp::with_mailbox(database).await;
        let server = app.serve().await;
        let ((ana, laptop), (ben, _)) = (somebody(&server).await, somebody(&server).await);
        let wrong = asks(&laptop, "new@clinic.example", "wrong horse battery").await;
        assert_eq!(wrong, Err((ProblemKind::WrongPassword, Some(Field::PresentPassword))));
        let same = asks(&laptop, &ana.email, PASSWORD).await;
        assert_eq!(same, Err((ProblemKind::Invalid(Rule::UnchangedEmail), Some(Field::Email))));
        assert_eq!(app.count("one_time_links", &[]).await, 0);

        // A second request takes the first one back.
        assert_eq!(asks(&laptop, "new@clinic.example", PASSWORD).await, Ok(()));
        let former = token(&app, Purpose::OldEmail).await.unwrap();
        assert_eq!(asks(&laptop, "newer@clinic.example", PASSWORD).await, Ok(()));
        assert_eq!(confirms(&server, &former).await, Err(ProblemKind::LinkOver));

        // The new address has an account: its person is told, and it is no link to it.
        assert_eq!(asks(&laptop, &ben.email, PASSWORD).await, Ok(()), "and the answer does not tell");
        comes("the mail that is no link", async || {
            links::delivery::send_due(&app.services).await.unwrap();
            token(&app, Purpose::NewEmail).await.is_none()
        })
        .await;
        let old = token(&app, Purpose::OldEmail).await.unwrap();
        assert_eq!(confirms(&server, &old).await, Ok(()));
        let mut unchanged = [ana.email.clone(), ben.email.clone()];
        unchanged.sort();
        assert_eq!(emails(&app).await, unchanged);
    }
}
