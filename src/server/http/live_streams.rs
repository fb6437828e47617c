//! The live streams of this process, and the limits on them. Each ends within a second of
//! its person's signing out or losing a right, wherever that was done.

use std::{
    collections::HashMap,
    hash::Hash,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use axum::{
    body::Body,
    http::header,
    response::{IntoResponse as _, Response},
};
use futures::{TryStreamExt as _, stream};
use tokio_util::sync::CancellationToken;

use crate::{
    domain::{
        account::Viewer,
        api_token::ApiTokenId,
        ids::OrgId,
        problem::{Problem, ProblemKind},
        quota::Quota,
        role::Role,
        support::{SupportAccess, VisitId},
    },
    server::{
        auth::factors::has_factor,
        cx::Services,
        db::on,
        edge::StreamsMost,
        request::client_address::{ClientAddress, Network},
        suspension::is_at_work,
    },
};

/// The interval at which the sessions of open streams are checked.
const LOOKED_AT_EVERY: Duration = Duration::from_millis(500);
/// The number of sessions that one statement asks about.
const AT_ONCE: usize = 32;
/// The exports that one organisation has sent at the same time.
const EXPORTS_AT_ONCE: usize = 2;
/// Seconds after which a client without a place may ask again.
const RETRY_AFTER_SECS: u32 = 60;

/// Binds as many ids as one statement asks about, after `$1`.
macro_rules! ids {
    () => {
        "($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23,
     $24, $25, $26, $27, $28, $29, $30, $31, $32, $33)"
    };
}

/// Selects the sessions that are still in their organisation; a visit keeps one in, also while that rests.
const STILL_THERE: &str = concat!(
    "SELECT s.id_hash AS id, COALESCE(v.org_id, s.org_id) AS org_id, m.role, CAST(NULL AS TEXT) AS own_role,
    u.platform_admin, v.id AS visit_id, o.support_access
  FROM sessions AS s
  JOIN memberships AS m ON m.org_id = s.org_id AND m.user_id = s.user_id
  JOIN users AS u ON u.id = s.user_id AND u.password_version = s.password_version
  LEFT JOIN support_visits AS v ON v.id = s.visit_id AND v.user_id = s.user_id AND v.ended_at IS NULL
    AND v.ends_at > $1 AND u.platform_admin
  LEFT JOIN orgs AS o ON o.id = v.org_id
  WHERE s.expires_at > $1 AND (v.id IS NOT NULL OR ",
    is_at_work!("s.org_id"),
    ") AND NOT EXISTS (SELECT 1 FROM orgs AS asks WHERE asks.id = COALESCE(v.org_id, s.org_id)
      AND asks.demands_factor AND NOT ",
    has_factor!("s.user_id"),
    ") AND s.id_hash IN ",
    ids!()
);

/// Selects the tokens that are still good for their organisation.
const STILL_GOOD: &str = concat!(
    "SELECT t.id, t.org_id, m.role, t.role AS own_role, u.platform_admin, CAST(NULL AS TEXT) AS visit_id,
    CAST(NULL AS TEXT) AS support_access
  FROM api_tokens AS t
  JOIN memberships AS m ON m.org_id = t.org_id AND m.user_id = t.user_id
  JOIN users AS u ON u.id = t.user_id
  JOIN orgs AS o ON o.id = t.org_id
  WHERE t.revoked_at IS NULL AND t.expires_at > $1 AND ",
    is_at_work!("t.org_id"),
    " AND NOT (o.demands_factor AND NOT ",
    has_factor!("t.user_id"),
    ") AND t.id IN ",
    ids!()
);

/// Whoever has a stream open.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Holder {
    /// A session, by its hashed id.
    Session(String),
    /// A program, by its token.
    Token(ApiTokenId),
}

impl From<String> for Holder {
    fn from(session: String) -> Self {
        Self::Session(session)
    }
}

impl Holder {
    fn id(&self) -> &str {
        match self {
            Self::Session(id) => id,
            Self::Token(id) => id.as_str(),
        }
    }

    const fn is_session(&self) -> bool {
        matches!(self, Self::Session(_))
    }
}

#[derive(Clone)]
pub struct LiveStreams {
    most: StreamsMost,
    /// Ends all streams.
    stop: CancellationToken,
    open: Arc<Mutex<Open>>,
}

#[derive(Default)]
struct Open {
    next: u64,
    streams: HashMap<u64, Stream>,
    of_holder: HashMap<Holder, usize>,
    of_org: HashMap<OrgId, usize>,
    /// The files of an organisation that are being sent, of each kind.
    files_of_org: HashMap<(OrgId, FileKind), usize>,
    of_address: HashMap<Network, usize>,
}

#[derive(Clone)]
struct Stream {
    holder: Holder,
    org: OrgId,
    role: Role,
    visit: Option<VisitId>,
    platform_admin: bool,
    address: Network,
    over: CancellationToken,
}

