//! The client of the programs to which organisations have events sent.
//!
//! Tenants name these servers, so against SSRF each request looks its server up anew, refuses addresses that
//! are not of the public internet, and connects to what it looked at. It follows no redirect, goes through no
//! proxy, which would look the name up itself, and reads no more of an answer than is kept.

use std::{
    io,
    net::{IpAddr, SocketAddr},
    pin::{Pin, pin},
    sync::Arc,
    time::Duration,
};

use async_trait::async_trait;
use reqwest::{
    Client, Response, StatusCode,
    dns::{Addrs, Name, Resolve, Resolving},
    header::CONTENT_TYPE,
};
use tokio::{
    net::lookup_host,
    time::{Sleep, sleep},
};
use url::{Host, Url};

use super::{
    internal_address::is_internal,
    transport::{Fault, Transport, io_errors, retry_after},
};
use crate::domain::{
    problem::Rule,
    webhook::{DeliveryFault, MAX_ANSWER},
};

/// The time for a request and its answer.
pub const LIMIT: Duration = Duration::from_secs(10);

/// The addresses inside the operator's network to which events may be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Inside {
    Nothing,
    /// This machine, while simulators stand in for the providers.
    Loopback,
    /// Whatever the operator's network has.
    Anything,
}

impl Inside {
    fn has(self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        match self {
            Self::Nothing => false,
            Self::Loopback => address.is_loopback(),
            Self::Anything => is_internal(address),
        }
    }
}

/// Looks names up.
#[async_trait]
trait Directory: Send + Sync {
    async fn find(&self, name: &str) -> io::Result<Vec<IpAddr>>;
}

struct System;

#[async_trait]
impl Directory for System {
    async fn find(&self, name: &str) -> io::Result<Vec<IpAddr>> {
        Ok(lookup_host((name, 0)).await?.map(|found| found.ip()).collect())
    }
}

/// Which addresses may be connected to, by the scheme of the request: what is not encrypted stays inside.
#[derive(Clone, Copy)]
struct Guard {
    inside: Inside,
    is_public: fn(IpAddr) -> bool,
    is_encrypted: bool,
}

impl Guard {
    fn lets(&self, address: IpAddr) -> bool {
        self.inside.has(address) || (self.is_encrypted && (self.is_public)(address))
    }
}

/// The name leads to where nothing is sent.
#[derive(Debug, thiserror::Error)]
#[error("the name leads to an address to which nothing is sent")]
struct Refused;

/// Looks names up, and finds none of which an answer may not be connected to.
struct GuardedNames {
    directory: Arc<dyn Directory>,
    guard: Guard,
}

impl Resolve for GuardedNames {
    fn resolve(&self, name: Name) -> Resolving {
        let (directory, guard) = (self.directory.clone(), self.guard);
        Box::pin(async move {
            let found = directory.find(name.as_str()).await?;
            // One internal answer among others would still be reached now and then.
            if !found.iter().all(|address| guard.lets(*address)) {
                return Err(io::Error::new(io::ErrorKind::PermissionDenied, Refused).into());
            }
            Ok(Box::new(found.into_iter().map(|address| SocketAddr::new(address, 0))) as Addrs)
        })
    }
}

/// One request.
#[derive(Clone, Copy)]
pub struct Parcel<'a> {
    pub url: &'a str,
    pub headers: [(&'static str, &'a str); 3],
    /// JSON.
    pub body: &'a str,
}

/// The result of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    pub status: Option<u16>,
    /// `None` where it was taken.
    pub fault: Option<DeliveryFault>,
    /// The beginning of what was answered.
    pub text: String,
    /// How long the receiver asks to be left alone.
    pub retry_after: Option<Duration>,
}

impl Answer {
    /// An attempt without an answer.
    pub const fn none(fault: DeliveryFault) -> Self {
        Self { status: None, fault: Some(fault), text: String::new(), retry_after: None }
    }
}

/// Cheap to clone.
#[derive(Clone)]
pub struct Receivers {
    encrypted: Client,
    plain: Client,
    guard: Guard,
    limit: Duration,
}

impl Receivers {
    pub(super) fn new(inside: Inside, connect_timeout: Duration, limit: Duration) -> io::Result<Self> {
        let guard = Guard { inside, is_public: |address| !is_internal(address), is_encrypted: true };
        Self::with(guard, Arc::new(System), connect_timeout, limit)
    }

