//! Suspends the account once nothing is in it.

use super::{delete_keys, platform, wait};
use crate::{
    domain::{
        credential::Account,
        ids::OperationId,
        operation::{Action, Receipt, StepKind, Target},
        problem::ProblemKind,
    },
    server::{
        audit::{self, Actor},
        credentials,
        db::{OrgTx, on, sql},
        numbers::managed::{
            exposure::{self, AccountStatus},
            orders,
        },
        operations::{
            states::{is_left, is_unfinished},
            step::{Effect, Flow, StepCx, StepError, StepOutput, StepResult},
        },
        providers::twilio::SubaccountStatus,
    },
};

/// Deletes the account's keys, releases what is left in it, and suspends it: its keys and its token
/// can do nothing any more, and nothing in it is billed. The account stays while another number is
/// in it or ordered. Idempotent: an account that is suspended or gone stays so.
pub async fn close_account(cx: &StepCx<'_>) -> StepResult {
    let Some(Target::Account { name }) = &cx.step.target else { return Err(ProblemKind::Internal.into()) };
    let platform = platform(cx)?;
    let Some(tried_before) = claim(cx).await? else {
        return Ok(StepOutput::skipped(Receipt::bare(Action::AccountInUse)));
    };
    cx.works_in_managed();
    let (client, call) = (&cx.services.providers.twilio, cx.call());
    let Some(account) = client.find_subaccount(&call, &platform.account, name).await? else {
        return Ok(StepOutput { effect: closed(cx, None), ..cx.gone(None) });
    };
    let sid = account.sid.clone();
    let receipt = cx.receipt(Action::SuspendedAccount, &sid);
    if account.status != SubaccountStatus::Active {
        // An attempt whose answer was lost suspended it; else somebody who had a reason.
        let by_ava = tried_before.then_some(sid);
        return Ok(StepOutput { skipped: true, ..StepOutput::new(receipt, closed(cx, by_ava)) });
    }
    let auth = account.auth();
    delete_keys(cx, &auth, None).await?;
    // A holder of a key may have bought numbers that nobody here knows, and that are billed.
    for number in client.read_numbers(&call, &auth).await? {
        client.release_number(&call, &auth, &number.sid).await?;
        tracing::warn!(number.sid = %number.sid, "released a number that was bought past AVA");
    }
    let suspended = SubaccountStatus::Suspended;
    client.set_subaccount_status(&call, &platform.account, &sid, suspended).await?;
    Ok(StepOutput::new(receipt, closed(cx, Some(sid))))
}

/// Has later purchases wait for the closing to end. Returns whether this operation claimed it
/// before; `None` where something is in the account, or ordered.
async fn claim(cx: &StepCx<'_>) -> Result<Option<bool>, StepError> {
    let me = &cx.operation.id;
    let mut tx = cx.write().await?;
    if orders::count(&mut tx).await? > 0 {
        return Ok(None);
    }
    // Another clean-up still deletes an address.
    if deletes_address(&mut tx, me).await? {
        return Err(wait());
    }
    if let Some(left) = credentials::find(&mut tx, Account::MANAGED).await? {
        cx.services.health.gone(&mut tx, &left.id, cx.services.clock.now_ms()).await?;
        credentials::delete(&mut tx, &left.id).await?;
    }
    let before = exposure::status(&mut tx).await?;
    let tried_before = before.closing.as_ref() == Some(me);
    exposure::set_status(&mut tx, &AccountStatus { closing: Some(me.clone()), ..before }).await?;
    tx.commit().await?;
    Ok(Some(tried_before))
}

/// `suspended`: the SID of the account that AVA suspended.
fn closed(cx: &StepCx<'_>, suspended: Option<String>) -> Effect {
    let services = cx.services.clone();
    let me = cx.operation.id.clone();
    Box::new(move |tx| {
        Box::pin(async move {
            let before = exposure::status(tx).await?;
            if before.closing.as_ref() == Some(&me) {
                let suspended = suspended.is_some() || before.suspended;
                exposure::set_status(tx, &AccountStatus { suspended, closing: None, ..before }).await?;
            }
            if let Some(sid) = suspended {
                let actor = Actor::Operation(me);
                audit::append(&services, tx, &actor, audit::Action::AccountSuspended, &sid).await?;
            }
            Ok(Flow::Next)
        })
    })
}

const DELETES_ADDRESS: &str = sql!(
    "SELECT COUNT(*) FROM operations AS o
  JOIN operation_steps AS s ON s.operation_id = o.id
  WHERE o.org_id = $1 AND o.id <> $2 AND ",
    is_unfinished!(o),
    "
    AND o.state <> 'needs_attention' AND s.kind = '",
    StepKind::DeleteAddress.code(),
    "' AND ",
    is_left!(s)
);

/// Whether another operation of the org still deletes an address, and makes progress.
async fn deletes_address(tx: &mut OrgTx, but: &OperationId) -> Result<bool, sqlx::Error> {
    let (count,): (i64,) = on!(tx, |c, org| {
        sqlx::query_as(DELETES_ADDRESS).bind(org.as_str()).bind(but.as_str()).fetch_one(c).await
    })?;
    Ok(count > 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::db::explain;

    #[tokio::test]
    async fn what_deletes_addresses_is_read_from_its_index() {
        explain::assert_unfinished_only(DELETES_ADDRESS).await;
    }
}
