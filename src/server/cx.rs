//! The context of a request: the only way from a request to a service.

pub mod operations;
mod platform;
mod unit;

use operations::OperationKinds;
pub use platform::{Note, PLATFORM, PlatformCx};
pub use unit::{Author, Draft, Person, Unit};

use std::sync::Arc;

use tower_sessions::Session;

use super::{
    audit::{self, Action, Actor, AuditKey, AuditLog},
    clock::SharedClock,
    config::Config,
    credentials::{
        self,
        decryptor::{IntegrationDecryptor, Opened, Purpose},
    },
    db::{Db, OrgTx, ReadOnly, on, stored},
    health::{self, Health},
    idempotency::Once,
    limits::{AtOnce, Limits, Rates, Refusals, Slot, Waits, Windows},
    passwords::Passwords,
    providers::{CallCx, Providers},
    random::Random,
    sessions,
    vault::keyring::Keyring,
};
use crate::domain::{
    account::Viewer,
    api_token::ApiTokenId,
    audit::with_times,
    credential::Account,
    feature::{Door, Feature, Off},
    ids::{OrgId, UserId},
    problem::{Problem, ProblemKind},
    role::{Permission, Rights, Role},
    support::VisitId,
    suspension::Rest,
    zone::ZoneName,
};

pub use super::credentials::decryptor::SITTING;

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
    pub health: Health,
    pub providers: Providers,
    pub passwords: Passwords,
    pub refusals: Refusals,
    pub limits: Limits,
    pub rates: Rates,
    /// The requests of programs to the API.
    pub api_requests: Windows,
    pub api_waits: Waits,
    /// The bytes of the answers that are kept for programs.
    pub api_answers: Windows,
    pub pages_at_once: AtOnce,
    pub operations: &'static dyn OperationKinds,
}

impl Services {
    pub fn new(parts: Parts) -> Self {
        Self(Arc::new(parts))
    }

    /// Returns what a use of an org's key came to, outside of operations. Where it failed, the key is checked
    /// soon, if the problem tells of it or of its provider.
    ///
    /// # Errors
    /// Fails as the use did, and as the database does.
    pub async fn after_use<T>(
        &self,
        org: &OrgId,
        account: Account,
        used: Result<T, Problem>,
    ) -> Result<T, Problem> {
        if let Err(problem) = &used {
            self.suspect(org, account, problem).await?;
        }
        used
    }

