//! The listening side: connections, their bounds, TLS, and a stop that lets requests end.

use std::{
    io,
    net::SocketAddr,
    pin::{Pin, pin},
    sync::Arc,
    time::Duration,
};

use axum::{Router, body::Body};
use hyper::{body::Incoming, service::service_fn};
use hyper_util::{
    rt::{TokioExecutor, TokioIo, TokioTimer},
    server::{conn::auto, graceful::GracefulShutdown},
    service::TowerToHyperService,
};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::{TcpListener, TcpStream},
    sync::{OwnedSemaphorePermit, Semaphore},
    time::{sleep, timeout},
};

use crate::{AdminApi, Tls, api::From};

/// Connections at once: scripts, not browsers.
const CONNECTIONS: usize = 512;
/// A whole head.
const HEAD_MAX_BYTES: usize = 64 * 1024;
/// How long a connection may be without a whole head.
const HEAD_TIME: Duration = Duration::from_secs(75);
/// How long a handshake may take.
const HANDSHAKE_TIME: Duration = Duration::from_secs(10);
/// How long requests may take to end once the server stops.
const DRAIN_TIME: Duration = Duration::from_secs(10);
/// Waits before accepting again where the system has no more room for connections.
const NO_ROOM_TIME: Duration = Duration::from_millis(50);

/// The interface, where it can be reached.
pub struct AdminServer {
    listener: TcpListener,
    tls: Option<Tls>,
    router: Router,
}

/// Why it can't listen there.
#[derive(Debug, thiserror::Error)]
pub enum NotListening {
    /// Everybody between could read the keys.
    #[error("{0} can be reached from other machines: that needs a certificate and its key")]
    NeedsTls(SocketAddr),
    /// Another program is there already.
    #[error("{0} is taken by another program")]
    Taken(SocketAddr),
    /// This user may not.
    #[error("{0} may not be opened by this user")]
    Denied(SocketAddr),
    /// Another reason of the system.
    #[error("{0} can't be opened: {1}")]
    System(SocketAddr, #[source] io::Error),
}

impl AdminServer {
    /// Begins to listen; beyond this machine only with TLS.
    pub async fn bind(place: SocketAddr, tls: Option<Tls>, api: AdminApi) -> Result<Self, NotListening> {
        if tls.is_none() && !place.ip().to_canonical().is_loopback() {
            return Err(NotListening::NeedsTls(place));
        }
        let listener = TcpListener::bind(place).await.map_err(|error| match error.kind() {
            io::ErrorKind::AddrInUse => NotListening::Taken(place),
            io::ErrorKind::PermissionDenied => NotListening::Denied(place),
            _ => NotListening::System(place, error),
        })?;
        Ok(Self { listener, tls, router: Arc::new(api).router() })
    }

    /// Where it listens in fact.
    pub fn place(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }

    /// Answers until `stop` comes; then lets what has begun end, 10 seconds at most.
    pub async fn run(self, stop: impl Future<Output = ()>) {
        let connections = GracefulShutdown::new();
        let room = Arc::new(Semaphore::new(CONNECTIONS));
        let mut stop = pin!(stop);
        loop {
            let accepted = tokio::select! {
                accepted = self.listener.accept() => accepted,
                () = &mut stop => break,
            };
            match accepted {
                Ok((stream, peer)) => {
                    let Ok(permit) = Arc::clone(&room).try_acquire_owned() else { continue };
                    // An answer that waits for the acknowledgement of the one before comes 40 ms late.
                    let _ = stream.set_nodelay(true);
                    self.serve(stream, peer, permit, &connections);
                }
                Err(error) => {
                    tracing::warn!(%error, "a connection can't be accepted");
                    sleep(NO_ROOM_TIME).await;
                }
            }
        }
        drop(self.listener);
        if timeout(DRAIN_TIME, connections.shutdown()).await.is_err() {
            tracing::warn!("some requests did not end in time");
        }
    }

    fn serve(
        &self,
        stream: TcpStream,
        peer: SocketAddr,
        permit: OwnedSemaphorePermit,
        connections: &GracefulShutdown,
    ) {
        let watcher = connections.watcher();
        let router = self.router.clone();
        let tls = self.tls.as_ref().map(|tls| tls.0.clone());
        tokio::spawn(async move {
            // A caller that goes away or does not speak TLS is no fault of ours.
            let stream: Box<dyn Stream> = match tls {
                None => Box::new(stream),
                Some(tls) => match timeout(HANDSHAKE_TIME, tls.accept(stream)).await {
                    Ok(Ok(stream)) => Box::new(stream),
                    Ok(Err(_)) | Err(_) => return,
                },
            };
            let service = TowerToHyperService::new(router);
            let service = service_fn(move |mut request: hyper::Request<Incoming>| {
                request.extensions_mut().insert(From(peer.ip().to_canonical()));
                hyper::service::Service::call(&service, request.map(Body::new))
            });
            let mut builder = auto::Builder::new(TokioExecutor::new());
            builder
                .http1()
                .timer(TokioTimer::new())
                .header_read_timeout(HEAD_TIME)
                .max_buf_size(HEAD_MAX_BYTES);
            builder.http2().timer(TokioTimer::new()).keep_alive_interval(HEAD_TIME);
            let connection = builder.serve_connection(TokioIo::new(Pin::new(stream)), service).into_owned();
            let _ = watcher.watch(connection).await;
            drop(permit);
        });
    }
}

/// A connection, with or without TLS.
trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Stream for T {}
