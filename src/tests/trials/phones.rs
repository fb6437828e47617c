//! The phone of a person, and the call by which an agent rings it.

use std::time::Duration;

use ava::{
    domain::{
        call::{CallState, CallsQuery, Direction},
        ids::AgentId,
        locale::Locale,
        problem::{Field, Problem, ProblemKind, Rule},
        provider::Provider,
        quota::Quota,
        role::Role,
        sandbox::{FaultKind, NewFault, SandboxProvider},
        trial::{PhoneCodeForm, PhoneForm, PhoneState, PhoneView},
    },
    server::{
        calls::{self, backfill},
        cx::Cx,
        trials::{phones, service},
    },
};

use super::{confirmed, said};
use crate::support::{
    app::TestApp,
    both_engines,
    faults::lasting,
    people::{card_of, colleague, owner, prepared, ready},
    sandbox::NUMBER,
};

const PHONE: &str = "+33612345678";

fn phone(number: &str) -> PhoneForm {
    PhoneForm { number: number.to_owned() }
}

fn code(code: &str) -> PhoneCodeForm {
    PhoneCodeForm { code: code.to_owned() }
}

async fn shown(cx: &Cx, agent: &AgentId) -> PhoneView {
    service::page(cx, agent.clone()).await.unwrap().phone
}

/// The code that was read last.
async fn read(app: &TestApp) -> String {
    let spoken = app.sandbox.snapshot().await.spoken;
    spoken[0].words.chars().filter(char::is_ascii_digit).collect()
}

/// The carrier's refusal stands on the number, with what can be done about it, and nothing is kept of it.
async fn lesson_40_a_number_that_twilio_does_not_ring_says_why(app: TestApp) {
    let (cx, agent, _) = ready(&app).await;
    for code in ["21211", "21214", "21215", "21216", "21217", "21219"] {
        let refused =
            phones::ask(&cx, &agent, &phone(&format!("+336123{code}")), Locale::En).await.unwrap_err();
        assert_eq!(refused, Problem::invalid(Field::Number, Rule::RefusedByCarrier), "{code}");
        let told = refused.sentence(Locale::En);
        assert!(told.contains("geographic permissions") && told.contains("trial account"), "{told}");
        assert_eq!(shown(&cx, &agent).await.state, PhoneState::Unknown, "{code}");
    }
    assert!(app.sandbox.snapshot().await.spoken.is_empty());
}

async fn a_phone_is_confirmed_by_the_code_that_is_read_to_it(app: TestApp) {
    let (cx, agent, _) = ready(&app).await;
    let before = shown(&cx, &agent).await;
    assert_eq!((before.state, before.rings_from.unwrap().as_str()), (PhoneState::Unknown, NUMBER));
    phones::ask(&cx, &agent, &phone("+33 6 12 34 56 78"), Locale::Fr).await.unwrap();
    let spoken = app.sandbox.snapshot().await.spoken;
    assert_eq!((spoken[0].from.as_str(), spoken[0].to.as_str()), (NUMBER, PHONE));
    assert!(spoken[0].words.starts_with("Votre code pour AVA"), "{}", spoken[0].words);
    let read = read(&app).await;
    assert_eq!(read.len(), 6);
    assert!(!app.dump().await.contains(&read), "the code is stored nowhere");
    let asked = shown(&cx, &agent).await;
    assert_eq!((asked.state, asked.left_today), (PhoneState::Asked, before.left_today - 1));
    // A second click rings nobody again.
    phones::ask(&cx, &agent, &phone(PHONE), Locale::En).await.unwrap();
    assert_eq!(app.sandbox.snapshot().await.spoken.len(), 1);
    let wrong = if read == "000000" { "000001" } else { "000000" };
    let refused = Err(Problem::from(ProblemKind::WrongCode).on(Field::Code));
    assert_eq!(phones::confirm(&cx, &code(wrong)).await, refused);
    assert_eq!(phones::ring(&cx, &agent).await.unwrap_err().kind, ProblemKind::Stale, "not confirmed yet");
    let spaced = format!(" {} {} ", &read[..3], &read[3..]);
    phones::confirm(&cx, &code(&spaced)).await.unwrap();
    assert_eq!(shown(&cx, &agent).await.state, PhoneState::Confirmed);
    for (action, times) in [("phone_asked", 1), ("phone_refused", 1), ("phone_confirmed", 1)] {
        assert_eq!(app.count("audit_log WHERE action = $1", &[action]).await, times, "{action}");
    }
    phones::forget(&cx).await.unwrap();
    assert_eq!(app.count("own_phones", &[]).await, 0);
}

