//! The tenants of an installation, as platform admins see and change them.

mod kept_counts;
mod list;
mod log;
mod nodes;
mod opening;
mod page;
mod suspending;
mod visits;

use ava::{
    domain::ids::OrgId,
    server::{
        cx::{Cx, PlatformCx},
        tenants,
    },
};

use crate::support::app::TestApp;

/// Makes the person a platform admin.
async fn admin(app: &TestApp, of: &Cx) -> PlatformCx {
    app.execute("UPDATE users SET platform_admin = TRUE WHERE id = $1", &[of.user.as_str()]).await;
    PlatformCx::of(app.services.clone(), of.user.clone())
}

async fn summarised(app: &TestApp) -> usize {
    tenants::sweep(&app.services).await.unwrap()
}

async fn rename(app: &TestApp, org: &OrgId, name: &str) {
    app.execute("UPDATE orgs SET name = $2 WHERE id = $1", &[org.as_str(), name]).await;
}
