//! A load on an HTTP server: some connections, each asking again as soon as it was answered.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::runtime::Builder;
use tokio::task::JoinSet;

/// Connections at once.
const CONNECTIONS: usize = 32;

/// What a load found.
pub(crate) struct Found {
    pub(crate) per_second: f64,
    pub(crate) p50_ms: f64,
    pub(crate) p99_ms: f64,
}

/// Sends `requests` requests, each made by its number, from one thread; every one must be answered with 200.
pub(crate) fn run(
    to: SocketAddr,
    requests: usize,
    request: impl Fn(usize, &mut Vec<u8>) + Send + Sync + Clone + 'static,
) -> Result<Found> {
    run_on(CONNECTIONS, to, requests, request)
}

/// The same on so many connections.
pub(crate) fn run_on(
    connections: usize,
    to: SocketAddr,
    requests: usize,
    request: impl Fn(usize, &mut Vec<u8>) + Send + Sync + Clone + 'static,
) -> Result<Found> {
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    let first = NEXT.fetch_add(requests, Ordering::Relaxed);
    let runtime = Builder::new_current_thread().enable_io().build()?;
    let begun = Instant::now();
    let mut latencies_ns = runtime.block_on(async {
        let mut running = JoinSet::new();
        for connection in 0..connections {
            let numbers = (first + connection..first + requests).step_by(connections);
            running.spawn(one(to, numbers, request.clone()));
        }
        let mut latencies_ns = Vec::with_capacity(requests);
        while let Some(ended) = running.join_next().await {
            latencies_ns.extend(ended??);
        }
        Ok::<_, anyhow::Error>(latencies_ns)
    })?;
    let took_s = begun.elapsed().as_secs_f64();
    latencies_ns.sort_unstable();
    #[expect(clippy::cast_precision_loss, reason = "far below 2^52")]
    let percentile_ms = |percent| {
        let latency_ns = latencies_ns.get(latencies_ns.len() * percent / 100);
        latency_ns.map(|latency_ns| *latency_ns as f64 / 1e6).context("there were requests")
    };
    #[expect(clippy::cast_precision_loss, reason = "far below 2^52")]
    let per_second = requests as f64 / took_s;
    Ok(Found { per_second, p50_ms: percentile_ms(50)?, p99_ms: percentile_ms(99)? })
}

async fn one(
    to: SocketAddr,
    numbers: impl Iterator<Item = usize>,
    request: impl Fn(usize, &mut Vec<u8>),
) -> Result<Vec<u64>> {
    let mut stream = TcpStream::connect(to).await?;
    stream.set_nodelay(true)?;
    let (mut out, mut answer) = (Vec::new(), [0; 4096]);
    let mut latencies_ns = Vec::new();
    for number in numbers {
        out.clear();
        request(number, &mut out);
        let begun = Instant::now();
        stream.write_all(&out).await?;
        let mut length = 0;
        // All answers are heads without a body.
        while !answer[..length].ends_with(b"\r\n\r\n") {
            let more = stream.read(&mut answer[length..]).await?;
            ensure!(more > 0, "the server hung up");
            length += more;
        }
        latencies_ns.push(u64::try_from(begun.elapsed().as_nanos())?);
        ensure!(answer.starts_with(b"HTTP/1.1 200"), "{}", String::from_utf8_lossy(&answer[..length]));
    }
    Ok(latencies_ns)
}
