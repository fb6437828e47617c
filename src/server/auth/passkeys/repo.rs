//! SQL of the passkeys of people.

use super::ceremony::Credential;
use crate::{
    domain::{
        ids::UserId,
        passkey::{PasskeyId, PasskeyView},
        problem::{Passkey, Problem, ProblemKind},
    },
    server::db::{Tx, broke_unique, execute, on, stored},
};

/// A passkey as a sign-in needs it.
#[derive(sqlx::FromRow)]
pub struct Row {
    pub id: String,
    pub user_id: String,
    pub name: String,
    /// The key as COSE encodes it.
    pub public_key: Vec<u8>,
    pub counter: i64,
    pub last_challenge: String,
}

/// Finds the passkey that its authenticator calls so.
///
/// # Errors
/// Fails as the database does.
pub async fn find(tx: &mut Tx, credential_id: &str) -> Result<Option<Row>, sqlx::Error> {
    on!(tx, |c| {
        sqlx::query_as(
            "SELECT id, user_id, name, public_key, counter, last_challenge
             FROM passkeys WHERE credential_id = $1",
        )
        .bind(credential_id)
        .fetch_optional(c)
        .await
    })
}

/// The ids of a person's credentials, as their authenticators have them.
///
/// # Errors
/// Fails as the database does.
pub async fn credential_ids(tx: &mut Tx, user: &UserId) -> Result<Vec<String>, sqlx::Error> {
    on!(tx, |c| {
        sqlx::query_scalar("SELECT credential_id FROM passkeys WHERE user_id = $1 ORDER BY made_at, id")
            .bind(user.as_str())
            .fetch_all(c)
            .await
    })
}

/// # Errors
/// Fails as the database does.
pub async fn count(tx: &mut Tx, user: &UserId) -> Result<u32, sqlx::Error> {
    let (count,): (i64,) = on!(tx, |c| {
        sqlx::query_as("SELECT COUNT(*) FROM passkeys WHERE user_id = $1")
            .bind(user.as_str())
            .fetch_one(c)
            .await
    })?;
    Ok(u32::try_from(count).unwrap_or(u32::MAX))
}

#[derive(sqlx::FromRow)]
struct ListRow {
    id: String,
    name: String,
    made_at: i64,
    last_used_at: Option<i64>,
    refused_at: Option<i64>,
}

/// A person's passkeys, the first made first.
///
/// # Errors
/// Fails as the database does.
pub async fn list(tx: &mut Tx, user: &UserId) -> Result<Vec<PasskeyView>, sqlx::Error> {
    let rows: Vec<ListRow> = on!(tx, |c| {
        sqlx::query_as(
            "SELECT id, name, made_at, last_used_at, refused_at
             FROM passkeys WHERE user_id = $1 ORDER BY made_at, id",
        )
        .bind(user.as_str())
        .fetch_all(c)
        .await
    })?;
    rows.into_iter()
        .map(|row| {
            let ListRow { id, name, made_at, last_used_at, refused_at } = row;
            let id = stored("passkeys", &id).parse("id", &id)?;
            Ok(PasskeyView { id, name, made_at, last_used_at, refused_at })
        })
        .collect()
}

/// Stores a new passkey.
///
/// # Errors
/// Fails with `Passkey::Known` where an account has it.
pub async fn insert(
    tx: &mut Tx,
    id: &PasskeyId,
    user: &UserId,
    name: &str,
    new: &Credential,
    now: i64,
) -> Result<(), Problem> {
    let inserted = execute!(
        tx,
        "INSERT INTO passkeys (id, user_id, credential_id, public_key, name, counter, made_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        id.as_str(),
        user.as_str(),
        &new.id,
        &new.public_key,
        name,
        i64::from(new.counter),
        now
    );
    match inserted {
        Ok(_) => Ok(()),
        Err(error) if broke_unique(&error, "passkeys_credential_id_key", "passkeys.credential_id") => {
            Err(ProblemKind::Passkey(Passkey::Known).into())
        }
        Err(error) => Err(error.into()),
    }
}

/// Notes a use. Returns whether the row was still as it was read: of two answers to one challenge, on
/// whatever nodes, one is taken.
///
/// # Errors
/// Fails as the database does.
pub async fn used(
    tx: &mut Tx,
    row: &Row,
    counter: u32,
    challenge: &str,
    now: i64,
) -> Result<bool, sqlx::Error> {
    let noted = execute!(
        tx,
        "UPDATE passkeys SET counter = $1, last_challenge = $2, last_used_at = $3
         WHERE id = $4 AND counter = $5 AND last_challenge = $6 AND last_challenge <> $2",
        i64::from(counter),
        challenge,
        now,
        &row.id,
        row.counter,
        &row.last_challenge
    )?;
    Ok(noted == 1)
}

/// Notes that a counter went back.
///
/// # Errors
/// Fails as the database does.
pub async fn refused(tx: &mut Tx, credential_id: &str, now: i64) -> Result<(), sqlx::Error> {
    let sql = "UPDATE passkeys SET refused_at = $1 WHERE credential_id = $2";
    execute!(tx, sql, now, credential_id).map(drop)
}

/// Returns whether the person has such a passkey.
///
/// # Errors
/// Fails as the database does.
pub async fn rename(tx: &mut Tx, user: &UserId, id: &PasskeyId, name: &str) -> Result<bool, sqlx::Error> {
    let sql = "UPDATE passkeys SET name = $1 WHERE id = $2 AND user_id = $3";
    Ok(execute!(tx, sql, name, id.as_str(), user.as_str())? == 1)
}

/// Takes one away; returns its name, or `None` where the person has no such passkey.
///
/// # Errors
/// Fails as the database does.
pub async fn remove(tx: &mut Tx, user: &UserId, id: &PasskeyId) -> Result<Option<String>, sqlx::Error> {
    on!(tx, |c| {
        sqlx::query_scalar("DELETE FROM passkeys WHERE id = $1 AND user_id = $2 RETURNING name")
            .bind(id.as_str())
            .bind(user.as_str())
            .fetch_optional(c)
            .await
    })
}

/// Takes all of a person's away.
///
/// # Errors
/// Fails as the database does.
pub async fn remove_all(tx: &mut Tx, user: &UserId) -> Result<(), sqlx::Error> {
    execute!(tx, "DELETE FROM passkeys WHERE user_id = $1", user.as_str()).map(drop)
}
