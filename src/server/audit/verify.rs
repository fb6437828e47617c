//! `ava audit verify`: every org's chain, one org a transaction, while the
//! server runs.

use super::repo::verify_chain;
use crate::{
    domain::ids::OrgId,
    server::{
        cx::Services,
        db::{Scope, on},
        error::unreadable,
    },
};

/// The first entry of an org's chain that is not as it was written.
#[derive(Debug, PartialEq, Eq)]
pub struct Broken {
    pub org: OrgId,
    pub entry: i64,
}

#[derive(Debug, Default, PartialEq, Eq)]
pub struct Verified {
    pub orgs: usize,
    /// How many entries hold.
    pub entries: i64,
    pub broken: Vec<Broken>,
}

/// Goes through the chains of all orgs.
pub async fn verify(services: &Services) -> Result<Verified, sqlx::Error> {
    let mut tx = services.db.read(Scope::Installation).await?;
    let orgs: Vec<(String,)> =
        on!(tx, |c| sqlx::query_as("SELECT id FROM orgs ORDER BY id").fetch_all(c).await)?;
    drop(tx);
    let mut verified = Verified::default();
    for (org,) in orgs {
        let org: OrgId = org.parse().map_err(unreadable)?;
        let mut tx = services.db.write(Scope::Org(&org)).await?;
        let chain = verify_chain(&mut tx, &org).await?;
        drop(tx);
        verified.orgs += 1;
        verified.entries += chain.holds;
        verified.broken.extend(chain.broken.map(|entry| Broken { org, entry }));
    }
    Ok(verified)
}
