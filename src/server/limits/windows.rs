//! What an organisation's programs use within a window of time, on all nodes together: requests in a quarter of
//! an hour, and the bytes of answers that are kept for them in a day.
//!
//! A node takes a share of what is left of the window in the database, and gives it out by itself: so most
//! requests ask nothing of the database, and all nodes give out no more than there is. The shares become
//! smaller with what is left, so that little is held by a node which nobody asks any more. Whoever uses an
//! embedded database is its only node, and takes everything at once.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use tokio::sync::Mutex as AsyncMutex;

use crate::{
    domain::{
        ids::OrgId,
        problem::{Problem, Program},
    },
    server::{
        clock::SharedClock,
        db::{Db, Writer, on, sql},
    },
};

/// Seconds of a window of requests. Each window begins with an organisation's first use.
pub const WINDOW_SECS: u32 = 15 * 60;
/// Seconds of a window of answers: as long as one is kept.
const KEPT_SECS: u32 = 24 * 3600;
/// The most bytes of answers in it.
const KEPT_BYTES: u32 = 256_000_000;
/// A node takes one part in so many of what is left.
const PARTS: u32 = 16;

/// Counts what nodes have taken of the windows, which is no action of a person.
struct TakenShares;

impl Writer for TakenShares {}

/// The share of the window that is open, as [`share`] computes it.
const SHARE: &str = "CASE WHEN api_windows.taken >= $6 THEN 0
          WHEN $6 - api_windows.taken <= $7 THEN $6 - api_windows.taken
          WHEN ($6 - api_windows.taken) / $8 <= $7 THEN $7
          ELSE ($6 - api_windows.taken) / $8 END";

/// Takes a share of the window that is open, or the first one of another.
const TAKE: &str = sql!(
    "INSERT INTO api_windows (org_id, counted, ends_at, taken, given) VALUES ($1, $2, $3, $4, $4)
     ON CONFLICT (org_id, counted) DO UPDATE SET
       ends_at = CASE WHEN api_windows.ends_at <= $5 THEN excluded.ends_at ELSE api_windows.ends_at END,
       taken = CASE WHEN api_windows.ends_at <= $5 THEN excluded.taken ELSE api_windows.taken + ",
    SHARE,
    " END,
       given = CASE WHEN api_windows.ends_at <= $5 THEN excluded.given ELSE ",
    SHARE,
    " END
     RETURNING ends_at, taken, given"
);

/// What a node takes of what is left, where somebody asks for that many uses.
fn share(left: u32, uses: u32) -> u32 {
    (left / PARTS).max(uses).min(left)
}

/// The state of an organisation's window, for the headers of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RateLimit {
    pub most: u32,
    /// What is left on all nodes, as far as this one knows.
    pub left: u32,
    /// Seconds until the window ends.
    pub ends_in: u32,
}

impl RateLimit {
    /// Whether the request is one too many.
    pub fn over(&self) -> Problem {
        Problem::from(Program::TooManyRequests(self.most)).retry_after(self.ends_in)
    }
}

/// A window as this node knows it.
#[derive(Clone, Copy, Debug, Default)]
struct Window {
    /// Its end, in milliseconds.
    ends_at: i64,
    /// What no node has taken, as it was when this one took something last.
    left: u32,
    /// What this node has taken, and not given out.
    here: u32,
}

pub struct Windows {
    clock: SharedClock,
    /// What is counted, as it is stored.
    counted: &'static str,
    secs: u32,
    /// `None` where nothing is counted.
    most: Option<u32>,
    open: Mutex<HashMap<OrgId, Arc<AsyncMutex<Window>>>>,
}

impl Windows {
    /// The windows of requests.
    pub fn of_requests(clock: SharedClock, most: Option<u32>) -> Self {
        Self { clock, counted: "requests", secs: WINDOW_SECS, most, open: Mutex::default() }
    }

    /// The windows of the bytes of answers that are kept.
    pub fn of_answers(clock: SharedClock) -> Self {
        let most = Some(KEPT_BYTES);
        Self { clock, counted: "answers", secs: KEPT_SECS, most, open: Mutex::default() }
    }

    /// Counts uses; `Err` where they are too many, and count for nothing. `Ok(None)` where there is no limit.
    ///
    /// # Errors
    /// Fails with how the organisation stands.
    pub async fn take(&self, db: &Db, org: &OrgId, uses: u32) -> Result<Option<RateLimit>, RateLimit> {
        let Some(most) = self.most else { return Ok(None) };
        let window = self.window(org);
        // Those of one organisation wait for each other: a share is fetched for all of them.
        let mut window = window.lock().await;
        let now = self.clock.now_ms();
        if window.ends_at <= now || (window.here < uses && window.left > 0) {
            *window = self.with_share(db, org, *window, uses, most, now).await;
        }
        let taken = uses <= window.here;
        if taken {
            window.here -= uses;
        }
        let ends_in =
            u32::try_from((window.ends_at - now).unsigned_abs().div_ceil(1000)).unwrap_or(self.secs);
        let limit = RateLimit { most, left: window.here.saturating_add(window.left), ends_in };
        if taken { Ok(Some(limit)) } else { Err(limit) }
    }

    fn window(&self, org: &OrgId) -> Arc<AsyncMutex<Window>> {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(open.entry(org.clone()).or_default())
    }

