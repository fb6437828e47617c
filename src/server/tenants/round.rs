//! When the figures of tenants are written down: by one node at a time, each minute for those where
//! something happened, and for the others in turn.

use std::{collections::BTreeSet, mem, time::Duration};

use tokio::sync::broadcast::{Receiver, error::RecvError};
use tokio_util::sync::CancellationToken;

use super::summary;
use crate::{
    domain::ids::OrgId,
    server::{
        cx::Services,
        db::on,
        events::Numbered,
        nodes::{self, Turn},
    },
};

const EVERY: Duration = Duration::from_secs(60);
/// The pieces of the list that are looked at in each round, whatever happened: of 100,000 tenants, each
/// has its turn within the hour.
const PIECES: usize = 4;
/// The most tenants that are looked at one by one; of more, all are looked at.
const MAX_ORGS: usize = 2_000;

/// The tenants in which somebody was seen since `$1`, once for each session; of a visitor's, nothing.
const SEEN: &str = "SELECT org_id FROM sessions WHERE last_seen_at > $1";

/// The tenants that a round looks at.
#[derive(Debug, PartialEq, Eq)]
enum Due {
    These(BTreeSet<OrgId>),
    All,
}

impl Due {
    fn add(&mut self, org: OrgId) {
        if let Self::These(orgs) = self {
            orgs.insert(org);
            if orgs.len() > MAX_ORGS {
                *self = Self::All;
            }
        }
    }
}

/// The rounds of one node.
pub struct Round {
    services: Services,
    node: String,
    work: &'static str,
    due: Due,
    /// The time at which the last round began, in milliseconds since the epoch.
    last: i64,
    /// The tenant that was looked at last of those that have their turn.
    after: String,
}

impl Round {
    pub fn new(services: Services, node: &str, work: &'static str) -> Self {
        Self { services, node: node.to_owned(), work, due: Due::All, last: 0, after: String::new() }
    }

    /// Notes that something happened in an organisation; `None` where nobody knows in which.
    pub fn note(&mut self, org: Option<OrgId>) {
        match org {
            Some(org) => self.due.add(org),
            None => self.due = Due::All,
        }
    }

    /// Writes down what changed; returns how many tenants that were, and `None` where another node has
    /// its turn. What fails is looked at again.
    ///
    /// # Errors
    /// Fails as the database does.
    pub async fn run(&mut self) -> Result<Option<usize>, sqlx::Error> {
        match nodes::take_turn(&self.services, &self.node, self.work).await? {
            Turn::Others => {
                // Whoever has the turn hears of the same; whoever takes it over looks at all.
                self.due = Due::These(BTreeSet::new());
                return Ok(None);
            }
            Turn::New => self.due = Due::All,
            Turn::Kept => {}
        }
        let now = self.services.clock.now_ms();
        let due = mem::replace(&mut self.due, Due::These(BTreeSet::new()));
        let done = self.look(due).await;
        match &done {
            Ok(_) => self.last = now,
            Err(_) => self.due = Due::All,
        }
        done.map(Some)
    }

    async fn look(&mut self, mut due: Due) -> Result<usize, sqlx::Error> {
        if due != Due::All {
            self.seen().await?.into_iter().for_each(|org| due.add(org));
        }
        let orgs = match due {
            Due::All => return summary::sweep(&self.services).await,
            Due::These(orgs) => orgs,
        };
        let mut written = 0;
        for org in &orgs {
            written += summary::one(&self.services, org).await?;
        }
        for _ in 0..PIECES {
            let (changed, last) = summary::piece(&self.services, &self.after).await?;
            written += changed;
            let is_over = last.is_none();
            self.after = last.unwrap_or_default();
            if is_over {
                break;
            }
        }
        Ok(written)
    }

    async fn seen(&self) -> Result<Vec<OrgId>, sqlx::Error> {
        let mut tx = self.services.db.read_installation().await?;
        let rows: Vec<(Option<String>,)> =
            on!(tx, |c| sqlx::query_as(SEEN).bind(self.last).fetch_all(c).await)?;
        Ok(rows.into_iter().filter_map(|(org,)| org?.parse().ok()).collect())
    }
}

/// Writes the figures down until the process is to stop.
pub async fn keep_figures(services: &Services, node: &str, work: &'static str, stop: CancellationToken) {
    let (mut events, ..) = services.db.hub().subscribe(None);
    let mut round = Round::new(services.clone(), node, work);
    loop {
        match round.run().await {
            Ok(None | Some(0)) => {}
            Ok(Some(count)) => tracing::debug!(count, "wrote down the figures of {count} tenant(s)"),
            Err(error) => tracing::warn!(%error, "could not write down the figures of the tenants"),
        }
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(EVERY) => {}
            () = heard(&mut events, &mut round) => return,
        }
    }
}

/// Notes what happens, until the process has no events any more.
async fn heard(events: &mut Receiver<Numbered>, round: &mut Round) {
    loop {
        match events.recv().await {
            Ok(Numbered { event, .. }) => round.note(event.map(|event| event.org)),
            Err(RecvError::Lagged(_)) => round.note(None),
            Err(RecvError::Closed) => return,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::db::explain;

    #[test]
    fn of_too_many_all_are_looked_at() {
        let mut due = Due::These(BTreeSet::new());
        for nth in 0..=MAX_ORGS {
            assert!(due != Due::All);
            due.add(format!("0190a5e2-7c1b-7def-8123-{nth:012x}").parse().unwrap());
        }
        assert_eq!(due, Due::All);
    }

    #[tokio::test]
    async fn who_was_seen_is_read_from_an_index() {
        let plan = explain::of(SEEN).await;
        assert!(plan.iter().any(|line| line.contains("sessions_seen")), "{plan:#?}");
    }
}
