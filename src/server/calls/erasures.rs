//! What was erased of calls. It does not come back by what is told of them later, and Vapi is to delete
//! them, which it does only whole.

use super::account;
use crate::{
    domain::{
        call::{CallId, CallPart, DeletedCall},
        credential::Account,
        ids::{OperationId, OrgId, UserId},
        operation::{OperationKind, StepKind, SubjectId},
        phone::E164,
        problem::Problem,
        topic::Topic,
    },
    server::{
        calls::{apply, events},
        contacts,
        credentials::{self, Credential},
        cx::Services,
        db::{OrgTx, Tx, Writer, execute, on, sql, stored},
        list::search::{self, Searched},
        notifications,
        operations::{
            queue::{self, Plan, Planned},
            states::is_open,
        },
        suspension::is_at_work,
    },
};

const DAY: i64 = 24 * 3_600_000;
/// How long it is known that a call was erased whole and deleted at Vapi: nothing is told of it so late.
const KNOWN_FOR: i64 = 90 * DAY;
/// Organisations for which operations begin in one round.
const BATCH: i64 = 100;

/// Operations that begin by themselves: each is its own record.
struct DueErasures;

impl Writer for DueErasures {}

/// A call of which something is to be erased.
pub struct Erased {
    pub id: CallId,
    pub caller: Option<E164>,
}

/// The most that was erased of a call.
pub async fn of(tx: &mut OrgTx, vapi_call_id: &str) -> Result<Option<CallPart>, sqlx::Error> {
    let code: Option<String> = on!(tx, |c, org| {
        sqlx::query_scalar("SELECT part FROM call_erasures WHERE org_id = $1 AND vapi_call_id = $2")
            .bind(org.as_str())
            .bind(vapi_call_id)
            .fetch_optional(c)
            .await
    })?;
    stored("call_erasures", vapi_call_id).code_some("part", code.as_deref(), CallPart::from_code)
}

/// Erases a part of a call here, and notes that Vapi is to delete it.
///
/// # Errors
/// Fails as the database does.
pub async fn erase(tx: &mut OrgTx, call: &Erased, part: CallPart, now: i64) -> Result<(), sqlx::Error> {
    let id = call.id.as_str();
    execute!(
        tx,
        "INSERT INTO call_erasures (org_id, vapi_call_id, part, asked_at, vapi_org)
         SELECT org_id, vapi_call_id, $3, $4, vapi_org FROM calls WHERE org_id = $1 AND id = $2
         ON CONFLICT (org_id, vapi_call_id) DO UPDATE SET part = excluded.part",
        |org| (org.as_str(), id, part.code(), now)
    )?;
    match part {
        CallPart::Recording => {
            let sql = "UPDATE calls SET recorded = FALSE, updated_at = $3 WHERE org_id = $1 AND id = $2";
            execute!(tx, sql, |org| (org.as_str(), id, now))?;
        }
        CallPart::Transcript => {
            contacts::repo::score_without(tx, &call.id).await?;
            let sql = "UPDATE calls SET recorded = FALSE, transcript = NULL, summary = NULL,
                         asked_price = FALSE, asked_appointment = FALSE, updated_at = $3
                       WHERE org_id = $1 AND id = $2";
            execute!(tx, sql, |org| (org.as_str(), id, now))?;
            search::put(tx, Searched::Calls, id, call.caller.as_ref().map_or("", E164::as_str)).await?;
        }
        CallPart::Call => {
            contacts::repo::score_without(tx, &call.id).await?;
            execute!(tx, "DELETE FROM calls WHERE org_id = $1 AND id = $2", |org| (org.as_str(), id))?;
            search::forget(tx, Searched::Calls, id).await?;
            notifications::retract(tx, &apply::cause(&call.id)).await?;
        }
    }
    if part > CallPart::Recording {
        events::delete_of(tx, &call.id).await?;
    }
    Ok(())
}

