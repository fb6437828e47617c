//! Every provider call of a turn × every fault: a turn that fails says why and leaves the conversation
//! as it was, and the next goes on with it.

use std::collections::BTreeSet;

use ava::{
    domain::{ids::AgentId, locale::Locale},
    server::{cx::Cx, trials::service},
};

use super::{lines, said};
use crate::support::{
    app::TestApp,
    calls::Target,
    canary,
    faults::trouble::{Disturbed, Run, Trouble, relieve, tables},
    people::prepared,
};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Turn {
    /// The second turn of a conversation.
    Second,
}

impl Disturbed for Turn {
    type Begun = AgentId;

    async fn begin(self, app: &TestApp) -> (Cx, AgentId) {
        let (cx, agent) = prepared(app).await;
        service::say(&cx, &agent, &said("First")).await.unwrap();
        (cx, agent)
    }

    async fn calls(self, Run { app, cx, begun: agent }: Run<AgentId>) -> BTreeSet<Target> {
        let since = app.sandbox.last_seq().await;
        service::say(&cx, &agent, &said("Second")).await.unwrap();
        Target::all(&app.sandbox.calls_after(since).await)
    }

    async fn meets(
        self,
        Run { app, cx, begun: agent }: Run<AgentId>,
        target: &Target,
        trouble: Trouble,
        case: &str,
    ) {
        let before = service::page(&cx, agent.clone()).await.unwrap();
        app.sandbox.inject(&trouble.at(target)).await;
        let outcome = service::say(&cx, &agent, &said("Second")).await;
        let after = service::page(&cx, agent.clone()).await.unwrap();
        // A chat is never asked for twice, since it costs.
        let problem = outcome.unwrap_err();
        assert_eq!(lines(&after), lines(&before), "{case}");
        assert!(!after.asking, "{case}");
        for locale in Locale::ALL {
            assert!(problem.sentence(locale).len() > 10, "{case}");
        }
        canary::assert_clean(case, &serde_json::to_string(&problem).unwrap());
        relieve(&app).await;
        app.verify_keys().await;
        let again = service::say(&cx, &agent, &said("Third")).await;
        again.unwrap_or_else(|problem| panic!("{case}: {problem:?}"));
        let after = service::page(&cx, agent.clone()).await.unwrap();
        assert_eq!(after.lines.last().unwrap().text, "You said: Third", "{case}");
        canary::assert_clean(case, &app.dump().await);
        canary::assert_logs_clean();
    }
}

tables! {
    a_turn_that_fails_leaves_the_conversation_as_it_was: Turn::Second, 1;
}
