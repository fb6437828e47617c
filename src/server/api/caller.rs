//! Who asks: the token that a request came with, and what it may do.

use std::sync::Arc;

use axum::{
    extract::FromRequestParts,
    http::{Extensions, request::Parts},
};

use super::ApiProblem;
use crate::{
    domain::{api_token::Scope, feature::Door, ids::OrgId, problem::ProblemKind},
    server::{
        api_tokens::Presented,
        cx::{Cx, PlatformCx, Services},
        idempotency::Once,
        limits::Slot,
    },
};

/// A program that has presented its token.
#[derive(Clone)]
pub struct Caller {
    pub services: Services,
    presented: Arc<Presented>,
    once: Option<Once>,
    slot: Slot,
}

impl Caller {
    /// The caller of a request that has passed [`enter`](super::enter).
    ///
    /// # Errors
    /// Fails with `SignedOut` for one that has not.
    pub fn of(services: &Services, extensions: &Extensions) -> Result<Self, ApiProblem> {
        Ok(Self {
            services: services.clone(),
            presented: extensions.get::<Arc<Presented>>().cloned().ok_or(ProblemKind::SignedOut)?,
            once: extensions.get::<Once>().cloned(),
            slot: extensions.get::<Slot>().cloned().unwrap_or_default(),
        })
    }

    pub fn org(&self) -> &OrgId {
        self.presented.org()
    }

    pub fn presented(&self) -> &Presented {
        &self.presented
    }

    /// The context of a service, as a form's has it: for the scope that the token needs, and behind the
    /// same door. Whatever it commits takes the request's idempotency key along.
    ///
    /// # Errors
    /// Fails with `ScopeMissing`, and as [`Cx::of_session`] does.
    pub async fn cx(&self, scope: Scope, door: impl Into<Door>) -> Result<Cx, ApiProblem> {
        let cx = self.presented.cx(scope, door).await?;
        Ok(Cx { once: self.once.clone(), slot: self.slot.clone(), ..cx })
    }

    /// Asks for further scopes: of an answer that has things of other nouns in it.
    ///
    /// # Errors
    /// Fails with `ScopeMissing`.
    pub fn needs(&self, scopes: &[Scope]) -> Result<(), ApiProblem> {
        match scopes.iter().find(|scope| !self.presented.may(**scope)) {
            Some(missing) => Err(ProblemKind::ScopeMissing(*missing).into()),
            None => Ok(()),
        }
    }

    /// The context of a platform admin, for their own tokens with a scope of tenants.
    ///
    /// # Errors
    /// Fails with `ScopeMissing`, and as [`PlatformCx::of_session`] does.
    pub async fn platform_cx(&self, scope: Scope) -> Result<PlatformCx, ApiProblem> {
        let cx = self.presented.platform_cx(scope).await?;
        Ok(PlatformCx { once: self.once.clone(), ..cx })
    }
}

impl FromRequestParts<Services> for Caller {
    type Rejection = ApiProblem;

    async fn from_request_parts(parts: &mut Parts, services: &Services) -> Result<Self, ApiProblem> {
        Self::of(services, &parts.extensions)
    }
}