    /// The window with another share of it, or the next one. Where the database gives none, this node counts by
    /// itself until the window ends: a program may read while nothing can be written.
    async fn with_share(
        &self,
        db: &Db,
        org: &OrgId,
        before: Window,
        uses: u32,
        most: u32,
        now: i64,
    ) -> Window {
        let ends_at = now + i64::from(self.secs) * 1000;
        if !db.is_embedded() {
            match self.fetch(db, org, uses, most, now, ends_at).await {
                Ok(Window { ends_at, left, here }) if ends_at == before.ends_at => {
                    return Window { ends_at, left, here: before.here.saturating_add(here) };
                }
                Ok(window) => return window,
                Err(error) => {
                    tracing::warn!(%error, "the limit of an organisation\u{2019}s programs is counted here alone");
                }
            }
        }
        if before.ends_at <= now {
            Window { ends_at, left: 0, here: most }
        } else {
            Window { left: 0, here: before.here.saturating_add(before.left), ..before }
        }
    }

    /// The window as it is in the database, with what this node has now taken of it.
    async fn fetch(
        &self,
        db: &Db,
        org: &OrgId,
        uses: u32,
        most: u32,
        now: i64,
        ends_at: i64,
    ) -> Result<Window, sqlx::Error> {
        let mut tx = db.write_installation(TakenShares).await?;
        let (ends_at, taken, given): (i64, i64, i64) = on!(tx, |c| {
            sqlx::query_as(TAKE)
                .bind(org.as_str())
                .bind(self.counted)
                .bind(ends_at)
                .bind(i64::from(share(most, uses)))
                .bind(now)
                .bind(i64::from(most))
                .bind(i64::from(uses))
                .bind(i64::from(PARTS))
                .fetch_one(c)
                .await
        })?;
        tx.commit().await?;
        // Another node may allow another number for a while, when the setting has changed.
        let left = u32::try_from(i64::from(most) - taken).unwrap_or_default();
        Ok(Window { ends_at, left, here: u32::try_from(given).unwrap_or_default() })
    }

    /// Forgets windows that are over, so that the map does not grow.
    pub fn sweep(&self) {
        let now = self.clock.now_ms();
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        open.retain(|_, window| {
            Arc::strong_count(window) > 1 || window.try_lock().is_ok_and(|window| window.ends_at > now)
        });
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tempfile::TempDir;

    use super::*;
    use crate::server::{clock::ManualClock, events::Hub, random::Random};

    async fn embedded() -> (TempDir, Db) {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}", folder.path().join("ava.db").display());
        let db = Db::connect(&url, Hub::new(0)).await.unwrap();
        (folder, db)
    }

    #[tokio::test]
    async fn each_organisation_has_its_window() {
        let (_folder, db) = embedded().await;
        let clock = ManualClock::at(1_795_246_560_000);
        let windows = Windows::of_requests(clock.clone(), Some(3));
        let random = Random::seeded(1, clock.clone());
        let (org, other): (OrgId, OrgId) = (random.id(), random.id());
        let left = async |org: &OrgId| windows.take(&db, org, 1).await.map(|standing| standing.unwrap().left);
        assert_eq!(left(&org).await, Ok(2));
        clock.advance(Duration::from_millis(100_500));
        assert_eq!([left(&org).await, left(&org).await], [Ok(1), Ok(0)]);
        let over = windows.take(&db, &org, 1).await.unwrap_err();
        assert_eq!(over, RateLimit { most: 3, left: 0, ends_in: 800 });
        let problem = over.over();
        assert_eq!((problem.http_status(), problem.retry_after_secs), (429, Some(800)));
        assert_eq!(left(&other).await, Ok(2), "not their doing");
        clock.advance(Duration::from_secs(800));
        assert_eq!(left(&org).await, Ok(2), "another window");
        windows.sweep();
        assert_eq!(windows.open.lock().unwrap().len(), 2);
        clock.advance(Duration::from_secs(u64::from(WINDOW_SECS)));
        windows.sweep();
        assert!(windows.open.lock().unwrap().is_empty());
    }

    #[tokio::test]
    async fn an_organisation_has_so_much_room_for_answers_in_a_day() {
        let (_folder, db) = embedded().await;
        let clock = ManualClock::at(1_795_246_560_000);
        let random = Random::seeded(1, clock.clone());
        let (org, other): (OrgId, OrgId) = (random.id(), random.id());
        let kept = Windows::of_answers(clock.clone());
        let has_room = async |org: &OrgId, bytes| kept.take(&db, org, bytes).await.is_ok();
        assert!(has_room(&org, KEPT_BYTES - 1).await && has_room(&org, 1).await);
        assert!(!has_room(&org, 1).await && has_room(&org, 0).await);
        assert!(has_room(&other, 1).await, "not their doing");
        clock.advance(Duration::from_secs(24 * 3600));
        kept.sweep();
        assert!(kept.open.lock().unwrap().is_empty());
        assert!(has_room(&org, KEPT_BYTES).await);
    }

    #[tokio::test]
    async fn without_a_limit_nothing_is_counted() {
        let (_folder, db) = embedded().await;
        let clock = ManualClock::at(1_795_246_560_000);
        let windows = Windows::of_requests(clock.clone(), None);
        let org: OrgId = Random::seeded(1, clock.clone()).id();
        assert_eq!(windows.take(&db, &org, 1).await, Ok(None));
        assert!(windows.open.lock().unwrap().is_empty());
    }

    #[test]
    fn a_share_is_a_part_of_what_is_left_and_never_more() {
        for (left, uses, given) in
            [(1000, 1, 62), (31, 1, 1), (1, 1, 1), (0, 1, 0), (1000, 500, 500), (300, 500, 300), (0, 0, 0)]
        {
            assert_eq!(share(left, uses), given, "{uses} of {left}");
        }
    }
}
