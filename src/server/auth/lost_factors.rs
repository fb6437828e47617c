//! The second factors of somebody who has lost them, and their recovery codes too: the operator takes
//! them off, once it is known who asks.

use super::{
    Sessions,
    factors::{self, recovery_codes, totp},
    passkeys, repo,
};
use crate::{
    domain::{
        email::Email,
        ids::{OrgId, UserId},
        problem::Problem,
    },
    server::{
        audit::{Action, Actor},
        cx::{Draft, Services},
        db::{Tx, stored},
    },
};

/// Has the password alone sign in to the account with this address. Returns whether it had a second
/// factor; `None` where there is no account.
///
/// # Errors
/// Fails as the database does.
pub async fn take_off(services: &Services, email: &Email) -> Result<Option<bool>, Problem> {
    let mut tx = services.db.read_installation().await?;
    let login = repo::find_login(&mut tx, email.as_str()).await?;
    drop(tx);
    let Some(login) = login else { return Ok(None) };
    let user: UserId = stored("users", &login.user_id).parse("id", &login.user_id)?;
    let Some(org) = &login.org_id else {
        // A person of no org has no log.
        let mut tx = services.db.write_installation(Sessions).await?;
        let had = remove(&mut tx, &user).await?;
        tx.commit().await?;
        return Ok(Some(had));
    };
    let org: OrgId = stored("memberships", &login.user_id).parse("org_id", org)?;
    let mut tx = Draft::begin_everywhere(services, org, Actor::Operator).await?;
    if !remove(&mut tx, &user).await? {
        return Ok(Some(false));
    }
    tx.recorded(Action::SecondFactorRemoved, user.as_str()).await?.commit().await?;
    Ok(Some(true))
}

async fn remove(tx: &mut Tx, user: &UserId) -> Result<bool, sqlx::Error> {
    let had = !factors::of_person(tx, user).await?.is_empty();
    recovery_codes::remove(tx, user).await?;
    totp::remove(tx, user).await?;
    passkeys::repo::remove_all(tx, user).await?;
    Ok(had)
}
