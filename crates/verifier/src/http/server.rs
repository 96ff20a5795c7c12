//! The listening side: connections, their bounds, and a stop that lets calls end.

use std::{
    io,
    net::IpAddr,
    pin::pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use hyper::service::service_fn;
use hyper_util::{
    rt::{TokioExecutor, TokioIo, TokioTimer},
    server::{conn::auto, graceful::GracefulShutdown},
};
use tokio::{
    sync::OwnedSemaphorePermit,
    time::{sleep, timeout},
};

use super::{
    front::{Front, FrontOptions},
    listen::{Listen, ListenError, Listener, Stream},
    room::Room,
};
use crate::Verifier;

/// A whole head, with room for a key in a long cookie header beside it.
const HEAD_MAX_BYTES: usize = 64 * 1024;

/// How long a connection may be without a whole head: longer than gateways keep an idle one with our configuration,
/// so that it is they who close it.
const HEAD_TIME: Duration = Duration::from_secs(75);

/// How long calls may take to end once the verifier stops.
const DRAIN_TIME: Duration = Duration::from_secs(10);

/// Waits before accepting again where the system has no more room for connections.
const NO_ROOM_TIME: Duration = Duration::from_millis(50);

/// A verifier that can be reached.
pub struct Server {
    listener: Listener,
    front: Arc<Front>,
}

impl Server {
    /// Begins to listen. Runs within a tokio runtime of several threads, as [`Self::run`] does.
    pub async fn bind(
        listen: &Listen,
        verifier: Arc<Verifier>,
        options: FrontOptions,
    ) -> Result<Self, ListenError> {
        let listener = Listener::bind(listen).await?;
        Ok(Self { listener, front: Arc::new(Front::new(verifier, options)) })
    }

    /// Where it listens in fact.
    pub fn place(&self) -> io::Result<Listen> {
        self.listener.place()
    }

    /// Answers until `stop` comes; then lets what has begun end, 10 seconds at most.
    pub async fn run(self, stop: impl Future<Output = ()>) {
        let Self { listener, front } = self;
        let connections = GracefulShutdown::new();
        let (gateways, foreign) = (Room::for_gateways(), Room::for_foreigners());
        let mut stop = pin!(stop);
        loop {
            let accepted = tokio::select! {
                accepted = listener.accept() => accepted,
                () = &mut stop => break,
            };
            let (stream, peer) = match accepted {
                Ok(accepted) => accepted,
                Err(error) => {
                    tracing::warn!(%error, "a connection can't be accepted");
                    sleep(NO_ROOM_TIME).await;
                    continue;
                }
            };
            let known = front.options.trust.admit_address(peer).is_ok();
            let room = if known { &gateways } else { &foreign };
            let Some(permit) = room.take() else { continue };
            serve(stream, peer, permit, &front, &connections);
        }
        front.drain();
        drop(listener);
        if timeout(DRAIN_TIME, connections.shutdown()).await.is_err() {
            tracing::warn!("some calls did not end in time");
        }
    }
}

fn serve(
    stream: Stream,
    peer: Option<IpAddr>,
    permit: OwnedSemaphorePermit,
    front: &Arc<Front>,
    connections: &GracefulShutdown,
) {
    let mut builder = auto::Builder::new(TokioExecutor::new());
    builder.http1().timer(TokioTimer::new()).header_read_timeout(HEAD_TIME).max_buf_size(HEAD_MAX_BYTES);
    let front = Arc::clone(front);
    let asked = Arc::new(AtomicBool::new(false));
    let first = Arc::clone(&asked);
    let service = service_fn(move |request| {
        first.store(true, Ordering::Relaxed);
        Arc::clone(&front).call(request, peer)
    });
    let connection = builder.serve_connection(TokioIo::new(stream), service).into_owned();
    let connection = connections.watch(connection);
    tokio::spawn(async move {
        let mut connection = pin!(connection);
        // Before the first call it is not known yet which HTTP is spoken, and nobody else looks at the time.
        // A caller that goes away is no fault of ours.
        if timeout(HEAD_TIME, &mut connection).await.is_err() && asked.load(Ordering::Relaxed) {
            let _ = connection.await;
        }
        drop(permit);
    });
}
