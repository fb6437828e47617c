//! The whole server: built from a configuration, run until it is told to stop.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use axum::Router;
use metrics_exporter_prometheus::PrometheusHandle;
use tokio::net::TcpListener;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use super::{
    agents,
    audit::{self, AuditKey},
    auth::{known_browsers, store::Store},
    calls,
    clock::SharedClock,
    config::{Config, Environment},
    credentials::decryptor::IntegrationDecryptor,
    cx::{Parts, Services},
    db::{Db, Unreachable, Writer, bypasses_policies},
    edge::{self, Edge},
    events::{self, Hub},
    health::{Health, OnTransition},
    http::{assets::Assets, live_streams::LiveStreams},
    integrations::verify::StoredKeys,
    limits::{AtOnce, Limits, Rates, Refusals},
    links,
    notifications::{delivery, expiry, incidents::Alerts},
    numbers::{drift, managed::exposure},
    operation_registry::OPERATIONS,
    operations::engine::Engine,
    passwords::Passwords,
    providers::Providers,
    random::Random,
    router::{RouterParts, router},
    vault::{keyring::Keyring, master::MasterKeys},
};

pub type Error = Box<dyn std::error::Error + Send + Sync>;

/// How long requests under way may take to end when the process stops.
const GRACE: Duration = Duration::from_secs(10);
const HOUSEKEEPING: Duration = Duration::from_secs(600);
const COMPARING: Duration = Duration::from_secs(60);
const SIGNING: Duration = Duration::from_secs(3600);
const SHORTENING: Duration = Duration::from_secs(6 * 3600);
const WARNING: Duration = Duration::from_secs(3600);
const MAILING: Duration = Duration::from_secs(30);
/// A call that goes on is watched.
const APPLYING: Duration = Duration::from_millis(250);
const CALLS_LISTED: Duration = Duration::from_secs(60);
/// Somebody waits for each of these mails.
const LINKING: Duration = Duration::from_secs(2);

/// Whoever is told that the status of a card changed, in the transaction that changes it.
const ON_TRANSITION: &[&dyn OnTransition] = &[&Alerts];

/// The keys of the installation, before anybody is served.
struct StartUp;

impl Writer for StartUp {}

/// Opens the database and the vault; runs no server yet.
pub async fn services(config: Config, clock: SharedClock, random: Random) -> Result<Services, Error> {
    let hub = Hub::new(clock.now_ms());
    let db = Db::connect(&config.database_url, hub).await.map_err(Unreachable::from)?;
    if bypasses_policies(&db).await.map_err(Unreachable::from)? {
        let said = "the role in DATABASE_URL is a superuser or has BYPASSRLS, so that row-level security does \
                    not bind it: make one with `createuser`";
        match config.environment {
            Environment::Production => return Err(said.into()),
            Environment::Development => tracing::warn!("{said}"),
        }
    }
    db.migrate().await.map_err(Unreachable::from)?;
    let masters = MasterKeys::load(config.master_key.clone(), &random)?;
    let keyring = Keyring::new(masters, random.clone(), clock.clone());
    let mut tx = db.write_installation(StartUp).await?;
    keyring.check_fingerprint(&mut tx).await?;
    let (audit_key, made) = AuditKey::load(&mut tx, keyring.masters(), &random).await?;
    if made {
        let anchored = audit::anchor(&audit_key, &mut tx, clock.now_ms()).await?;
        if anchored > 0 {
            tracing::warn!(
                "the audit logs of {anchored} organisation(s) were written before the log had a key: they are \
                 signed as they were found"
            );
        }
    }
    agents::repo::index_names(tx).await?.commit().await?;
    let health = Health::new(random.clone(), ON_TRANSITION, config.disabled);
    let providers = Providers::new(&config.providers, clock.clone(), random.clone())?;
    Ok(Services::new(Parts {
        decryptor: IntegrationDecryptor::new(keyring.clone(), random.clone(), health.clone()),
        health,
        passwords: Passwords::new(random.clone()),
        limits: Limits::new(clock.clone()),
        rates: Rates::new(clock.clone()),
        pages_at_once: AtOnce::new(clock.clone()),
        refusals: Refusals::new(clock.clone()),
        operations: &OPERATIONS,
        keyring,
        audit_key,
        providers,
        db,
        clock,
        random,
        config,
    }))
}

