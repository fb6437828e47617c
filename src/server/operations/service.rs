//! Looking at operations, retrying them, deciding what they ask.

use super::{by_hand, clean_up, escrow, queue, views};
use crate::{
    domain::{
        ids::OperationId,
        operation::{
            OperationKind, OperationList, OperationPage, OperationState, StepKind, Subject, Target,
            WaitingFor,
        },
        problem::{Kind, Problem},
        topic::Topic,
    },
    server::{
        audit::{self, Action},
        cx::Cx,
        db::{Tx, on},
        integrations::carry,
        list::{NEWEST, PageSize},
        numbers::{self, managed::exposure},
    },
};

const PAGE: PageSize = PageSize(20);
const TOPICS: [Topic; 4] = Topic::ALL;

pub async fn page(cx: &Cx, id: OperationId) -> Result<OperationPage, Problem> {
    let mut tx = cx.services.db.read(cx.scope()).await?;
    let operation = views::one(&mut tx, &cx.org, &id).await?.ok_or(Kind::NotFound)?;
    let by_hand = by_hand::left(&mut tx, cx, &operation).await?;
    Ok(OperationPage { now: cx.services.clock.now_ms(), operation, by_hand })
}

/// Newest first; `before` is the last page's `next`.
pub async fn list(cx: &Cx, before: Option<String>) -> Result<OperationList, Problem> {
    let before = match before.as_deref().map(str::trim) {
        None | Some("") => NEWEST.to_owned(),
        Some(id) => id.parse::<OperationId>().map_err(|_| Kind::Malformed)?.to_string(),
    };
    let mut tx = cx.services.db.read(cx.scope()).await?;
    let operations = views::page(&mut tx, &cx.org, &before, PAGE.limit()).await?;
    let (operations, next) = PAGE.cut(operations, |operation| operation.id.to_string());
    Ok(OperationList { now: cx.services.clock.now_ms(), operations, next })
}

/// Now instead of later; or once more, as a new operation, after it failed.
pub async fn retry(cx: &Cx, id: OperationId) -> Result<OperationId, Problem> {
    let mut tx = cx.services.db.write(cx.scope()).await?;
    let operation = views::one(&mut tx, &cx.org, &id).await?.ok_or(Kind::NotFound)?;
    if !operation.can_retry {
        return Err(Kind::Stale.into());
    }
    audit::append(&cx.services, &mut tx, &cx.org, &cx.actor(), Action::OperationRetried, id.as_str()).await?;
    // What a clean-up holds in escrow is this operation's: it goes on itself.
    if operation.kind.is_clean_up() {
        let now = cx.services.clock.now_ms();
        if !queue::resume(&mut tx, &cx.org, &id, operation.kind, now).await? {
            return Err(Kind::Stale.into());
        }
        tx.publish(&cx.org, &TOPICS);
        tx.commit().await?;
        return Ok(id);
    }
    let again = match operation.kind {
        OperationKind::CarrySecret => Some(carry::start(cx, &mut tx).await?),
        OperationKind::SecureAccount if operation.state != OperationState::Retrying => {
            Some(exposure::begin(&cx.services, &mut tx, &cx.org, &cx.user).await?)
        }
        _ => None,
    };
    if let Some(again) = again {
        let again = again.ok_or(Kind::Stale)?;
        tx.publish(&cx.org, &TOPICS);
        tx.commit().await?;
        return Ok(again);
    }
    let subject = subject_of(&mut tx, cx, &id).await?;
    let brings = matches!(operation.kind, OperationKind::ImportNumber | OperationKind::BuyNumber);
    let again = if brings && operation.state != OperationState::Retrying {
        let number = subject.parse().map_err(|_| Kind::Internal)?;
        numbers::repo::revive(&mut tx, &cx.org, &number, cx.services.clock.now_ms()).await?;
        let number = numbers::repo::find(&mut tx, &cx.org, &number).await?.ok_or(Kind::Stale)?;
        numbers::service::bring(cx, &mut tx, &(&number).into()).await?
    } else {
        // Its name is all that tells what it is about.
        let label = if let Subject::Leftover(name) = &operation.subject { name } else { "" };
        let asked = queue::Asked { kind: operation.kind, subject: &subject, label };
        queue::enqueue_named(&cx.services, &mut tx, &cx.org, &cx.user, &asked).await?
    };
    queue::hold(cx, &mut tx).await?;
    tx.publish(&cx.org, &TOPICS);
    tx.commit().await?;
    Ok(again)
}

