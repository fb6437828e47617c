//! Notices numbers that cannot answer, and tells of them: one notification for all of an organisation's,
//! for as long as any is silent.
//!
//! What a number needs changes with its own row, its agent and its keys: each of these tells the pages, and
//! this listens as they do. Every hour, and at the start, it looks at all. One node does so at a time. What
//! is found silent is told of once it still is a round later, so that a number that is being set up or moved
//! is no news. Programs are told of each number by itself (`standing`).

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use tokio::sync::broadcast::{
    Receiver,
    error::{RecvError, TryRecvError},
};
use tokio_util::sync::CancellationToken;

use super::standing::{self, News};
use crate::{
    domain::{
        ids::{NumberId, OrgId},
        notification::{About, NotificationKind},
        problem::Problem,
        readiness::{Break, CallPath},
        topic::Topic,
    },
    server::{
        cx::Services,
        db::{Writer, on, stored},
        events::{Event, Numbered},
        list::PageSize,
        nodes::{self, Turn},
        notifications::{
            incident_repo,
            incidents::{Lasts, Now, stands},
        },
        numbers::call_path,
        suspension::{self, is_at_work},
    },
};

/// The subject of the notification: [`About::subject`].
const SUBJECT: &str = "numbers";

/// The time between two rounds.
const ROUND: Duration = Duration::from_secs(60);
/// Rounds from one look at all organisations to the next.
const ALL: u32 = 60;
/// The most numbers that are looked at in a round, as many as an organisation may have.
const NUMBERS: PageSize = PageSize(1000);
/// Organisations that are read in one go.
const BATCH: i64 = 500;
/// Organisations that are looked at before the turn is taken anew.
const PER_TURN: usize = 500;

/// Whether numbers answer is no change that anybody asked for.
struct SilentNumbers;

impl Writer for SilentNumbers {}

/// The state that is kept from one round to the next.
pub struct Watch {
    services: Services,
    node: String,
    work: &'static str,
    events: Receiver<Numbered>,
    /// The organisations in which something changed since the last round.
    changed: BTreeSet<OrgId>,
    /// The organisations with numbers that were found silent in the last round, of which nobody was told yet;
    /// of each, the numbers of which programs are told if they still are.
    suspects: BTreeMap<OrgId, BTreeSet<NumberId>>,
    /// Rounds until all are looked at.
    until_all: u32,
}

impl Watch {
    pub fn new(services: &Services, node: &str, work: &'static str) -> Self {
        let (events, ..) = services.db.hub().subscribe(None);
        Self {
            services: services.clone(),
            node: node.to_owned(),
            work,
            events,
            changed: BTreeSet::new(),
            suspects: BTreeMap::new(),
            until_all: 0,
        }
    }

    /// Goes round until the process is to stop.
    pub async fn run(mut self, stop: CancellationToken) {
        loop {
            if let Err(problem) = self.round().await {
                tracing::warn!(problem = problem.code(), "could not look whether numbers answer");
            }
            let rest = tokio::time::sleep(ROUND);
            tokio::pin!(rest);
            loop {
                tokio::select! {
                    () = stop.cancelled() => return,
                    () = &mut rest => break,
                    heard = self.events.recv() => match heard {
                        Ok(heard) => self.hear(heard),
                        Err(RecvError::Lagged(_)) => self.until_all = 0,
                        Err(RecvError::Closed) => return,
                    },
                }
            }
        }
    }

    /// Looks at the organisations of which something changed, and at those that were suspected; returns of
    /// how many it told something. Where another node has the turn, it looks at none.
    ///
    /// # Errors
    /// Fails as the database does where it cannot be told which those are. What keeps one organisation
    /// from being looked at is logged.
    pub async fn round(&mut self) -> Result<usize, Problem> {
        self.catch_up();
        if !self.has_turn().await? {
            return Ok(0);
        }
        let mut suspects = std::mem::take(&mut self.suspects);
        let mut orgs = std::mem::take(&mut self.changed);
        orgs.extend(suspects.keys().cloned());
        if self.until_all == 0 {
            with_numbers(&self.services, &mut orgs).await?;
            self.until_all = ALL;
        }
        self.until_all -= 1;
        let mut told = 0;
        for (nth, org) in orgs.into_iter().enumerate() {
            // All of them may take longer than a turn lasts.
            if nth % PER_TURN == PER_TURN - 1 && !self.has_turn().await? {
                return Ok(told);
            }
            let suspected = suspects.remove(&org);
            match look(&self.services, &org, suspected.as_ref()).await {
                Ok(seen) => {
                    told += usize::from(seen.told);
                    if let Some(suspect) = seen.suspect {
                        self.suspects.insert(org, suspect);
                    }
                }
                Err(problem) => {
                    let problem = problem.code();
                    tracing::warn!(org.id = %org, problem, "could not look whether its numbers answer");
                    // The next round looks again, as this one would have.
                    if let Some(suspected) = suspected {
                        self.suspects.insert(org, suspected);
                    } else {
                        self.changed.insert(org);
                    }
                }
            }
        }
        Ok(told)
    }

    /// Whether it is this node's to look, for the next minutes. Whoever has the turn hears of the same
    /// changes; whoever takes it over looks at all.
    async fn has_turn(&mut self) -> Result<bool, Problem> {
        let turn = nodes::take_turn(&self.services, &self.node, self.work).await;
        match turn {
            Ok(Turn::Kept) => {}
            // After an error, those of a round that it ended were not looked at.
            Ok(Turn::New) | Err(_) => self.until_all = 0,
            Ok(Turn::Others) => {
                self.changed.clear();
                self.suspects.clear();
            }
        }
        Ok(turn? != Turn::Others)
    }