/// A kind of file, of which an organisation has only so many sent at the same time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FileKind {
    Export,
    Recording,
}

impl FileKind {
    /// Milliseconds for which an answer of the database counts. A piece of an export is a query itself;
    /// those of a recording are as small as they come from the network.
    const fn holds_for(self) -> i64 {
        match self {
            Self::Export => 0,
            Self::Recording => 500,
        }
    }
}

impl Stream {
    fn of(viewer: &Viewer, holder: Holder, address: ClientAddress, over: CancellationToken) -> Self {
        Self {
            holder,
            org: viewer.org.clone(),
            role: viewer.role,
            visit: viewer.visit.as_ref().map(|visit| visit.id.clone()),
            platform_admin: viewer.platform_admin,
            address: address.host(),
            over,
        }
    }
}

/// The place of one stream, until this is dropped.
pub struct Slot {
    streams: LiveStreams,
    id: u64,
    over: CancellationToken,
}

/// The place of a file that is read while it is sent, until this is dropped.
pub struct FileSlot {
    slot: Slot,
    stream: Stream,
    kind: FileKind,
    /// The time at which the database was last asked whether the person has the right to it.
    asked_at: Option<i64>,
}

impl FileSlot {
    /// Whether the person is signed in still, or the token is good, in the same organisation and role: asked
    /// before each piece.
    async fn holds(&mut self, services: &Services) -> Result<bool, sqlx::Error> {
        let now = services.clock.now_ms();
        let holds_for = 0..self.kind.holds_for();
        if self.asked_at.is_none_or(|at| !holds_for.contains(&(now - at))) {
            let there = still_there(services, std::slice::from_ref(&self.stream.holder)).await?;
            if !there.iter().any(|row| row.is_of(&self.stream)) {
                return Ok(false);
            }
            self.asked_at = Some(now);
        }
        Ok(!self.slot.over.is_cancelled())
    }
}

/// The pieces of a file that are not empty, for as long as its person has the right to them.
pub fn while_it_holds<T: AsRef<[u8]>>(
    pieces: impl futures::Stream<Item = Result<T, Problem>>,
    place: FileSlot,
    services: Services,
) -> impl futures::Stream<Item = Result<T, Problem>> {
    stream::try_unfold((Box::pin(pieces), place, services), |(mut pieces, mut place, services)| async move {
        loop {
            if !place.holds(&services).await? {
                return Err(ProblemKind::SignedOut.into());
            }
            match pieces.try_next().await? {
                Some(piece) if piece.as_ref().is_empty() => {}
                piece => return Ok(piece.map(|piece| (piece, (pieces, place, services)))),
            }
        }
    })
}

