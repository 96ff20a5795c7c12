//! A client that sends exactly what it is told: also what no library would send.

use std::{
    collections::BTreeMap,
    io::{Read, Write},
    net::{SocketAddr, TcpStream},
    time::Duration,
};

use bytes::Bytes;
use http_body_util::Full;
use serde_json::Value;

/// A request as it goes out.
pub(crate) struct Request {
    first: String,
    headers: String,
    body: String,
}

pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) body: String,
}

impl Request {
    pub(crate) fn new(method: &str, target: &str) -> Self {
        let headers = "Host: api.example.com\r\nConnection: close\r\n".to_owned();
        Self { first: format!("{method} {target} HTTP/1.1\r\n"), headers, body: String::new() }
    }

    pub(crate) fn get(target: &str) -> Self {
        Self::new("GET", target)
    }

    pub(crate) fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.extend([name, ": ", value, "\r\n"]);
        self
    }

    pub(crate) fn key(self, key: &str) -> Self {
        self.header("Authorization", &format!("Bearer {key}"))
    }

    pub(crate) fn body(self, body: &str) -> Self {
        let mut request = self.header("Content-Length", &body.len().to_string());
        body.clone_into(&mut request.body);
        request
    }

    pub(crate) fn send(&self, to: SocketAddr) -> Reply {
        let mut stream = TcpStream::connect(to).expect("the gateway listens");
        stream.set_read_timeout(Some(Duration::from_secs(30))).expect("a time limit");
        self.send_over(&mut stream).unwrap_or_else(|said| panic!("no whole reply: {said:?}"))
    }

    /// The reply, or what came in its place.
    pub(crate) fn send_over(&self, stream: &mut (impl Read + Write)) -> Result<Reply, String> {
        let text = format!("{}{}\r\n{}", self.first, self.headers, self.body);
        let mut bytes = Vec::new();
        // A gateway that refuses before it has read everything may close the connection while this still writes, and
        // reset it after its answer.
        let _ = stream.write_all(text.as_bytes());
        let _ = stream.read_to_end(&mut bytes);
        Reply::read(&String::from_utf8_lossy(&bytes))
    }

    /// The same over HTTP/2, which has no name for the connection.
    pub(crate) fn http2(&self) -> hyper::Request<Full<Bytes>> {
        let mut words = self.first.split(' ');
        let (method, target) = (words.next().expect("a method"), words.next().expect("a target"));
        let request =
            hyper::Request::builder().method(method).uri(format!("https://api.example.com{target}"));
        let headers = self.headers.lines().filter_map(|line| line.split_once(": "));
        let headers = headers.filter(|(name, _)| !["Host", "Connection"].contains(name));
        let request = headers.fold(request, |request, (name, value)| request.header(name, value));
        request.body(Full::from(self.body.clone())).expect("a request")
    }
}

impl Reply {
    fn read(text: &str) -> Result<Self, String> {
        let (head, body) = text.split_once("\r\n\r\n").ok_or(text)?;
        let mut lines = head.lines();
        let status = lines.next().and_then(|line| line.split(' ').nth(1)?.parse().ok()).expect("a status");
        let headers: BTreeMap<_, _> = lines
            .filter_map(|line| line.split_once(':'))
            .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
            .collect();
        let chunked = headers.get("transfer-encoding").is_some_and(|value| value == "chunked");
        let body = if chunked { unchunked(body) } else { body.to_owned() };
        Ok(Self { status, headers, body })
    }

    /// What reached the backend.
    pub(crate) fn reached(&self) -> Value {
        assert_eq!(self.status, 200, "{}", self.body);
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.body))
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", String::as_str)
    }
}

fn unchunked(mut rest: &str) -> String {
    let mut body = String::new();
    while let Some((length, after)) = rest.split_once("\r\n") {
        let length = usize::from_str_radix(length.trim(), 16).expect("a chunk's length");
        body.push_str(&after[..length]);
        rest = after[length..].trim_start_matches("\r\n");
    }
    body
}