pub struct Application {
    pub services: Services,
    listener: TcpListener,
    router: Router,
    sessions: Store,
    edge: Edge,
    streams: LiveStreams,
    stop: CancellationToken,
}

impl Application {
    /// Binds the address, so that a port is known before anything is served.
    pub async fn build(
        services: Services,
        assets: Assets,
        metrics: Option<PrometheusHandle>,
        edge: Edge,
    ) -> Result<Self, Error> {
        // Pages are rendered on tokio; a second initialisation does no harm.
        let _ = any_spawner::Executor::init_tokio();
        let listener = TcpListener::bind(services.config.addr)
            .await
            .map_err(|error| format!("cannot listen on {}: {error}", services.config.addr))?;
        let stop = CancellationToken::new();
        let sessions = Store::new(services.clone());
        let streams = LiveStreams::new(edge.streams, stop.clone());
        let parts =
            RouterParts { assets, sessions: sessions.clone(), edge, streams: streams.clone(), metrics };
        let router = router(services.clone(), parts);
        Ok(Self { services, listener, router, sessions, edge, streams, stop })
    }

    pub fn addr(&self) -> Result<SocketAddr, std::io::Error> {
        self.listener.local_addr()
    }

    /// Cancelling this token stops the server.
    pub fn stop_token(&self) -> CancellationToken {
        self.stop.clone()
    }

    pub async fn run(self) -> Result<(), Error> {
        let Self { services, listener, router, sessions, edge, streams, stop } = self;
        let tracker = TaskTracker::new();
        if let Some(pool) = services.db.postgres_pool() {
            events::listen(pool.clone(), services.db.hub().clone(), stop.clone()).await?;
        }
        let engine = Engine::new(services.clone(), &OPERATIONS);
        tracker.spawn(engine.run(services.config.workers, stop.clone()));
        tracker.spawn(housekeeping(services.clone(), sessions, stop.clone()));
        tracker.spawn(comparing(services.clone(), stop.clone()));
        tracker.spawn(StoredKeys::scheduler(&services).run(stop.clone()));
        tracker.spawn(streams.watch(services.clone()));
        tracker.spawn(signing(services.clone(), stop.clone()));
        if let Some(days) = services.config.audit_days {
            tracker.spawn(shortening(services.clone(), days, stop.clone()));
        }
        tracker.spawn(warning(services.clone(), stop.clone()));
        tracker.spawn(mailing(services.clone(), stop.clone()));
        tracker.spawn(linking(services.clone(), stop.clone()));
        tracker.spawn(applying(services.clone(), stop.clone()));
        tracker.spawn(listing(services.clone(), stop.clone()));
        tracker.close();
        let late = async {
            stop.cancelled().await;
            tokio::time::sleep(GRACE).await;
        };
        tokio::select! {
            () = edge::serve(listener, router, edge, stop.clone()) => {}
            () = late => tracing::warn!("some requests did not end in time"),
        }
        if tokio::time::timeout(GRACE, tracker.wait()).await.is_err() {
            tracing::warn!("some operations did not end in time; they go on after the next start");
        }
        services.db.close().await;
        Ok(())
    }
}

/// Sweeps sessions that have ended, and limits that have recovered.
async fn housekeeping(services: Services, sessions: Store, stop: CancellationToken) {
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(HOUSEKEEPING) => {}
        }
        services.limits.sweep();
        services.rates.sweep();
        services.pages_at_once.sweep();
        services.refusals.sweep();
        match sessions.delete_expired().await {
            Ok(0) => {}
            Ok(count) => tracing::info!(count, "swept {count} sessions that had ended"),
            Err(error) => tracing::warn!(%error, "could not sweep sessions"),
        }
        if let Err(error) = links::sweep(&services).await {
            tracing::warn!(%error, "could not sweep links that are over");
        }
        if let Err(error) = known_browsers::forget(&services).await {
            tracing::warn!(%error, "could not forget browsers that nobody signs in with");
        }
    }
}

