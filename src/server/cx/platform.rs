//! The context of a platform admin. It is the one way to the organisations that somebody is not in:
//! each visit is written down in the platform's own log, and whatever is done there in the
//! organisation's as well.

use tower_sessions::Session;

use super::{Cx, Draft, SITTING, Services, own_off};
use crate::{
    domain::{
        account::Viewer,
        api_token::ApiTokenId,
        audit::with_times,
        ids::{OrgId, UserId},
        problem::{Problem, ProblemKind},
        role::Role,
    },
    server::{
        audit::{self, Action, Actor, Change, NewEntry},
        db::{OrgTx, ReadOnly, Tx, execute, on, stored},
        idempotency::Once,
        sessions,
        suspension::is_deleted,
    },
};

/// The organisation that has the platform's own log. Nobody is in it; it is made with the first entry.
pub const PLATFORM: &str = "ffffffff-ffff-7fff-bfff-ffffffffffff";

/// The entry that the platform's log gets of a change in an organisation.
#[derive(Clone, Debug)]
pub struct Note {
    pub action: Action,
    pub changes: Vec<Change>,
}

impl From<Action> for Note {
    fn from(action: Action) -> Self {
        Self { action, changes: Vec::new() }
    }
}

/// A signed-in platform admin.
#[derive(Clone)]
pub struct PlatformCx {
    pub services: Services,
    pub admin: UserId,
    /// See [`Cx::once`].
    pub once: Option<Once>,
    /// The token by which a program acts for the admin.
    pub token: Option<ApiTokenId>,
}

impl PlatformCx {
    /// The context of somebody who is known to be a platform admin.
    pub fn of(services: Services, admin: UserId) -> Self {
        Self { services, admin, once: None, token: None }
    }

    /// The context of the signed-in platform admin.
    ///
    /// # Errors
    /// Fails with `SignedOut`; with `NotForSupport` while they act for an organisation; for others who
    /// are signed in with `NotFound`, which is audited, as if what they ask for did not exist.
    pub async fn of_session(services: Services, session: &Session) -> Result<Self, Problem> {
        let viewer = sessions::viewer(session).await?.ok_or(ProblemKind::SignedOut)?;
        Self::of_viewer(services, viewer, None).await
    }

    /// The context of a platform admin who was read, also where a program acts for them by a token.
    ///
    /// # Errors
    /// Fails as [`of_session`](Self::of_session), but for `SignedOut`.
    pub async fn of_viewer(
        services: Services,
        viewer: Viewer,
        token: Option<ApiTokenId>,
    ) -> Result<Self, Problem> {
        if viewer.visit.is_some() {
            return Err(ProblemKind::NotForSupport.into());
        }
        if !viewer.platform_admin {
            tracing::warn!(org.id = %viewer.org, user.id = %viewer.user, "denied the platform to a person");
            Self::keep_out(&services, viewer.user).await?;
            return Err(ProblemKind::NotFound.into());
        }
        Ok(Self { token, ..Self::of(services, viewer.user) })
    }

    /// Records in the platform's log that somebody asked for what is its own: each time at first, then
    /// how often.
    ///
    /// # Errors
    /// Fails as the database does.
    pub async fn keep_out(services: &Services, user: UserId) -> Result<(), Problem> {
        let Some(times) = services.refusals.count(&format!("{user} platform")) else { return Ok(()) };
        let mut tx = Draft::begin_everywhere(services, platform()?, Actor::User(user)).await?;
        let now = tx.now();
        make(&mut tx, now).await?;
        let denied = tx.recorded(Action::PlatformDenied, &with_times("", times)).await?;
        Ok(denied.commit().await?)
    }

    pub fn actor(&self) -> Actor {
        let admin = Actor::Platform(self.admin.clone());
        match &self.token {
            Some(token) => Actor::Token(Box::new(admin), token.clone()),
            None => admin,
        }
    }

    /// Begins a transaction across all organisations that changes nothing: for lists and figures, which
    /// show of each no more than how it stands.
    ///
    /// # Errors
    /// Fails as the database does.
    pub async fn read(&self) -> Result<ReadOnly<Tx>, sqlx::Error> {
        self.services.db.read_installation().await
    }

    /// The context in one organisation, which the platform's log has from now on: once for as long as
    /// somebody looks on.
    ///
    /// # Errors
    /// Fails with `NotFound` where there is no such organisation.
    pub async fn look(&self, org: &OrgId) -> Result<Cx, Problem> {
        let (cx, _) = self.inside(org).await?;
        let since = self.services.clock.now_ms() - SITTING;
        let mut tx = self.services.db.read(&platform()?).await?;
        let opened = Action::TenantOpened;
        let noted = audit::has_entry(&mut tx, &self.actor(), opened, org.as_str(), since).await?;
        drop(tx);
        if !noted {
            self.record(opened, org.as_str()).await?;
        }
        Ok(cx)
    }