    /// Has an org's key checked soon after a use outside of operations that failed, if the problem tells of the
    /// key or of its provider.
    ///
    /// # Errors
    /// Fails as the database does.
    pub async fn suspect(&self, org: &OrgId, account: Account, problem: &Problem) -> Result<(), sqlx::Error> {
        health::suspect_in_passing(&self.db, org, account, problem, self.clock.now_ms()).await
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
/// The org comes from the session, never from data that the client sent.
#[derive(Clone)]
pub struct Cx {
    pub services: Services,
    pub org: OrgId,
    pub user: UserId,
    /// Whether the person is here as a platform admin, which the log says.
    pub as_platform: bool,
    /// The visit on which a platform admin acts for the org.
    pub visit: Option<VisitId>,
    /// The token by which a program acts for the person.
    pub token: Option<ApiTokenId>,
    /// The entry that the platform's log gets with each change that is made here.
    pub on_the_platform: Option<Note>,
    /// The key under which a program asks for a change once.
    pub once: Option<Once>,
    pub role: Role,
    /// The features that are turned off for the org, or for everybody.
    pub off: Off,
    /// The zone of the person's days.
    pub zone: ZoneName,
    /// The page's share of the processor, held until it asks a provider.
    pub slot: Slot,
}

impl Cx {
    /// The context of a person already identified, in this organisation.
    pub fn new(services: Services, org: OrgId, user: UserId, role: Role) -> Self {
        let off = services.config.disabled;
        let zone = ZoneName::default();
        Self {
            services,
            org,
            user,
            as_platform: false,
            visit: None,
            token: None,
            on_the_platform: None,
            once: None,
            role,
            off,
            zone,
            slot: Slot::default(),
        }
    }

    /// The context of the signed-in person.
    ///
    /// # Errors
    /// Fails with `SignedOut`, with `Suspended`, with `FactorNeeded`, with `Forbidden`, or on a visit with
    /// `NotForSupport`, which are audited, with `TurnedOff`, or with `ProofNeeded`.
    pub async fn of_session(
        services: Services,
        session: &Session,
        door: impl Into<Door>,
    ) -> Result<Self, Problem> {
        let viewer = sessions::viewer(session).await?.ok_or(ProblemKind::SignedOut)?;
        let door = door.into();
        let cx = Self::of_viewer(services, viewer, None, door).await?;
        if door.asks_proof && !sessions::is_proved(session, cx.services.clock.now_ms()).await? {
            return Err(ProblemKind::ProofNeeded.into());
        }
        Ok(cx)
    }

    /// The context of a person who was read, also where a program acts for them by a token. It asks for no
    /// proof.
    ///
    /// # Errors
    /// Fails as [`of_session`](Self::of_session) does, but for `SignedOut` and `ProofNeeded`.
    pub async fn of_viewer(
        services: Services,
        viewer: Viewer,
        token: Option<ApiTokenId>,
        door: Door,
    ) -> Result<Self, Problem> {
        let rights = viewer.rights();
        let zone = viewer.zone.unwrap_or_default();
        let visit = viewer.visit.map(|visit| visit.id);
        let cx = Self {
            off: viewer.off,
            zone,
            as_platform: visit.is_some(),
            on_the_platform: visit.as_ref().map(|_| Action::ActedForTenant.into()),
            visit,
            token,
            ..Self::new(services, viewer.org, viewer.user, viewer.role)
        };
        let permission = door.permission;
        let outlasts = match viewer.rest {
            None => !viewer.lacks_factor || permission.outlasts_suspension(),
            Some(Rest::Ending(_)) if door.while_ending => !viewer.lacks_factor,
            Some(Rest::Suspended(_) | Rest::Ending(_)) => {
                permission.outlasts_suspension()
                    || (rights.outlast_suspension(permission) && !viewer.lacks_factor)
            }
        };
        if !outlasts {
            let asks_factor = viewer.lacks_factor && (viewer.rest.is_none() || door.while_ending);
            let why = if asks_factor { ProblemKind::FactorNeeded } else { ProblemKind::Suspended };
            return Err(why.into());
        }
        if cx.may(permission) {
            return match door.closed(cx.off) {
                Some(feature) => Err(ProblemKind::TurnedOff(feature).into()),
                None => Ok(cx),
            };
        }
        cx.note_denied(permission).await?;
        tracing::warn!(org.id = %cx.org, user.id = %cx.user, "denied {permission:?} to a {}", cx.role.code());
        Err(if cx.visit.is_some() { ProblemKind::NotForSupport } else { ProblemKind::Forbidden }.into())
    }

    /// Whether the person has the permission, as whom they are here.
    pub fn may(&self, permission: Permission) -> bool {
        Rights { role: self.role, as_support: self.visit.is_some() }.may(permission)
    }

    /// Records that a right was lacking: each time at first, then how often.
    async fn note_denied(&self, permission: Permission) -> Result<(), Problem> {
        let what = permission.code();
        let Some(times) = self.services.refusals.count(&format!("{} {what}", self.user)) else {
            return Ok(());
        };
        let denied = Draft::begin(&self.services, &self.org, self.person().beside()).await?;
        Ok(denied.recorded(Action::Denied, &with_times(what, times)).await?.commit().await?)
    }

    /// Opens the org's credential for an account, in a transaction of its own; `None`
    /// where it is not connected.
    ///
    /// # Errors
    /// Fails as the database does. `Unreadable` is an answer, and marked on the row.
    pub async fn open_credential(
        &self,
        account: impl Into<Account>,
        purpose: Purpose,
    ) -> Result<Option<Result<Opened, Problem>>, Problem> {
        open_credential(&self.services, &self.org, self.person().beside(), account, purpose).await
    }

    /// Asks that a feature is on which only the data tell: a function whose feature is known before
    /// says it in its [`Door`].
    ///
    /// # Errors
    /// Fails with `TurnedOff`.
    pub fn requires(&self, feature: impl Into<Feature>) -> Result<(), ProblemKind> {
        self.off.requires(feature)
    }

    /// The person as the author of a change.
    pub fn person(&self) -> Person {
        Person {
            user: self.user.clone(),
            actor: self.actor(),
            off: self.off,
            on_the_platform: self.on_the_platform.clone(),
            once: self.once.clone(),
        }
    }

    pub fn actor(&self) -> Actor {
        let user = self.user.clone();
        let person = match &self.visit {
            Some(visit) => Actor::Support(user, visit.clone()),
            None if self.as_platform => Actor::Platform(user),
            None => Actor::User(user),
        };
        match &self.token {
            Some(token) => Actor::Token(Box::new(person), token.clone()),
            None => person,
        }
    }

    /// Begins a transaction that changes nothing.
    ///
    /// # Errors
    /// Fails as the database does.
    pub async fn read(&self) -> Result<ReadOnly<OrgTx>, sqlx::Error> {
        if self.org.as_str() == PLATFORM {
            // Its log is about people and organisations of all.
            return self.services.db.read_everywhere(&self.org).await;
        }
        self.services.db.read(&self.org).await
    }

    /// Begins a change with its audit entry.
    ///
    /// # Errors
    /// Fails as the database does; so do [`begin`](Self::begin) and
    /// [`begin_everywhere`](Self::begin_everywhere).
    pub async fn write(&self, action: Action, subject: &str) -> Result<Unit, sqlx::Error> {
        self.begin().await?.recorded(action, subject).await
    }

    /// Begins a change whose audit entry is not known yet.
    pub async fn begin(&self) -> Result<Draft, sqlx::Error> {
        Draft::begin(&self.services, &self.org, self.person()).await
    }

    /// Begins a change of things that the person has in other organisations as well, such
    /// as devices.
    pub async fn begin_everywhere(&self) -> Result<Draft, sqlx::Error> {
        Draft::begin_everywhere(&self.services, self.org.clone(), self.person()).await
    }

    /// Commits a change that has no entry in the log, with the key under which a program asked for it.
    ///
    /// # Errors
    /// Fails as the database does: nothing is stored then, and nothing announced.
    pub async fn commit(&self, tx: OrgTx) -> Result<(), sqlx::Error> {
        match &self.once {
            Some(once) => Box::pin(once.commit(tx, self.services.clock.now_ms())).await,
            None => tx.commit().await,
        }
    }

    /// The context of calls to providers on this request's behalf. It gives back the
    /// page's slot, so that a page that waits for a provider holds up no other of its
    /// organisation.
    pub fn call(&self) -> CallCx {
        self.slot.give_back();
        CallCx::current(&self.services.random, self.org.clone())
    }
}

/// Opens an org's credential, for a person or for whatever AVA does by itself: see
/// [`Cx::open_credential`].
///
/// # Errors
/// Fails as it does there.
pub async fn open_credential(
    services: &Services,
    org: &OrgId,
    by: impl Author,
    account: impl Into<Account>,
    purpose: Purpose,
) -> Result<Option<Result<Opened, Problem>>, Problem> {
    let account = account.into();
    let mut tx = Draft::begin(services, org, by).await?;
    if purpose.is_of_a_sitting()
        && let Some(opened) = open_again(services, &mut tx, account, purpose).await?
    {
        return Ok(Some(Ok(opened)));
    }
    let Some(credential) = credentials::find(&mut tx, account).await? else { return Ok(None) };
    let mut tx = tx.recorded(Action::CredentialOpened, &purpose.entry(&credential)).await?;
    let now = tx.now();
    let opened = services.decryptor.open_row(&mut tx, credential, now).await?;
    tx.commit().await?;
    Ok(Some(opened))
}

/// Opens a credential once more that the actor has an entry for; `None` where there is none yet, and
/// for a row that does not open, which is marked together with another entry.
async fn open_again<By: Author>(
    services: &Services,
    tx: &mut Draft<By>,
    account: Account,
    purpose: Purpose,
) -> Result<Option<Opened>, Problem> {
    let Some(credential) = credentials::find(tx, account).await? else { return Ok(None) };
    let (actor, since) = (tx.actor(), tx.now() - SITTING);
    let entry = purpose.entry(&credential);
    if !audit::has_entry(tx, &actor, Action::CredentialOpened, &entry, since).await? {
        return Ok(None);
    }
    Ok(services.decryptor.open_unused(tx, credential).await?.ok())
}

/// Reads the features that are off for this organisation alone.
///
/// # Errors
/// Fails as the database does.
pub async fn own_off(tx: &mut OrgTx) -> Result<Off, sqlx::Error> {
    let (codes,): (String,) = on!(tx, |c, org| {
        sqlx::query_as("SELECT features_off FROM orgs WHERE id = $1").bind(org.as_str()).fetch_one(c).await
    })?;
    stored("orgs", tx.org().as_str()).code("features_off", &codes, Off::read)
}
