//! SQL of people, orgs and memberships.

use crate::{
    domain::{email::Email, ids::UserId, role::Role},
    server::{
        db::{OrgTx, Tx, execute, on},
        suspension::is_at_work,
    },
};

/// The order in which people go on in their organisations: in the one that they joined first, and in
/// a suspended one only where they have no other.
macro_rules! first_at_work {
    () => {
        concat!("ORDER BY ", is_at_work!("m.org_id"), " DESC, m.created_at, m.org_id LIMIT 1")
    };
}

pub struct NewUser<'a> {
    pub id: &'a UserId,
    pub email: &'a Email,
    pub name: &'a str,
    pub password_hash: &'a str,
}

pub async fn insert_org(tx: &mut OrgTx, name: &str, now: i64) -> Result<(), sqlx::Error> {
    execute!(tx, "INSERT INTO orgs (id, name, created_at) VALUES ($1, $2, $3)", |org| (
        org.as_str(),
        name,
        now
    ))
    .map(drop)
}

pub async fn insert_user(tx: &mut Tx, user: &NewUser<'_>, now: i64) -> Result<(), sqlx::Error> {
    execute!(
        tx,
        "INSERT INTO users (id, email, name, password_hash, password_changed_at, created_at)
         VALUES ($1, $2, $3, $4, $5, $5)",
        user.id.as_str(),
        user.email.as_str(),
        user.name,
        user.password_hash,
        now
    )
    .map(drop)
}

pub async fn insert_membership(
    tx: &mut OrgTx,
    user: &UserId,
    role: Role,
    now: i64,
) -> Result<(), sqlx::Error> {
    execute!(
        tx,
        "INSERT INTO memberships (org_id, user_id, role, created_at) VALUES ($1, $2, $3, $4)",
        |org| (org.as_str(), user.as_str(), role.code(), now)
    )
    .map(drop)
}

#[derive(sqlx::FromRow)]
pub struct Login {
    pub user_id: String,
    pub password_hash: String,
    pub password_version: i64,
    /// The org that they go on in; `None` for a user of no org.
    pub org_id: Option<String>,
}

pub async fn find_login(tx: &mut Tx, email: &str) -> Result<Option<Login>, sqlx::Error> {
    on!(tx, |c| {
        sqlx::query_as(concat!(
            "SELECT u.id AS user_id, u.password_hash, u.password_version,
                    (SELECT m.org_id FROM memberships AS m WHERE m.user_id = u.id ",
            first_at_work!(),
            ") AS org_id
             FROM users AS u WHERE u.email = $1"
        ))
        .bind(email)
        .fetch_optional(c)
        .await
    })
}

/// What a new password is judged by, and the present one proved with.
#[derive(sqlx::FromRow)]
pub struct Person {
    pub email: String,
    pub name: String,
    pub password_hash: String,
    pub password_version: i64,
}

pub async fn find_person(tx: &mut Tx, user: &UserId) -> Result<Option<Person>, sqlx::Error> {
    on!(tx, |c| {
        sqlx::query_as("SELECT email, name, password_hash, password_version FROM users WHERE id = $1")
            .bind(user.as_str())
            .fetch_optional(c)
            .await
    })
}

/// The most organisations by whose names a password is judged.
const NAMES: i64 = 20;

/// The names of a person's organisations.
pub async fn org_names(tx: &mut Tx, user: &UserId) -> Result<Vec<String>, sqlx::Error> {
    on!(tx, |c| {
        sqlx::query_scalar(
            "SELECT o.name FROM memberships AS m JOIN orgs AS o ON o.id = m.org_id
             WHERE m.user_id = $1 ORDER BY m.org_id LIMIT $2",
        )
        .bind(user.as_str())
        .bind(NAMES)
        .fetch_all(c)
        .await
    })
}

/// Stores another password in the place of the one of that version, and ends every session of
/// the person. Returns whether it was still of that version.
pub async fn change_password(
    tx: &mut Tx,
    user: &UserId,
    version: i64,
    password_hash: &str,
    now: i64,
) -> Result<bool, sqlx::Error> {
    let changed = execute!(
        tx,
        "UPDATE users SET password_hash = $1, password_version = password_version + 1, password_changed_at = $4
         WHERE id = $2 AND password_version = $3",
        password_hash,
        user.as_str(),
        version,
        now
    )?;
    execute!(tx, "DELETE FROM sessions WHERE user_id = $1", user.as_str())?;
    Ok(changed == 1)
}

/// Revokes the tokens by which programs act for a person, in all organisations.
pub async fn revoke_tokens(tx: &mut Tx, user: &UserId, now: i64) -> Result<(), sqlx::Error> {
    let sql = "UPDATE api_tokens SET revoked_at = $2 WHERE user_id = $1 AND revoked_at IS NULL";
    execute!(tx, sql, user.as_str(), now).map(drop)
}

/// The organisation that a person goes on in; `None` for somebody of no organisation.
pub async fn first_org(tx: &mut Tx, user: &UserId) -> Result<Option<String>, sqlx::Error> {
    on!(tx, |c| {
        sqlx::query_scalar(concat!(
            "SELECT m.org_id FROM memberships AS m WHERE m.user_id = $1 ",
            first_at_work!()
        ))
        .bind(user.as_str())
        .fetch_optional(c)
        .await
    })
}

pub async fn make_platform_admin(tx: &mut Tx, user: &UserId) -> Result<(), sqlx::Error> {
    execute!(tx, "UPDATE users SET platform_admin = TRUE WHERE id = $1", user.as_str()).map(drop)
}

/// Waits for whoever changes the person, and has others wait until the transaction's end.
pub async fn hold(tx: &mut Tx, user: &UserId) -> Result<(), sqlx::Error> {
    execute!(tx, "UPDATE users SET email = email WHERE id = $1", user.as_str()).map(drop)
}

pub async fn change_email(tx: &mut Tx, user: &UserId, email: &Email) -> Result<(), sqlx::Error> {
    execute!(tx, "UPDATE users SET email = $1 WHERE id = $2", email.as_str(), user.as_str()).map(drop)
}
