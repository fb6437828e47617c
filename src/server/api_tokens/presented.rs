//! The way in: a token that a request has sent, and the context that it makes.

use super::{
    repo::{self, Token},
    secret,
};
use crate::{
    domain::{
        account::Viewer,
        api_token::{ApiTokenId, Scope},
        audit::with_times,
        feature::Door,
        ids::OrgId,
        problem::{Problem, ProblemKind},
    },
    server::{
        audit::{Action, Actor},
        cx::{Cx, PlatformCx, Services, Unit},
        db::Writer,
        request::client_address::ClientAddress,
    },
};

/// The precision of "last used", so that most requests write nothing.
const TOUCH_EVERY: i64 = 60_000;

/// Notes when and from where tokens were last used, which is no action of a person.
struct TokenUses;

impl Writer for TokenUses {}

/// A token that a request has sent, and whoever it acts for.
#[derive(Clone)]
pub struct Presented {
    services: Services,
    token: Token,
    viewer: Viewer,
}

/// Finds the token that a request has sent, if any, and notes its use.
///
/// # Errors
/// Fails with `TokenMissing`; with `TokenUnknown` for what is none, was revoked, or is of somebody who is
/// not in the organisation any more; with `TokenExpired`; and with `TokenNetwork`, which is audited.
pub async fn authenticate(
    services: &Services,
    sent: Option<&str>,
    address: &ClientAddress,
) -> Result<Presented, Problem> {
    let text = sent.ok_or(ProblemKind::TokenMissing)?;
    let hash = secret::hash(text).ok_or(ProblemKind::TokenUnknown)?;
    let mut tx = services.db.read_installation().await?;
    let found = repo::find(&mut tx, &hash, services.config.disabled).await?;
    drop(tx);
    let found = found.filter(|(_, viewer)| !services.config.is_closed_demo(&viewer.email));
    let (token, viewer) = found.ok_or(ProblemKind::TokenUnknown)?;
    let presented = Presented { services: services.clone(), token, viewer };
    let now = services.clock.now_ms();
    if presented.token.expires_at <= now {
        return Err(ProblemKind::TokenExpired.into());
    }
    let ip = match address {
        ClientAddress::Known(ip) => Some(*ip),
        ClientAddress::Unknown => None,
    };
    if !presented.token.networks.let_in(ip) {
        presented.note_refused(address).await?;
        return Err(ProblemKind::TokenNetwork.into());
    }
    let before = now - TOUCH_EVERY;
    // A request is not refused because its token's use could not be noted.
    if presented.token.last_used_at.is_none_or(|last| last <= before)
        && let Err(error) = presented.touch(address, now, before).await
    {
        tracing::warn!(%error, "a token's last use could not be noted");
    }
    Ok(presented)
}

impl Presented {
    pub fn org(&self) -> &OrgId {
        &self.viewer.org
    }

    pub fn id(&self) -> &ApiTokenId {
        &self.token.id
    }

    /// Whoever it acts for, as the database says now.
    pub fn viewer(&self) -> &Viewer {
        &self.viewer
    }

    /// Whether the token has the scope.
    pub fn may(&self, scope: Scope) -> bool {
        self.token.scopes.has(scope)
    }

    /// The context of whoever it acts for, where the token has the scope. A door that asks for a proof is
    /// open: making the token took one.
    ///
    /// # Errors
    /// Fails with `ScopeMissing`, with `Suspended`, with `FactorNeeded`, with `Forbidden`, which is audited,
    /// or with `TurnedOff`.
    pub async fn cx(&self, scope: Scope, door: impl Into<Door>) -> Result<Cx, Problem> {
        self.has(scope)?;
        let door: Door = door.into();
        let token = Some(self.token.id.clone());
        Cx::of_viewer(self.services.clone(), self.viewer.clone(), token, door).await
    }

    /// The context of the platform admin for whom it acts.
    ///
    /// # Errors
    /// Fails with `ScopeMissing`, and for whoever is none any more with `NotFound`, which is audited.
    pub async fn platform_cx(&self, scope: Scope) -> Result<PlatformCx, Problem> {
        self.has(scope)?;
        PlatformCx::of_viewer(self.services.clone(), self.viewer.clone(), Some(self.token.id.clone())).await
    }

    fn has(&self, scope: Scope) -> Result<(), ProblemKind> {
        if self.may(scope) { Ok(()) } else { Err(ProblemKind::ScopeMissing(scope)) }
    }

    /// Records where the token was sent from that it is not taken from: each time at first, then how often.
    async fn note_refused(&self, address: &ClientAddress) -> Result<(), Problem> {
        let Token { id, name, .. } = &self.token;
        let Some(times) = self.services.refusals.count(&format!("{id} network")) else { return Ok(()) };
        let (by, subject) = (Actor::Visitor(address.to_string()), with_times(name, times));
        let refused = Unit::begin(&self.services, self.org(), by, Action::ApiTokenRefused, &subject).await?;
        Ok(refused.commit().await?)
    }

    async fn touch(&self, address: &ClientAddress, now: i64, before: i64) -> Result<(), sqlx::Error> {
        let mut tx = self.services.db.write_installation(TokenUses).await?;
        repo::touch(&mut tx, &self.token.id, &address.to_string(), now, before).await?;
        tx.commit().await
    }
}
