//! SQL of `leftovers`: objects that AVA made and does not use, found by the last comparison.

use crate::{
    domain::{
        ids::FindingId,
        leftover::{Leftover, LeftoverKind},
    },
    server::{
        db::{OrgTx, execute, on, stored},
        random::Random,
    },
};

/// An object that a comparison found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    pub kind: LeftoverKind,
    pub object: String,
    pub name: String,
}

type Row = (String, String, String, String, i64);

fn read((id, kind, object, name, found_at): Row) -> Result<Leftover, sqlx::Error> {
    let row = stored("leftovers", &id);
    Ok(Leftover {
        id: row.parse("id", &id)?,
        kind: row.code("kind", &kind, LeftoverKind::from_code)?,
        object,
        name,
        found_at,
    })
}

/// The oldest 50 of the leftovers that nobody chose to leave: the others show once these are
/// settled.
pub async fn list(tx: &mut OrgTx) -> Result<Vec<Leftover>, sqlx::Error> {
    let rows: Vec<Row> = on!(tx, |c, org| {
        sqlx::query_as(
            "SELECT id, kind, object, name, found_at FROM leftovers
             WHERE org_id = $1 AND ignored = FALSE ORDER BY id LIMIT 50",
        )
        .bind(org.as_str())
        .fetch_all(c)
        .await
    })?;
    rows.into_iter().map(read).collect()
}

pub async fn one(tx: &mut OrgTx, id: &FindingId) -> Result<Option<Leftover>, sqlx::Error> {
    let row: Option<Row> = on!(tx, |c, org| {
        sqlx::query_as("SELECT id, kind, object, name, found_at FROM leftovers WHERE org_id = $1 AND id = $2")
            .bind(org.as_str())
            .bind(id.as_str())
            .fetch_optional(c)
            .await
    })?;
    row.map(read).transpose()
}

/// Replaces the org's leftovers as far as they are `decided`. A leftover that stands keeps its id,
/// its time, and whether it is left.
pub async fn replace(
    tx: &mut OrgTx,
    random: &Random,
    decided: impl Fn(LeftoverKind, &str) -> bool,
    mut found: Vec<Found>,
    now: i64,
) -> Result<(), sqlx::Error> {
    let rows: Vec<(String, String, String)> = on!(tx, |c, org| {
        sqlx::query_as("SELECT id, kind, object FROM leftovers WHERE org_id = $1")
            .bind(org.as_str())
            .fetch_all(c)
            .await
    })?;
    for (id, kind, object) in rows {
        let row = stored("leftovers", &id);
        let kind = row.code("kind", &kind, LeftoverKind::from_code)?;
        match found.iter().position(|found| found.kind == kind && found.object == object) {
            Some(at) => drop(found.swap_remove(at)),
            None if decided(kind, &object) => delete(tx, &row.parse("id", &id)?).await?,
            None => {}
        }
    }
    for Found { kind, object, name } in found {
        let id: FindingId = random.id();
        execute!(
            tx,
            "INSERT INTO leftovers (id, org_id, kind, object, name, found_at) VALUES ($1, $2, $3, $4, $5, $6)",
            |org| (id.as_str(), org.as_str(), kind.code(), &object, &name, now)
        )?;
    }
    Ok(())
}

/// Leaves a leftover as it is, for as long as it is there.
pub async fn ignore(tx: &mut OrgTx, id: &FindingId) -> Result<(), sqlx::Error> {
    let sql = "UPDATE leftovers SET ignored = TRUE WHERE org_id = $1 AND id = $2";
    execute!(tx, sql, |org| (org.as_str(), id.as_str())).map(drop)
}

pub async fn delete(tx: &mut OrgTx, id: &FindingId) -> Result<(), sqlx::Error> {
    execute!(tx, "DELETE FROM leftovers WHERE org_id = $1 AND id = $2", |org| (org.as_str(), id.as_str()))
        .map(drop)
}

/// Forgets the leftovers of a disconnected provider, whose clean-up takes back all objects with
/// AVA's names.
pub async fn clear(tx: &mut OrgTx, kind: LeftoverKind) -> Result<(), sqlx::Error> {
    let sql = "DELETE FROM leftovers WHERE org_id = $1 AND kind = $2";
    execute!(tx, sql, |org| (org.as_str(), kind.code())).map(drop)
}
