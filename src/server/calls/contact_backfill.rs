//! Calls that were stored before calls had contacts: a share of them is looked at in each round.

use super::repo;
use crate::{
    domain::{ids::OrgId, problem::Problem, topic::Topic},
    server::{
        contacts,
        cx::Services,
        db::{Tx, Writer, on, stored},
        suspension::is_at_work,
    },
};

/// Organisations in a round, and calls of each in one transaction.
const ORGS: i64 = 16;
const BATCH: i64 = 100;

/// Writes whose calls these are. Nobody asks for it: a call says so itself.
struct EarlierCalls;

impl Writer for EarlierCalls {}

/// Finds or makes the contacts of some calls, and returns how many calls were looked at.
///
/// # Errors
/// Fails as the database does.
pub async fn find_contacts(services: &Services) -> Result<usize, Problem> {
    let mut tx = services.db.read_installation().await?;
    let orgs = due(&mut tx).await?;
    drop(tx);
    let mut looked_at = 0;
    for org in orgs {
        match find_of(services, &org).await {
            Ok(count) => looked_at += count,
            // Those of the others are looked at, whatever problem this one has.
            Err(problem) => {
                let problem = problem.code();
                tracing::warn!(org.id = %org, problem, "could not look whose its earlier calls are");
            }
        }
    }
    Ok(looked_at)
}

async fn find_of(services: &Services, org: &OrgId) -> Result<usize, Problem> {
    let mut tx = services.db.write(EarlierCalls, org).await?;
    let calls = repo::unread(&mut tx, BATCH).await?;
    let count = calls.len();
    for call in calls {
        let contact = contacts::of_calls::of_caller(services, &mut tx, &call.caller, call.direction).await?;
        repo::note_contact(&mut tx, &call, contact.as_ref()).await?;
        if let Some(contact) = contact {
            contacts::repo::score_is_due(&mut tx, &contact).await?;
        }
    }
    tx.publish(&[Topic::Calls]);
    tx.commit().await?;
    Ok(count)
}

async fn due(tx: &mut Tx) -> Result<Vec<OrgId>, sqlx::Error> {
    let rows: Vec<(String,)> = on!(tx, |c| {
        sqlx::query_as(concat!(
            "SELECT DISTINCT c.org_id FROM calls AS c WHERE c.caller_key IS NULL AND c.caller IS NOT NULL AND ",
            is_at_work!("c.org_id"),
            " LIMIT $1"
        ))
        .bind(ORGS)
        .fetch_all(c)
        .await
    })?;
    rows.into_iter().map(|(org,)| stored("calls", &org).parse("org_id", &org)).collect()
}
