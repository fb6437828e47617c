//! Sends the deliveries that are in line. Each node has so many lanes, of which one organisation has few, so that
//! receivers that are slow hold up nobody else's. A lane claims one delivery after the other, each under a lease;
//! what a node was sending that died is sent again once that ends.

use std::{collections::HashMap, time::Duration};

use tokio::task::{Id, JoinError, JoinSet};
use tokio_util::sync::CancellationToken;
use url::Url;

use super::{
    outbox::{self, Attempt, Claimed, DeliveryUpdate},
    repo::{self, SendingState},
    secrets, signature,
};
use crate::{
    domain::{
        ids::OrgId,
        notification::{About, NotificationKind},
        problem::Problem,
        topic::Topic,
        webhook::{DeliveryFault, PausedBy, WebhookId},
    },
    server::{
        cx::Services,
        db::{OrgTx, Writer},
        notifications::{self, Raised},
        providers::webhook_client::{Answer, LIMIT, Parcel},
        random,
        vault::{keyring::KeyringError, secret::Secret},
    },
};

const SECOND: i64 = 1000;
const MINUTE: i64 = 60 * SECOND;
const HOUR: i64 = 60 * MINUTE;

/// Deliveries that a node sends at the same time.
const LANES: usize = 64;
/// The most of these that are of one organisation.
const LANES_OF_ONE: usize = 4;
/// Addresses that are looked at in one go.
const LOOKED_AT: i64 = 1_000;
/// The time between two looks at what is due, where nothing else asks for one.
const TICK: Duration = Duration::from_millis(250);
/// How long a lane rests that could not send, for a reason of AVA's own.
const AFTER_TROUBLE: Duration = Duration::from_secs(1);
/// How long a lane goes on for one address, in milliseconds: then others have it.
const TURN: i64 = 2 * SECOND;
/// How long a claim holds, in milliseconds.
const LEASE: i64 = 30 * SECOND;

/// How long after each attempt the next one is, in milliseconds; the last of them from then on.
const BACK_OFF: [i64; 9] =
    [5 * SECOND, 30 * SECOND, 2 * MINUTE, 10 * MINUTE, 30 * MINUTE, HOUR, 2 * HOUR, 4 * HOUR, 8 * HOUR];
/// How long a delivery is tried, and an address may take nothing before it is paused, in milliseconds.
const GIVEN_UP_AFTER: i64 = 3 * 24 * HOUR;
/// How long an address takes nothing before people are told, in milliseconds.
const TOLD_AFTER: i64 = HOUR;
/// Attempts in a row that fail before an address is left alone for a while.
const CIRCUIT: i64 = 5;
/// For how long at first, each time twice as long, and at most, in milliseconds.
const REST: (i64, i64) = (30 * SECOND, 30 * MINUTE);

/// How deliveries stand is no change that anybody asked for: the log of each is the record.
struct SentEvents;

impl Writer for SentEvents {}

/// The lanes of one node.
pub struct Sender {
    services: Services,
    lanes: JoinSet<usize>,
    /// The organisation of each lane.
    of: HashMap<Id, OrgId>,
    stop: CancellationToken,
    attempts: usize,
}

impl Sender {
    pub fn new(services: &Services, stop: CancellationToken) -> Self {
        Self { services: services.clone(), lanes: JoinSet::new(), of: HashMap::new(), stop, attempts: 0 }
    }

    /// Sends until the process is to stop; then lets what is under way come to its end.
    pub async fn run(mut self) {
        let stop = self.stop.clone();
        while !stop.is_cancelled() {
            if let Err(problem) = self.fill().await {
                tracing::warn!(problem = problem.code(), "could not look which webhooks are due");
            }
            tokio::select! {
                () = stop.cancelled() => {}
                () = tokio::time::sleep(TICK) => {}
                Some(ended) = self.lanes.join_next_with_id() => self.ended(ended),
            }
        }
        while let Some(ended) = self.lanes.join_next_with_id().await {
            self.ended(ended);
        }
    }

