//! Every provider × whatever may be the matter there × what AVA does with its key: the cause is
//! told from the others, the stored key stays as it was or is said not to work, and once the
//! matter is over it ends right. The faults at each single call are in `check_faults`,
//! `cleanup_faults` and `google::faults`.

use std::{fmt::Debug, sync::Arc, time::Duration};

use ava::{
    domain::{
        credential::CredentialStatus,
        health::{Cause, Severity},
        integrations::Checked,
        locale::Locale,
        operation::{OperationKind, OperationState},
        problem::{Problem, ProblemKind},
        provider::{Provider, smtp::SmtpForm},
        sandbox::{FaultKind, NewFault, SandboxProvider},
    },
    server::{
        cx::Cx,
        integrations::{
            disconnect::disconnect,
            service::{check, save},
        },
        operation_registry::OPERATIONS,
        operations::{engine::Engine, service as operations},
        providers,
    },
};
use futures::StreamExt;
use rcgen::{CertifiedKey, generate_simple_self_signed};
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use tokio::{net::TcpListener, task::JoinHandle};
use tokio_rustls::TlsAcceptor;

use crate::support::{
    accounts::{connect_to, replace_secret},
    app::{Database, TestApp},
    canary,
    faults::{
        LASTING,
        trouble::{TIMEOUT_MS, assert_says_why, relieve},
    },
    people::{card_of, import, latest, owner, prepared, smtp_form},
    sandbox::{NUMBER, OTHER_MAIL_PASSWORD, OWN_VOICE_URL},
};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    Connect,
    Check,
    Replace,
    Disconnect,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Condition {
    Valid,
    Invalid,
    Restricted,
    Quota,
    RateLimit,
    Outage,
    Hang,
    Garbage,
    /// A certificate that nobody trusts.
    Tls,
    Slow,
}

impl Condition {
    const ALL: [Condition; 10] = [
        Condition::Valid,
        Condition::Invalid,
        Condition::Restricted,
        Condition::Quota,
        Condition::RateLimit,
        Condition::Outage,
        Condition::Hang,
        Condition::Garbage,
        Condition::Tls,
        Condition::Slow,
    ];

    /// What the provider's simulators do to every call; `None` where they do nothing.
    const fn fault(self) -> Option<FaultKind> {
        Some(match self {
            Condition::Valid | Condition::Tls => return None,
            Condition::Invalid => FaultKind::Unauthorized,
            Condition::Restricted => FaultKind::Forbidden,
            Condition::Quota => FaultKind::Quota,
            Condition::RateLimit => FaultKind::RateLimited,
            Condition::Outage => FaultKind::Unavailable,
            Condition::Hang => FaultKind::Hang,
            Condition::Garbage => FaultKind::Garbage,
            Condition::Slow => FaultKind::Latency,
        })
    }

    /// The cause that is told of it; `None` where it costs nothing.
    const fn cause(self, provider: Provider) -> Option<Cause> {
        Some(match (self, provider) {
            (Condition::Valid | Condition::Slow, _) => return None,
            (Condition::Invalid, _) => Cause::BadKey,
            (Condition::Restricted, _) => Cause::MissingRight,
            // Twilio suspends the account, so that it may nothing.
            (Condition::Quota, Provider::Twilio) => Cause::MissingRight,
            // Their limits are of a day, and pass by themselves.
            (Condition::Quota, Provider::Smtp | Provider::GoogleCalendar) => Cause::RateLimit,
            (Condition::Quota, _) => Cause::Quota,
            (Condition::RateLimit, _) => Cause::RateLimit,
            (Condition::Outage | Condition::Hang | Condition::Garbage, _) => Cause::Outage,
            // A mailbox names its server, which has changed; the others' are AVA's to reach.
            (Condition::Tls, Provider::Smtp) => Cause::Outage,
            (Condition::Tls, _) => Cause::Network,
        })
    }

