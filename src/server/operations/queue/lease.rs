//! Leases of operations that a worker has.

use crate::{
    domain::ids::OperationId,
    server::db::{Tx, execute},
};

/// An embedded database has one process: leases of a former one are void.
pub async fn release_all(tx: &mut Tx) -> Result<(), sqlx::Error> {
    execute!(
        tx,
        "UPDATE operations SET state = 'queued', lease_owner = NULL, lease_until = NULL
         WHERE lease_owner IS NOT NULL"
    )
    .map(drop)
}

/// Gives a held operation back: any worker may go on with it at once.
pub async fn give_back(tx: &mut Tx, id: &OperationId, owner: &str) -> Result<(), sqlx::Error> {
    execute!(
        tx,
        "UPDATE operations SET state = 'queued', lease_owner = NULL, lease_until = NULL
         WHERE id = $1 AND lease_owner = $2",
        id.as_str(),
        owner
    )
    .map(drop)
}

/// Extends the lease; `false` when another worker has taken over.
pub async fn extend(tx: &mut Tx, id: &OperationId, owner: &str, until: i64) -> Result<bool, sqlx::Error> {
    execute!(
        tx,
        "UPDATE operations SET lease_until = $1 WHERE id = $2 AND lease_owner = $3",
        until,
        id.as_str(),
        owner
    )
    .map(|changed| changed == 1)
}
