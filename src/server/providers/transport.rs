//! One pooled HTTP client, one attempt, one bounded answer.
//!
//! Knows no provider and no retry. The only place that builds a client.

use std::{error::Error, fs::File, io, net::SocketAddr, sync::Arc, time::Duration};

use reqwest::{
    Client, ClientBuilder, Method, Request, RequestBuilder, Response, StatusCode,
    dns::{Addrs, Name, Resolve, Resolving},
    header::{HeaderMap, RETRY_AFTER},
};
use serde::de::DeserializeOwned;
use tokio::net::lookup_host;
use url::Url;

use super::{
    distrust::{self, Distrust},
    internal_address::is_internal,
    issuers,
    lenient::without_lone_surrogates,
};

/// The most bytes of an answer: a long call has all that was said in it several times, as its event.
const MAX: usize = 8 * 1024 * 1024;

const USER_AGENT: &str = concat!("AVA/", env!("CARGO_PKG_VERSION"));

/// The headers with the provider's own id of a request: Twilio's, and OpenAI's.
const REQUEST_IDS: [&str; 2] = ["twilio-request-id", "x-request-id"];

#[derive(Clone)]
pub(super) struct Transport {
    client: Client,
    /// Reaches nothing but the public internet: for addresses that a provider’s answer names.
    public: Client,
}

/// The network addresses that a request may reach.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reach {
    /// A provider’s host, as this installation was told of it.
    Provider,
    /// Hosts of the public internet alone.
    Public,
}

/// Looks names up, and finds none that leads to this machine or a network around it. What is connected to
/// is what was looked at, so that no later answer leads elsewhere.
struct PublicNames;

impl Resolve for PublicNames {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let found: Vec<SocketAddr> = lookup_host((name.as_str(), 0)).await?.collect();
            // One internal answer among others would still be reached now and then.
            if found.iter().any(|address| is_internal(address.ip())) {
                tracing::warn!(
                    "a name that a provider’s answer leads to is of a network around this machine"
                );
                return Err(io::Error::from(io::ErrorKind::PermissionDenied).into());
            }
            Ok(Box::new(found.into_iter()) as Addrs)
        })
    }
}

/// An answer, whatever its status.
#[derive(Debug)]
pub(super) struct Reply {
    pub status: StatusCode,
    pub retry_after: Option<Duration>,
    /// The provider's own id of the request, which its support asks for.
    pub request_id: Option<String>,
    body: Vec<u8>,
}

/// The reason why there is no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// This process or this machine has nothing left to connect with.
    Ours,
    Connect,
    /// What answers has no certificate that is trusted, or speaks no TLS.
    Tls(Distrust),
    Timeout,
    /// The connection broke before the answer was whole.
    Broken,
    /// A success too large to read.
    Oversized,
    /// The request could not be built.
    Unsendable,
    /// The request was not sent: its work may be another worker's by now.
    LeaseEnded,
}

impl Fault {
    pub fn code(self) -> &'static str {
        match self {
            Fault::Ours => "ours",
            Fault::Connect => "connect",
            Fault::Tls(distrust) => distrust.code(),
            Fault::Timeout => "timeout",
            Fault::Broken => "broken",
            Fault::Oversized => "oversized",
            Fault::Unsendable => "unsendable",
            Fault::LeaseEnded => "lease_ended",
        }
    }
}

impl From<reqwest::Error> for Fault {
    fn from(error: reqwest::Error) -> Self {
        if error.is_builder() {
            Fault::Unsendable
        } else if is_ours(&error) {
            Fault::Ours
        } else if let Some(distrust) = distrust(&error) {
            Fault::Tls(distrust)
        } else if error.is_connect() {
            // A failed name look-up does not tell its cause: opening a file shows it.
            if has_run_out() { Fault::Ours } else { Fault::Connect }
        } else if error.is_timeout() {
            Fault::Timeout
        } else {
            Fault::Broken
        }
    }
}

/// The I/O errors among the causes.
pub(super) fn io_errors(error: &reqwest::Error) -> impl Iterator<Item = &io::Error> {
    let causes = std::iter::successors(error.source(), |cause| (*cause).source());
    causes.filter_map(|cause| cause.downcast_ref::<io::Error>())
}

/// Whether the cause is that something has run out here.
fn is_ours(error: &reqwest::Error) -> bool {
    io_errors(error).any(lacks)
}

fn distrust(error: &reqwest::Error) -> Option<Distrust> {
    io_errors(error).find_map(distrust::tls_error).map(Distrust::from)
}

/// Whether descriptors have run out by now.
pub(super) fn has_run_out() -> bool {
    File::open("/dev/null").is_err_and(|error| lacks(&error))
}

