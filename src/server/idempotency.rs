//! Requests that programs send with an `Idempotency-Key`. The key is stored in the transaction of the
//! effect, and the answer beside it, which whoever sends the request again is given; so nothing is done
//! twice, on whichever node and whatever dies meanwhile.

use std::{
    error::Error,
    fmt,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use super::db::{Db, OrgTx, Writer, execute, on, stored, to_json, to_json_some};
use crate::domain::{
    ids::OrgId,
    problem::{Problem, Program},
};

/// Milliseconds for which a key holds.
const KEPT: i64 = 24 * 3_600_000;
/// Milliseconds after which a request without an answer is taken for one that has died.
const AT_WORK: i64 = 5 * 60_000;
/// Seconds after which to ask again for the answer of one that is under way.
const AGAIN_SECS: u32 = 2;
/// The most bytes of an answer that are kept.
const MAX_BODY: usize = 256 * 1024;

/// The request that a program asks for once; cheap to clone.
#[derive(Clone)]
pub struct Once(Arc<Asked>);

struct Asked {
    org: OrgId,
    token: String,
    key: String,
    /// Tells the request from others under the same key.
    fingerprint: String,
    /// The id of this sending of it.
    sending: String,
    is_stored: AtomicBool,
}

impl fmt::Debug for Once {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Once").field("org", &self.0.org).finish_non_exhaustive()
    }
}

/// An answer as it is given again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    Given {
        status: u16,
        headers: Vec<(String, String)>,
        body: String,
    },
    Refused(Problem),
    /// It shows what is shown once only, was too long, or had no room.
    Unkept {
        status: u16,
    },
}

/// Another sending of the same request has stored the key. A statement fails with it, so that the
/// transaction of the effect does.
#[derive(Debug)]
struct Taken;

impl fmt::Display for Taken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("another request has the idempotency key")
    }
}

impl Error for Taken {}

/// Whether a transaction failed because another sending of the same request has stored the key.
pub fn is_taken(error: &sqlx::Error) -> bool {
    matches!(error, sqlx::Error::Configuration(why) if why.is::<Taken>())
}

/// The problem of a request that is sent while it is being carried out.
pub fn under_way() -> Problem {
    Problem::from(Program::KeyUnderWay).retry_after(AGAIN_SECS)
}

/// The answers that are kept, which have no entries in the log: what they tell of has.
struct KeptAnswers;

impl Writer for KeptAnswers {}

#[derive(sqlx::FromRow)]
struct Row {
    fingerprint: String,
    made_at: i64,
    status: Option<i64>,
    headers: Option<String>,
    body: Option<String>,
    problem: Option<String>,
}

/// A key that the same sending has stored already, or that has had its time, is stored anew; of
/// another, no row is changed.
const STORE: &str = "INSERT INTO api_idempotency
       (org_id, token_id, idempotency_key, fingerprint, sending, made_at, status, headers, body, problem)
     VALUES ($1, $2, $3, $4, $5, $6, $8, $9, $10, $11)
     ON CONFLICT (org_id, token_id, idempotency_key) DO UPDATE SET
       fingerprint = excluded.fingerprint, sending = excluded.sending, made_at = excluded.made_at,
       status = excluded.status, headers = excluded.headers, body = excluded.body,
       problem = excluded.problem
     WHERE api_idempotency.sending = excluded.sending OR api_idempotency.made_at < $7";

const FIND: &str = "SELECT fingerprint, made_at, status, headers, body, problem FROM api_idempotency
     WHERE org_id = $1 AND token_id = $2 AND idempotency_key = $3 AND made_at >= $4";

impl Once {
    pub fn new(org: OrgId, token: String, key: String, fingerprint: String, sending: String) -> Self {
        let is_stored = AtomicBool::new(false);
        Self(Arc::new(Asked { org, token, key, fingerprint, sending, is_stored }))
    }

    /// Commits an effect with the key in it. The transaction may be of another organisation than the
    /// token's where a platform admin acts: it has to reach both then.
    ///
    /// # Errors
    /// Fails where another sending has stored the key: see [`is_taken`].
    pub async fn commit(&self, mut tx: OrgTx, now: i64) -> Result<(), sqlx::Error> {
        self.put(&mut tx, now, None).await?;
        tx.commit().await?;
        self.0.is_stored.store(true, Ordering::Release);
        Ok(())
    }

