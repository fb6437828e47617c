//! What platform admins see of the tenants.

use super::{list, summary, views};
use crate::{
    domain::{
        audit::{Action, AuditQuery},
        deletion::DeletionForm,
        feature::Feature,
        ids::{OperationId, OrgId},
        invitation::{InvitationId, InvitationsQuery, ReinviteForm},
        locale::Locale,
        problem::{Field, Managed, Problem, Rule},
        quota::{self, Quota},
        support::VisitForm,
        suspension::SuspensionForm,
        tenant::{
            Few, LimitForm, PlatformLogView, TenantAuditQuery, TenantAuditView, TenantForm, TenantView,
            TenantsQuery, TenantsView,
        },
        text,
    },
    server::{
        audit_log,
        auth::service::Visitor,
        cx::{Cx, PlatformCx, own_off},
        db::{OrgTx, on},
        features,
        invitations::service::{self as invitations, Shown},
        lifecycle,
        list::PageSize,
        numbers::managed,
        operations, quotas, support, suspension,
    },
};

const PAGE: PageSize = PageSize(50);
/// The rows of each kind that the page of one tenant shows.
pub(super) const FEW: PageSize = PageSize(25);

pub async fn list(cx: &PlatformCx, query: &TenantsQuery) -> Result<TenantsView, Problem> {
    let now = cx.services.clock.now_ms();
    let mut tx = cx.read().await?;
    let tenants = list::page(&mut tx, query, now, PAGE.limit()).await?;
    let (tenants, next) = PAGE.cut(tenants, |tenant| tenant.id.clone());
    Ok(TenantsView { now, tenants, next })
}

/// Has the list show at once what a platform admin has just done. It would within a minute, also where this
/// fails: what was done is done.
async fn list_at_once(cx: &PlatformCx, id: &OrgId) {
    if let Err(error) = summary::one(&cx.services, id).await {
        tracing::warn!(org.id = %id, %error, "could not write down the figures of a tenant");
    }
}

async fn name_and_birth(tx: &mut OrgTx) -> Result<(String, i64), sqlx::Error> {
    on!(tx, |c, org| {
        sqlx::query_as("SELECT name, created_at FROM orgs WHERE id = $1")
            .bind(org.as_str())
            .fetch_one(c)
            .await
    })
}

/// One tenant, as it is now. That it was looked at stands in the platform's log.
pub async fn tenant(cx: &PlatformCx, id: OrgId) -> Result<TenantView, Problem> {
    let inside = cx.look(&id).await?;
    let open = invitations::list(&inside, &InvitationsQuery::default()).await?;
    let Cx { services, org, .. } = &inside;
    let mut tx = services.db.read(org).await?;
    let (name, created_at) = name_and_birth(&mut tx).await?;
    Ok(TenantView {
        now: services.clock.now_ms(),
        name,
        created_at,
        suspension: suspension::find(&mut tx).await?,
        deletion: lifecycle::deletion::view(&mut tx).await?,
        people: views::people(&mut tx).await?,
        invitations: Few { rows: open.invitations, more: open.next.is_some() },
        keys: views::keys(&mut tx).await?,
        numbers: views::numbers(&mut tx).await?,
        operations: views::operations(&mut tx).await?,
        usage: views::usage(services, &mut tx).await?,
        off: own_off(&mut tx).await?,
        off_for_all: services.config.disabled,
        may_buy: match &services.config.platform {
            Some(platform) => Some(managed::may_buy(&mut tx).await?.unwrap_or(platform.open_to_all)),
            None => None,
        },
        id,
    })
}

/// The audit log of a tenant. That it is read stands in it, and in the platform's log.
pub async fn audit(cx: &PlatformCx, query: &TenantAuditQuery) -> Result<TenantAuditView, Problem> {
    let inside = cx.look(&query.tenant).await?;
    let log = audit_log::service::page(&inside, &query.log).await?;
    let (name, _) = name_and_birth(&mut *inside.read().await?).await?;
    Ok(TenantAuditView { id: query.tenant.clone(), name, log })
}

/// The platform's own log. That it is read stands in it.
pub async fn platform_log(cx: &PlatformCx, query: &AuditQuery) -> Result<PlatformLogView, Problem> {
    let inside = cx.own_log().await?;
    Ok(PlatformLogView { log: audit_log::service::page(&inside, query).await? })
}

/// Sets a limit of a tenant, or leaves it to that of all.
///
/// # Errors
/// Fails on the field, before anything is written down.
pub async fn set_limit(cx: &PlatformCx, id: &OrgId, form: &LimitForm) -> Result<(), Problem> {
    let quota = Quota::from_code(&form.quota);
    let quota = quota.ok_or_else(|| Problem::invalid(Field::Limit, Rule::UnknownChoice))?;
    let (least, most) = (quota.row().least, quota::MAX);
    let own = text::optional(&form.most, |typed| text::whole_number(typed, least, most));
    let own = own.map_err(|rule| Problem::invalid(Field::Most, rule))?;
    let inside = cx.act(id, Action::TenantChanged).await?;
    quotas::decide_for(&cx.services, id, inside.person(), quota, own).await?;
    list_at_once(cx, id).await;
    Ok(())
}