/// Whether descriptors, of this process or of the machine, memory, or ports have run out.
pub(super) fn lacks(error: &io::Error) -> bool {
    /// The numbers on Linux and the BSDs; the library names neither.
    const ENFILE: i32 = 23;
    const EMFILE: i32 = 24;
    matches!(error.raw_os_error(), Some(ENFILE | EMFILE))
        || matches!(error.kind(), io::ErrorKind::OutOfMemory | io::ErrorKind::AddrNotAvailable)
}

impl Reply {
    /// `None` for anything but the JSON that was expected.
    pub fn json<T: DeserializeOwned>(&self) -> Option<T> {
        let read = serde_json::from_slice(&self.body).ok();
        // What was said in a call may be cut between the halves of a pair.
        let has_escaped_half = || self.body.windows(3).any(|three| three.eq_ignore_ascii_case(b"\\ud"));
        if read.is_some() || !has_escaped_half() {
            return read;
        }
        serde_json::from_str(&without_lone_surrogates(&String::from_utf8_lossy(&self.body))).ok()
    }

    pub fn is_empty(&self) -> bool {
        self.body.is_empty()
    }

    pub fn is_json(&self) -> bool {
        self.json::<serde::de::IgnoredAny>().is_some()
    }

    /// An answer with this body, for tests of what it means.
    #[cfg(test)]
    pub fn with(status: u16, body: &str) -> Self {
        let status = StatusCode::from_u16(status).unwrap();
        Self { status, retry_after: None, request_id: None, body: body.as_bytes().to_vec() }
    }
}

impl Transport {
    /// # Errors
    /// Fails where the system trusts no issuer of certificates.
    pub fn new(connect_timeout: Duration) -> io::Result<Self> {
        let builder = || Ok::<_, io::Error>(builder(connect_timeout)?.tcp_keepalive(Duration::from_secs(60)));
        let public = builder()?.dns_resolver(Arc::new(PublicNames)).build().map_err(io::Error::other)?;
        Ok(Self { client: builder()?.build().map_err(io::Error::other)?, public })
    }

    /// A client by itself, which keeps no connection: each request looks its host up by `names`.
    ///
    /// # Errors
    /// Fails as [`Transport::new`] does.
    pub fn apart<R: Resolve + 'static>(connect_timeout: Duration, names: Arc<R>) -> io::Result<Client> {
        builder(connect_timeout)?
            .pool_max_idle_per_host(0)
            .no_proxy()
            .dns_resolver(names)
            .build()
            .map_err(io::Error::other)
    }

    pub fn request(&self, method: Method, url: Url) -> RequestBuilder {
        self.client.request(method, url)
    }

    pub async fn attempt(&self, request: Request, timeout: Duration) -> Result<Reply, Fault> {
        // The timeout comes first: a process that was stopped until it was over does not
        // send a request that it had not sent.
        tokio::select! {
            biased;
            () = tokio::time::sleep(timeout) => Err(Fault::Timeout),
            answer = self.exchange(request) => answer,
        }
    }

    /// Sends the request, and leaves the answer to be read.
    pub async fn open(&self, request: Request, reach: Reach, timeout: Duration) -> Result<Response, Fault> {
        let client = match reach {
            Reach::Provider => &self.client,
            Reach::Public => &self.public,
        };
        tokio::select! {
            biased;
            () = tokio::time::sleep(timeout) => Err(Fault::Timeout),
            answer = client.execute(request) => Ok(answer?),
        }
    }

    async fn exchange(&self, request: Request) -> Result<Reply, Fault> {
        let mut response = self.client.execute(request).await?;
        let mut reply = Reply {
            status: response.status(),
            retry_after: retry_after(response.headers()),
            request_id: REQUEST_IDS
                .into_iter()
                .find_map(|name| response.headers().get(name)?.to_str().ok())
                .map(str::to_owned),
            body: Vec::new(),
        };
        while let Some(chunk) = response.chunk().await? {
            if reply.body.len() + chunk.len() > MAX {
                // A refusal counts by its status, however long it is.
                if reply.status.is_success() {
                    return Err(Fault::Oversized);
                }
                break;
            }
            reply.body.extend_from_slice(&chunk);
        }
        Ok(reply)
    }
}

/// Begins a client with what each of them has.
#[expect(clippy::disallowed_methods, reason = "the one builder of the server's clients")]
fn builder(connect_timeout: Duration) -> io::Result<ClientBuilder> {
    let mut tls = issuers::system()?;
    tls.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(Client::builder()
        .tls_backend_preconfigured(tls)
        .user_agent(USER_AGENT)
        .connect_timeout(connect_timeout)
        .redirect(reqwest::redirect::Policy::none())
        // `retry.rs` alone decides about retries.
        .retry(reqwest::retry::never()))
}

/// Seconds only. The form with a date is not used by these providers, and
/// reading it would trust the other machine's clock.
pub(super) fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let seconds = headers.get(RETRY_AFTER)?.to_str().ok()?.trim().parse().ok()?;
    Some(Duration::from_secs(seconds))
}

