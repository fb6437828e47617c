//! The list of notifications of one person, and what they have read.

use super::{expiry, repo};
use crate::{
    domain::{
        notification::{NotificationId, NotificationsQuery, NotificationsView},
        problem::{Problem, ProblemKind},
        topic::Topic,
    },
    server::{
        cx::Cx,
        db::{OrgTx, Writer},
        list::PageSize,
    },
};

const PAGE: PageSize = PageSize(25);

/// What a person has read is their own, and no organisation's matter.
struct ReadMarks;

impl Writer for ReadMarks {}

pub async fn list(cx: &Cx, query: &NotificationsQuery) -> Result<NotificationsView, Problem> {
    let mut tx = cx.read().await?;
    let notifications = repo::page(&mut tx, &cx.user, query, PAGE.limit()).await?;
    let (notifications, next) = PAGE.cut(notifications, |notification| notification.id.clone());
    let unread = repo::unread(&mut tx, &cx.user).await?;
    let expiries = match query.before {
        None => {
            let mut calendar = expiry::calendar(&mut tx, cx.services.config.key_days).await?;
            calendar.retain(|end| !cx.off.has(end.provider));
            calendar
        }
        Some(_) => Vec::new(),
    };
    Ok(NotificationsView { now: cx.services.clock.now_ms(), notifications, next, unread, expiries })
}

pub async fn unread(cx: &Cx) -> Result<u32, Problem> {
    let mut tx = cx.read().await?;
    Ok(repo::unread(&mut tx, &cx.user).await?)
}

/// Marks one notification as read by the person.
pub async fn read(cx: &Cx, id: &NotificationId) -> Result<(), Problem> {
    let mut tx = cx.services.db.write(ReadMarks, &cx.org).await?;
    let now = cx.services.clock.now_ms();
    if !repo::read(&mut tx, &cx.user, id, now).await? {
        return Err(ProblemKind::NotFound.into());
    }
    told(tx).await
}

/// Marks as read what the person was shown: what came since stays unread.
pub async fn read_all(cx: &Cx, newest: &NotificationId) -> Result<(), Problem> {
    let mut tx = cx.services.db.write(ReadMarks, &cx.org).await?;
    let now = cx.services.clock.now_ms();
    repo::read_all(&mut tx, &cx.user, newest, now).await?;
    told(tx).await
}

async fn told(mut tx: OrgTx) -> Result<(), Problem> {
    tx.publish(&[Topic::Notifications]);
    Ok(tx.commit().await?)
}
