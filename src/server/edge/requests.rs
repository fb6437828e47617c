//! The requests under way on one connection, each until its answer has been
//! handed over.
//!
//! A connection is at work while a request is under way, unless it waits for its peer: to
//! send the rest of a body, or to take what has been answered. A connection that waits
//! for nobody but its peer makes place for others.

use std::{
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
    task::{Context, Poll},
};

use axum::body::{Body, Bytes};
use hyper::body::{Frame, SizeHint};
use tokio::{sync::watch, time::timeout};

use super::{Edge, connections::Slot};

#[derive(Clone)]
pub struct Requests(Arc<Inner>);

struct Inner {
    place: Slot,
    under_way: watch::Sender<usize>,
    work: Mutex<Work>,
}

#[derive(Default)]
struct Work {
    requests: usize,
    /// The number of requests that wait for the rest of their bodies.
    for_bodies: usize,
    /// Whether the peer takes nothing of its answer.
    untaken: bool,
    /// Whether the place was last told that the connection is at work.
    told: bool,
}

/// A request under way, until this is dropped.
pub(super) struct UnderWay(Requests);

impl Requests {
    pub(super) fn new(place: Slot) -> Self {
        Self(Arc::new(Inner { place, under_way: watch::Sender::new(0), work: Mutex::default() }))
    }

    pub(super) fn begin(&self) -> UnderWay {
        self.0.under_way.send_modify(|count| *count += 1);
        self.change(|work| work.requests += 1);
        UnderWay(self.clone())
    }

    /// Reads a request's body; the connection counts as waiting meanwhile.
    pub async fn wait_for_body<T>(&self, reading: impl Future<Output = T>) -> T {
        self.change(|work| work.for_bodies += 1);
        let _waiting = ForBody(self.clone());
        reading.await
    }

    /// Counts the connection with a name that its request has proved, in place of its address.
    pub fn count_with(&self, name: &str) {
        self.0.place.count_with(name);
    }

    /// Notes whether the peer takes its answer.
    pub(super) fn taken(&self, taken: bool) {
        self.change(|work| work.untaken = !taken);
    }

    fn change(&self, change: impl FnOnce(&mut Work)) {
        let Self(inner) = self;
        let mut work = inner.work.lock().unwrap_or_else(PoisonError::into_inner);
        change(&mut work);
        let at_work = !work.untaken && work.requests > work.for_bodies;
        if at_work == work.told {
            return;
        }
        work.told = at_work;
        if at_work {
            inner.place.work();
        } else {
            inner.place.rest();
        }
    }

    /// Returns when the peer has kept the connection unused for longer than it may:
    /// before its first request, before the next one, or by not taking an answer.
    pub(super) fn abandoned(&self, edge: Edge) -> impl Future<Output = ()> + use<> {
        let mut under_way = self.0.under_way.subscribe();
        async move {
            let mut before_next = edge.head;
            loop {
                let idle = *under_way.borrow_and_update() == 0;
                let max_wait = if idle { before_next } else { edge.answer };
                match timeout(max_wait, under_way.changed()).await {
                    Ok(Ok(())) => before_next = edge.kept,
                    // The time is over, or no request can begin any more.
                    Ok(Err(_)) | Err(_) => return,
                }
            }
        }
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        let Self(requests) = self;
        requests.0.under_way.send_modify(|count| *count -= 1);
        requests.change(|work| work.requests -= 1);
    }
}

/// A body being read, until it is complete or given up.
struct ForBody(Requests);

impl Drop for ForBody {
    fn drop(&mut self) {
        self.0.change(|work| work.for_bodies -= 1);
    }
}

/// An answer's body, whose request is under way as long as it is.
pub(super) struct Counted {
    body: Body,
    _under_way: UnderWay,
}

impl Counted {
    pub(super) fn new(body: Body, under_way: UnderWay) -> Self {
        Self { body, _under_way: under_way }
    }
}

impl hyper::body::Body for Counted {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.body).poll_frame(cx)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
