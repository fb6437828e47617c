//! Every provider call of every clean-up × every fault: whatever goes wrong, the clean-up ends once
//! the fault is gone, or once a person has helped, and leaves nothing.

use std::collections::BTreeSet;

use ava::{
    domain::{
        ids::{AgentId, OperationId},
        number::NumberState,
        operation::{OperationKind, OperationState, OperationView, WaitingFor},
        provider::{Provider, twilio::TwilioForm, vapi::VapiForm},
        sandbox::{FaultKind, NewFault, SandboxProvider},
    },
    server::{
        agents::service as agents,
        cx::Cx,
        integrations::{disconnect::disconnect, service},
        numbers::{answering_agents, service as numbers},
        operations::service as operations,
    },
};

use crate::support::{
    app::{Database, TestApp},
    calls::Target,
    faults::trouble::{self, Disturbed, Trouble, assert_says_why, relieve, tables, troubles},
    google,
    people::{
        self, agent_form, connect_twilio, connect_vapi, import, latest, openai_form_for_vapi,
        other_twilio_form, overview, prepared, to_the_end, twilio_form_with_key, vapi_form,
    },
    sandbox::{NUMBER, OPENAI_KEY, OTHER_VAPI_KEY, SECOND_NUMBER, Sandbox, VAPI_KEY},
    traces::{assert_forgotten, assert_own_again},
};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Leave {
    Twilio,
    /// Twilio, while Vapi has a key of its own.
    TwilioWithKey,
    Vapi,
    Number,
    Unassign,
    Agent,
    /// OpenAI, whose key Vapi has.
    Openai,
    /// Google Calendar, where the consent is revoked.
    Google,
    /// Another Twilio account takes the place of the connected one.
    SwitchTwilio,
    SwitchVapi,
}

#[derive(Clone)]
struct Begun {
    agent: AgentId,
    operation: OperationId,
    since: u64,
}

type Run = trouble::Run<Begun>;

impl Run {
    async fn view(&self) -> OperationView {
        self.app.operation(&self.cx, &self.operation).await
    }

    async fn to_the_end(&self, case: &str) {
        let help = async |view: &OperationView| {
            match (view.state, view.waiting_for) {
                (OperationState::NeedsAttention, _) => {
                    let again = operations::retry(&self.cx, view.id.clone()).await.unwrap();
                    assert_eq!(again, self.operation, "{case}: it goes on itself");
                }
                (OperationState::Waiting, Some(WaitingFor::Provider(Provider::Vapi))) => {
                    connect_vapi(&self.cx).await
                }
                other => panic!("{case}: {other:?} {:?}", view.steps),
            }
            view.id.clone()
        };
        to_the_end(&self.app, &self.cx, self.operation.clone(), help, case).await;
    }

    /// Asserts that the change is final here at once, whatever happens at the providers.
    async fn assert_final_here(&self, leave: Leave, case: &str) {
        let page = overview(&self.cx).await;
        match leave {
            Leave::Twilio | Leave::TwilioWithKey => {
                assert!(page.card(Provider::Twilio).credential.is_none() && page.numbers.is_empty(), "{case}")
            }
            Leave::SwitchTwilio => assert!(page.numbers.is_empty(), "{case}"),
            // The numbers are brought to the other organisation.
            Leave::SwitchVapi => assert_eq!(page.numbers.len(), 2, "{case}"),
            Leave::Vapi => {
                assert!(page.card(Provider::Vapi).credential.is_none() && page.numbers.is_empty(), "{case}")
            }
            Leave::Openai => assert!(page.card(Provider::Openai).credential.is_none(), "{case}"),
            Leave::Google => assert!(page.card(Provider::GoogleCalendar).credential.is_none(), "{case}"),
            Leave::Number => assert_eq!(page.numbers.len(), 1, "{case}"),
            Leave::Unassign => assert_eq!(page.numbers[0].agent, None, "{case}"),
            Leave::Agent => {
                assert!(page.agents.iter().all(|agent| agent.id != self.agent), "{case}");
                assert_eq!(page.numbers[0].agent, None, "{case}");
            }
        }
    }