/// Applies the events of calls that were stored.
async fn applying(services: Services, stop: CancellationToken) {
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(APPLYING) => {}
        }
        if let Err(problem) = calls::events::apply_due(&services).await {
            tracing::warn!(problem = problem.code(), "could not apply the events of calls");
        }
    }
}

/// Reads at Vapi what was missed of calls, has assistants be told where to send events, and forgets
/// events that are old.
async fn listing(services: Services, stop: CancellationToken) {
    let since = services.clock.now_ms();
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(CALLS_LISTED) => {}
        }
        match agents::hooks::enqueue_due(&services).await {
            Ok(0) => {}
            Ok(count) => tracing::info!(count, "began to tell {count} assistant(s) where to send events"),
            Err(problem) => {
                tracing::warn!(problem = problem.code(), "could not tell assistants where to send events");
            }
        }
        if let Err(problem) = calls::listed::read_due(&services, since).await {
            tracing::warn!(problem = problem.code(), "could not read lists of calls");
        }
        if let Err(problem) = calls::events::forget_old(&services).await {
            tracing::warn!(problem = problem.code(), "could not forget old events of calls");
        }
    }
}

/// Begins to compare each org's numbers with the providers, every hour, and to renew
/// tokens that somebody else may know.
async fn comparing(services: Services, stop: CancellationToken) {
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(COMPARING) => {}
        }
        match exposure::enqueue_exposed(&services).await {
            Ok(0) => {}
            Ok(count) => tracing::info!(count, "began to renew {count} token(s) of managed accounts"),
            Err(problem) => {
                tracing::warn!(problem = problem.code(), "could not begin to renew a token");
            }
        }
        match drift::enqueue_due(&services).await {
            Ok(0) => {}
            Ok(count) => tracing::info!(count, "began {count} comparisons of numbers"),
            Err(problem) => {
                tracing::warn!(problem = problem.code(), "could not begin to compare numbers");
            }
        }
    }
}

/// Tells each org ahead of what runs out.
async fn warning(services: Services, stop: CancellationToken) {
    loop {
        match expiry::warn(&services).await {
            Ok(0) => {}
            Ok(count) => tracing::info!(count, "told of {count} key(s) or consents that run out"),
            Err(problem) => {
                tracing::warn!(problem = problem.code(), "could not tell of what runs out");
            }
        }
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(WARNING) => {}
        }
    }
}

/// Sends the mails of notifications. What is over again within the wait is not worth one.
async fn mailing(services: Services, stop: CancellationToken) {
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(MAILING) => {}
        }
        match delivery::send_due(&services).await {
            Ok(0) => {}
            Ok(count) => tracing::info!(count, "sent {count} mail(s) of notifications"),
            Err(problem) => {
                tracing::warn!(problem = problem.code(), "could not send mails of notifications");
            }
        }
    }
}

/// Sends the mails with links.
async fn linking(services: Services, stop: CancellationToken) {
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(LINKING) => {}
        }
        if let Err(problem) = links::delivery::send_due(&services).await {
            tracing::warn!(problem = problem.code(), "could not send mails with links");
        }
    }
}

/// Signs heads of the audit logs. The log line keeps the head in another place: where the
/// logs of the process go.
async fn signing(services: Services, stop: CancellationToken) {
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(SIGNING) => {}
        }
        match audit::sign(&services).await {
            Ok(Some(head)) => tracing::info!("the audit log’s head is {head}"),
            Ok(None) => {}
            Err(error) => tracing::warn!(%error, "could not sign the audit log"),
        }
    }
}

/// Removes what the audit logs had for longer than the operator keeps it.
async fn shortening(services: Services, days: u32, stop: CancellationToken) {
    loop {
        match audit::shorten(&services, days).await {
            Ok(done) if done.entries == 0 => {}
            Ok(audit::Shortened { orgs, entries }) => {
                tracing::info!(
                    entries,
                    "removed {entries} entries of {orgs} audit log(s), older than {days} days"
                );
            }
            Err(error) => tracing::warn!(%error, "could not shorten the audit logs"),
        }
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(SHORTENING) => {}
        }
    }
}

/// The clock and randomness of a real process.
pub fn real_clock_and_random() -> (SharedClock, Random) {
    let clock: SharedClock = Arc::new(super::clock::SystemClock);
    (clock.clone(), Random::from_os(clock))
}
