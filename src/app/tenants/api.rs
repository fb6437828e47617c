//! The forms of the platform admins.

use leptos::{prelude::*, server_fn::codec::Postcard};

use crate::domain::{
    answer::Answer,
    deletion::DeletionForm,
    ids::{OperationId, OrgId},
    invitation::{InvitationId, ReinviteForm},
    problem::Problem,
    support::VisitForm,
    suspension::SuspensionForm,
    tenant::{LimitForm, TenantForm},
};
#[cfg(feature = "ssr")]
use crate::{
    app::{auth::api::locale, paths::INTEGRATIONS},
    domain::{
        feature::Feature,
        flash::{Flash, Notice},
        problem::ProblemKind,
    },
    server::{
        forms::{Accepted, handle_open, handle_platform, handle_platform_proved},
        support,
        tenants::service,
    },
};

/// The names under which refused forms come back without JavaScript.
pub const NEW_FORM: &str = "new_tenant";
pub const REINVITE_FORM: &str = "tenant_reinvite";
pub const REVOKE_FORM: &str = "tenant_revoke";
pub const LIMIT_FORM: &str = "tenant_limit";
pub const FEATURE_FORM: &str = "tenant_feature";
pub const BUYING_FORM: &str = "tenant_buying";
pub const SUSPEND_FORM: &str = "suspend_tenant";
pub const RESUME_FORM: &str = "resume_tenant";
pub const VISIT_FORM: &str = "visit_tenant";
pub const DELETE_FORM: &str = "delete_tenant";
pub const KEEP_FORM: &str = "keep_tenant";
pub const FORCE_FORM: &str = "force_deletion";
pub const RETRY_FORM: &str = "tenant_retry";

/// Leads to the page of the tenant, which shows the link, if no mail brings it.
#[server(prefix = "/rpc", endpoint = "tenants/make", output = Postcard)]
pub async fn make_tenant(#[server(default)] form: TenantForm) -> Result<Answer, Problem> {
    handle_platform(NEW_FORM, form, async |cx, form| {
        let (tenant, link) = service::open(cx, form, locale()).await?;
        Ok(Accepted::on_to(super::tenant_href(&tenant), Notice::TenantMade).showing(link))
    })
    .await
}

/// Leads to a page that is loaded whole, which shows the link, if no mail brings it.
#[server(prefix = "/rpc", endpoint = "tenants/reinvite", output = Postcard)]
pub async fn reinvite_for_tenant(
    tenant: OrgId,
    id: InvitationId,
    #[server(default)] form: ReinviteForm,
) -> Result<Answer, Problem> {
    handle_platform(REINVITE_FORM, form, async |cx, form| {
        let link = service::reinvite(cx, &tenant, &id, form).await?;
        let notice = if link.is_some() { Notice::InvitationMade } else { Notice::InvitationMailed };
        Ok(Accepted::on_to(super::tenant_href(&tenant), notice).showing(link))
    })
    .await
}

#[server(prefix = "/rpc", endpoint = "tenants/revoke", output = Postcard)]
pub async fn revoke_for_tenant(tenant: OrgId, id: InvitationId) -> Result<Answer, Problem> {
    handle_platform(REVOKE_FORM, (), async |cx, ()| {
        service::revoke(cx, &tenant, &id).await?;
        Ok(Accepted::here(Notice::InvitationRevoked))
    })
    .await
}

#[server(prefix = "/rpc", endpoint = "tenants/limit", output = Postcard)]
pub async fn set_limit(tenant: OrgId, form: LimitForm) -> Result<Answer, Problem> {
    handle_platform(LIMIT_FORM, form, async |cx, form| {
        service::set_limit(cx, &tenant, form).await?;
        Ok(Accepted::here(Notice::LimitSet))
    })
    .await
}

#[server(prefix = "/rpc", endpoint = "tenants/feature", output = Postcard)]
pub async fn turn_feature(tenant: OrgId, feature: String, off: bool) -> Result<Answer, Problem> {
    handle_platform(FEATURE_FORM, (), async |cx, ()| {
        let feature = Feature::from_code(&feature).ok_or(ProblemKind::NotFound)?;
        service::turn(cx, &tenant, feature, off).await?;
        Ok(Accepted::here(Notice::FeatureSet))
    })
    .await
}

