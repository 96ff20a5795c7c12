//! One call in, one answer out: which endpoint it is for, who calls, what is asked, what the verifier says.

use std::{
    convert::Infallible,
    net::IpAddr,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use bytes::Bytes;
use http::{
    HeaderMap, HeaderValue, Method, Request, Response, StatusCode,
    header::{ALLOW, CACHE_CONTROL},
};
use http_body_util::{BodyExt, Either, Full, LengthLimitError, Limited};
use hyper::body::Incoming;
use tokendesk_domain::{access::Credential, request_path::RequestPath};
use tokio::{task::block_in_place, time::timeout};

use super::{
    answer::{Answer, Style, answer, problem, room_of},
    asked::{Asked, Unclear},
    consume, decisions, grpc, introspect,
    key_place::KeyPlaces,
    meter::Meter,
    metrics, programs,
    told::TellingHeaders,
    trust::{Distrust, Trust},
};
use crate::{Charge, Clock, Question, Verdict, Verifier};

/// By HTTP or by gRPC.
pub(super) type Reply = Response<Either<Full<Bytes>, tonic::body::Body>>;

/// How calls are read and answered.
pub struct FrontOptions {
    /// Who is believed.
    pub trust: Trust,
    /// Where clients put their key.
    pub key_places: KeyPlaces,
    /// What gateways tell of requests beside them.
    pub telling: TellingHeaders,
    /// Tells the time.
    pub clock: Clock,
}

/// Answers calls.
pub(crate) struct Front {
    pub(super) verifier: Arc<Verifier>,
    pub(super) options: FrontOptions,
    pub(super) meter: Meter,
    draining: AtomicBool,
}

impl Front {
    pub(super) fn new(verifier: Arc<Verifier>, options: FrontOptions) -> Self {
        Self { verifier, options, meter: Meter::default(), draining: AtomicBool::new(false) }
    }

    /// From now on not ready: no new work should come here.
    pub(super) fn drain(&self) {
        self.draining.store(true, Ordering::Release);
    }

    /// Answers a gateway whose whole question stands in the head of its call; none: it is another call. `peer` is the
    /// address of the caller; none: it came by a socket of the file system.
    pub(super) fn answer_head(&self, request: &mut Request<Incoming>, peer: Option<IpAddr>) -> Option<Reply> {
        let answer = match request.uri().path() {
            "/v1/verify/nginx" => self.forwarded(request, peer, Style::Nginx),
            "/v1/verify/forward" => self.forwarded(request, peer, Style::Whole),
            path if path.starts_with(ENVOY) => self.envoy(request, peer),
            _ => return None,
        };
        Some(answer.map(Either::Left))
    }

    /// Answers a call.
    pub(super) async fn call(
        self: Arc<Self>,
        mut request: Request<Incoming>,
        peer: Option<IpAddr>,
    ) -> Result<Reply, Infallible> {
        if request.uri().path() == grpc::CHECK {
            return Ok(grpc::answer(self, request, peer).await);
        }
        if let Some(reply) = self.answer_head(&mut request, peer) {
            return Ok(reply);
        }
        Ok(self.answer(request, peer).await.map(Either::Left))
    }

    async fn answer(&self, request: Request<Incoming>, peer: Option<IpAddr>) -> Answer {
        match request.uri().path() {
            "/livez" => match *request.method() {
                Method::GET | Method::HEAD => Answer::default(),
                _ => wrong_method("GET"),
            },
            "/readyz" => match *request.method() {
                Method::GET | Method::HEAD => self.ready(),
                _ => wrong_method("GET"),
            },
            "/v1/verify" => self.program(request, peer, programs::verify).await,
            "/v1/verify/batch" => self.program(request, peer, programs::verify_batch).await,
            "/v1/consume" => self.program(request, peer, consume::consume).await,
            "/v1/introspect" => self.program(request, peer, introspect::introspect).await,
            "/metrics" => match self.options.trust.admit_address(peer) {
                Err(distrust) => self.distrusted(distrust, peer),
                Ok(()) if request.method() == Method::GET => metrics::answer(&self.verifier, &self.meter),
                Ok(()) => wrong_method("GET"),
            },
            "/v1/decisions" => self.decisions(&request, peer),
            _ => problem(StatusCode::NOT_FOUND, "There is no such endpoint."),
        }
    }

    /// Whether the caller is a gateway; if not, that is counted and logged.
    pub(super) fn admit(&self, peer: Option<IpAddr>, headers: &HeaderMap) -> Result<(), Distrust> {
        let admitted = self.options.trust.admit(peer, headers);
        admitted.inspect_err(|distrust| self.note(*distrust, peer))
    }

    fn forwarded(&self, request: &mut Request<Incoming>, peer: Option<IpAddr>, style: Style) -> Answer {
        let began = Instant::now();
        if let Err(distrust) = self.options.trust.admit(peer, request.headers()) {
            return self.distrusted(distrust, peer);
        }
        match Asked::forwarded(request.headers(), &self.options.trust, &self.options.telling) {
            Ok(asked) => {
                let verdict = self.decide(&asked, request.headers());
                self.tell(&verdict, style, request.headers_mut(), began)
            }
            Err(unclear) => self.unclear(&unclear),
        }
    }

    fn envoy(&self, request: &mut Request<Incoming>, peer: Option<IpAddr>) -> Answer {
        let began = Instant::now();
        if let Err(distrust) = self.options.trust.admit(peer, request.headers()) {
            return self.distrusted(distrust, peer);
        }
        let target = request.uri().path_and_query().map_or("", |target| target.as_str());
        // The prefix ends where the client's path begins, with its slash.
        let target = target.get(ENVOY.len() - 1..).unwrap_or_default();
        match Asked::envoy(request.method().as_str(), target, request.headers(), &self.options.telling) {
            Ok(asked) => {
                let verdict = self.decide(&asked, request.headers());
                self.tell(&verdict, Style::Whole, request.headers_mut(), began)
            }
            Err(unclear) => self.unclear(&unclear),
        }
    }

    fn decide(&self, asked: &Asked<'_>, headers: &HeaderMap) -> Verdict<'_> {
        self.judge_headers(headers, asked, Charge::Once { request_id: asked.request_id })
    }

    /// Answers in the room of the headers of the call: hyper reads the connection's next head into it again.
    fn tell(&self, verdict: &Verdict<'_>, style: Style, asked: &mut HeaderMap, began: Instant) -> Answer {
        let answer = answer(verdict, style, room_of(asked), || (self.options.clock)());
        self.meter.decided(began.elapsed());
        answer
    }

    /// As [`Self::judge`], by the key in a client's headers.
    pub(super) fn judge_headers<'f>(
        &'f self,
        headers: &HeaderMap,
        asked: &Asked<'_>,
        charge: Charge<'_>,
    ) -> Verdict<'f> {
        let query = asked.target.split_once('?').map(|(_, query)| query);
        let key = self.options.key_places.find(headers, query);
        let key = match &key {
            Credential::None => Credential::None,
            Credential::Several => Credential::Several,
            Credential::One(key) => Credential::One(key.as_ref()),
        };
        self.judge(key, asked, charge)
    }

    /// Asks the verifier, and tells the log why not.
    pub(super) fn judge<'f>(
        &'f self,
        key: Credential<&str>,
        asked: &Asked<'_>,
        charge: Charge<'_>,
    ) -> Verdict<'f> {
        let path = match RequestPath::parse(asked.target) {
            Ok(path) => path,
            Err(problem) => {
                tracing::debug!(code = "path_refused", problem = problem.code(), "refused");
                return self.verifier.refuse_path(asked.address, asked.method, asked.target);
            }
        };
        let question = Question {
            address: asked.address,
            method: asked.method,
            host: &asked.host,
            path: &path,
            scope: asked.told.scope.as_ref(),
            model: asked.told.model,
            cost: asked.told.cost,
        };
        let verdict = self.verifier.try_verify(key, &question, charge);
        // What waits for the disk must not hold up the calls that share its thread.
        let verdict =
            verdict.unwrap_or_else(|| block_in_place(|| self.verifier.verify(key, &question, charge)));
        log(&verdict, &question);
        verdict
    }

    async fn program(
        &self,
        request: Request<Incoming>,
        peer: Option<IpAddr>,
        endpoint: fn(&Self, &HeaderMap, &[u8]) -> Answer,
    ) -> Answer {
        if let Err(distrust) = self.options.trust.admit_program(peer, request.headers()) {
            return self.distrusted(distrust, peer);
        }
        if request.method() != Method::POST {
            return wrong_method("POST");
        }
        let (head, body) = request.into_parts();
        let mut answer = match timeout(BODY_TIME, Limited::new(body, BODY_MAX).collect()).await {
            Ok(Ok(body)) => endpoint(self, &head.headers, &body.to_bytes()),
            Ok(Err(error)) if error.is::<LengthLimitError>() => {
                problem(StatusCode::PAYLOAD_TOO_LARGE, "The body is longer than 1 MiB.")
            }
            Ok(Err(_)) => problem(StatusCode::BAD_REQUEST, "The body ends too early."),
            Err(_) => problem(StatusCode::REQUEST_TIMEOUT, "The body took longer than 10 seconds."),
        };
        answer.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        answer
    }

    /// For who sits at this machine: it tells who asked for what.
    fn decisions(&self, request: &Request<Incoming>, peer: Option<IpAddr>) -> Answer {
        if let Err(distrust) = self.options.trust.admit_program(peer, request.headers()) {
            return self.distrusted(distrust, peer);
        }
        if peer.is_some_and(|peer| !peer.to_canonical().is_loopback()) {
            return problem(StatusCode::FORBIDDEN, "Decisions are told on the verifier's own machine alone.");
        }
        match *request.method() {
            Method::GET => decisions::answer(&self.verifier),
            _ => wrong_method("GET"),
        }
    }

    fn ready(&self) -> Answer {
        if self.draining.load(Ordering::Acquire) {
            return problem(StatusCode::SERVICE_UNAVAILABLE, "The verifier is stopping.");
        }
        Answer::default()
    }

    /// Said to the caller, who can put it right.
    fn distrusted(&self, distrust: Distrust, peer: Option<IpAddr>) -> Answer {
        self.note(distrust, peer);
        problem(StatusCode::FORBIDDEN, &sentence(&distrust.to_string()))
    }

    fn note(&self, distrust: Distrust, peer: Option<IpAddr>) {
        if self.meter.distrusted(distrust) {
            tracing::warn!(peer = peer.map(tracing::field::display), reason = %distrust, "a call was turned away");
        }
    }

    fn unclear(&self, unclear: &Unclear) -> Answer {
        if self.meter.unclear() {
            tracing::warn!(reason = %unclear, "a gateway's question can't be read");
        }
        problem(StatusCode::BAD_REQUEST, &sentence(&unclear.to_string()))
    }
}

/// Each refusal, for whoever looks for a reason.
fn log(verdict: &Verdict<'_>, question: &Question<'_>) {
    let Some(refusal) = &verdict.refusal else { return };
    let token = verdict.token.as_ref();
    tracing::debug!(
        code = refusal.code(),
        token_id = token.map(|token| token.id().0),
        key_generation = token.map(crate::TokenView::generation),
        address = question.address.map(tracing::field::display),
        method = question.method,
        path = question.path.as_str(),
        "refused"
    );
}

/// The path of Envoy's dialect, up to where the client's begins.
const ENVOY: &str = "/v1/verify/envoy/";
/// What programs may send, in bytes, and how long they may take.
const BODY_MAX: usize = 1024 * 1024;
const BODY_TIME: Duration = Duration::from_secs(10);

fn wrong_method(allowed: &'static str) -> Answer {
    let mut answer = problem(StatusCode::METHOD_NOT_ALLOWED, &format!("Use {allowed}."));
    answer.headers_mut().insert(ALLOW, HeaderValue::from_static(allowed));
    answer
}

fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| format!("{}{}.", first.to_uppercase(), letters.as_str()))
}
