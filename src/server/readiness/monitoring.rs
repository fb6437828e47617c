//! The address for programs. It names the organisation and ends with a signature of a nonce, so
//! that the database has nothing by which the address opens; another nonce makes another address,
//! and none ends it.

use crate::{
    domain::{
        ids::OrgId,
        problem::{Problem, ProblemKind},
        quota::Quota,
        readiness::Monitoring,
        role::Permission,
        topic::Topic,
    },
    server::{
        audit::Action,
        cx::{Cx, Services},
        db::{OrgTx, execute, on},
        readiness::service::{self, Report},
        suspension,
        vault::seal::hex,
    },
};

/// The path before the part that opens it.
pub const PATH: &str = "/api/v1/readiness";

struct Stored {
    nonce: String,
    made_at: i64,
    made_by: String,
}

async fn stored(tx: &mut OrgTx) -> Result<Option<Stored>, sqlx::Error> {
    let row: Option<(String, i64, String)> = on!(tx, |c, org| {
        sqlx::query_as(
            "SELECT m.nonce, m.made_at, u.name FROM monitoring AS m JOIN users AS u ON u.id = m.made_by
             WHERE m.org_id = $1",
        )
        .bind(org.as_str())
        .fetch_optional(c)
        .await
    })?;
    Ok(row.map(|(nonce, made_at, made_by)| Stored { nonce, made_at, made_by }))
}

/// The part of the address that opens it.
fn opening(services: &Services, org: &OrgId, nonce: &str) -> String {
    services.audit_key.monitoring(org.as_str(), nonce)
}

/// How the address stands; only people who may end it are shown it.
pub async fn view(cx: &Cx, tx: &mut OrgTx) -> Result<Option<Monitoring>, Problem> {
    let Some(Stored { nonce, made_at, made_by }) = stored(tx).await? else { return Ok(None) };
    let address = cx.may(Permission::ManageKeys).then(|| {
        let base = cx.services.config.public_url.as_str().trim_end_matches('/');
        format!("{base}{PATH}/{}/{}", cx.org, opening(&cx.services, &cx.org, &nonce))
    });
    Ok(Some(Monitoring { made_at, made_by, address }))
}

/// Makes the address, in place of a former one.
pub async fn make(cx: &Cx) -> Result<(), Problem> {
    let mut tx = cx.write(Action::MonitoringMade, "").await?;
    let (now, nonce) = (tx.now(), hex(&cx.services.random.bytes::<32>()));
    execute!(
        tx,
        "INSERT INTO monitoring (org_id, nonce, made_by, made_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (org_id) DO UPDATE SET nonce = excluded.nonce, made_by = excluded.made_by,
           made_at = excluded.made_at",
        |org| (org.as_str(), &nonce, cx.user.as_str(), now)
    )?;
    tx.publish(&[Topic::Integrations]);
    Ok(tx.commit().await?)
}

pub async fn end(cx: &Cx) -> Result<(), Problem> {
    let mut tx = cx.write(Action::MonitoringEnded, "").await?;
    execute!(tx, "DELETE FROM monitoring WHERE org_id = $1", |org| (org.as_str(),))?;
    tx.publish(&[Topic::Integrations]);
    Ok(tx.commit().await?)
}

/// The report for whoever has the address of this organisation.
///
/// # Errors
/// Fails with `NotFound` for any other address, whether or not there is such an organisation, and
/// with `Suspended` while that is.
pub async fn report(services: &Services, org: &str, opens: &str) -> Result<Report, Problem> {
    let org: OrgId = org.parse().map_err(|_| ProblemKind::NotFound)?;
    let mut tx = services.db.read(&org).await?;
    let Stored { nonce, .. } = stored(&mut tx).await?.ok_or(ProblemKind::NotFound)?;
    if !services.audit_key.is_monitoring(org.as_str(), &nonce, opens) {
        return Err(ProblemKind::NotFound.into());
    }
    let most = services.config.quotas.of(Quota::Monitoring);
    services.rates.take(&org, Quota::Monitoring, most)?;
    if !suspension::goes_on(&mut tx).await? {
        return Err(ProblemKind::Suspended.into());
    }
    Ok(service::report(services, &mut tx).await?)
}
