//! The session store: a table in which ids are hashed at rest. The signed-in person is
//! read afresh with every load.
//!
//! A session ends seven days after it was last used and thirty days after it
//! began, whichever comes first.

use std::collections::HashMap;

use async_trait::async_trait;
use serde::Serialize;
use serde_json::Value;
use sha2::{Digest, Sha256};
use time::OffsetDateTime;
use tower_sessions::{
    Session, SessionStore,
    session::{Id, Record},
    session_store::{Error, Result},
};

use super::{Sessions, factors::has_factor};
use crate::{
    domain::{
        account::Viewer,
        deletion::{Deletion, DeletionState},
        feature::Off,
        ids::OrgId,
        locale::Locale,
        role::Role,
        support::{SupportAccess, Visit, VisitId},
        suspension::Suspension,
        zone::ZoneName,
    },
    server::{
        cx::Services,
        db::{Stored, execute, on, stored, to_json},
        error::{STORE_IS_BUSY, is_busy},
        sessions::{MEMBER, Member, VIEWER, WHO, Who},
        suspension,
        vault::seal::hex,
    },
};

const MINUTE: i64 = 60_000;
const DAY: i64 = 24 * 60 * MINUTE;
/// Milliseconds after which an unused session ends.
pub const SLIDING: i64 = 7 * DAY;
/// Milliseconds after which a session ends, however much it is used.
pub const ABSOLUTE: i64 = 30 * DAY;
/// How long a session lasts that nobody signed in with: it only carries a form's answer.
const ANONYMOUS: i64 = 30 * MINUTE;
/// The precision of "last seen", so that most requests write nothing.
const TOUCH_EVERY: i64 = 5 * MINUTE;

const CREATE: &str = "INSERT INTO sessions
  (id_hash, device_id, user_id, org_id, data, user_agent, address, password_version, created_at, last_seen_at,
   expires_at, visit_id)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9, $10, $11)";

/// `$2` is now. Whoever acts for an organisation is in that one, as long as they are a platform admin.
const READ: &str = concat!(
    "SELECT s.data, s.created_at, s.last_seen_at, s.expires_at, s.user_id, s.org_id,
       u.name, u.email, u.locale, u.time_zone, u.platform_admin, o.name AS org_name, m.role,
       o.features_off, q.most AS requests, h.reason AS suspended_for, h.since AS suspended_since,
       d.state AS ending, d.asked_at AS ending_asked_at, d.due_at AS ending_due_at,
       v.id AS visit_id, v.org_id AS visited, v.ends_at AS visit_ends_at, o.support_access,
       CASE WHEN v.id IS NULL THEN (SELECT COUNT(*) FROM notifications_people AS p WHERE p.org_id = s.org_id
         AND p.user_id = s.user_id AND p.read_at IS NULL) ELSE 0 END AS unread,
       (o.demands_factor AND NOT ",
    has_factor!("s.user_id"),
    ") AS lacks_factor
  FROM sessions AS s
  LEFT JOIN users AS u ON u.id = s.user_id AND u.password_version = s.password_version
  LEFT JOIN support_visits AS v ON v.id = s.visit_id AND v.user_id = s.user_id AND v.ended_at IS NULL
    AND v.ends_at > $2 AND u.platform_admin
  LEFT JOIN orgs AS o ON o.id = COALESCE(v.org_id, s.org_id)
  LEFT JOIN memberships AS m ON m.org_id = s.org_id AND m.user_id = s.user_id
  LEFT JOIN suspensions AS h ON h.org_id = COALESCE(v.org_id, s.org_id)
  LEFT JOIN deletions AS d ON d.org_id = COALESCE(v.org_id, s.org_id)
  LEFT JOIN org_quotas AS q ON q.org_id = s.org_id AND q.quota = 'requests'
  WHERE s.id_hash = $1 AND s.expires_at > $2"
);

/// The device keeps its id, its person, its beginning and its end: signing in
/// makes a session anew, so that saving one never signs anybody in.
const SAVE: &str = "UPDATE sessions SET data = $2,
  expires_at = CASE WHEN user_id IS NULL THEN $3 ELSE expires_at END
  WHERE id_hash = $1";

#[derive(Clone)]
pub struct Store {
    services: Services,
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Store")
    }
}

pub fn hash_id(id: &Id) -> String {
    hex(&Sha256::digest(id.0.to_be_bytes()))
}

/// The hashed id of a session; empty where it was never stored.
pub fn hashed(session: &Session) -> String {
    session.id().map(|id| hash_id(&id)).unwrap_or_default()
}

