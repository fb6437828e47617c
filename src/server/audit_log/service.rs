//! The list, which is itself recorded.

use super::repo::{self, Asked};
use crate::{
    domain::{
        audit::{Action, AuditQuery, AuditView},
        problem::Problem,
    },
    server::{
        audit,
        cx::{Cx, SITTING},
        list::PageSize,
    },
};

const PAGE: PageSize = PageSize(25);

pub async fn page(cx: &Cx, query: &AuditQuery) -> Result<AuditView, Problem> {
    note_reading(cx).await?;
    let mut tx = cx.read().await?;
    let removed = repo::removed(&mut tx).await?;
    let above = removed.map_or(0, |removed| removed.up_to);
    let (before, limit) = (query.before.as_ref(), PAGE.limit());
    let asked = Asked { query, zone: &cx.zone, before, limit, above, up_to: i64::MAX };
    let rows = repo::entries(&mut tx, asked).await?;
    let (rows, next) = PAGE.cut(rows, repo::Row::place);
    Ok(AuditView {
        now: cx.services.clock.now_ms(),
        entries: rows.iter().map(repo::Row::view).collect::<Result<_, _>>()?,
        next,
        people: repo::people(&mut tx).await?,
        removed,
        kept_days: cx.services.config.audit_days,
    })
}

/// Records that the person reads the log: once for as long as they go on.
async fn note_reading(cx: &Cx) -> Result<(), Problem> {
    let since = cx.services.clock.now_ms() - SITTING;
    let mut tx = cx.read().await?;
    let noted = audit::has_entry(&mut tx, &cx.actor(), Action::LogRead, "", since).await?;
    drop(tx);
    if noted {
        return Ok(());
    }
    let mut draft = cx.begin().await?;
    // Two tabs may have found nothing.
    if audit::has_entry(&mut draft, &cx.actor(), Action::LogRead, "", since).await? {
        return Ok(());
    }
    Ok(draft.recorded(Action::LogRead, "").await?.commit().await?)
}