    /// Whether nothing is kept of a key that could not be looked at, though it may work later.
    const fn keeps_nothing(self, provider: Provider) -> bool {
        match provider {
            // No consent came of it, unless only the calendar's limit is used up.
            Provider::GoogleCalendar => !matches!(self, Condition::Quota),
            // What points at a field is more likely typed wrong than out of order.
            Provider::Smtp => matches!(self, Condition::Tls),
            _ => false,
        }
    }
}

/// Whether a disconnecting asks the provider for nothing: AVA makes nothing there, and what it
/// made of the key elsewhere is taken back elsewhere.
const fn is_left_without_a_word(provider: Provider) -> bool {
    !matches!(provider, Provider::Vapi | Provider::Twilio | Provider::GoogleCalendar)
}

/// The mailbox at `host`; any other provider as it is.
async fn connect(cx: &Cx, provider: Provider, host: &str) -> Result<Checked, Problem> {
    match provider {
        Provider::Smtp => save(cx, &SmtpForm { host: host.to_owned(), ..smtp_form() }).await,
        other => connect_to(cx, other).await,
    }
}

async fn replace(cx: &Cx, provider: Provider, host: &str) -> Result<Checked, Problem> {
    match provider {
        Provider::Smtp => {
            let password = OTHER_MAIL_PASSWORD.into();
            save(cx, &SmtpForm { host: host.to_owned(), password, ..smtp_form() }).await
        }
        other => replace_secret(cx, other).await,
    }
}

const HOST: &str = "smtp.clinic.example";
/// A server of the sandbox with a certificate that nobody trusts.
const DISTRUSTED: &str = "unknown-issuer.example";

struct Cell {
    provider: Provider,
    way: Way,
    condition: Condition,
}

/// A server that nobody trusts, in place of a provider.
struct Stranger {
    url: String,
    serving: JoinHandle<()>,
}

impl Drop for Stranger {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

impl Stranger {
    async fn serve() -> Self {
        let CertifiedKey { cert, signing_key } =
            generate_simple_self_signed(["localhost".to_owned()]).unwrap();
        let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(signing_key.serialize_der()));
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let config = rustls::ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![cert.der().clone()], key)
            .unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("https://localhost:{}", listener.local_addr().unwrap().port());
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let serving = tokio::spawn(async move {
            while let Ok((tcp, _)) = listener.accept().await {
                let _ = acceptor.accept(tcp).await;
            }
        });
        Self { url, serving }
    }
}

/// An installation in which the matter lasts.
struct Disturbed {
    cx: Cx,
    engine: Engine,
    host: &'static str,
    _stranger: Option<Stranger>,
}

