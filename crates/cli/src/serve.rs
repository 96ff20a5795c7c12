//! `tokendesk serve`: the verifier without a desktop.
//!
//! Its log is one JSON object a line on the standard error. It ends on SIGTERM or Ctrl+C, after the calls that
//! have begun.

mod admin;
mod daily_backup;

use std::{io, path::Path, str::FromStr, sync::Arc, time::Duration};

use sd_notify::NotifyState;
use tokendesk_admin_api::Tls;
use tokendesk_issuer::data_file;
use tokendesk_verifier::{
    Verifier, VerifierOptions,
    http::{FrontOptions, KeyPlaces, ListenError, Server, TellingHeaders, Trust},
    system_clock,
};
use tokio::{
    runtime::{Builder, Runtime},
    signal::unix::{SignalKind, signal},
    sync::watch,
};

use self::daily_backup::DailyBackups;
use crate::{
    args::ServeArgs,
    gateway_secret, open_files,
    refusal::{Failure, Refusal},
};

/// What is left of the calls when the time to end is over.
const END_TIME: Duration = Duration::from_secs(1);

pub(crate) fn run(folder: &Path, args: &ServeArgs) -> Result<(), Failure> {
    log(&args.log);
    let file = data_file(folder);
    if !file.exists() {
        let message = format!(
            "There is no data file {}: issue a token first, or name its folder with --data.",
            file.display()
        );
        return Err(Refusal::at("data", "no_data_file", message).into());
    }
    let secret = args.gateway_secret_file.as_deref().map(gateway_secret::read).transpose()?;
    let trust = Trust::new(args.trusted_gateways.clone(), secret)
        .map_err(|everyone| Refusal::at("trusted_gateway", "everyone", format!("{everyone}.")))?;
    let front = FrontOptions {
        trust,
        key_places: if args.key_places.is_empty() {
            KeyPlaces::default()
        } else {
            KeyPlaces::from(args.key_places.clone())
        },
        telling: TellingHeaders {
            scope: header("scope_header", args.scope_header.as_deref())?,
            model: header("model_header", args.model_header.as_deref())?,
            cost: header("cost_header", args.cost_header.as_deref())?,
        },
        clock: system_clock(),
    };
    let certificate = admin::certificate(&args.admin)?;
    let verifier = Verifier::open(VerifierOptions {
        file: file.clone(),
        state_dir: args.state.clone().unwrap_or_else(|| folder.join("verifier")),
        zone: args.zone,
        clock: system_clock(),
    });
    let verifier = verifier.map_err(|error| fault("verifier", &error.to_string()))?;
    open_files::raise_limit();
    let runtime = Builder::new_multi_thread().enable_all().build().map_err(|error| system(&error))?;
    let verifier = Arc::new(verifier);
    let backups = DailyBackups::start(file.clone());
    let served = runtime.block_on(serve(Arc::clone(&verifier), args, front, &file, certificate));
    drop(backups);
    end(runtime, verifier);
    served
}

fn header<N: FromStr>(option: &'static str, name: Option<&str>) -> Result<Option<N>, Refusal> {
    let bad = |_| Refusal::at(option, "bad_header", "It is no name of a header.");
    name.map(str::parse).transpose().map_err(bad)
}

async fn serve(
    verifier: Arc<Verifier>,
    args: &ServeArgs,
    front: FrontOptions,
    file: &Path,
    certificate: Option<Tls>,
) -> Result<(), Failure> {
    // Before it can be reached: a signal in between must not end it half-way.
    let mut terminate = signal(SignalKind::terminate()).map_err(|error| system(&error))?;
    let mut interrupt = signal(SignalKind::interrupt()).map_err(|error| system(&error))?;
    let tokens = verifier.figures().tokens;
    let server = Server::bind(&args.listen, verifier, front).await.map_err(|error| not_listening(&error))?;
    let place = server.place().map_err(|error| system(&error))?;
    let admin = admin::bind(&args.admin, certificate, file).await?;
    if let Some(admin) = &admin {
        let place = admin.place().map_err(|error| system(&error))?;
        tracing::info!(%place, "listening for scripts");
    }
    if place.is_beyond_this_machine() {
        tracing::warn!(%place, "gateways show it keys without TLS: whoever reads this network reads them");
    }
    tracing::info!(%place, tokens, "listening");
    notify(NotifyState::Ready);
    let (stopping, stop_seen) = watch::channel(false);
    let stop = async {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        tracing::info!("stopping");
        notify(NotifyState::Stopping);
        let _ = stopping.send(true);
    };
    tokio::join!(stop, server.run(stopped(stop_seen.clone())), async {
        if let Some(admin) = admin {
            admin.run(stopped(stop_seen)).await;
        }
    });
    Ok(())
}

async fn stopped(mut stop: watch::Receiver<bool>) {
    // Whoever tells it has gone: it stops as well.
    let _ = stop.wait_for(|stopping| *stopping).await;
}

/// Gives back what is leased, once nobody asks any more.
fn end(runtime: Runtime, verifier: Arc<Verifier>) {
    runtime.shutdown_timeout(END_TIME);
    if let Some(verifier) = Arc::into_inner(verifier) {
        verifier.close();
    } else {
        tracing::warn!("a call did not end: what it holds is settled at the next start");
    }
    tracing::info!("stopped");
}

/// Tells the service manager, where there is one.
fn notify(state: NotifyState<'_>) {
    if let Err(error) = sd_notify::notify(&[state]) {
        tracing::warn!(%error, "the service manager can't be told");
    }
}

fn log(level: &str) {
    let subscriber = tracing_subscriber::fmt()
        .json()
        .flatten_event(true)
        .with_target(false)
        .with_current_span(false)
        .with_writer(io::stderr)
        .with_env_filter(format!("off,tokendesk={level},tokendesk_verifier={level},tokendesk_admin_api={level},tokendesk_issuer={level}"));
    subscriber.init();
}

fn not_listening(error: &ListenError) -> Failure {
    let code = match error {
        ListenError::Taken(_) => "place_taken",
        ListenError::Denied(_) => "place_denied",
        ListenError::NoSocket(_) => "no_socket",
        ListenError::System(..) => "not_listening",
    };
    Failure::Fault(Refusal::at("listen", code, format!("{error}.")))
}

fn fault(code: &'static str, message: &str) -> Failure {
    Failure::Fault(Refusal::new(code, format!("{}.", message.trim_end_matches('.'))))
}

fn system(error: &io::Error) -> Failure {
    fault("internal", &error.to_string())
}
