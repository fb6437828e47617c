//! Every provider call that rings a person × every fault: nobody is rung twice, and once the trouble is
//! over they are rung.

use std::{collections::BTreeSet, time::Duration};

use ava::{
    domain::{ids::AgentId, locale::Locale, problem::ProblemKind, trial::PhoneForm},
    server::{cx::Cx, trials::phones},
};

use super::confirmed;
use crate::support::{
    app::TestApp,
    calls::Target,
    canary,
    faults::trouble::{Disturbed, Run, Trouble, relieve, tables},
    people::ready,
};

const PHONE: &str = "+33612345678";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Rings {
    /// A code is read to the phone.
    Code,
    /// The agent rings it.
    Agent,
}

/// The times that the phone was rung so.
async fn rung(app: &TestApp, of: Rings) -> usize {
    match of {
        Rings::Code => app.sandbox.snapshot().await.spoken.len(),
        Rings::Agent => {
            let calls = app.sandbox.calls().await;
            calls.iter().filter(|call| call.method == "POST" && call.path == "/call").count()
        }
    }
}

impl Disturbed for Rings {
    type Begun = AgentId;

    async fn begin(self, app: &TestApp) -> (Cx, AgentId) {
        let (cx, agent, _) = ready(app).await;
        if self == Rings::Agent {
            confirmed(app, &cx, &agent, PHONE).await;
        }
        (cx, agent)
    }

    async fn calls(self, Run { app, cx, begun: agent }: Run<AgentId>) -> BTreeSet<Target> {
        let form = PhoneForm { number: PHONE.to_owned() };
        let since = app.sandbox.last_seq().await;
        match self {
            Rings::Code => phones::ask(&cx, &agent, &form, Locale::En).await.unwrap(),
            Rings::Agent => drop(phones::ring(&cx, &agent).await.unwrap()),
        }
        Target::all(&app.sandbox.calls_after(since).await)
    }

    async fn meets(
        self,
        Run { app, cx, begun: agent }: Run<AgentId>,
        target: &Target,
        trouble: Trouble,
        case: &str,
    ) {
        let form = PhoneForm { number: PHONE.to_owned() };
        app.sandbox.inject(&trouble.at(target)).await;
        let act = async || match self {
            Rings::Code => phones::ask(&cx, &agent, &form, Locale::En).await,
            Rings::Agent => phones::ring(&cx, &agent).await.map(drop),
        };
        let before = rung(&app, self).await;
        if let Err(problem) = act().await {
            for locale in Locale::ALL {
                assert!(problem.sentence(locale).len() > 10, "{case}");
            }
            canary::assert_clean(case, &serde_json::to_string(&problem).unwrap());
            if matches!(problem.kind, ProblemKind::ProviderFailed(_)) {
                // Nobody knows whether it rang: a second click rings nobody.
                let once = rung(&app, self).await;
                let _ = act().await;
                assert_eq!(rung(&app, self).await, once, "{case}");
            }
        }
        relieve(&app).await;
        app.verify_keys().await;
        app.clock.advance(Duration::from_secs(61));
        act().await.unwrap_or_else(|problem| panic!("{case}: {problem:?}"));
        assert!(rung(&app, self).await > before, "{case}");
        canary::assert_clean(case, &app.dump().await);
        canary::assert_logs_clean();
    }
}

tables! {
    a_code_is_read_after_any_fault: Rings::Code, 1;
    an_agent_rings_after_any_fault: Rings::Agent, 1;
}
