//! Every call to Google × every fault, but for those of a disconnecting, which is a clean-up like
//! others (`cleanup_faults`): what it costs is said, nothing is half-written, and once
//! the trouble is over it ends right.

use std::{collections::BTreeSet, time::Duration};

use ava::{
    domain::{
        credential::CredentialStatus, integrations::Checked, problem::Problem,
        provider::google_calendar::PROVIDER, sandbox::FaultKind,
    },
    server::{cx::Cx, integrations::service::check},
};

use crate::support::{
    app::TestApp,
    calls::Target,
    faults::trouble::{Disturbed, Run, Trouble, relieve, tables},
    google::{ACCOUNT, TOKENS, connect},
    people::{card_of, owner},
};

const HOUR: Duration = Duration::from_secs(3600);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    Connect,
    /// The access token has ended.
    Check,
    /// The same account agrees again.
    Replace,
}

async fn status(cx: &Cx) -> Option<CredentialStatus> {
    card_of(cx, PROVIDER).await.credential.map(|held| held.status)
}

impl Way {
    async fn gone(self, cx: &Cx) -> Result<(), Problem> {
        match self {
            Way::Connect | Way::Replace => connect(cx, ACCOUNT).await.map(drop),
            Way::Check => check(cx, PROVIDER).await.map(drop),
        }
    }

    /// Brings it to its end, with what a person does about it.
    async fn to_the_end(self, app: &TestApp, cx: &Cx, case: &str) {
        app.verify_keys().await;
        app.settle().await;
        app.clock.advance(HOUR);
        if self == Way::Connect && status(cx).await != Some(CredentialStatus::Connected) {
            assert_eq!(connect(cx, ACCOUNT).await, Ok(Checked::Accepted), "{case}");
        }
        assert_eq!(check(cx, PROVIDER).await, Ok(Checked::Accepted), "{case}");
        assert_eq!(status(cx).await, Some(CredentialStatus::Connected), "{case}");
    }
}

impl Disturbed for Way {
    type Begun = ();

    async fn begin(self, app: &TestApp) -> (Cx, ()) {
        let cx = owner(app).await;
        if self != Way::Connect {
            assert_eq!(connect(&cx, ACCOUNT).await, Ok(Checked::Accepted));
            app.clock.advance(2 * HOUR);
        }
        (cx, ())
    }

    async fn calls(self, Run { app, cx, .. }: Run<()>) -> BTreeSet<Target> {
        let since = app.sandbox.last_seq().await;
        self.gone(&cx).await.unwrap();
        let calls = app.sandbox.calls_after(since).await;
        // The pages of the consent are a person's.
        Target::all(calls.iter().filter(|call| !call.path.starts_with("/o/")))
    }

    async fn meets(self, Run { app, cx, .. }: Run<()>, target: &Target, trouble: Trouble, case: &str) {
        let before = status(&cx).await;
        app.sandbox.inject(&trouble.at(target)).await;
        let gone = self.gone(&cx).await;
        let key = matches!(trouble.kind, FaultKind::Unauthorized | FaultKind::Forbidden);
        let now = status(&cx).await;
        match &gone {
            Ok(()) => assert!(now.is_some(), "{case}"),
            Err(problem) => {
                assert_eq!(problem.provider(), Some(PROVIDER), "{case}: {problem:?}");
                assert!(key || problem.passes_by_itself(), "{case}: {problem:?}");
                let refused = key && self == Way::Check;
                let expected = if refused { Some(CredentialStatus::Refused) } else { before };
                assert_eq!(now, expected, "{case}: {problem:?}");
            }
        }
        relieve(&app).await;
        self.to_the_end(&app, &cx, case).await;
        let dump = app.dump().await;
        assert!(!TOKENS.iter().any(|token| dump.contains(token)), "{case}: a token is not sealed");
    }
}

tables! {
    lesson_01_an_account_is_connected_after_all_of_its_checks: Way::Connect, 3;
    lesson_02_a_check_ends_whatever_google_answers: Way::Check, 3;
    lesson_52_another_consent_replaces_the_first_or_leaves_it: Way::Replace, 3;
}
