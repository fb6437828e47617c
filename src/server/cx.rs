//! Who is asking: the only way from a request to a service.

use std::{any::Any, sync::Arc};

use tower_sessions::Session;

use super::{
    audit::{self, Action, Actor, AuditKey, AuditLog},
    clock::SharedClock,
    config::Config,
    credentials::decryptor::IntegrationDecryptor,
    db::{Db, OrgTx},
    limits::{AtOnce, Limits, Rates, Refusals},
    passwords::Passwords,
    providers::{CallCx, Providers},
    random::Random,
    vault::keyring::Keyring,
};
use crate::domain::{
    account::Viewer,
    ids::{OrgId, UserId},
    problem::{Kind, Problem},
    role::{Permission, Role},
};

/// Everything that services work with. Cheap to clone: one `Arc`.
#[derive(Clone)]
pub struct Services(Arc<Parts>);

pub struct Parts {
    pub config: Config,
    pub clock: SharedClock,
    pub random: Random,
    pub db: Db,
    pub keyring: Keyring,
    pub audit_key: AuditKey,
    pub decryptor: IntegrationDecryptor,
    pub providers: Providers,
    pub passwords: Passwords,
    pub refusals: Refusals,
    pub limits: Limits,
    pub rates: Rates,
    pub pages_at_once: AtOnce,
    /// The registry of the kinds of operations, whose type stands above: see
    /// [`Services::handler`].
    pub operations: &'static (dyn Any + Send + Sync),
}

impl Services {
    pub fn new(parts: Parts) -> Self {
        Self(Arc::new(parts))
    }
}

impl<'a> From<&'a Services> for AuditLog<'a> {
    fn from(services: &'a Services) -> Self {
        let Parts { db, audit_key: key, clock, random, .. } = &**services;
        Self { db, key, clock, random }
    }
}

impl std::ops::Deref for Services {
    type Target = Parts;
    fn deref(&self) -> &Parts {
        &self.0
    }
}

/// A signed-in person in an org, with the right that was asked for.
///
/// The org comes from the session, never from what came over the wire.
#[derive(Clone)]
pub struct Cx {
    pub services: Services,
    pub org: OrgId,
    pub user: UserId,
    pub role: Role,
}

impl Cx {
    /// For server functions, out of the request that leptos runs them in.
    pub async fn require(permission: Permission) -> Result<Self, Problem> {
        let services = leptos::prelude::use_context::<Services>().ok_or(Kind::Internal)?;
        let session: Session = leptos_axum::extract().await.map_err(|_| Kind::Internal)?;
        Self::of_session(services, &session, permission).await
    }

    pub async fn of_session(
        services: Services,
        session: &Session,
        permission: Permission,
    ) -> Result<Self, Problem> {
        let viewer = super::sessions::viewer(session).await?.ok_or(Kind::SignedOut)?;
        Self::of_viewer(services, viewer, permission).await
    }

    async fn of_viewer(services: Services, viewer: Viewer, permission: Permission) -> Result<Self, Problem> {
        let cx = Self { services, org: viewer.org, user: viewer.user, role: viewer.role };
        if cx.role.may(permission) {
            return Ok(cx);
        }
        let mut tx = cx.services.db.write(&cx.org).await?;
        audit::append(&cx.services, &mut tx, &cx.actor(), Action::Denied, &format!("{permission:?}")).await?;
        tx.commit().await?;
        tracing::warn!(org.id = %cx.org, user.id = %cx.user, "denied {permission:?} to a {}", cx.role.code());
        Err(Kind::Forbidden.into())
    }

    pub fn actor(&self) -> Actor {
        Actor::User(self.user.clone())
    }

    /// For statements that change nothing.
    ///
    /// # Errors
    /// What the database says.
    pub async fn read(&self) -> Result<OrgTx, sqlx::Error> {
        self.services.db.read(&self.org).await
    }

    pub async fn write(&self) -> Result<OrgTx, sqlx::Error> {
        self.services.db.write(&self.org).await
    }

    /// For calls to providers on this request's behalf.
    pub fn call(&self) -> CallCx {
        CallCx::current(&self.services.random, self.org.clone())
    }
}