    async fn assert_stands_well(&self, trouble: Trouble, case: &str) {
        let view = self.view().await;
        let refused = matches!(trouble.kind, FaultKind::Unauthorized | FaultKind::Forbidden);
        match view.state {
            OperationState::Done => assert!(!trouble.lasting && !refused, "{case}"),
            OperationState::Retrying => {
                assert!(!refused && view.can_close && view.next_attempt_at.is_some(), "{case}");
            }
            OperationState::NeedsAttention => assert!(refused && view.can_close && view.can_retry, "{case}"),
            other => panic!("{case}: {other:?} {:?}", view.steps),
        }
        assert_says_why(&view, case);
    }

    async fn assert_left(&self, leave: Leave, case: &str) {
        let sandbox = &self.app.sandbox;
        let assistants = sandbox.assistants().await.len();
        match leave {
            Leave::SwitchVapi => {
                let snapshot = sandbox.snapshot().await;
                for number in overview(&self.cx).await.numbers {
                    assert_eq!(number.state, NumberState::Ready, "{case}: {number:?}");
                    let (agent, _) = number.agent.unwrap_or_else(|| panic!("{case}: {}", number.e164));
                    let assistant = people::agent(&self.cx, &agent).await.vapi_assistant_id.unwrap();
                    Sandbox::assert_answers(&snapshot, number.e164.as_str(), &assistant);
                }
                let orgs: BTreeSet<_> = snapshot.assistants.iter().map(|row| &row.org_id).collect();
                assert_eq!((assistants, orgs.len()), (2, 1), "{case}: {:?}", snapshot.assistants);
            }
            Leave::Twilio | Leave::TwilioWithKey | Leave::Vapi | Leave::SwitchTwilio => {
                assert_own_again(sandbox, &[NUMBER, SECOND_NUMBER], case).await;
                assert_eq!(assistants, if leave == Leave::Vapi { 0 } else { 2 }, "{case}");
            }
            Leave::Openai => {
                assert!(sandbox.keys_at_vapi().await.is_empty(), "{case}");
                assert!(sandbox.at_vapi(NUMBER).await[0].assistant_name.is_some(), "{case}");
            }
            Leave::Google => {
                assert!(sandbox.consents().await.is_empty(), "{case}");
                assert_eq!(assistants, 2, "{case}: what else there is stays");
            }
            Leave::Number => {
                assert_own_again(sandbox, &[NUMBER], case).await;
                assert!(sandbox.at_vapi(SECOND_NUMBER).await[0].assistant_name.is_some(), "{case}");
            }
            Leave::Unassign | Leave::Agent => {
                assert_eq!(sandbox.at_vapi(NUMBER).await[0].assistant_id, None, "{case}");
                assert!(sandbox.at_vapi(SECOND_NUMBER).await[0].assistant_name.is_some(), "{case}");
                assert_eq!(assistants, if leave == Leave::Agent { 1 } else { 2 }, "{case}");
            }
        }
        assert_eq!(self.app.count("phone_numbers WHERE state = 'releasing'", &[]).await, 0, "{case}");
        assert_forgotten(&self.app, case).await;
    }
}

impl Disturbed for Leave {
    type Begun = Begun;

