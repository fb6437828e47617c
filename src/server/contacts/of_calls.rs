//! Contacts that are made from calls: whoever calls with a number is one.

use super::{made, repo};
use crate::{
    domain::{
        call::Direction,
        contact::{ContactId, ContactView},
        phone::E164,
        topic::Topic,
    },
    server::{cx::Services, db::OrgTx},
};

/// The contact that has the number of the other side of a call, whatever it was merged into; a new one
/// without a name where there is none. Whoever was rung did not call: somebody who tries an agent is
/// nobody's contact. A call is kept in any case: an organisation that has as many contacts as it may gets
/// no further one.
///
/// # Errors
/// Fails as the database does.
pub async fn of_caller(
    services: &Services,
    tx: &mut OrgTx,
    number: &E164,
    direction: Direction,
) -> Result<Option<ContactId>, sqlx::Error> {
    if let Some(there) = known(tx, number).await? {
        return Ok(Some(there));
    }
    if direction == Direction::Outbound {
        return Ok(None);
    }
    if !made::has_room(services, tx).await? {
        return Ok(None);
    }
    let contact = ContactView::new(services.random.id(), services.clock.now_ms(), Some(number.clone()));
    tx.publish(&[Topic::Contacts]);
    if made::add(tx, &contact).await? {
        return Ok(Some(contact.id));
    }
    // Another node has just made it.
    known(tx, number).await
}

async fn known(tx: &mut OrgTx, number: &E164) -> Result<Option<ContactId>, sqlx::Error> {
    Ok(repo::by_phone(tx, number).await?.map(|there| there.id))
}