    async fn put(&self, tx: &mut OrgTx, now: i64, answer: Option<&Answer>) -> Result<(), sqlx::Error> {
        let Asked { org, token, key, fingerprint, sending, .. } = &*self.0;
        let (status, headers, body, problem) = match answer {
            None => (None, None, None, None),
            Some(Answer::Given { status, headers, body }) => {
                (Some(i64::from(*status)), Some(to_json(headers)?), Some(body.as_str()), None)
            }
            Some(Answer::Refused(problem)) => {
                (Some(i64::from(problem.http_status())), None, None, to_json_some(Some(problem))?)
            }
            Some(Answer::Unkept { status }) => (Some(i64::from(*status)), None, None, None),
        };
        let stored = execute!(
            tx,
            STORE,
            org.as_str(),
            token.as_str(),
            key.as_str(),
            fingerprint.as_str(),
            sending.as_str(),
            now,
            now - KEPT,
            status,
            headers.as_deref(),
            body,
            problem.as_deref()
        )?;
        if stored == 0 { Err(sqlx::Error::Configuration(Box::new(Taken))) } else { Ok(()) }
    }

    /// The organisation of the token.
    pub fn org(&self) -> &OrgId {
        &self.0.org
    }

    /// Whether something was done for the request.
    pub fn is_committed(&self) -> bool {
        self.0.is_stored.load(Ordering::Acquire)
    }

    /// The answer of the same request before; `None` where it is the first.
    ///
    /// # Errors
    /// Fails with `KeyReused` for another request, with `KeyUnderWay`, and with `AnswerLost`.
    pub async fn before(&self, db: &Db, now: i64) -> Result<Option<Answer>, Problem> {
        let Asked { org, token, key, fingerprint, .. } = &*self.0;
        let mut tx = db.read(org).await?;
        let row: Option<Row> = on!(tx, |c, org| {
            sqlx::query_as(FIND)
                .bind(org.as_str())
                .bind(token.as_str())
                .bind(key.as_str())
                .bind(now - KEPT)
                .fetch_optional(c)
                .await
        })?;
        let Some(row) = row else { return Ok(None) };
        if row.fingerprint != *fingerprint {
            return Err(Program::KeyReused.into());
        }
        let at = stored("api_idempotency", key);
        if let Some(problem) = at.json_some("problem", row.problem.as_deref())? {
            return Ok(Some(Answer::Refused(problem)));
        }
        match (row.status, row.headers, row.body) {
            (Some(status), Some(headers), Some(body)) => Ok(Some(Answer::Given {
                status: u16::try_from(status).unwrap_or(200),
                headers: at.json("headers", &headers)?,
                body,
            })),
            (Some(_), ..) => Err(Program::AnswerLost.into()),
            (None, ..) if row.made_at < now - AT_WORK => Err(Program::AnswerLost.into()),
            (None, ..) => Err(under_way()),
        }
    }

    /// Keeps the answer beside the key.
    ///
    /// # Errors
    /// Fails as the database does; also where another sending has stored the key: see [`is_taken`].
    pub async fn keep(&self, db: &Db, answer: &Answer, now: i64) -> Result<(), sqlx::Error> {
        let unkept;
        let answer = match answer {
            Answer::Given { status, body, .. } if body.len() > MAX_BODY => {
                unkept = Answer::Unkept { status: *status };
                &unkept
            }
            answer => answer,
        };
        let mut tx = db.write(KeptAnswers, &self.0.org).await?;
        self.put(&mut tx, now, Some(answer)).await?;
        tx.commit().await
    }
}

/// Takes out of kept answers whatever they say, where something of it is erased: the keys hold.
///
/// # Errors
/// Fails as the database does.
pub async fn forget_answers(tx: &mut OrgTx) -> Result<(), sqlx::Error> {
    execute!(
        tx,
        "UPDATE api_idempotency SET headers = NULL, body = NULL WHERE org_id = $1 AND body IS NOT NULL",
        |org| (org.as_str(),)
    )
    .map(drop)
}

/// Deletes the keys that have had their time. Returns how many.
///
/// # Errors
/// Fails as the database does.
pub async fn sweep(db: &Db, now: i64) -> Result<u64, sqlx::Error> {
    let mut tx = db.write_installation(KeptAnswers).await?;
    let swept = execute!(tx, "DELETE FROM api_idempotency WHERE made_at < $1", now - KEPT)?;
    tx.commit().await?;
    Ok(swept)
}
