//! Events of calls in numbers: as they come, beside the least that could be done with them.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use axum::{
    Router,
    body::Bytes,
    extract::{Path, State},
    http::StatusCode,
    routing::post,
};
use reqwest::Client;
use serde_json::json;
use tokio::{net::TcpListener, sync::Semaphore, task::JoinSet};
use url::Url;

use super::{
    calls::{MadeUpCalls, Measured, now},
    seed,
};
use crate::{
    domain::ids::OrgId,
    server::{
        application::{self, Application, Error},
        config::{Config, Environment},
        cx::Services,
        db::{Db, execute, on},
        edge::Edge,
        http::assets::Assets,
        vapi_hooks::{self, SECRET_HEADER, Target},
    },
};

/// Organisations that events come to.
const SENT_TO: u32 = 100;

/// The address and the secret by which events are sent.
#[derive(Clone)]
struct Recipient {
    url: Url,
    secret: String,
    assistant: String,
}

/// Sends so many events a second for some seconds to a server in this process, and then to a bare handler
/// that inserts one row, and prints the figures, a line each: what, ours, the bare handler’s.
///
/// # Errors
/// Fails in production, as the database does, and where an event is lost.
pub async fn run(config: Config, per_second: u32, seconds: u32) -> Result<(), Error> {
    if config.environment == Environment::Production {
        return Err("made-up organisations are refused in production".into());
    }
    seed::fill(config.clone(), i64::from(SENT_TO)).await?;
    let (clock, random) = application::real_clock_and_random();
    let services = application::services(config, clock, random).await?;
    let edge = Edge::of(&services.config);
    let assets = Assets::load(&services.config.site_dir)?;
    let application = Application::build(services.clone(), assets, None, edge).await?;
    let (server, stop) = (application.addr()?, application.stop_token());
    let running = tokio::spawn(application.run());
    let total = u64::from(per_second) * u64::from(seconds);

    let mut to = Vec::new();
    for nth in 1..=SENT_TO {
        to.push(recipient(&services, server, nth).await?);
    }
    let mut ours = send(&to, per_second, total).await?;
    let began = now();
    while count(&services.db, WAITING).await? > 0 {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let applied = began.elapsed();
    let stored = count(&services.db, STORED).await?;

    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let bare = format!("http://{}/bench/event/", listener.local_addr()?);
    let router = Router::new().route("/bench/event/{org}", post(insert_one)).with_state(services.clone());
    let serving = tokio::spawn(async move { axum::serve(listener, router).await });
    for recipient in &mut to {
        recipient.url = format!("{bare}{}", recipient.assistant).parse()?;
    }
    let mut theirs = send(&to, per_second, total).await?;
    serving.abort();
    stop.cancel();
    running.await??;

    println!("events sent|{total}|{total}");
    println!("refused|{}|{}", ours.refused, theirs.refused);
    println!("stored|{stored}|{}", theirs.answers.len());
    println!("answered, p50|{}|{}", ours.percentile(50), theirs.percentile(50));
    println!("answered, p99|{}|{}", ours.percentile(99), theirs.percentile(99));
    println!("applied after the last|{} ms|", applied.as_millis());
    if u64::try_from(stored)? != total || ours.refused > 0 {
        return Err("an event was lost".into());
    }
    Ok(())
}

async fn recipient(services: &Services, server: SocketAddr, nth: u32) -> Result<Recipient, Error> {
    let org: OrgId = format!("00000000-0000-7000-8000-{nth:012}").parse()?;
    let mut tx = services.db.write(MadeUpCalls, &org).await?;
    let nonce = vapi_hooks::make(services, &mut tx).await?;
    tx.commit().await?;
    let target = Target::of(services, &org, &nonce);
    let path = Url::parse(&target.url)?.path().to_owned();
    let url = format!("http://{server}{path}").parse()?;
    Ok(Recipient { url, secret: target.secret, assistant: org.to_string() })
}

/// Sends each event when it is due, whether or not the ones before were answered, by so many connections at
/// most; what counts is the time from when it was due, with the wait for a connection.
async fn send(to: &[Recipient], per_second: u32, total: u64) -> Result<Measured, Error> {
    #[expect(clippy::disallowed_methods, reason = "the load that is measured, which is no provider’s")]
    let client = Client::builder().no_proxy().tls_certs_only([]).build()?;
    let (began, mut sending, connections) = (now(), JoinSet::new(), Arc::new(Semaphore::new(CONNECTIONS)));
    for nth in 0..total {
        let due = began + Duration::from_micros(nth * 1_000_000 / u64::from(per_second));
        tokio::time::sleep_until(due.into()).await;
        let recipient = &to[usize::try_from(nth)? % to.len()];
        let request = client
            .post(recipient.url.clone())
            .header(SECRET_HEADER, &recipient.secret)
            .json(&event(&recipient.assistant, nth));
        let connections = Arc::clone(&connections);
        sending.spawn(async move {
            let _connection = connections.acquire_owned().await.map_err(|error| error.to_string())?;
            match request.send().await {
                Ok(answer) if answer.status().is_success() => Ok(due.elapsed()),
                Ok(answer) => Err(answer.status().to_string()),
                Err(error) => Err(format!("{error:?}")),
            }
        });
    }
    let (mut answers, mut refused) = (Vec::new(), Vec::new());
    for answer in sending.join_all().await {
        match answer {
            Ok(took) => answers.push(took),
            Err(why) => refused.push(why),
        }
    }
    if let Some(why) = refused.first() {
        tracing::error!(why, times = refused.len(), "an event was not taken");
    }
    Ok(Measured { answers, refused: refused.len() })
}

/// More connections than one address may have: those that bring events do not count with it.
const CONNECTIONS: usize = 512;

/// One turn of a call that has ten.
fn event(assistant: &str, nth: u64) -> serde_json::Value {
    let call = nth / 10 / u64::from(SENT_TO);
    json!({ "message": {
        "type": "transcript", "role": "user", "transcriptType": "final", "timestamp": 1_795_246_560_000 + nth,
        "transcript": format!("Turn {nth}: I would like to come on Monday at ten, if that is possible."),
        "call": {
            "id": format!("00000002-0000-7000-8000-{call:012}"), "type": "inboundPhoneCall",
            "status": "in-progress", "assistantId": assistant, "createdAt": "2026-11-21T07:30:00.000Z",
            "customer": { "number": "+14155550199" },
        },
    } })
}

/// The least that could be done with an event: one row, in a transaction.
async fn insert_one(
    State(services): State<Services>,
    Path(org): Path<String>,
    body: Bytes,
) -> Result<StatusCode, StatusCode> {
    let failed = |_| StatusCode::INTERNAL_SERVER_ERROR;
    let org: OrgId = org.parse().map_err(|_| StatusCode::NOT_FOUND)?;
    let (id, payload) = (services.random.uuid(), String::from_utf8_lossy(&body).into_owned());
    let mut tx = services.db.write(MadeUpCalls, &org).await.map_err(failed)?;
    let stored = execute!(
        tx,
        "INSERT INTO call_events (id, org_id, kind, digest, payload, received_at, done_at)
         VALUES ($1, $2, 'bare', $1, $3, 0, 0)",
        |org| (&id, org.as_str(), &payload)
    );
    stored.map_err(failed)?;
    tx.commit().await.map_err(failed)?;
    Ok(StatusCode::NO_CONTENT)
}

const STORED: &str = "SELECT COUNT(*) FROM call_events";
const WAITING: &str = "SELECT COUNT(*) FROM call_events WHERE done_at IS NULL";

async fn count(db: &Db, sql: &'static str) -> Result<i64, Error> {
    let mut tx = db.read_installation().await?;
    Ok(on!(tx, |c| { sqlx::query_scalar(sql).fetch_one(c).await })?)
}
