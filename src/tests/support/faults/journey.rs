//! A journey through an operation, and how it must end.

use std::cell::RefCell;

use ava::{
    domain::{
        agent::SyncState,
        drift::FindingKind,
        ids::{AgentId, OperationId},
        integrations::Readiness,
        operation::{
            Action, ImportOutcome, OperationKind, OperationState, OperationView, Receipt, StepKind,
            WaitingFor,
        },
        provider::{Provider, twilio::TwilioForm},
        sandbox::FaultKind,
    },
    server::{agents, cx::Cx, integrations::service::save, numbers::drift::compare, operations::service},
};

use super::trouble::{Run, Trouble, assert_says_why};
use crate::support::{
    app::TestApp,
    canary,
    people::{
        self, agent, agent_form, by_api_key, connect_vapi, import, import_with_messages, latest, make_agent,
        openai_form_for_vapi, overview, owner, prepared, take_over, to_the_end, twilio_form,
        twilio_form_with_key,
    },
    sandbox::{
        FLOW_URL, NUMBER, OPENAI_KEY, OTHER_OPENAI_KEY, OWN_SMS_URL, OWN_VOICE_URL, Sandbox, VAPI_KEY,
    },
    traces::assert_no_stray_keys,
};

/// The state that a journey starts from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Journey {
    /// The number is not at Vapi.
    Import,
    /// The number is not at Vapi, which gets a key of its own.
    ImportWithKey,
    /// The number is not at Vapi, which is to have its messages: a messaging service takes
    /// them, and a person is asked about it.
    ImportWithMessages,
    /// The number is not at Vapi, and AVA was told to take its messages from another webhook.
    TakeMessages,
    /// The number is not at Vapi, a Studio flow answers it, and AVA was told to take it.
    TakeFlow,
    /// The number is at Vapi, unbound.
    Adopt,
    /// The number is at Vapi, bound to a person's own assistant, and AVA was told to take it.
    TakeOver,
    /// A new agent.
    Mirror,
    /// An agent that is at Vapi has changed.
    MirrorAgain,
    /// The number is at Vapi, with a secret that was replaced.
    Carry,
    /// The number is at Vapi with the token, and is to have a key of its own instead.
    CarryKey,
    /// The number is at Vapi with a key of its own, and is to have the token instead.
    CarryToken,
    /// Vapi is to have the OpenAI key.
    HandOver,
    /// Vapi has an OpenAI key, and is to have another.
    HandOverAnother,
}

#[derive(Clone)]
pub struct Begun {
    pub agent: AgentId,
    operation: RefCell<OperationId>,
    twilio: TwilioForm,
    /// The last call before the journey's own.
    pub since: u64,
}

impl Journey {
    /// Prepares the journey, and enqueues its operation.
    pub(super) async fn prepared(self, app: &TestApp) -> (Cx, Begun) {
        let (cx, agent) = match self {
            Journey::Mirror => {
                let cx = owner(app).await;
                connect_vapi(&cx).await;
                let agent = make_agent(&cx).await;
                (cx, agent)
            }
            _ => prepared(app).await,
        };
        match self {
            Journey::Adopt => {
                app.sandbox.imported_by_hand(VAPI_KEY, None).await;
            }
            Journey::TakeOver => {
                let theirs = app.sandbox.assistant_by_hand(VAPI_KEY, "Old desk").await;
                app.sandbox.imported_by_hand(VAPI_KEY, Some(&theirs)).await;
            }
            Journey::ImportWithMessages => {
                app.sandbox.set_at_twilio(NUMBER, "messaging_service", "Reminders").await;
            }
            Journey::TakeFlow => app.sandbox.set_at_twilio(NUMBER, "voice_url", FLOW_URL).await,
            Journey::ImportWithKey => {
                save(&cx, &twilio_form_with_key()).await.unwrap();
            }
            Journey::MirrorAgain => {
                agents::service::update(&cx, agent.clone(), &agent_form("Renamed"), 1).await.unwrap();
            }
            Journey::Carry => {
                import(&cx, NUMBER).await;
                app.settle().await;
                save(&cx, &by_api_key()).await.unwrap();
            }
            Journey::CarryKey => {
                import(&cx, NUMBER).await;
                app.settle().await;
                save(&cx, &twilio_form_with_key()).await.unwrap();
            }
            Journey::CarryToken => {
                save(&cx, &twilio_form_with_key()).await.unwrap();
                import(&cx, NUMBER).await;
                app.settle().await;
                save(&cx, &twilio_form()).await.unwrap();
            }
            Journey::HandOver => {
                save(&cx, &openai_form_for_vapi(OPENAI_KEY)).await.unwrap();
            }
            Journey::HandOverAnother => {
                save(&cx, &openai_form_for_vapi(OTHER_OPENAI_KEY)).await.unwrap();
                app.settle().await;
                save(&cx, &openai_form_for_vapi(OPENAI_KEY)).await.unwrap();
            }
            Journey::Import | Journey::TakeMessages | Journey::Mirror => {}
        }
        let operation = match self {
            Journey::Mirror | Journey::MirrorAgain => people::agent(&cx, &agent).await.operation.unwrap(),
            Journey::Carry | Journey::CarryKey | Journey::CarryToken => {
                latest(&cx, OperationKind::CarrySecret).await.id
            }
            Journey::HandOver | Journey::HandOverAnother => latest(&cx, OperationKind::HandOverKey).await.id,
            Journey::ImportWithMessages | Journey::TakeMessages => import_with_messages(&cx, NUMBER).await,
            _ => import(&cx, NUMBER).await,
        };
        let twilio = match self {
            Journey::ImportWithKey | Journey::CarryKey => twilio_form_with_key(),
            _ => twilio_form(),
        };
        let since = app.sandbox.last_seq().await;
        (cx, Begun { agent, operation: RefCell::new(operation), twilio, since })
    }
}

