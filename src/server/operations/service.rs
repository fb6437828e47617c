//! Shows operations, retries them and answers their questions.

use super::{
    ended::{self, Ended},
    queue::{self, SubjectRow, subject_columns},
    views,
};
use crate::{
    domain::{
        ids::OperationId,
        operation::{
            ManualStep, OperationKind, OperationList, OperationPage, OperationState, OperationView,
            OperationsQuery, SubjectId, WaitingFor,
        },
        problem::{Problem, ProblemKind},
        role::Permission,
        topic::Topic,
    },
    server::{
        audit::Action,
        credentials::escrow,
        cx::{
            Cx,
            operations::{AfterNo, ByPeople, Declined, Retried},
        },
        db::{OrgTx, on, stored},
        list::{NEWEST, PageSize},
    },
};

const PAGE: PageSize = PageSize(20);
const TOPICS: &[Topic] = &Topic::ALL;

pub async fn page(cx: &Cx, id: OperationId) -> Result<OperationPage, Problem> {
    let mut tx = cx.read().await?;
    let operation = views::one(&mut tx, &id).await?.ok_or(ProblemKind::NotFound)?;
    let by_hand = left(&mut tx, cx, &operation).await?;
    Ok(OperationPage { now: cx.services.clock.now_ms(), operation, by_hand })
}

/// The rest of a clean-up, for a person who does it at the providers. Shown only to people who may
/// close it: where a number pointed before is nobody else's business.
async fn left(tx: &mut OrgTx, cx: &Cx, operation: &OperationView) -> Result<Vec<ManualStep>, Problem> {
    match by_people(cx, operation).manual {
        Some(manual) if operation.can_close && cx.may(Permission::ManageIntegrations) => {
            (manual.left)(tx, operation).await
        }
        _ => Ok(Vec::new()),
    }
}

fn by_people(cx: &Cx, operation: &OperationView) -> ByPeople {
    cx.services.operations.by_people(operation.kind)
}

/// The org's operations, newest first.
pub async fn list(cx: &Cx, query: &OperationsQuery) -> Result<OperationList, Problem> {
    let before = query.before.as_ref().map_or(NEWEST, OperationId::as_str);
    let mut tx = cx.read().await?;
    let operations = views::page(&mut tx, before, PAGE.limit()).await?;
    let (operations, next) = PAGE.cut(operations, |operation| operation.id.clone());
    Ok(OperationList { now: cx.services.clock.now_ms(), operations, next })
}

/// Retries now instead of later; or as a new operation, after it failed.
pub async fn retry(cx: &Cx, id: OperationId) -> Result<OperationId, Problem> {
    let mut tx = cx.begin().await?;
    let operation = views::one(&mut tx, &id).await?.ok_or(ProblemKind::NotFound)?;
    if !operation.can_retry {
        return Err(ProblemKind::Stale.into());
    }
    // A clean-up only takes something back.
    if !operation.kind.is_cleanup() {
        operation.features().try_for_each(|feature| cx.requires(feature))?;
    }
    let mut tx = tx.recorded(Action::OperationRetried, id.as_str()).await?;
    let again = if operation.kind.is_cleanup() {
        // The escrow of a clean-up belongs to this operation, so the same operation goes on.
        let (now, retry_window) = (tx.now(), cx.services.operations.retry_window(operation.kind));
        if !queue::resume(&mut tx, &id, retry_window, now).await? {
            return Err(ProblemKind::Stale.into());
        }
        id
    } else {
        let Asked { subject, label, .. } = asked(&mut tx, &id).await?;
        let label = label.as_deref().unwrap_or_default();
        let of = Retried { subject: &subject, label };
        if operation.state == OperationState::Retrying {
            queue::enqueue_again(&mut tx, operation.kind, of).await?
        } else {
            (by_people(cx, &operation).retry)(&mut tx, of).await?
        }
    };
    tx.publish(TOPICS);
    tx.commit().await?;
    Ok(again)
}

