//! The listening side: connections, their bounds, and a stop that lets calls end.

use std::{io, net::IpAddr, pin::pin, sync::Arc, time::Duration};

use hyper_util::{
    rt::{TokioExecutor, TokioIo},
    server::{conn::auto, graceful::GracefulShutdown},
};
use tokio::{
    sync::OwnedSemaphorePermit,
    time::{sleep, timeout},
};

use super::{
    caller::Caller,
    front::{Front, FrontOptions},
    listen::{Listen, ListenError, Listener, Stream},
    room::Room,
};
use crate::Verifier;

/// A whole head, with room for a key in a long cookie header beside it.
const HEAD_MAX_BYTES: usize = 64 * 1024;

/// How long a connection may be without a whole head: longer than gateways keep an idle one with our configuration,
/// so that it is they who close it. It is looked at as often as it is divided here: a timer for each head would cost
/// as much as the decision.
const HEAD_TIME: Duration = Duration::from_secs(75);
const HEAD_LOOKS: u32 = 5;

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
    builder.http1().max_buf_size(HEAD_MAX_BYTES);
    let (caller, calls) = Caller::new(Arc::clone(front), peer);
    let connection = builder.serve_connection(TokioIo::new(stream), caller).into_owned();
    let connection = connections.watch(connection);
    let mut task = tokio::spawn(async move {
        // A caller that goes away is no fault of ours.
        let _ = connection.await;
        drop(permit);
    });
    // By itself: a timer beside the connection would be looked at with each call.
    tokio::spawn(async move {
        let (mut seen, mut looks) = (0, 0);
        while timeout(HEAD_TIME / HEAD_LOOKS, &mut task).await.is_err() {
            looks = if calls.count() == seen { looks + 1 } else { 0 };
            seen = calls.count();
            // HTTP/2 keeps its connections by itself, and has many calls at once on each.
            if looks >= HEAD_LOOKS && !calls.are_http2() {
                task.abort();
            }
        }
    });
}
