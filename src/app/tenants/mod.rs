//! The tenants of the installation, for those who look after all of them.

pub mod api;
mod audit_page;
mod deletion;
mod features;
mod invitations;
mod limits;
mod list_page;
mod log_page;
mod new_page;
mod overview_page;
mod page;
mod suspension;
mod texts;
mod visit;

pub use audit_page::TenantAuditPage;
pub use list_page::TenantsPage;
pub use log_page::PlatformLogPage;
pub use new_page::NewTenantPage;
pub use overview_page::OverviewPage;
pub use page::TenantPage;
pub use texts::TenantsTexts;

use crate::domain::ids::OrgId;

pub const OVERVIEW: &str = "/admin";
pub const PATH: &str = "/admin/tenants";
pub const NEW: &str = "/admin/tenants/new";
pub const TENANT: &str = "/admin/tenants/{id}";
pub const LOG: &str = "/admin/audit";
pub const AUDIT: &str = "/admin/tenants/{id}/audit";

pub fn tenant_href(id: &OrgId) -> String {
    format!("{PATH}/{id}")
}

fn audit_href(id: &OrgId) -> String {
    format!("{PATH}/{id}/audit")
}