    /// The context in one organisation, each change in which has an entry in the platform's log, in one
    /// transaction with it and with its entry in the organisation's own.
    ///
    /// # Errors
    /// Fails as [`look`](Self::look) does, and for one that is deleted.
    pub async fn act(&self, org: &OrgId, note: impl Into<Note>) -> Result<Cx, Problem> {
        let (cx, is_deleted) = self.inside(org).await?;
        if is_deleted {
            return Err(ProblemKind::NotFound.into());
        }
        Ok(Cx { on_the_platform: Some(note.into()), once: self.once.clone(), ..cx })
    }

    /// The context in an organisation that a change makes, which is `action` in the platform's log as that
    /// of [`act`](Self::act) is.
    pub fn making(&self, org: OrgId, action: Action) -> Cx {
        let cx = Cx::new(self.services.clone(), org, self.admin.clone(), Role::Owner);
        Cx {
            as_platform: true,
            token: self.token.clone(),
            on_the_platform: Some(action.into()),
            once: self.once.clone(),
            ..cx
        }
    }

    /// The context in the platform's own log, in which nobody works. It is made where it is read first.
    ///
    /// # Errors
    /// Fails as the database does.
    pub async fn own_log(&self) -> Result<Cx, Problem> {
        let org = platform()?;
        let mut tx = self.services.db.read(&org).await?;
        let there: Option<(i64,)> = on!(tx, |c, org| {
            sqlx::query_as("SELECT created_at FROM orgs WHERE id = $1")
                .bind(org.as_str())
                .fetch_optional(c)
                .await
        })?;
        drop(tx);
        if there.is_none() {
            self.record(Action::LogRead, "").await?;
        }
        let cx = Cx::new(self.services.clone(), org, self.admin.clone(), Role::Owner);
        Ok(Cx { as_platform: true, token: self.token.clone(), ..cx })
    }

    /// Has all rights, but reads and writes this organisation alone. Returns whether that is deleted.
    async fn inside(&self, org: &OrgId) -> Result<(Cx, bool), Problem> {
        let mut tx = self.services.db.read(org).await?;
        let there: Option<(bool,)> = on!(tx, |c, org| {
            sqlx::query_as(concat!(
                "SELECT ",
                is_deleted!("o.id"),
                " FROM orgs AS o WHERE o.id = $1 AND o.id <> $2"
            ))
            .bind(org.as_str())
            .bind(PLATFORM)
            .fetch_optional(c)
            .await
        })?;
        let (is_deleted,) = there.ok_or(ProblemKind::NotFound)?;
        let off = own_off(&mut tx).await?;
        drop(tx);
        let cx = Cx::new(self.services.clone(), org.clone(), self.admin.clone(), Role::Owner);
        let token = self.token.clone();
        Ok((Cx { as_platform: true, token, off: cx.off.or(off), ..cx }, is_deleted))
    }

    /// Writes down in the platform's log what is done about an organisation, or about that log.
    async fn record(&self, action: Action, subject: &str) -> Result<(), Problem> {
        let mut tx = Draft::begin_everywhere(&self.services, platform()?, self.actor()).await?;
        let now = tx.now();
        make(&mut tx, now).await?;
        Ok(tx.recorded(action, subject).await?.commit().await?)
    }
}

/// Adds an entry of the platform's log to a change in an organisation. It is the last thing that the
/// change does, since the changes of all organisations wait for one another at that log.
pub(super) async fn noted(
    services: &Services,
    tx: OrgTx,
    by: &Actor,
    note: &Note,
) -> Result<OrgTx, sqlx::Error> {
    let org = tx.org().clone();
    let tx = tx.of_installation().across_organisations().await?;
    let mut tx = tx.in_the_name_of(stored("orgs", PLATFORM).parse("id", PLATFORM)?);
    make(&mut tx, services.clock.now_ms()).await?;
    let new = NewEntry { action: note.action, subject: org.as_str(), changes: &note.changes };
    audit::append_entry(services, &mut tx, by, new).await?;
    Ok(tx)
}

/// Makes the organisation of the platform's log, unless it is there.
async fn make(tx: &mut OrgTx, now: i64) -> Result<(), sqlx::Error> {
    execute!(
        tx,
        "INSERT INTO orgs (id, name, created_at) VALUES ($1, $2, $3) ON CONFLICT (id) DO NOTHING",
        |platform| (platform.as_str(), "AVA", now)
    )
    .map(drop)
}

fn platform() -> Result<OrgId, Problem> {
    PLATFORM.parse().map_err(|_| ProblemKind::Internal.into())
}
