//! A deletion is asked for by an owner or by a platform admin, and taken back by either. Until its time
//! it does nothing but have the organisation rest; the module `deletion` carries it out.

use super::mails::{self, MailKind};
use crate::{
    domain::{
        account::MAX_ORG_NAME,
        deletion::{Deletion, DeletionForm, DeletionState, TenantDeletion, WINDOW},
        demo::is_demo,
        ids::UserId,
        problem::{Field, Problem, ProblemKind, Rule},
        role::Permission,
        text::one_line,
        topic::Topic,
    },
    server::{
        audit::Action,
        cx::Cx,
        db::{OrgTx, execute, on, stored},
        operations::queue,
        suspension, team,
    },
};

/// A row of `deletions`.
pub struct Row {
    pub deletion: Deletion,
    pub by: UserId,
    /// Whether whoever asked did so as a platform admin.
    pub by_platform: bool,
    pub forced: bool,
    pub begun_at: Option<i64>,
    pub ended_at: Option<i64>,
    report: Option<String>,
}

#[derive(sqlx::FromRow)]
struct Columns {
    asked_by: String,
    by_platform: bool,
    asked_at: i64,
    due_at: i64,
    state: String,
    forced: bool,
    begun_at: Option<i64>,
    ended_at: Option<i64>,
    report: Option<String>,
}

/// # Errors
/// Fails as the database does; so does [`find`].
pub async fn row(tx: &mut OrgTx) -> Result<Option<Row>, sqlx::Error> {
    let columns: Option<Columns> = on!(tx, |c, org| {
        sqlx::query_as(
            "SELECT asked_by, by_platform, asked_at, due_at, state, forced, begun_at, ended_at, report
             FROM deletions WHERE org_id = $1",
        )
        .bind(org.as_str())
        .fetch_optional(c)
        .await
    })?;
    let Some(columns) = columns else { return Ok(None) };
    let read = stored("deletions", tx.org().as_str());
    let state = read.code("state", &columns.state, DeletionState::from_code)?;
    let Columns { asked_at, due_at, by_platform, forced, begun_at, ended_at, report, .. } = columns;
    Ok(Some(Row {
        deletion: Deletion { state, asked_at, due_at },
        by: read.parse("asked_by", &columns.asked_by)?,
        by_platform,
        forced,
        begun_at,
        ended_at,
        report,
    }))
}

pub async fn find(tx: &mut OrgTx) -> Result<Option<Deletion>, sqlx::Error> {
    Ok(row(tx).await?.map(|row| row.deletion))
}

/// The deletion as platform admins see it.
///
/// # Errors
/// Fails as the database does.
pub async fn view(tx: &mut OrgTx) -> Result<Option<TenantDeletion>, sqlx::Error> {
    let Some(Row { deletion, forced, ended_at, report, .. }) = row(tx).await? else { return Ok(None) };
    let report = stored("deletions", tx.org().as_str()).json_some("report", report.as_deref())?;
    Ok(Some(TenantDeletion { deletion, forced, ended_at, report }))
}

/// Asks for the deletion of the organisation, which rests from now on. Where it was asked for already,
/// nothing changes.
///
/// # Errors
/// Fails on the field for another name than the organisation has, with `Forbidden` for somebody who may
/// not any more, and with `DemoAccount`.
pub async fn ask(cx: &Cx, form: &DeletionForm) -> Result<(), Problem> {
    let typed = one_line(&form.org_name, MAX_ORG_NAME);
    let typed = typed.map_err(|rule| Problem::invalid(Field::OrgName, rule))?;
    let mut draft = cx.begin().await?;
    may_decide(cx, &mut draft).await?;
    let (name,): (String,) = on!(draft, |c, org| {
        sqlx::query_as("SELECT name FROM orgs WHERE id = $1").bind(org.as_str()).fetch_one(c).await
    })?;
    if typed != name {
        return Err(Problem::invalid(Field::OrgName, Rule::OtherOrgName));
    }
    if find(&mut draft).await?.is_some() {
        return Ok(());
    }
    let mut tx = draft.recorded(Action::DeletionAsked, "").await?;
    let now = tx.now();
    execute!(
        tx,
        "INSERT INTO deletions (org_id, asked_by, by_platform, asked_at, due_at, state)
         VALUES ($1, $2, $3, $4, $5, $6)",
        |org| (
            org.as_str(),
            cx.user.as_str(),
            cx.as_platform,
            now,
            now + WINDOW,
            DeletionState::Asked.code()
        )
    )?;
    mails::put(&cx.services, &mut tx, MailKind::Asked, &name).await?;
    tx.publish(&Topic::ALL);
    tx.commit().await?;
    tracing::info!(org.id = %cx.org, user.id = %cx.user, "the deletion of an organisation was asked for");
    Ok(())
}

/// Takes the deletion back: the organisation goes on where it was, unless it is suspended as well. Where
/// there is none, nothing changes.
///
/// # Errors
/// Fails with `DeletionBegun` after its days, and with `Forbidden` as [`ask`] does.
pub async fn take_back(cx: &Cx) -> Result<(), Problem> {
    let mut draft = cx.begin().await?;
    may_decide(cx, &mut draft).await?;
    let Some(deletion) = find(&mut draft).await? else { return Ok(()) };
    if deletion.state != DeletionState::Asked || draft.now() >= deletion.due_at {
        return Err(ProblemKind::DeletionBegun.into());
    }
    let suspended = suspension::find(&mut draft).await?;
    let mut tx = draft.recorded(Action::DeletionTakenBack, "").await?;
    execute!(tx, "DELETE FROM deletions WHERE org_id = $1", |org| (org.as_str(),))?;
    mails::withdraw(&mut tx).await?;
    // The time since the organisation was suspended counts when that ends.
    let until = suspended.map_or(tx.now(), |suspended| suspended.since);
    queue::extend_windows(&mut tx, (until - deletion.asked_at).max(0)).await?;
    tx.publish(&Topic::ALL);
    tx.wake_workers();
    tx.commit().await?;
    tracing::info!(org.id = %cx.org, user.id = %cx.user, "the deletion of an organisation was taken back");
    Ok(())
}

/// Has a deletion end although something is left at a provider.
///
/// # Errors
/// Fails with `Stale` where none is under way.
pub async fn force(cx: &Cx) -> Result<(), Problem> {
    let mut draft = cx.begin().await?;
    match row(&mut draft).await? {
        Some(row) if row.deletion.state == DeletionState::Running && row.forced => return Ok(()),
        Some(row) if row.deletion.state == DeletionState::Running => {}
        Some(_) | None => return Err(ProblemKind::Stale.into()),
    }
    let mut tx = draft.recorded(Action::DeletionForced, "").await?;
    execute!(tx, "UPDATE deletions SET forced = TRUE WHERE org_id = $1", |org| (org.as_str(),))?;
    Ok(tx.commit().await?)
}

/// Asks in this transaction for the right of whoever decides: it may have changed since the request was
/// let in.
async fn may_decide(cx: &Cx, tx: &mut OrgTx) -> Result<(), Problem> {
    if cx.as_platform {
        return Ok(());
    }
    let own = team::role(tx, &cx.user).await?;
    if !own.is_some_and(|own| own.may(Permission::ManageOrg)) {
        return Err(ProblemKind::Forbidden.into());
    }
    let (email,): (String,) = on!(tx, |c| {
        sqlx::query_as("SELECT email FROM users WHERE id = $1").bind(cx.user.as_str()).fetch_one(c).await
    })?;
    if is_demo(&email) { Err(ProblemKind::DemoAccount.into()) } else { Ok(()) }
}
