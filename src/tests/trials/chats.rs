//! Conversations in writing.

use std::time::Duration;

use ava::{
    domain::{
        call::Speaker,
        ids::AgentId,
        problem::{Field, Problem, ProblemKind, Rule},
        provider::Provider,
        quota::Quota,
        role::Role,
        sandbox::{FaultKind, NewFault, SandboxProvider},
        trial::{MAX_SAID, MAX_TURNS, TrialView},
    },
    server::{agents, cx::Cx, trials::service},
};
use serde_json::json;

use super::{lines, said};
use crate::support::{
    app::TestApp,
    both_engines,
    people::{colleague, make_agent, owner, prepared},
};

async fn page(cx: &Cx, agent: &AgentId) -> TrialView {
    service::page(cx, agent.clone()).await.unwrap()
}

async fn a_turn_continues_the_one_before(app: TestApp) {
    let (cx, agent) = prepared(&app).await;
    let before = page(&cx, &agent).await;
    assert!(before.can_answer && before.in_step && before.lines.is_empty());
    service::say(&cx, &agent, &said("Are you open?")).await.unwrap();
    service::say(&cx, &agent, &said("And tomorrow?\nAt nine?")).await.unwrap();
    let after = page(&cx, &agent).await;
    assert_eq!(
        lines(&after),
        [
            (Speaker::Caller, "Are you open?"),
            (Speaker::Agent, "You said: Are you open?"),
            (Speaker::Caller, "And tomorrow?\nAt nine?"),
            (Speaker::Agent, "You said: And tomorrow?\nAt nine?"),
        ]
    );
    assert_eq!((after.cost_micros, after.left_today), (2400, before.left_today - 2));
    // What Vapi was sent is one conversation.
    let asked: Vec<_> = app.sandbox.calls().await.into_iter().filter(|call| call.path == "/chat").collect();
    assert_eq!(asked.len(), 2, "{asked:?}");
    assert_eq!(app.count("audit_log WHERE action = 'agent_tried'", &[]).await, 2);
    assert_eq!(app.count("audit_log WHERE subject LIKE '%for try_agent'", &[]).await, 1, "one sitting");
    service::begin_anew(&cx, &agent).await.unwrap();
    assert!(page(&cx, &agent).await.lines.is_empty());
}

async fn a_conversation_is_its_persons_alone_and_is_forgotten(app: TestApp) {
    let (cx, agent) = prepared(&app).await;
    service::say(&cx, &agent, &said("I am ill")).await.unwrap();
    let member = colleague(&app, &cx, Role::Member).await;
    assert!(page(&member, &agent).await.lines.is_empty());
    let stranger = owner(&app).await;
    let not_theirs = Problem::from(ProblemKind::NotFound);
    assert_eq!(service::page(&stranger, agent.clone()).await, Err(not_theirs.clone()));
    assert_eq!(service::say(&stranger, &agent, &said("Hello")).await, Err(not_theirs.clone()));
    assert_eq!(service::begin_anew(&stranger, &agent).await, Err(not_theirs));
    app.clock.advance(Duration::from_secs(24 * 3600));
    assert_eq!(service::forget_old(&app.services).await, Ok(0));
    app.clock.advance(Duration::from_secs(1));
    assert_eq!(service::forget_old(&app.services).await, Ok(1));
    assert!(page(&cx, &agent).await.lines.is_empty());
}

async fn lesson_76_a_turn_is_bounded_in_length_in_number_and_by_the_day(app: TestApp) {
    let (cx, agent) = prepared(&app).await;
    let long = "x".repeat(MAX_SAID as usize + 1);
    for (text, rule) in [("", Rule::Required), (" \n ", Rule::Required), (&long, Rule::TooLong(MAX_SAID))] {
        let refused = service::say(&cx, &agent, &said(text)).await;
        assert_eq!(refused, Err(Problem::invalid(Field::Said, rule)));
    }
    let many: Vec<_> = (0..MAX_TURNS).map(|_| json!({ "by": "caller", "text": "x", "at": null })).collect();
    service::say(&cx, &agent, &said("Hello")).await.unwrap();
    app.execute("UPDATE trials SET lines = $1", &[&json!(many).to_string()]).await;
    let refused = service::say(&cx, &agent, &said("Hello")).await;
    assert_eq!(refused, Err(Problem::invalid(Field::Said, Rule::TooManyTurns(MAX_TURNS))));
    service::begin_anew(&cx, &agent).await.unwrap();

    let sql = "INSERT INTO org_quotas (org_id, quota, most) VALUES ($1, 'trial_turns', 2)";
    app.execute(sql, &[cx.org.as_str()]).await;
    service::say(&cx, &agent, &said("Hello")).await.unwrap();
    assert_eq!(page(&cx, &agent).await.left_today, 0);
    let asked = app.sandbox.last_seq().await;
    let refused = service::say(&cx, &agent, &said("Hello")).await.unwrap_err();
    assert_eq!(refused.kind, ProblemKind::OverQuota(Quota::TrialTurns, 2));
    assert_eq!(app.sandbox.last_seq().await, asked, "Vapi is not asked");
    app.clock.advance(Duration::from_secs(24 * 3600));
    service::say(&cx, &agent, &said("Hello")).await.unwrap();
}

async fn one_turn_is_under_way_at_a_time(app: TestApp) {
    let (cx, agent) = prepared(&app).await;
    let hold = NewFault {
        path_contains: Some("/chat".to_owned()),
        ..NewFault::next_call(SandboxProvider::Vapi, FaultKind::HoldAfter)
    };
    app.sandbox.inject(&hold).await;
    let text = said("Hello");
    let first = service::say(&cx, &agent, &text);
    let second = async {
        app.sandbox.held().await;
        assert!(page(&cx, &agent).await.asking);
        let refused = service::say(&cx, &agent, &said("Hello")).await.unwrap_err();
        assert_eq!(refused.kind, ProblemKind::Stale);
        app.sandbox.release().await;
    };
    let (first, ()) = futures::join!(first, second);
    first.unwrap();
    let after = page(&cx, &agent).await;
    assert_eq!((after.asking, after.lines.len()), (false, 2));
}

async fn an_agent_that_is_not_at_vapi_says_so(app: TestApp) {
    let cx = owner(&app).await;
    let agent = make_agent(&cx).await;
    assert!(!page(&cx, &agent).await.can_answer);
    let refused = service::say(&cx, &agent, &said("Hello")).await.unwrap_err();
    assert_eq!(refused.kind, ProblemKind::AgentMissing);
    assert_eq!(app.count("trials", &[]).await, 0);

    let (cx, agent) = prepared(&app).await;
    service::say(&cx, &agent, &said("Hello")).await.unwrap();
    let assistant = agents::service::get(&cx, agent.clone()).await.unwrap().agent.vapi_assistant_id.unwrap();
    app.sandbox.delete_assistant(&assistant).await;
    let refused = service::say(&cx, &agent, &said("Hello")).await.unwrap_err();
    assert_eq!(refused.kind, ProblemKind::Rejected(Provider::Vapi));
    assert_eq!(page(&cx, &agent).await.lines.len(), 2, "what was said stays");
}

both_engines!(
    a_turn_continues_the_one_before,
    a_conversation_is_its_persons_alone_and_is_forgotten,
    lesson_76_a_turn_is_bounded_in_length_in_number_and_by_the_day,
    one_turn_is_under_way_at_a_time,
    an_agent_that_is_not_at_vapi_says_so,
);
