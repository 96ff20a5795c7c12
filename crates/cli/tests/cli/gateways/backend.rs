//! A small service that tells what reached it, and echoes on a WebSocket.

use std::{
    io::{BufRead, BufReader, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use serde_json::json;

pub(crate) struct Backend {
    pub(crate) address: SocketAddr,
    reached: Arc<AtomicUsize>,
}

impl Backend {
    pub(crate) fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("its address");
        let reached = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&reached);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let reached = Arc::clone(&counted);
                thread::spawn(move || answer(stream, &reached));
            }
        });
        Self { address, reached }
    }

    /// Requests that came through.
    pub(crate) fn reached(&self) -> usize {
        self.reached.load(Ordering::SeqCst)
    }
}

fn answer(stream: TcpStream, reached: &AtomicUsize) {
    if is_websocket(&stream) {
        reached.fetch_add(1, Ordering::SeqCst);
        let Ok(mut socket) = tungstenite::accept(stream) else { return };
        while let Ok(message) = socket.read() {
            if (message.is_text() || message.is_binary()) && socket.send(message).is_err() {
                return;
            }
        }
        return;
    }
    let mut reader = BufReader::new(stream.try_clone().expect("a second handle"));
    let mut stream = stream;
    while let Some(request) = read(&mut reader) {
        reached.fetch_add(1, Ordering::SeqCst);
        let body = request.to_string();
        let head = format!(
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n",
            body.len()
        );
        if stream.write_all((head + &body).as_bytes()).is_err() {
            return;
        }
    }
}

fn is_websocket(stream: &TcpStream) -> bool {
    let mut head = [0; 16 * 1024];
    let seen = stream.peek(&mut head).unwrap_or(0);
    String::from_utf8_lossy(&head[..seen]).to_ascii_lowercase().contains("upgrade: websocket")
}

/// The next request as an object: method, target, headers by lower-case name, body.
fn read(reader: &mut impl BufRead) -> Option<serde_json::Value> {
    let mut lines = Vec::new();
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).ok()? == 0 {
            return None;
        }
        match line.trim_end() {
            "" => break,
            line => lines.push(line.to_owned()),
        }
    }
    let (first, headers) = lines.split_first()?;
    let mut words = first.split(' ');
    let headers: serde_json::Map<_, _> = headers
        .iter()
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| (name.to_ascii_lowercase(), json!(value)))
        .collect();
    let length = headers.get("content-length").and_then(|value| value.as_str()?.parse().ok()).unwrap_or(0);
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    Some(json!({
        "method": words.next()?,
        "target": words.next()?,
        "headers": headers,
        "body": String::from_utf8_lossy(&body),
    }))
}
