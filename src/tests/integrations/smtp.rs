//! A mailbox: how its server is spoken to, what each failure is called, and the test mail.

use ava::{
    domain::{
        credential::CredentialStatus,
        feature::Feature,
        integrations::Checked,
        locale::Locale,
        problem::{Field, Mail, Problem, ProblemKind, Right, Rule},
        provider::{Provider, PublicConfig, smtp::SmtpForm},
        quota::Quota,
        sandbox::{FaultKind, NewFault, SandboxProvider},
        zone::ZoneName,
    },
    server::{
        cx::Cx,
        features,
        integrations::{
            disconnect,
            service::{check, save},
            test_mail,
        },
        mail::{self, Letter, Recipient, Template, Via},
    },
};

use crate::support::{
    app::{Database, TestApp},
    both_engines, canary,
    faults::lasting,
    people::{card_of, owner, smtp_form},
};

/// Long enough for every conversation but one that hangs.
const TIMEOUT_MS: u64 = 2000;

async fn hasty(database: Database) -> TestApp {
    TestApp::with_timeout(database, TIMEOUT_MS).await
}

fn at(host: &str) -> SmtpForm {
    SmtpForm { host: host.to_owned(), ..smtp_form() }
}

fn by(user: &str) -> SmtpForm {
    SmtpForm { user: format!("{user}@sandbox.example"), ..smtp_form() }
}

fn pair(port: &str, security: &str) -> SmtpForm {
    SmtpForm { port: port.to_owned(), security: security.to_owned(), ..smtp_form() }
}

fn with(password: &str, form: SmtpForm) -> SmtpForm {
    SmtpForm { password: password.into(), ..form }
}

async fn status(cx: &Cx) -> Option<CredentialStatus> {
    card_of(cx, Provider::Smtp).await.credential.map(|credential| credential.status)
}

/// Each form that is refused, and how.
#[tokio::test]
async fn lesson_57_each_cause_of_a_mail_server_is_told_from_the_others() {
    let app = hasty(Database::Sqlite).await;
    let cx = owner(&app).await;
    let mail = |mail: Mail| (ProblemKind::Mail(mail), Problem::from(mail).field);
    let refused = (ProblemKind::KeyRefused(Provider::Smtp), Some(Field::Password));
    let not_as = (ProblemKind::MissingRight(Right::SendAs), Some(Field::FromAddress));
    let start_tls = |host: &str| SmtpForm { host: host.to_owned(), ..pair("587", "starttls") };
    for (form, expected) in [
        (pair("465", "starttls"), mail(Mail::SpeaksTls)),
        (pair("587", "tls"), mail(Mail::SpeaksPlain)),
        (pair("587", "none"), mail(Mail::Plain)),
        (with("wrong", smtp_form()), refused),
        (by("401"), refused),
        (by("app-password"), mail(Mail::AppPassword)),
        (with("my own password", at("smtp.gmail.com")), mail(Mail::AppPassword)),
        (by("smtp-off"), mail(Mail::SignInOff)),
        (by("blocked"), mail(Mail::SignInBlocked)),
        (by("address"), mail(Mail::FromHere)),
        (by("outbound"), mail(Mail::Sender)),
        (
            with("wrong", SmtpForm { host: "smtp.office365.com".to_owned(), ..pair("587", "starttls") }),
            refused,
        ),
        (by("sender"), not_as),
        (at("other-name.example"), mail(Mail::OtherName)),
        (at("unknown-issuer.example"), mail(Mail::UnknownIssuer)),
        (at("expired.example"), mail(Mail::Expired)),
        (start_tls("other-name.example"), mail(Mail::OtherName)),
        (start_tls("unknown-issuer.example"), mail(Mail::UnknownIssuer)),
        (start_tls("no-auth.example"), mail(Mail::NoSignIn)),
        (start_tls("oauth-only.example"), mail(Mail::OauthOnly)),
        (start_tls("no-starttls.example"), mail(Mail::NoStartTls)),
        (start_tls("silent.example"), mail(Mail::Silent)),
        (at("silent.example"), mail(Mail::Silent)),
        (start_tls("garbage.example"), mail(Mail::NoMailServer)),
        (at("refused.example"), mail(Mail::Closed)),
        (at("nowhere.example"), mail(Mail::UnknownHost)),
        (at("private.example"), mail(Mail::Internal)),
        (at("half-private.example"), mail(Mail::Internal)),
        (at("metadata.example"), mail(Mail::Internal)),
    ] {
        let problem = save(&cx, &form).await.unwrap_err();
        assert_eq!((problem.kind, problem.field), expected, "{form:?}");
        for locale in Locale::ALL {
            canary::assert_clean("a sentence", &problem.sentence(locale));
        }
        assert_eq!(status(&cx).await, None, "{form:?}: nothing is stored");
    }
    let named = save(&cx, &at("other-name.example")).await.unwrap_err();
    assert!(named.sentence(Locale::En).contains("is for mail.elsewhere.example,"), "{named:?}");
    canary::assert_clean("the database", &app.dump().await);
    canary::assert_logs_clean();
}

