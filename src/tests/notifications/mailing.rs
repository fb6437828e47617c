//! Who gets a mail of an incident, through which mailbox, and that nobody gets it twice.

use std::time::Duration;

use ava::{
    domain::{
        credential::Account,
        problem::{Problem, ProblemKind},
        provider::Provider,
        quota::Quota,
        role::Role,
        sandbox::{FaultKind, NewFault, SandboxProvider},
    },
    server::{cx::Cx, integrations::service::save, notifications::delivery::send_due, quotas},
};

use super::{DEGRADED, DOWN, UP, listed, much_later, turns};
use crate::support::{
    app::{Database, TestApp},
    canary,
    people::{colleague, owner, smtp_form},
};

const VAPI: Provider = Provider::Vapi;
const OWN: &str = "front@clinic.example";
const INSTALLATIONS: &str = "ava@clinic.example";
const ENGINES: [Database; 2] = [Database::Sqlite, Database::Postgres];

async fn goes_down(app: &TestApp, cx: &Cx, provider: Provider) {
    turns(app, cx, provider, DOWN, Some(Problem::from(ProblemKind::KeyRefused(provider)))).await;
}

async fn sends(app: &TestApp) -> usize {
    send_due(&app.services).await.unwrap()
}

/// The senders and subjects of the mails, the newest first.
async fn inbox(app: &TestApp) -> Vec<(String, String)> {
    let mails = app.sandbox.snapshot().await.mails;
    mails.into_iter().map(|mail| (mail.from, mail.subject)).collect()
}

async fn states(app: &TestApp) -> Vec<String> {
    app.texts("SELECT mail FROM notifications_people ORDER BY mail", &[]).await
}

#[tokio::test]
async fn admins_get_one_mail_of_an_incident_and_one_of_its_end_in_their_language() {
    for database in ENGINES {
        let app = TestApp::with_mailbox(database).await;
        let cx = owner(&app).await;
        let admin = colleague(&app, &cx, Role::Admin).await;
        colleague(&app, &cx, Role::Member).await;
        app.execute("UPDATE users SET locale = 'fr' WHERE id = $1", &[admin.user.as_str()]).await;
        goes_down(&app, &cx, VAPI).await;
        assert_eq!((sends(&app).await, sends(&app).await), (2, 0));
        turns(&app, &cx, VAPI, UP, None).await;
        assert_eq!(sends(&app).await, 0, "it may break again");
        much_later(&app);
        assert_eq!((sends(&app).await, sends(&app).await), (2, 0));
        let mut subjects: Vec<String> = inbox(&app).await.into_iter().map(|(_, subject)| subject).collect();
        subjects.sort();
        assert_eq!(
            subjects,
            ["Vapi a besoin de vous", "Vapi fonctionne à nouveau", "Vapi needs you", "Vapi works again"]
        );
        let mails = app.sandbox.snapshot().await.mails;
        let broken = mails.iter().find(|mail| mail.subject == "Vapi needs you").unwrap();
        assert!(broken.text.contains("/dashboard/integrations/vapi?of="), "{}", broken.text);
        canary::assert_logs_clean();
    }
}

/// What became worse is told once more, and not again for each turn after that.
#[tokio::test]
async fn an_incident_that_becomes_worse_is_mailed_once_more() {
    for database in ENGINES {
        let app = TestApp::with_mailbox(database).await;
        let cx = owner(&app).await;
        let away = || Some(ProblemKind::Unreachable.into());
        turns(&app, &cx, VAPI, DEGRADED, away()).await;
        assert_eq!((sends(&app).await, sends(&app).await), (1, 0));
        goes_down(&app, &cx, VAPI).await;
        assert_eq!((sends(&app).await, sends(&app).await), (1, 0));
        turns(&app, &cx, VAPI, DEGRADED, away()).await;
        goes_down(&app, &cx, VAPI).await;
        assert_eq!(sends(&app).await, 0);
        let subjects: Vec<String> = inbox(&app).await.into_iter().map(|(_, subject)| subject).collect();
        assert_eq!(subjects, ["Vapi needs you", "Vapi does not answer as it should"]);
    }
}