impl Run<Begun> {
    /// The operation that a person looks at: the newest, where one was tried again.
    pub fn operation(&self) -> OperationId {
        self.operation.borrow().clone()
    }

    pub async fn view(&self) -> OperationView {
        self.app.operation(&self.cx, &self.operation()).await
    }

    pub async fn to_the_end(&self) {
        let help = async |view: &OperationView| {
            match (view.state, view.waiting_for) {
                (OperationState::Waiting, Some(WaitingFor::Provider(Provider::Vapi))) => {
                    connect_vapi(&self.cx).await
                }
                (OperationState::Waiting, Some(WaitingFor::Provider(Provider::Twilio))) => {
                    save(&self.cx, &self.twilio).await.unwrap();
                }
                (OperationState::Waiting, Some(asks)) if asks.asks_to_take() => {
                    take_over(&self.cx, &view.id).await;
                }
                (OperationState::Failed, _) if view.can_retry => {
                    let again = service::retry(&self.cx, view.id.clone()).await.unwrap();
                    *self.operation.borrow_mut() = again;
                }
                other => panic!("stuck: {other:?} {:?}", view.steps),
            }
            self.operation()
        };
        to_the_end(&self.app, &self.cx, self.operation(), help, "a journey").await;
    }

    /// Asserts that a person reads sentences of ours while it is stuck, and no secret.
    pub async fn assert_tells_well(&self, case: &str) {
        let view = self.view().await;
        assert_says_why(&view, case);
        let shown = serde_json::to_string(&(&view, overview(&self.cx).await)).unwrap();
        for prose in
            ["doctype", "cloudflare", "Authenticate", "Unauthorized", "Invalid Key", "twilio.com/docs"]
        {
            assert!(!shown.contains(prose), "{case}: {prose} in {shown}");
        }
        canary::assert_clean(case, &shown);
    }

    pub async fn assert_stands_as_expected(&self, trouble: Trouble, case: &str) {
        let view = self.view().await;
        let key = matches!(trouble.kind, FaultKind::Unauthorized | FaultKind::Forbidden);
        match view.state {
            // The call was tried again at once, and the fault had passed.
            OperationState::Done => {
                assert!((!trouble.lasting && !key) || (key && self.went_on_without_a_key(&view)), "{case}");
            }
            OperationState::Retrying => {
                assert!(!key, "{case}");
                let wait = view.next_attempt_at.unwrap() - self.app.now();
                let asked = i64::from(trouble.retry_after_secs) * 1000;
                assert!((1..=900_000).contains(&wait) && wait >= asked, "{case}: {wait} ms");
            }
            OperationState::Waiting => {
                assert!(key || view.waiting_for.is_some_and(WaitingFor::asks_to_take), "{case}")
            }
            // Twilio does not let a key go, while the account works.
            OperationState::Failed => {
                let revokes = view.steps.last().is_some_and(|step| step.kind == StepKind::RevokeKey);
                assert!(key && revokes && view.can_retry, "{case}: {:?}", view.steps);
            }
            other => panic!("{case}: {other:?} {:?}", view.steps),
        }
    }

    /// Whether Twilio refused to make a key, so that Vapi got the token, or Vapi to keep one.
    fn went_on_without_a_key(&self, view: &OperationView) -> bool {
        let refused = [Action::KeyNotGranted, Action::KeyNotKept];
        let not_granted = |receipt: &Receipt| refused.contains(&receipt.action);
        view.steps.iter().any(|step| step.receipt.as_ref().is_some_and(not_granted))
    }

