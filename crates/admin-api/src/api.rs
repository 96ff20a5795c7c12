//! What all faces share: who may ask, and the way from a request to the desk and back.

use std::{
    net::IpAddr,
    sync::Arc,
    time::{Duration, Instant},
};

use axum::{
    Router,
    body::{Body, HttpBody as _},
    response::Response,
};
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Request, Uri, header};
use tokendesk_domain::admin_key::AdminScope;
use tokendesk_issuer::Desk;
use tokio::sync::Semaphore;

use crate::{admin, body, caller::Caller, newapi, refusal::Refusal, throttle::Throttle};

/// Bodies beyond [`Needs::ONE_TOKEN`] that are received and worked on at once; read, each takes many times its size.
const LARGE_AT_ONCE: usize = 4;
/// A body of so many bytes, or none, is received before its sender is looked at: a second thread would cost more.
const AT_ONCE: usize = 16 << 10;
/// A key that was ended is refused within this time, also where its request began before.
const ENDED_WITHIN: Duration = Duration::from_millis(100);

/// What the interface works on.
pub struct AdminApiOptions {
    /// The desk, with its vault as open as it is to be.
    pub desk: Desk,
}

/// The interface, for any number of connections.
pub struct AdminApi {
    pub(crate) desk: Desk,
    pub(crate) throttle: Throttle,
    large: Semaphore,
}

/// The address that a request came from; the listener puts it there.
#[derive(Clone, Copy, Debug)]
pub(crate) struct From(pub(crate) IpAddr);

/// A request, received.
pub(crate) struct Asked {
    pub(crate) headers: HeaderMap,
    pub(crate) uri: Uri,
    pub(crate) body: Bytes,
}

/// What a request may be and do.
#[derive(Clone, Copy)]
pub(crate) struct Needs {
    /// What the admin key must hold.
    pub(crate) scope: AdminScope,
    /// The most bytes of its body.
    pub(crate) max_body: usize,
}

impl Needs {
    /// As large as a token with every address and scope that it can have.
    pub(crate) const ONE_TOKEN: usize = 1 << 20;

    pub(crate) const fn scope(scope: AdminScope) -> Self {
        Self { scope, max_body: Self::ONE_TOKEN }
    }
}

impl AdminApi {
    /// The interface on this desk.
    pub fn new(options: AdminApiOptions) -> Self {
        Self { desk: options.desk, throttle: Throttle::default(), large: Semaphore::new(LARGE_AT_ONCE) }
    }

    /// All its paths.
    pub(crate) fn router(self: Arc<Self>) -> Router {
        let router = admin::router().merge(newapi::router());
        router
            .fallback(async |uri: Uri| refused(&uri, &Refusal::NoSuchPath))
            .method_not_allowed_fallback(async |uri: Uri| refused(&uri, &Refusal::Method))
            .with_state(self)
            .layer(axum::middleware::map_response(async |response: Response| uncached(response)))
    }

    /// Receives a request and answers it at the desk, on a thread that may wait. Whoever may not ask is told before
    /// the body is received, unless that is [`AT_ONCE`].
    pub(crate) async fn at_desk<T: Send + 'static>(
        self: Arc<Self>,
        request: Request<Body>,
        needs: Needs,
        work: impl FnOnce(&Caller, &Asked) -> Result<T, Refusal> + Send + 'static,
    ) -> Result<T, Refusal> {
        let (parts, received) = request.into_parts();
        let From(from) = told(&parts.extensions);
        let is_at_once = received.size_hint().upper().is_some_and(|most| most <= AT_ONCE as u64);
        let max_body = if is_at_once { AT_ONCE } else { needs.max_body };
        let (admitted, parts) = if is_at_once {
            (None, parts)
        } else {
            let api = Arc::clone(&self);
            let admit = move || (api.admit(&parts.headers, from, needs.scope), parts);
            let (caller, parts) = waiting(admit).await;
            (Some((caller?, Instant::now())), parts)
        };
        let is_large = max_body > Needs::ONE_TOKEN;
        let _room =
            if is_large { Some(self.large.acquire().await.expect("it is never closed")) } else { None };
        let body = body::receive(received, max_body).await?;
        let api = Arc::clone(&self);
        let asked = Asked { headers: parts.headers, uri: parts.uri, body };
        waiting(move || {
            let caller = match admitted {
                Some((caller, at)) if at.elapsed() <= ENDED_WITHIN => caller,
                // A body may take minutes to come.
                Some(_) | None => api.admit(&asked.headers, from, needs.scope)?,
            };
            let done = work(&caller, &asked);
            tell(&caller, &parts.method, &asked.uri, from, done.as_ref().err());
            done
        })
        .await
    }
}

/// What no path of a face answers, in the shape of the face that it looks like.
fn refused(uri: &Uri, refusal: &Refusal) -> Response {
    if newapi::is_its_path(uri.path()) {
        newapi::refused(uri.path(), refusal)
    } else {
        admin::refused(refusal)
    }
}

/// Where a request came from.
pub(crate) fn peer(request: &Request<Body>) -> IpAddr {
    told(request.extensions()).0
}

fn told(extensions: &http::Extensions) -> From {
    *extensions.get().expect("the listener tells the address")
}

/// Works on a thread that may wait.
pub(crate) async fn waiting<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    tokio::task::spawn_blocking(work).await.expect("the work does not panic")
}

/// The log has no query and no body: both may hold what was searched for or issued.
fn tell(caller: &Caller, method: &http::Method, uri: &Uri, from: IpAddr, refusal: Option<&Refusal>) {
    let (name, path) = (caller.key.name.as_str(), uri.path());
    match refusal {
        None => tracing::debug!(%method, path, admin_key = name, %from, "done"),
        Some(Refusal::Desk(error)) if refusal.is_some_and(Refusal::is_fault) => {
            tracing::error!(%method, path, admin_key = name, %from, %error, "failed");
        }
        Some(refusal) => {
            tracing::debug!(%method, path, admin_key = name, %from, code = refusal.code(), "refused");
        }
    }
}

/// What every answer says besides: keys and lists are for nobody's cache.
fn uncached(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}
