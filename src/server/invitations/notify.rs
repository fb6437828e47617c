//! Notifies people in the app that they are invited, in the organisation where they are. No request looks
//! for the account: its answer would take longer where there is one.

use super::repo::{self, Untold};
use crate::{
    domain::{
        notification::{About, NotificationKind},
        problem::Problem,
    },
    server::{
        cx::Services,
        db::Writer,
        notifications::{Raised, raise_to, repo as notifications},
    },
};

/// Invitations that are looked at in one round.
const BATCH: i64 = 100;

/// An invitation is told to the account of its address, in the organisation where its person is; the
/// invitation itself stands, whether or not there is one.
struct ToldInvited;

impl Writer for ToldInvited {}

/// Tells people of the invitations that they have; returns how many invitations were told.
///
/// # Errors
/// Fails as the database does; what goes wrong for one invitation holds up no other.
pub async fn notify_due(services: &Services) -> Result<usize, Problem> {
    let mut tx = services.db.read_installation().await?;
    let untold = repo::untold(&mut tx, BATCH).await?;
    drop(tx);
    let mut told = 0;
    for invitation in untold {
        let org = invitation.org.clone();
        match tell(services, invitation).await {
            Ok(is_told) => told += usize::from(is_told),
            Err(error) => tracing::warn!(org.id = %org, %error, "could not tell somebody who is invited"),
        }
    }
    Ok(told)
}

/// Returns whether somebody was told.
async fn tell(services: &Services, invitation: Untold) -> Result<bool, sqlx::Error> {
    let Untold { id, org, org_name, email, by } = invitation;
    let mut tx = services.db.read_installation().await?;
    let home = notifications::home_of(&mut tx, &email).await?;
    drop(tx);
    let Some((home, user)) = home else {
        let mut tx = services.db.write_installation(ToldInvited).await?;
        repo::is_told(&mut tx, &id).await?;
        tx.commit().await?;
        return Ok(false);
    };
    let tx = services.db.write(ToldInvited, &home).await?;
    let mut tx = tx.of_installation().across_organisations().await?.in_the_name_of(home);
    if !repo::is_told(&mut tx, &id).await? {
        return Ok(false);
    }
    let about = About::Invitation { id, org_name, by };
    // Once for each organisation, however often it invites.
    let cause = format!("invited {org} {user}");
    let (kind, at) = (NotificationKind::Invited, services.clock.now_ms());
    raise_to(&mut tx, &user, &Raised { kind, about, cause: &cause, by: None, at }).await?;
    tx.commit().await?;
    Ok(true)
}
