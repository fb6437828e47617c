//! `GET /events`: a change is told to people who may know of it, and to nobody else.

use std::time::Duration;

use ava::domain::topic::Topic;
use reqwest::{Method, Response};

use crate::support::{
    app::{Database, TestApp, Tests},
    both_engines,
    browser::Browser,
    canary,
    people::{account_fields, sign_up_form},
    sandbox::VAPI_KEY,
};

/// An open stream, read event by event.
struct Stream {
    response: Response,
    text: String,
}

#[derive(Debug, PartialEq, Eq)]
struct Event {
    name: String,
    data: String,
    id: Option<u64>,
}

impl Stream {
    async fn open(browser: &Browser, last: Option<u64>) -> Self {
        let mut request = browser.request(Method::GET, "/events");
        if let Some(last) = last {
            request = request.header("last-event-id", last.to_string());
        }
        let response = request.send().await.unwrap();
        assert_eq!(response.status(), 200);
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        Self { response, text: String::new() }
    }

    async fn next(&mut self) -> Event {
        tokio::time::timeout(Duration::from_secs(20), self.read()).await.expect("an event")
    }

    async fn read(&mut self) -> Event {
        loop {
            if let Some((event, rest)) = self.text.split_once("\n\n") {
                let event = event.to_owned();
                self.text = rest.to_owned();
                canary::assert_clean("an event", &event);
                let field = |name: &str| {
                    event
                        .lines()
                        .find_map(|line| line.strip_prefix(name)?.strip_prefix(':'))
                        .map(|value| value.trim().to_owned())
                };
                if let Some(name) = field("event") {
                    let id = field("id").map(|id| id.parse().unwrap());
                    return Event { name, data: field("data").unwrap_or_default(), id };
                }
                continue;
            }
            let chunk = self.response.chunk().await.unwrap().expect("the stream goes on");
            self.text.push_str(std::str::from_utf8(&chunk).unwrap());
        }
    }

    /// Returns when the server ends the stream.
    async fn ended(&mut self) {
        let end = async { while self.response.chunk().await.is_ok_and(|chunk| chunk.is_some()) {} };
        // An idle machine takes less than a second.
        tokio::time::timeout(Duration::from_secs(5), end).await.expect("the end of the stream");
    }

    /// The next change, but for those of the audit log, which come with every other one.
    async fn change(&mut self) -> (String, u64) {
        loop {
            let event = self.next().await;
            assert_eq!(event.name, "change", "{event:?}");
            let data: serde_json::Value = serde_json::from_str(&event.data).unwrap();
            assert_eq!(data["version"].as_u64(), event.id);
            let topic = data["topic"].as_str().unwrap();
            if topic != Topic::Audit.code() {
                return (topic.to_owned(), event.id.unwrap());
            }
        }
    }
}

/// Publishes an event of that org, so that a test knows its content.
async fn publish(app: &TestApp, org: &str, topic: Topic) {
    let org = org.parse().unwrap();
    let mut tx = app.services.db.write(Tests, &org).await.unwrap();
    tx.publish(&[topic]);
    tx.commit().await.unwrap();
}

async fn org_of(browser: &Browser) -> String {
    let account: serde_json::Value = browser.ask("read/Account", &[]).await;
    account["viewer"]["org"].as_str().unwrap().to_owned()
}

async fn a_save_is_told_to_every_tab_of_the_org_and_to_no_other(app: TestApp) {
    let server = app.serve().await;
    let (owner, stranger) = (server.owner().await, server.owner().await);
    let mut tab = Stream::open(&owner.tab(), None).await;
    let mut other = Stream::open(&stranger, None).await;
    assert_eq!((tab.next().await.name, other.next().await.name), ("build".into(), "build".into()));
    owner.connect_vapi(VAPI_KEY).await;
    assert_eq!(tab.change().await.0, "integrations");
    // Events come in order: had the other org's been sent, it would be first.
    publish(&app, &org_of(&stranger).await, Topic::Numbers).await;
    assert_eq!(other.change().await.0, "numbers");
}

async fn whatever_is_done_is_told_to_the_page_of_the_log(app: TestApp) {
    let server = app.serve().await;
    let owner = server.owner().await;
    let mut stream = Stream::open(&owner, None).await;
    assert_eq!(stream.next().await.name, "build");
    owner.rpc("read/Audit", &[]).await;
    assert!(stream.next().await.data.contains("\"audit\""));
}

