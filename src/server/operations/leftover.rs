//! `delete_leftover`: delete at a provider what AVA made there and does not use.

use super::step::{Done, Effect, Flow, StepCx, StepResult, Stuck};
use crate::{
    domain::{
        ids::FindingId,
        leftover::{Leftover, LeftoverKind},
        number::NumberSource,
        operation::{Action, Receipt},
        problem::Kind,
        provider::Provider,
    },
    server::{
        agents::repo as agents,
        audit::{self, Actor},
        integrations::credentials,
        numbers::{leftovers, managed::orders},
        vault::decryptor::Purpose,
    },
};

/// Looks once more whether nothing uses it, here or there. Idempotent: what is not
/// there counts as deleted.
pub async fn delete_leftover(cx: &StepCx<'_>) -> StepResult {
    let id: FindingId = cx.operation.subject.parse().map_err(|_| Kind::Internal)?;
    let mut tx = cx.services.db.read(cx.scope()).await?;
    let leftover = leftovers::one(&mut tx, &cx.operation.org, &id).await?;
    drop(tx);
    let Some(leftover) = leftover else { return Ok(Done::gone(Provider::Twilio, None)) };
    let (provider, object) = (leftover.kind.provider(), leftover.object.as_str());
    if is_used(cx, &leftover).await? {
        let receipt = Receipt::of(Action::LeftInUse, provider, object);
        return Ok(Done { effect: settled(cx, id, None), ..Done::skipped(receipt) });
    }
    let (providers, call) = (&cx.services.providers, cx.call());
    let (deleted, action, audited) = match leftover.kind {
        LeftoverKind::Assistant => {
            let vapi = cx.vapi(Purpose::CleanUp).await?;
            let bound = providers.vapi.list_phone_numbers(&call, &vapi).await?;
            if bound.iter().any(|number| number.assistant_id.as_deref() == Some(object)) {
                let receipt = Receipt::of(Action::LeftInUse, provider, object);
                return Ok(Done { effect: settled(cx, id, None), ..Done::skipped(receipt) });
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
            let managed = cx.twilio(NumberSource::Managed, Purpose::CleanUp).await?;
            let deleted = providers.twilio.delete_address(&call, &managed, object).await?;
            (deleted, Action::DeletedAddress, audit::Action::AddressDeleted)
        }
    };
    if !deleted {
        return Ok(Done { effect: settled(cx, id, None), ..Done::gone(provider, Some(object)) });
    }
    let receipt = Receipt::of(action, provider, object);
    Ok(Done::new(receipt, settled(cx, id, Some((audited, leftover.object)))))
}

/// Whether the org's own rows have it for theirs by now.
async fn is_used(cx: &StepCx<'_>, leftover: &Leftover) -> Result<bool, Stuck> {
    let org = &cx.operation.org;
    let mut tx = cx.services.db.read(cx.scope()).await?;
    Ok(match leftover.kind {
        LeftoverKind::Assistant => agents::has_assistant(&mut tx, org, &leftover.object).await?,
        LeftoverKind::Key => {
            let row = credentials::find(&mut tx, org, Provider::Twilio).await?;
            row.and_then(|row| row.config.vapi_key()?.sid().map(|sid| sid == leftover.object))
                .unwrap_or(false)
        }
        LeftoverKind::Address => {
            let addressed = orders::addressed(&mut tx, org).await?;
            addressed.iter().any(|(.., sid)| *sid == leftover.object)
        }
    })
}

/// It is spoken of no more.
fn settled(cx: &StepCx<'_>, id: FindingId, deleted: Option<(audit::Action, String)>) -> Effect {
    let (services, org) = (cx.services.clone(), cx.operation.org.clone());
    let actor = Actor::Operation(cx.operation.id.clone());
    Box::new(move |tx| {
        Box::pin(async move {
            if let Some((action, object)) = deleted {
                audit::append(&services, tx, &org, &actor, action, &object).await?;
            }
            leftovers::delete(tx, &org, &id).await?;
            Ok(Flow::Next)
        })
    })
}
