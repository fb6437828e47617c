//! The forms of the platform admins.

use leptos::{prelude::*, server_fn::codec::Postcard};

use crate::domain::{
    answer::Answer,
    ids::{OperationId, OrgId},
    problem::Problem,
    suspension::SuspensionForm,
    tenant::LimitForm,
};
#[cfg(feature = "ssr")]
use crate::{
    domain::flash::Notice,
    server::{
        forms::{Accepted, handle_platform},
        tenants::service,
    },
};

/// The names under which refused forms come back without JavaScript.
pub const LIMIT_FORM: &str = "tenant_limit";
pub const FEATURE_FORM: &str = "tenant_feature";
pub const BUYING_FORM: &str = "tenant_buying";
pub const SUSPEND_FORM: &str = "suspend_tenant";
pub const RESUME_FORM: &str = "resume_tenant";
pub const RETRY_FORM: &str = "tenant_retry";

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
        service::turn(cx, &tenant, &feature, off).await?;
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

#[server(prefix = "/rpc", endpoint = "tenants/retry", output = Postcard)]
pub async fn retry_for_tenant(tenant: OrgId, operation: OperationId) -> Result<Answer, Problem> {
    handle_platform(RETRY_FORM, (), async |cx, ()| {
        service::retry(cx, &tenant, operation).await?;
        Ok(Accepted::here(Notice::OperationRetried))
    })
    .await
}
