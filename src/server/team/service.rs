//! Rules of teams: who changes whose role, who goes, and where a person works.

use tower_sessions::Session;

use super::repo;
use crate::{
    domain::{
        account::MAX_ORG_NAME,
        ids::{OrgId, UserId},
        problem::{Field, Problem, ProblemKind, Rule},
        role::{Permission, Role},
        team::{DemandForm, MemberPage, OrgForm, OrgsQuery, OrgsView, RoleForm, TeamQuery, TeamView},
        tenant::Few,
        text::one_line,
        topic::Topic,
    },
    server::{
        api_tokens,
        audit::{Action, Change, ChangedField, Part},
        auth::{factors, founding, session_store::hashed},
        cx::{Cx, Draft},
        db::OrgTx,
        list::PageSize,
        notifications::repo as notifications,
        sessions, support,
    },
};

const PAGE: PageSize = PageSize(25);
const VISITS: PageSize = PageSize(25);

/// The changes of a team concern what the pages of all its people show.
const TOPICS: [Topic; 2] = [Topic::Team, Topic::Notifications];

pub async fn list(cx: &Cx, query: &TeamQuery) -> Result<TeamView, Problem> {
    let mut tx = cx.read().await?;
    let members = repo::page(&mut tx, query, PAGE.limit()).await?;
    let (members, next) = PAGE.cut(members, |member| member.user.clone());
    let (org_name, demands_factor) = repo::name_and_demand(&mut tx).await?;
    let support = support::repo::access(&mut tx).await?;
    drop(tx);
    let now = cx.services.clock.now_ms();
    // What people prove themselves by, and who looks after the installation, is no organisation's.
    let mut tx = cx.services.db.read_installation().await?;
    let visits = match query.after {
        None => support::repo::shown(&mut tx, &cx.org, now, VISITS.limit()).await?,
        Some(_) => Vec::new(),
    };
    let (rows, more) = VISITS.cut(visits, |_| ());
    let visits = Few { rows, more: more.is_some() };
    let without_factor = match cx.may(Permission::ManageTeam) {
        true => Some(repo::without_factor(&mut tx, &cx.org).await?),
        false => None,
    };
    Ok(TeamView { now, org_name, members, next, support, visits, demands_factor, without_factor })
}

pub async fn member(cx: &Cx, user: UserId) -> Result<MemberPage, Problem> {
    let mut tx = cx.read().await?;
    let member = repo::find(&mut tx, &user).await?.ok_or(ProblemKind::NotFound)?;
    let is_last_owner = member.role == Role::Owner && repo::owners(&mut tx).await? == 1;
    let now = cx.services.clock.now_ms();
    let service_tokens = match cx.user == user || cx.may(Permission::ManageTeam) {
        true => api_tokens::answered_by(&mut tx, &user, now).await?,
        false => 0,
    };
    drop(tx);
    let mut tx = cx.services.db.read_installation().await?;
    let is_only_org = repo::orgs(&mut tx, &cx.user, &OrgsQuery::default(), 2).await?.len() < 2;
    Ok(MemberPage { now, member, is_last_owner, is_only_org, service_tokens })
}

/// The organisation's name, and whether it asks its people for a second factor.
///
/// # Errors
/// Fails as the database does.
pub async fn name_and_demand(cx: &Cx) -> Result<(String, bool), Problem> {
    Ok(repo::name_and_demand(&mut *cx.read().await?).await?)
}

/// The person who asks, and the one whom it is about, as they stand in this transaction: both may
/// have changed since the request was let in.
async fn asked(cx: &Cx, tx: &mut OrgTx, user: &UserId) -> Result<(Role, Role), Problem> {
    let own = own_role(cx, tx).await?;
    let theirs = repo::role(tx, user).await?.ok_or(ProblemKind::NotFound)?;
    Ok((own, theirs))
}

/// The role of the person who asks, as it stands in this transaction. A token that acts for them may have
/// a lower one.
async fn own_role(cx: &Cx, tx: &mut OrgTx) -> Result<Role, Problem> {
    let own = repo::role(tx, &cx.user).await?.map(|role| role.min(cx.role));
    Ok(own.filter(|role| role.may(Permission::ManageTeam)).ok_or(ProblemKind::Forbidden)?)
}

/// Asks that an owner is left. Writers of one organisation follow each other, so that no two can
/// each count on the other.
async fn keeps_an_owner(tx: &mut OrgTx) -> Result<(), Problem> {
    if repo::owners(tx).await? == 0 { Err(ProblemKind::LastOwner.into()) } else { Ok(()) }
}

pub async fn change_role(cx: &Cx, user: &UserId, form: &RoleForm) -> Result<(), Problem> {
    let role =
        Role::from_code(&form.role).ok_or_else(|| Problem::invalid(Field::Role, Rule::UnknownChoice))?;
    let mut tx = cx.begin().await?;
    let (own, theirs) = asked(cx, &mut tx, user).await?;
    if theirs == role {
        return Ok(());
    }
    if [theirs, role].contains(&Role::Owner) && !own.may(Permission::ManageOrg) {
        return Err(Problem::new(ProblemKind::OwnersOnly).on(Field::Role));
    }
    repo::set_role(&mut tx, user, role).await?;
    notifications::forget_of(&mut tx, user, Some(role)).await?;
    keeps_an_owner(&mut tx).await.map_err(|problem| problem.on(Field::Role))?;
    let changes = Change::of(ChangedField::Part(Part::Role), Some(theirs.code()), Some(role.code()));
    let changes: Vec<Change> = changes.into_iter().collect();
    let mut tx = tx.recorded_with(Action::MemberRoleChanged, user.as_str(), &changes).await?;
    tx.publish(&TOPICS);
    Ok(tx.commit().await?)
}