    /// Begins the clean-up in an org with two numbers that answer, each with an agent of its own.
    async fn begin(self, app: &TestApp) -> (Cx, Begun) {
        let (cx, agent) = prepared(app).await;
        if self == Leave::TwilioWithKey {
            service::save(&cx, &twilio_form_with_key()).await.unwrap();
        }
        import(&cx, NUMBER).await;
        app.settle().await;
        let evening = agents::create(&cx, &agent_form("Evening")).await.unwrap();
        app.settle().await;
        import(&cx, SECOND_NUMBER).await;
        app.settle().await;
        let mut ids = overview(&cx).await.numbers.into_iter().map(|number| number.id);
        let (first, second) = (ids.next().unwrap(), ids.next().unwrap());
        numbers::assign(&cx, second, evening).await.unwrap();
        app.settle().await;
        let operation = match self {
            Leave::Twilio | Leave::TwilioWithKey => disconnect(&cx, Provider::Twilio).await.unwrap(),
            Leave::Vapi => disconnect(&cx, Provider::Vapi).await.unwrap(),
            Leave::Openai => {
                service::save(&cx, &openai_form_for_vapi(OPENAI_KEY)).await.unwrap();
                app.settle().await;
                disconnect(&cx, Provider::Openai).await.unwrap()
            }
            Leave::Google => {
                google::connect(&cx, google::ACCOUNT).await.unwrap();
                disconnect(&cx, Provider::GoogleCalendar).await.unwrap()
            }
            Leave::Number => numbers::remove(&cx, first).await.unwrap(),
            Leave::Unassign => numbers::unassign(&cx, first).await.unwrap(),
            Leave::Agent => answering_agents::delete(&cx, agent.clone()).await.unwrap(),
            Leave::SwitchTwilio => {
                let form = TwilioForm { switch: true, ..other_twilio_form() };
                service::save(&cx, &form).await.unwrap();
                latest(&cx, OperationKind::Disconnect).await.id
            }
            Leave::SwitchVapi => {
                let form = VapiForm { switch: true, ..vapi_form(OTHER_VAPI_KEY) };
                service::save(&cx, &form).await.unwrap();
                latest(&cx, OperationKind::Disconnect).await.id
            }
        };
        let since = app.sandbox.last_seq().await;
        (cx, Begun { agent, operation, since })
    }

    /// The variant that leaves the same and brings nothing. A switch also brings something,
    /// by calls that are none of its clean-up's.
    fn alone(self) -> Option<Self> {
        match self {
            Leave::SwitchTwilio => Some(Leave::Twilio),
            Leave::SwitchVapi => Some(Leave::Vapi),
            _ => None,
        }
    }

    async fn calls(self, run: Run) -> BTreeSet<Target> {
        run.to_the_end("undisturbed").await;
        run.assert_left(self, "undisturbed").await;
        Target::all(&run.app.sandbox.calls_after(run.since).await)
    }

    /// A switch meets lasting trouble alone, which passes everything that short trouble passes.
    fn troubles(self, database: Database, target: &Target) -> Vec<Trouble> {
        let all = troubles(database, target).into_iter();
        all.filter(|trouble| trouble.lasting || self.alone().is_none()).collect()
    }

    async fn meets(self, run: Run, target: &Target, trouble: Trouble, case: &str) {
        // A switch also signs in with another key, which the fault must spare.
        let scope = (target.provider == SandboxProvider::Vapi).then(|| VAPI_KEY.into());
        run.app.sandbox.inject(&NewFault { scope, ..trouble.at(target) }).await;
        run.assert_final_here(self, case).await;
        run.app.run_due().await;
        run.assert_stands_well(trouble, case).await;
        run.assert_final_here(self, case).await;
        relieve(&run.app).await;
        run.to_the_end(case).await;
        // The work that a switch begins may have met the same refusal, and waits for the key.
        run.app.settle().await;
        if self == Leave::SwitchVapi && target.provider == SandboxProvider::Twilio && trouble.lasting {
            connect_twilio(&run.cx).await;
            run.app.settle().await;
        }
        run.assert_left(self, case).await;
        let calls = run.app.sandbox.calls_after(run.since).await.len();
        assert!(calls < 60, "{case}: {calls} calls");
    }
}

tables! {
    lesson_05_disconnecting_twilio_ends_clean_after_any_fault: Leave::Twilio, 4;
    disconnecting_twilio_revokes_vapis_key_after_any_fault: Leave::TwilioWithKey, 6;
    lesson_06_disconnecting_vapi_ends_clean_after_any_fault: Leave::Vapi, 6;
    lesson_29_removing_a_number_ends_clean_after_any_fault: Leave::Number, 4;
    unassigning_ends_right_after_any_fault: Leave::Unassign, 2;
    lesson_28_deleting_an_agent_ends_clean_after_any_fault: Leave::Agent, 4;
    lesson_05_disconnecting_openai_ends_clean_after_any_fault: Leave::Openai, 2;
    lesson_05_disconnecting_google_ends_clean_after_any_fault: Leave::Google, 1;
    lesson_32_leaving_a_twilio_account_ends_clean_after_any_fault: Leave::SwitchTwilio, 4;
    lesson_32_leaving_a_vapi_organisation_ends_clean_after_any_fault: Leave::SwitchVapi, 6;
}