/// No server of the sandbox takes addresses beyond ASCII; a domain has a name in DNS all the same.
#[tokio::test]
async fn an_address_beyond_ascii_is_sent_as_far_as_servers_take_it() {
    let app = hasty(Database::Sqlite).await;
    let cx = owner(&app).await;
    let from = |address: &str| SmtpForm { from_address: address.to_owned(), ..smtp_form() };
    for refused in ["rené@clinic.example", "a..b@clinic.example"] {
        let problem = save(&cx, &from(refused)).await.unwrap_err();
        let on_sender = (ProblemKind::Mail(Mail::Sender), Some(Field::FromAddress));
        assert_eq!((problem.kind, problem.field), on_sender, "{refused}");
    }
    assert_eq!(save(&cx, &from("info@müller.example")).await, Ok(Checked::Accepted));
    app.clock.advance(std::time::Duration::from_secs(60));
    test_mail::send(&cx, Locale::En).await.unwrap();
    let mail = app.sandbox.snapshot().await.mails.remove(0);
    assert_eq!(mail.from, "info@xn--mller-kva.example");
    assert!(app.sandbox.mails().await[0].is_ascii());
}

#[tokio::test]
async fn no_host_in_a_network_around_ava_is_reached_by_its_address() {
    let app = hasty(Database::Sqlite).await;
    let cx = owner(&app).await;
    for host in
        ["127.0.0.1", "localhost", "[::1]", "::ffff:127.0.0.1", "10.1.2.3", "169.254.169.254", "fd00::1"]
    {
        let problem = save(&cx, &at(host)).await.unwrap_err();
        assert_eq!(problem.kind, ProblemKind::Mail(Mail::Internal), "{host}");
    }
}

#[tokio::test]
async fn an_operator_allows_relays_inside_their_network_and_no_tls_there() {
    let allowed = vec![
        ("AVA_SMTP_INTERNAL_RELAYS", "true".to_owned()),
        ("AVA_PROVIDER_TIMEOUT_MS", TIMEOUT_MS.to_string()),
    ];
    let app = TestApp::with(Database::Sqlite, allowed).await;
    let cx = owner(&app).await;
    for host in ["relay.example", "login-only.example"] {
        let form = SmtpForm { host: host.to_owned(), ..pair("25", "none") };
        assert_eq!(save(&cx, &form).await, Ok(Checked::Accepted), "{host}");
    }
    let closed = SmtpForm { port: "1".to_owned(), ..at("127.0.0.1") };
    let problem = save(&cx, &closed).await.unwrap_err();
    assert_eq!(problem.kind, ProblemKind::Mail(Mail::Closed), "it was tried");
}

async fn lesson_02_a_server_that_asks_to_come_back_is_asked_again(app: TestApp) {
    let cx = owner(&app).await;
    for form in [at("busy.example"), by("too-many"), by("unwilling")] {
        let form = SmtpForm { port: "587".to_owned(), security: "starttls".to_owned(), ..form };
        assert_eq!(save(&cx, &form).await, Ok(Checked::Later), "{form:?}");
        assert_eq!(status(&cx).await, Some(CredentialStatus::Unverified));
    }
    assert_eq!(save(&cx, &smtp_form()).await, Ok(Checked::Accepted));
    app.settle().await;
    assert_eq!(status(&cx).await, Some(CredentialStatus::Connected));
}

