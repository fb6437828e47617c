//! The scores of contacts: computed from the calls and appointments that are stored, after each of
//! them, and again when a reason has had its time.

use super::repo::{self, with_merged};
use crate::{
    domain::{
        contact::{ContactId, HOT, Reason, ScoreReason, points},
        notification::{About, NotificationKind},
        problem::Problem,
        topic::Topic,
    },
    server::{
        cx::Services,
        db::{OrgTx, on},
        notifications::{self, Raised},
    },
};

const MINUTE: i64 = 60_000;
const DAY: i64 = 24 * 60 * MINUTE;
/// Days for which a call is one of late.
const LATELY: u32 = 14;
/// The talk from which on a call is long, in milliseconds.
const LONG: i64 = 3 * MINUTE;
/// The calls, the newest first, that count.
const CALLS: i64 = 200;

/// The stored facts of a contact that its score depends on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, sqlx::FromRow)]
struct Facts {
    calls: i64,
    /// The longest talk, in milliseconds.
    longest: i64,
    last_call: Option<i64>,
    asked_price: i64,
    asked_appointment: i64,
    booked: i64,
}

impl Facts {
    /// Whether people can still do something about it: of whoever called long before a score was first
    /// computed, nobody has to hear.
    fn is_news(&self, now: i64) -> bool {
        self.last_call.is_some_and(|at| at > now - DAY)
    }
}

const FACTS: &str = concat!(
    "WITH person (id) AS ",
    with_merged!(),
    ", heard AS (
       SELECT c.begun_at, c.answered_at, c.ended_at, c.asked_price, c.asked_appointment FROM calls AS c
       WHERE c.org_id = $1 AND c.contact_id IN (SELECT q.id FROM person AS q) AND c.direction = 'inbound'
       ORDER BY +c.begun_at DESC LIMIT $3)
     SELECT COUNT(*) AS calls, CAST(COALESCE(MAX(h.ended_at - h.answered_at), 0) AS BIGINT) AS longest,
       MAX(h.begun_at) AS last_call,
       CAST(COALESCE(SUM(CASE WHEN h.asked_price THEN 1 ELSE 0 END), 0) AS BIGINT) AS asked_price,
       CAST(COALESCE(SUM(CASE WHEN h.asked_appointment THEN 1 ELSE 0 END), 0) AS BIGINT) AS asked_appointment,
       (SELECT COUNT(*) FROM appointments AS a WHERE a.org_id = $1 AND a.state = 'booked'
          AND a.contact_id IN (SELECT q.id FROM person AS q)) AS booked
     FROM heard AS h"
);

/// The reasons, and when the score is to be computed again although nothing happens.
fn reasons(facts: &Facts, now: i64) -> (Vec<Reason>, Option<i64>) {
    let until = facts.last_call.map(|at| at + i64::from(LATELY) * DAY).filter(|until| *until > now);
    let count = |count: i64| u32::try_from(count).unwrap_or(u32::MAX);
    let counted = [
        (ScoreReason::Booked, facts.booked > 0, count(facts.booked)),
        (ScoreReason::CalledAgain, facts.calls > 1, count(facts.calls)),
        (ScoreReason::AskedPrice, facts.asked_price > 0, count(facts.asked_price)),
        (ScoreReason::AskedAppointment, facts.asked_appointment > 0, count(facts.asked_appointment)),
        (ScoreReason::LongCall, facts.longest >= LONG, count(facts.longest / MINUTE)),
        (ScoreReason::CalledLately, until.is_some(), LATELY),
    ];
    let held = counted.into_iter().filter(|(_, holds, _)| *holds);
    (held.map(|(why, _, count)| Reason { why, count }).collect(), until)
}

/// The cause by which notifications of one hot lead are known.
pub fn cause(contact: &ContactId) -> String {
    format!("lead {contact}")
}

/// Computes the score of a contact. The first time that it is high enough, the contact becomes a hot
/// lead, whatever becomes of the score.
pub(super) async fn compute(services: &Services, tx: &mut OrgTx, id: &ContactId) -> Result<(), Problem> {
    let Some(contact) = repo::find(tx, id).await? else { return Ok(()) };
    let now = services.clock.now_ms();
    if contact.merged_into.is_some() {
        return Ok(repo::put_score(tx, id, &[], None).await?);
    }
    let facts: Facts = on!(tx, |c, org| {
        sqlx::query_as(FACTS).bind(org.as_str()).bind(id.as_str()).bind(CALLS).fetch_one(c).await
    })?;
    let (reasons, due) = reasons(&facts, now);
    repo::put_score(tx, id, &reasons, due).await?;
    if reasons != contact.reasons {
        tx.publish(&[Topic::Contacts]);
    }
    let score = points(&reasons);
    if score >= HOT && repo::becomes_hot(tx, id, now).await? && facts.is_news(now) {
        let hot = Raised {
            kind: NotificationKind::HotLead,
            about: About::Lead { contact: id.clone(), score },
            cause: &cause(id),
            by: None,
            at: now,
        };
        notifications::raise(tx, &hot).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::db::explain;

    const NOW: i64 = 1_795_246_560_000;

    fn score(facts: Facts) -> u32 {
        points(&reasons(&facts, NOW).0)
    }

    #[test]
    fn what_counts_is_told() {
        assert_eq!(score(Facts::default()), 0);
        let called = Facts { calls: 1, last_call: Some(NOW - DAY), ..Facts::default() };
        assert_eq!(score(called), 10);
        let again = Facts { calls: 3, asked_price: 1, longest: 4 * MINUTE, ..called };
        assert_eq!(score(again), 55);
        let booked = Facts { booked: 1, asked_appointment: 2, ..again };
        assert_eq!(score(booked), 100);
        let (told, _) = reasons(&again, NOW);
        assert!(told.contains(&Reason { why: ScoreReason::CalledAgain, count: 3 }));
        assert!(told.contains(&Reason { why: ScoreReason::LongCall, count: 4 }));
    }

    #[test]
    fn whoever_called_long_ago_is_no_news() {
        assert!(Facts { last_call: Some(NOW - DAY + 1), ..Facts::default() }.is_news(NOW));
        assert!(!Facts { last_call: Some(NOW - DAY), ..Facts::default() }.is_news(NOW));
        assert!(!Facts::default().is_news(NOW));
    }

    #[test]
    fn a_call_of_late_counts_until_its_time_is_over() {
        let called = Facts { calls: 1, last_call: Some(NOW - DAY), ..Facts::default() };
        let (_, due) = reasons(&called, NOW);
        assert_eq!(due, Some(NOW + 13 * DAY));
        let (told, due) = reasons(&called, NOW + 13 * DAY);
        assert_eq!((told, due), (vec![], None));
    }

    #[tokio::test]
    async fn a_score_is_computed_by_indexes() {
        let plan = explain::of(FACTS).await;
        for index in ["INDEX calls_contact (org_id=?", "INDEX appointments_contact (org_id=?"] {
            assert!(plan.iter().any(|line| line.contains(index)), "{plan:#?}");
        }
    }
}