impl Cell {
    /// Why there is no such cell.
    const fn cannot_be(&self) -> Option<&'static str> {
        match (self.provider, self.way, self.condition) {
            (Provider::GoogleCalendar, Way::Disconnect, Condition::Quota) => {
                Some("the limits are the calendar's, which a revocation does not ask")
            }
            _ => None,
        }
    }

    /// Parts of the paths of the calls that meet the condition.
    const fn calls(&self) -> &'static [&'static str] {
        match (self.provider, self.condition) {
            // The limits of the calendar are none of the sign-in.
            (Provider::GoogleCalendar, Condition::Quota) => &["/calendar/"],
            // The pages of a consent are a person's, and not AVA's.
            (Provider::GoogleCalendar, _) => &["/token", "/revoke", "/v1/userinfo", "/calendar/"],
            _ => &[""],
        }
    }

    async fn prepared(&self, app: &TestApp) -> Cx {
        match (self.way, self.provider) {
            (Way::Connect, _) => owner(app).await,
            (Way::Disconnect, Provider::Vapi | Provider::Twilio) => {
                let (cx, _) = prepared(app).await;
                import(&cx, NUMBER).await;
                app.settle().await;
                cx
            }
            (_, provider) => {
                let cx = owner(app).await;
                assert_eq!(connect(&cx, provider, HOST).await, Ok(Checked::Accepted));
                cx
            }
        }
    }

    async fn disturbed(&self, app: &TestApp, cx: &Cx) -> Disturbed {
        if self.condition == Condition::Tls {
            return self.distrusted(app, cx).await;
        }
        for simulator in SandboxProvider::ALL.into_iter().filter(|one| one.provider() == self.provider) {
            let Some(kind) = self.condition.fault() else { continue };
            // A mail server lets the user sign in, and then not send.
            let sends = self.provider == Provider::Smtp
                && matches!(self.condition, Condition::Restricted | Condition::Quota);
            for path in self.calls() {
                let fault = NewFault {
                    remaining: LASTING,
                    latency_ms: 20,
                    method: sends.then(|| "MAIL".to_owned()),
                    path_contains: Some((*path).to_owned()),
                    ..NewFault::next_call(simulator, kind)
                };
                app.sandbox.inject(&fault).await;
            }
        }
        let engine = Engine::new(app.services.clone(), &OPERATIONS);
        Disturbed { cx: cx.clone(), engine, host: HOST, _stranger: None }
    }

    async fn distrusted(&self, app: &TestApp, cx: &Cx) -> Disturbed {
        // A stored mailbox has the same host as before, whose certificate is another one now.
        let moved = "UPDATE org_credentials SET public_config = REPLACE(public_config, $1, $2)";
        app.execute(moved, &[HOST, DISTRUSTED]).await;
        let stranger = Stranger::serve().await;
        // A person's browser goes to the page of a consent, and not AVA.
        let asked =
            providers::hosts(self.provider).iter().filter(|host| host.setting != "AVA_GOOGLE_AUTH_URL");
        let settings: Vec<_> = asked.map(|host| (host.setting, stranger.url.as_str())).collect();
        let services = app.node_with(11, &settings).await.unwrap();
        let engine = Engine::new(services.clone(), &OPERATIONS);
        Disturbed { cx: Cx { services, ..cx.clone() }, engine, host: DISTRUSTED, _stranger: Some(stranger) }
    }

    async fn relieved(&self, app: &TestApp) {
        relieve(app).await;
        let back = "UPDATE org_credentials SET public_config = REPLACE(public_config, $2, $1)";
        app.execute(back, &[HOST, DISTRUSTED]).await;
        app.clock.advance(Duration::from_secs(3600));
    }

    async fn status(&self, cx: &Cx) -> Option<CredentialStatus> {
        card_of(cx, self.provider).await.credential.map(|held| held.status)
    }

    async fn secret(&self, app: &TestApp) -> Vec<String> {
        let sealed = match app.database {
            Database::Sqlite => "SELECT hex(sealed_secret) FROM org_credentials WHERE provider = $1",
            Database::Postgres => {
                "SELECT encode(sealed_secret, 'hex') FROM org_credentials WHERE provider = $1"
            }
        };
        app.texts(sealed, &[self.provider.code()]).await
    }

    async fn run(&self, database: Database) {
        let case = format!("{:?} {:?} {:?}", self.provider, self.way, self.condition);
        // A conversation has more turns than a call, and the time limit is for all of them.
        let turns = if self.provider == Provider::Smtp { 3 } else { 1 };
        // Only what hangs is given up: everything else is answered, on a busy machine late.
        let deadlines = if self.condition == Condition::Hang { turns } else { 20 };
        let app = TestApp::with_timeout(database, deadlines * TIMEOUT_MS).await;
        let cx = self.prepared(&app).await;
        let disturbed = self.disturbed(&app, &cx).await;
        match self.way {
            Way::Connect => self.connects(&app, &disturbed, &case).await,
            Way::Check => self.checks(&app, &disturbed, &case).await,
            Way::Replace => self.replaces(&app, &disturbed, &case).await,
            Way::Disconnect => return self.disconnects(&app, &disturbed, &case).await,
        }
        self.relieved(&app).await;
        app.verify_keys().await;
        if self.status(&cx).await.is_none() {
            assert_eq!(connect(&cx, self.provider, HOST).await, Ok(Checked::Accepted), "{case}");
        }
        assert_eq!(check(&cx, self.provider).await, Ok(Checked::Accepted), "{case}");
        assert_eq!(self.status(&cx).await, Some(CredentialStatus::Connected), "{case}");
        canary::assert_clean(&case, &app.dump().await);
    }

    /// Asserts that the problem tells the condition from the others, in sentences of AVA's.
    fn assert_told(&self, problem: &Problem, case: &str) {
        assert_eq!(problem.kind.cause(), self.condition.cause(self.provider), "{case}: {problem:?}");
        assert_eq!(problem.provider(), Some(self.provider), "{case}");
        for locale in Locale::ALL {
            let sentence = problem.sentence(locale);
            for prose in
                ["doctype", "Invalid Key", "Authenticate", "Incorrect API key", "quota", "BadCredentials"]
            {
                assert!(!sentence.contains(prose), "{case}: {sentence}");
            }
            canary::assert_clean(case, &sentence);
        }
    }

    async fn connects(&self, app: &TestApp, Disturbed { cx, host, .. }: &Disturbed, case: &str) {
        let connected = connect(cx, self.provider, host).await;
        let held = card_of(cx, self.provider).await.credential;
        let passes = |cause: Cause| cause.severity() == Severity::Degraded;
        match (connected, self.condition.cause(self.provider)) {
            (connected, None) => {
                assert_eq!(connected, Ok(Checked::Accepted), "{case}");
                assert_eq!(held.map(|held| held.status), Some(CredentialStatus::Connected), "{case}");
            }
            (Ok(Checked::Later), Some(cause)) => {
                let held = held.expect("it is kept");
                assert_eq!(held.status, CredentialStatus::Unverified, "{case}: not called connected");
                assert!(passes(cause) && !self.condition.keeps_nothing(self.provider), "{case}");
                self.assert_told(&held.problem.expect("it says why"), case);
            }
            (Err(problem), Some(cause)) => {
                self.assert_told(&problem, case);
                assert!(!passes(cause) || self.condition.keeps_nothing(self.provider), "{case}");
                assert_eq!(app.count("org_credentials", &[]).await, 0, "{case}: nothing is stored");
            }
            (Ok(Checked::Accepted), Some(_)) => panic!("{case}: it is called connected"),
        }
    }

    async fn checks(&self, app: &TestApp, Disturbed { cx, .. }: &Disturbed, case: &str) {
        let before = self.secret(app).await;
        let checked = check(cx, self.provider).await;
        let status = match self.condition.cause(self.provider) {
            None => {
                assert_eq!(checked, Ok(Checked::Accepted), "{case}");
                CredentialStatus::Connected
            }
            Some(cause) => {
                self.assert_told(&checked.unwrap_err(), case);
                match cause.severity() {
                    Severity::Down => CredentialStatus::Refused,
                    // One blip changes nothing.
                    Severity::Degraded | Severity::Up => CredentialStatus::Connected,
                }
            }
        };
        assert_eq!(self.status(cx).await, Some(status), "{case}");
        assert_eq!(self.secret(app).await, before, "{case}: the secret stays");
    }

    async fn replaces(&self, app: &TestApp, Disturbed { cx, host, .. }: &Disturbed, case: &str) {
        let before = self.secret(app).await;
        let replaced = replace(cx, self.provider, host).await;
        assert_eq!(self.status(cx).await, Some(CredentialStatus::Connected), "{case}");
        if self.condition.cause(self.provider).is_none() {
            assert_eq!(replaced, Ok(Checked::Accepted), "{case}");
            assert_ne!(self.secret(app).await, before, "{case}");
        } else {
            self.assert_told(&replaced.unwrap_err(), case);
            assert_eq!(self.secret(app).await, before, "{case}: a key that works is not lost for it");
        }
    }

    async fn disconnects(&self, app: &TestApp, Disturbed { cx, engine, .. }: &Disturbed, case: &str) {
        let since = app.sandbox.last_seq().await;
        disconnect(cx, self.provider).await.unwrap();
        assert_eq!(self.status(cx).await, None, "{case}: gone here at once");
        app.clock.advance(Duration::from_secs(1));
        engine.run_due().await.unwrap();
        let view = latest(cx, OperationKind::Disconnect).await;
        let expected = match self.condition.cause(self.provider) {
            _ if is_left_without_a_word(self.provider) => OperationState::Done,
            None => OperationState::Done,
            Some(cause) if cause.severity() == Severity::Down => OperationState::NeedsAttention,
            Some(_) => OperationState::Retrying,
        };
        assert_eq!(view.state, expected, "{case}: {:?}", view.steps);
        assert_says_why(&view, case);
        // After several calls that failed the breaker is open, whatever the reason.
        let told = view.steps.iter().filter_map(|step| step.problem.as_ref());
        let told = told.filter(|problem| !matches!(problem.kind, ProblemKind::Unavailable(_)));
        told.for_each(|problem| self.assert_told(problem, case));
        let calls = app.sandbox.calls_after(since).await;
        let asked = calls.iter().any(|call| call.provider.provider() == self.provider);
        if self.condition != Condition::Tls {
            assert_eq!(asked, !is_left_without_a_word(self.provider), "{case}");
        }
        self.relieved(app).await;
        if view.state == OperationState::NeedsAttention {
            operations::retry(cx, view.id).await.unwrap();
        }
        app.settle().await;
        let view = latest(cx, OperationKind::Disconnect).await;
        assert_eq!(view.state, OperationState::Done, "{case}: {:?}", view.steps);
        self.assert_cleaned_up(app, case).await;
        canary::assert_clean(case, &app.dump().await);
    }

    async fn assert_cleaned_up(&self, app: &TestApp, case: &str) {
        let sandbox = &app.sandbox;
        assert_eq!(app.count("operation_escrow", &[]).await, 0, "{case}: the copies are shredded");
        match self.provider {
            Provider::Vapi => {
                assert!(
                    sandbox.assistants().await.is_empty() && sandbox.at_vapi(NUMBER).await.is_empty(),
                    "{case}"
                );
            }
            Provider::Twilio => {
                assert!(sandbox.at_vapi(NUMBER).await.is_empty(), "{case}");
                assert_eq!(sandbox.at_twilio(NUMBER).await.voice_url, OWN_VOICE_URL, "{case}");
            }
            Provider::GoogleCalendar => assert!(sandbox.consents().await.is_empty(), "{case}"),
            _ => {}
        }
    }
}

