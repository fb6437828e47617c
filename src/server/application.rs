//! The whole server: built from a configuration, run until it is told to stop.

mod background;

use background::Background;
pub use background::{OfSuspended, Work};

use std::{net::SocketAddr, sync::Arc, time::Duration};

use axum::Router;
use metrics_exporter_prometheus::PrometheusHandle;
use tokio::net::TcpListener;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use super::{
    agents,
    appointments::mails::WaitingMails,
    audit::{self, AuditKey},
    auth::session_store::Store,
    clock::SharedClock,
    config::{Config, Environment},
    credentials::decryptor::IntegrationDecryptor,
    cx::{Parts, Services},
    db::{Db, Unreachable, Writer, bypasses_policies},
    edge::{self, Edge},
    events::{self, Hub},
    health::{Health, OnTransition},
    http::{assets::Assets, live_streams::LiveStreams},
    limits::{AtOnce, Limits, Rates, Refusals, Waits, Windows},
    nodes::Node,
    notifications::incidents::Alerts,
    operation_registry::OPERATIONS,
    passwords::Passwords,
    providers::Providers,
    random::Random,
    router::{RouterParts, router},
    vault::{keyring::Keyring, master::MasterKeys},
    webhooks::ToldPrograms,
};

pub type Error = Box<dyn std::error::Error + Send + Sync>;

/// How long requests under way may take to end when the process stops.
const GRACE: Duration = Duration::from_secs(10);

/// Whoever is told that the status of a card changed, in the transaction that changes it.
const ON_TRANSITION: &[&dyn OnTransition] = &[&Alerts, &WaitingMails, &ToldPrograms];

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
        api_requests: Windows::of_requests(clock.clone(), config.api_requests),
        api_waits: Waits::default(),
        api_answers: Windows::of_answers(clock.clone()),
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
    node: Node,
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
        let node = Node::new(&services, assets.build.clone());
        let parts =
            RouterParts { assets, sessions: sessions.clone(), edge, streams: streams.clone(), metrics };
        let router = router(services.clone(), parts);
        Ok(Self { services, listener, router, sessions, edge, streams, node, stop })
    }

    pub fn addr(&self) -> Result<SocketAddr, std::io::Error> {
        self.listener.local_addr()
    }

    /// Cancelling this token stops the server.
    pub fn stop_token(&self) -> CancellationToken {
        self.stop.clone()
    }

    pub async fn run(self) -> Result<(), Error> {
        let Self { services, listener, router, sessions, edge, streams, node, stop } = self;
        let tracker = TaskTracker::new();
        if let Some(pool) = services.db.postgres_pool() {
            events::listen(pool.clone(), services.db.hub().clone(), stop.clone()).await?;
        }
        let background =
            Background { services: services.clone(), sessions, streams, node, stop: stop.clone() };
        for work in Work::ALL {
            tracker.spawn(background.clone().run(work));
        }
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

/// The clock and randomness of a real process.
pub fn real_clock_and_random() -> (SharedClock, Random) {
    let clock: SharedClock = Arc::new(super::clock::SystemClock);
    (clock.clone(), Random::from_os(clock))
}