    /// Begins a lane for each address that has something due, as far as there is room.
    async fn fill(&mut self) -> Result<(), Problem> {
        if self.lanes.len() >= LANES {
            return Ok(());
        }
        let now = self.services.clock.now_ms();
        let mut tx = self.services.db.read_installation().await?;
        let due = repo::due(&mut tx, now, LOOKED_AT).await?;
        drop(tx);
        let mut of_one: HashMap<&OrgId, usize> = HashMap::new();
        for org in self.of.values() {
            *of_one.entry(org).or_default() += 1;
        }
        let mut begins = Vec::new();
        for (org, webhook) in &due {
            let lanes = of_one.entry(org).or_default();
            if *lanes < LANES_OF_ONE && self.lanes.len() + begins.len() < LANES {
                *lanes += 1;
                begins.push((org.clone(), webhook.clone()));
            }
        }
        for (org, webhook) in begins {
            let (services, stop) = (self.services.clone(), self.stop.clone());
            let lane = self.lanes.spawn(turn(services, org.clone(), webhook, stop));
            self.of.insert(lane.id(), org);
        }
        Ok(())
    }

    fn ended(&mut self, ended: Result<(Id, usize), JoinError>) {
        let id = match ended {
            Ok((id, attempts)) => {
                self.attempts += attempts;
                id
            }
            Err(error) => {
                tracing::error!(%error, "a lane of webhooks ended");
                error.id()
            }
        };
        self.of.remove(&id);
    }
}

/// Sends what is due until nothing is, and returns how many attempts those were.
///
/// # Errors
/// Fails as the database does where it cannot be told what is due.
pub async fn send_due(services: &Services) -> Result<usize, Problem> {
    let mut sender = Sender::new(services, CancellationToken::new());
    loop {
        let before = sender.attempts;
        sender.fill().await?;
        while let Some(ended) = sender.lanes.join_next_with_id().await {
            sender.ended(ended);
        }
        if sender.attempts == before {
            return Ok(sender.attempts);
        }
    }
}

/// Sends what is due to one address, one after the other; returns how many attempts those were.
async fn turn(services: Services, org: OrgId, webhook: WebhookId, stop: CancellationToken) -> usize {
    let (began, mut attempts) = (services.clock.now_ms(), 0);
    loop {
        match send_one(&services, &org, &webhook).await {
            Ok(true) => attempts += 1,
            Ok(false) => return attempts,
            Err(problem) => {
                let problem = problem.code();
                tracing::warn!(org.id = %org, webhook.id = %webhook, problem, "could not send an event");
                // Whatever caused the problem is seldom over at once.
                tokio::select! {
                    () = stop.cancelled() => {}
                    () = services.clock.sleep(AFTER_TROUBLE) => {}
                }
                return attempts;
            }
        }
        if stop.is_cancelled() || services.clock.now_ms() - began >= TURN {
            return attempts;
        }
    }
}

/// Sends the next delivery to an address; `false` where none is due.
async fn send_one(services: &Services, org: &OrgId, webhook: &WebhookId) -> Result<bool, Problem> {
    let now = services.clock.now_ms();
    let until = now + LEASE;
    let mut tx = services.db.write(SentEvents, org).await?;
    let Some(claimed) = outbox::claim(&mut tx, webhook, now, until).await? else {
        tx.commit().await?;
        return Ok(false);
    };
    let secrets = match secrets::signing(&services.keyring, &mut tx, webhook, now).await {
        Ok(secrets) => secrets,
        Err(KeyringError::Database(error)) => return Err(error.into()),
        Err(_) => Vec::new(),
    };
    tx.commit().await?;
    let at = services.clock.now_ms();
    let answer = send(services, &claimed, &secrets, at, until).await;
    let now = services.clock.now_ms();
    let result = answer.fault.map_or("delivered", DeliveryFault::code);
    let mut tx = services.db.write(SentEvents, org).await?;
    note(services, &mut tx, webhook, &claimed, &answer, (at, now)).await?;
    tx.publish(&[Topic::Webhooks]);
    tx.commit().await?;
    metrics::counter!("ava_webhook_attempts_total", "result" => result).increment(1);
    Ok(true)
}