/// The stored columns of an operation that [`retry`] and [`decide`] need.
struct Asked {
    kind: OperationKind,
    subject: SubjectId,
    label: Option<String>,
    waiting_for: Option<WaitingFor>,
}

#[derive(sqlx::FromRow)]
struct AskedRow {
    kind: String,
    #[sqlx(flatten)]
    subject: SubjectRow,
    label: Option<String>,
    waiting_for: Option<String>,
}

async fn asked(tx: &mut OrgTx, id: &OperationId) -> Result<Asked, Problem> {
    let row: Option<AskedRow> = on!(tx, |c, org| {
        sqlx::query_as(concat!(
            "SELECT kind, label, waiting_for, ",
            subject_columns!(operations),
            " FROM operations WHERE org_id = $1 AND id = $2"
        ))
        .bind(org.as_str())
        .bind(id.as_str())
        .fetch_optional(c)
        .await
    })?;
    let AskedRow { kind, subject, label, waiting_for } = row.ok_or(ProblemKind::NotFound)?;
    let row = stored("operations", id.as_str());
    let kind = row.code("kind", &kind, OperationKind::from_code)?;
    Ok(Asked {
        kind,
        subject: subject.read(row, kind)?,
        label,
        waiting_for: row.code_some("waiting_for", waiting_for.as_deref(), WaitingFor::from_code)?,
    })
}

/// Answers the question "another assistant has this number: take it over?", or the same about its
/// messages, for exactly the subject that the page has named.
pub async fn decide(cx: &Cx, id: OperationId, asked_about: &str, agrees: bool) -> Result<(), Problem> {
    let mut tx = cx.begin().await?;
    let Asked { kind, subject, waiting_for, .. } = asked(&mut tx, &id).await?;
    let action = if agrees { Action::TakeoverGranted } else { Action::TakeoverDeclined };
    let mut tx = tx.recorded(action, id.as_str()).await?;
    let now = tx.now();
    let was_asked = if agrees {
        queue::agree(&mut tx, &id, asked_about, now).await?
    } else {
        let of = Declined { subject: &subject, waiting_for: waiting_for.ok_or(ProblemKind::Stale)? };
        match (cx.services.operations.by_people(kind).declined)(&mut tx, of).await? {
            AfterNo::Stops => queue::decline(&mut tx, &id, asked_about, now).await?,
            AfterNo::GoesOn => queue::go_on_without(&mut tx, &id, asked_about, now).await?,
        }
    };
    if !was_asked {
        return Err(ProblemKind::Stale.into());
    }
    tx.publish(TOPICS);
    tx.commit().await?;
    Ok(())
}

/// Ends a clean-up whose rest a person did at the providers, and keeps nothing for it any more.
pub async fn close_by_hand(cx: &Cx, id: OperationId) -> Result<(), Problem> {
    let mut tx = cx.begin().await?;
    let operation = views::one(&mut tx, &id).await?.ok_or(ProblemKind::NotFound)?;
    let mut tx = tx.recorded(Action::ClosedByHand, id.as_str()).await?;
    let now = tx.now();
    if !operation.can_close || !queue::close_by_hand(&mut tx, &id, now).await? {
        return Err(ProblemKind::Stale.into());
    }
    let Asked { kind, subject, .. } = asked(&mut tx, &id).await?;
    let (subject, state) = (Some(subject.to_string()), OperationState::Done);
    ended::tell(&mut tx, Ended { id: &id, kind, subject, state, problem: None }, now).await?;
    if let Some(manual) = by_people(cx, &operation).manual {
        (manual.closed)(&mut tx, &operation, now).await?;
    }
    escrow::shred(&mut tx, &id).await?;
    queue::wake(&mut tx, WaitingFor::Operation, now).await?;
    tx.publish(TOPICS);
    tx.commit().await?;
    Ok(())
}