async fn a_mailbox_is_connected_checked_replaced_and_disconnected(app: TestApp) {
    let cx = owner(&app).await;
    assert_eq!(save(&cx, &smtp_form()).await, Ok(Checked::Accepted));
    let card = card_of(&cx, Provider::Smtp).await.credential.unwrap();
    let PublicConfig::Smtp(config) = &card.config else { panic!("{:?}", card.config) };
    assert_eq!((config.host.as_str(), config.port), ("smtp.clinic.example", 465));
    // The check ends before anything is sent.
    let calls = app.sandbox.calls().await;
    let said: Vec<_> = calls.iter().map(|call| (call.method.as_str(), call.status)).collect();
    assert_eq!(said, [("AUTH", Some(235)), ("MAIL", Some(250))]);
    assert_eq!(check(&cx, Provider::Smtp).await, Ok(Checked::Accepted));
    // A password that was left empty is the stored one, at another port as well.
    let moved = SmtpForm { password: "".into(), ..pair("587", "starttls") };
    assert_eq!(save(&cx, &moved).await, Ok(Checked::Accepted));
    let another = SmtpForm { user: "back@clinic.example".to_owned(), ..smtp_form() };
    assert_eq!(save(&cx, &another).await, Ok(Checked::Accepted), "nothing hangs on a mailbox");
    app.sandbox.inject(&lasting(SandboxProvider::Smtp, FaultKind::Unauthorized)).await;
    let refused = check(&cx, Provider::Smtp).await.unwrap_err();
    assert_eq!(refused.kind, ProblemKind::KeyRefused(Provider::Smtp));
    assert_eq!(status(&cx).await, Some(CredentialStatus::Refused));
    app.sandbox.clear().await;
    assert_eq!(check(&cx, Provider::Smtp).await, Ok(Checked::Accepted));
    disconnect::disconnect(&cx, Provider::Smtp).await.unwrap();
    app.settle().await;
    assert_eq!(status(&cx).await, None);
    assert!(app.sandbox.mails().await.is_empty());
    canary::assert_clean("the database", &app.dump().await);
}

/// Whoever may change a mailbox may not read its password: it goes to no server that they name.
async fn lesson_10_a_stored_password_goes_to_its_own_server_alone(app: TestApp) {
    let cx = owner(&app).await;
    save(&cx, &smtp_form()).await.unwrap();
    let since = app.sandbox.last_seq().await;
    let empty = |form: SmtpForm| SmtpForm { password: "".into(), ..form };
    for form in [
        at("mail.elsewhere.example"),
        at("smtp.clinic.example.elsewhere.example"),
        SmtpForm { user: "back@clinic.example".to_owned(), ..smtp_form() },
        pair("25", "none"),
    ] {
        let refused = save(&cx, &empty(form.clone())).await.unwrap_err();
        assert_eq!(refused, Problem::invalid(Field::Password, Rule::Required), "{form:?}");
    }
    assert!(app.sandbox.calls_after(since).await.is_empty(), "no server was asked");
    assert_eq!(save(&cx, &empty(pair("587", "starttls"))).await, Ok(Checked::Accepted), "another port");
    let named = SmtpForm { from_name: "Front desk".to_owned(), ..pair("587", "starttls") };
    assert_eq!(save(&cx, &empty(named)).await, Ok(Checked::Accepted), "the same server");
}

async fn a_test_mail_goes_all_the_way_to_the_person_who_asks(app: TestApp) {
    let cx = owner(&app).await;
    let own = app.text("SELECT email FROM users WHERE id = $1", &[cx.user.as_str()]).await;
    let nobody = test_mail::send(&cx, Locale::En).await.unwrap_err();
    assert_eq!(nobody.kind, ProblemKind::Mail(Mail::NoSender));
    save(&cx, &smtp_form()).await.unwrap();
    app.clock.advance(std::time::Duration::from_secs(60));
    test_mail::send(&cx, Locale::Fr).await.unwrap();
    let mails = app.sandbox.snapshot().await.mails;
    assert_eq!(mails.len(), 1);
    let mail = &mails[0];
    assert_eq!((mail.from.as_str(), &mail.to), ("front@clinic.example", &own));
    assert_eq!(mail.subject, "Message d’essai d’AVA");
    assert!(mail.text.contains("elle fonctionne"), "{}", mail.text);
    let whole = app.sandbox.mails().await.remove(0);
    assert!(whole.contains("Auto-Submitted: auto-generated"), "{whole}");
    // Another at once is one too many, and every attempt is in the log.
    let over = test_mail::send(&cx, Locale::Fr).await.unwrap_err();
    assert_eq!(over.kind, ProblemKind::OverQuota(Quota::TestMails, 4));
    let recorded = "audit_log WHERE action = 'test_mail_sent' AND org_id = $1";
    assert_eq!(app.count(recorded, &[cx.org.as_str()]).await, 2);
    canary::assert_clean("a mail", &whole);
    canary::assert_logs_clean();
}

