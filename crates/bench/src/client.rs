//! A script's HTTP client: one connection that is kept, one request after the other.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};

use anyhow::{Context, Result, ensure};

pub(crate) struct Client {
    stream: BufReader<TcpStream>,
    key: String,
}

impl Client {
    pub(crate) fn connect(to: SocketAddr, key: &str) -> Result<Self> {
        let stream = TcpStream::connect(to)?;
        stream.set_nodelay(true)?;
        Ok(Self { stream: BufReader::new(stream), key: key.to_owned() })
    }

    /// The body of an answer with status 200.
    pub(crate) fn get(&mut self, target: &str) -> Result<Vec<u8>> {
        self.ask("GET", target, "", 200)
    }

    /// The body of an answer with this status.
    pub(crate) fn post(&mut self, target: &str, json: &str, status: u16) -> Result<Vec<u8>> {
        self.ask("POST", target, json, status)
    }

    fn ask(&mut self, method: &str, target: &str, json: &str, status: u16) -> Result<Vec<u8>> {
        let (key, length) = (&self.key, json.len());
        let request = format!(
            "{method} {target} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {key}\r\n\
             Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n{json}"
        );
        self.stream.get_mut().write_all(request.as_bytes())?;
        let mut line = String::new();
        self.stream.read_line(&mut line)?;
        let is_expected = line.split(' ').nth(1) == Some(&status.to_string());
        let mut length = 0;
        loop {
            let mut header = String::new();
            ensure!(self.stream.read_line(&mut header)? > 0, "the server hung up");
            match header.trim_end().split_once(':') {
                Some((name, value)) if name.eq_ignore_ascii_case("content-length") => {
                    length = value.trim().parse().context("a length")?;
                }
                Some(_) => {}
                None => break,
            }
        }
        let mut body = vec![0; length];
        self.stream.read_exact(&mut body)?;
        ensure!(is_expected, "{line}{}", String::from_utf8_lossy(&body));
        Ok(body)
    }
}
