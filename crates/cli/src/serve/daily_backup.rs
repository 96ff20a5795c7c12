//! The daily backup, while the verifier runs: on a thread of its own, which no call waits for.

use std::{
    path::PathBuf,
    sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel},
    thread::{self, JoinHandle},
    time::Duration,
};

use tokendesk_issuer::{DeskError, user_name};

use crate::place;

/// The start of the verifier comes first.
const FIRST: Duration = Duration::from_secs(5);
/// How often it is looked whether one is due.
const EVERY: Duration = Duration::from_mins(10);

/// Makes the backups that are due until it is dropped.
pub(super) struct DailyBackups {
    stop: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl DailyBackups {
    /// Of this data file. Without a thread there are none, which is said and stops nobody.
    pub(super) fn start(file: PathBuf) -> Self {
        let (stop, stopped) = channel();
        let thread = thread::Builder::new().name("backups".to_owned()).spawn(move || run(&file, &stopped));
        let thread = thread.inspect_err(|error| tracing::error!(%error, "no daily backups are made")).ok();
        Self { stop: Some(stop), thread }
    }
}

impl Drop for DailyBackups {
    fn drop(&mut self) {
        // A copy at work hears of it with its next step, and leaves nothing.
        drop(self.stop.take());
        if self.thread.take().is_some_and(|thread| thread.join().is_err()) {
            tracing::error!("the thread of backups panicked");
        }
    }
}

fn run(file: &std::path::Path, stopped: &Receiver<()>) {
    let mut pause = FIRST;
    while stopped.recv_timeout(pause) == Err(RecvTimeoutError::Timeout) {
        pause = EVERY;
        // Opened for this alone: between two looks nothing is held.
        let made = place::open_desk(file, format!("serve:{}", user_name())).and_then(|desk| {
            desk.back_up_if_due(|_, _| stopped.try_recv() == Err(std::sync::mpsc::TryRecvError::Empty))
        });
        match made {
            Ok(Some(backup)) => {
                tracing::info!(file = %backup.path.display(), bytes = backup.size, "a daily backup was made");
            }
            Ok(None) | Err(DeskError::Backup(tokendesk_issuer::BackupError::Cancelled)) => {}
            Err(error) => tracing::error!(%error, "the daily backup could not be made"),
        }
    }
}
