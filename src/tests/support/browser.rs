//! The server on a port of its own, and somebody who talks HTTP to it.

use std::{
    net::SocketAddr,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use ava::{
    domain::{auth_forms::SignUpForm, integrations::IntegrationsView, problem::Problem, view::View},
    server::{application::Application, cx::Services, edge::Edge, http::assets::Assets},
};
use reqwest::{
    Client, Method, RequestBuilder, Response,
    header::{ACCEPT, CONTENT_TYPE, COOKIE, HeaderMap, LOCATION, SET_COOKIE},
};
use serde::de::DeserializeOwned;
use tokio_util::sync::DropGuard;
use url::form_urlencoded;

use super::{
    app::TestApp,
    canary,
    people::{PASSWORD, account_fields, sign_up_form},
    sandbox::client,
};

/// Serves, and runs operations, until it is dropped.
pub struct Server {
    pub addr: SocketAddr,
    _stop: DropGuard,
}

impl TestApp {
    pub async fn serve(&self) -> Server {
        Server::start(self.services.clone()).await
    }
}

impl Server {
    pub async fn start(services: Services) -> Self {
        let edge = Edge::of(&services.config);
        Self::with_edge(services, edge).await
    }

    /// A server with other limits for connections and times.
    pub async fn with_edge(services: Services, edge: Edge) -> Self {
        let assets = Assets::load(&services.config.site_dir).unwrap();
        let application = Application::build(services, assets, None, edge).await.unwrap();
        let addr = application.addr().unwrap();
        let stop = application.stop_token().drop_guard();
        tokio::spawn(application.run());
        Self { addr, _stop: stop }
    }

    /// A browser in which nobody is signed in.
    pub fn visitor(&self) -> Browser {
        Browser::at(self.addr)
    }

    /// The browser of somebody who has just signed up.
    pub async fn owner(&self) -> Browser {
        let browser = self.visitor();
        browser.sign_up(&sign_up_form()).await;
        assert!(browser.session().is_some());
        browser
    }
}

pub struct Browser {
    addr: SocketAddr,
    base: String,
    client: Client,
    cookies: Mutex<Vec<(String, String)>>,
}

pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: String,
    pub bytes: Vec<u8>,
}

impl Answer {
    /// Reads an answer, in which no secret may be.
    pub async fn of(what: &str, response: Response) -> Self {
        let (status, mut headers) = (response.status().as_u16(), response.headers().clone());
        let body = response.bytes().await.unwrap();
        // The id of a session may go to its own browser.
        headers.remove(SET_COOKIE);
        let bytes = body.to_vec();
        Self { status, headers, body: String::from_utf8_lossy(&body).into_owned(), bytes }.looked_at(what)
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    #[track_caller]
    pub fn json<T: DeserializeOwned>(&self) -> T {
        serde_json::from_str(&self.body)
            .unwrap_or_else(|error| panic!("{error}: {} {}", self.status, self.body))
    }

    /// The problem of this answer, which must have its own status and this answer's id.
    #[track_caller]
    pub fn problem(&self) -> Problem {
        let problem: Problem = self.json();
        assert_eq!(self.status, problem.http_status(), "{problem:?}");
        assert_eq!(problem.correlation_id.as_deref(), Some(self.header("x-correlation-id")));
        problem
    }

    /// Asserts what must hold of every answer.
    #[track_caller]
    fn looked_at(self, what: &str) -> Self {
        assert!(!self.header("x-correlation-id").is_empty(), "{what}");
        assert_eq!(self.header("x-content-type-options"), "nosniff", "{what}");
        assert!(!self.header("content-security-policy").is_empty(), "{what}");
        canary::assert_clean(what, &self.body);
        canary::assert_clean(what, &format!("{:?}", self.headers));
        self
    }
}

impl Browser {
    pub fn at(addr: SocketAddr) -> Self {
        Self { addr, base: format!("http://{addr}"), client: client(), cookies: Mutex::default() }
    }

    pub fn addr(&self) -> SocketAddr {
        self.addr
    }

