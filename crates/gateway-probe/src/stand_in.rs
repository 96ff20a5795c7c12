//! Stands where the backend would: says what arrives there.

use std::{
    convert::Infallible,
    net::{IpAddr, Ipv4Addr, SocketAddr},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Request, Response, StatusCode, Uri, header::RETRY_AFTER};
use http_body_util::Full;
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::TokioIo;
use tokendesk_gateway_config::HostPort;
use tokio::{net::TcpListener, task::JoinSet};

/// Names the probe that a request belongs to: another client's must not be taken for it.
pub(crate) const MARKER: &str = "x-tokendesk-probe";

/// A request as it arrived.
pub(crate) struct Taken {
    pub(crate) headers: HeaderMap,
    pub(crate) target: Uri,
}

/// Listens until it is dropped.
pub(crate) struct StandIn {
    arrived: Arc<Mutex<Vec<Taken>>>,
    listening: tokio::task::JoinHandle<()>,
}

impl StandIn {
    /// Takes the place of a backend on this machine where nobody listens; none: it is elsewhere, or it is there.
    pub(crate) async fn at(backend: &HostPort, marker: HeaderValue) -> Option<Self> {
        let listener = TcpListener::bind(local(backend)?).await.ok()?;
        let arrived = Arc::new(Mutex::new(Vec::new()));
        let listening = tokio::spawn(listen(listener, marker, Arc::clone(&arrived)));
        Some(Self { arrived, listening })
    }

    /// All that arrived since it was asked last.
    pub(crate) fn take(&self) -> Vec<Taken> {
        std::mem::take(&mut *locked(&self.arrived))
    }
}

impl Drop for StandIn {
    fn drop(&mut self) {
        self.listening.abort();
    }
}

fn local(backend: &HostPort) -> Option<SocketAddr> {
    let host: IpAddr = match backend.bare_host() {
        "localhost" => Ipv4Addr::LOCALHOST.into(),
        host => host.parse().ok()?,
    };
    host.is_loopback().then(|| SocketAddr::new(host, backend.port()))
}

async fn listen(listener: TcpListener, marker: HeaderValue, arrived: Arc<Mutex<Vec<Taken>>>) {
    // Ended with this task.
    let mut connections = JoinSet::new();
    while let Ok((stream, _)) = listener.accept().await {
        let (marker, arrived) = (marker.clone(), Arc::clone(&arrived));
        let service = service_fn(move |request: Request<Incoming>| {
            let answer = answer(&request, &marker, &arrived);
            async move { Ok::<_, Infallible>(answer) }
        });
        connections.spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), service));
        while connections.try_join_next().is_some() {}
    }
}

fn answer(
    request: &Request<Incoming>,
    marker: &HeaderValue,
    arrived: &Mutex<Vec<Taken>>,
) -> Response<Full<Bytes>> {
    if request.headers().get(MARKER) == Some(marker) {
        let (headers, target) = (request.headers().clone(), request.uri().clone());
        locked(arrived).push(Taken { headers, target });
        return Response::new(Full::from("Tokendesk looks whether this gateway is right.\n"));
    }
    // A client of the service, which is away.
    let mut away = Response::new(Full::default());
    *away.status_mut() = StatusCode::SERVICE_UNAVAILABLE;
    away.headers_mut().insert(RETRY_AFTER, HeaderValue::from_static("5"));
    away
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_backend_on_this_machine_can_be_stood_in_for() {
        let at = |text: &str| local(&text.parse().unwrap()).map(|address| address.to_string());
        assert_eq!(at("127.0.0.1:3000").as_deref(), Some("127.0.0.1:3000"));
        assert_eq!(at("localhost:3000").as_deref(), Some("127.0.0.1:3000"));
        assert_eq!(at("[::1]:3000").as_deref(), Some("[::1]:3000"));
        for elsewhere in ["api.internal:3000", "10.0.0.1:80", "0.0.0.0:80"] {
            assert_eq!(at(elsewhere), None);
        }
    }

    #[tokio::test]
    async fn a_backend_that_is_there_is_left_alone() {
        let service = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let backend: HostPort = service.local_addr().unwrap().to_string().parse().unwrap();
        let marker = HeaderValue::from_static("x");
        assert!(StandIn::at(&backend, marker.clone()).await.is_none());
        drop(service);
        let stand_in = StandIn::at(&backend, marker).await.unwrap();
        drop(stand_in);
    }
}
