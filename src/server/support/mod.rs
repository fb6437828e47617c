//! Visits: a platform admin acts for an organisation for a while. What they may do there is what the
//! table of permissions leaves to support, in the role that the owners of the organisation decide.

pub mod repo;

use repo::Over;
use tower_sessions::Session;

use super::{
    audit::{Action, Change, ChangedField, Part},
    cx::{Cx, Draft, Note, PlatformCx, Services},
    sessions, suspension,
};
use crate::domain::{
    ids::OrgId,
    problem::{Field, Problem, ProblemKind, Rule},
    role::Role,
    support::{MAX_REASON, SupportAccess, SupportAccessForm, VISIT_LASTS, VisitForm},
    text::one_line,
    topic::Topic,
};

/// The visits whose end is written down in one round.
const AT_ONCE: i64 = 100;

/// Has the session of the hashed id `this` act for an organisation from now on. It is written down in
/// the log of the organisation, and in the platform's; a second click finds what the first did.
///
/// # Errors
/// Fails on the reason, with `NotFound` where there is no such organisation, with `SignedOut` for a
/// session that has ended meanwhile, and with `NotForSupport` for one that acts for another already.
pub async fn begin(
    admin: &PlatformCx,
    session: &Session,
    this: &str,
    org: &OrgId,
    form: &VisitForm,
) -> Result<(), Problem> {
    let reason = one_line(&form.reason, MAX_REASON).map_err(|rule| Problem::invalid(Field::Reason, rule))?;
    let changes: Vec<Change> =
        Change::of(ChangedField::Part(Part::Reason), None, Some(&reason)).into_iter().collect();
    let note = Note { action: Action::TenantEntered, changes: changes.clone() };
    let visit = repo::NewVisit { id: admin.services.random.id(), reason };
    let inside = Cx { visit: Some(visit.id.clone()), ..admin.act(org, note).await? };
    // The session is of another organisation.
    let mut tx = inside.begin_everywhere().await?;
    let now = tx.now();
    match repo::lock_session(&mut tx, this, &admin.admin, now).await? {
        None => return Err(ProblemKind::SignedOut.into()),
        Some(Some(visited)) if visited == *org => return Ok(()),
        Some(Some(_)) => return Err(ProblemKind::NotForSupport.into()),
        Some(None) => {}
    }
    let mut tx = tx.recorded_with(Action::SupportBegan, "", &changes).await?;
    // Its deletion may have ended before the entry took its turn in the log.
    if suspension::is_gone(&mut tx).await? {
        return Err(ProblemKind::NotFound.into());
    }
    repo::begin(&mut tx, &visit, &admin.admin, this, now, now + VISIT_LASTS).await?;
    tx.publish(&[Topic::Team]);
    tx.commit().await?;
    sessions::visit(session, Some(visit.id)).await
}

/// Whether the session is on a visit to the organisation.
///
/// # Errors
/// Fails as the database does.
pub async fn acts_for(session: &Session, org: &OrgId) -> Result<bool, Problem> {
    let viewer = sessions::viewer(session).await?;
    Ok(viewer.is_some_and(|viewer| viewer.visit.is_some() && viewer.org == *org))
}

/// Ends the visit that the session is on, wherever else its person uses it. Returns the organisation
/// that they acted for; `None` where the visit is over.
///
/// # Errors
/// Fails with `SignedOut`, and as the database does.
pub async fn end(services: &Services, session: &Session) -> Result<Option<OrgId>, Problem> {
    let viewer = sessions::viewer(session).await?.ok_or(ProblemKind::SignedOut)?;
    let Some(visit) = viewer.visit else { return Ok(None) };
    // Whoever came may leave, also where they may not look on: without the second factor that is asked for.
    let over = Over { id: visit.id, org: viewer.org.clone(), user: viewer.user };
    close(services, over, Action::SupportEnded, Action::TenantLeft).await?;
    sessions::visit(session, None).await?;
    Ok(Some(viewer.org))
}

/// Writes down the end of the visits whose time is over. Returns how many those are.
///
/// # Errors
/// Fails as the database does; a visit whose end cannot be written down keeps no other from it.
pub async fn end_over(services: &Services) -> Result<usize, Problem> {
    let mut tx = services.db.read_installation().await?;
    let over = repo::over(&mut tx, services.clock.now_ms(), AT_ONCE).await?;
    drop(tx);
    let mut ended = 0;
    for visit in over {
        let org = visit.org.clone();
        match close(services, visit, Action::SupportOver, Action::TenantVisitOver).await {
            Ok(closed) => ended += usize::from(closed),
            Err(problem) => {
                let problem = problem.code();
                tracing::warn!(org.id = %org, problem, "the end of a visit could not be written down");
            }
        }
    }
    Ok(ended)
}

/// Writes down the end of a visit in the log of the organisation and in the platform's, in the name of
/// whoever came. Returns whether it was not written down yet.
async fn close(
    services: &Services,
    Over { id, org, user }: Over,
    here: Action,
    on_the_platform: Action,
) -> Result<bool, Problem> {
    let cx = Cx {
        as_platform: true,
        on_the_platform: Some(on_the_platform.into()),
        visit: Some(id.clone()),
        ..Cx::new(services.clone(), org, user, Role::Viewer)
    };
    let mut tx = cx.begin_everywhere().await?;
    let now = tx.now();
    if !repo::end(&mut tx, &id, now).await? {
        return Ok(false);
    }
    let mut tx = tx.recorded(here, "").await?;
    tx.publish(&[Topic::Team]);
    tx.commit().await?;
    Ok(true)
}

/// Decides what those may do who act for the organisation, also on a visit that goes on.
///
/// # Errors
/// Fails on the field for what is no choice.
pub async fn decide(cx: &Cx, form: &SupportAccessForm) -> Result<(), Problem> {
    let access = SupportAccess::from_code(&form.access);
    let access = access.ok_or_else(|| Problem::invalid(Field::Access, Rule::UnknownChoice))?;
    let mut tx: Draft = cx.begin().await?;
    let before = repo::access(&mut tx).await?;
    let change = Change::of(ChangedField::Part(Part::Access), Some(before.code()), Some(access.code()));
    let Some(change) = change else { return Ok(()) };
    let mut tx = tx.recorded_with(Action::SupportAccessDecided, "", &[change]).await?;
    repo::set_access(&mut tx, access).await?;
    tx.publish(&[Topic::Team]);
    Ok(tx.commit().await?)
}
