//! Has every assistant send what happens in its calls to the address that there is now.

use super::{repo, service};
use crate::{
    domain::{
        ids::{AgentId, OrgId, UserId},
        operation::{OperationKind, StepKind, SubjectId},
        problem::Problem,
        topic::Topic,
    },
    server::{
        audit::Action,
        cx::{Cx, Services},
        db::{Tx, Writer, on, sql, stored},
        hooks,
        operations::{
            queue::{self, Plan, Planned},
            states::is_open,
        },
        suspension::is_at_work,
    },
};

/// Agents that are mirrored in one round.
const BATCH: i64 = 100;

/// Mirrorings that begin by themselves: each operation is its own record.
struct DueHooks;

impl Writer for DueHooks {}

/// Makes another address with another secret, and has every assistant be given it. The former one
/// answers for as long as an assistant has it.
pub async fn rotate(cx: &Cx) -> Result<(), Problem> {
    let mut tx = cx.write(Action::HookRotated, "").await?;
    // However often it is asked for, there is one address more than assistants have.
    hooks::forget_unused(&mut tx).await?;
    hooks::make(&cx.services, &mut tx).await?;
    for agent in repo::named(&mut tx).await? {
        if agent.assistant_id.is_some() {
            service::mirror(&mut tx, &agent.id).await?;
        }
    }
    queue::hold(&mut tx).await?;
    tx.publish(&[Topic::Calls]);
    Ok(tx.commit().await?)
}

struct Due {
    org: OrgId,
    agent: AgentId,
    by: UserId,
}

/// Agents that are in step, but whose assistants were never told where to send events.
async fn due(tx: &mut Tx) -> Result<Vec<Due>, sqlx::Error> {
    const SQL: &str = sql!(
        "SELECT a.org_id, a.id, k.saved_by FROM agents AS a
         JOIN org_credentials AS k ON k.org_id = a.org_id AND k.provider = 'vapi' AND k.is_managed = FALSE
         WHERE a.sync_state = 'synced' AND a.hook_state IS NULL AND a.vapi_assistant_id IS NOT NULL
           AND k.status = 'connected'
           AND NOT EXISTS (SELECT 1 FROM operations AS o
             WHERE o.org_id = a.org_id AND o.agent_id = a.id AND ",
        is_open!(o),
        ") AND ",
        is_at_work!("a.org_id"),
        " ORDER BY a.id LIMIT $1"
    );
    let rows: Vec<(String, String, String)> =
        on!(tx, |c| sqlx::query_as(SQL).bind(BATCH).fetch_all(c).await)?;
    let read = |(org, agent, by): (String, String, String)| {
        let row = stored("agents", &agent);
        Ok(Due {
            org: row.parse("org_id", &org)?,
            agent: row.parse("id", &agent)?,
            by: row.parse("saved_by", &by)?,
        })
    };
    rows.into_iter().map(read).collect()
}

/// Has assistants be told that were made before this installation could be reached; returns their
/// number.
///
/// # Errors
/// Fails as the database does.
pub async fn enqueue_due(services: &Services) -> Result<usize, Problem> {
    if !hooks::is_reachable(&services.config) {
        return Ok(0);
    }
    let mut tx = services.db.read_installation().await?;
    let due = due(&mut tx).await?;
    drop(tx);
    let mut begun = 0;
    for Due { org, agent, by } in due {
        let steps = [Planned::from(StepKind::PlaceAssistant)];
        let subject = SubjectId::Agent(agent);
        let plan = Plan { kind: OperationKind::SyncAgent, subject: &subject, label: "", steps: &steps };
        let mut tx = services.db.write(DueHooks, &org).await?;
        begun += usize::from(queue::open(services, &mut tx, &by, &plan).await?.is_some());
        tx.publish(&[Topic::Operations, Topic::Agents]);
        tx.commit().await?;
    }
    Ok(begun)
}
