//! The console's log: daily files beside the data, a week of them. No key, no form and no address is ever written.

use std::path::Path;

use tracing_appender::{
    non_blocking::{NonBlockingBuilder, WorkerGuard},
    rolling::{RollingFileAppender, Rotation},
};
use tracing_subscriber::EnvFilter;

const DAYS_KEPT: usize = 7;
/// Lines that may wait for the disk, of 32 bytes each before anything is written; the crate's own measure takes 4 MB.
const LINES_WAITING: usize = 4_096;

/// Starts the log; without a folder that can be written, it goes to standard error. Keep the guard until the end.
pub(crate) fn start(data: &Path) -> Option<WorkerGuard> {
    let filter =
        EnvFilter::try_from_env("TOKENDESK_LOG").unwrap_or_else(|_| EnvFilter::new("warn,tokendesk=info"));
    // The appender complains on standard error where the folder is new.
    let folder = data.join("logs");
    private_folder(&folder);
    let appender = RollingFileAppender::builder()
        .rotation(Rotation::DAILY)
        .filename_prefix("console")
        .filename_suffix("log")
        .max_log_files(DAYS_KEPT)
        .build(folder);
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_ansi(false);
    let Ok(appender) = appender else {
        builder.with_writer(std::io::stderr).init();
        return None;
    };
    let (writer, guard) = NonBlockingBuilder::default().buffered_lines_limit(LINES_WAITING).finish(appender);
    builder.with_writer(writer).init();
    Some(guard)
}

/// As private as the data beside it. Where it can't be made, the appender fails and says so.
fn private_folder(folder: &Path) {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    let _ = builder.create(folder);
}