/// Asks everybody who works in the organisation for a second factor, or nobody any more. Whoever has none
/// is led to set one up by their next request.
///
/// # Errors
/// Fails with `FactorFirst` for somebody who has none themselves.
pub async fn demand_factor(cx: &Cx, form: &DemandForm) -> Result<(), Problem> {
    let mut tx = cx.begin_everywhere().await?;
    own_role(cx, &mut tx).await?;
    if form.demand && factors::of_person(&mut tx, &cx.user).await?.is_empty() {
        return Err(ProblemKind::FactorFirst.into());
    }
    if !repo::demand_factor(&mut tx, form.demand).await? {
        return Ok(());
    }
    let action = if form.demand { Action::FactorDemanded } else { Action::FactorNotDemanded };
    let mut tx = tx.recorded(action, cx.org.as_str()).await?;
    tx.publish(&TOPICS);
    Ok(tx.commit().await?)
}

/// Removes somebody else, and signs them out wherever they are in this organisation.
pub async fn remove(cx: &Cx, user: &UserId) -> Result<(), Problem> {
    if cx.user == *user {
        return Err(ProblemKind::Oneself.into());
    }
    let mut tx = cx.begin().await?;
    if repo::is_former(&mut tx, user).await? {
        return Ok(());
    }
    let (own, theirs) = asked(cx, &mut tx, user).await?;
    if theirs == Role::Owner && !own.may(Permission::ManageOrg) {
        return Err(ProblemKind::OwnersOnly.into());
    }
    go(tx, user, "", Action::MemberRemoved).await
}

/// The person leaves. Their other devices are signed out; this one goes on in another organisation
/// of theirs, or is signed out as well. Returns whether there is another.
pub async fn leave(cx: &Cx, session: &Session) -> Result<bool, Problem> {
    let this = hashed(session);
    go(cx.begin().await?, &cx.user, &this, Action::MemberLeft).await?;
    let mut tx = cx.services.db.read_installation().await?;
    let other = repo::orgs(&mut tx, &cx.user, &OrgsQuery::default(), 1).await?.pop();
    drop(tx);
    match other {
        Some(other) => enter(cx, session, other.id).await.map(|()| true),
        None => sessions::end(session).await.map(|()| false),
    }
}

async fn go(mut tx: Draft, user: &UserId, but: &str, action: Action) -> Result<(), Problem> {
    let now = tx.now();
    repo::remove(&mut tx, user, but, now).await?;
    let tokens = api_tokens::end_of(&mut tx, user, now).await?;
    notifications::forget_of(&mut tx, user, None).await?;
    keeps_an_owner(&mut tx).await?;
    let mut tx = tx.recorded(action, user.as_str()).await?;
    for token in tokens {
        tx.record(Action::ApiTokenRevoked, &token).await?;
    }
    tx.publish(&TOPICS);
    Ok(tx.commit().await?)
}

pub async fn rename(cx: &Cx, form: &OrgForm) -> Result<(), Problem> {
    let name = org_name(form)?;
    let mut tx = cx.begin().await?;
    let (before, _) = repo::name_and_demand(&mut tx).await?;
    let changes = Change::of(ChangedField::Part(Part::Name), Some(&before), Some(&name));
    let changes: Vec<Change> = changes.into_iter().collect();
    let mut tx = tx.recorded_with(Action::OrgRenamed, cx.org.as_str(), &changes).await?;
    repo::rename(&mut tx, &name).await?;
    tx.publish(&TOPICS);
    Ok(tx.commit().await?)
}

fn org_name(form: &OrgForm) -> Result<String, Problem> {
    one_line(&form.org_name, MAX_ORG_NAME).map_err(|rule| Problem::invalid(Field::OrgName, rule))
}

/// The organisations of the person, in which they can go on.
pub async fn orgs(cx: &Cx, query: &OrgsQuery) -> Result<OrgsView, Problem> {
    let mut tx = cx.services.db.read_installation().await?;
    let orgs = repo::orgs(&mut tx, &cx.user, query, PAGE.limit()).await?;
    let (orgs, next) = PAGE.cut(orgs, |org| org.id.clone());
    Ok(OrgsView { orgs, next })
}

/// Has this device go on in another organisation of the person.
pub async fn enter(cx: &Cx, session: &Session, org: OrgId) -> Result<(), Problem> {
    let this = hashed(session);
    // The session is of the organisation that is left, until it is of the other.
    let mut tx = Draft::begin_everywhere(&cx.services, org.clone(), cx.actor()).await?;
    if !repo::turn_session(&mut tx, &this, &cx.user).await? {
        return Err(ProblemKind::NotFound.into());
    }
    tx.recorded(Action::OrgEntered, org.as_str()).await?.commit().await?;
    sessions::turn_to(session, org).await
}

/// Makes another organisation, which the person owns, and goes on in it.
pub async fn found(cx: &Cx, session: &Session, form: &OrgForm) -> Result<(), Problem> {
    let org = founding::found(&cx.services, &cx.user, &form.org_name).await?;
    enter(cx, session, org).await
}
