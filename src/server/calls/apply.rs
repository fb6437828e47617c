//! Applies what Vapi says to the call that it is about.
//!
//! It comes in any order, twice, late or never: each part of a call takes what is known for sure of
//! it, so that the end is the same. What is over does not go on; what the report of the end says
//! takes the place of what was heard before.

use super::{
    erasures,
    repo::{self, Call, Ours},
    said::{Said, takes},
};
use crate::{
    domain::{
        call::{CallId, CallOutcome, CallPart, CallState, Direction, EndedGroup, Line, is_lost_voice},
        moment::iso,
        notification::{About, NotificationKind},
        topic::Topic,
        webhook::EventKind,
    },
    server::{
        agents, contacts,
        cx::Services,
        db::OrgTx,
        notifications::{self, Raised},
        webhooks::{self, Data, Event},
    },
};

/// Applies what is said of one call, in its order. Returns the call; `None` where neither its assistant nor
/// its number is the organisation's.
pub async fn apply(
    services: &Services,
    tx: &mut OrgTx,
    said: &[Said],
) -> Result<Option<CallId>, sqlx::Error> {
    let Some(first) = said.first() else { return Ok(None) };
    let before = repo::at_vapi(tx, &first.vapi_call_id).await?;
    let erased = erasures::of(tx, &first.vapi_call_id).await?;
    if erased > Some(CallPart::Recording) {
        return Ok(before.map(|call| call.id));
    }
    let ours = repo::ours_of_each(tx, said).await?;
    if before.is_none() && ours.iter().all(|ours| ours.agent.is_none() && ours.number.is_none()) {
        return Ok(None);
    }
    let now = services.clock.now_ms();
    let known = before.clone().unwrap_or_else(|| new(services, first, now));
    let mut after = said.iter().zip(ours).fold(known, |call, (said, ours)| merged(call, said, ours));
    after.recorded &= erased.is_none();
    if before.as_ref() != Some(&after) {
        if let (None, Some(caller)) = (&after.contact, &after.caller) {
            after.contact = contacts::of_calls::of_caller(services, tx, caller, after.direction).await?;
        }
        repo::put(tx, before.as_ref(), &after, now).await?;
        if let Some(contact) = after.contact.as_ref().filter(|_| after.state == CallState::Ended) {
            contacts::repo::score_is_due(tx, contact).await?;
        }
        notify(tx, &after, now).await?;
        let end = |call: &Call| (call.outcome, call.ended_reason.clone());
        if before.as_ref().map(end) != Some(end(&after)) {
            note_voice(tx, &after).await?;
        }
        let had_ended = before.is_some_and(|before| before.state == CallState::Ended);
        if after.state == CallState::Ended && !had_ended && is_news(&after, now) {
            ended(tx, &after, now).await?;
        }
        tx.publish(&[Topic::Calls]);
    }
    Ok(Some(after.id))
}

/// Notes what a call shows of its agent's voice, which no provider lists.
async fn note_voice(tx: &mut OrgTx, call: &Call) -> Result<(), sqlx::Error> {
    let Some((agent, _)) = &call.agent else { return Ok(()) };
    let changed = match (call.outcome, call.ended_reason.as_deref()) {
        (Some(_), Some(reason)) if is_lost_voice(reason) => {
            agents::repo::lose_voice(tx, agent, call.begun_at).await?
        }
        (Some(CallOutcome::Answered), _) => agents::repo::keep_voice(tx, agent, call.begun_at).await?,
        _ => false,
    };
    if changed {
        tx.publish(&[Topic::Agents]);
    }
    Ok(())
}

/// A call that ended longer ago is no news, as when the calls of a week are read at once.
const NEWS: i64 = 24 * 3600 * 1000;

fn is_news(call: &Call, now: i64) -> bool {
    now - call.ended_at.unwrap_or(call.begun_at) <= NEWS
}

/// Tells programs that a call has ended.
pub(super) async fn ended(tx: &mut OrgTx, call: &Call, at: i64) -> Result<(), sqlx::Error> {
    let data = Data::Call {
        call_id: &call.id,
        agent_id: call.agent.as_ref().map(|(id, _)| id),
        number_id: call.number.as_ref(),
        contact_id: call.contact.as_ref(),
        direction: call.direction,
        outcome: call.outcome,
        begun_at: iso(call.begun_at),
        answered_at: call.answered_at.map(iso),
        ended_at: call.ended_at.map(iso),
    };
    webhooks::raise(tx, &Event { kind: EventKind::CallEnded, data, at }).await
}

