//! The calls of one connection: most are answered as soon as their head is there, without a task or a copy of anything.

use std::{
    convert::Infallible,
    future::{Ready, ready},
    net::IpAddr,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    task::{Context, Poll},
};

use http::{Request, Version};
use hyper::{body::Incoming, service::Service};

use super::front::{Front, Reply};

/// Whoever calls by one connection.
pub(super) struct Caller {
    front: Arc<Front>,
    peer: Option<IpAddr>,
    calls: Arc<Calls>,
}

/// What came by a connection so far.
#[derive(Default)]
pub(super) struct Calls {
    count: AtomicU64,
    http2: AtomicBool,
}

impl Calls {
    /// How many heads.
    pub(super) fn count(&self) -> u64 {
        self.count.load(Ordering::Relaxed)
    }

    /// Whether they come by HTTP/2.
    pub(super) fn are_http2(&self) -> bool {
        self.http2.load(Ordering::Relaxed)
    }

    fn note(&self, version: Version) {
        self.count.fetch_add(1, Ordering::Relaxed);
        if version == Version::HTTP_2 {
            self.http2.store(true, Ordering::Relaxed);
        }
    }
}

impl Caller {
    /// `peer` is its address; none: it came by a socket of the file system.
    pub(super) fn new(front: Arc<Front>, peer: Option<IpAddr>) -> (Self, Arc<Calls>) {
        let calls = Arc::default();
        (Self { front, peer, calls: Arc::clone(&calls) }, calls)
    }
}

impl Service<Request<Incoming>> for Caller {
    type Response = Reply;
    type Error = Infallible;
    type Future = Answering;

    fn call(&self, mut request: Request<Incoming>) -> Answering {
        self.calls.note(request.version());
        // Of HTTP/2, each call is a task of its own: one that waits for a lease must not hold up those beside it.
        let at_once = request.version() != Version::HTTP_2;
        match at_once.then(|| self.front.answer_head(&mut request, self.peer)).flatten() {
            Some(reply) => Answering::Done(ready(Ok(reply))),
            None => Answering::Later(Box::pin(Arc::clone(&self.front).call(request, self.peer))),
        }
    }
}

/// The answer to a call.
pub(super) enum Answering {
    /// It is there.
    Done(Ready<Result<Reply, Infallible>>),
    /// It waits for a body.
    Later(Pin<Box<dyn Future<Output = Result<Reply, Infallible>> + Send>>),
}

impl Future for Answering {
    type Output = Result<Reply, Infallible>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        match self.get_mut() {
            Self::Done(reply) => Pin::new(reply).poll(context),
            Self::Later(reply) => reply.as_mut().poll(context),
        }
    }
}
