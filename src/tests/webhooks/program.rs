//! A program on loopback to which events are sent: it answers as it is told, and remembers what it heard.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
};

use axum::{
    Router,
    extract::State,
    http::{HeaderMap, HeaderName, StatusCode, Uri},
    response::{IntoResponse as _, Response},
};
use serde_json::Value;
use tokio::{net::TcpListener, task::JoinHandle};

/// A request, as it came.
#[derive(Clone, Debug)]
pub struct Heard {
    pub path: String,
    headers: HeaderMap,
    pub body: String,
}

impl Heard {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).unwrap_or_else(|| panic!("no {name}: {self:?}")).to_str().unwrap()
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }
}

/// The answer of the program to a request.
#[derive(Clone, Debug)]
pub enum Says {
    Status(u16),
    /// A status with a header, and a text.
    With(u16, (&'static str, String), String),
    /// Nothing, for as long as somebody waits.
    Nothing,
}

#[derive(Default)]
struct Memory {
    heard: Vec<Heard>,
    /// The answers to the next requests; after them it takes everything.
    says: VecDeque<Says>,
    /// A text whose requests it refuses.
    refuses: Option<String>,
}

pub struct Program {
    pub url: String,
    memory: Arc<Mutex<Memory>>,
    serving: JoinHandle<()>,
}

impl Program {
    pub async fn start() -> Self {
        Self::at(0).await
    }

    /// The program at a port; 0 for any.
    pub async fn at(port: u16) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", port)).await.unwrap();
        let url = format!("http://{}/hook", listener.local_addr().unwrap());
        let memory: Arc<Mutex<Memory>> = Arc::default();
        let router = Router::new().fallback(hear).with_state(memory.clone());
        let serving = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { url, memory, serving }
    }

    /// Has it say this to the next requests.
    pub fn says(&self, says: impl IntoIterator<Item = Says>) {
        self.memory.lock().unwrap().says.extend(says);
    }

    /// Has it refuse what has this text in it; nothing any more for `None`.
    pub fn refuses(&self, text: Option<&str>) {
        self.memory.lock().unwrap().refuses = text.map(str::to_owned);
    }

    /// Takes the requests that came since the last call.
    pub fn heard(&self) -> Vec<Heard> {
        std::mem::take(&mut self.memory.lock().unwrap().heard)
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

async fn hear(
    State(memory): State<Arc<Mutex<Memory>>>,
    uri: Uri,
    headers: HeaderMap,
    body: String,
) -> Response {
    let says = {
        let mut memory = memory.lock().unwrap();
        let refused = memory.refuses.as_ref().is_some_and(|text| body.contains(text));
        memory.heard.push(Heard { path: uri.path().to_owned(), headers, body });
        let otherwise = Says::Status(if refused { 500 } else { 204 });
        memory.says.pop_front().unwrap_or(otherwise)
    };
    let status = |code| StatusCode::from_u16(code).unwrap();
    match says {
        Says::Status(code) => status(code).into_response(),
        Says::With(code, (name, value), text) => {
            (status(code), [(HeaderName::from_static(name), value)], text).into_response()
        }
        Says::Nothing => std::future::pending().await,
    }
}