/// Tells of a call in which nobody spoke with whoever called, or that failed; and takes it back where
/// what came late shows that it was neither.
async fn notify(tx: &mut OrgTx, call: &Call, now: i64) -> Result<(), sqlx::Error> {
    let cause = cause(&call.id);
    let kind = match (call.outcome, call.direction) {
        (Some(CallOutcome::Missed), Direction::Inbound) => NotificationKind::CallMissed,
        (Some(CallOutcome::Failed), _) => NotificationKind::CallFailed,
        (Some(CallOutcome::Missed | CallOutcome::Answered), _) => {
            return notifications::retract(tx, &cause).await;
        }
        (None, _) => return Ok(()),
    };
    if !is_news(call, now) {
        return Ok(());
    }
    let about = About::Calls { last: call.id.clone() };
    notifications::raise(tx, &Raised { kind, about, cause: &cause, by: None, at: now }).await
}

/// The cause by which notifications of one call are known.
pub(super) fn cause(call: &CallId) -> String {
    format!("call {call}")
}

fn new(services: &Services, said: &Said, now: i64) -> Call {
    Call {
        id: services.random.id(),
        vapi_call_id: said.vapi_call_id.clone(),
        vapi_org: None,
        agent: None,
        number: None,
        own_number: None,
        caller: None,
        contact: None,
        direction: said.direction.unwrap_or(Direction::Inbound),
        state: CallState::Ringing,
        outcome: None,
        ended_reason: None,
        begun_at: said.begun_at.or(said.answered_at).or(said.at).unwrap_or(now),
        answered_at: None,
        ended_at: None,
        summary: None,
        transcript: Vec::new(),
        reported: false,
        cost_micros: None,
        recorded: false,
    }
}

fn merged(mut call: Call, said: &Said, ours: Ours) -> Call {
    call.vapi_org = call.vapi_org.or_else(|| said.vapi_org.clone());
    call.agent = ours.agent.or(call.agent);
    if let Some((id, e164)) = ours.number {
        (call.number, call.own_number) = (Some(id), Some(e164));
    }
    call.own_number = call.own_number.or_else(|| said.own_number.clone());
    call.caller = call.caller.or_else(|| said.caller.clone());
    call.direction = said.direction.unwrap_or(call.direction);
    call.begun_at = earliest(Some(call.begun_at), said.begun_at).unwrap_or(call.begun_at);
    call.answered_at = earliest(call.answered_at, said.answered_at);
    call.cost_micros = call.cost_micros.max(said.cost_micros);
    call.recorded |= said.recorded;
    call.summary = said.summary.clone().or(call.summary);
    call.state = further(call.state, said.state);
    match (&said.transcript, &said.line) {
        (Some(turns), _) if !turns.is_empty() => {
            call.transcript.clone_from(turns);
            call.reported = true;
        }
        (_, Some(line)) if !call.reported => heard(&mut call.transcript, line),
        _ => {}
    }
    if call.state == CallState::Ended {
        call.ended_reason = said.ended_reason.clone().or(call.ended_reason);
        call.ended_at = earliest(call.ended_at, said.ended_at);
        let group = call.ended_reason.as_deref().map_or(EndedGroup::Other, EndedGroup::of);
        call.outcome = Some(group.outcome(call.answered_at.is_some()));
    }
    call
}

fn earliest(known: Option<i64>, said: Option<i64>) -> Option<i64> {
    match (known, said) {
        (Some(known), Some(said)) => Some(known.min(said)),
        (known, said) => known.or(said),
    }
}

/// The later of two states; what came late does not take a call back.
const fn further(known: CallState, said: Option<CallState>) -> CallState {
    match (known, said) {
        (CallState::Ended, _) | (_, Some(CallState::Ended)) => CallState::Ended,
        (CallState::InProgress, _) | (_, Some(CallState::InProgress)) => CallState::InProgress,
        (CallState::Ringing, Some(CallState::Ringing) | None) => CallState::Ringing,
    }
}

