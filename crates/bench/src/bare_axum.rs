//! What an HTTP answer costs at least: axum with one route that answers an empty 200.

use std::io::Write;

use anyhow::Result;
use axum::{Router, http::StatusCode, routing::get};
use tokio::net::TcpListener;

/// Says its address on the standard output and answers until it is killed.
pub fn bare_axum() -> Result<()> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(async {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let mut out = std::io::stdout();
        writeln!(out, "{}", listener.local_addr()?)?;
        out.flush()?;
        let listener = axum::serve::ListenerExt::tap_io(listener, |stream| {
            let _ = stream.set_nodelay(true);
        });
        let empty = || async { StatusCode::OK };
        // All other paths: as the service behind a gateway.
        let router = Router::new().route("/v1/verify/forward", get(empty)).fallback(empty);
        axum::serve(listener, router).await?;
        Ok(())
    })
}
