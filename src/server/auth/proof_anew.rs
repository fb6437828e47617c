//! Sessions that were proved, and are not to count as such any more: the operator has their person
//! prove again that it is them, wherever they are signed in.

use std::collections::HashMap;

use serde_json::Value;

use super::{Sessions, repo};
use crate::{
    domain::{
        email::Email,
        ids::{OrgId, UserId},
        problem::Problem,
    },
    server::{
        audit::{Action, Actor},
        cx::{Draft, Services},
        db::{Tx, execute, on, stored, to_json},
        sessions::WHO,
    },
};

/// Has each session of the account with this address take a proof at the next step that asks for one.
/// Returns how many those are; `None` where there is no account.
///
/// # Errors
/// Fails as the database does.
pub async fn ask(services: &Services, email: &Email) -> Result<Option<usize>, Problem> {
    let mut tx = services.db.read_installation().await?;
    let login = repo::find_login(&mut tx, email.as_str()).await?;
    drop(tx);
    let Some(login) = login else { return Ok(None) };
    let user: UserId = stored("users", &login.user_id).parse("id", &login.user_id)?;
    let Some(org) = &login.org_id else {
        // A person of no org has no log.
        let mut tx = services.db.write_installation(Sessions).await?;
        let count = outdate(&mut tx, &user).await?;
        tx.commit().await?;
        return Ok(Some(count));
    };
    let org: OrgId = stored("memberships", &login.user_id).parse("org_id", org)?;
    let mut tx = Draft::begin_everywhere(services, org, Actor::Operator).await?;
    let count = outdate(&mut tx, &user).await?;
    tx.recorded(Action::ProofAskedAnew, user.as_str()).await?.commit().await?;
    Ok(Some(count))
}

async fn outdate(tx: &mut Tx, user: &UserId) -> Result<usize, sqlx::Error> {
    let rows: Vec<(String, String)> = on!(tx, |c| {
        sqlx::query_as("SELECT id_hash, data FROM sessions WHERE user_id = $1")
            .bind(user.as_str())
            .fetch_all(c)
            .await
    })?;
    for (id, data) in &rows {
        let mut data: HashMap<String, Value> = stored("sessions", id).json("data", data)?;
        if let Some(who) = data.get_mut(WHO).and_then(Value::as_object_mut) {
            who.insert("proved_at".to_owned(), Value::from(0));
        }
        execute!(tx, "UPDATE sessions SET data = $2 WHERE id_hash = $1", id, to_json(&data)?)?;
    }
    Ok(rows.len())
}
