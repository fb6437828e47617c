//! SQL of the people of an OpenID provider, and of the accounts that they sign in to.

use crate::{
    domain::{
        account::LinkedIdentity,
        ids::UserId,
        problem::{Oidc, Problem, ProblemKind},
    },
    server::{
        db::{Tx, broke_unique, execute, on},
        providers::oidc::Identity,
    },
};

/// An account as signing in needs it.
#[derive(sqlx::FromRow)]
pub struct Linked {
    pub user_id: String,
    pub email: String,
    pub password_version: i64,
}

/// Finds the account of a person of the provider.
pub async fn find(tx: &mut Tx, issuer: &str, subject: &str) -> Result<Option<Linked>, sqlx::Error> {
    on!(tx, |c| {
        sqlx::query_as(
            "SELECT u.id AS user_id, u.email, u.password_version
             FROM oidc_identities AS i JOIN users AS u ON u.id = i.user_id
             WHERE i.issuer = $1 AND i.subject = $2",
        )
        .bind(issuer)
        .bind(subject)
        .fetch_optional(c)
        .await
    })
}

/// Finds who an account is at the provider.
pub async fn of_account(
    tx: &mut Tx,
    user: &UserId,
    issuer: &str,
) -> Result<Option<LinkedIdentity>, sqlx::Error> {
    let found: Option<(Option<String>, i64)> = on!(tx, |c| {
        sqlx::query_as("SELECT email, linked_at FROM oidc_identities WHERE user_id = $1 AND issuer = $2")
            .bind(user.as_str())
            .bind(issuer)
            .fetch_optional(c)
            .await
    })?;
    Ok(found.map(|(email, linked_at)| LinkedIdentity { email, linked_at }))
}

/// Links an account.
///
/// # Errors
/// Fails with `Oidc::OfAnother` for a person who is linked, and with `Oidc::Linked` for an account
/// that is.
pub async fn insert(tx: &mut Tx, user: &UserId, identity: &Identity, now: i64) -> Result<(), Problem> {
    let Identity { issuer, subject, email } = identity;
    let inserted = execute!(
        tx,
        "INSERT INTO oidc_identities (issuer, subject, user_id, email, linked_at) VALUES ($1, $2, $3, $4, $5)",
        issuer.as_str(),
        subject.as_str(),
        user.as_str(),
        email.as_deref(),
        now
    );
    match inserted {
        Ok(_) => Ok(()),
        Err(error)
            if broke_unique(
                &error,
                "oidc_identities_pkey",
                "oidc_identities.issuer, oidc_identities.subject",
            ) =>
        {
            Err(ProblemKind::Oidc(Oidc::OfAnother).into())
        }
        Err(error)
            if broke_unique(
                &error,
                "oidc_identities_user",
                "oidc_identities.user_id, oidc_identities.issuer",
            ) =>
        {
            Err(ProblemKind::Oidc(Oidc::Linked).into())
        }
        Err(error) => Err(error.into()),
    }
}

/// Takes a link away; returns whether there was one.
pub async fn delete(tx: &mut Tx, user: &UserId, issuer: &str) -> Result<bool, sqlx::Error> {
    let sql = "DELETE FROM oidc_identities WHERE user_id = $1 AND issuer = $2";
    Ok(execute!(tx, sql, user.as_str(), issuer)? == 1)
}

/// Takes every link of an account away.
///
/// # Errors
/// Fails as the database does.
pub async fn delete_all(tx: &mut Tx, user: &UserId) -> Result<(), sqlx::Error> {
    execute!(tx, "DELETE FROM oidc_identities WHERE user_id = $1", user.as_str()).map(drop)
}
