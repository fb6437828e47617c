//! The check of the way in: an event that AVA sends itself by its public address.

use std::{net::SocketAddr, time::Duration};

use ava::{
    domain::{
        readiness::{Break, CallLink, LinkState, ReadinessQuery},
        way_in::{WayIn, WayInView},
    },
    server::{
        agents::{event_address, operations::rotate_hook::rotate},
        calls::events,
        cx::Cx,
        readiness::service as readiness,
        vapi_hooks::PATH,
    },
};
use serde_json::json;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
};

use super::{CALL, call, event, hook};
use crate::support::{
    app::{Database, TestApp},
    both_engines,
    people::{prepared, ready},
    sandbox::VAPI_KEY,
};

/// A proxy that has the public address before the server is there.
struct Proxy(TcpListener);

impl Proxy {
    async fn bind() -> Self {
        Self(TcpListener::bind("127.0.0.1:0").await.unwrap())
    }

    fn public_url(&self) -> Vec<(&'static str, String)> {
        vec![("AVA_PUBLIC_URL", format!("http://{}", self.0.local_addr().unwrap()))]
    }

    /// Leads every connection to this address.
    fn lead_to(self, there: SocketAddr) {
        tokio::spawn(async move {
            while let Ok((mut here, _)) = self.0.accept().await {
                tokio::spawn(async move {
                    let mut there = TcpStream::connect(there).await.unwrap();
                    let _ = tokio::io::copy_bidirectional(&mut here, &mut there).await;
                });
            }
        });
    }

    /// Answers every request by `response`.
    fn answer(self, response: &'static str) {
        tokio::spawn(async move {
            while let Ok((mut here, _)) = self.0.accept().await {
                let mut request = vec![0; 16 * 1024];
                let _ = here.read(&mut request).await;
                let _ = here.write_all(response.as_bytes()).await;
            }
        });
    }
}

async fn events_link(cx: &Cx) -> LinkState {
    let page = readiness::page(cx, &ReadinessQuery::default()).await.unwrap();
    page.call_paths[0].steps[CallLink::Events as usize].state
}

#[tokio::test]
async fn an_event_comes_back_by_the_public_address() {
    let proxy = Proxy::bind().await;
    let app = TestApp::with(Database::Sqlite, proxy.public_url()).await;
    let (cx, ..) = ready(&app).await;
    let server = app.serve().await;
    proxy.lead_to(server.addr);
    assert_eq!(events_link(&cx).await, LinkState::Unknown);
    assert_eq!(event_address::check(&cx).await.unwrap(), WayIn::Open);
    assert_eq!(events_link(&cx).await, LinkState::Holds);
    assert_eq!(app.count("call_events", &[]).await, 0, "it is stored nowhere");
    let view = event_address::view(&cx).await.unwrap();
    assert_eq!((view.heard.check, view.heard.last_event_at), (Some((WayIn::Open, app.now())), None));
    let shown = view.address.unwrap();
    assert!(shown.starts_with(app.services.config.public_url.as_str()), "{shown}");
    let nonce = hook(&cx).await.nonce;
    assert!(shown.ends_with(&format!("{PATH}{}…", &nonce[..4])) && !shown.contains(&nonce), "{shown}");
    assert_eq!(app.count("audit_log WHERE action = 'way_in_checked'", &[]).await, 1);
}

#[tokio::test]
async fn whoever_answers_otherwise_is_not_taken_for_ava() {
    for response in [
        "HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n",
        "HTTP/1.1 200 OK\r\ncontent-length: 16\r\nconnection: close\r\n\r\n{\"answer\":\"yes\"}",
        "HTTP/1.1 301 Moved\r\nlocation: /\r\ncontent-length: 0\r\nconnection: close\r\n\r\n",
    ] {
        let proxy = Proxy::bind().await;
        let app = TestApp::with(Database::Sqlite, proxy.public_url()).await;
        let (cx, _) = prepared(&app).await;
        proxy.answer(response);
        assert_eq!(event_address::check(&cx).await.unwrap(), WayIn::Elsewhere, "{response}");
    }
}

