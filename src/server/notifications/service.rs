//! The list of notifications of one person, and what they have read.

use super::{KEPT_DAYS, expiry, mails, repo, views};
use crate::{
    domain::{
        notification::{NotificationId, NotificationKind, NotificationsQuery, NotificationsView},
        problem::{Problem, ProblemKind},
        topic::Topic,
    },
    server::{
        cx::{Cx, Services},
        db::{OrgTx, Writer},
        list::PageSize,
    },
};

const PAGE: PageSize = PageSize(25);
/// Old notifications that are deleted in one go.
const BATCH: i64 = 500;

/// What a person has read is their own, and no organisation's matter.
struct ReadMarks;

impl Writer for ReadMarks {}

pub async fn list(cx: &Cx, query: &NotificationsQuery) -> Result<NotificationsView, Problem> {
    let mut tx = cx.read().await?;
    let notifications = views::page(&mut tx, &cx.user, query, &unseen(cx), PAGE.limit()).await?;
    let (notifications, next) = PAGE.cut(notifications, |notification| notification.id.clone());
    let unread = views::unread(&mut tx, &cx.user).await?;
    let expiries = match query.before {
        None => {
            let mut calendar = expiry::calendar(&mut tx, cx.services.config.key_days).await?;
            calendar.retain(|end| !cx.off.has(end.provider));
            calendar
        }
        Some(_) => Vec::new(),
    };
    let late_mails = mails::waiting(&mut tx, &cx.user).await?;
    let now = cx.services.clock.now_ms();
    Ok(NotificationsView { now, notifications, next, unread, expiries, late_mails })
}

/// The codes of the kinds that whoever asks may not see, with a comma before and after each: a token may have
/// a lower role than its person, who is told of more.
fn unseen(cx: &Cx) -> String {
    let unseen = NotificationKind::ALL.into_iter().filter(|kind| !cx.may(kind.seen_by()));
    unseen.fold(",".to_owned(), |codes, kind| codes + kind.code() + ",")
}

pub async fn unread(cx: &Cx) -> Result<u32, Problem> {
    let mut tx = cx.read().await?;
    Ok(views::unread(&mut tx, &cx.user).await?)
}

/// Marks one notification as read by the person.
pub async fn read(cx: &Cx, id: &NotificationId) -> Result<(), Problem> {
    let mut tx = cx.services.db.write(ReadMarks, &cx.org).await?;
    let now = cx.services.clock.now_ms();
    if !repo::read(&mut tx, &cx.user, id, now).await? {
        return Err(ProblemKind::NotFound.into());
    }
    commit_read(cx, tx).await
}

/// Marks as read what the person was shown: what came since stays unread.
pub async fn read_all(cx: &Cx, newest: &NotificationId) -> Result<(), Problem> {
    let mut tx = cx.services.db.write(ReadMarks, &cx.org).await?;
    let now = cx.services.clock.now_ms();
    repo::read_all(&mut tx, &cx.user, newest, now).await?;
    commit_read(cx, tx).await
}

async fn commit_read(cx: &Cx, mut tx: OrgTx) -> Result<(), Problem> {
    tx.publish(&[Topic::Notifications]);
    Ok(cx.commit(tx).await?)
}

/// Old notifications go by themselves.
struct OldNotifications;

impl Writer for OldNotifications {}

/// Deletes what is older than [`KEPT_DAYS`]; returns how many those were.
pub async fn sweep(services: &Services) -> Result<u64, sqlx::Error> {
    let before = services.clock.now_ms() - KEPT_DAYS * 24 * 3600 * 1000;
    let mut swept = 0;
    loop {
        let mut tx = services.db.write_installation(OldNotifications).await?;
        let batch = repo::forget_old(&mut tx, before, BATCH).await?;
        tx.commit().await?;
        swept += batch;
        if batch == 0 {
            return Ok(swept);
        }
    }
}