    fn with(
        guard: Guard,
        directory: Arc<dyn Directory>,
        connect_timeout: Duration,
        limit: Duration,
    ) -> io::Result<Self> {
        let client = |guard: Guard| {
            let names = GuardedNames { directory: directory.clone(), guard };
            Transport::apart(connect_timeout, Arc::new(names))
        };
        let plain = client(Guard { is_encrypted: false, ..guard })?;
        Ok(Self { encrypted: client(guard)?, plain, guard, limit })
    }

    /// Whether events may be sent to an address, as far as that shows before its name is looked up.
    ///
    /// # Errors
    /// Fails with `WebhookUrl`, or with `InternalUrl`.
    pub fn takes(&self, url: &Url) -> Result<(), Rule> {
        let guard = Guard { is_encrypted: url.scheme() == "https", ..self.guard };
        let is_plain = url.scheme() == "http" && guard.inside != Inside::Nothing;
        let names_somebody = !url.username().is_empty() || url.password().is_some();
        if names_somebody || !(guard.is_encrypted || is_plain) {
            return Err(Rule::WebhookUrl);
        }
        let address = match url.host() {
            None => return Err(Rule::WebhookUrl),
            Some(Host::Ipv4(address)) => IpAddr::from(address),
            Some(Host::Ipv6(address)) => IpAddr::from(address),
            // Where a name leads is looked at when something is sent there.
            Some(Host::Domain(name)) => {
                let name = name.trim_end_matches('.');
                let is_here = name == "localhost" || name.ends_with(".localhost");
                let is_inside = is_here && guard.inside == Inside::Nothing;
                return if is_inside { Err(Rule::InternalUrl) } else { Ok(()) };
            }
        };
        if guard.lets(address) { Ok(()) } else { Err(Rule::InternalUrl) }
    }

    /// Sends a request once.
    pub async fn post(&self, parcel: &Parcel<'_>) -> Answer {
        let Ok(url) = Url::parse(parcel.url) else { return Answer::none(DeliveryFault::NotReached) };
        // An address is checked by whoever enters it, too; the settings may have changed since.
        if self.takes(&url).is_err() {
            return Answer::none(DeliveryFault::Internal);
        }
        let client = if url.scheme() == "https" { &self.encrypted } else { &self.plain };
        let mut request = client.post(url).header(CONTENT_TYPE, "application/json");
        for (name, value) in parcel.headers {
            request = request.header(name, value);
        }
        // One time limit for all of it.
        let mut deadline = pin!(sleep(self.limit));
        let answered = tokio::select! {
            biased;
            () = &mut deadline => return Answer::none(DeliveryFault::Silent),
            answered = request.body(parcel.body.to_owned()).send() => answered,
        };
        match answered {
            Ok(response) => read(response, deadline).await,
            Err(error) => Answer::none(fault(error)),
        }
    }
}

/// Reads the beginning of an answer. Its status counts, whatever follows, and however slowly.
async fn read(mut response: Response, mut deadline: Pin<&mut Sleep>) -> Answer {
    let (status, retry_after) = (response.status(), retry_after(response.headers()));
    let mut body: Vec<u8> = Vec::new();
    while body.len() < MAX_ANSWER {
        let chunk = tokio::select! {
            biased;
            () = &mut deadline => break,
            chunk = response.chunk() => chunk,
        };
        match chunk {
            Ok(Some(chunk)) => body.extend_from_slice(&chunk),
            Ok(None) | Err(_) => break,
        }
    }
    body.truncate(MAX_ANSWER);
    // PostgreSQL keeps no NUL in a text.
    let text = String::from_utf8_lossy(&body).replace('\0', "\u{fffd}");
    Answer { status: Some(status.as_u16()), fault: refusal(status), text, retry_after }
}

fn refusal(status: StatusCode) -> Option<DeliveryFault> {
    match status {
        status if status.is_success() => None,
        StatusCode::GONE => Some(DeliveryFault::Gone),
        status if status.is_redirection() => Some(DeliveryFault::Redirected),
        _ => Some(DeliveryFault::Refused),
    }
}

