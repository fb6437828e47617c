//! The ways in which a person can sign in, each as its feature stores it.

use crate::{
    domain::{
        account::{PasswordMethod, SignInMethods},
        ids::UserId,
    },
    server::{
        auth::{factors, oidc, passkeys},
        cx::Services,
        db::{Tx, on},
    },
};

/// Reads how each way stands.
///
/// # Errors
/// Fails as the database does.
pub async fn read(services: &Services, tx: &mut Tx, user: &UserId) -> Result<SignInMethods, sqlx::Error> {
    let has_second_factor = !factors::of_person(tx, user).await?.is_empty();
    Ok(SignInMethods {
        password: password(tx, user).await?,
        passkeys: passkeys::repo::count(tx, user).await?,
        has_second_factor,
        identity: oidc::method(services, tx, user).await?,
    })
}

async fn password(tx: &mut Tx, user: &UserId) -> Result<PasswordMethod, sqlx::Error> {
    let (changed_at,) = on!(tx, |c| {
        sqlx::query_as("SELECT password_changed_at FROM users WHERE id = $1")
            .bind(user.as_str())
            .fetch_one(c)
            .await
    })?;
    Ok(PasswordMethod { changed_at })
}