#[derive(sqlx::FromRow)]
struct Row {
    data: String,
    created_at: i64,
    last_seen_at: i64,
    expires_at: i64,
    user_id: Option<String>,
    org_id: Option<String>,
    name: Option<String>,
    email: Option<String>,
    locale: Option<String>,
    time_zone: Option<String>,
    org_name: Option<String>,
    role: Option<String>,
    platform_admin: Option<bool>,
    features_off: Option<String>,
    support_access: Option<String>,
    visit_id: Option<String>,
    visited: Option<String>,
    visit_ends_at: Option<i64>,
    requests: Option<i64>,
    unread: i64,
    suspended_for: Option<String>,
    suspended_since: Option<i64>,
    lacks_factor: Option<bool>,
    ending: Option<String>,
    ending_asked_at: Option<i64>,
    ending_due_at: Option<i64>,
}

impl Row {
    /// `None` for a session whose user is no member of its org any more, or has another password
    /// since. `off` is turned off for everybody.
    fn viewer(
        &mut self,
        session: Stored<'_>,
        off: Off,
        now: i64,
    ) -> std::result::Result<Option<Viewer>, sqlx::Error> {
        let of_person = (self.user_id.take(), self.org_id.take(), self.role.take());
        let (Some(user), Some(home), Some(role)) = of_person else { return Ok(None) };
        let shown = (self.name.take(), self.email.take(), self.org_name.take(), self.platform_admin);
        let (Some(name), Some(email), Some(org_name), Some(platform_admin)) = shown else { return Ok(None) };
        // A former version may have known a feature that this one does not.
        let own = self.features_off.as_deref().and_then(Off::read).unwrap_or_default();
        let role = stored("memberships", &user).code("role", &role, Role::from_code)?;
        let home = session.parse("org_id", &home)?;
        let (org, role, visit) = match (self.visit_id.take(), self.visited.take(), self.visit_ends_at) {
            (Some(id), Some(org), Some(ends_at)) => {
                let access = self.support_access.as_deref().and_then(SupportAccess::from_code);
                let minutes_left = (ends_at - now + MINUTE - 1) / MINUTE;
                let row = stored("support_visits", &id);
                let visit = Visit { id: row.parse("id", &id)?, home, ends_at, minutes_left };
                (row.parse("org_id", &org)?, access.unwrap_or_default().role(), Some(visit))
            }
            _ => (home, role, None),
        };
        let deletion = self.deletion(&org)?;
        Ok(Some(Viewer {
            user: session.parse("user_id", &user)?,
            org,
            name,
            email,
            org_name,
            role,
            platform_admin,
            locale: self.locale.as_deref().and_then(Locale::from_tag),
            zone: self.time_zone.take().map(ZoneName::found),
            off: off.or(own),
            unread: u32::try_from(self.unread).unwrap_or(u32::MAX),
            rest: suspension::rest(
                self.suspended_for
                    .take()
                    .zip(self.suspended_since)
                    .map(|(reason, since)| Suspension { reason, since }),
                deletion,
            ),
            lacks_factor: self.lacks_factor.unwrap_or_default(),
            visit,
        }))
    }

    fn deletion(&self, org: &OrgId) -> std::result::Result<Option<Deletion>, sqlx::Error> {
        let ending = (self.ending.as_deref(), self.ending_asked_at, self.ending_due_at);
        let (Some(state), Some(asked_at), Some(due_at)) = ending else { return Ok(None) };
        let state = stored("deletions", org.as_str()).code("state", state, DeletionState::from_code)?;
        Ok(Some(Deletion { state, asked_at, due_at }))
    }
}

impl Store {
    pub fn new(services: Services) -> Self {
        Self { services }
    }

    async fn insert(&self, record: &Record) -> std::result::Result<(), sqlx::Error> {
        let now = self.services.clock.now_ms();
        let who: Option<Who> = record.data.get(WHO).and_then(|who| serde_json::from_value(who.clone()).ok());
        let data = encode(record)?;
        let expires_at = now + if who.is_some() { SLIDING } else { ANONYMOUS };
        let person = who.as_ref().map(|who| (who.user.as_str(), who.org.as_str()));
        let (user, org) = person.unzip();
        let device = who.as_ref().map(|who| (&*who.user_agent, &*who.address, who.password_version));
        let (agent, address, password_version) = device.unwrap_or_default();
        let visit = who.as_ref().and_then(|who| who.visit.as_ref()).map(VisitId::as_str);
        let mut tx = self.services.db.write_installation(Sessions).await?;
        execute!(
            tx,
            CREATE,
            hash_id(&record.id),
            self.services.random.uuid(),
            user,
            org,
            &data,
            agent,
            address,
            password_version,
            now,
            expires_at,
            visit
        )?;
        tx.commit().await
    }

    /// This changes only a row that is there: a session that was ended meanwhile is not
    /// brought back.
    async fn update(&self, record: &Record) -> std::result::Result<(), sqlx::Error> {
        let data = encode(record)?;
        let expires_at = self.services.clock.now_ms() + ANONYMOUS;
        let mut tx = self.services.db.write_installation(Sessions).await?;
        execute!(tx, SAVE, hash_id(&record.id), &data, expires_at)?;
        tx.commit().await
    }