fn fault(error: reqwest::Error) -> DeliveryFault {
    let is_refused = |error: &io::Error| error.get_ref().is_some_and(|inner| inner.is::<Refused>());
    if io_errors(&error).any(is_refused) {
        return DeliveryFault::Internal;
    }
    match Fault::from(error) {
        Fault::Ours | Fault::LeaseEnded => DeliveryFault::Ours,
        Fault::Connect | Fault::Unsendable => DeliveryFault::NotReached,
        Fault::Tls(_) => DeliveryFault::NotSecure,
        Fault::Timeout => DeliveryFault::Silent,
        Fault::Broken | Fault::Oversized => DeliveryFault::Broken,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use futures::FutureExt as _;
    use tokio::{
        io::{AsyncReadExt, AsyncWriteExt},
        net::TcpListener,
    };

    use super::*;

    const TIMEOUT: Duration = Duration::from_secs(5);
    /// It stands for the public internet: nothing leaves loopback.
    const PUBLIC: &str = "127.0.0.2";

    /// Answers one look-up after the other, and the last one for ever.
    struct Answers(Mutex<Vec<Vec<&'static str>>>);

    #[async_trait]
    impl Directory for Answers {
        async fn find(&self, _: &str) -> io::Result<Vec<IpAddr>> {
            let mut left = self.0.lock().unwrap();
            let next = if left.len() > 1 { left.remove(0) } else { left[0].clone() };
            Ok(next.into_iter().map(|address| address.parse().unwrap()).collect())
        }
    }

    fn receivers(inside: Inside, answers: Vec<Vec<&'static str>>) -> Receivers {
        let is_public = |address: IpAddr| address.to_string() == PUBLIC;
        let guard = Guard { inside, is_public, is_encrypted: true };
        Receivers::with(guard, Arc::new(Answers(Mutex::new(answers))), TIMEOUT, TIMEOUT).unwrap()
    }

    /// Receivers that send to the public internet without encryption, which only tests do.
    fn unencrypted(answers: Vec<Vec<&'static str>>) -> Receivers {
        let receivers = receivers(Inside::Loopback, answers.clone());
        let guard = Guard { inside: Inside::Nothing, ..receivers.guard };
        let names = GuardedNames { directory: Arc::new(Answers(Mutex::new(answers))), guard };
        Receivers { plain: Transport::apart(TIMEOUT, Arc::new(names)).unwrap(), ..receivers }
    }

    async fn post(receivers: &Receivers, url: &str) -> Answer {
        let headers = [("webhook-id", "e-1"), ("webhook-timestamp", "1"), ("webhook-signature", "v1,a")];
        receivers.post(&Parcel { url, headers, body: "{}" }).await
    }

    /// Answers each connection with this, and tells what was asked.
    async fn server(at: &str, answer: &'static str) -> (u16, tokio::sync::mpsc::UnboundedReceiver<String>) {
        let listener = TcpListener::bind((at, 0)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let (told, asked) = tokio::sync::mpsc::unbounded_channel();
        tokio::spawn(async move {
            while let Ok((mut tcp, _)) = listener.accept().await {
                let mut read = vec![0; 4096];
                let length = tcp.read(&mut read).await.unwrap_or_default();
                let _ = told.send(String::from_utf8_lossy(&read[..length]).into_owned());
                let _ = tcp.write_all(answer.as_bytes()).await;
            }
        });
        (port, asked)
    }

    #[tokio::test]
    async fn a_name_that_leads_inside_at_the_second_look_up_is_not_connected_to() {
        const TAKEN: &str = "HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n";
        let (port, mut asked) = server(PUBLIC, TAKEN).await;
        let inside = TcpListener::bind(("127.0.0.1", port)).await.unwrap();
        let receivers = unencrypted(vec![vec![PUBLIC], vec!["127.0.0.1"]]);
        let url = format!("http://rebinding.example:{port}/hook");
        let taken = post(&receivers, &url).await;
        assert_eq!((taken.status, taken.fault), (Some(204), None));
        assert!(asked.recv().await.unwrap().starts_with("POST /hook HTTP/1.1\r\n"));
        let refused = post(&receivers, &url).await;
        assert_eq!(refused, Answer::none(DeliveryFault::Internal));
        assert!(inside.accept().now_or_never().is_none(), "nobody came");
        // One address inside among others is as bad.
        let receivers = unencrypted(vec![vec![PUBLIC, "10.0.0.1"]]);
        assert_eq!(post(&receivers, &url).await.fault, Some(DeliveryFault::Internal));
        assert!(asked.recv().now_or_never().is_none(), "nobody came");
    }

    #[tokio::test]
    async fn an_address_inside_is_refused_in_every_spelling() {
        let receivers = Receivers::new(Inside::Nothing, TIMEOUT, TIMEOUT).unwrap();
        for inside in [
            "https://127.0.0.1/",
            "https://2130706433/",
            "https://0x7f.1/",
            "https://0177.0.0.1/",
            "https://[::1]/",
            "https://[::ffff:127.0.0.1]/",
            "https://169.254.169.254/latest/meta-data",
            "https://10.1.2.3/",
            "https://192.168.0.1:8443/",
            "https://[fd00::1]/",
            "https://localhost/",
            "https://LOCALHOST./",
            "https://a.localhost/",
        ] {
            let url = Url::parse(inside).unwrap();
            assert_eq!(receivers.takes(&url), Err(Rule::InternalUrl), "{inside}");
            assert_eq!(post(&receivers, inside).await.fault, Some(DeliveryFault::Internal), "{inside}");
        }
        for odd in [
            "http://example.com/",
            "ftp://example.com/",
            "data:text/plain,a",
            "https://ana@example.com/",
            "https://ana:moon@example.com/",
        ] {
            assert_eq!(receivers.takes(&Url::parse(odd).unwrap()), Err(Rule::WebhookUrl), "{odd}");
        }
        for good in ["https://example.com/ava?key=1", "https://1.1.1.1:8443/", "https://[2606:4700::1111]/"] {
            assert_eq!(receivers.takes(&Url::parse(good).unwrap()), Ok(()), "{good}");
        }
    }

    #[tokio::test]
    async fn what_is_inside_is_reached_where_the_operator_allows_it() {
        let (port, _asked) = server("127.0.0.1", "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok").await;
        let url = format!("http://127.0.0.1:{port}/");
        for inside in [Inside::Loopback, Inside::Anything] {
            let receivers = Receivers::new(inside, TIMEOUT, TIMEOUT).unwrap();
            let taken = post(&receivers, &url).await;
            assert_eq!((taken.status, taken.fault, taken.text.as_str()), (Some(200), None, "ok"));
            let plain = Url::parse("http://1.1.1.1/").unwrap();
            assert_eq!(receivers.takes(&plain), Err(Rule::InternalUrl), "not without encryption");
        }
        let loopback = Receivers::new(Inside::Loopback, TIMEOUT, TIMEOUT).unwrap();
        let near = Url::parse("https://10.0.0.1/").unwrap();
        assert_eq!(loopback.takes(&near), Err(Rule::InternalUrl));
        assert_eq!(Receivers::new(Inside::Anything, TIMEOUT, TIMEOUT).unwrap().takes(&near), Ok(()));
    }

    #[tokio::test]
    async fn a_redirect_is_not_followed() {
        let inside = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let there = inside.local_addr().unwrap();
        let answer = format!("HTTP/1.1 307 Temporary Redirect\r\nlocation: http://{there}/\r\n\r\n");
        let (port, _asked) = server("127.0.0.1", answer.leak()).await;
        let receivers = Receivers::new(Inside::Loopback, TIMEOUT, TIMEOUT).unwrap();
        let answer = post(&receivers, &format!("http://127.0.0.1:{port}/")).await;
        assert_eq!((answer.status, answer.fault), (Some(307), Some(DeliveryFault::Redirected)));
        assert!(inside.accept().now_or_never().is_none(), "nobody came");
    }

    #[tokio::test]
    async fn an_answer_without_an_end_counts_by_its_status_and_is_cut() {
        let head = "HTTP/1.1 500 Internal Server Error\r\ntransfer-encoding: chunked\r\n\r\n";
        let endless = format!("{head}4000\r\n{}\r\n", "\u{0}".repeat(0x4000)).leak();
        let (port, _asked) = server("127.0.0.1", endless).await;
        let receivers = Receivers::new(Inside::Loopback, TIMEOUT, TIMEOUT).unwrap();
        let answer = post(&receivers, &format!("http://127.0.0.1:{port}/")).await;
        assert_eq!((answer.status, answer.fault), (Some(500), Some(DeliveryFault::Refused)));
        assert_eq!(answer.text.chars().count(), MAX_ANSWER);
        assert!(!answer.text.contains('\0'));
    }

    #[tokio::test]
    async fn nobody_there_and_no_answer_are_told_apart() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/", listener.local_addr().unwrap());
        let hasty = Receivers::new(Inside::Loopback, TIMEOUT, Duration::from_millis(100)).unwrap();
        assert_eq!(post(&hasty, &url).await.fault, Some(DeliveryFault::Silent));
        drop(listener);
        let receivers = Receivers::new(Inside::Loopback, TIMEOUT, TIMEOUT).unwrap();
        assert_eq!(post(&receivers, &url).await.fault, Some(DeliveryFault::NotReached));
    }
}
