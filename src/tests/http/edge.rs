//! Requests over a bare socket, as browsers never send them: many connections, half
//! requests, invalid first lines and hosts.

use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    time::Duration,
};

use ava::server::{
    edge::Edge,
    vapi_hooks::{self, SECRET_HEADER, Target},
};
use reqwest::Method;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpSocket, TcpStream},
};

use crate::support::{
    app::{Database, TestApp, Tests},
    browser::{Browser, Server},
    people::owner,
    process::Process,
};

/// A time longer than anything here may take on a busy machine.
const MAX_WAIT: Duration = Duration::from_secs(20);
const SHORT: Duration = Duration::from_millis(300);

async fn started() -> (TestApp, Server) {
    let app = TestApp::on(Database::Sqlite).await;
    let server = app.serve().await;
    (app, server)
}

async fn with_edge(change: impl FnOnce(&mut Edge)) -> (TestApp, Server) {
    let app = TestApp::on(Database::Sqlite).await;
    let mut edge = Edge::of(&app.services.config);
    change(&mut edge);
    let server = Server::with_edge(app.services.clone(), edge).await;
    (app, server)
}

/// A connection from one of the loopback's many addresses.
async fn connect(server: SocketAddr, last: u8) -> TcpStream {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind(SocketAddr::new(IpAddr::V4(Ipv4Addr::new(127, 0, 0, last)), 0)).unwrap();
    socket.connect(server).await.unwrap()
}

