//! The pages of platform admins among very many tenants.

use super::{
    calls::{asked, now},
    seed::{self, id},
};
use crate::{
    domain::{
        audit::AuditQuery,
        ids::OrgId,
        tenant::{PlatformQuery, TenantAuditQuery, TenantHealth, TenantSort, TenantsQuery},
    },
    server::{
        application::{self, Error},
        config::Config,
        cx::PlatformCx,
        tenants::{self, overview, service},
    },
};

/// Fills the database up to `orgs` organisations of three people with so many entries each, and prints how
/// long the pages of a platform admin take, a line each: what, the middle, and the 99th of a hundred.
///
/// # Errors
/// Fails in production, and as the database does.
pub async fn pages(config: Config, orgs: i64, entries: i64) -> Result<(), Error> {
    seed::fill(config.clone(), orgs).await?;
    let (clock, random) = application::real_clock_and_random();
    let services = application::services(config, clock, random).await?;
    seed::add_people_and_entries(&services, orgs, entries).await?;
    let began = now();
    tenants::sweep(&services).await?;
    println!("figures of all, written down|{} ms|", began.elapsed().as_millis());

    let cx = PlatformCx::of(services.clone(), id(1).parse()?);
    let list = async |query: &TenantsQuery| service::list(&cx, query).await.map(drop);
    let half: OrgId = id(orgs / 2).parse()?;
    let all = TenantsQuery::default();
    let middle = TenantsQuery { after: Some(half.clone()), ..all.clone() };
    let newest = TenantsQuery { sort: TenantSort::Newest, ..middle.clone() };
    let working = TenantsQuery { health: Some(TenantHealth::Working), ..all.clone() };
    let searched = |search: String| TenantsQuery { search, ..TenantsQuery::default() };
    let log = TenantAuditQuery { tenant: half.clone(), log: AuditQuery::default() };

    asked("tenants, the first page", async |_| list(&all).await).await?;
    asked("tenants, in the middle", async |_| list(&middle).await).await?;
    asked("tenants, in the middle, newest", async |_| list(&newest).await).await?;
    asked("tenants whose keys work", async |_| list(&working).await).await?;
    asked("tenants found by a name", async |nth| list(&searched(format!("clinic {}", nth * 97))).await)
        .await?;
    asked("tenants found by an address", async |nth| list(&searched(format!("owner.{}", nth * 97))).await)
        .await?;
    asked("tenants found by all names", async |_| list(&searched("clinic".to_owned())).await).await?;
    asked("one tenant", async |_| service::tenant(&cx, half.clone()).await.map(drop)).await?;
    asked("the log of one tenant", async |_| service::audit(&cx, &log).await.map(drop)).await?;
    asked("the overview", async |_| overview::read(&cx, &PlatformQuery::default()).await.map(drop)).await?;
    services.db.close().await;
    Ok(())
}