async fn what_a_server_refuses_of_a_mail_is_said_with_its_own_words_below(app: TestApp) {
    let cx = owner(&app).await;
    let own = app.text("SELECT email FROM users WHERE id = $1", &[cx.user.as_str()]).await;
    for (user, expected, words) in [
        ("greylist", Mail::Later, format!("450 4.2.0 <{own}>: Recipient address rejected: Greylisted")),
        (
            "recipient",
            Mail::Recipient,
            format!("550 5.1.1 <{own}>: Recipient address rejected: User unknown"),
        ),
        ("quota", Mail::Limit, "550 5.4.5 Daily user sending limit exceeded.".to_owned()),
        ("full", Mail::RecipientFull, "452 4.2.2 Mailbox full".to_owned()),
        ("spam", Mail::Message, "554 5.7.1 Message rejected as spam".to_owned()),
    ] {
        assert_eq!(save(&cx, &by(user)).await, Ok(Checked::Accepted), "{user}: it shows only with a mail");
        app.clock.advance(std::time::Duration::from_secs(60));
        let problem = test_mail::send(&cx, Locale::En).await.unwrap_err();
        assert_eq!(problem.kind, ProblemKind::Mail(expected), "{user}");
        assert_eq!(problem.reply(Locale::Fr), Some(format!("Réponse du serveur\u{a0}: {words}")), "{user}");
    }
    assert!(app.sandbox.mails().await.is_empty());
}

/// Beside the field at a save, on the card after a check, and below a test mail; all without
/// JavaScript.
#[tokio::test]
async fn the_servers_words_stand_on_the_page_and_are_nothing_but_text() {
    const PAGE: &str = "/dashboard/integrations/smtp";
    let app = TestApp::on(Database::Sqlite).await;
    let server = app.serve().await;
    let browser = server.owner().await;
    let post = async |action: &str, fields: &[(&str, &str)]| {
        let sent = browser.form(PAGE, action, fields).await;
        assert!(matches!(sent.status, 302 | 303), "{}: {}", sent.status, sent.body);
        browser.page(PAGE).await.body
    };
    let filled = |user: &'static str, password: &'static str| {
        [
            ("form[host]", "smtp.clinic.example"),
            ("form[port]", "465"),
            ("form[security]", "tls"),
            ("form[user]", user),
            ("form[password]", password),
            ("form[from_name]", "Clinic"),
            ("form[from_address]", "front@clinic.example"),
        ]
    };
    let refused = "The server’s answer: 535 5.7.8 Username and Password not accepted. BadCredentials";
    let page = post("integrations/save-smtp", &filled("recipient@sandbox.example", "wrong")).await;
    assert_eq!(page.matches(refused).count(), 1, "{page}");
    post("integrations/save-smtp", &filled("ana@clinic.example", "canary-right")).await;
    let page = post("integrations/test-mail", &[]).await;
    assert!(page.contains("The mail server took the test mail (250)"), "{page}");
    assert_eq!(page.matches("The server’s answer: 250 2.0.0 Ok: queued as").count(), 1, "{page}");
    app.clock.advance(std::time::Duration::from_secs(60));
    post("integrations/save-smtp", &filled("recipient@sandbox.example", "canary-right")).await;
    let page = post("integrations/test-mail", &[]).await;
    let words = "The server’s answer: 550 5.1.1 &lt;";
    assert!(
        page.contains(words) && page.contains("&gt;: Recipient address rejected: User unknown"),
        "{page}"
    );
    app.sandbox.inject(&lasting(SandboxProvider::Smtp, FaultKind::Unauthorized)).await;
    let page = post("integrations/check", &[("provider", "smtp")]).await;
    assert_eq!(page.matches("The server’s answer: 535 5.7.8 Username").count(), 1, "{page}");
    assert!(!page.contains("canary-right"));
}