/// The answer to an export: a file of this name, read while it is sent.
pub fn exported(
    pieces: impl futures::Stream<Item = Result<String, Problem>> + Send + 'static,
    place: FileSlot,
    services: Services,
    name: &str,
    media_type: &str,
) -> Response {
    let headers = [
        (header::CONTENT_TYPE, media_type.to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    let pieces = while_it_holds(pieces, place, services)
        .inspect_err(|problem| tracing::warn!(problem = problem.code(), "an export ended early"));
    let body = Body::from_stream(pieces.map_err(|problem| std::io::Error::other(problem.code())));
    (headers, body).into_response()
}

impl Drop for FileSlot {
    fn drop(&mut self) {
        let key = (self.stream.org.clone(), self.kind);
        self.slot.streams.with(|open| take_from(&mut open.files_of_org, &key));
    }
}

impl Slot {
    /// Returns when the person is not signed in any more, or may do other things than
    /// before; and when the process is to stop.
    pub async fn over(&self) {
        self.over.cancelled().await;
    }

    /// Whether it is over while the process goes on.
    pub fn is_lost(&self) -> bool {
        self.over.is_cancelled() && !self.streams.stop.is_cancelled()
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        self.streams.with(|open| {
            let Some(stream) = open.streams.remove(&self.id) else { return };
            take_from(&mut open.of_holder, &stream.holder);
            take_from(&mut open.of_org, &stream.org);
            take_from(&mut open.of_address, &stream.address);
        });
    }
}

fn take_from<K: Hash + Eq>(counts: &mut HashMap<K, usize>, key: &K) {
    if let Some(count) = counts.get_mut(key) {
        *count -= 1;
        if *count == 0 {
            counts.remove(key);
        }
    }
}

impl LiveStreams {
    /// All streams end when `stop` is cancelled.
    pub fn new(most: StreamsMost, stop: CancellationToken) -> Self {
        Self { most, stop, open: Arc::default() }
    }

    fn with<T>(&self, look: impl FnOnce(&mut Open) -> T) -> T {
        look(&mut self.open.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Takes a place for one more stream, unless its session, organisation or address has
    /// as many as it may, or all together do.
    pub fn enter(
        &self,
        viewer: &Viewer,
        holder: impl Into<Holder>,
        address: ClientAddress,
    ) -> Result<Slot, Problem> {
        let over = self.stop.child_token();
        let stream = Stream::of(viewer, holder.into(), address, over.clone());
        let id = self.with(|open| {
            let count = |counted: Option<&usize>| counted.copied().unwrap_or_default();
            let full = count(open.of_holder.get(&stream.holder)) >= self.most.of_session
                || count(open.of_org.get(&stream.org)) >= self.most.of_org
                || count(open.of_address.get(&stream.address)) >= self.most.of_address
                || open.streams.len() >= self.most.all;
            if full {
                metrics::counter!("ava_limited_total").increment(1);
                return Err(Problem::new(ProblemKind::TooManyAttempts).retry_after(RETRY_AFTER_SECS));
            }
            *open.of_holder.entry(stream.holder.clone()).or_default() += 1;
            *open.of_org.entry(stream.org.clone()).or_default() += 1;
            *open.of_address.entry(stream.address).or_default() += 1;
            open.next += 1;
            open.streams.insert(open.next, stream);
            Ok(open.next)
        })?;
        Ok(Slot { streams: self.clone(), id, over })
    }

    /// Takes a place for an export of an organisation, unless as many are being sent as may be.
    pub fn enter_export(
        &self,
        viewer: &Viewer,
        session: String,
        address: ClientAddress,
    ) -> Result<FileSlot, Problem> {
        let limit = (EXPORTS_AT_ONCE, ProblemKind::TooManyAttempts);
        self.enter_file(viewer, session.into(), address, FileKind::Export, limit)
    }

    /// Takes a place for a recording, unless as many are being played as the organisation may.
    pub fn enter_recording(
        &self,
        viewer: &Viewer,
        holder: impl Into<Holder>,
        address: ClientAddress,
        most: u32,
    ) -> Result<FileSlot, Problem> {
        let limit = (most as usize, ProblemKind::OverQuota(Quota::Recordings, most));
        self.enter_file(viewer, holder.into(), address, FileKind::Recording, limit)
    }

    fn enter_file(
        &self,
        viewer: &Viewer,
        holder: Holder,
        address: ClientAddress,
        kind: FileKind,
        (most, refusal): (usize, ProblemKind),
    ) -> Result<FileSlot, Problem> {
        let key = (viewer.org.clone(), kind);
        let is_free = self.with(|open| {
            let sent = open.files_of_org.entry(key.clone()).or_default();
            let is_free = *sent < most;
            *sent += usize::from(is_free);
            is_free
        });
        if !is_free {
            metrics::counter!("ava_limited_total").increment(1);
            return Err(Problem::new(refusal).retry_after(RETRY_AFTER_SECS));
        }
        let entered = self.enter(viewer, holder.clone(), address);
        let slot = entered.inspect_err(|_| {
            self.with(|open| take_from(&mut open.files_of_org, &key));
        })?;
        let stream = Stream::of(viewer, holder, address, slot.over.clone());
        Ok(FileSlot { slot, stream, kind, asked_at: None })
    }

    /// Checks the sessions of open streams until the process is to stop.
    pub async fn watch(self, services: Services) {
        let mut fails = false;
        loop {
            tokio::select! {
                () = self.stop.cancelled() => return,
                () = tokio::time::sleep(LOOKED_AT_EVERY) => {}
            }
            let looked = self.look(&services).await;
            if let (Err(error), false) = (&looked, fails) {
                tracing::warn!(%error, "could not look whose live streams are over; tried on");
            }
            fails = looked.is_err();
        }
    }

    /// Ends the streams whose session or token is gone, or not as it was.
    async fn look(&self, services: &Services) -> Result<(), sqlx::Error> {
        let holders: Vec<Holder> = self.with(|open| open.of_holder.keys().cloned().collect());
        for some in holders.chunks(AT_ONCE) {
            let there = still_there(services, some).await?;
            self.with(|open| {
                let looked_at = open.streams.values().filter(|stream| some.contains(&stream.holder));
                for stream in looked_at.filter(|stream| !there.iter().any(|row| row.is_of(stream))) {
                    stream.over.cancel();
                }
            });
        }
        Ok(())
    }
}

#[derive(sqlx::FromRow)]
struct Row {
    id: String,
    org_id: String,
    role: String,
    /// The most that a token may do, whatever its person's role is.
    own_role: Option<String>,
    platform_admin: bool,
    visit_id: Option<String>,
    support_access: Option<String>,
}

impl Row {
    fn is_of(&self, stream: &Stream) -> bool {
        let access = self.support_access.as_deref().and_then(SupportAccess::from_code);
        let role = access.map_or_else(|| Role::from_code(&self.role), |access| Some(access.role()));
        let most = self.own_role.as_deref().and_then(Role::from_code);
        let role = role.map(|role| most.map_or(role, |most| most.min(role)));
        self.id == stream.holder.id()
            && self.org_id == stream.org.as_str()
            && role == Some(stream.role)
            && self.platform_admin == stream.platform_admin
            && self.visit_id.as_deref() == stream.visit.as_ref().map(VisitId::as_str)
    }
}

async fn still_there(services: &Services, holders: &[Holder]) -> Result<Vec<Row>, sqlx::Error> {
    let (sessions, tokens): (Vec<&Holder>, Vec<&Holder>) =
        holders.iter().partition(|holder| holder.is_session());
    let mut tx = services.db.read_installation().await?;
    let mut there = Vec::new();
    for (sql, some) in [(STILL_THERE, sessions), (STILL_GOOD, tokens)] {
        if some.is_empty() {
            continue;
        }
        let rows: Vec<Row> = on!(tx, |c| {
            let mut query = sqlx::query_as(sql).bind(services.clock.now_ms());
            for at in 0..AT_ONCE {
                query = query.bind(some.get(at).map(|holder| holder.id()).unwrap_or_default());
            }
            query.fetch_all(c).await
        })?;
        there.extend(rows);
    }
    Ok(there)
}

#[cfg(test)]
mod tests {
    use std::net::IpAddr;

    use super::*;
    use crate::{domain::feature::Off, server::db::explain};

    const MAX: StreamsMost = StreamsMost { of_session: 2, of_org: 3, of_address: 4, all: 5 };

    fn viewer(org: u8) -> Viewer {
        Viewer {
            user: "0190a5e2-7c1b-7def-8123-0123456789ab".parse().unwrap(),
            org: format!("0190a5e2-7c1b-7def-8123-0123456789a{org}").parse().unwrap(),
            name: "Ana".into(),
            email: "ana@clinic.example".into(),
            org_name: "Clinic".into(),
            role: Role::Owner,
            platform_admin: false,
            locale: None,
            zone: None,
            off: Off::default(),
            unread: 0,
            rest: None,
            lacks_factor: false,
            visit: None,
        }
    }

    fn at(ip: &str) -> ClientAddress {
        ip.parse::<IpAddr>().unwrap().into()
    }

    #[test]
    fn lesson_76_a_session_an_organisation_and_an_address_have_only_so_many_streams() {
        let streams = LiveStreams::new(MAX, CancellationToken::new());
        let enter =
            |org: u8, session: &str, ip: &str| streams.enter(&viewer(org), session.to_owned(), at(ip));
        let one = [enter(1, "a", "192.0.2.1").unwrap(), enter(1, "a", "192.0.2.1").unwrap()];
        let refused = enter(1, "a", "192.0.2.1").err().unwrap();
        assert_eq!((refused.kind, refused.http_status()), (ProblemKind::TooManyAttempts, 429));
        let other = enter(1, "b", "192.0.2.2").unwrap();
        assert!(enter(1, "c", "192.0.2.3").is_err(), "the organisation has three");
        let neighbours = [enter(2, "d", "192.0.2.1").unwrap(), enter(2, "e", "192.0.2.1").unwrap()];
        assert!(enter(3, "f", "192.0.2.1").is_err(), "the address has four");
        assert!(enter(3, "f", "192.0.2.9").is_err(), "and all have five");
        drop(other);
        let _last = enter(3, "f", "192.0.2.9").unwrap();
        drop((one, neighbours));
        streams.with(|open| {
            assert_eq!((open.of_holder.len(), open.of_org.len(), open.of_address.len()), (1, 1, 1))
        });
    }

    #[test]
    fn an_organisation_plays_only_so_many_recordings_at_once() {
        let streams =
            LiveStreams::new(StreamsMost { of_session: 9, of_org: 9, ..MAX }, CancellationToken::new());
        let play = |org: u8| streams.enter_recording(&viewer(org), "a".to_owned(), at("192.0.2.1"), 1);
        let playing = play(1).unwrap();
        let refused = play(1).err().unwrap();
        assert_eq!(
            (refused.kind, refused.http_status()),
            (ProblemKind::OverQuota(Quota::Recordings, 1), 429)
        );
        let _other = play(2).unwrap();
        let _export = streams.enter_export(&viewer(1), "a".into(), at("192.0.2.1")).unwrap();
        drop(playing);
        assert!(play(1).is_ok(), "and another one after it");
    }

    #[tokio::test]
    async fn open_streams_are_looked_after_by_the_keys_of_their_holders() {
        for sql in [STILL_THERE, STILL_GOOD] {
            let plan = explain::of(sql).await;
            assert!(plan.iter().all(|line| !line.contains("SCAN")), "{plan:#?}");
        }
    }
}