    async fn read(&self, id: &Id) -> std::result::Result<Option<Record>, sqlx::Error> {
        let now = self.services.clock.now_ms();
        let mut tx = self.services.db.read_installation().await?;
        let row: Option<Row> =
            on!(tx, |c| { sqlx::query_as(READ).bind(hash_id(id)).bind(now).fetch_optional(c).await })?;
        drop(tx);
        let Some(mut row) = row else { return Ok(None) };
        let session = hash_id(id);
        let session = stored("sessions", &session);
        let mut data: HashMap<String, Value> = session.json("data", &row.data)?;
        let signed_in = row.user_id.is_some();
        let open = |viewer: &Viewer| !self.services.config.is_closed_demo(&viewer.email);
        match row.viewer(session, self.services.config.disabled, now)?.filter(open) {
            Some(viewer) => {
                let requests = row.requests.map(|most| u32::try_from(most).unwrap_or(0));
                data.insert(MEMBER.to_owned(), fresh(&Member { org: viewer.home().clone(), requests })?);
                data.insert(VIEWER.to_owned(), fresh(&viewer)?);
                if now - row.last_seen_at >= TOUCH_EVERY {
                    let ends = row.created_at + ABSOLUTE;
                    // A page is not refused because its visit could not be noted.
                    if let Err(error) = self.touch(id, now, (now + SLIDING).min(ends)).await {
                        tracing::warn!(%error, "a session's last use could not be noted");
                    }
                }
            }
            None if signed_in => return Ok(None),
            None => {}
        }
        let expiry_date = OffsetDateTime::from_unix_timestamp(row.expires_at / 1000);
        let expiry_date = session.read("expires_at", expiry_date)?;
        Ok(Some(Record { id: *id, data, expiry_date }))
    }

    async fn touch(&self, id: &Id, now: i64, expires_at: i64) -> std::result::Result<(), sqlx::Error> {
        let mut tx = self.services.db.write_installation(Sessions).await?;
        execute!(
            tx,
            "UPDATE sessions SET last_seen_at = $1, expires_at = $2 WHERE id_hash = $3",
            now,
            expires_at,
            hash_id(id)
        )?;
        tx.commit().await
    }

    async fn remove(&self, id: &Id) -> std::result::Result<(), sqlx::Error> {
        let mut tx = self.services.db.write_installation(Sessions).await?;
        execute!(tx, "DELETE FROM sessions WHERE id_hash = $1", hash_id(id))?;
        tx.commit().await
    }

    /// Deletes sessions that have ended; returns their number.
    pub async fn delete_expired(&self) -> std::result::Result<u64, sqlx::Error> {
        let mut tx = self.services.db.write_installation(Sessions).await?;
        let gone = execute!(tx, "DELETE FROM sessions WHERE expires_at <= $1", self.services.clock.now_ms())?;
        tx.commit().await?;
        Ok(gone)
    }
}

fn fresh(value: &impl Serialize) -> std::result::Result<Value, sqlx::Error> {
    serde_json::to_value(value).map_err(|error| sqlx::Error::Encode(Box::new(error)))
}

/// The data as stored, without the parts that are read afresh with every load.
fn encode(record: &Record) -> std::result::Result<String, sqlx::Error> {
    let kept: HashMap<&String, &Value> =
        record.data.iter().filter(|(key, _)| ![VIEWER, MEMBER].contains(&key.as_str())).collect();
    to_json(&kept)
}

fn failed(error: sqlx::Error) -> Error {
    if is_busy(&error) {
        return Error::Backend(STORE_IS_BUSY.to_owned());
    }
    tracing::error!(%error, "the session store failed");
    Error::Backend(error.to_string())
}

#[async_trait]
impl SessionStore for Store {
    async fn create(&self, record: &mut Record) -> Result<()> {
        // 128 random bits do not collide; `Id::default` draws them from the OS.
        self.insert(record).await.map_err(failed)
    }

    async fn save(&self, record: &Record) -> Result<()> {
        self.update(record).await.map_err(failed)
    }

    async fn load(&self, id: &Id) -> Result<Option<Record>> {
        self.read(id).await.map_err(failed)
    }

    async fn delete(&self, id: &Id) -> Result<()> {
        self.remove(id).await.map_err(failed)
    }
}

#[cfg(test)]
mod tests {
    use super::READ;
    use crate::server::db::explain;

    #[tokio::test]
    async fn a_session_is_read_by_keys_alone() {
        let plan = explain::of(READ).await;
        assert!(plan.iter().all(|line| !line.contains("SCAN")), "{plan:#?}");
    }
}
