//! What holds of every provider whose credential is typed, by what its simulator takes: none has a
//! line here.

use std::time::Duration;

use ava::{
    app::{
        integrations::services::{self, SandboxKey},
        paths::provider_href,
    },
    domain::{
        credential::{CredentialStatus, CredentialView},
        integrations::IntegrationsView,
        locale::Locale,
        provider::{FieldKind, FieldSpec, Provider},
        sandbox::{FaultKind, SandboxProvider},
    },
    server::providers,
};

use crate::support::{
    app::{Database, TestApp},
    both_engines,
    browser::{Answer, Browser},
    canary,
    faults::{lasting, trouble::relieve},
};

/// The sandbox's credential of a provider, and the form that it is typed into.
struct Typed {
    provider: Provider,
    endpoint: &'static str,
    works: &'static [(&'static str, &'static str)],
}

fn all() -> impl Iterator<Item = Typed> {
    Provider::ALL.into_iter().filter_map(|provider| {
        let endpoint = services::of(provider).form()?.path.strip_prefix("/rpc/").unwrap();
        Some(Typed { provider, endpoint, works: services::sandbox_keys(provider, Locale::En).works })
    })
}

impl Typed {
    fn is_secret(&self, name: &str) -> bool {
        self.provider.spec().fields.iter().any(|field| field.name == name && field.kind.is_secret())
    }

    /// The secrets that are no part of what is shown: a simulated token is the end of its SID.
    fn secrets(&self) -> impl Iterator<Item = &'static str> {
        let is_shown = |secret: &str| {
            self.works.iter().any(|(name, value)| !self.is_secret(name) && value.contains(secret))
        };
        let secrets = self.works.iter().filter(|(name, _)| self.is_secret(name)).map(|(_, value)| *value);
        secrets.filter(move |secret| !is_shown(secret))
    }

    /// Sends the form with what works, where `but` says nothing else of a field.
    async fn send(&self, browser: &Browser, but: impl Fn(&str) -> Option<&'static str>) -> Answer {
        let value = |name, works| but(name).unwrap_or(works);
        let fields: Vec<(String, &str)> =
            self.works.iter().map(|(name, works)| (format!("form[{name}]"), value(name, works))).collect();
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (&**name, *value)).collect();
        browser.rpc(self.endpoint, &fields).await
    }

    /// Saves; without its secrets, the stored ones are kept.
    async fn save(&self, browser: &Browser, secrets: bool) {
        let empty = |name: &str| (!secrets && self.is_secret(name)).then_some("");
        let saved = self.send(browser, empty).await;
        assert_eq!(saved.status, 200, "{:?}: {}", self.provider, saved.body);
    }

    async fn stored(&self, browser: &Browser) -> Option<CredentialView> {
        let view: IntegrationsView = browser.ask("read/Integrations", &[]).await;
        view.card(self.provider).credential.clone()
    }

    async fn status(&self, browser: &Browser) -> Option<CredentialStatus> {
        self.stored(browser).await.map(|stored| stored.status)
    }

    /// Makes every call to the provider fail, at whichever of its hosts.
    async fn fails(&self, app: &TestApp, kind: FaultKind) {
        for simulator in SandboxProvider::ALL.into_iter().filter(|each| each.provider() == self.provider) {
            app.sandbox.inject(&lasting(simulator, kind)).await;
        }
    }
}

async fn lesson_01_every_provider_is_connected_kept_and_disconnected(app: TestApp) {
    let server = app.serve().await;
    let browser = server.owner().await;
    for typed in all() {
        let provider = typed.provider;
        let page = browser.page(&provider_href(provider)).await;
        assert_eq!(page.status, 200, "{provider:?}");
        typed.save(&browser, true).await;
        let stored = typed.stored(&browser).await.unwrap();
        assert_eq!(stored.status, CredentialStatus::Connected, "{provider:?}");
        // The secrets are not typed again, and the account is the same.
        typed.save(&browser, false).await;
        let kept = typed.stored(&browser).await.unwrap();
        assert_eq!((kept.status, &kept.last4), (CredentialStatus::Connected, &stored.last4), "{provider:?}");
        assert!(kept.verified_at.is_some(), "{provider:?}");
        let checked = browser.rpc("integrations/check", &[("provider", provider.code())]).await;
        assert_eq!(checked.status, 200, "{provider:?}: {}", checked.body);
        for path in [provider_href(provider), "/dashboard/integrations".to_owned()] {
            let page = browser.page(&path).await;
            for secret in typed.secrets() {
                assert!(!page.body.contains(secret), "{provider:?}: {path} shows its secret");
            }
        }
        let dump = app.dump().await;
        for secret in typed.secrets() {
            assert!(!dump.contains(secret), "{provider:?}: its secret is stored in the clear");
        }
    }
    for typed in all() {
        let provider = typed.provider;
        let gone = browser.rpc("integrations/disconnect", &[("provider", provider.code())]).await;
        assert_eq!(gone.status, 200, "{provider:?}: {}", gone.body);
        assert_eq!(typed.status(&browser).await, None, "{provider:?}");
    }
    app.settle().await;
    assert_eq!(app.count("org_credentials", &[]).await, 0);
    canary::assert_logs_clean();
}

