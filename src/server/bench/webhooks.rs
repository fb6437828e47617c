//! Events sent to programs that refuse them, cut connections and lead elsewhere, by nodes that die in the middle
//! of it, on a clock that is moved: each is taken at least once, in the order of its object, and none comes to
//! another place than it was meant for.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use futures::future::try_join_all;
use serde::Deserialize;
use tokio::{
    io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader},
    net::{TcpListener, TcpStream},
    sync::Notify,
};

use super::seed::{self, id};
use crate::{
    domain::{
        contact::ContactId,
        moment::{iso, read_iso},
        role::Role,
        webhook::{EventKind, WebhookForm},
    },
    server::{
        application::{self, Error},
        clock::{Clock, ManualClock},
        config::{Config, Environment},
        cx::{Cx, Services},
        db::{Writer, on},
        random::Random,
        webhooks::{self, Data, Event, sending, service},
    },
};

/// Events of one object.
const OF_ONE: usize = 10;
/// Events that are raised before the nodes go on.
const SHARE: usize = 500;

/// The looks in a row at which no request is under way, until there is none to come.
const QUIET: usize = 64;

/// The figures of a simulation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    pub events: usize,
    /// The events that their receiver has taken.
    pub taken: usize,
    pub requests: usize,
    /// Nodes that died while they sent.
    pub deaths: usize,
    /// Requests that came in another order than that of their object.
    pub out_of_order: usize,
    /// Requests that came where they were not meant to.
    pub astray: usize,
    /// Deliveries that did not end well.
    pub left: usize,
}

/// Made-up events.
struct MadeUpEvents;

impl Writer for MadeUpEvents {}

#[derive(Deserialize)]
struct Payload {
    data: PayloadData,
}

#[derive(Deserialize)]
struct PayloadData {
    contact_id: ContactId,
    /// The number of the event among those of its object, in seconds.
    created_at: String,
}

/// The answer of a receiver to a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Answer {
    Takes,
    Refuses,
    Redirects,
    /// Takes it, and hangs up without a word.
    HangsUp,
    /// Takes it, and the node that sent it dies before it hears of that.
    Kills,
}

impl Answer {
    fn of(unit: f64) -> Self {
        match unit {
            unit if unit < 0.75 => Self::Takes,
            unit if unit < 0.85 => Self::Refuses,
            unit if unit < 0.90 => Self::Redirects,
            unit if unit < 0.98 => Self::HangsUp,
            _ => Self::Kills,
        }
    }
}

/// The programs of all organisations, at one address with a path for each.
struct Programs {
    random: Random,
    /// The address of a listener to which nothing may be sent.
    trap: String,
    /// The place in the list of organisations to which an object belongs.
    homes: Mutex<HashMap<ContactId, usize>>,
    /// The number of the last event of each that was taken.
    taken: Mutex<HashMap<ContactId, usize>>,
    kill: Notify,
    at_work: AtomicUsize,
    requests: AtomicUsize,
    out_of_order: AtomicUsize,
    astray: AtomicUsize,
}

impl Programs {
    /// Reads one request: its path, and its body.
    async fn read(tcp: &mut BufReader<TcpStream>) -> Option<(String, Vec<u8>)> {
        let mut line = String::new();
        tcp.read_line(&mut line).await.ok()?;
        let path = line.split(' ').nth(1)?.to_owned();
        let mut length = 0;
        loop {
            line.clear();
            tcp.read_line(&mut line).await.ok()?;
            match line.trim_end().split_once(':') {
                None => break,
                Some((name, value)) if name.eq_ignore_ascii_case("content-length") => {
                    length = value.trim().parse().ok()?;
                }
                Some(_) => {}
            }
        }
        let mut body = vec![0; length];
        tcp.read_exact(&mut body).await.ok()?;
        Some((path, body))
    }

    /// Notes a request, and says what becomes of it.
    fn hear(&self, path: &str, body: &[u8]) -> Answer {
        self.requests.fetch_add(1, Ordering::SeqCst);
        let payload: Option<Payload> = serde_json::from_slice(body).ok();
        let told = payload.and_then(|Payload { data }| {
            let nth = usize::try_from(read_iso(&data.created_at)? / 1000).ok()?;
            Some((data.contact_id, nth))
        });
        let Some((object, nth)) = told else {
            self.astray.fetch_add(1, Ordering::SeqCst);
            return Answer::Refuses;
        };
        let home = self.homes.lock().unwrap_or_else(PoisonError::into_inner).get(&object).copied();
        if home.map(|home| format!("/{home}")).as_deref() != Some(path) {
            self.astray.fetch_add(1, Ordering::SeqCst);
        }
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let last = taken.entry(object).or_default();
        if nth != *last && nth != *last + 1 {
            self.out_of_order.fetch_add(1, Ordering::SeqCst);
        }
        let answer = Answer::of(self.random.unit());
        if !matches!(answer, Answer::Refuses | Answer::Redirects) {
            *last = nth.max(*last);
        }
        answer
    }

