//! Telling an organisation's people of something that happened once. What lasts is an incident
//! (`incidents`).

use super::{
    cause_repo,
    repo::{self, Audience, New},
};
use crate::{
    domain::{
        ids::UserId,
        notification::{About, NotificationKind},
        problem::Problem,
        topic::Topic,
    },
    server::{db::OrgTx, random::derived_id},
};

/// An event that people are notified of.
pub struct Raised<'a> {
    pub kind: NotificationKind,
    pub about: About,
    /// Names what happened: of the same cause, nobody is told twice.
    pub cause: &'a str,
    /// Whoever did it: they know.
    pub by: Option<&'a UserId>,
    /// Epoch milliseconds.
    pub at: i64,
}

/// Tells everybody who may see it and wants to, in the transaction of what happened. More of a kind
/// that gathers are one notification, which counts them.
///
/// # Errors
/// Fails as the database does; so do the others.
pub async fn raise(tx: &mut OrgTx, raised: &Raised<'_>) -> Result<(), sqlx::Error> {
    let audience = raised.by.map_or(Audience::Everybody, Audience::But);
    tell(tx, raised, audience, None).await
}

/// Like [`raise`], with why.
pub async fn raise_with(
    tx: &mut OrgTx,
    raised: &Raised<'_>,
    problem: Option<&Problem>,
) -> Result<(), sqlx::Error> {
    tell(tx, raised, Audience::Everybody, problem).await
}

/// Tells one person.
pub async fn raise_to(tx: &mut OrgTx, user: &UserId, raised: &Raised<'_>) -> Result<(), sqlx::Error> {
    tell(tx, raised, Audience::Only(user), None).await
}

async fn tell(
    tx: &mut OrgTx,
    raised: &Raised<'_>,
    audience: Audience<'_>,
    problem: Option<&Problem>,
) -> Result<(), sqlx::Error> {
    let Raised { kind, about, cause, at, .. } = raised;
    let (kind, cause, at) = (*kind, *cause, *at);
    if cause_repo::has_cause(tx, cause).await? {
        return Ok(());
    }
    let gathering = match kind.gathers() {
        Some(window) => {
            let began = cause_repo::gathering(tx, kind, at - window).await?;
            began.map(|(id, began)| (id, began + window))
        }
        None => None,
    };
    let id = match gathering {
        Some((id, over)) => {
            cause_repo::gather(tx, &id, about, over).await?;
            id
        }
        None => {
            let id = derived_id(&[cause, kind.code()], at)?;
            repo::add(tx, &New { problem, audience, ..New::once(&id, kind, about, at) }).await?;
            id
        }
    };
    cause_repo::add_cause(tx, cause, &id, about).await?;
    tx.publish(&[Topic::Notifications]);
    Ok(())
}

/// Has people be told of the same cause again when it arises anew. What they were told of stays.
pub async fn forget_cause(tx: &mut OrgTx, cause: &str) -> Result<(), sqlx::Error> {
    cause_repo::forget(tx, cause).await
}

/// Takes back what turned out not to have happened.
pub async fn retract(tx: &mut OrgTx, cause: &str) -> Result<(), sqlx::Error> {
    if cause_repo::retract(tx, cause).await? {
        tx.publish(&[Topic::Notifications]);
    }
    Ok(())
}
