//! What creating a token over HTTP costs at least: axum, and rusqlite that writes the rows of the next one.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use anyhow::Result;
use axum::{Router, body::Bytes, http::StatusCode, routing::post};
use serde_json::Value;
use tokio::net::TcpListener;

use crate::rows::{Bare, TokenRows};

/// Answers at the address that it tells, as long as this program runs: each request writes the next of these rows.
pub(crate) fn serve(file: &Path, rows: Vec<TokenRows>) -> Result<SocketAddr> {
    let next = Arc::new(Mutex::new((Bare::open(file)?, rows.into_iter())));
    let answer = move |body: Bytes| {
        let next = Arc::clone(&next);
        async move {
            let written = tokio::task::spawn_blocking(move || insert(&next, &body)).await;
            if matches!(written, Ok(true)) { StatusCode::CREATED } else { StatusCode::INTERNAL_SERVER_ERROR }
        }
    };
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
    let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0"))?;
    let address = listener.local_addr()?;
    thread::spawn(move || {
        let listener = axum::serve::ListenerExt::tap_io(listener, |stream| {
            let _ = stream.set_nodelay(true);
        });
        let router = Router::new().fallback(post(answer));
        runtime.block_on(async { axum::serve(listener, router).await })
    });
    Ok(address)
}

fn insert(next: &Mutex<(Bare, std::vec::IntoIter<TokenRows>)>, body: &[u8]) -> bool {
    let mut next = next.lock().unwrap_or_else(PoisonError::into_inner);
    let is_json = serde_json::from_slice::<Value>(body).is_ok();
    let Some(row) = next.1.next() else { return false };
    is_json && next.0.write(&[row]).is_ok()
}