async fn a_code_counts_for_ten_minutes_and_for_five_attempts(app: TestApp) {
    let (cx, agent, _) = ready(&app).await;
    phones::ask(&cx, &agent, &phone(PHONE), Locale::En).await.unwrap();
    let first = read(&app).await;
    app.clock.advance(Duration::from_secs(600));
    assert_eq!(shown(&cx, &agent).await.state, PhoneState::Unknown);
    assert!(phones::confirm(&cx, &code(&first)).await.is_err());
    phones::ask(&cx, &agent, &phone(PHONE), Locale::En).await.unwrap();
    let second = read(&app).await;
    for _ in 0..5 {
        assert!(phones::confirm(&cx, &code("nothing")).await.is_err());
    }
    assert!(phones::confirm(&cx, &code(&second)).await.is_err(), "it counts no more");
    // The code of one number confirms no other.
    app.clock.advance(Duration::from_secs(60));
    phones::ask(&cx, &agent, &phone("+33698765432"), Locale::En).await.unwrap();
    assert!(phones::confirm(&cx, &code(&second)).await.is_err());
}

async fn no_number_is_rung_that_costs_more_or_is_none(app: TestApp) {
    let (cx, agent, _) = ready(&app).await;
    let asked = app.sandbox.last_seq().await;
    for (number, rule) in [
        ("", Rule::Required),
        ("0612345678", Rule::Phone),
        ("+33 1 23", Rule::Phone),
        ("+33 899 12 34 56", Rule::NotRung),
        ("+33 800 12 34 56", Rule::NotRung),
        ("+1 900 555 1234", Rule::NotRung),
    ] {
        let refused = phones::ask(&cx, &agent, &phone(number), Locale::En).await.unwrap_err();
        assert_eq!(refused.field, Some(Field::Number), "{number}: {refused:?}");
        assert!(
            refused.kind == ProblemKind::Invalid(rule)
                || refused.kind == ProblemKind::Invalid(Rule::ImpossiblePhone),
            "{number}: {refused:?}"
        );
    }
    assert_eq!(app.sandbox.last_seq().await, asked);
    // The account has no permission for that country.
    app.execute("DELETE FROM own_phones", &[]).await;
    app.sandbox
        .inject(&NewFault {
            path_contains: Some("/Calls.json".to_owned()),
            ..NewFault::next_call(SandboxProvider::Twilio, FaultKind::Forbidden)
        })
        .await;
    let refused = phones::ask(&cx, &agent, &phone(PHONE), Locale::En).await.unwrap_err();
    assert_eq!(refused.kind, ProblemKind::LacksRight(Provider::Twilio));
    assert_eq!(app.count("own_phones", &[]).await, 0, "nobody was rung");
}

async fn a_number_that_cannot_be_rung_leaves_the_confirmed_one(app: TestApp) {
    let (cx, agent, _) = ready(&app).await;
    confirmed(&app, &cx, &agent, PHONE).await;
    app.sandbox
        .inject(&NewFault {
            path_contains: Some("/Calls.json".to_owned()),
            ..NewFault::next_call(SandboxProvider::Twilio, FaultKind::Forbidden)
        })
        .await;
    let refused = phones::ask(&cx, &agent, &phone("+33612345679"), Locale::En).await.unwrap_err();
    assert_eq!(refused.kind, ProblemKind::LacksRight(Provider::Twilio));
    let after = shown(&cx, &agent).await;
    assert_eq!((after.state, after.number.unwrap().as_str()), (PhoneState::Confirmed, PHONE));
}

async fn the_agent_rings_a_confirmed_phone_once(app: TestApp) {
    let (cx, agent, _) = ready(&app).await;
    confirmed(&app, &cx, &agent, PHONE).await;
    let id = phones::ring(&cx, &agent).await.unwrap();
    assert_eq!(phones::ring(&cx, &agent).await.unwrap(), id, "the second of two clicks");
    let page = calls::service::get(&cx, id).await.unwrap();
    assert_eq!((page.call.direction, page.call.state), (Direction::Outbound, CallState::Ringing));
    assert_eq!(page.call.caller.unwrap().as_str(), PHONE);
    assert_eq!(page.call.number.unwrap().0.as_str(), NUMBER);
    assert_eq!(page.call.agent.unwrap().1, Some(agent.clone()));
    let listed = calls::service::list(&cx, &CallsQuery::default()).await.unwrap().calls;
    assert_eq!(listed.len(), 1);
    // Vapi’s list says how it ended, of the same call.
    calls::backfill::read(&app.services, &cx.org).await.unwrap();
    let listed = calls::service::list(&cx, &CallsQuery::default()).await.unwrap().calls;
    assert_eq!((listed.len(), listed[0].state), (1, CallState::Ended));
    assert_eq!(app.count("contacts", &[]).await, 0, "whoever tries an agent is no contact");
    let made = app.sandbox.calls().await;
    assert_eq!(made.iter().filter(|call| call.method == "POST" && call.path == "/call").count(), 1);
    app.clock.advance(Duration::from_secs(61));
    phones::ring(&cx, &agent).await.unwrap();
    assert_eq!(app.count("audit_log WHERE action = 'agent_called'", &[]).await, 2);
}

