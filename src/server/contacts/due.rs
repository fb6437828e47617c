//! What is done for contacts beside requests: scores that are due, and imports that go on.

use super::{imports, repo, score};
use crate::{
    domain::{contact::ContactImportId, ids::OrgId, problem::Problem},
    server::{cx::Services, db::Writer},
};

/// Organisations in a round, and contacts of each in one transaction.
const ORGS: i64 = 32;
const BATCH: i64 = 200;

/// Writes scores, which follow from what is stored, and the rows of an import that somebody has begun;
/// its beginning and its end have audit entries.
struct DueContacts;

impl Writer for DueContacts {}

/// Computes the scores that are due, and returns how many they were.
///
/// # Errors
/// Fails as the database does.
pub async fn scores(services: &Services) -> Result<usize, Problem> {
    let mut tx = services.db.read_installation().await?;
    let come = repo::whose_time_has_come(&mut tx, services.clock.now_ms(), BATCH).await?;
    drop(tx);
    if !come.is_empty() {
        let mut tx = services.db.write_installation(DueContacts).await?;
        for id in &come {
            repo::time_has_come(&mut tx, id).await?;
        }
        tx.commit().await?;
    }
    let mut tx = services.db.read_installation().await?;
    let orgs = repo::orgs_due(&mut tx, ORGS).await?;
    drop(tx);
    let mut computed = 0;
    for org in orgs {
        match scores_of(services, &org).await {
            Ok(count) => computed += count,
            // Those of the others are computed, whatever problem this one has.
            Err(problem) => {
                tracing::warn!(org.id = %org, problem = problem.code(), "could not compute scores");
            }
        }
    }
    Ok(computed)
}

async fn scores_of(services: &Services, org: &OrgId) -> Result<usize, Problem> {
    let mut tx = services.db.write(DueContacts, org).await?;
    let due = repo::scores_due(&mut tx, BATCH).await?;
    for id in &due {
        score::compute(services, &mut tx, id).await?;
    }
    tx.commit().await?;
    Ok(due.len())
}

/// Brings in the rows of the imports that go on, of each some at a time, and returns how many rows they
/// were.
///
/// # Errors
/// Fails as the database does.
pub async fn imports(services: &Services) -> Result<usize, Problem> {
    let mut rows = 0;
    loop {
        let mut tx = services.db.read_installation().await?;
        let running = imports::repo::running(&mut tx, ORGS).await?;
        drop(tx);
        let mut this_round = 0;
        for (org, id) in running {
            match one(services, &org, &id).await {
                Ok(brought) => this_round += brought,
                // The lists of the others go on, whatever problem this one has.
                Err(problem) => {
                    tracing::warn!(org.id = %org, problem = problem.code(), "could not import contacts");
                }
            }
        }
        rows += this_round;
        if this_round == 0 {
            return Ok(rows);
        }
    }
}

async fn one(services: &Services, org: &OrgId, id: &ContactImportId) -> Result<usize, Problem> {
    let mut tx = services.db.write(DueContacts, org).await?;
    let rows = imports::run::batch(services, &mut tx, id).await?;
    tx.commit().await?;
    Ok(rows)
}
