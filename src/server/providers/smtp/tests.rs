//! Servers that no honest operator runs, and directories that change their mind.

use std::{
    io,
    net::{IpAddr, SocketAddr},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use async_trait::async_trait;
use futures::FutureExt;
use rcgen::{CertifiedKey, generate_simple_self_signed};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};
use tokio_rustls::TlsAcceptor;

use super::{
    Limits, Mailbox, SignIn, SmtpClient, SmtpSettings, address,
    directory::{Directory, Found},
};
use crate::{
    domain::{
        locale::Locale,
        problem::{Mail, Problem, ProblemKind},
        provider::smtp::{PROVIDER, SmtpSecurity},
    },
    server::vault::secret::Secret,
};

/// Knows one address at first, and an internal one whenever it is asked again.
struct Changing {
    first: Vec<SocketAddr>,
    asked: Arc<AtomicUsize>,
    simulated: bool,
}

#[async_trait]
impl Directory for Changing {
    async fn find(&self, _host: &str, port: u16) -> io::Result<Found> {
        let again = self.asked.fetch_add(1, Ordering::Relaxed) > 0;
        let inside = vec![SocketAddr::from(([10, 0, 0, 25], port))];
        let addresses = if again { inside } else { self.first.clone() };
        Ok(Found { addresses, simulator: self.simulated.then(|| CertificateDer::from(Vec::new())) })
    }
}

fn client(first: Vec<SocketAddr>, simulated: bool) -> (SmtpClient, Arc<AtomicUsize>) {
    let asked = Arc::new(AtomicUsize::new(0));
    let directory = Changing { first, asked: Arc::clone(&asked), simulated };
    let limits = Limits {
        connect: Duration::from_secs(2),
        silence: Duration::from_millis(300),
        total: Duration::from_millis(1500),
    };
    let settings = SmtpSettings { hello: "ava.example".to_owned(), ..SmtpSettings::default() };
    (SmtpClient::with(settings, limits, Box::new(directory)), asked)
}

fn mailbox(security: SmtpSecurity) -> Mailbox {
    Mailbox {
        host: "smtp.clinic.example".to_owned(),
        port: 587,
        security,
        sign_in: Some(SignIn { user: "ana".to_owned(), password: Secret::new("canary-password") }),
        operators: false,
    }
}

/// What becomes of a check at a server that answers the first line with `greeting`, and each
/// line of the client with the next of `answers`. Returns what the client said, too.
async fn checked(greeting: &'static str, answers: Vec<String>) -> (Result<(), Problem>, String) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let addr = listener.local_addr().unwrap();
    let serving = tokio::spawn(async move {
        let (tcp, _) = listener.accept().await.unwrap();
        serve(tcp, greeting, answers).await
    });
    let (client, _) = client(vec![addr], true);
    let checked = client.check(&mailbox(SmtpSecurity::StartTls), "ana@clinic.example").await;
    (checked, serving.await.unwrap())
}

async fn serve(mut tcp: TcpStream, greeting: &str, answers: Vec<String>) -> String {
    let mut heard = Vec::new();
    if tcp.write_all(greeting.as_bytes()).await.is_err() {
        return String::new();
    }
    let mut chunk = [0; 1024];
    for answer in answers {
        match tcp.read(&mut chunk).await {
            Ok(count) if count > 0 => heard.extend_from_slice(&chunk[..count]),
            _ => break,
        }
        if tcp.write_all(answer.as_bytes()).await.is_err() {
            break;
        }
    }
    // What is still said is heard to its end.
    let _ = tcp.read_to_end(&mut heard).await;
    String::from_utf8_lossy(&heard).into_owned()
}

#[test]
fn an_address_has_the_name_that_dns_has_of_its_domain() {
    let written = |text: &str| address(text).map(|address| address.to_string());
    for (typed, sent) in [
        ("info@müller.example", "info@xn--mller-kva.example"),
        ("ana@clinic.example", "ana@clinic.example"),
        ("rené@clinic.example", "rené@clinic.example"),
    ] {
        assert_eq!(written(typed).as_deref(), Some(sent));
    }
    for none in ["a..b@clinic.example", ".a@clinic.example", "@clinic.example", "nobody", ""] {
        assert_eq!(written(none), None, "{none}");
    }
}

#[tokio::test]
async fn a_server_is_looked_up_once_so_that_no_later_answer_leads_elsewhere() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let addr = listener.local_addr().unwrap();
    let (client, asked) = client(vec![addr], true);
    // It is silent, so the client connects again, to find out whether it speaks TLS.
    let checked = client.check(&mailbox(SmtpSecurity::StartTls), "ana@clinic.example").await;
    assert_eq!(checked, Err(Mail::Silent.into()));
    assert_eq!(asked.load(Ordering::Relaxed), 1);
    let again = client.check(&mailbox(SmtpSecurity::StartTls), "ana@clinic.example").await;
    assert_eq!(again, Err(Mail::Internal.into()), "the next conversation looks anew");
}