/// A mailbox that signs in, and that no mail goes through, is not called connected.
async fn lesson_01_what_a_server_refuses_only_of_a_mail_is_on_the_card(app: TestApp) {
    let cx = owner(&app).await;
    for (user, expected) in [
        ("send-as", ProblemKind::MissingRight(Right::SendAs)),
        ("inactive", ProblemKind::Mail(Mail::NotActivated)),
    ] {
        assert_eq!(save(&cx, &by(user)).await, Ok(Checked::Accepted), "{user}: it shows only with a mail");
        app.clock.advance(std::time::Duration::from_secs(60));
        let refused = test_mail::send(&cx, Locale::En).await.unwrap_err();
        assert_eq!(refused.kind, expected, "{user}");
        let held = card_of(&cx, Provider::Smtp).await.credential.unwrap();
        assert_eq!(held.status, CredentialStatus::Refused, "{user}");
        assert_eq!(held.problem.as_ref().map(|problem| problem.kind), Some(expected), "{user}");
        assert!(held.problem.unwrap().reply(Locale::En).is_some(), "{user}: with the server's words");
        app.next_check("smtp").await;
        assert_eq!(status(&cx).await, Some(CredentialStatus::Refused), "{user}: no check finds it");
        assert_eq!(check(&cx, Provider::Smtp).await, Ok(Checked::Accepted), "{user}");
        assert_eq!(status(&cx).await, Some(CredentialStatus::Connected), "{user}: a person looked into it");
    }
    // A mail that is taken shows that it works, before anybody looks.
    let send_as = NewFault {
        method: Some("RCPT".to_owned()),
        ..NewFault::next_call(SandboxProvider::Smtp, FaultKind::Forbidden)
    };
    save(&cx, &smtp_form()).await.unwrap();
    app.sandbox.inject(&send_as).await;
    app.clock.advance(std::time::Duration::from_secs(60));
    let refused = test_mail::send(&cx, Locale::En).await.unwrap_err();
    assert_eq!(refused.kind, ProblemKind::MissingRight(Right::SendAs));
    assert_eq!(status(&cx).await, Some(CredentialStatus::Refused));
    app.clock.advance(std::time::Duration::from_secs(60));
    test_mail::send(&cx, Locale::En).await.unwrap();
    assert_eq!(status(&cx).await, Some(CredentialStatus::Connected));
    // What is of the recipient or of the mail says nothing of the mailbox.
    for user in ["recipient", "spam", "full"] {
        save(&cx, &by(user)).await.unwrap();
        app.clock.advance(std::time::Duration::from_secs(60));
        test_mail::send(&cx, Locale::En).await.unwrap_err();
        assert_eq!(status(&cx).await, Some(CredentialStatus::Connected), "{user}");
    }
}