async fn a_browser_that_comes_back_is_told_what_it_missed(app: TestApp) {
    let server = app.serve().await;
    let owner = server.owner().await;
    let org = org_of(&owner).await;
    let mut stream = Stream::open(&owner, None).await;
    stream.next().await;
    publish(&app, &org, Topic::Agents).await;
    let (_, seen) = stream.change().await;
    drop(stream);
    publish(&app, &org, Topic::Numbers).await;
    publish(&app, &org, Topic::Operations).await;
    // Another stream has seen both events once they are kept.
    let mut witness = Stream::open(&owner, Some(seen)).await;
    witness.next().await;
    assert_eq!((witness.change().await.0, witness.change().await.0), ("numbers".into(), "operations".into()));
    let mut back = Stream::open(&owner, Some(seen)).await;
    assert_eq!(back.next().await.name, "build");
    assert_eq!((back.change().await.0, back.change().await.0), ("numbers".into(), "operations".into()));

    for unknown in [1, seen + 1_000_000] {
        let mut lost = Stream::open(&owner, Some(unknown)).await;
        assert_eq!(lost.next().await.name, "build");
        assert_eq!(lost.next().await.name, "reset");
    }
}

async fn nobody_gets_no_stream(app: TestApp) {
    let server = app.serve().await;
    let visitor = server.visitor();
    let answer = visitor.send("events", visitor.request(Method::GET, "/events")).await;
    assert_eq!((answer.status, answer.body.as_str()), (204, ""));
}

async fn a_stream_ends_when_its_person_is_gone_or_may_do_other_things(app: TestApp) {
    let server = app.serve().await;
    let form = sign_up_form();
    let account = account_fields(&form);
    let [desk, phone, laptop] = [server.visitor(), server.visitor(), server.visitor()];
    assert_eq!(desk.rpc("sign_up", &account).await.status, 200);
    for browser in [&phone, &laptop] {
        assert_eq!(browser.rpc("log_in", &account[2..]).await.status, 200);
    }
    let mut streams = Vec::new();
    for browser in [&desk, &phone, &laptop] {
        let mut stream = Stream::open(&browser.tab(), None).await;
        stream.next().await;
        streams.push(stream);
    }
    let [mut of_desk, mut of_phone, mut of_laptop] = <[Stream; 3]>::try_from(streams).ok().unwrap();

    assert_eq!(desk.rpc("log_out", &[]).await.status, 200);
    of_desk.ended().await;

    let seen: serde_json::Value = phone.ask("read/Account", &[]).await;
    let device =
        seen["devices"].as_array().unwrap().iter().find(|device| device["current"] == false).unwrap();
    assert_eq!(phone.rpc("revoke_device", &[("device", device["id"].as_str().unwrap())]).await.status, 200);
    of_laptop.ended().await;

    publish(&app, &org_of(&phone).await, Topic::Numbers).await;
    assert_eq!(of_phone.change().await.0, "numbers", "the others go on");
    app.execute("UPDATE memberships SET role = 'viewer'", &[]).await;
    of_phone.ended().await;
    let mut back = Stream::open(&phone, None).await;
    assert_eq!(back.next().await.name, "build", "and it may come back as who it is now");
    app.execute("DELETE FROM memberships", &[]).await;
    back.ended().await;
}

#[tokio::test]
async fn a_sign_out_ends_the_streams_of_another_node() {
    let app = TestApp::on(Database::Postgres).await;
    let server = app.serve().await;
    let other = crate::support::browser::Server::start(app.another_node(78).await).await;
    let owner = server.owner().await;
    let elsewhere = Browser::at(other.addr);
    elsewhere.set_cookie("sid", &owner.session().unwrap());
    let mut stream = Stream::open(&elsewhere, None).await;
    stream.next().await;
    assert_eq!(owner.rpc("log_out", &[]).await.status, 200);
    stream.ended().await;
}

#[tokio::test]
async fn an_event_reaches_the_browsers_of_another_node() {
    let app = TestApp::on(Database::Postgres).await;
    let server = app.serve().await;
    let other = crate::support::browser::Server::start(app.another_node(77).await).await;
    let owner = server.owner().await;
    let elsewhere = Browser::at(other.addr);
    elsewhere.set_cookie("sid", &owner.session().unwrap());
    let mut stream = Stream::open(&elsewhere, None).await;
    assert_eq!(stream.next().await.name, "build");
    owner.connect_vapi(VAPI_KEY).await;
    assert_eq!(stream.change().await.0, "integrations");
}

both_engines!(
    a_save_is_told_to_every_tab_of_the_org_and_to_no_other,
    whatever_is_done_is_told_to_the_page_of_the_log,
    a_browser_that_comes_back_is_told_what_it_missed,
    nobody_gets_no_stream,
    a_stream_ends_when_its_person_is_gone_or_may_do_other_things,
);