/// Runs the cells of a way that can be, several at a time, since most of the time is waited.
async fn table(database: Database, way: Way, conditions: &[Condition]) {
    const AT_ONCE: usize = 4;
    let cells = Provider::ALL.into_iter().flat_map(|provider| {
        conditions.iter().map(move |condition| Cell { provider, way, condition: *condition })
    });
    let cells = cells.filter(|cell| cell.cannot_be().is_none());
    let run = async |cell: Cell| cell.run(database).await;
    futures::stream::iter(cells).for_each_concurrent(AT_ONCE, run).await;
}

/// A test on each engine for each way. All conditions mean the same to both, so PostgreSQL has one
/// of each sort.
macro_rules! ways {
    ($($name:ident: $way:ident;)+) => {$(
        mod $name {
            use super::{Condition, Way, table};
            use crate::support::app::Database;

            #[tokio::test]
            async fn sqlite() {
                table(Database::Sqlite, Way::$way, &Condition::ALL).await;
            }

            #[tokio::test]
            async fn postgres() {
                table(Database::Postgres, Way::$way, &[Condition::Invalid, Condition::Outage]).await;
            }
        }
    )+};
}

ways! {
    lesson_01_connecting_tells_each_condition_from_the_others: Connect;
    lesson_02_a_check_ends_and_tells_each_condition_from_the_others: Check;
    lesson_57_replacing_tells_each_condition_from_the_others: Replace;
    lesson_06_disconnecting_ends_whatever_the_condition: Disconnect;
}
