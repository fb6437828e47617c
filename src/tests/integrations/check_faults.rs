//! Every provider call of a save × every fault: a key is called connected once
//! all of them went well, and never before.

use std::collections::BTreeSet;

use ava::{
    domain::{
        credential::CredentialStatus,
        integrations::Checked,
        problem::{Field, Problem, ProblemKind},
        provider::Provider,
        sandbox::FaultKind,
    },
    server::{cx::Cx, integrations::service::save},
};

use crate::support::{
    app::TestApp,
    calls::Target,
    canary,
    faults::trouble::{Disturbed, Run, TIMEOUT_MS, Trouble, relieve, tables},
    people::{by_api_key, openai_form, overview, owner, smtp_form, twilio_form, vapi_form},
    sandbox::{OPENAI_KEY, TWILIO_TOKEN, VAPI_KEY},
};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Save {
    Vapi,
    TwilioByToken,
    TwilioByKey,
    Openai,
    Smtp,
}

impl Save {
    const fn provider(self) -> Provider {
        match self {
            Save::Vapi => Provider::Vapi,
            Save::TwilioByToken | Save::TwilioByKey => Provider::Twilio,
            Save::Openai => Provider::Openai,
            Save::Smtp => Provider::Smtp,
        }
    }

    async fn done(self, cx: &Cx) -> Result<Checked, Problem> {
        match self {
            Save::Vapi => save(cx, &vapi_form(VAPI_KEY)).await,
            Save::TwilioByToken => save(cx, &twilio_form()).await,
            Save::Smtp => save(cx, &smtp_form()).await,
            Save::TwilioByKey => {
                let mut form = by_api_key();
                form.auth_token = TWILIO_TOKEN.into();
                save(cx, &form).await
            }
            Save::Openai => save(cx, &openai_form(OPENAI_KEY)).await,
        }
    }

    async fn status(self, cx: &Cx) -> Option<CredentialStatus> {
        let view = overview(cx).await;
        view.card(self.provider()).credential.as_ref().map(|credential| credential.status)
    }
}

impl Disturbed for Save {
    type Begun = ();

    async fn begin(self, app: &TestApp) -> (Cx, ()) {
        (owner(app).await, ())
    }

    /// A conversation has more turns than a call, and the time limit is for all of them.
    fn timeout_ms(self) -> u64 {
        match self {
            Save::Smtp => 3 * TIMEOUT_MS,
            _ => TIMEOUT_MS,
        }
    }

    async fn calls(self, Run { app, cx, .. }: Run<()>) -> BTreeSet<Target> {
        assert_eq!(self.done(&cx).await, Ok(Checked::Accepted));
        Target::all(&app.sandbox.calls().await)
    }

    async fn meets(self, Run { app, cx, .. }: Run<()>, target: &Target, trouble: Trouble, case: &str) {
        app.sandbox.inject(&trouble.at(target)).await;
        let saved = self.done(&cx).await;
        let status = self.status(&cx).await;
        // A key that may not list models may have them answer.
        let lists_none = trouble.kind == FaultKind::Forbidden && target.path == "/v1/models";
        let key = matches!(trouble.kind, FaultKind::Unauthorized | FaultKind::Forbidden) && !lists_none;
        match saved {
            Ok(Checked::Accepted) => {
                assert!(!key && (!trouble.lasting || lists_none), "{case}");
                assert_eq!(status, Some(CredentialStatus::Connected), "{case}");
            }
            Ok(Checked::Later) => {
                assert!(!key, "{case}");
                assert_eq!(status, Some(CredentialStatus::Unverified), "{case}");
            }
            Err(problem) => {
                assert!(key, "{case}: {problem:?}");
                let refused = matches!(
                    problem.kind,
                    ProblemKind::KeyRefused(_) | ProblemKind::LacksRight(_) | ProblemKind::MissingRight(_)
                );
                let fields =
                    [Field::Key, Field::AuthToken, Field::ApiKeySecret, Field::Password, Field::FromAddress];
                assert!(
                    refused && problem.field.is_some_and(|field| fields.contains(&field)),
                    "{case}: {problem:?}"
                );
                assert_eq!(status, None, "{case}: nothing is stored");
            }
        }
        relieve(&app).await;
        app.verify_keys().await;
        app.settle().await;
        if key {
            assert_eq!(self.done(&cx).await, Ok(Checked::Accepted), "{case}");
        }
        assert_eq!(self.status(&cx).await, Some(CredentialStatus::Connected), "{case}");
        canary::assert_clean(case, &app.dump().await);
        canary::assert_logs_clean();
    }
}

tables! {
    lesson_01_a_vapi_key_is_connected_after_all_of_its_checks: Save::Vapi, 4;
    lesson_01_a_token_is_connected_after_its_check: Save::TwilioByToken, 1;
    lesson_85_a_token_and_a_key_are_connected_after_all_of_their_checks: Save::TwilioByKey, 4;
    lesson_85_an_openai_key_is_connected_after_both_of_its_checks: Save::Openai, 2;
    lesson_01_a_mailbox_is_connected_after_its_sign_in_and_its_sender: Save::Smtp, 2;
}