/// Turns a feature off for a tenant, or leaves it on.
pub async fn turn(cx: &PlatformCx, id: &OrgId, feature: Feature, off: bool) -> Result<(), Problem> {
    let feature = [feature];
    let inside = cx.act(id, Action::TenantChanged).await?;
    let (off, on): (&[Feature], &[Feature]) = if off { (&feature, &[]) } else { (&[], &feature) };
    features::decide_for(&cx.services, id, inside.person(), off, on).await?;
    Ok(())
}

/// Decides whether a tenant may buy managed numbers.
///
/// # Errors
/// Fails where the installation supplies none.
pub async fn allow_buying(cx: &PlatformCx, id: &OrgId, may_buy: bool) -> Result<(), Problem> {
    if cx.services.config.platform.is_none() {
        return Err(Managed::Off.into());
    }
    let inside = cx.act(id, Action::TenantChanged).await?;
    managed::allow_buying_for(&cx.services, id, inside.person(), may_buy).await
}

/// Suspends a tenant, or gives another reason for it.
///
/// # Errors
/// Fails as [`lifecycle::suspend`] does. A reason that is none is refused before anything is written down.
pub async fn suspend(cx: &PlatformCx, id: &OrgId, form: &SuspensionForm) -> Result<(), Problem> {
    lifecycle::reason(&form.reason)?;
    let inside = cx.act(id, Action::TenantChanged).await?;
    lifecycle::suspend(inside.begin().await?, &form.reason).await?;
    list_at_once(cx, id).await;
    Ok(())
}

/// Has a suspended tenant go on; nothing changes where it is not suspended.
///
/// # Errors
/// Fails as the database does.
pub async fn resume(cx: &PlatformCx, id: &OrgId) -> Result<(), Problem> {
    let inside = cx.act(id, Action::TenantChanged).await?;
    lifecycle::resume(inside.begin().await?).await?;
    list_at_once(cx, id).await;
    Ok(())
}

/// Has the session of a platform admin act for a tenant from now on; nothing changes where it does.
///
/// # Errors
/// Fails as [`PlatformCx::of_session`] and [`support::begin`] do.
pub async fn visit(visitor: &Visitor, id: &OrgId, form: &VisitForm) -> Result<(), Problem> {
    if support::acts_for(&visitor.session, id).await? {
        return Ok(());
    }
    let cx = PlatformCx::of_session(visitor.services.clone(), &visitor.session).await?;
    support::begin(&cx, &visitor.session, &visitor.hashed_session(), id, form).await
}

/// Asks for the deletion of a tenant, whose name is typed.
///
/// # Errors
/// Fails as [`lifecycle::deletion::ask`] does.
pub async fn delete(cx: &PlatformCx, id: &OrgId, form: &DeletionForm) -> Result<(), Problem> {
    lifecycle::deletion::ask(&cx.act(id, Action::TenantChanged).await?, form).await?;
    list_at_once(cx, id).await;
    Ok(())
}

/// Takes the deletion of a tenant back.
///
/// # Errors
/// Fails as [`lifecycle::deletion::take_back`] does.
pub async fn keep(cx: &PlatformCx, id: &OrgId) -> Result<(), Problem> {
    lifecycle::deletion::take_back(&cx.act(id, Action::TenantChanged).await?).await?;
    list_at_once(cx, id).await;
    Ok(())
}

/// Has the deletion of a tenant end although something is left at a provider.
///
/// # Errors
/// Fails as [`lifecycle::deletion::force`] does.
pub async fn force(cx: &PlatformCx, id: &OrgId) -> Result<(), Problem> {
    lifecycle::deletion::force(&cx.act(id, Action::TenantChanged).await?).await
}

/// Makes a tenant, and invites its first owner.
///
/// # Errors
/// Fails as [`invitations::open_tenant`] does.
pub async fn open(
    cx: &PlatformCx,
    form: &TenantForm,
    locale: Locale,
) -> Result<(OrgId, Option<Shown>), Problem> {
    let (org, shown) = invitations::open_tenant(cx, form, locale).await?;
    list_at_once(cx, &org).await;
    Ok((org, shown))
}

/// Sends an invitation of a tenant again, in the name of the platform admin.
///
/// # Errors
/// Fails as [`invitations::reinvite`] does.
pub async fn reinvite(
    cx: &PlatformCx,
    id: &OrgId,
    invitation: &InvitationId,
    form: &ReinviteForm,
) -> Result<Option<Shown>, Problem> {
    let inside = cx.act(id, Action::TenantChanged).await?;
    invitations::reinvite(&inside, invitation, form).await
}

/// Takes an invitation of a tenant back.
///
/// # Errors
/// Fails as [`invitations::revoke`] does.
pub async fn revoke(cx: &PlatformCx, id: &OrgId, invitation: &InvitationId) -> Result<(), Problem> {
    let inside = cx.act(id, Action::TenantChanged).await?;
    invitations::revoke(&inside, invitation).await
}

/// Tries an operation of a tenant again, as its own people would.
///
/// # Errors
/// Fails as it does for them: see [`operations::service::retry`].
pub async fn retry(cx: &PlatformCx, id: &OrgId, operation: OperationId) -> Result<(), Problem> {
    let inside = cx.act(id, Action::TenantChanged).await?;
    operations::service::retry(&inside, operation).await?;
    list_at_once(cx, id).await;
    Ok(())
}
