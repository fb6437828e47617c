//! One unit of work: a change and the audit entry that records it, in one transaction.
//!
//! [`Cx::write`](super::Cx::write) begins one with its entry. Where action or subject
//! is known only after something was read, [`Cx::begin`](super::Cx::begin) gives a
//! [`Draft`], which reads and writes as well but cannot be committed, until
//! [`Draft::recorded`] makes it a [`Unit`]. So a change without an entry does not
//! compile, and an attempt that is refused leaves neither.

use std::ops::{Deref, DerefMut};

use super::{Note, Services, platform};
use crate::{
    domain::{
        feature::{Feature, Off},
        ids::{OrgId, UserId},
        problem::ProblemKind,
    },
    server::{
        audit::{self, Action, Actor, Change, NewEntry},
        db::{OrgTx, Writer},
        idempotency::Once,
    },
};

/// Whoever makes a change.
pub trait Author {
    fn actor(&self) -> Actor;

    /// The entry that the platform's log gets in the same transaction.
    fn on_the_platform(&self) -> Option<&Note> {
        None
    }

    /// The key under which a program asks for the change once.
    fn once(&self) -> Option<&Once> {
        None
    }
}

impl Author for Actor {
    fn actor(&self) -> Actor {
        self.clone()
    }
}

/// A person who makes a change, in a request.
#[derive(Clone)]
pub struct Person {
    pub user: UserId,
    pub actor: Actor,
    /// The features that are turned off for their organisation.
    pub off: Off,
    pub on_the_platform: Option<Note>,
    pub once: Option<Once>,
}

impl Person {
    /// The person as the author of what is written beside the change that they ask for, such as that a key
    /// was opened for it.
    #[must_use]
    pub fn beside(self) -> Self {
        Self { once: None, ..self }
    }
}

impl Author for Person {
    fn actor(&self) -> Actor {
        self.actor.clone()
    }

    fn on_the_platform(&self) -> Option<&Note> {
        self.on_the_platform.as_ref()
    }

    fn once(&self) -> Option<&Once> {
        self.once.as_ref()
    }
}

/// Writes of a [`Unit`], which are committed with their entry only.
struct Recorded;

impl Writer for Recorded {}

/// A transaction without an audit entry so far, which cannot be committed until it has one.
pub struct Draft<By = Person>(Unit<By>);

impl<By: Author> Draft<By> {
    /// Begins a draft. For a person in a request, see [`Cx::begin`](super::Cx::begin).
    ///
    /// # Errors
    /// Fails as the database does; so does [`begin_everywhere`](Self::begin_everywhere).
    pub async fn begin(services: &Services, org: &OrgId, by: By) -> Result<Self, sqlx::Error> {
        let tx = services.db.write(Recorded, org).await?;
        Ok(Self(Unit { services: services.clone(), tx, by }))
    }

    /// Begins a draft about things that are not in one organisation only, or not yet.
    pub async fn begin_everywhere(services: &Services, org: OrgId, by: By) -> Result<Self, sqlx::Error> {
        let tx = services.db.write_installation(Recorded).await?.in_the_name_of(org);
        Ok(Self(Unit { services: services.clone(), tx, by }))
    }

    /// Goes on across organisations, still in turn with the writers of its own: for what an organisation
    /// leaves in tables that are nobody's.
    ///
    /// # Errors
    /// Fails as the database does.
    pub async fn across_organisations(self) -> Result<Self, sqlx::Error> {
        let Self(Unit { services, tx, by }) = self;
        let org = tx.org().clone();
        let tx = tx.of_installation().across_organisations().await?.in_the_name_of(org);
        Ok(Self(Unit { services, tx, by }))
    }

    /// Milliseconds since the epoch.
    pub fn now(&self) -> i64 {
        self.0.now()
    }

    pub fn actor(&self) -> Actor {
        self.0.actor()
    }

    /// Writes the entry down, with the person, the time, the correlation and the origin of the
    /// request.
    ///
    /// # Errors
    /// Fails as the database does.
    pub async fn recorded(self, action: Action, subject: &str) -> Result<Unit<By>, sqlx::Error> {
        self.recorded_with(action, subject, &[]).await
    }

    /// Like [`recorded`](Self::recorded), with what changes.
    pub async fn recorded_with(
        self,
        action: Action,
        subject: &str,
        changes: &[Change],
    ) -> Result<Unit<By>, sqlx::Error> {
        let Self(mut unit) = self;
        unit.record_with(action, subject, changes).await?;
        Ok(unit)
    }
}

impl<By> Deref for Draft<By> {
    type Target = OrgTx;
    fn deref(&self) -> &OrgTx {
        &self.0.tx
    }
}

impl<By> DerefMut for Draft<By> {
    fn deref_mut(&mut self) -> &mut OrgTx {
        &mut self.0.tx
    }
}

/// A transaction with its audit entry. Rolled back unless committed.
///
/// That of a person is all that the parts of a change take: it has the organisation, the person, the
/// clock, and the correlation of the request.
pub struct Unit<By = Person> {
    services: Services,
    tx: OrgTx,
    by: By,
}

impl Unit {
    pub fn user(&self) -> &UserId {
        &self.by.user
    }

    /// See [`Cx::requires`](super::Cx::requires).
    ///
    /// # Errors
    /// Fails as it does there.
    pub fn requires(&self, feature: impl Into<Feature>) -> Result<(), ProblemKind> {
        self.by.off.requires(feature)
    }
}

impl<By: Author> Unit<By> {
    /// Begins a change with its audit entry.
    ///
    /// # Errors
    /// Fails as the database does.
    pub async fn begin(
        services: &Services,
        org: &OrgId,
        by: By,
        action: Action,
        subject: &str,
    ) -> Result<Self, sqlx::Error> {
        Draft::begin(services, org, by).await?.recorded(action, subject).await
    }

    /// Everything that services work with; cheap to clone where the transaction is needed as well.
    pub fn services(&self) -> &Services {
        &self.services
    }

    pub fn actor(&self) -> Actor {
        self.by.actor()
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
        self.record_with(action, subject, &[]).await
    }

    /// Like [`record`](Self::record), with what changes.
    pub async fn record_with(
        &mut self,
        action: Action,
        subject: &str,
        changes: &[Change],
    ) -> Result<(), sqlx::Error> {
        let new = NewEntry { action, subject, changes };
        audit::append_entry(&self.services, &mut self.tx, &self.by.actor(), new).await
    }

    /// # Errors
    /// Fails as the database does: nothing is stored then, and nothing announced.
    pub async fn commit(self) -> Result<(), sqlx::Error> {
        let Self { services, tx, by } = self;
        let tx = match by.on_the_platform() {
            // Boxed: hardly any commit has it, and every commit would be as large.
            Some(note) => Box::pin(platform::noted(&services, tx, &by.actor(), note)).await?,
            None => tx,
        };
        match by.once() {
            Some(once) => Box::pin(once.commit(tx, services.clock.now_ms())).await,
            None => tx.commit().await,
        }
    }
}

impl<By> Deref for Unit<By> {
    type Target = OrgTx;
    fn deref(&self) -> &OrgTx {
        &self.tx
    }
}

impl<By> DerefMut for Unit<By> {
    fn deref_mut(&mut self) -> &mut OrgTx {
        &mut self.tx
    }
}