/// Everything that the server sends until it closes the connection.
async fn rest(socket: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    // A reset is an end too.
    let _ = tokio::time::timeout(MAX_WAIT, socket.read_to_end(&mut bytes)).await.expect("an end");
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Sends a first line, word for word, and these headers; returns the answer.
async fn ask(server: &Server, line: &str, headers: &[(&str, &str)]) -> String {
    let mut socket = connect(server.addr, 1).await;
    let headers: String = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    socket.write_all(format!("{line}\r\n{headers}Connection: close\r\n\r\n").as_bytes()).await.unwrap();
    rest(&mut socket).await
}

fn status(answer: &str) -> &str {
    answer.split(' ').nth(1).unwrap_or_default()
}

async fn lives(server: &Server) {
    let answer = tokio::time::timeout(MAX_WAIT, Browser::at(server.addr).page("/healthz")).await;
    assert_eq!(answer.expect("an answer").status, 200);
}

#[tokio::test]
async fn a_first_line_without_a_path_is_refused_in_words() {
    let (_app, server) = started().await;
    let host = server.addr.to_string();
    for line in [
        "GET login HTTP/1.1",
        "GET evil.example:80 HTTP/1.1",
        "POST rpc HTTP/1.1",
        "OPTIONS * HTTP/1.1",
        "CONNECT login:443 HTTP/1.1",
        "GET 127.0.0.1 HTTP/1.1",
    ] {
        let answer = ask(&server, line, &[("Host", &host)]).await;
        assert_eq!(status(&answer), "400", "{line}: {answer}");
        assert!(answer.contains("malformed") && answer.contains("x-correlation-id"), "{line}: {answer}");
    }
    let whole = format!("GET http://{host}/login HTTP/1.1");
    assert_eq!(status(&ask(&server, &whole, &[("Host", &host), ("Accept", "text/html")]).await), "200");
}

#[tokio::test]
async fn only_the_hosts_that_are_configured_are_answered_but_for_probes() {
    let (_app, server) = started().await;
    let own = server.addr.to_string();
    for host in ["evil.example", "evil.example:3000", "127.0.0.1.evil.example"] {
        let answer = ask(&server, "GET /login HTTP/1.1", &[("Host", host), ("Accept", "text/html")]).await;
        assert_eq!(status(&answer), "421", "{host}: {answer}");
        assert!(answer.contains("AVA does not answer to the name"), "{answer}");
        let answer = ask(&server, "GET /login HTTP/1.1", &[("Host", host)]).await;
        assert!(answer.contains("wrong_host"), "{answer}");
        for probe in ["/healthz", "/readyz", "/api/v1/runtime/status"] {
            let answer = ask(&server, &format!("GET {probe} HTTP/1.1"), &[("Host", host)]).await;
            assert_eq!(status(&answer), "200", "{probe}");
        }
        assert_eq!(status(&ask(&server, "GET /metrics HTTP/1.1", &[("Host", host)]).await), "421");
    }
    let elsewhere = "GET http://evil.example/login HTTP/1.1";
    assert_eq!(status(&ask(&server, elsewhere, &[("Host", &own)]).await), "421");
    assert_eq!(status(&ask(&server, "GET /login HTTP/1.1", &[]).await), "400");
    assert_eq!(status(&ask(&server, "GET /login HTTP/1.1", &[("Host", &own), ("Host", &own)]).await), "400");
    assert_eq!(status(&ask(&server, "GET /healthz HTTP/1.0", &[]).await), "200");
}

#[tokio::test]
async fn no_name_of_a_file_is_more_than_not_found() {
    let (app, server) = started().await;
    std::fs::write(app.folder().join("site/pkg/main.css"), "main {}").unwrap();
    std::fs::create_dir(app.folder().join("site/pkg/folder")).unwrap();
    let host = server.addr.to_string();
    let get = async |path: &str| ask(&server, &format!("GET {path} HTTP/1.1"), &[("Host", &host)]).await;
    assert_eq!(status(&get("/pkg/main.css").await), "200");
    let long = |n: usize| format!("/pkg/{}", "a".repeat(n));
    for path in [
        &*long(128),
        &long(129),
        &long(256),
        &long(5_000),
        "/pkg",
        "/pkg/",
        "/pkg/.",
        "/pkg/..",
        "/pkg/folder",
        "/pkg/folder/",
        "/pkg/main.css/",
        "/pkg//main.css",
        "/pkg/%00",
        "/pkg/main.css%00",
        "/pkg/%ff%fe",
        "/pkg/%",
        "/pkg/%2e%2e/assets.json",
        "/pkg/..%2fassets.json",
        "/pkg/../assets.json",
        "/pkg/..\\assets.json",
        "/pkg/%2fetc%2fpasswd",
    ] {
        let answer = get(path).await;
        assert_eq!(status(&answer), "404", "{path}: {answer}");
        assert!(answer.contains("not_found"), "{path}: {answer}");
    }
}

#[tokio::test]
async fn no_page_links_to_another_site_because_of_its_address() {
    let (_app, server) = started().await;
    let owner = server.owner().await;
    let cookie = format!("sid={}", owner.session().unwrap());
    let host = server.addr.to_string();
    for path in ["//evil.example/", "///evil.example", "/.//evil.example/", "//evil.example/?__err=e30"] {
        for headers in [
            &[("Host", &*host), ("Accept", "text/html"), ("Cookie", &*cookie)][..],
            &[("Host", &*host), ("Accept", "text/html")],
        ] {
            let answer = ask(&server, &format!("GET {path} HTTP/1.1"), headers).await;
            assert!(matches!(status(&answer), "302" | "303" | "404"), "{path}: {answer}");
            for elsewhere in ["href=\"//", "href=\"/\\", "location: //", "location: /\\"] {
                assert!(!answer.contains(elsewhere), "{path}: {answer}");
            }
        }
    }
}

#[tokio::test]
async fn a_cookie_of_other_software_signs_nobody_out() {
    let (_app, server) = started().await;
    let owner = server.owner().await;
    let (host, ours) = (server.addr.to_string(), format!("sid={}", owner.session().unwrap()));
    for cookies in [
        format!("ville=Orléans; {ours}"),
        format!("{ours}; ville=Orléans"),
        format!("a=1;ville=東京;{ours};b=2"),
    ] {
        let headers = [("Host", &*host), ("Accept", "text/html"), ("Cookie", &*cookies)];
        let answer = ask(&server, "GET /dashboard/integrations HTTP/1.1", &headers).await;
        assert_eq!(status(&answer), "200", "{cookies}: {answer}");
    }
    let headers = [("Host", &*host), ("Accept", "text/html"), ("Cookie", "ville=Orléans")];
    let answer = ask(&server, "GET /login HTTP/1.1", &headers).await;
    assert_eq!(status(&answer), "200", "{answer}");
}

#[tokio::test]
async fn who_cannot_be_told_apart_reads_no_metrics() {
    let app = TestApp::with(Database::Sqlite, vec![("AVA_TRUSTED_PROXIES", "1".into())]).await;
    let server = app.serve().await;
    let host = server.addr.to_string();
    let metrics = async |forwarded: &[u8]| {
        let mut socket = connect(server.addr, 1).await;
        let head = format!("GET /metrics HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\nX-Forwarded-For: ");
        let head = [head.as_bytes(), forwarded, b"\r\n\r\n"];
        socket.write_all(&head.concat()).await.unwrap();
        status(&rest(&mut socket).await).to_owned()
    };
    for forwarded in [
        &b"203.0.113.9"[..],
        b"203.0.113.9:50001",
        b"[2001:db8::1]:443",
        b"\"[2001:db8::1]\"",
        b"\xff\xfe",
        b"127.0.0.1, \xff",
        b"",
        b"unknown",
        b"localhost",
    ] {
        assert_eq!(metrics(forwarded).await, "404", "{forwarded:?}");
    }
    assert_eq!(metrics(b"127.0.0.1").await, "200", "a client on this machine");
    assert_eq!(
        status(&ask(&server, "GET /metrics HTTP/1.1", &[("Host", &host)]).await),
        "200",
        "around the proxy"
    );
}

#[tokio::test]
async fn lesson_76_half_sent_requests_of_one_address_cost_the_others_nothing() {
    let (_app, server) = with_edge(|edge| edge.connections_of_one = Some(8)).await;
    let mut flood = Vec::new();
    for _ in 0..40 {
        let mut socket = connect(server.addr, 2).await;
        socket.write_all(b"GET /login HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Half: ").await.unwrap();
        flood.push(socket);
    }
    // All connections but the last eight made place for those after them.
    for socket in &mut flood[..32] {
        assert_eq!(rest(socket).await, "");
    }
    lives(&server).await;
    let last = flood.last_mut().unwrap();
    last.write_all(b"sent\r\nConnection: close\r\n\r\n").await.unwrap();
    assert!(rest(last).await.starts_with("HTTP/1.1 200"), "one of the eight is answered");
}

#[tokio::test]
async fn lesson_76_whoever_else_sends_from_an_address_costs_no_event_that_comes_from_there() {
    let (app, server) = with_edge(|edge| edge.connections_of_one = Some(4)).await;
    let cx = owner(&app).await;
    let mut tx = app.services.db.write(Tests, &cx.org).await.unwrap();
    let nonce = vapi_hooks::make(&app.services, &mut tx).await.unwrap();
    tx.commit().await.unwrap();
    let target = Target::of(&app.services, &cx.org, &nonce);
    let path = &target.url[target.url.find(vapi_hooks::PATH).unwrap()..];
    let send = async |socket: &mut TcpStream, nth: usize| {
        let body = format!(r#"{{"message":{{"type":"hang","timestamp":{nth}}}}}"#);
        let head = format!(
            "POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{SECRET_HEADER}: {}\r\nContent-Length: {}\r\n\r\n",
            target.secret,
            body.len()
        );
        socket.write_all(format!("{head}{body}").as_bytes()).await.unwrap();
        let mut answer = Vec::new();
        while !answer.ends_with(b"\r\n\r\n") {
            answer.push(tokio::time::timeout(MAX_WAIT, socket.read_u8()).await.expect("an answer").unwrap());
        }
        assert_eq!(status(&String::from_utf8_lossy(&answer)), "204");
    };
    let mut events = Vec::new();
    for nth in 0..4 {
        let mut socket = connect(server.addr, 2).await;
        send(&mut socket, nth).await;
        events.push(socket);
    }
    let mut flood = Vec::new();
    for _ in 0..8 {
        let mut socket = connect(server.addr, 2).await;
        socket.write_all(b"GET /login HTTP/1.1\r\n").await.unwrap();
        flood.push(socket);
    }
    for socket in &mut flood[..4] {
        assert_eq!(rest(socket).await, "");
    }
    for (socket, nth) in events.iter_mut().zip(4..) {
        send(socket, nth).await;
    }
    assert_eq!(app.count("call_events", &[]).await, 8);
}

#[tokio::test]
async fn lesson_76_however_many_connections_come_from_everywhere_healthz_answers() {
    let (_app, server) = with_edge(|edge| {
        edge.connections = 20;
        edge.connections_of_one = Some(8);
    })
    .await;
    let mut flood = Vec::new();
    for last in 2..12 {
        for _ in 0..8 {
            let mut socket = connect(server.addr, last).await;
            socket.write_all(b"GET /login HTTP/1.1\r\n").await.unwrap();
            flood.push(socket);
        }
        lives(&server).await;
    }
    for socket in &mut flood[..60] {
        assert_eq!(rest(socket).await, "");
    }
}

/// Asserts that the server answers among connections from everywhere, each of which sends `sent`,
/// reads nothing, and counts as at work until the server sees that it waits for its peer.
async fn lives_among(server: &Server, sent: &str) {
    let mut flood = Vec::new();
    let host = server.addr;
    let probe = format!("GET /healthz HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
    for last in 2..12 {
        for _ in 0..8 {
            let mut socket = connect(server.addr, last).await;
            // A connection without a place is closed already.
            let _ = socket.write_all(sent.as_bytes()).await;
            flood.push(socket);
        }
        let answered = async {
            loop {
                let mut socket = connect(server.addr, 1).await;
                let sent = socket.write_all(probe.as_bytes()).await;
                if sent.is_ok() && status(&rest(&mut socket).await) == "200" {
                    break;
                }
            }
        };
        tokio::time::timeout(MAX_WAIT, answered).await.expect("an answer");
    }
}

async fn crowded() -> (TestApp, Server) {
    with_edge(|edge| {
        edge.connections = 20;
        edge.connections_of_one = Some(8);
    })
    .await
}

#[tokio::test]
async fn lesson_76_however_many_take_no_answer_healthz_answers() {
    let (app, server) = crowded().await;
    // The file is larger than the buffers of both ends.
    std::fs::write(app.folder().join("site/pkg/large.wasm"), vec![0; 32 << 20]).unwrap();
    lives_among(&server, &format!("GET /pkg/large.wasm HTTP/1.1\r\nHost: {}\r\n\r\n", server.addr)).await;
}

#[tokio::test]
async fn lesson_76_however_many_send_no_body_healthz_answers() {
    let (_app, server) = crowded().await;
    let head = format!(
        "POST /rpc/log_in HTTP/1.1\r\nHost: {}\r\nSec-Fetch-Site: same-origin\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 100\r\n\r\nform",
        server.addr
    );
    lives_among(&server, &head).await;
}

#[tokio::test]
async fn what_never_becomes_a_request_is_closed() {
    let (_app, server) = with_edge(|edge| edge.head = SHORT).await;
    for half in [
        &b""[..],
        b"G",
        b"GET /login HTTP/1.1\r\nHost: 127.0.0.1\r\n",
        b"PRI * HTTP/2.0\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    ] {
        let mut socket = connect(server.addr, 1).await;
        socket.write_all(half).await.unwrap();
        let answer = rest(&mut socket).await;
        assert!(!answer.starts_with("HTTP/1.1 2"), "{half:?}: {answer}");
    }
    // A drop now and then does not keep a connection alive.
    let mut socket = connect(server.addr, 1).await;
    let dripping = async {
        while socket.write_all(b"x").await.is_ok() {
            tokio::time::sleep(SHORT / 10).await;
        }
    };
    tokio::time::timeout(MAX_WAIT, dripping).await.expect("an end");
}

#[tokio::test]
async fn a_kept_connection_is_closed_when_it_is_idle_and_not_while_it_is_answered() {
    let (_app, server) = with_edge(|edge| edge.kept = SHORT).await;
    let owner = server.owner().await;
    let mut stream = owner.tab().request(Method::GET, "/events").send().await.unwrap();
    let mut kept = connect(server.addr, 1).await;
    kept.write_all(format!("GET /healthz HTTP/1.1\r\nHost: {}\r\n\r\n", server.addr).as_bytes())
        .await
        .unwrap();
    assert!(rest(&mut kept).await.ends_with("ok"));
    assert!(stream.chunk().await.unwrap().is_some(), "the first event");
    // This request has a connection of its own: the owner's may be closed by now.
    owner.tab().connect_vapi(crate::support::sandbox::VAPI_KEY).await;
    let next = tokio::time::timeout(MAX_WAIT, stream.chunk()).await.expect("an event").unwrap();
    assert!(next.is_some(), "it is still there");
}

#[tokio::test]
async fn a_body_that_does_not_arrive_is_not_waited_for() {
    let (_app, server) = with_edge(|edge| edge.body = SHORT).await;
    for (path, length) in [
        ("/rpc/log_in", "Content-Length: 100"),
        ("/rpc/log_in", "Transfer-Encoding: chunked"),
        ("/rpc/no/such", "Content-Length: 100"),
        ("/page-failures", "Content-Length: 100"),
        ("/dashboard/agents", "Content-Length: 100"),
    ] {
        let mut socket = connect(server.addr, 1).await;
        let head = format!(
            "POST {path} HTTP/1.1\r\nHost: {}\r\nSec-Fetch-Site: same-origin\r\n\
             Content-Type: application/x-www-form-urlencoded\r\n{length}\r\n\r\n8\r\n",
            server.addr
        );
        socket.write_all(head.as_bytes()).await.unwrap();
        let answer = rest(&mut socket).await;
        assert_eq!(status(&answer), "408", "{path}: {answer}");
        assert!(answer.contains("too_slow"), "{path}: {answer}");
    }
}

#[tokio::test]
async fn lesson_76_live_streams_have_their_limits_and_pages_go_on() {
    let (_app, server) = with_edge(|edge| {
        edge.streams.of_session = 2;
        edge.streams.of_address = 3;
    })
    .await;
    let (owner, other) = (server.owner().await, server.owner().await);
    let open = async |browser: &Browser| browser.request(Method::GET, "/events").send().await.unwrap();
    let mut streams = Vec::new();
    for _ in 0..2 {
        streams.push(open(&owner).await);
    }
    let refused = owner.send("events", owner.request(Method::GET, "/events")).await;
    assert_eq!((refused.status, refused.header("retry-after")), (429, "60"));
    streams.push(open(&other).await);
    assert!(streams.iter().all(|stream| stream.status() == 200));
    assert_eq!(open(&other).await.status(), 429, "of the address");
    for browser in [&owner, &other] {
        assert_eq!(browser.page("/dashboard/integrations").await.status, 200);
    }
    // A tab that is closed makes place.
    drop(streams);
    let again = async {
        while open(&owner).await.status() != 200 {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(MAX_WAIT, again).await.expect("a place");
}

#[tokio::test]
async fn the_program_takes_as_many_descriptors_as_it_may() {
    let run = crate::support::killed::Killed::start().await;
    let (soft, hard) = run.process().open_files();
    assert_eq!(soft, hard.min(65_536), "of {} that it was started with", Process::STARTED_WITH);
    assert!(soft > Process::STARTED_WITH);
}