async fn where_nobody_answers_a_number_is_not_ready_until_vapi_sends_something(app: TestApp) {
    let (cx, ..) = ready(&app).await;
    assert_eq!(event_address::check(&cx).await.unwrap(), WayIn::NotReached);
    assert_eq!(events_link(&cx).await, LinkState::Broken(Break::NoWayIn));
    let mut tx = cx.read().await.unwrap();
    let report = readiness::report(&app.services, &mut tx).await.unwrap();
    drop(tx);
    assert!(!report.ready && report.numbers[0].reason == Some(Break::NoWayIn));
    let mend_at = report.numbers[0].mend_at.clone().unwrap();
    assert!(mend_at.ends_with("/dashboard/integrations/vapi"), "{mend_at}");

    // What came from outside proves more.
    app.clock.advance(Duration::from_secs(1));
    let body =
        json!({ "message": event("hang", &call(CALL, "nobody", "in-progress"), app.now(), json!({})) });
    events::receive(&app.services, &hook(&cx).await, body.to_string().as_bytes()).await.unwrap();
    assert_eq!(events_link(&cx).await, LinkState::Holds);
    // Of another address nothing is known yet.
    rotate(&cx).await.unwrap();
    app.settle().await;
    assert_eq!(events_link(&cx).await, LinkState::Unknown);
}

async fn it_is_checked_by_itself_once_a_day_and_every_hour_while_it_is_shut(app: TestApp) {
    let (cx, ..) = ready(&app).await;
    assert_eq!(event_address::check_due(&app.services).await.unwrap(), 1);
    assert_eq!(event_address::check_due(&app.services).await.unwrap(), 0);
    assert_eq!(events_link(&cx).await, LinkState::Broken(Break::NoWayIn));
    app.clock.advance(Duration::from_secs(3601));
    assert_eq!(event_address::check_due(&app.services).await.unwrap(), 1);
    app.execute("UPDATE hooks SET way_in = 'open'", &[]).await;
    app.clock.advance(Duration::from_secs(3601));
    assert_eq!(event_address::check_due(&app.services).await.unwrap(), 0);
    app.clock.advance(Duration::from_secs(24 * 3600));
    assert_eq!(event_address::check_due(&app.services).await.unwrap(), 1);
    app.execute("UPDATE agents SET hook = NULL", &[]).await;
    app.clock.advance(Duration::from_secs(24 * 3600 + 1));
    assert_eq!(event_address::check_due(&app.services).await.unwrap(), 0, "no assistant has it");
}

#[tokio::test]
async fn the_page_of_vapi_shows_the_way_in_to_whoever_may() {
    let app = TestApp::on(Database::Sqlite).await;
    let server = app.serve().await;
    let browser = server.owner().await;
    browser.connect_vapi(VAPI_KEY).await;
    let page = browser.page("/dashboard/integrations/vapi").await;
    assert!(page.body.contains("How calls come here"), "{}", page.body);
    browser.make_agent("Reception", "Book.", "Hello").await;
    browser.until("read/WayIn", &[], |view: &WayInView| view.told == 1).await;
    let page = browser.page("/dashboard/integrations/vapi").await;
    for shown in [PATH, "X-Vapi-Secret", "Last event of Vapi’s"] {
        assert!(page.body.contains(shown), "{shown}: {}", page.body);
    }
    browser.rpc("set_locale", &[("locale", "fr")]).await;
    let page = browser.page("/dashboard/integrations/vapi").await;
    assert!(page.body.contains("Comment les appels arrivent ici"), "{}", page.body);
}

both_engines!(
    where_nobody_answers_a_number_is_not_ready_until_vapi_sends_something,
    it_is_checked_by_itself_once_a_day_and_every_hour_while_it_is_shut,
);
