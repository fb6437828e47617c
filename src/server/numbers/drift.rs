//! Begins comparisons with Vapi and Twilio, and does what a person decides about their findings.

use std::time::Duration;

use super::{
    answering_agents, findings, leftovers, managed,
    operations::cancel_number,
    repo,
    service::{Import, Subject, bring, give_to, take_back, unbind, want},
};
use crate::{
    domain::{
        credential::Account,
        drift::{DriftAction, Finding, FindingKind},
        feature::Feature,
        ids::{FindingId, OperationId, OrgId, UserId},
        leftover::Leftover,
        number::{NumberSource, NumberState},
        operation::{OperationKind, StepKind, SubjectId},
        problem::{Problem, ProblemKind},
        provider::Provider,
        topic::Topic,
    },
    server::{
        audit::Action,
        credentials,
        cx::{Cx, Services, Unit},
        db::{OrgTx, Writer, on, sql, stored},
        operations::{
            ask,
            queue::{self, Plan, Planned},
            states::is_open,
        },
        suspension::is_at_work,
    },
};

const BETWEEN: Duration = Duration::from_secs(3600);
const TOPICS: [Topic; 3] = [Topic::Numbers, Topic::Operations, Topic::Integrations];

/// Begins a comparison now, because somebody asks.
pub async fn compare(cx: &Cx) -> Result<OperationId, Problem> {
    let mut tx = cx.begin().await?;
    let connected = credentials::connected(&mut tx).await?;
    connected.require(Account::VAPI)?;
    if !connected.has(Account::MANAGED) {
        connected.require(Account::TWILIO)?;
    }
    let asked = queue::Asked { kind: OperationKind::CompareNumbers, subject: &SubjectId::Numbers, label: "" };
    ask(cx, tx, &asked).await
}

/// The most orgs whose comparison does not begin, after which a round ends: it is not them.
const MAX_FAILURES: i64 = 100;

const COMPARES: &str = OperationKind::CompareNumbers.code();