#[server(prefix = "/rpc", endpoint = "tenants/buying", output = Postcard)]
pub async fn allow_buying(tenant: OrgId, may_buy: bool) -> Result<Answer, Problem> {
    handle_platform(BUYING_FORM, (), async |cx, ()| {
        service::allow_buying(cx, &tenant, may_buy).await?;
        Ok(Accepted::here(Notice::FeatureSet))
    })
    .await
}

#[server(prefix = "/rpc", endpoint = "tenants/suspend", output = Postcard)]
pub async fn suspend_tenant(tenant: OrgId, form: SuspensionForm) -> Result<Answer, Problem> {
    handle_platform(SUSPEND_FORM, form, async |cx, form| {
        service::suspend(cx, &tenant, form).await?;
        Ok(Accepted::here(Notice::TenantSuspended))
    })
    .await
}

#[server(prefix = "/rpc", endpoint = "tenants/resume", output = Postcard)]
pub async fn resume_tenant(tenant: OrgId) -> Result<Answer, Problem> {
    handle_platform(RESUME_FORM, (), async |cx, ()| {
        service::resume(cx, &tenant).await?;
        Ok(Accepted::here(Notice::TenantResumed))
    })
    .await
}

#[server(prefix = "/rpc", endpoint = "tenants/delete", output = Postcard)]
pub async fn delete_tenant(tenant: OrgId, #[server(default)] form: DeletionForm) -> Result<Answer, Problem> {
    handle_platform_proved(DELETE_FORM, form, async |cx, form| {
        service::delete(cx, &tenant, form).await?;
        Ok(Accepted::here(Notice::DeletionAsked))
    })
    .await
}

#[server(prefix = "/rpc", endpoint = "tenants/keep", output = Postcard)]
pub async fn keep_tenant(tenant: OrgId) -> Result<Answer, Problem> {
    handle_platform(KEEP_FORM, (), async |cx, ()| {
        service::keep(cx, &tenant).await?;
        Ok(Accepted::here(Notice::DeletionTakenBack))
    })
    .await
}

#[server(prefix = "/rpc", endpoint = "tenants/force", output = Postcard)]
pub async fn force_deletion(tenant: OrgId) -> Result<Answer, Problem> {
    handle_platform_proved(FORCE_FORM, (), async |cx, ()| {
        service::force(cx, &tenant).await?;
        Ok(Accepted::here(Notice::DeletionForced))
    })
    .await
}

#[server(prefix = "/rpc", endpoint = "tenants/retry", output = Postcard)]
pub async fn retry_for_tenant(tenant: OrgId, operation: OperationId) -> Result<Answer, Problem> {
    handle_platform(RETRY_FORM, (), async |cx, ()| {
        service::retry(cx, &tenant, operation).await?;
        Ok(Accepted::here(Notice::OperationRetried))
    })
    .await
}

/// Leads to the pages of the tenant, as its people have them.
#[server(prefix = "/rpc", endpoint = "tenants/visit", output = Postcard)]
pub async fn visit_tenant(tenant: OrgId, form: VisitForm) -> Result<Answer, Problem> {
    handle_open(VISIT_FORM, form, async |visitor, form| {
        service::visit(&visitor, &tenant, form).await?;
        Ok(Accepted::on_to(INTEGRATIONS, Notice::VisitBegun))
    })
    .await
}

/// Takes no permission: whoever acts for an organisation may always end it, and a visit that is over
/// leads out as well.
#[server(prefix = "/rpc", endpoint = "tenants/end_visit", output = Postcard)]
pub async fn end_visit() -> Result<Answer, Problem> {
    handle_open(Flash::EVERY_PAGE, (), async |visitor, ()| {
        Ok(match support::end(&visitor.services, &visitor.session).await? {
            Some(tenant) => Accepted::on_to(super::tenant_href(&tenant), Notice::VisitEnded),
            None => Accepted::on_to(INTEGRATIONS, Notice::VisitEnded),
        })
    })
    .await
}