async fn a_phone_is_its_persons_alone(app: TestApp) {
    let (cx, agent, _) = ready(&app).await;
    confirmed(&app, &cx, &agent, PHONE).await;
    let member = colleague(&app, &cx, Role::Member).await;
    assert_eq!(shown(&member, &agent).await.number, None);
    assert_eq!(phones::ring(&member, &agent).await.unwrap_err().kind, ProblemKind::Stale);
    let stranger = owner(&app).await;
    let not_theirs = Problem::from(ProblemKind::NotFound);
    assert_eq!(phones::ring(&stranger, &agent).await, Err(not_theirs.clone()));
    assert_eq!(phones::ask(&stranger, &agent, &phone(PHONE), Locale::En).await, Err(not_theirs));
    confirmed(&app, &member, &agent, "+33698765432").await;
    app.execute("DELETE FROM memberships WHERE user_id = $1", &[member.user.as_str()]).await;
    service::forget_old(&app.services).await.unwrap();
    assert_eq!(app.texts("SELECT e164 FROM own_phones", &[]).await, [PHONE]);
}

async fn lesson_76_calls_are_bounded_by_the_day(app: TestApp) {
    let (cx, agent, _) = ready(&app).await;
    let sql = "INSERT INTO org_quotas (org_id, quota, most) VALUES ($1, 'trial_calls', 2)";
    app.execute(sql, &[cx.org.as_str()]).await;
    confirmed(&app, &cx, &agent, PHONE).await;
    phones::ring(&cx, &agent).await.unwrap();
    app.clock.advance(Duration::from_secs(61));
    let asked = app.sandbox.last_seq().await;
    let over = ProblemKind::OverQuota(Quota::TrialCalls, 2);
    assert_eq!(phones::ring(&cx, &agent).await.unwrap_err().kind, over);
    assert_eq!(phones::ask(&cx, &agent, &phone("+33698765432"), Locale::En).await.unwrap_err().kind, over);
    assert_eq!(app.sandbox.last_seq().await, asked);
}

async fn without_a_number_at_vapi_nobody_is_rung(app: TestApp) {
    let (cx, agent) = prepared(&app).await;
    assert_eq!(shown(&cx, &agent).await.rings_from, None);
    let refused = phones::ask(&cx, &agent, &phone(PHONE), Locale::En).await.unwrap_err();
    assert_eq!(refused.kind, ProblemKind::Stale);
}

/// Whatever it was used for, outside of operations.
async fn a_key_whose_use_fails_is_checked_soon(app: TestApp) {
    let (cx, agent, _) = ready(&app).await;
    confirmed(&app, &cx, &agent, PHONE).await;
    let next = async |provider| card_of(&cx, provider).await.credential.unwrap().checks.next;
    for (nth, at) in [SandboxProvider::Vapi; 3].into_iter().chain([SandboxProvider::Twilio]).enumerate() {
        app.clock.advance(Duration::from_secs(70));
        app.sandbox.inject(&lasting(at, FaultKind::Unauthorized)).await;
        assert!(next(at.provider()).await > app.now(), "{nth}");
        let used = match nth {
            0 => service::say(&cx, &agent, &said("Are you open?")).await,
            1 => phones::ring(&cx, &agent).await.map(drop),
            2 => backfill::read(&app.services, &cx.org).await,
            _ => phones::ask(&cx, &agent, &phone("+33 6 12 34 56 79"), Locale::En).await,
        };
        assert_eq!(used.unwrap_err().kind, ProblemKind::KeyRefused(at.provider()), "{nth}");
        assert_eq!(next(at.provider()).await, app.now(), "{nth}");
        app.sandbox.clear().await;
        app.check_keys().await;
    }
}

both_engines!(
    a_key_whose_use_fails_is_checked_soon,
    lesson_40_a_number_that_twilio_does_not_ring_says_why,
    a_phone_is_confirmed_by_the_code_that_is_read_to_it,
    a_code_counts_for_ten_minutes_and_for_five_attempts,
    no_number_is_rung_that_costs_more_or_is_none,
    a_number_that_cannot_be_rung_leaves_the_confirmed_one,
    the_agent_rings_a_confirmed_phone_once,
    a_phone_is_its_persons_alone,
    lesson_76_calls_are_bounded_by_the_day,
    without_a_number_at_vapi_nobody_is_rung,
);