#[tokio::test]
async fn it_goes_through_the_orgs_mailbox_while_that_works_and_never_about_itself() {
    let app = TestApp::with_mailbox(Database::Sqlite).await;
    let cx = owner(&app).await;
    save(&cx, &smtp_form()).await.unwrap();
    goes_down(&app, &cx, VAPI).await;
    sends(&app).await;
    goes_down(&app, &cx, Provider::Smtp).await;
    sends(&app).await;
    app.execute("UPDATE org_credentials SET status = 'refused' WHERE provider = 'smtp'", &[]).await;
    goes_down(&app, &cx, Provider::Twilio).await;
    sends(&app).await;
    let senders: Vec<String> = inbox(&app).await.into_iter().map(|(from, _)| from).collect();
    assert_eq!(senders, [INSTALLATIONS, INSTALLATIONS, OWN]);
}

#[tokio::test]
async fn what_is_wrong_with_supplied_numbers_leads_to_them() {
    let app = TestApp::with_mailbox(Database::Sqlite).await;
    let cx = owner(&app).await;
    turns(&app, &cx, Account::MANAGED, DOWN, None).await;
    assert_eq!(sends(&app).await, 1);
    let mail = app.sandbox.snapshot().await.mails.remove(0);
    assert!(mail.text.contains("/dashboard/numbers?of="), "{}", mail.text);
}

/// An organisation may have as much happen as it will, and as many people.
#[tokio::test]
async fn the_installations_mailbox_sends_only_so_many_of_an_organisation_in_a_day() {
    for database in ENGINES {
        let app = TestApp::with_mailbox(database).await;
        let (cx, other) = (owner(&app).await, owner(&app).await);
        quotas::decide(&app.services, cx.org.as_str(), Quota::AlertMails, Some(2)).await.unwrap();
        for provider in [VAPI, Provider::Twilio, Provider::Openai] {
            goes_down(&app, &cx, provider).await;
        }
        assert_eq!(
            (sends(&app).await, states(&app).await),
            (2, ["none", "sent", "sent"].map(str::to_owned).to_vec())
        );
        assert_eq!(listed(&cx).await.len(), 3);
        goes_down(&app, &other, VAPI).await;
        assert_eq!(sends(&app).await, 1, "another's are its own");
        app.clock.advance(Duration::from_secs(24 * 3600));
        goes_down(&app, &cx, Provider::GoogleCalendar).await;
        assert_eq!(sends(&app).await, 1, "the next day");
        // Its own mailbox is no matter of the installation's.
        save(&cx, &smtp_form()).await.unwrap();
        app.execute("UPDATE daily_uses SET used = 9", &[]).await;
        much_later(&app);
        turns(&app, &cx, VAPI, UP, None).await;
        much_later(&app);
        goes_down(&app, &cx, VAPI).await;
        sends(&app).await;
        assert_eq!(inbox(&app).await[0].0, OWN);
    }
}

/// Nor does a mailbox of its own that takes nothing lead around that.
#[tokio::test]
async fn what_its_own_mailbox_refuses_counts_for_the_installations() {
    let app = TestApp::with_mailbox(Database::Sqlite).await;
    let cx = owner(&app).await;
    quotas::decide(&app.services, cx.org.as_str(), Quota::AlertMails, Some(1)).await.unwrap();
    let greylist =
        ava::domain::provider::smtp::SmtpForm { user: "greylist@sandbox.example".to_owned(), ..smtp_form() };
    save(&cx, &greylist).await.unwrap();
    goes_down(&app, &cx, VAPI).await;
    assert_eq!(sends(&app).await, 1);
    assert_eq!(inbox(&app).await[0].0, INSTALLATIONS);
    app.execute("UPDATE org_credentials SET status = 'connected' WHERE provider = 'smtp'", &[]).await;
    goes_down(&app, &cx, Provider::Twilio).await;
    assert_eq!((sends(&app).await, inbox(&app).await.len()), (0, 1));
    assert_eq!(states(&app).await, ["due", "sent"], "its own takes it later");
}

#[tokio::test]
async fn without_a_mailbox_it_is_told_in_the_app_alone() {
    let app = TestApp::on(Database::Sqlite).await;
    let cx = owner(&app).await;
    goes_down(&app, &cx, VAPI).await;
    assert_eq!(sends(&app).await, 0);
    assert_eq!(states(&app).await, ["none"]);
    assert_eq!(listed(&cx).await.len(), 1);
}

#[tokio::test]
async fn what_is_over_before_the_first_mail_is_worth_none() {
    for database in ENGINES {
        let app = TestApp::with_mailbox(database).await;
        let cx = owner(&app).await;
        goes_down(&app, &cx, VAPI).await;
        turns(&app, &cx, VAPI, UP, None).await;
        much_later(&app);
        assert_eq!(sends(&app).await, 0);
        assert_eq!((states(&app).await, listed(&cx).await.len()), (vec!["none".to_owned(); 2], 2));
    }
}