/// The orgs whose hour has passed, the longest ago first, each with the user to name as asking: one
/// of the providers that are compared is connected, each of their keys works, and no comparison is
/// open. The hour counts from the last comparison, else from the last check of a key.
const DUE: &str = sql!(
    "SELECT org_id, saved_by FROM (
    SELECT c.org_id, MIN(c.saved_by) AS saved_by,
      COALESCE((SELECT MAX(o.created_at) FROM operations AS o
        WHERE o.org_id = c.org_id AND o.kind = '",
    COMPARES,
    "'), MAX(c.verified_at), 0) AS last
    FROM org_credentials AS c
    WHERE c.is_managed = FALSE AND $2 LIKE '%,' || c.provider || ',%' AND ",
    is_at_work!("c.org_id"),
    " GROUP BY c.org_id
    HAVING MIN(CASE WHEN c.status = 'connected' THEN 1 ELSE 0 END) = 1) AS compared
  WHERE last <= $1 AND NOT EXISTS (SELECT 1 FROM operations AS o
    WHERE o.org_id = compared.org_id AND o.kind = '",
    COMPARES,
    "' AND ",
    is_open!(o),
    ")
  ORDER BY last, org_id
  LIMIT $3"
);

/// The codes of the providers whose accounts are compared, each between commas.
fn compared() -> String {
    let compared = Provider::ALL.into_iter().filter(|provider| provider.spec().is_compared);
    compared.fold(",".to_owned(), |all, provider| all + provider.code() + ",")
}

/// Begins the comparisons that are due, and returns their number. Called every minute. A share of all orgs
/// has a turn at a time, so that those that were due together drift apart.
pub async fn enqueue_due(services: &Services) -> Result<usize, Problem> {
    let now = services.clock.now_ms();
    let before = now - i64::try_from(BETWEEN.as_millis()).unwrap_or(i64::MAX);
    let mut tx = services.db.read_installation().await?;
    let compared = compared();
    let share: i64 =
        on!(tx, |c| sqlx::query_scalar("SELECT COUNT(*) / 30 + 1 FROM orgs").fetch_one(c).await)?;
    let due: Vec<(String, String)> = on!(tx, |c| {
        sqlx::query_as(DUE).bind(before).bind(&compared).bind(share + MAX_FAILURES).fetch_all(c).await
    })?;
    drop(tx);
    let (mut begun, mut turns, mut failures) = (0, 0, 0);
    for (org, by) in due {
        if turns == share || failures == MAX_FAILURES {
            break;
        }
        match begin(services, &org, &by).await {
            // Not new where another node was quicker.
            Ok(is_new) => {
                turns += 1;
                begun += usize::from(is_new);
            }
            // Such an org stays due, and stands first: the share is of those behind it.
            Err(problem) => {
                failures += 1;
                tracing::warn!(org.id = org, problem = problem.code(), "could not begin to compare numbers");
            }
        }
    }
    Ok(begun)
}

/// Writes the comparisons that begin by themselves every hour: each operation is its own record.
struct DueComparisons;

impl Writer for DueComparisons {}

async fn begin(services: &Services, org: &str, by: &str) -> Result<bool, Problem> {
    let row = stored("org_credentials", org);
    let (org, by): (OrgId, UserId) = (row.parse("org_id", org)?, row.parse("saved_by", by)?);
    let steps = [Planned::from(StepKind::CompareAll)];
    let (kind, subject) = (OperationKind::CompareNumbers, &SubjectId::Numbers);
    let plan = Plan { kind, subject, label: "", steps: &steps };
    let mut tx = services.db.write(DueComparisons, &org).await?;
    let begun = queue::open(services, &mut tx, &by, &plan).await?.is_some();
    tx.publish(&TOPICS);
    tx.commit().await?;
    Ok(begun)
}

/// The finding, if this action fits it.
async fn about(tx: &mut OrgTx, id: &FindingId, action: DriftAction) -> Result<Finding, Problem> {
    let finding = findings::one(tx, id).await?.ok_or(ProblemKind::NotFound)?;
    if finding.actions.contains(&action) { Ok(finding) } else { Err(ProblemKind::Stale.into()) }
}

/// Repairs a finding. The number is brought once more, which places it, binds it and sets the
/// webhook anew. It is taken over from its answerer, or unbound where nobody was chosen: the person
/// who asks has read who answers it. A deleted assistant is made again, with all that AVA knows of
/// it, and its numbers are bound to it. Returns the operation that does it.
pub async fn repair(cx: &Cx, id: FindingId) -> Result<OperationId, Problem> {
    let mut tx = cx.begin().await?;
    if let Some(leftover) = leftovers::one(&mut tx, &id).await? {
        let mut tx = tx.recorded(Action::DriftRepaired, &leftover.object).await?;
        let operation = delete(&mut tx, &leftover).await?;
        tx.commit().await?;
        return Ok(operation);
    }
    let finding = about(&mut tx, &id, DriftAction::Repair).await?;
    let number = finding.number.ok_or(ProblemKind::NotFound)?;
    let mut tx = tx.recorded(Action::DriftRepaired, finding.e164.as_str()).await?;
    let now = tx.now();
    let operation = if finding.kind == FindingKind::AssistantGone {
        let agent = finding.agent.ok_or(ProblemKind::Stale)?;
        answering_agents::remake_gone(&mut tx, &agent).await?
    } else {
        let number = repo::find(&mut tx, &number).await?.ok_or(ProblemKind::NotFound)?;
        cx.requires(Feature::of(number.source))?;
        let operation = if number.state == NumberState::Unassigned {
            // An unbinding that asked for help would stay beside the new one, with an escrow of its
            // own.
            cancel_number(&mut tx, &number, now).await?;
            unbind(&mut tx, &number).await?
        } else {
            repo::revive(&mut tx, &number.id, now).await?;
            bring(&mut tx, &Subject::from(&number)).await?
        };
        if let Some(stranger) = &finding.stranger {
            queue::consent(&mut tx, &operation, stranger, now).await?;
        }
        operation
    };
    queue::hold(&mut tx).await?;
    tx.publish(&TOPICS);
    tx.commit().await?;
    Ok(operation)
}

/// Deletes at its provider an object that AVA made and does not use.
async fn delete(tx: &mut Unit, leftover: &Leftover) -> Result<OperationId, Problem> {
    let (kind, subject) = (OperationKind::DeleteLeftover, SubjectId::Leftover(leftover.id.clone()));
    let asked = queue::Asked { kind, subject: &subject, label: &leftover.name };
    let operation = queue::enqueue_named(tx, &asked).await?;
    tx.publish(&TOPICS);
    Ok(operation)
}

/// Takes the state that was found for the wanted one: an unknown number comes to AVA, a number that
/// another agent of the org answers becomes that agent's, and one that a stranger's assistant
/// answers is left to it. Nothing changes at Vapi for that. Returns the operation that it takes, if any.
pub async fn adopt(cx: &Cx, id: FindingId) -> Result<Option<OperationId>, Problem> {
    let mut tx = cx.begin().await?;
    let finding = about(&mut tx, &id, DriftAction::Adopt).await?;
    let e164 = finding.e164.as_str();
    let mut tx = tx.recorded(Action::DriftAdopted, e164).await?;
    let operation = match (&finding.number, finding.agent.clone()) {
        (None, _) => {
            let import = Import { number: finding.e164.clone(), agent: None, sms_enabled: false };
            tx.record(Action::ImportAsked, e164).await?;
            let operation = want(&mut tx, &import).await?;
            queue::hold(&mut tx).await?;
            Some(operation)
        }
        (Some(number), agent) => {
            let number = repo::find(&mut tx, number).await?.ok_or(ProblemKind::NotFound)?;
            if let Some(agent) = agent {
                tx.record(Action::ImportAsked, number.e164.as_str()).await?;
                let operation = give_to(&mut tx, &number, agent).await?;
                queue::hold(&mut tx).await?;
                Some(operation)
            } else {
                let now = tx.now();
                cancel_number(&mut tx, &number, now).await?;
                repo::unassign(&mut tx, &number.id, now).await?;
                findings::insert_ignored(&mut tx, &cx.services.random, &finding.clone().into(), now).await?;
                None
            }
        }
    };
    tx.publish(&Topic::ALL);
    tx.commit().await?;
    Ok(operation)
}

/// Forgets a finding. A number that left its account is removed as by hand, or released where it
/// was managed, so that nothing of it stays at Vapi, nor under the limit; any other difference is
/// left as it is until it changes. Returns the operation that it takes, if any.
pub async fn forget(cx: &Cx, id: FindingId) -> Result<Option<OperationId>, Problem> {
    let mut tx = cx.begin().await?;
    if let Some(leftover) = leftovers::one(&mut tx, &id).await? {
        let mut tx = tx.recorded(Action::DriftForgotten, &leftover.object).await?;
        leftovers::ignore(&mut tx, &id).await?;
        tx.publish(&[Topic::Numbers]);
        tx.commit().await?;
        return Ok(None);
    }
    let finding = about(&mut tx, &id, DriftAction::Forget).await?;
    let e164 = finding.e164.as_str();
    let mut tx = tx.recorded(Action::DriftForgotten, e164).await?;
    let operation = match (finding.kind, &finding.number) {
        (FindingKind::GoneAtTwilio, Some(number)) => {
            let number = repo::find(&mut tx, number).await?.ok_or(ProblemKind::NotFound)?;
            let e164 = number.e164.as_str();
            Some(match number.source {
                NumberSource::Byo => {
                    tx.record(Action::NumberRemoved, e164).await?;
                    take_back(&mut tx, &number).await?
                }
                NumberSource::Managed => {
                    tx.record(Action::NumberReleased, e164).await?;
                    managed::give_back(&mut tx, &number).await?
                }
            })
        }
        _ => {
            findings::ignore(&mut tx, &id).await?;
            None
        }
    };
    tx.publish(&Topic::ALL);
    tx.commit().await?;
    Ok(operation)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::db::explain;

    #[test]
    fn each_code_that_is_compared_stands_between_commas() {
        assert_eq!(compared(), ",vapi,twilio,");
    }

    #[tokio::test]
    async fn whose_hour_has_passed_is_read_from_indexes() {
        let plan = explain::of(DUE).await;
        let keys = plan.iter().find(|line| line.starts_with("SEARCH c ") || line.starts_with("SCAN c "));
        assert!(keys.is_some_and(|line| line.contains("COVERING INDEX org_credentials_due")), "{plan:#?}");
        let operations: Vec<_> = plan.iter().filter(|line| line.starts_with("SEARCH o ")).collect();
        assert!(!operations.is_empty(), "{plan:#?}");
        assert!(operations.iter().all(|line| line.contains("(org_id=? AND kind=?")), "{plan:#?}");
    }
}
