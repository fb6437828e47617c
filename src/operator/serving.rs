//! The server and the simulators, until they are stopped.

use ava::{
    domain::{
        demo::{DEMO_EMAIL, DEMO_PASSWORD},
        locale::Locale,
        provider::Provider,
    },
    server::{
        application::{self, Application, Error},
        clock::Clock,
        config::Config,
        db::FileLock,
        demo,
        edge::{Edge, descriptors},
        http::assets::Assets,
        sandbox::{Addresses, SandboxServer},
    },
};
use metrics_exporter_prometheus::PrometheusBuilder;
use tokio::signal::unix::{SignalKind, signal};

pub async fn serve(config: Config) -> Result<(), Error> {
    let _lock = FileLock::on(&config.database_url)?;
    descriptors::raise();
    let assets = Assets::load(&config.site_dir)?;
    let metrics = PrometheusBuilder::new().install_recorder()?;
    let (clock, random) = application::real_clock_and_random();
    let simulators = match config.sandbox {
        Some(http) => {
            let at = Addresses { http, smtp: config.sandbox_smtp };
            simulators(at, clock.clone()).await?
        }
        None => None,
    };
    let services = application::services(config, clock, random).await?;
    let stub = services.config.sandbox.is_some();
    if stub {
        demo::seed(&services).await.map_err(|problem| problem.code())?;
    } else if demo::close(&services).await? {
        println!("The demo account of stub mode is in this database. Nobody can sign in with it here.");
    }
    let edge = Edge::of(&services.config);
    let application = Application::build(services, assets, Some(metrics), edge).await?;
    let addr = application.addr()?;
    println!("AVA is at {}", application.services.config.public_url);
    tracing::info!(%addr, "listening on {addr}");
    if stub {
        println!(
            "Sandbox: simulators stand in for {}. Sign in as {DEMO_EMAIL}, password \"{DEMO_PASSWORD}\".",
            Provider::all_names(Locale::En)
        );
    }
    application.services.config.warnings().iter().for_each(|warning| tracing::warn!("{warning}"));
    let stop = application.stop_token();
    tokio::spawn(async move {
        stopped().await;
        stop.cancel();
    });
    application.run().await?;
    if let Some(simulators) = simulators {
        simulators.shutdown().await;
    }
    Ok(())
}

/// Starts the simulators, unless a process of their own has the address.
async fn simulators(
    at: Addresses,
    clock: ava::server::clock::SharedClock,
) -> Result<Option<SandboxServer>, Error> {
    let addr = at.http;
    match SandboxServer::start(at, move || clock.now_ms()).await {
        Ok(server) => Ok(Some(server)),
        Err(error) if error.kind() == std::io::ErrorKind::AddrInUse => {
            tracing::info!(%addr, "using the simulators that run at {addr}");
            Ok(None)
        }
        Err(error) => Err(format!("the simulators cannot listen on {addr}: {error}").into()),
    }
}

pub async fn sandbox(config: Config) -> Result<(), Error> {
    let http = config.sandbox.ok_or("simulators are refused outside stub mode")?;
    let at = Addresses { http, smtp: config.sandbox_smtp };
    let server = SandboxServer::start(at, || ava::server::clock::SystemClock.now_ms()).await?;
    println!("The simulators are at {}", server.base_url());
    stopped().await;
    server.shutdown().await;
    Ok(())
}

/// Waits for SIGTERM or Ctrl-C.
async fn stopped() {
    let Ok(mut terminate) = signal(SignalKind::terminate()) else {
        tracing::error!("SIGTERM cannot be heard; Ctrl-C stops the server");
        let _ = tokio::signal::ctrl_c().await;
        return;
    };
    tokio::select! {
        _ = terminate.recv() => {}
        _ = tokio::signal::ctrl_c() => {}
    }
    tracing::info!("stopping");
}
