//! The way by which what happens in calls comes here: which address the assistants have, and whether
//! anything gets through by it.

use futures::{StreamExt as _, stream};

use super::{operations::rotate_hook, sync};
use crate::{
    domain::{
        ids::{AgentId, OrgId, UserId},
        operation::{OperationKind, StepKind, SubjectId},
        problem::{Problem, ProblemKind},
        quota::Quota,
        topic::Topic,
        way_in::{WayIn, WayInView},
    },
    server::{
        audit::Action,
        cx::{Cx, Services},
        db::{Tx, Writer, on, sql, stored},
        operations::{
            queue::{self, Plan, Planned},
            states::is_open,
        },
        providers::own_address::Knock,
        quotas,
        suspension::is_at_work,
        vapi_hooks::{self, Target},
        vault::seal::hex,
    },
};

/// Agents that are mirrored, or addresses that are checked, in one round; and addresses at once.
const BATCH: i64 = 100;
const AT_ONCE: usize = 8;

/// Mirrorings that begin by themselves, each of which is its own record, and checks of the way in, of
/// which the last stands on its card.
struct DueHooks;

impl Writer for DueHooks {}

/// Milliseconds after which the way in is checked again by itself, and after which where it was shut.
const CHECKED: i64 = 24 * HOUR;
const HOUR: i64 = 3_600_000;

/// Reads by which addresses events come in, and what came.
pub async fn view(cx: &Cx) -> Result<WayInView, Problem> {
    let mut tx = cx.read().await?;
    let standing = vapi_hooks::standing(&mut tx).await?;
    let (assistants, told) = sync::hook_counts(&mut tx).await?;
    let config = &cx.services.config;
    Ok(WayInView {
        now: cx.services.clock.now_ms(),
        reachable: vapi_hooks::is_reachable(config),
        address: standing.as_ref().map(|standing| vapi_hooks::shown(config, &standing.nonce)),
        made_at: standing.as_ref().map(|standing| standing.made_at),
        heard: standing.map(|standing| standing.heard).unwrap_or_default(),
        assistants,
        told,
        rotation: rotate_hook::open(&mut tx).await?,
    })
}

/// Sends an event to the newest address, as Vapi does, and records what became of it.
///
/// # Errors
/// Fails with `AgentMissing` before there is an address, with a quota, and with `Busy` where this
/// machine has nothing left to connect with.
pub async fn check(cx: &Cx) -> Result<WayIn, Problem> {
    quotas::spend(cx, Quota::Checks).await?;
    let mut tx = cx.read().await?;
    let nonce = vapi_hooks::current(&mut tx).await?.ok_or(ProblemKind::AgentMissing)?;
    drop(tx);
    cx.slot.give_back();
    let found = knock(&cx.services, &cx.org, &nonce).await?;
    let mut tx = cx.write(Action::WayInChecked, "").await?;
    let now = tx.now();
    vapi_hooks::checked(&mut tx, &nonce, found, now).await?;
    tx.publish(&WAY_IN);
    tx.commit().await?;
    Ok(found)
}

const WAY_IN: [Topic; 3] = [Topic::Calls, Topic::Integrations, Topic::Numbers];

async fn knock(services: &Services, org: &OrgId, nonce: &str) -> Result<WayIn, Problem> {
    let Target { url, secret, .. } = Target::of(services, org, nonce);
    let challenge = hex(&services.random.bytes::<16>());
    let knock = Knock {
        url: &url,
        header: (vapi_hooks::SECRET_HEADER, &secret),
        event: vapi_hooks::check_event(&challenge),
        answer: vapi_hooks::answer_to_check(&secret, &challenge),
    };
    Ok(services.providers.own_address.knock(&knock).await.ok_or(ProblemKind::Busy)?)
}

/// Checks the way in of organisations whose assistants have an address of AVA's, once a day, and every
/// hour while it is shut; returns their number.
///
/// # Errors
/// Fails as the database does where it cannot be told which those are. What keeps one from being checked is
/// logged.
pub async fn check_due(services: &Services) -> Result<usize, Problem> {
    if !vapi_hooks::is_reachable(&services.config) {
        return Ok(0);
    }
    let now = services.clock.now_ms();
    let mut tx = services.db.read_installation().await?;
    let due = unchecked(&mut tx, now).await?;
    drop(tx);
    let count = due.len();
    stream::iter(due)
        .for_each_concurrent(AT_ONCE, |(org, nonce)| async move {
            if let Err(problem) = check_one(services, &org, &nonce, now).await {
                tracing::warn!(org.id = %org, problem = problem.code(), "could not check the way in");
            }
        })
        .await;
    Ok(count)
}

async fn check_one(services: &Services, org: &OrgId, nonce: &str, now: i64) -> Result<(), Problem> {
    let found = knock(services, org, nonce).await?;
    let mut tx = services.db.write(DueHooks, org).await?;
    vapi_hooks::checked(&mut tx, nonce, found, now).await?;
    tx.publish(&WAY_IN);
    Ok(tx.commit().await?)
}

/// Addresses that an assistant has and of which a check is due.
async fn unchecked(tx: &mut Tx, now: i64) -> Result<Vec<(OrgId, String)>, sqlx::Error> {
    const SQL: &str = concat!(
        "SELECT h.org_id, h.nonce FROM hooks AS h
         WHERE (h.way_in_at IS NULL OR h.way_in_at < $1 OR (h.way_in <> 'open' AND h.way_in_at < $2))
           AND EXISTS (SELECT 1 FROM agents AS a WHERE a.org_id = h.org_id AND a.hook = h.nonce)
           AND ",
        is_at_work!("h.org_id"),
        " ORDER BY h.nonce LIMIT $3"
    );
    let rows: Vec<(String, String)> =
        on!(tx, |c| sqlx::query_as(SQL).bind(now - CHECKED).bind(now - HOUR).bind(BATCH).fetch_all(c).await)?;
    rows.into_iter().map(|(org, nonce)| Ok((stored("hooks", &nonce).parse("org_id", &org)?, nonce))).collect()
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
    if !vapi_hooks::is_reachable(&services.config) {
        return Ok(0);
    }
    let mut tx = services.db.read_installation().await?;
    let due = due(&mut tx).await?;
    drop(tx);
    let mut begun = 0;
    for Due { org, agent, by } in due {
        match begin(services, &org, agent, &by).await {
            Ok(is_new) => begun += usize::from(is_new),
            // The others are due, whatever problem this one has.
            Err(error) => tracing::warn!(org.id = %org, %error, "could not begin to tell an assistant"),
        }
    }
    Ok(begun)
}

/// Returns whether no other node was quicker.
async fn begin(services: &Services, org: &OrgId, agent: AgentId, by: &UserId) -> Result<bool, sqlx::Error> {
    let steps = [Planned::from(StepKind::PlaceAssistant)];
    let subject = SubjectId::Agent(agent);
    let plan = Plan { kind: OperationKind::SyncAgent, subject: &subject, label: "", steps: &steps };
    let mut tx = services.db.write(DueHooks, org).await?;
    let begun = queue::open(services, &mut tx, by, &plan).await?.is_some();
    tx.publish(&[Topic::Operations, Topic::Agents]);
    tx.commit().await?;
    Ok(begun)
}