/// Puts a turn into its place by the time at which it was said.
fn heard(transcript: &mut Vec<Line>, line: &Line) {
    if takes(transcript, &line.text) && !transcript.contains(line) {
        let at = transcript.partition_point(|known| known.at <= line.at);
        transcript.insert(at, line.clone());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::call::Speaker;

    fn call() -> Call {
        Call {
            id: "0190a5e2-7c1b-7def-8123-0123456789ab".parse().unwrap(),
            vapi_call_id: "c-1".into(),
            vapi_org: None,
            agent: None,
            number: None,
            own_number: None,
            caller: None,
            contact: None,
            direction: Direction::Inbound,
            state: CallState::Ringing,
            outcome: None,
            ended_reason: None,
            begun_at: 1_000,
            answered_at: None,
            ended_at: None,
            summary: None,
            transcript: Vec::new(),
            reported: false,
            cost_micros: None,
            recorded: false,
        }
    }

    fn line(text: &str, at: i64) -> Line {
        Line { by: Speaker::Caller, text: text.into(), at: Some(at) }
    }

    /// What a whole call says, one after the other.
    fn whole() -> Vec<Said> {
        let said = |state| Said { vapi_call_id: "c-1".into(), state: Some(state), ..Said::default() };
        let (a, b) = (line("I am late", 3_000), line("Bye", 4_000));
        vec![
            Said { begun_at: Some(900), ..said(CallState::Ringing) },
            Said { answered_at: Some(2_000), ..said(CallState::InProgress) },
            Said { line: Some(a.clone()), ..said(CallState::InProgress) },
            Said { line: Some(b.clone()), ..said(CallState::InProgress) },
            Said {
                ended_at: Some(5_100),
                ended_reason: Some("customer-ended-call".into()),
                ..said(CallState::Ended)
            },
            Said {
                answered_at: Some(2_000),
                ended_at: Some(5_000),
                ended_reason: Some("customer-ended-call".into()),
                summary: Some("Late.".into()),
                transcript: Some(vec![a, b]),
                cost_micros: Some(12),
                recorded: true,
                ..said(CallState::Ended)
            },
        ]
    }

    fn nobodys() -> Ours {
        Ours { agent: None, number: None }
    }

    fn after(order: &[usize]) -> Call {
        let all = whole();
        order.iter().fold(call(), |call, at| merged(call, &all[*at], nobodys()))
    }

    #[test]
    fn every_order_of_what_is_said_ends_the_same() {
        let expected = after(&[0, 1, 2, 3, 4, 5]);
        assert_eq!((expected.state, expected.outcome), (CallState::Ended, Some(CallOutcome::Answered)));
        assert_eq!(
            (expected.begun_at, expected.answered_at, expected.ended_at),
            (900, Some(2_000), Some(5_000))
        );
        let mut order = [0, 1, 2, 3, 4, 5];
        // Heap's algorithm.
        let (mut count, mut at) = ([0; 6], 0);
        while at < order.len() {
            if count[at] < at {
                order.swap(if at % 2 == 0 { 0 } else { count[at] }, at);
                assert_eq!(after(&order), expected, "{order:?}");
                let twice: Vec<usize> = order.iter().flat_map(|one| [*one, *one]).collect();
                assert_eq!(after(&twice), expected, "{twice:?}");
                count[at] += 1;
                at = 0;
            } else {
                count[at] = 0;
                at += 1;
            }
        }
    }

    #[test]
    fn a_call_in_which_no_end_is_made_of_talking_is_kept_in_part() {
        let mut spoken = call();
        for nth in 0..6_000 {
            let said = Said { line: Some(line("x", nth)), ..Said::default() };
            spoken = merged(spoken, &said, nobodys());
        }
        assert_eq!(spoken.transcript.len(), 5_000);
        let long = Said { line: Some(line(&"x".repeat(512 * 1024 + 1), 0)), ..Said::default() };
        assert_eq!(merged(call(), &long, nobodys()).transcript, []);
    }

    #[test]
    fn what_is_missing_leaves_the_rest() {
        let heard = after(&[3, 2, 1]);
        assert_eq!(heard.state, CallState::InProgress);
        assert_eq!(heard.transcript, [line("I am late", 3_000), line("Bye", 4_000)]);
        assert_eq!(after(&[5]).transcript.len(), 2);
        let late = after(&[5, 0, 1, 2]);
        assert_eq!((late.state, late.transcript.len()), (CallState::Ended, 2));
    }
}