    pub async fn assert_one_assistant(&self, case: &str) -> String {
        let mirrored = agent(&self.cx, &self.agent).await;
        assert_eq!(mirrored.sync, SyncState::Synced, "{case}");
        let ours: Vec<_> = self.app.sandbox.assistants().await;
        let ours: Vec<_> = ours.iter().filter(|row| row.name.as_deref() != Some("Old desk")).collect();
        assert_eq!(ours.len(), 1, "{case}: {ours:?}");
        assert_eq!(ours[0].name.as_ref(), Some(&mirrored.spec.name), "{case}");
        assert_eq!(Some(&ours[0].id), mirrored.vapi_assistant_id.as_ref(), "{case}");
        ours[0].id.clone()
    }

    /// Asserts that Vapi has the one key that was made, where one is wanted and was granted,
    /// else the token, and that no other key is left.
    async fn assert_key(&self, wanted: bool, view: &OperationView, case: &str) {
        let at_vapi = self.app.sandbox.key_at_vapi(NUMBER).await;
        let made: Vec<_> = self.app.sandbox.keys().await.into_iter().map(|key| key.sid).collect();
        let wanted = wanted && !self.went_on_without_a_key(view);
        assert_eq!(made.len(), usize::from(wanted), "{case}");
        if wanted {
            assert_eq!(at_vapi.as_ref(), made.first(), "{case}");
        } else {
            assert!(self.app.sandbox.token_at_vapi(NUMBER).await.is_some(), "{case}");
        }
        assert_no_stray_keys(&self.app, case).await;
    }

    pub async fn assert_ended_right(&self, journey: Journey, case: &str) {
        let assistant = self.assert_one_assistant(case).await;
        let view = self.view().await;
        assert_eq!(view.state, OperationState::Done, "{case}");
        let outcome = match journey {
            Journey::Mirror | Journey::MirrorAgain => return,
            Journey::HandOver | Journey::HandOverAnother => {
                let given = self.app.sandbox.keys_at_vapi().await;
                let is_given = !self.went_on_without_a_key(&view);
                assert!(is_given || journey == Journey::HandOver, "{case}: the former is left");
                assert_eq!(given, if is_given { vec!["0001"] } else { vec![] }, "{case}");
                return;
            }
            Journey::Carry => {
                assert!(self.app.sandbox.key_at_vapi(NUMBER).await.is_some(), "{case}");
                Sandbox::assert_answers(&self.app.sandbox.snapshot().await, NUMBER, &assistant);
                return;
            }
            Journey::CarryKey | Journey::CarryToken => {
                Sandbox::assert_answers(&self.app.sandbox.snapshot().await, NUMBER, &assistant);
                self.assert_key(journey == Journey::CarryKey, &view, case).await;
                return;
            }
            Journey::Import
            | Journey::ImportWithKey
            | Journey::ImportWithMessages
            | Journey::TakeMessages => ImportOutcome::Imported,
            Journey::Adopt => ImportOutcome::Adopted,
            Journey::TakeOver | Journey::TakeFlow => ImportOutcome::TakenOver,
        };
        assert_eq!(view.outcome, Some(outcome), "{case}");
        let snapshot = self.app.sandbox.snapshot().await;
        Sandbox::assert_answers(&snapshot, NUMBER, &assistant);
        self.assert_key(journey == Journey::ImportWithKey, &view, case).await;
        let before = self.app.text("SELECT COALESCE(before_image, '') FROM phone_numbers", &[]).await;
        if journey == Journey::Import {
            assert!(before.contains(OWN_VOICE_URL) && before.contains(OWN_SMS_URL), "{case}: {before}");
            assert_eq!(
                self.app.sandbox.at_twilio(NUMBER).await.sms_url,
                OWN_SMS_URL,
                "{case}: SMS was not asked for"
            );
        }
        if journey == Journey::TakeMessages {
            assert!(before.contains(OWN_SMS_URL), "{case}: {before}");
            assert_ne!(self.app.sandbox.at_twilio(NUMBER).await.sms_url, OWN_SMS_URL, "{case}");
        }
        if journey == Journey::TakeFlow {
            assert!(before.contains(FLOW_URL), "{case}: {before}");
        }
        if journey == Journey::ImportWithMessages {
            compare(&self.cx).await.unwrap();
            self.app.settle().await;
            let number = overview(&self.cx).await.numbers.remove(0);
            let left = number.drift == Some(FindingKind::MessagesChanged);
            return assert!(left, "{case}: who has its messages is said");
        }
        let readiness = overview(&self.cx).await.readiness;
        assert!(matches!(readiness, Readiness::Ready { .. }), "{case}: {readiness:?}");
    }
}
