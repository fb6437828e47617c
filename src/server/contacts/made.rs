//! Adding contacts, wherever they come from.

use super::repo;
use crate::{
    domain::{
        contact::{ContactId, ContactView},
        moment::iso,
        quota::Quota,
        webhook::EventKind,
    },
    server::{
        cx::Services,
        db::OrgTx,
        quotas,
        webhooks::{self, Data, Event},
    },
};

/// Whether the organisation may have one more contact.
///
/// # Errors
/// Fails as the database does.
pub(super) async fn has_room(services: &Services, tx: &mut OrgTx) -> Result<bool, sqlx::Error> {
    let most = quotas::most(services, tx, Quota::Contacts).await?;
    let has = repo::count(tx).await?;
    Ok(quotas::within(services, Quota::Contacts, most, has.saturating_add(1)).is_ok())
}

/// Adds a contact, of which programs are told; `false` where another one has the number.
///
/// # Errors
/// Fails as the database does.
pub(super) async fn add(tx: &mut OrgTx, contact: &ContactView) -> Result<bool, sqlx::Error> {
    if !repo::insert(tx, contact).await? {
        return Ok(false);
    }
    webhooks::raise(tx, &event(&contact.id, contact.created_at)).await?;
    Ok(true)
}

/// Tells programs of contacts that were added at the same time.
///
/// # Errors
/// Fails as the database does.
pub(super) async fn tell(tx: &mut OrgTx, contacts: &[ContactId], at: i64) -> Result<(), sqlx::Error> {
    let events: Vec<Event<'_>> = contacts.iter().map(|id| event(id, at)).collect();
    webhooks::raise_all(tx, &events).await
}

fn event(contact_id: &ContactId, at: i64) -> Event<'_> {
    let data = Data::Contact { contact_id, created_at: iso(at) };
    Event { kind: EventKind::ContactMade, data, at }
}