    async fn serve(self: Arc<Self>, listener: TcpListener) {
        while let Ok((tcp, _)) = listener.accept().await {
            let programs = self.clone();
            programs.at_work.fetch_add(1, Ordering::SeqCst);
            tokio::spawn(async move {
                programs.answer(tcp).await;
                programs.at_work.fetch_sub(1, Ordering::SeqCst);
            });
        }
    }

    async fn answer(&self, tcp: TcpStream) {
        let mut tcp = BufReader::new(tcp);
        let Some((path, body)) = Self::read(&mut tcp).await else { return };
        let said = match self.hear(&path, &body) {
            Answer::Takes => "HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n".to_owned(),
            Answer::Refuses => {
                "HTTP/1.1 503 Service Unavailable\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"
                    .to_owned()
            }
            Answer::Redirects => format!(
                "HTTP/1.1 307 Temporary Redirect\r\nlocation: http://{}/\r\nconnection: close\r\n\
                 content-length: 0\r\n\r\n",
                self.trap
            ),
            Answer::HangsUp => return,
            Answer::Kills => return self.kill.notify_one(),
        };
        // Whoever died does not listen.
        let _ = tcp.get_mut().write_all(said.as_bytes()).await;
    }

    /// Waits until what was sent by a node that died has come; a connection may still have to be taken.
    async fn rest(&self) {
        let mut quiet = 0;
        while quiet < QUIET {
            tokio::task::yield_now().await;
            quiet = if self.at_work.load(Ordering::SeqCst) > 0 { 0 } else { quiet + 1 };
        }
    }
}

/// An event that is not raised yet: the organisation, the object, and its number among those of that.
type Made = (usize, ContactId, usize);

/// Has so many events of each organisation sent by the nodes, some of which die.
///
/// # Errors
/// Fails as the database does.
pub async fn simulate(
    nodes: &[Services],
    clock: &ManualClock,
    orgs: &[Cx],
    of_each: usize,
) -> Result<Figures, Error> {
    let [first, ..] = nodes else { return Err("no node".into()) };
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let trap = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    let mut made: Vec<Made> = Vec::new();
    let mut homes = HashMap::new();
    for (home, cx) in orgs.iter().enumerate() {
        let form = WebhookForm::of(&format!("http://{address}/{home}"), "", &[EventKind::ContactMade]);
        service::create(cx, &form).await.map_err(|problem| problem.code())?;
        for object in 0..of_each.div_ceil(OF_ONE) {
            let id: ContactId = first.random.id();
            homes.insert(id.clone(), home);
            let events = OF_ONE.min(of_each - object * OF_ONE);
            made.extend((1..=events).map(|nth| (home, id.clone(), nth)));
        }
    }
    // The first event of each object comes first, then the second of each.
    made.sort_by_key(|(home, _, nth)| (*nth, *home));
    let events = made.len();
    let objects: Vec<ContactId> = homes.keys().cloned().collect();
    let programs = Arc::new(Programs {
        random: first.random.clone(),
        trap: trap.local_addr()?.to_string(),
        homes: Mutex::new(homes),
        taken: Mutex::default(),
        kill: Notify::new(),
        at_work: AtomicUsize::new(0),
        requests: AtomicUsize::new(0),
        out_of_order: AtomicUsize::new(0),
        astray: AtomicUsize::new(0),
    });
    let serving = tokio::spawn(programs.clone().serve(listener));
    let trapped = Arc::new(AtomicUsize::new(0));
    let counting = tokio::spawn(count(trap, trapped.clone()));

    let (mut deaths, mut made) = (0, made.into_iter());
    loop {
        let share: Vec<Made> = made.by_ref().take(SHARE).collect();
        raise(first, clock, orgs, &share).await?;
        let sends = try_join_all(nodes.iter().map(sending::send_due));
        tokio::select! {
            sent = sends => {
                sent.map_err(|problem| problem.code())?;
            }
            () = programs.kill.notified() => deaths += 1,
        }
        programs.rest().await;
        let next = next_at(first).await?;
        match next {
            None if made.as_slice().is_empty() => break,
            None => {}
            Some(next) => {
                let wait = u64::try_from(next - clock.now_ms()).unwrap_or_default();
                clock.advance(Duration::from_millis(wait));
            }
        }
    }
    serving.abort();
    counting.abort();
    let left = left(first).await?;
    let taken = programs.taken.lock().unwrap_or_else(PoisonError::into_inner);
    Ok(Figures {
        events,
        taken: objects.iter().map(|object| taken.get(object).copied().unwrap_or_default()).sum(),
        requests: programs.requests.load(Ordering::SeqCst),
        deaths,
        out_of_order: programs.out_of_order.load(Ordering::SeqCst),
        astray: programs.astray.load(Ordering::SeqCst) + trapped.load(Ordering::SeqCst),
        left,
    })
}