struct Typed(&'static str);

impl Template for Typed {
    fn letter(&self, _locale: Locale) -> Letter {
        Letter::new(self.0).says(self.0)
    }
}

fn typed_by_people() -> Recipient {
    Recipient {
        name: "Ana\r\nBcc: all@clinic.example".to_owned(),
        address: "ana@clinic.example".to_owned(),
        locale: Locale::En,
        zone: ZoneName::default(),
    }
}

/// Sends through the installation’s mailbox, where the organisation has none.
#[tokio::test]
async fn an_organisation_without_a_mailbox_sends_through_the_installations() {
    let own = vec![
        ("AVA_SMTP_URL", "smtps://ava%40clinic.example:canary-installation@smtp.ava.example".to_owned()),
        ("AVA_SMTP_FROM", "AVA <ava@clinic.example>".to_owned()),
    ];
    canary::plant("canary-installation");
    let app = TestApp::with(Database::Sqlite, own).await;
    let cx = owner(&app).await;
    let evil = "Hello\r\nBcc: all@clinic.example\r\n\r\n.\r\nQUIT";
    let send = async |via| {
        mail::send(&cx.services, &cx.call(), &cx.actor(), via, &typed_by_people(), &Typed(evil)).await
    };
    assert_eq!(send(Via::Org).await.unwrap_err().kind, ProblemKind::Mail(Mail::NoSender));
    assert_eq!(send(Via::Installation).await.unwrap().code, 250);
    save(&cx, &smtp_form()).await.unwrap();
    assert_eq!(send(Via::Org).await.unwrap().code, 250);
    let mails = app.sandbox.snapshot().await.mails;
    let ways: Vec<_> = mails.iter().take(2).map(|mail| (mail.from.as_str(), mail.to.as_str())).collect();
    assert_eq!(
        ways,
        [("front@clinic.example", "ana@clinic.example"), ("ava@clinic.example", "ana@clinic.example")]
    );
    assert_eq!(mails[0].subject, "Hello Bcc: all@clinic.example . QUIT");
    let smtp = Feature::Provider(Provider::Smtp);
    features::decide(&app.services, cx.org.as_str(), &[smtp], &[]).await.unwrap();
    assert_eq!(send(Via::Org).await.unwrap_err().kind, ProblemKind::Mail(Mail::NoSender), "it is off");
    assert_eq!(send(Via::Installation).await.unwrap().code, 250);
    assert_eq!(app.sandbox.snapshot().await.mails[0].from, "ava@clinic.example");
    canary::assert_logs_clean();
}

/// A mail that may have been taken is told from one that was not: nobody sends it twice.
#[tokio::test]
async fn a_mail_that_is_not_answered_may_have_arrived() {
    let app = hasty(Database::Sqlite).await;
    let cx = owner(&app).await;
    save(&cx, &smtp_form()).await.unwrap();
    for (command, kind, expected) in [
        ("RCPT", FaultKind::Hang, ProblemKind::ProviderFailed(Provider::Smtp)),
        ("RCPT", FaultKind::Reset, ProblemKind::ProviderFailed(Provider::Smtp)),
        ("DATA", FaultKind::HoldAfter, ProblemKind::Mail(Mail::Unanswered)),
        ("DATA", FaultKind::Reset, ProblemKind::Mail(Mail::Unanswered)),
        ("DATA", FaultKind::ServerError, ProblemKind::Mail(Mail::Later)),
    ] {
        let fault =
            NewFault { method: Some(command.to_owned()), ..NewFault::next_call(SandboxProvider::Smtp, kind) };
        app.sandbox.inject(&fault).await;
        app.clock.advance(std::time::Duration::from_secs(60));
        let problem = test_mail::send(&cx, Locale::En).await.unwrap_err();
        assert_eq!(problem.kind, expected, "{command}: {kind:?}");
        app.sandbox.release().await;
    }
    assert_eq!(app.sandbox.mails().await.len(), 1, "the one whose answer was withheld");
}

/// An organisation’s mails are nobody else’s, in the sandbox as well.
#[tokio::test]
async fn a_mailbox_of_one_organisation_sends_nothing_for_another() {
    let app = TestApp::on(Database::Sqlite).await;
    let (cx, other) = (owner(&app).await, owner(&app).await);
    save(&cx, &smtp_form()).await.unwrap();
    test_mail::send(&cx, Locale::En).await.unwrap();
    let refused = test_mail::send(&other, Locale::En).await.unwrap_err();
    assert_eq!(refused.kind, ProblemKind::Mail(Mail::NoSender));
    let shown = ava::server::sandbox::service::view(&other).await.unwrap();
    assert!(shown.mails.is_empty(), "{:?}", shown.mails);
    let shown = ava::server::sandbox::service::view(&cx).await.unwrap();
    assert_eq!(shown.mails.len(), 1);
}

both_engines!(
    lesson_02_a_server_that_asks_to_come_back_is_asked_again,
    a_mailbox_is_connected_checked_replaced_and_disconnected,
    lesson_10_a_stored_password_goes_to_its_own_server_alone,
    lesson_01_what_a_server_refuses_only_of_a_mail_is_on_the_card,
    a_test_mail_goes_all_the_way_to_the_person_who_asks,
    what_a_server_refuses_of_a_mail_is_said_with_its_own_words_below,
);
