//! The requests under way on one connection, each until its answer has been
//! handed over.

use std::{
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use axum::body::{Body, Bytes};
use hyper::body::{Frame, SizeHint};
use tokio::{sync::watch, time::timeout};

use super::{Edge, connections::Place};

#[derive(Clone)]
pub(super) struct Requests(Arc<Inner>);

struct Inner {
    place: Place,
    under_way: watch::Sender<usize>,
}

/// A request, until it is dropped.
pub(super) struct UnderWay(Requests);

impl Requests {
    pub(super) fn new(place: Place) -> Self {
        Self(Arc::new(Inner { place, under_way: watch::Sender::new(0) }))
    }

    pub(super) fn begin(&self) -> UnderWay {
        self.0.under_way.send_modify(|count| {
            *count += 1;
            self.0.place.work();
        });
        UnderWay(self.clone())
    }

    /// Returns when the other side has kept the connection busy with nothing for
    /// longer than it may: before its first request is there, before the next
    /// one, or by not taking an answer.
    pub(super) fn abandoned(&self, edge: Edge) -> impl Future<Output = ()> + use<> {
        let mut under_way = self.0.under_way.subscribe();
        async move {
            let mut before_next = edge.head;
            loop {
                let idle = *under_way.borrow_and_update() == 0;
                let patience = if idle { before_next } else { edge.answer };
                match timeout(patience, under_way.changed()).await {
                    Ok(Ok(())) => before_next = edge.kept,
                    // Too long, or nobody can begin one any more.
                    Ok(Err(_)) | Err(_) => return,
                }
            }
        }
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        let Requests(inner) = &self.0;
        inner.under_way.send_modify(|count| {
            *count -= 1;
            if *count == 0 {
                inner.place.rest();
            }
        });
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