/// The calls that Vapi is still to delete in the account that is connected, or in one that is not known;
/// those that it refused last.
pub async fn due(tx: &mut OrgTx, limit: i64) -> Result<Vec<String>, sqlx::Error> {
    let key = credentials::find(tx, Account::VAPI).await?;
    let account = account::of(key.as_ref());
    on!(tx, |c, org| {
        sqlx::query_scalar(
            "SELECT vapi_call_id FROM call_erasures
             WHERE org_id = $1 AND deleted_at IS NULL AND (vapi_org IS NULL OR vapi_org = $3)
             ORDER BY attempts, asked_at, vapi_call_id LIMIT $2",
        )
        .bind(org.as_str())
        .bind(limit)
        .bind(account)
        .fetch_all(c)
        .await
    })
}

/// Notes that Vapi has not the call any more; `found` is whether it was there.
pub async fn deleted(
    tx: &mut OrgTx,
    vapi_call_id: &str,
    by: &OperationId,
    found: bool,
    now: i64,
) -> Result<(), sqlx::Error> {
    execute!(
        tx,
        "UPDATE call_erasures SET deleted_at = $3, operation_id = $4, found = $5
         WHERE org_id = $1 AND vapi_call_id = $2",
        |org| (org.as_str(), vapi_call_id, now, by.as_str(), found)
    )
    .map(drop)
}

/// Notes that Vapi did not delete the call: the others come first from now on.
pub async fn refused(tx: &mut OrgTx, vapi_call_id: &str) -> Result<(), sqlx::Error> {
    let sql = "UPDATE call_erasures SET attempts = attempts + 1 WHERE org_id = $1 AND vapi_call_id = $2";
    execute!(tx, sql, |org| (org.as_str(), vapi_call_id)).map(drop)
}

/// The number of calls that an operation has deleted at Vapi.
pub async fn deleted_by(tx: &mut OrgTx, operation: &OperationId) -> Result<u32, sqlx::Error> {
    let count: i64 = on!(tx, |c, org| {
        sqlx::query_scalar("SELECT COUNT(*) FROM call_erasures WHERE org_id = $1 AND operation_id = $2")
            .bind(org.as_str())
            .bind(operation.as_str())
            .fetch_one(c)
            .await
    })?;
    Ok(u32::try_from(count).unwrap_or(u32::MAX))
}

/// The calls that are erased here and not deleted at Vapi.
pub struct Waiting {
    pub count: u32,
    /// The time at which the first of them was erased.
    pub since: Option<i64>,
    /// The number of further ones, which are in another account than the one that is connected.
    pub elsewhere: u32,
}

/// Counts the calls that Vapi is still to delete, of which those are elsewhere that are in another account
/// than that of the key.
pub async fn waiting(tx: &mut OrgTx, key: Option<&Credential>) -> Result<Waiting, sqlx::Error> {
    let account = account::of(key);
    let (count, since, elsewhere): (i64, Option<i64>, i64) = on!(tx, |c, org| {
        sqlx::query_as(
            "SELECT COUNT(CASE WHEN vapi_org <> $2 THEN NULL ELSE 1 END),
               MIN(CASE WHEN vapi_org <> $2 THEN NULL ELSE asked_at END),
               COUNT(CASE WHEN vapi_org <> $2 THEN 1 END)
             FROM call_erasures WHERE org_id = $1 AND deleted_at IS NULL",
        )
        .bind(org.as_str())
        .bind(account)
        .fetch_one(c)
        .await
    })?;
    let many = |count: i64| u32::try_from(count).unwrap_or(u32::MAX);
    Ok(Waiting { count: many(count), since, elsewhere: many(elsewhere) })
}

/// The last calls that Vapi deleted, the newest first.
pub async fn last_deleted(tx: &mut OrgTx, limit: i64) -> Result<Vec<DeletedCall>, sqlx::Error> {
    let rows: Vec<(String, i64, bool)> = on!(tx, |c, org| {
        sqlx::query_as(
            "SELECT vapi_call_id, deleted_at, COALESCE(found, FALSE) FROM call_erasures
             WHERE org_id = $1 AND deleted_at IS NOT NULL ORDER BY deleted_at DESC LIMIT $2",
        )
        .bind(org.as_str())
        .bind(limit)
        .fetch_all(c)
        .await
    })?;
    Ok(rows.into_iter().map(|(id, at, found)| DeletedCall { id, at, found }).collect())
}