/// Sends a delivery once. With a lease that ends sooner than an attempt may, nothing is sent: by then another
/// node may send it, and what comes after it.
async fn send(services: &Services, claimed: &Claimed, secrets: &[Secret], at: i64, until: i64) -> Answer {
    let longest = i64::try_from(LIMIT.as_millis()).unwrap_or(i64::MAX);
    if at.saturating_add(longest) > until {
        return Answer::none(DeliveryFault::Ours);
    }
    let (id, timestamp) = (claimed.event.as_str(), at.div_euclid(1000));
    let Some(signed) = signature::header(secrets, id, timestamp, &claimed.body) else {
        return Answer::none(DeliveryFault::NoSecret);
    };
    let said = timestamp.to_string();
    let headers =
        [(signature::ID, id), (signature::TIMESTAMP, said.as_str()), (signature::SIGNATURE, signed.as_str())];
    services.providers.receivers.post(&Parcel { url: &claimed.url, headers, body: &claimed.body }).await
}

/// Notes what became of an attempt, and how it goes on with the delivery and its address.
async fn note(
    services: &Services,
    tx: &mut OrgTx,
    webhook: &WebhookId,
    claimed: &Claimed,
    answer: &Answer,
    (at, now): (i64, i64),
) -> Result<(), sqlx::Error> {
    let Answer { status, fault, text, .. } = answer;
    let attempt = Attempt { at, took: now - at, status: *status, fault: *fault, answer: text };
    // A test says at once what is wrong.
    let is_over = now - claimed.tried_since >= GIVEN_UP_AFTER;
    let gives_up = claimed.is_test() || (is_over && is_alone(tx, webhook, claimed, answer, now).await?);
    let then = match fault {
        None => DeliveryUpdate::Delivered,
        Some(_) if gives_up => DeliveryUpdate::Failed,
        Some(_) => DeliveryUpdate::RetryAt(now + wait(claimed.tries, answer, services.random.unit())),
    };
    if !outbox::attempted(tx, webhook, claimed, &attempt, then, now).await? {
        return Ok(());
    }
    match fault {
        None => taken(tx, webhook, now).await?,
        Some(DeliveryFault::Ours) => {}
        Some(_) if claimed.is_test() => {}
        Some(fault) => refused(tx, webhook, claimed, (*fault, *status), now).await?,
    }
    outbox::plan_anew(tx, webhook, now).await
}

/// Whether a delivery alone is not taken. An address that has taken nothing else either is paused, if not by
/// this attempt then by one soon after, and what waits for it stays.
async fn is_alone(
    tx: &mut OrgTx,
    webhook: &WebhookId,
    claimed: &Claimed,
    answer: &Answer,
    now: i64,
) -> Result<bool, sqlx::Error> {
    let Some(standing) = repo::standing(tx, webhook).await? else { return Ok(false) };
    let took_others = standing.last_delivered_at.is_some_and(|at| at >= claimed.tried_since);
    Ok(took_others && paused_by(&standing, answer.fault, now).is_none())
}

/// Why an address that fails is paused; `None` where it goes on.
fn paused_by(standing: &SendingState, fault: Option<DeliveryFault>, now: i64) -> Option<PausedBy> {
    match fault? {
        DeliveryFault::Gone => Some(PausedBy::Gone),
        _ => standing
            .failing_since
            .is_some_and(|since| now - since >= GIVEN_UP_AFTER)
            .then_some(PausedBy::Failing),
    }
}