#[tokio::test]
async fn no_internal_address_is_connected_to() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    for internal in ["127.0.0.1", "::1", "::ffff:127.0.0.1", "10.0.0.1", "100.64.0.1", "169.254.169.254"] {
        let internal = SocketAddr::new(internal.parse::<IpAddr>().unwrap(), port);
        let public = SocketAddr::from(([1, 1, 1, 1], port));
        for addresses in [vec![internal], vec![public, internal]] {
            let (client, _) = client(addresses.clone(), false);
            for security in SmtpSecurity::ALL {
                let checked = client.check(&mailbox(security), "ana@clinic.example").await;
                assert_eq!(checked, Err(Mail::Internal.into()), "{addresses:?} by {security:?}");
            }
        }
    }
    assert!(listener.accept().now_or_never().is_none(), "nobody came");
}

#[tokio::test]
async fn no_password_goes_to_a_public_server_in_the_clear() {
    let (client, _) = client(vec![SocketAddr::from(([1, 1, 1, 1], 25))], false);
    let checked = client.check(&mailbox(SmtpSecurity::Plain), "ana@clinic.example").await;
    assert_eq!(checked, Err(Mail::Plain.into()));
}

#[tokio::test]
async fn what_is_slipped_in_before_tls_is_never_read_as_the_servers_word() {
    let hello = "250-smtp.clinic.example\r\n250-STARTTLS\r\n250 AUTH PLAIN\r\n".to_owned();
    let slipped = "220 go\r\n250-smtp.clinic.example\r\n250 AUTH PLAIN\r\n".to_owned();
    let (checked, heard) = checked("220 hello\r\n", vec![hello, slipped]).await;
    assert_eq!(checked, Err(Mail::NoMailServer.into()));
    assert_eq!(heard, "EHLO ava.example\r\nSTARTTLS\r\n", "no password");
}

#[tokio::test]
async fn a_server_without_starttls_gets_no_password() {
    let hello = "250-smtp.clinic.example\r\n250-   \r\n250 AUTH PLAIN LOGIN\r\n".to_owned();
    let (checked, heard) = checked("220 hello\r\n", vec![hello]).await;
    assert_eq!(checked, Err(Mail::NoStartTls.into()));
    assert!(heard.starts_with("EHLO ava.example\r\n") && !heard.contains("AUTH"), "{heard}");
}

#[tokio::test]
async fn a_reply_without_an_end_is_not_read_to_its_end() {
    let endless = "250-more and more\r\n".repeat(5_000);
    let (checked, _) = checked("220 hello\r\n", vec![endless]).await;
    assert_eq!(checked, Err(Mail::NoMailServer.into()));
}

#[tokio::test]
async fn what_is_no_mail_server_is_said_to_be_none() {
    for greeting in
        ["HTTP/1.1 400 Bad Request\r\n\r\n", "* OK IMAP4rev1\r\n", "+OK POP3\r\n", "SSH-2.0-x\r\n"]
    {
        let (checked, _) = checked(greeting, Vec::new()).await;
        assert_eq!(checked, Err(Mail::NoMailServer.into()), "{greeting}");
    }
    let (checked, _) = checked("554 5.7.1 not you\r\n", Vec::new()).await;
    let problem = checked.unwrap_err();
    assert_eq!(problem.kind, ProblemKind::ProviderFailed(PROVIDER));
    assert_eq!(problem.reply(Locale::En).as_deref(), Some("The server’s answer: 554 5.7.1 not you"));
}

#[tokio::test]
async fn a_server_that_takes_its_time_for_tls_is_waited_for() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let (client, _) = client(vec![listener.local_addr().unwrap()], true);
    let CertifiedKey { cert, signing_key } =
        generate_simple_self_signed(["smtp.clinic.example".to_owned()]).unwrap();
    let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(signing_key.serialize_der()));
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![cert.der().clone()], key)
        .unwrap();
    let serving = tokio::spawn(async move {
        // It is asked by TLS, listened to without, and asked by TLS once more.
        let (_first, _plain) = (listener.accept().await.unwrap(), listener.accept().await.unwrap());
        let (third, _) = listener.accept().await.unwrap();
        TlsAcceptor::from(Arc::new(config)).accept(third).await.is_ok()
    });
    let checked = client.check(&mailbox(SmtpSecurity::Tls), "ana@clinic.example").await;
    assert_eq!(checked, Err(Mail::UnknownIssuer.into()), "it was heard, and is trusted by nobody");
    assert!(!serving.await.unwrap());
}
