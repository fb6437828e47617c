//! What a person decides about a number that an operation brings.

use crate::{
    domain::{
        ids::OperationId,
        problem::{Kind, Problem},
        topic::Topic,
    },
    server::{
        audit::{self, Action},
        cx::Cx,
        numbers::repo,
        operations::{queue, service::subject_of},
    },
};

/// The answer that leaves messages with the one that was asked about: Vapi is to have
/// none of the number's, and the number comes all the same.
pub async fn leave_messages(cx: &Cx, id: OperationId, left_with: &str) -> Result<(), Problem> {
    let now = cx.services.clock.now_ms();
    let mut tx = cx.services.db.write(cx.scope()).await?;
    let number = subject_of(&mut tx, cx, &id).await?.parse().map_err(|_| Kind::Stale)?;
    audit::append(&cx.services, &mut tx, &cx.org, &cx.actor(), Action::TakeoverDeclined, id.as_str()).await?;
    repo::keep_messages(&mut tx, &cx.org, &number, now).await?;
    if !queue::go_on_without(&mut tx, &cx.org, &id, left_with, now).await? {
        return Err(Kind::Stale.into());
    }
    tx.publish(&cx.org, &Topic::ALL);
    tx.commit().await?;
    Ok(())
}
