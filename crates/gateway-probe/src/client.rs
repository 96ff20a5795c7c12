//! One request at a time, each on a connection of its own.

use std::{error::Error as _, io, time::Duration};

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Request, Uri, header::WWW_AUTHENTICATE};
use http_body_util::Empty;
use hyper_util::{
    client::legacy::{Client as Legacy, Error, connect::HttpConnector},
    rt::TokioExecutor,
};
use tokio::time::timeout;

use crate::seen::{Reply, Unreached};

/// A gateway waits two seconds for its verifier.
const ANSWER_TIME: Duration = Duration::from_secs(6);
const CONNECT_TIME: Duration = Duration::from_secs(2);

pub(crate) struct Client(Legacy<HttpConnector, Empty<Bytes>>);

impl Client {
    pub(crate) fn new() -> Self {
        let mut connector = HttpConnector::new();
        connector.set_connect_timeout(Some(CONNECT_TIME));
        let mut builder = Legacy::builder(TokioExecutor::new());
        // What is asked twice would be charged twice, and what is asked of an old connection may be asked twice.
        builder.pool_max_idle_per_host(0).retry_canceled_requests(false);
        Self(builder.build(connector))
    }

    pub(crate) async fn get(&self, target: Uri, headers: HeaderMap) -> Result<Reply, Unreached> {
        let mut request = Request::new(Empty::new());
        *request.uri_mut() = target;
        *request.headers_mut() = headers;
        let answer = timeout(ANSWER_TIME, self.0.request(request)).await.map_err(|_| Unreached::TooSlow)?;
        let answer = answer.map_err(|error| unreached(&error))?;
        let text = |value: &HeaderValue| value.to_str().ok().map(str::to_owned);
        Ok(Reply {
            status: answer.status().as_u16(),
            challenge: answer.headers().get(WWW_AUTHENTICATE).and_then(text),
            left: answer.headers().get("ratelimit").and_then(text).and_then(|text| left(&text)),
        })
    }
}

/// `"daily";r=100;t=36000`: 100.
fn left(rate_limit: &str) -> Option<u64> {
    let mut parameters = rate_limit.split([';', ',']);
    parameters.find_map(|parameter| parameter.trim().strip_prefix("r="))?.parse().ok()
}

fn unreached(error: &Error) -> Unreached {
    if !error.is_connect() {
        return Unreached::NotHttp;
    }
    let mut cause = error.source();
    while let Some(error) = cause {
        if let Some(error) = error.downcast_ref::<io::Error>() {
            return match error.kind() {
                io::ErrorKind::ConnectionRefused => Unreached::Refused,
                io::ErrorKind::TimedOut => Unreached::TooSlow,
                _ => Unreached::NoWay,
            };
        }
        cause = error.source();
    }
    Unreached::NoWay
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_is_read_from_the_header() {
        assert_eq!(left("\"daily\";r=100;t=36000"), Some(100));
        assert_eq!(left("\"minute\"; r=3; t=9, \"daily\";r=1"), Some(3));
        for text in ["", "\"daily\"", "r=", "r=-1", "rr=1"] {
            assert_eq!(left(text), None, "{text}");
        }
    }
}
