//! One unit of work: a change and the audit entry that records it, in one transaction.
//!
//! [`Cx::write`](super::Cx::write) begins one with its entry. Where action or subject
//! is known only after something was read, [`Cx::begin`](super::Cx::begin) gives a
//! [`Draft`], which reads and writes as well but cannot be committed, until
//! [`Draft::recorded`] makes it a [`Unit`]. So a change without an entry does not
//! compile, and an attempt that is refused leaves neither.

use std::ops::{Deref, DerefMut};

use super::Services;
use crate::{
    domain::ids::OrgId,
    server::{
        audit::{self, Action, Actor},
        db::{OrgTx, Writer},
    },
};

/// Writes of a [`Unit`], which are committed with their entry only.
struct Recorded;

impl Writer for Recorded {}

/// A transaction without an audit entry so far, which cannot be committed until it has one.
pub struct Draft(Unit);

impl Draft {
    /// Begins a draft. For a person in a request, see [`Cx::begin`](super::Cx::begin).
    ///
    /// # Errors
    /// Fails as the database does; so does [`begin_everywhere`](Self::begin_everywhere).
    pub async fn begin(services: &Services, org: &OrgId, actor: Actor) -> Result<Self, sqlx::Error> {
        let tx = services.db.write(Recorded, org).await?;
        Ok(Self(Unit { services: services.clone(), tx, actor }))
    }

    /// Begins a draft about things that are not in one organisation only, or not yet.
    pub async fn begin_everywhere(
        services: &Services,
        org: OrgId,
        actor: Actor,
    ) -> Result<Self, sqlx::Error> {
        let tx = services.db.write_installation(Recorded).await?.in_the_name_of(org);
        Ok(Self(Unit { services: services.clone(), tx, actor }))
    }

    /// Writes the entry down, with the person, the time and the correlation of the
    /// request.
    ///
    /// # Errors
    /// Fails as the database does.
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
    /// Begins a change with its audit entry.
    ///
    /// # Errors
    /// Fails as the database does.
    pub async fn begin(
        services: &Services,
        org: &OrgId,
        actor: Actor,
        action: Action,
        subject: &str,
    ) -> Result<Self, sqlx::Error> {
        Draft::begin(services, org, actor).await?.recorded(action, subject).await
    }

    /// Milliseconds since the epoch.
    pub fn now(&self) -> i64 {
        self.services.clock.now_ms()
    }

    /// Adds an entry for something else that the same act does.
    ///
    /// # Errors
    /// Fails as the database does.
    pub async fn record(&mut self, action: Action, subject: &str) -> Result<(), sqlx::Error> {
        audit::append(&self.services, &mut self.tx, &self.actor, action, subject).await
    }

    /// # Errors
    /// Fails as the database does: nothing is stored then, and nothing announced.
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