async fn count(listener: TcpListener, came: Arc<AtomicUsize>) {
    while listener.accept().await.is_ok() {
        came.fetch_add(1, Ordering::SeqCst);
    }
}

/// Raises events, those of one organisation in one transaction.
async fn raise(
    services: &Services,
    clock: &ManualClock,
    orgs: &[Cx],
    share: &[Made],
) -> Result<(), sqlx::Error> {
    for (home, cx) in orgs.iter().enumerate() {
        let mut tx = services.db.write(MadeUpEvents, &cx.org).await?;
        for (_, contact_id, nth) in share.iter().filter(|(of, ..)| *of == home) {
            let created_at = iso(i64::try_from(*nth * 1000).unwrap_or(i64::MAX));
            let data = Data::Contact { contact_id, created_at };
            let event = Event { kind: EventKind::ContactMade, data, at: clock.now_ms() };
            webhooks::raise(&mut tx, &event).await?;
        }
        tx.commit().await?;
    }
    Ok(())
}

/// The time at which there is something to send next.
async fn next_at(services: &Services) -> Result<Option<i64>, sqlx::Error> {
    let mut tx = services.db.read_installation().await?;
    let (next,): (Option<i64>,) =
        on!(tx, |c| sqlx::query_as("SELECT MIN(next_at) FROM webhooks").fetch_one(c).await)?;
    Ok(next)
}

/// The number of deliveries that were not taken.
async fn left(services: &Services) -> Result<usize, Error> {
    let mut tx = services.db.read_installation().await?;
    let (left,): (i64,) = on!(tx, |c| {
        sqlx::query_as("SELECT COUNT(*) FROM webhook_deliveries WHERE state <> 'delivered'")
            .fetch_one(c)
            .await
    })?;
    Ok(usize::try_from(left)?)
}

/// Has so many events of ten organisations sent by two nodes, one on SQLite, and prints the figures, a line each:
/// what, value, and the bound where there is one.
///
/// # Errors
/// Fails in production, as the database does, and where a bound was not kept.
pub async fn run(config: Config, events: usize) -> Result<(), Error> {
    const ORGS: i64 = 10;
    if config.environment == Environment::Production {
        return Err("made-up organisations are refused in production".into());
    }
    seed::fill(config.clone(), ORGS).await?;
    // 2026-11-21T07:36:00Z.
    let clock = ManualClock::at(1_795_246_560_000);
    let node = async |seed| {
        application::services(config.clone(), clock.clone(), Random::seeded(seed, clock.clone())).await
    };
    let mut nodes = vec![node(1).await?];
    if nodes.iter().all(|node| !node.db.is_embedded()) {
        nodes.push(node(2).await?);
    }
    let [first, ..] = &nodes[..] else { return Err("no node".into()) };
    let mut orgs = Vec::new();
    for nth in 1..=ORGS {
        orgs.push(Cx::new(first.clone(), id(nth).parse()?, id(nth).parse()?, Role::Owner));
    }
    let figures = simulate(&nodes, &clock, &orgs, events / orgs.len()).await?;
    for node in &nodes {
        node.db.close().await;
    }
    let Figures { events, taken, requests, deaths, out_of_order, astray, left } = figures;
    println!("events|{events}|");
    println!("taken at least once|{taken}|({events})");
    println!("requests|{requests}|");
    println!("nodes that died|{deaths}|");
    println!("out of order|{out_of_order}|(0)");
    println!("at another place|{astray}|(0)");
    println!("left over|{left}|(0)");
    if taken != events || out_of_order + astray + left > 0 {
        return Err("an event was lost, came out of order, or to another place".into());
    }
    Ok(())
}
