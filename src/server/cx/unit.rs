//! One unit of work: what somebody changes, and the audit entry that says so, in one
//! transaction.
//!
//! [`Cx::write`](super::Cx::write) begins one with its entry. Where action or subject
//! is known only after something was read, [`Cx::begin`](super::Cx::begin) gives a
//! [`Draft`], which reads and writes as well but cannot be committed, until
//! [`Draft::recorded`] makes it a [`Unit`]. So a change without an entry does not
//! compile, and an attempt that is refused leaves neither.

use std::ops::{Deref, DerefMut};

use super::Services;
use crate::server::{
    audit::{self, Action, Actor},
    db::OrgTx,
};

/// A transaction that names nothing yet: only read, refused or recorded.
pub struct Draft(Unit);

impl Draft {
    pub(super) const fn new(services: Services, tx: OrgTx, actor: Actor) -> Self {
        Self(Unit { services, tx, actor })
    }

    /// Writes the entry down, with the person, the time and the correlation of the
    /// request.
    ///
    /// # Errors
    /// What the database says.
    pub async fn recorded(self, action: Action, subject: &str) -> Result<Unit, sqlx::Error> {
        let Self(mut unit) = self;
        unit.record(action, subject).await?;
        Ok(unit)
    }
}

impl Deref for Draft {
    type Target = OrgTx;
    fn deref(&self) -> &OrgTx {
        &self.0.tx
    }
}

impl DerefMut for Draft {
    fn deref_mut(&mut self) -> &mut OrgTx {
        &mut self.0.tx
    }
}

/// A transaction with its audit entry. Rolled back unless committed.
pub struct Unit {
    services: Services,
    tx: OrgTx,
    actor: Actor,
}

impl Unit {
    /// Milliseconds since the epoch.
    pub fn now(&self) -> i64 {
        self.services.clock.now_ms()
    }

    /// A further entry: of something else that the same act does.
    ///
    /// # Errors
    /// What the database says.
    pub async fn record(&mut self, action: Action, subject: &str) -> Result<(), sqlx::Error> {
        audit::append(&self.services, &mut self.tx, &self.actor, action, subject).await
    }

    /// # Errors
    /// What the database says: nothing is stored then, and nothing announced.
    pub async fn commit(self) -> Result<(), sqlx::Error> {
        self.tx.commit().await
    }
}

impl Deref for Unit {
    type Target = OrgTx;
    fn deref(&self) -> &OrgTx {
        &self.tx
    }
}

impl DerefMut for Unit {
    fn deref_mut(&mut self) -> &mut OrgTx {
        &mut self.tx
    }
}
