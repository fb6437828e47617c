//! Each fault, as its client meets it.

use std::time::Duration;

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::domain::sandbox::{FaultKind, NewFault, SandboxProvider};
use crate::server::sandbox::probe::Probe;

const KEY: &str = "9b1f0c2e-7a54-4d0e-9c3d-1f2e3d4c0001";
const OTHER: &str = "ab1f0c2e-7a54-4d0e-9c3d-1f2e3d4c0001";

fn fault(kind: FaultKind) -> NewFault {
    NewFault { scope: Some(KEY.into()), ..NewFault::next_call(SandboxProvider::Vapi, kind) }
}

#[tokio::test]
async fn each_failing_answer_has_its_status_once() {
    let probe = Probe::start().await;
    for (kind, expected) in [
        (FaultKind::Unauthorized, 401),
        (FaultKind::Forbidden, 403),
        (FaultKind::RateLimited, 429),
        (FaultKind::Quota, 402),
        (FaultKind::ServerError, 500),
        (FaultKind::Unavailable, 503),
        (FaultKind::Garbage, 200),
    ] {
        probe.inject(&NewFault { retry_after_secs: 7, ..fault(kind) }).await;
        assert_eq!(probe.get("/vapi/assistant", Some(OTHER)).await.0, 200);
        let answer = probe.request("GET", "/vapi/assistant", Some(KEY)).send().await.expect("answer");
        assert_eq!(answer.status().as_u16(), expected, "{kind:?}");
        let retry = answer.headers().get("retry-after").cloned();
        assert_eq!(retry.is_some_and(|secs| secs == "7"), kind == FaultKind::RateLimited);
        let parsed = answer.json::<Value>().await;
        assert_eq!(parsed.is_err(), matches!(kind, FaultKind::Garbage | FaultKind::Unavailable));
        assert_eq!(probe.get("/vapi/assistant", Some(KEY)).await.0, 200);
    }
    probe.stop().await;
}

#[tokio::test]
async fn faults_can_skip_select_and_repeat() {
    let probe = Probe::start().await;
    let fault = NewFault {
        method: Some("POST".to_owned()),
        path_contains: Some("/assistant".to_owned()),
        skip: 1,
        remaining: 2,
        ..fault(FaultKind::ServerError)
    };
    probe.inject(&fault).await;
    let mut seen = Vec::new();
    for _ in 0..4 {
        assert_eq!(probe.get("/vapi/assistant", Some(KEY)).await.0, 200);
        seen.push(probe.post("/vapi/assistant", KEY, json!({})).await.0);
    }
    assert_eq!(seen, [201, 500, 500, 201]);
    probe.stop().await;
}

#[tokio::test]
async fn a_reset_gives_the_client_no_byte() {
    let probe = Probe::start().await;
    probe.inject(&fault(FaultKind::Reset)).await;
    let mut wire = tokio::net::TcpStream::connect(probe.addr()).await.expect("connected");
    let request = format!(
        "GET /vapi/assistant HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: Bearer {KEY}\r\n\r\n"
    );
    wire.write_all(request.as_bytes()).await.expect("sent");
    let mut read = Vec::new();
    // Closed or reset, but in either case without an answer.
    drop(wire.read_to_end(&mut read).await);
    assert!(read.is_empty(), "{}", String::from_utf8_lossy(&read));

    probe.inject(&fault(FaultKind::Reset)).await;
    let refused = probe.request("GET", "/vapi/assistant", Some(KEY)).send().await;
    assert!(refused.is_err());
    probe.stop().await;
}

#[tokio::test]
async fn a_hang_lasts_until_the_client_gives_up() {
    let probe = Probe::start().await;
    let max_wait = Duration::from_millis(200);
    for key in ["00000000-0000-4000-8000-000000000504", KEY] {
        probe.inject(&fault(FaultKind::Hang)).await;
        let error = probe.request("GET", "/vapi/assistant", Some(key)).timeout(max_wait).send().await;
        assert!(error.is_err_and(|error| error.is_timeout()));
    }
    probe.stop().await;
}

#[tokio::test]
async fn a_held_call_goes_on_when_released() {
    let probe = Probe::start().await;
    for (kind, effect_while_held) in [(FaultKind::HoldBefore, 0), (FaultKind::HoldAfter, 1)] {
        let before = probe.assistants(KEY).await;
        probe.inject(&NewFault { method: Some("POST".to_owned()), ..fault(kind) }).await;
        let held = async {
            let (status, body) = probe.get(&format!("/control/wait?held=1&scope={KEY}"), None).await;
            assert_eq!((status, &body["held"]), (200, &json!(1)));
            assert_eq!(probe.assistants(KEY).await, before + effect_while_held);
            let (_, released) = probe.send("POST", &format!("/control/release?scope={KEY}"), "", None).await;
            assert_eq!(released["released"], 1);
        };
        let ((status, _), ()) = tokio::join!(probe.post("/vapi/assistant", KEY, json!({})), held);
        assert_eq!(status, 201);
        assert_eq!(probe.assistants(KEY).await, before + 1);
    }
    probe.stop().await;
}

#[tokio::test]
async fn a_call_whose_client_left_while_held_before_has_no_effect() {
    let probe = Probe::start().await;
    probe.inject(&NewFault { method: Some("POST".to_owned()), ..fault(FaultKind::HoldBefore) }).await;
    let post = probe.post("/vapi/assistant", KEY, json!({}));
    let wait = probe.get("/control/wait?held=1", None);
    // The call is dropped as soon as it is known to be held.
    tokio::select! {
        _ = post => panic!("answered while held"),
        (status, _) = wait => assert_eq!(status, 200),
    }
    while probe.get("/control/snapshot", None).await.1["held"] != 0 {
        tokio::task::yield_now().await;
    }
    assert_eq!(probe.assistants(KEY).await, 0);
    probe.stop().await;
}

#[tokio::test]
async fn latency_delays_the_right_answer() {
    let probe = Probe::start().await;
    probe.inject(&NewFault { latency_ms: 30, ..fault(FaultKind::Latency) }).await;
    assert_eq!(probe.get("/vapi/assistant", Some(KEY)).await.0, 200);
    probe.stop().await;
}
