//! Envoy's gRPC dialect: `envoy.service.auth.v3.Authorization/Check`.
//!
//! An empty `CheckResponse` lets a request pass, so that every answer is written out: there is no default.

use std::{
    collections::HashMap,
    net::IpAddr,
    sync::Arc,
    time::{Duration, Instant},
};

use bytes::Bytes;
use envoy_types::{
    ext_authz::v3::pb::{
        Authorization, AuthorizationServer, CheckRequest, CheckResponse, DeniedHttpResponse, HttpResponse,
        HttpStatus, OkHttpResponse,
    },
    pb::{
        envoy::{
            config::core::v3::{
                HeaderValue as Field, HeaderValueOption, address, header_value_option::HeaderAppendAction,
            },
            service::auth::v3::attribute_context::{HttpRequest, Peer},
        },
        google::rpc,
    },
};
use http::{HeaderMap, HeaderName, HeaderValue, Request as Call, header::CONTENT_TYPE};
use http_body_util::{Either, Full};
use hyper::body::Incoming;
use tokendesk_domain::route::host_name;
use tonic::{Code, Request, Response, Status, codegen::Service};

use super::{
    answer::{PROBLEM_JSON, fields, problem_body, status},
    asked::Asked,
    front::{Front, Reply},
    trust,
};
use crate::{Charge, Verdict};

/// The path of the one method.
pub(super) const CHECK: &str = "/envoy.service.auth.v3.Authorization/Check";

/// A question is small; one that is not has a body in it, which is not asked for.
const QUESTION_MAX_BYTES: usize = 256 * 1024;

/// How long it may take to arrive.
const QUESTION_TIME: Duration = Duration::from_secs(10);

/// Answers one call.
pub(super) async fn answer(front: Arc<Front>, call: Call<Incoming>, peer: Option<IpAddr>) -> Reply {
    let refused = |status: Status| status.into_http::<Full<Bytes>>().map(Either::Left);
    if let Err(distrust) = front.admit(peer, call.headers()) {
        return refused(Status::permission_denied(distrust.to_string()));
    }
    let mut server = AuthorizationServer::from_arc(front).max_decoding_message_size(QUESTION_MAX_BYTES);
    match tokio::time::timeout(QUESTION_TIME, server.call(call)).await {
        Ok(Ok(answered)) => answered.map(Either::Right),
        Ok(Err(never)) => match never {},
        Err(_) => refused(Status::deadline_exceeded("the question took too long to arrive")),
    }
}

#[tonic::async_trait]
impl Authorization for Front {
    async fn check(&self, request: Request<CheckRequest>) -> Result<Response<CheckResponse>, Status> {
        let began = Instant::now();
        let attributes = request.into_inner().attributes.unwrap_or_default();
        let client = attributes.source.as_ref().and_then(client);
        let asked = attributes.request.and_then(|request| request.http);
        let asked =
            asked.ok_or_else(|| Status::invalid_argument("the question has no HTTP request in it"))?;
        let mut headers = headers(&asked);
        tell(&mut headers, &attributes.context_extensions);
        let told = self.options.telling.read(&headers);
        let asked = Asked {
            address: client,
            method: &asked.method,
            host: host_name(&asked.host),
            target: &asked.path,
            told: told.map_err(|unclear| Status::invalid_argument(unclear.to_string()))?,
            request_id: None,
        };
        let verdict = self.judge_headers(&headers, &asked, Charge::Once { request_id: None });
        let response =
            said(&verdict, &fields(&verdict, HeaderMap::with_capacity(8), || (self.options.clock)()));
        self.meter.decided(began.elapsed());
        Ok(Response::new(response))
    }
}

/// Where the client is: the peer of the connection, or behind trusted proxies what Envoy was told to take for it.
fn client(peer: &Peer) -> Option<IpAddr> {
    match peer.address.as_ref()?.address.as_ref()? {
        address::Address::SocketAddress(socket) => trust::address(&socket.address),
        _ => None,
    }
}