#[cfg(test)]
mod tests {
    use futures::FutureExt as _;
    use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
    use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
    use serde_json::{Value, json};
    use tokio::{
        io::{AsyncReadExt, AsyncWriteExt},
        net::TcpListener,
    };
    use tokio_rustls::TlsAcceptor;

    use super::*;

    #[test]
    fn half_a_pair_makes_no_answer_unreadable() {
        let read = |body: &str| Reply::with(200, body).json::<Value>();
        assert_eq!(read(r#"[{"said":"a\ud83d"}]"#), Some(json!([{ "said": "a\u{fffd}" }])));
        assert_eq!(read(r#"{"said":"\uDE00\ud83d\ude00"}"#), Some(json!({ "said": "\u{fffd}😀" })));
        assert_eq!(read(r#"{"said":"\ud83d""#), None);
    }

    /// A resolver that fails like a look-up which the system refuses.
    struct Refusing(i32);

    impl Resolve for Refusing {
        fn resolve(&self, _: Name) -> Resolving {
            let error = io::Error::from_raw_os_error(self.0);
            Box::pin(async move { Err(error.into()) })
        }
    }

    #[expect(clippy::disallowed_methods, reason = "a client whose look-ups fail as told")]
    async fn fault(os_error: i32) -> Fault {
        let client = Client::builder()
            .no_proxy()
            .tls_certs_only([])
            .dns_resolver(Arc::new(Refusing(os_error)))
            .build()
            .unwrap();
        client.get("http://api.example").send().await.unwrap_err().into()
    }

    /// The fault of asking for `host` at a server with a certificate for `named`, which `trusted`
    /// issued or somebody else; `tls`: whether the server speaks it.
    #[expect(clippy::disallowed_methods, reason = "a client that trusts one issuer")]
    async fn distrusted(named: &str, trusted: bool, tls: bool) -> Fault {
        let (issuer, stranger) = (issuer(), issuer());
        let certificate = if trusted { &issuer } else { &stranger };
        let key = KeyPair::generate().unwrap();
        let leaf =
            CertificateParams::new(vec![named.to_owned()]).unwrap().signed_by(&key, certificate).unwrap();
        let der = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key.serialize_der()));
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let config = rustls::ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![leaf.der().clone()], der)
            .unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let serving = tokio::spawn(async move {
            let (mut tcp, _) = listener.accept().await.unwrap();
            if tls {
                let _ = TlsAcceptor::from(Arc::new(config)).accept(tcp).await;
            } else {
                tcp.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await.unwrap();
                let _ = tcp.read(&mut [0; 512]).await;
            }
        });
        let root = reqwest::Certificate::from_der(issuer.der()).unwrap();
        let client = Client::builder().no_proxy().tls_certs_only([root]).build().unwrap();
        let failed = client.get(format!("https://localhost:{port}")).send().await.unwrap_err();
        serving.await.unwrap();
        failed.into()
    }

    fn issuer() -> CertifiedIssuer<'static, KeyPair> {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap()
    }

    #[tokio::test]
    async fn an_address_that_an_answer_names_leads_to_no_network_around_this_machine() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://localhost:{}/kept.wav", listener.local_addr().unwrap().port());
        let transport = Transport::new(Duration::from_secs(5)).unwrap();
        let request = || transport.request(Method::GET, Url::parse(&url).unwrap()).build().unwrap();
        let refused = transport.open(request(), Reach::Public, Duration::from_secs(5)).await;
        assert_eq!(refused.map(|_| ()).unwrap_err(), Fault::Connect);
        assert!(listener.accept().now_or_never().is_none(), "nobody came");
        // The name itself does lead here.
        let open = transport.open(request(), Reach::Provider, Duration::from_secs(5));
        tokio::select! {
            _ = open => panic!("it was not answered"),
            came = listener.accept() => assert!(came.is_ok()),
        }
    }

    #[tokio::test]
    async fn lesson_57_a_certificate_that_is_not_trusted_is_told_from_an_outage() {
        assert_eq!(distrusted("other.example", true, true).await, Fault::Tls(Distrust::OtherName));
        assert_eq!(distrusted("localhost", false, true).await, Fault::Tls(Distrust::UnknownIssuer));
        assert_eq!(distrusted("localhost", true, false).await, Fault::Tls(Distrust::NoTls));
    }

    #[tokio::test]
    async fn lesson_76_what_has_run_out_here_is_no_failure_of_theirs() {
        let (enfile, emfile, enomem, refused, unreachable) = (23, 24, 12, 111, 113);
        for ours in [enfile, emfile, enomem] {
            assert_eq!(fault(ours).await, Fault::Ours, "{ours}");
        }
        for theirs in [refused, unreachable] {
            assert_eq!(fault(theirs).await, Fault::Connect, "{theirs}");
        }
    }
}
