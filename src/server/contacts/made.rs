//! Adding contacts, wherever they come from.

use super::repo;
use crate::{
    domain::{contact::ContactView, moment::iso, webhook::EventKind},
    server::{
        db::OrgTx,
        webhooks::{self, Data, Event},
    },
};

/// Adds a contact, of which programs are told; `false` where another one has the number.
///
/// # Errors
/// Fails as the database does.
pub(super) async fn add(tx: &mut OrgTx, contact: &ContactView) -> Result<bool, sqlx::Error> {
    if !repo::insert(tx, contact).await? {
        return Ok(false);
    }
    let (contact_id, at) = (&contact.id, contact.created_at);
    let data = Data::Contact { contact_id, created_at: iso(at) };
    webhooks::raise(tx, &Event { kind: EventKind::ContactMade, data, at }).await?;
    Ok(true)
}