/// How long an attempt is waited for, in milliseconds, give or take a tenth; not sooner than the receiver asks
/// for. `unit` is from 0 to 1.
fn wait(tries: i64, answer: &Answer, unit: f64) -> i64 {
    let nth = usize::try_from(tries.max(1) - 1).unwrap_or(usize::MAX).min(BACK_OFF.len() - 1);
    let (wait, longest) = (BACK_OFF[nth], BACK_OFF[BACK_OFF.len() - 1]);
    let asked = answer.retry_after.map_or(0, |asked| i64::try_from(asked.as_millis()).unwrap_or(longest));
    random::about(wait, 0.1, unit).max(asked.min(longest))
}

/// An address that took something is well: what it has refused before is tried at once.
async fn taken(tx: &mut OrgTx, webhook: &WebhookId, now: i64) -> Result<(), sqlx::Error> {
    let failed = repo::standing(tx, webhook).await?.is_some_and(|standing| standing.failures >= CIRCUIT);
    repo::took(tx, webhook, now).await?;
    if failed {
        outbox::wake(tx, webhook, now).await?;
    }
    Ok(())
}

/// An address that took nothing is left alone for longer and longer, people are told of it, and at last it is
/// paused.
async fn refused(
    tx: &mut OrgTx,
    webhook: &WebhookId,
    claimed: &Claimed,
    (fault, status): (DeliveryFault, Option<u16>),
    now: i64,
) -> Result<(), sqlx::Error> {
    let Some(standing) = repo::standing(tx, webhook).await? else { return Ok(()) };
    let since = standing.failing_since.unwrap_or(now);
    let paused = paused_by(&standing, Some(fault), now).filter(|_| !standing.is_paused);
    let tells = !standing.told && paused.is_none() && now - since >= TOLD_AFTER;
    let rests_until = now + rest(standing.failures + 1);
    let told = standing.told || tells;
    repo::failed(tx, webhook, &repo::Failed { fault, status, since, rests_until, told }).await?;
    if let Some(by) = paused {
        repo::pause(tx, webhook, by, now).await?;
        metrics::counter!("ava_webhooks_paused_total", "by" => by.code()).increment(1);
    }
    let kind =
        if paused.is_some() { NotificationKind::WebhookPaused } else { NotificationKind::WebhookFailing };
    if paused.is_some() || tells {
        let host = Url::parse(&claimed.url).ok().and_then(|url| url.host_str().map(str::to_owned));
        let about = About::Webhook { id: webhook.clone(), host: host.unwrap_or_default() };
        let cause = format!("{} {webhook} {since}", kind.code());
        notifications::raise(tx, &Raised { kind, about, cause: &cause, by: None, at: now }).await?;
    }
    Ok(())
}

/// How long an address is left alone after so many failures in a row, in milliseconds.
fn rest(failures: i64) -> i64 {
    if failures < CIRCUIT { 0 } else { (REST.0 << (failures - CIRCUIT).min(10)).min(REST.1) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_delivery_is_tried_less_and_less_often() {
        let refused = Answer::none(DeliveryFault::Refused);
        let waits: Vec<i64> = (1..20).map(|tries| wait(tries, &refused, 0.5)).collect();
        assert!(waits.is_sorted());
        assert_eq!((waits[0], waits[18]), (5 * SECOND, 8 * HOUR));
        let [soon, late] = [0.0, 0.999].map(|unit| wait(3, &refused, unit));
        assert!(soon < 2 * MINUTE && late > 2 * MINUTE, "{soon} {late}");
        assert!(late - soon <= 2 * MINUTE / 5, "{soon} {late}");
        let asked = Answer { retry_after: Some(Duration::from_secs(3600)), ..refused.clone() };
        assert_eq!(wait(1, &asked, 0.5), HOUR);
        let never = Answer { retry_after: Some(Duration::from_secs(u64::MAX / 1000)), ..refused };
        assert_eq!(wait(1, &never, 0.5), 8 * HOUR, "nobody is kept waiting for ever");
    }

    #[test]
    fn an_address_rests_for_longer_each_time() {
        let rests: Vec<i64> = (1..100).map(rest).collect();
        assert!(rests[..4].iter().all(|rest| *rest == 0) && rests.is_sorted());
        assert_eq!((rests[4], rests[98]), REST);
    }
}