/// The client's headers. Line by line where Envoy sends them so, else with a comma between lines of one name.
fn headers(asked: &HttpRequest) -> HeaderMap {
    let lines = asked.header_map.iter().flat_map(|map| &map.headers);
    let lines = lines.map(|line| {
        let value = if line.raw_value.is_empty() { line.value.as_bytes() } else { &line.raw_value };
        (line.key.as_str(), value)
    });
    let joined = asked.headers.iter().map(|(name, value)| (name.as_str(), value.as_bytes()));
    let mut headers = HeaderMap::new();
    for (name, value) in lines.chain(joined) {
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::from_bytes(value)) {
            headers.append(name, value);
        }
    }
    headers
}

/// What Envoy's own configuration tells of a route stands in place of headers of the same names.
fn tell(headers: &mut HeaderMap, route: &HashMap<String, String>) {
    for (name, value) in route {
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
            headers.insert(name, value);
        }
    }
}

/// A verdict as Envoy reads it. Status and response are always there, and always agree.
fn said(verdict: &Verdict<'_>, fields: &HeaderMap) -> CheckResponse {
    let Some(refusal) = &verdict.refusal else {
        let (for_service, for_client) =
            fields.iter().partition::<Vec<_>, _>(|(name, _)| name.as_str().starts_with("x-token-"));
        return CheckResponse {
            status: Some(rpc::Status { code: Code::Ok.into(), ..rpc::Status::default() }),
            http_response: Some(HttpResponse::OkResponse(OkHttpResponse {
                headers: options(for_service),
                response_headers_to_add: options(for_client),
                ..OkHttpResponse::default()
            })),
            ..CheckResponse::default()
        };
    };
    let http = status(refusal);
    let mut headers = options(fields.iter().collect());
    headers.extend(options(vec![(&CONTENT_TYPE, &PROBLEM_JSON)]));
    let code =
        if http == http::StatusCode::UNAUTHORIZED { Code::Unauthenticated } else { Code::PermissionDenied };
    CheckResponse {
        // The message is for Envoy's log; the client is not shown it.
        status: Some(rpc::Status {
            code: code.into(),
            message: refusal.outside_code().to_owned(),
            details: Vec::new(),
        }),
        http_response: Some(HttpResponse::DeniedResponse(DeniedHttpResponse {
            status: Some(HttpStatus { code: http.as_u16().into() }),
            headers,
            body: problem_body(http, None),
        })),
        ..CheckResponse::default()
    }
}

/// Each replaces what a client sent under its name.
fn options(fields: Vec<(&HeaderName, &HeaderValue)>) -> Vec<HeaderValueOption> {
    let option = |(name, value): (&HeaderName, &HeaderValue)| HeaderValueOption {
        header: Some(Field {
            key: name.as_str().to_owned(),
            value: value.to_str().unwrap_or_default().to_owned(),
            raw_value: Vec::new(),
        }),
        append_action: HeaderAppendAction::OverwriteIfExistsOrAdd.into(),
        keep_empty_value: true,
        ..HeaderValueOption::default()
    };
    fields.into_iter().map(option).collect()
}

#[cfg(test)]
mod tests {
    use tokendesk_domain::access::Refusal;

    use super::*;

    #[test]
    fn no_refusal_is_ever_an_empty_response() {
        for refusal in
            [Refusal::KeyMissing, Refusal::UnknownKey, Refusal::IpBlocked, Refusal::CountingUnavailable]
        {
            let http = i32::from(refusal.status());
            let verdict =
                Verdict { refusal: Some(refusal), token: None, limit: None, left: None, retry_after: None };
            let response = said(&verdict, &HeaderMap::new());
            assert_ne!(response.status.unwrap().code, i32::from(Code::Ok));
            let Some(HttpResponse::DeniedResponse(denied)) = response.http_response else {
                panic!("a denial")
            };
            assert_eq!(denied.status.unwrap().code, http);
        }
    }

    #[test]
    fn lines_of_one_name_stay_apart_where_envoy_sends_them_apart() {
        let line = |value: &str| Field {
            key: "authorization".to_owned(),
            raw_value: value.into(),
            ..Field::default()
        };
        let asked = HttpRequest {
            header_map: Some(envoy_types::pb::envoy::config::core::v3::HeaderMap {
                headers: vec![line("Bearer a"), line("Bearer b")],
            }),
            ..HttpRequest::default()
        };
        assert_eq!(headers(&asked).get_all("authorization").iter().count(), 2);
    }
}