async fn lesson_57_every_provider_that_fails_says_so_on_its_card(app: TestApp) {
    use CredentialStatus::{Connected, Degraded, Refused};
    let server = app.serve().await;
    let browser = server.owner().await;
    for typed in all() {
        let provider = typed.provider;
        typed.save(&browser, true).await;
        for (fault, status) in [
            (FaultKind::Unauthorized, Refused),
            (FaultKind::Forbidden, Refused),
            (FaultKind::RateLimited, Degraded),
            (FaultKind::ServerError, Degraded),
            (FaultKind::Unavailable, Degraded),
            (FaultKind::Garbage, Degraded),
            (FaultKind::Reset, Degraded),
        ] {
            let case = format!("{provider:?}: {fault:?}");
            typed.fails(&app, fault).await;
            app.next_check(provider.code()).await;
            if status == Degraded {
                assert_eq!(typed.status(&browser).await, Some(Connected), "{case}: one blip is nothing");
                app.next_check(provider.code()).await;
            }
            let stored = typed.stored(&browser).await.unwrap();
            assert_eq!(stored.status, status, "{case}: {:?}", stored.problem);
            let page = browser.page(&provider_href(provider)).await;
            assert_eq!(page.status, 200, "{case}");
            let said = stored.problem.unwrap();
            let [en, fr] = Locale::ALL.map(|locale| said.sentence(locale));
            assert!(en != fr && en.ends_with('.') && fr.ends_with('.'), "{case}: {en} {fr}");
            relieve(&app).await;
            for _ in 0..5 {
                app.next_check(provider.code()).await;
                if typed.status(&browser).await == Some(Connected) {
                    break;
                }
            }
            assert_eq!(typed.status(&browser).await, Some(Connected), "{case} is over");
        }
        let form = [("provider", provider.code())];
        let gone = browser.form_with_proof(&provider_href(provider), "integrations/disconnect", &form).await;
        assert_eq!(gone.status, 302, "{provider:?}: {}", gone.body);
        assert_eq!(typed.status(&browser).await, None, "{provider:?}");
    }
    canary::assert_logs_clean();
}

async fn lesson_01_a_key_that_its_provider_refuses_is_not_stored(app: TestApp) {
    let server = app.serve().await;
    let browser = server.owner().await;
    for typed in all() {
        let provider = typed.provider;
        for fault in [FaultKind::Unauthorized, FaultKind::Forbidden] {
            typed.fails(&app, fault).await;
            let problem = typed.send(&browser, |_| None).await.problem();
            let field = problem.field.unwrap_or_else(|| panic!("{provider:?}: {problem:?}"));
            assert!(
                provider.spec().fields.iter().any(|of| of.field == field),
                "{provider:?}: {fault:?} is said beside a field of the form: {problem:?}"
            );
            relieve(&app).await;
        }
        assert_eq!(app.count("org_credentials", &[]).await, 0, "{provider:?}");
    }
}

/// The status that a credential of the sandbox is answered with, by the words of its page.
fn status_of(key: &SandboxKey) -> Option<u16> {
    key.effect.split_once(',')?.0.parse().ok()
}

/// Mail servers refuse some of theirs not before a mail is sent.
#[tokio::test]
async fn lesson_79_what_the_sandbox_lists_is_answered_as_it_says() {
    let app = TestApp::on(Database::Sqlite).await;
    let server = app.serve().await;
    let browser = server.owner().await;
    for typed in all().filter(|typed| !providers::hosts(typed.provider).is_empty()) {
        let fields = typed.provider.spec().fields;
        let mut tried = 0;
        for key in services::sandbox_keys(typed.provider, Locale::En).keys {
            let Some(status) = status_of(key) else { continue };
            let takes = |field: &&FieldSpec| {
                matches!(field.kind, FieldKind::Text(_) | FieldKind::Secret(_))
                    && field.kind.read(key.key).is_ok()
            };
            let field = fields.iter().find(takes).expect(key.key);
            let since = app.sandbox.last_seq().await;
            typed.send(&browser, |name| (name == field.name).then_some(key.key)).await;
            let calls = app.sandbox.calls_after(since).await;
            assert!(calls.iter().any(|call| call.status == Some(status)), "{}: {calls:?}", key.key);
            // The next key is of another account, and meets no breaker that this one opened.
            app.execute("DELETE FROM org_credentials", &[]).await;
            app.clock.advance(Duration::from_secs(60));
            tried += 1;
        }
        assert!(tried >= 5, "{:?}: {tried}", typed.provider);
    }
}

both_engines!(
    lesson_01_every_provider_is_connected_kept_and_disconnected,
    lesson_57_every_provider_that_fails_says_so_on_its_card,
    lesson_01_a_key_that_its_provider_refuses_is_not_stored,
);