/// Organisations with calls that Vapi is to delete, and a key that works for the account which they are
/// in. One at a time is under way in each; after one that failed, a day passes.
macro_rules! due {
    ($account:literal) => {
        sql!(
            "SELECT k.org_id, k.saved_by FROM org_credentials AS k
             WHERE k.provider = 'vapi' AND k.is_managed = FALSE AND k.status = 'connected'
               AND EXISTS (SELECT 1 FROM call_erasures AS e
                 WHERE e.org_id = k.org_id AND e.deleted_at IS NULL
                   AND (e.vapi_org IS NULL OR e.vapi_org = ",
            $account,
            "))
               AND NOT EXISTS (SELECT 1 FROM operations AS o
                 WHERE o.org_id = k.org_id AND o.kind = '",
            OperationKind::EraseCalls.code(),
            "' AND (",
            is_open!(o),
            " OR (o.state = 'failed' AND o.updated_at > $1))) AND ",
            is_at_work!("k.org_id"),
            " ORDER BY k.org_id LIMIT $2"
        )
    };
}

const DUE_SQLITE: &str = due!("json_extract(k.public_config, '$.vapi.vapi_org')");
const DUE_POSTGRES: &str = due!("(CAST(k.public_config AS JSON) #>> '{vapi,vapi_org}')");

/// Has Vapi delete what is erased here, an operation for each organisation; returns their number.
///
/// # Errors
/// Fails as the database does.
pub async fn enqueue_due(services: &Services) -> Result<usize, Problem> {
    let mut tx = services.db.read_installation().await?;
    let due = due_orgs(&mut tx, services.clock.now_ms() - DAY).await?;
    drop(tx);
    let mut begun = 0;
    for (org, by) in due {
        match begin(services, &org, &by).await {
            Ok(is_new) => begun += usize::from(is_new),
            // The others are due, whatever problem this one has.
            Err(error) => {
                tracing::warn!(org.id = %org, %error, "could not begin to delete its calls at Vapi");
            }
        }
    }
    Ok(begun)
}

/// Returns whether no other node was quicker.
async fn begin(services: &Services, org: &OrgId, by: &UserId) -> Result<bool, sqlx::Error> {
    let steps = [Planned::from(StepKind::DeleteCalls)];
    let subject = SubjectId::Calls;
    let plan = Plan { kind: OperationKind::EraseCalls, subject: &subject, label: "", steps: &steps };
    let mut tx = services.db.write(DueErasures, org).await?;
    let begun = queue::open(services, &mut tx, by, &plan).await?.is_some();
    tx.publish(&[Topic::Operations, Topic::Calls]);
    tx.commit().await?;
    Ok(begun)
}

async fn due_orgs(tx: &mut Tx, failed_since: i64) -> Result<Vec<(OrgId, UserId)>, sqlx::Error> {
    let sql = if tx.is_postgres() { DUE_POSTGRES } else { DUE_SQLITE };
    let rows: Vec<(String, String)> =
        on!(tx, |c| sqlx::query_as(sql).bind(failed_since).bind(BATCH).fetch_all(c).await)?;
    let read = |(org, by): (String, String)| {
        let row = stored("org_credentials", &org);
        Ok((row.parse("org_id", &org)?, row.parse("saved_by", &by)?))
    };
    rows.into_iter().map(read).collect()
}

const FORGET_OLD: &str = "DELETE FROM call_erasures WHERE part = 'call' AND deleted_at < $1";

/// Forgets that calls were erased of which nobody tells any more.
///
/// # Errors
/// Fails as the database does.
pub async fn forget_old(services: &Services) -> Result<u64, Problem> {
    let before = services.clock.now_ms() - KNOWN_FOR;
    let mut tx = services.db.write_installation(DueErasures).await?;
    let forgotten = execute!(tx, FORGET_OLD, before)?;
    tx.commit().await?;
    Ok(forgotten)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::db::explain;

    #[tokio::test]
    async fn old_erasures_are_found_without_the_others() {
        let plan = explain::of(FORGET_OLD).await;
        assert!(plan.iter().any(|line| line.contains("call_erasures_known (deleted_at<?)")), "{plan:#?}");
    }
}