/// The stored subject: an id or a provider, as the queue knows it.
async fn subject_of(tx: &mut Tx, cx: &Cx, id: &OperationId) -> Result<String, Problem> {
    let row: Option<(String,)> = on!(tx, |c| {
        sqlx::query_as("SELECT subject FROM operations WHERE org_id = $1 AND id = $2")
            .bind(cx.org.as_str())
            .bind(id.as_str())
            .fetch_optional(c)
            .await
    })?;
    Ok(row.ok_or(Kind::NotFound)?.0)
}

/// The answer to "another assistant has this number: take it over?", or to the same
/// about its messages. With the one that was asked about; none: it keeps the number.
pub async fn decide(cx: &Cx, id: OperationId, take_from: Option<&str>) -> Result<(), Problem> {
    let now = cx.services.clock.now_ms();
    let mut tx = cx.services.db.write(cx.scope()).await?;
    let operation = views::one(&mut tx, &cx.org, &id).await?.ok_or(Kind::NotFound)?;
    let action = if take_from.is_some() { Action::TakeoverGranted } else { Action::TakeoverDeclined };
    audit::append(&cx.services, &mut tx, &cx.org, &cx.actor(), action, id.as_str()).await?;
    if take_from.is_none() && matches!(operation.subject, Subject::Number(_)) {
        let number = subject_of(&mut tx, cx, &id).await?.parse().map_err(|_| Kind::Internal)?;
        numbers::repo::fail(&mut tx, &cx.org, &number, now).await?;
    }
    if !queue::decide(&mut tx, &cx.org, &id, take_from, now).await? {
        return Err(Kind::Stale.into());
    }
    tx.publish(&cx.org, &TOPICS);
    tx.commit().await?;
    Ok(())
}

/// The answer that leaves messages with the one that was asked about: Vapi is to have
/// none of the number's, and the number comes all the same.
pub async fn leave_messages(cx: &Cx, id: OperationId, left_with: &str) -> Result<(), Problem> {
    let now = cx.services.clock.now_ms();
    let mut tx = cx.services.db.write(cx.scope()).await?;
    let number = subject_of(&mut tx, cx, &id).await?.parse().map_err(|_| Kind::Stale)?;
    audit::append(&cx.services, &mut tx, &cx.org, &cx.actor(), Action::TakeoverDeclined, id.as_str()).await?;
    numbers::repo::keep_messages(&mut tx, &cx.org, &number, now).await?;
    if !queue::go_on_without(&mut tx, &cx.org, &id, left_with, now).await? {
        return Err(Kind::Stale.into());
    }
    tx.publish(&cx.org, &TOPICS);
    tx.commit().await?;
    Ok(())
}

/// A person did the rest at the providers: the clean-up is over, and nothing is
/// kept for it any more.
pub async fn close_by_hand(cx: &Cx, id: OperationId) -> Result<(), Problem> {
    let now = cx.services.clock.now_ms();
    let mut tx = cx.services.db.write(cx.scope()).await?;
    let operation = views::one(&mut tx, &cx.org, &id).await?.ok_or(Kind::NotFound)?;
    audit::append(&cx.services, &mut tx, &cx.org, &cx.actor(), Action::ClosedByHand, id.as_str()).await?;
    if !operation.can_close || !queue::close_by_hand(&mut tx, &cx.org, &id, now).await? {
        return Err(Kind::Stale.into());
    }
    // A number that was only unbound here may still be taken back by another.
    for step in operation.left().filter(|step| step.kind.takes_number_out()) {
        let Some(Target::Number { id: number, e164, .. }) = &step.target else { continue };
        if step.kind == StepKind::RemoveAtVapi {
            numbers::managed::orders::out_of_vapi(&mut tx, &cx.org, number, now).await?;
        }
        clean_up::taken_out(&mut tx, &cx.org, &queue::TakenOut { number, e164, but: &id }, now).await?;
    }
    escrow::shred(&mut tx, &cx.org, &id).await?;
    queue::wake(&mut tx, &cx.org, WaitingFor::Operation, now).await?;
    tx.publish(&cx.org, &TOPICS);
    tx.commit().await?;
    Ok(())
}