/// Whoever had the first mail has that of the end, also where it became worse before and the second
/// mail of that was not sent.
#[tokio::test]
async fn what_became_worse_and_ended_before_its_second_mail_has_a_mail_of_its_end() {
    for database in ENGINES {
        let app = TestApp::with_mailbox(database).await;
        let cx = owner(&app).await;
        let away = || Some(ProblemKind::Unreachable.into());
        turns(&app, &cx, VAPI, DEGRADED, away()).await;
        assert_eq!(sends(&app).await, 1);
        let late = colleague(&app, &cx, Role::Admin).await;
        goes_down(&app, &cx, VAPI).await;
        turns(&app, &cx, VAPI, UP, None).await;
        much_later(&app);
        assert_eq!(sends(&app).await, 1, "{} had none before", late.user);
        let subjects: Vec<String> = inbox(&app).await.into_iter().map(|(_, subject)| subject).collect();
        assert_eq!(subjects, ["Vapi works again", "Vapi does not answer as it should"]);
    }
}

#[tokio::test]
async fn a_mailbox_that_refuses_is_followed_by_the_installations_and_else_tried_again() {
    let app = TestApp::with_mailbox(Database::Sqlite).await;
    let cx = owner(&app).await;
    let greylist =
        ava::domain::provider::smtp::SmtpForm { user: "greylist@sandbox.example".to_owned(), ..smtp_form() };
    save(&cx, &greylist).await.unwrap();
    goes_down(&app, &cx, VAPI).await;
    assert_eq!(sends(&app).await, 1);
    assert_eq!(inbox(&app).await[0].0, INSTALLATIONS);

    let app = TestApp::on(Database::Sqlite).await;
    let cx = owner(&app).await;
    save(&cx, &greylist).await.unwrap();
    goes_down(&app, &cx, VAPI).await;
    assert_eq!(sends(&app).await, 0);
    assert_eq!(sends(&app).await, 0, "not at once");
    assert_eq!(states(&app).await, ["due"]);
    save(&cx, &smtp_form()).await.unwrap();
    app.clock.advance(Duration::from_secs(180));
    assert_eq!(sends(&app).await, 1);
}

#[tokio::test]
async fn a_mail_that_may_have_come_is_not_sent_again() {
    let app = TestApp::with_mailbox(Database::Sqlite).await;
    let cx = owner(&app).await;
    save(&cx, &smtp_form()).await.unwrap();
    goes_down(&app, &cx, VAPI).await;
    let reset = NewFault::next_call(SandboxProvider::Smtp, FaultKind::Reset);
    app.sandbox.inject(&NewFault { method: Some("DATA".to_owned()), ..reset }).await;
    assert_eq!(sends(&app).await, 0);
    app.clock.advance(Duration::from_secs(24 * 3600));
    assert_eq!(sends(&app).await, 0);
    assert_eq!(states(&app).await, ["unsure"]);

    goes_down(&app, &cx, Provider::Twilio).await;
    // Whoever claimed it died.
    app.execute("UPDATE notifications_people SET mail = 'sending' WHERE mail = 'due'", &[]).await;
    app.clock.advance(Duration::from_secs(3600));
    assert_eq!(sends(&app).await, 0);
    assert_eq!(states(&app).await, ["unsure", "unsure"]);
}

#[tokio::test]
async fn two_nodes_send_each_mail_once() {
    for database in ENGINES {
        let app = TestApp::with_mailbox(database).await;
        let node = app.another_node(5).await;
        for _ in 0..3 {
            let cx = owner(&app).await;
            colleague(&app, &cx, Role::Admin).await;
            goes_down(&app, &cx, VAPI).await;
            goes_down(&app, &cx, Provider::Twilio).await;
        }
        let (one, two) = futures::join!(send_due(&app.services), send_due(&node));
        assert_eq!(one.unwrap() + two.unwrap(), 12);
        assert_eq!(inbox(&app).await.len(), 12);
    }
}

/// Somebody who lost the right to it gets no mail any more.
#[tokio::test]
async fn who_is_no_admin_any_more_gets_none() {
    let app = TestApp::with_mailbox(Database::Sqlite).await;
    let cx = owner(&app).await;
    let admin = colleague(&app, &cx, Role::Admin).await;
    goes_down(&app, &cx, VAPI).await;
    app.execute("UPDATE memberships SET role = 'member' WHERE user_id = $1", &[admin.user.as_str()]).await;
    assert_eq!(sends(&app).await, 1);
}
