//! `tokendesk decisions`: what a running verifier of this machine decided last.

use std::{
    io::{self, Write},
    time::Duration,
};

use http_body_util::{BodyExt, Empty, Limited};
use hyper::{Request, StatusCode, body::Bytes, client::conn::http1, header::HOST};
use hyper_util::rt::TokioIo;
use serde::Deserialize;
use tokendesk_domain::gateway_secret::GatewaySecret;
use tokendesk_verifier::http::{Listen, SECRET_HEADER};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::{TcpStream, UnixStream},
    runtime::Builder,
    time::timeout,
};

use crate::{
    args::DecisionsArgs,
    gateway_secret,
    output::Output,
    record::DecisionRecord,
    refusal::{Failure, Refusal},
    table::Table,
};

const ANSWER_TIME: Duration = Duration::from_secs(5);
/// A hundred decisions, with the longest paths, are less than two million bytes.
const LONGEST: usize = 4 * 1024 * 1024;

#[derive(Deserialize)]
struct Told {
    decisions: Vec<DecisionRecord>,
}

/// Why nothing was told.
enum Untold {
    /// Nobody is there.
    Nobody(io::Error),
    /// Who is there wants another secret, or none of this machine's users.
    Refused,
    /// Who is there is no verifier that could tell.
    Foreign,
}

pub(crate) fn run<W: Write, N: Write>(
    args: &DecisionsArgs,
    output: &mut Output<W, N>,
) -> Result<(), Failure> {
    let secret = args.gateway_secret_file.as_deref().map(gateway_secret::read).transpose()?;
    let runtime = Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| Failure::Fault(Refusal::new("internal", error.to_string())))?;
    let told = runtime.block_on(async {
        let late = |_| Untold::Nobody(io::ErrorKind::TimedOut.into());
        timeout(ANSWER_TIME, ask(&args.verifier, secret.as_ref())).await.map_err(late).flatten()
    });
    let decisions = told.map_err(|untold| failure(&args.verifier, &untold))?;
    if output.is_json() {
        for decision in &decisions {
            output.result(|| decision, String::new)?;
        }
    } else if decisions.is_empty() {
        output.remark("It has decided nothing yet.");
    } else {
        let head = ["AT", "DECISION", "TOKEN", "NAME", "ADDRESS", "METHOD", "PATH"].map(str::to_owned);
        let rows: Vec<_> = [head].into_iter().chain(decisions.iter().map(DecisionRecord::row)).collect();
        output.result(|| (), || Table::of(&rows))?;
    }
    Ok(())
}

fn failure(place: &Listen, untold: &Untold) -> Failure {
    let (code, message) = match untold {
        Untold::Nobody(error) => (
            "no_verifier",
            format!(
                "No verifier answers at {place} ({error}): start it with `tokendesk serve`, or name where it \
                 listens with --verifier."
            ),
        ),
        Untold::Refused => (
            "not_trusted",
            format!(
                "The verifier at {place} tells its decisions on its own machine alone, and where gateways have a \
                 secret to who shows it: --gateway-secret-file."
            ),
        ),
        Untold::Foreign => (
            "not_a_verifier",
            format!(
                "What answers at {place} is no verifier of this version; name where it listens with --verifier."
            ),
        ),
    };
    Failure::Fault(Refusal::at("verifier", code, message))
}

async fn ask(place: &Listen, secret: Option<&GatewaySecret>) -> Result<Vec<DecisionRecord>, Untold> {
    match place {
        Listen::Tcp(address) => get(TcpStream::connect(address).await.map_err(Untold::Nobody)?, secret).await,
        Listen::Unix(path) => get(UnixStream::connect(path).await.map_err(Untold::Nobody)?, secret).await,
    }
}

async fn get<S: AsyncRead + AsyncWrite + Send + Unpin + 'static>(
    stream: S,
    secret: Option<&GatewaySecret>,
) -> Result<Vec<DecisionRecord>, Untold> {
    let (mut sender, connection) =
        http1::handshake(TokioIo::new(stream)).await.map_err(|_| Untold::Foreign)?;
    // It ends with the sender; what is wrong with it the request says.
    tokio::spawn(connection);
    let mut request = Request::get("/v1/decisions").header(HOST, "localhost");
    if let Some(secret) = secret {
        request = request.header(SECRET_HEADER, secret.expose());
    }
    let request = request.body(Empty::<Bytes>::new()).map_err(|_| Untold::Foreign)?;
    let answer = sender.send_request(request).await.map_err(|_| Untold::Foreign)?;
    match answer.status() {
        StatusCode::OK => {}
        StatusCode::FORBIDDEN => return Err(Untold::Refused),
        _ => return Err(Untold::Foreign),
    }
    let body = Limited::new(answer.into_body(), LONGEST).collect().await.map_err(|_| Untold::Foreign)?;
    let told: Told = serde_json::from_slice(&body.to_bytes()).map_err(|_| Untold::Foreign)?;
    Ok(told.decisions)
}