    /// Notes of which organisation something changed; where events were lost, that may be all.
    fn hear(&mut self, heard: Numbered) {
        match heard.event {
            Some(Event { org, topic: Topic::Integrations | Topic::Agents | Topic::Numbers }) => {
                self.changed.insert(org);
            }
            Some(_) => {}
            None => self.until_all = 0,
        }
    }

    /// Hears what has not been heard yet.
    fn catch_up(&mut self) {
        loop {
            match self.events.try_recv() {
                Ok(heard) => self.hear(heard),
                Err(TryRecvError::Lagged(_)) => self.until_all = 0,
                Err(TryRecvError::Empty | TryRecvError::Closed) => return,
            }
        }
    }
}

const WITH_NUMBERS: &str = concat!(
    "SELECT DISTINCT n.org_id FROM phone_numbers AS n WHERE n.org_id > $1 AND ",
    is_at_work!("n.org_id"),
    " ORDER BY n.org_id LIMIT $2"
);

/// Adds all organisations that have numbers.
async fn with_numbers(services: &Services, orgs: &mut BTreeSet<OrgId>) -> Result<(), Problem> {
    let mut tx = services.db.read_installation().await?;
    let mut after = String::new();
    loop {
        let rows: Vec<(String,)> =
            on!(tx, |c| { sqlx::query_as(WITH_NUMBERS).bind(&after).bind(BATCH).fetch_all(c).await })?;
        let Some((last,)) = rows.last() else { return Ok(()) };
        after.clone_from(last);
        for (org,) in &rows {
            orgs.insert(stored("phone_numbers", org).parse("org_id", org)?);
        }
    }
}

/// The result of a look at an organisation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Seen {
    /// People were told of it.
    told: bool,
    /// A number is silent, which was not so before: the organisation is looked at again in the next round. These
    /// are the numbers of which programs are told then.
    suspect: Option<BTreeSet<NumberId>>,
}

/// Looks at one organisation. People are told of what is silent where the organisation was `suspected`, programs
/// of each number that was.
async fn look(
    services: &Services,
    org: &OrgId,
    suspected: Option<&BTreeSet<NumberId>>,
) -> Result<Seen, Problem> {
    let mut tx = services.db.read(org).await?;
    if !suspension::goes_on(&mut tx).await? {
        return Ok(Seen::default());
    }
    let (call_paths, _) =
        NUMBERS.cut(call_path::page(services, &mut tx, None, NUMBERS.limit()).await?, |path| path.id.clone());
    let has_lasted = |news: &News<'_>| suspected.is_some_and(|numbers| numbers.contains(news.number()));
    let (news, waits): (Vec<News<'_>>, Vec<News<'_>>) = standing::news(&mut tx, &call_paths)
        .await?
        .into_iter()
        .partition(|news| !news.has_to_last() || has_lasted(news));
    let open = incident_repo::incident(&mut tx, SUBJECT).await?;
    let is_silent = |path: &&CallPath| path.broken().is_some_and(Break::silences);
    let silent: Vec<&CallPath> = call_paths.iter().filter(is_silent).collect();
    let times = u32::try_from(silent.len()).unwrap_or(u32::MAX);
    let is_answered = |path: &&CallPath| path.broken().is_some_and(|broken| broken.link().is_beside());
    let all_answer = silent.iter().all(is_answered);
    let about = |path: &CallPath| About::Numbers {
        first: path.id.clone(),
        number: path.e164.clone(),
        answers: all_answer,
    };
    let first = silent.first().copied().map(about);
    let answers = call_paths.first().map(about);
    // As many may be silent as were told, and another one among them.
    let (mut is_same, mut turned) = (false, None);
    if let (Some(about), Some((id, _, told))) = (&first, &open)
        && *told == i64::from(times)
    {
        is_same = incident_repo::is_about(&mut tx, id, about).await?;
        turned = Some(id.clone()).filter(|_| !is_same);
    }
    drop(tx);
    let is_suspect = !waits.is_empty() || (first.is_some() && open.is_none() && suspected.is_none());
    let suspect = is_suspect.then(|| waits.iter().map(|news| news.number().clone()).collect());
    let now = match (&first, open) {
        (None, None) => None,
        (Some(_), None) if suspected.is_none() => None,
        (Some(_), Some(_)) if is_same => None,
        (Some(about), _) => {
            Some(Now::Lasts(Lasts { kind: NotificationKind::NumbersSilent, about, problem: None, times }))
        }
        // A number that is gone does not answer again.
        (None, Some(_)) => {
            Some(Now::Over(answers.as_ref().map(|about| (NotificationKind::NumbersAnswer, about))))
        }
    };
    if now.is_none() && news.is_empty() {
        return Ok(Seen { told: false, suspect });
    }
    let mut tx = services.db.write(SilentNumbers, org).await?;
    let at = services.clock.now_ms();
    for news in news {
        standing::notify(&mut tx, news, at).await?;
    }
    if let Some(now) = now {
        // Another node may have told of it meanwhile.
        if let (Some(id), Some(about)) = (&turned, &first)
            && incident_repo::is_about(&mut tx, id, about).await?
        {
            turned = None;
        }
        stands(&mut tx, SUBJECT, org.as_str(), now, at).await?;
        if let Some(id) = turned {
            incident_repo::tell_again(&mut tx, &id, at).await?;
        }
    }
    tx.commit().await?;
    Ok(Seen { told: now.is_some(), suspect })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::db::explain;

    #[tokio::test]
    async fn organisations_are_read_in_the_order_of_an_index() {
        let plan = explain::of(WITH_NUMBERS).await;
        assert!(plan.iter().any(|line| line.contains("(org_id>?)")), "{plan:#?}");
        assert!(!plan.iter().any(|line| line.contains("TEMP B-TREE")), "{plan:#?}");
    }
}
