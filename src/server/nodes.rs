//! The processes that serve one installation: which they are, and whose turn a work is that one of
//! them does at a time.

use super::{
    cx::Services,
    db::{Tx, Writer, execute, on},
};
use crate::domain::tenant::NodeView;

/// Milliseconds after which a process that was not seen counts as ended.
const GONE: i64 = 10 * 60_000;
/// Milliseconds for which a process has its turn at a work: longer than a round of a minute and the wait
/// after it.
const TURN: i64 = 3 * 60_000;

/// Which processes there are, and whose turn it is: nobody asked for either.
struct NodeRows;

impl Writer for NodeRows {}

/// A process, from its start on.
#[derive(Clone, Debug)]
pub struct Node {
    pub id: String,
    /// The build of the site that it serves.
    pub build: String,
    /// The time at which it started, in milliseconds since the epoch.
    pub since: i64,
}

impl Node {
    pub fn new(services: &Services, build: String) -> Self {
        Self { id: services.random.uuid(), build, since: services.clock.now_ms() }
    }
}

/// Whether a work is a process's to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// Another process does it.
    Others,
    /// The task was another node's before, or nobody's.
    New,
    Kept,
}

/// Writes down that the process is there, and forgets those that are not any more.
///
/// # Errors
/// Fails as the database does.
pub async fn note(services: &Services, node: &Node) -> Result<(), sqlx::Error> {
    let now = services.clock.now_ms();
    let mut tx = services.db.write_installation(NodeRows).await?;
    execute!(
        tx,
        "INSERT INTO nodes (id, version, build, since, seen_at) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (id) DO UPDATE SET seen_at = excluded.seen_at",
        &node.id,
        env!("CARGO_PKG_VERSION"),
        &node.build,
        node.since,
        now
    )?;
    execute!(tx, "DELETE FROM nodes WHERE seen_at <= $1", now - GONE)?;
    tx.commit().await
}

/// The processes that were seen lately, those that started last before others.
///
/// # Errors
/// Fails as the database does.
pub async fn list(tx: &mut Tx, now: i64, limit: i64) -> Result<Vec<NodeView>, sqlx::Error> {
    let rows: Vec<(String, String, String, i64, i64)> = on!(tx, |c| {
        sqlx::query_as(
            "SELECT id, version, build, since, seen_at FROM nodes WHERE seen_at > $1
             ORDER BY since DESC, id LIMIT $2",
        )
        .bind(now - GONE)
        .bind(limit)
        .fetch_all(c)
        .await
    })?;
    let read = |(id, version, build, since, seen_at)| NodeView { id, version, build, since, seen_at };
    Ok(rows.into_iter().map(read).collect())
}

/// Takes a work for the next minutes, unless another process has it.
///
/// # Errors
/// Fails as the database does.
pub async fn take_turn(services: &Services, node: &str, work: &str) -> Result<Turn, sqlx::Error> {
    let now = services.clock.now_ms();
    let until = now + TURN;
    let mut tx = services.db.write_installation(NodeRows).await?;
    let kept = "UPDATE turns SET until = $3 WHERE work = $1 AND node = $2 AND until > $4";
    let turn = if execute!(tx, kept, work, node, until, now)? > 0 {
        Turn::Kept
    } else {
        let taken = execute!(
            tx,
            "INSERT INTO turns (work, node, until) VALUES ($1, $2, $3)
             ON CONFLICT (work) DO UPDATE SET node = excluded.node, until = excluded.until
             WHERE turns.until <= $4",
            work,
            node,
            until,
            now
        )?;
        if taken > 0 { Turn::New } else { Turn::Others }
    };
    tx.commit().await?;
    Ok(turn)
}