    pub fn set_cookie(&self, name: &str, value: &str) {
        let mut cookies = self.cookies.lock().unwrap_or_else(PoisonError::into_inner);
        cookies.retain(|(known, _)| known != name);
        if !value.is_empty() {
            cookies.push((name.to_owned(), value.to_owned()));
        }
    }

    pub fn cookie(&self, wanted: &str) -> Option<String> {
        let cookies = self.cookies.lock().unwrap_or_else(PoisonError::into_inner);
        cookies.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.clone())
    }

    pub fn session(&self) -> Option<String> {
        self.cookie("sid")
    }

    /// Another tab of the same browser.
    pub fn tab(&self) -> Self {
        let cookies = self.cookies.lock().unwrap_or_else(PoisonError::into_inner).clone();
        Self { addr: self.addr, base: self.base.clone(), client: client(), cookies: Mutex::new(cookies) }
    }

    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let cookies = self.cookies.lock().unwrap_or_else(PoisonError::into_inner);
        let pairs: Vec<String> = cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request = self
            .client
            .request(method, format!("{}{path}", self.base))
            .header("sec-fetch-site", "same-origin");
        if pairs.is_empty() { request } else { request.header(COOKIE, pairs.join("; ")) }
    }

    /// Keeps the cookies of an answer.
    pub fn keep(&self, response: &Response) {
        for value in response.headers().get_all(SET_COOKIE) {
            let pair = value.to_str().unwrap().split(';').next().unwrap();
            if let Some((name, value)) = pair.split_once('=') {
                self.set_cookie(name, value);
            }
        }
    }

    pub async fn send(&self, what: &str, request: RequestBuilder) -> Answer {
        let response = request.send().await.unwrap();
        self.keep(&response);
        Answer::of(what, response).await
    }

    /// A page, as a browser asks for it.
    pub async fn page(&self, path: &str) -> Answer {
        self.send(path, self.request(Method::GET, path).header(ACCEPT, "text/html")).await
    }

    /// A page, as the scanner of a mail server comes to it: by each method that only reads.
    pub async fn scan(&self, path: &str) -> Answer {
        let head = self.send("HEAD", self.request(Method::HEAD, path)).await;
        let page = self.page(path).await;
        assert_eq!((head.status, page.status), (200, 200), "{path}");
        page
    }

    /// A page, after its redirects.
    pub async fn follow(&self, path: &str) -> Answer {
        let mut answer = self.page(path).await;
        for _ in 0..5 {
            if !(300..400).contains(&answer.status) {
                return answer;
            }
            let next = answer.headers.get(LOCATION).unwrap().to_str().unwrap().to_owned();
            answer = self.page(&next).await;
        }
        panic!("{path} redirects for ever");
    }

    /// Calls a server function as the hydrated application does, but asks for problems as
    /// JSON; the answer is told as JSON too. A part of a page is read as `read/Agents`.
    pub async fn rpc(&self, endpoint: &str, fields: &[(&str, &str)]) -> Answer {
        let (function, fields) = match endpoint.split_once("read/") {
            Some((_, page)) => ("read", [&[("page", page)], fields].concat()),
            None => (endpoint, fields.to_vec()),
        };
        let request = self.post(&format!("/rpc/{function}"), &fields).header(ACCEPT, "application/json");
        let mut answer = self.send(endpoint, request).await;
        if answer.status == 200 && function == "read" {
            let view: View = postcard::from_bytes(&answer.bytes).unwrap();
            let view = serde_json::to_value(view).unwrap();
            answer.body = view.as_object().unwrap().values().next().unwrap().to_string();
            canary::assert_clean(endpoint, &answer.body);
        }
        answer
    }

    /// Sends a form of that page, as a browser without JavaScript does.
    pub async fn form(&self, page: &str, endpoint: &str, fields: &[(&str, &str)]) -> Answer {
        let request = self
            .post(&format!("/rpc/{endpoint}"), fields)
            .header(ACCEPT, "text/html,application/xhtml+xml")
            .header("referer", format!("{}{page}", self.base));
        self.send(endpoint, request).await
    }

    /// Like [`form`](Self::form), of one that asks for the password again, which is given.
    pub async fn form_with_proof(&self, page: &str, endpoint: &str, fields: &[(&str, &str)]) -> Answer {
        let asked = self.form(page, endpoint, fields).await;
        let carried = asked.body.split("name=\"carried\" value=\"").nth(1);
        let carried =
            carried.and_then(|rest| rest.split('"').next()).unwrap_or_else(|| panic!("{}", asked.body));
        let proof = [("carried", carried), ("proof", PASSWORD)];
        self.form(&format!("/rpc/{endpoint}"), endpoint, &proof).await
    }

    /// Brings a list of contacts, as a browser sends a form with a file.
    pub async fn bring(&self, name: &str, list: &[u8]) -> Answer {
        const BOUNDARY: &str = "----a-list-of-contacts";
        let head = format!(
            "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"list.csv\"\r\n\
             Content-Type: text/csv\r\n\r\n"
        );
        let body = [head.as_bytes(), list, format!("\r\n--{BOUNDARY}--\r\n").as_bytes()].concat();
        let request = self
            .request(Method::POST, "/dashboard/contacts/import/list")
            .header(ACCEPT, "text/html")
            .header(CONTENT_TYPE, format!("multipart/form-data; boundary={BOUNDARY}"))
            .body(body);
        self.send("contacts/import/list", request).await
    }

    /// Sends a report as the script of a page does.
    pub async fn beacon(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.send(path, self.post(path, fields)).await
    }

    pub fn post(&self, path: &str, fields: &[(&str, &str)]) -> RequestBuilder {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        self.request(Method::POST, path).header(CONTENT_TYPE, "application/x-www-form-urlencoded").body(body)
    }

    pub async fn ask<T: DeserializeOwned>(&self, endpoint: &str, fields: &[(&str, &str)]) -> T {
        let answer = self.rpc(endpoint, fields).await;
        assert_eq!(answer.status, 200, "{endpoint}: {}", answer.body);
        answer.json()
    }

    /// Asks until the answer is as wanted.
    pub async fn until<T: DeserializeOwned + std::fmt::Debug>(
        &self,
        endpoint: &str,
        fields: &[(&str, &str)],
        wanted: impl Fn(&T) -> bool,
    ) -> T {
        let mut last = None;
        for _ in 0..1200 {
            let answer: T = self.ask(endpoint, fields).await;
            if wanted(&answer) {
                return answer;
            }
            last = Some(answer);
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("{endpoint} never became as wanted: {last:?}");
    }

    pub async fn sign_up(&self, form: &SignUpForm) {
        self.done("sign_up", &account_fields(form)).await;
    }

    pub async fn connect_vapi(&self, key: &str) {
        self.done("integrations/save-vapi", &[("form[key]", key), ("form[region]", "us")]).await;
    }

    pub async fn connect_twilio(&self, sid: &str, token: &str) {
        self.done("integrations/save-twilio", &[("form[account_sid]", sid), ("form[auth_token]", token)])
            .await;
    }

    pub async fn make_agent(&self, name: &str, instructions: &str, greeting: &str) -> String {
        let fields = [
            ("form[name]", name),
            ("form[greeting]", greeting),
            ("form[speaks_first]", "agent"),
            ("form[instructions]", instructions),
            ("form[language]", "en"),
            ("form[voice]", "vapi:Elliot"),
        ];
        // The answer leads to the agent's page.
        let answer = self.done("agents/create", &fields).await;
        answer.header("location").rsplit('/').next().unwrap().to_owned()
    }

    /// Imports the number; returns the operation that brings it.
    pub async fn import(&self, number: &str) -> String {
        self.done("numbers/import", &[("form[number]", number)]).await;
        let view: IntegrationsView = self.ask("read/Integrations", &[]).await;
        let known = view.numbers.iter().find(|known| known.e164.as_str() == number).unwrap();
        known.operation.as_ref().unwrap().to_string()
    }

    /// Sends a form that must be accepted.
    async fn done(&self, endpoint: &str, fields: &[(&str, &str)]) -> Answer {
        let answer = self.rpc(endpoint, fields).await;
        assert_eq!(answer.status, 200, "{endpoint}: {}", answer.body);
        answer
    }
}
