//! `delete_leftover` deletes at a provider an object that AVA made there and does not use.

use std::time::Duration;

use futures::FutureExt;

use super::{TOPICS, compare::others, managed_account};
use crate::{
    domain::{
        credential::Account,
        ids::FindingId,
        leftover::{Leftover, LeftoverKind},
        number::NumberSource,
        operation::{Action, OperationKind, Receipt, StepKind},
        problem::ProblemKind,
        provider::twilio,
        topic::Topic,
    },
    server::{
        agents::{repo as agents, sync},
        audit::{self, Actor},
        credentials::{self, decryptor::Purpose},
        numbers::{leftovers, managed::orders},
        operations::{
            handler::{DAY, OperationHandler, StepDef, Steps},
            step::{Effect, Flow, StepCx, StepError, StepOutput, StepResult},
        },
        provider_auth::account_name,
        providers::{
            twilio::SubaccountStatus,
            vapi::{Assistant, VapiNumber},
        },
    },
};

pub struct DeleteLeftover;

impl OperationHandler for DeleteLeftover {
    const KIND: OperationKind = OperationKind::DeleteLeftover;
    const STEPS: Steps =
        Steps::Always(&[StepDef::new(StepKind::DeleteLeftover, |cx| delete_leftover(cx).boxed())]);
    const RETRY_WINDOW: Duration = DAY;
    const TOPICS: &'static [Topic] = TOPICS;
}

/// Looks once more whether anything uses the object, here or there. Idempotent: an object that is
/// not there counts as deleted.
async fn delete_leftover(cx: &StepCx<'_>) -> StepResult {
    let id = cx.operation.subject.leftover()?.clone();
    let mut tx = cx.read().await?;
    let leftover = leftovers::one(&mut tx, &id).await?;
    drop(tx);
    let Some(leftover) = leftover else { return Ok(StepOutput::gone(twilio::PROVIDER, None)) };
    let (provider, object) = (leftover.kind.provider(), leftover.object.as_str());
    let (providers, call) = (&cx.services.providers, cx.call());
    let in_use = |id| {
        let receipt = Receipt::of(Action::LeftInUse, provider, object);
        StepOutput { effect: settled(cx, id, None), ..StepOutput::skipped(receipt) }
    };
    if is_used(cx, &leftover).await? {
        return Ok(in_use(id));
    }
    let (deleted, action, audited) = match leftover.kind {
        LeftoverKind::Assistant => {
            let vapi = cx.vapi(Purpose::Cleanup).await?;
            let there = match providers.vapi.get_assistant(&call, &vapi, object).await {
                Ok(there) => there,
                Err(problem) if matches!(problem.kind, ProblemKind::GoneAt(_)) => {
                    return Ok(StepOutput {
                        effect: settled(cx, id, None),
                        ..StepOutput::gone(provider, Some(object))
                    });
                }
                Err(problem) => return Err(problem.into()),
            };
            let numbers = providers.vapi.list_phone_numbers(&call, &vapi).await?;
            if !is_unused(cx, there, &numbers).await? {
                return Ok(in_use(id));
            }
            let deleted = providers.vapi.delete_assistant(&call, &vapi, object).await?;
            (deleted, Action::DeletedAssistant, audit::Action::AgentDeleted)
        }
        LeftoverKind::Key => {
            let token = cx.twilio(NumberSource::Byo, Purpose::RevokeKey).await?.by_token();
            let deleted = providers.twilio.delete_key(&call, &token, object).await?;
            (deleted, Action::RevokedKey, audit::Action::KeyRevoked)
        }
        LeftoverKind::Address => {
            let managed = cx.twilio(NumberSource::Managed, Purpose::Cleanup).await?;
            let deleted = providers.twilio.delete_address(&call, &managed, object).await?;
            (deleted, Action::DeletedAddress, audit::Action::AddressDeleted)
        }
        LeftoverKind::Account => match close_account(cx, object).await? {
            Closing::InUse => return Ok(in_use(id)),
            closing => {
                (matches!(closing, Closing::Closed), Action::ClosedAccount, audit::Action::AccountClosed)
            }
        },
    };
    if !deleted {
        return Ok(StepOutput { effect: settled(cx, id, None), ..StepOutput::gone(provider, Some(object)) });
    }
    let receipt = Receipt::of(action, provider, object);
    Ok(StepOutput::new(receipt, settled(cx, id, Some((audited, leftover.object)))))
}

enum Closing {
    Closed,
    Gone,
    /// A number is in the account.
    InUse,
}

/// Closes the account, so that nobody can do anything with its keys any more.
async fn close_account(cx: &StepCx<'_>, sid: &str) -> Result<Closing, StepError> {
    let platform = managed_account::platform(cx)?;
    cx.works_in_managed();
    let (client, call) = (&cx.services.providers.twilio, cx.call());
    let name = account_name(&cx.operation.org);
    let named = client.subaccounts_named(&call, &platform.account, &name).await?;
    let Some(account) = named.into_iter().find(|account| account.sid == sid) else {
        return Ok(Closing::Gone);
    };
    if account.status == SubaccountStatus::Active
        && !client.read_numbers(&call, &account.auth()).await?.is_empty()
    {
        return Ok(Closing::InUse);
    }
    client.set_subaccount_status(&call, &platform.account, sid, SubaccountStatus::Closed).await?;
    Ok(Closing::Closed)
}

/// Whether a comparison would find it again. While a push of its agent is under way, or undecided,
/// it may be the assistant that the push made.
async fn is_unused(cx: &StepCx<'_>, there: Assistant, numbers: &[VapiNumber]) -> Result<bool, StepError> {
    let mut tx = cx.read().await?;
    let synced = sync::synced_agents(&mut tx).await?;
    let agents = agents::named(&mut tx).await?;
    Ok(!others(&[there], &synced, &agents, numbers).unused.is_empty())
}

/// Whether the org's own rows use the object by now. About an assistant, Vapi is asked too.
async fn is_used(cx: &StepCx<'_>, leftover: &Leftover) -> Result<bool, StepError> {
    let mut tx = cx.read().await?;
    Ok(match leftover.kind {
        LeftoverKind::Assistant => false,
        LeftoverKind::Key => {
            let row = credentials::find(&mut tx, Account::TWILIO).await?;
            row.and_then(|row| row.config.vapi_key()?.sid().map(|sid| sid == leftover.object))
                .unwrap_or(false)
        }
        LeftoverKind::Address => {
            let addressed = orders::addressed(&mut tx).await?;
            addressed.iter().any(|(.., sid)| *sid == leftover.object)
        }
        LeftoverKind::Account => {
            let row = credentials::find(&mut tx, Account::MANAGED).await?;
            row.is_some_and(|row| row.config.account_sid() == Some(&leftover.object))
        }
    })
}

/// Removes the leftover from the list.
fn settled(cx: &StepCx<'_>, id: FindingId, deleted: Option<(audit::Action, String)>) -> Effect {
    let services = cx.services.clone();
    let actor = Actor::Operation(cx.operation.id.clone());
    Box::new(move |tx| {
        Box::pin(async move {
            if let Some((action, object)) = deleted {
                audit::append(&services, tx, &actor, action, &object).await?;
            }
            leftovers::delete(tx, &id).await?;
            Ok(Flow::Next)
        })
    })
}
