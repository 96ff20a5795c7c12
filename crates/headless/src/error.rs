use std::io;
use std::path::PathBuf;

/// Why the private desktop could not be set up or read.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A program is not installed or does not start.
    #[error("{program} does not start: {source}")]
    Start {
        /// Its name on the PATH.
        program: String,
        /// What the system said.
        source: io::Error,
    },
    /// A program started, then ended or stayed silent instead of saying that it is ready.
    #[error("{program} did not become ready; its messages are in {log}")]
    NotReady {
        /// Its name on the PATH.
        program: &'static str,
        /// Where its standard error went.
        log: PathBuf,
    },
    /// A file or folder of the desktop can't be written or read.
    #[error("{path}: {source}")]
    File {
        /// Which one.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The virtual display's picture is not in the form that is known here.
    #[error("the virtual screen's picture can't be read: {0}")]
    Picture(&'static str),
}

impl Error {
    pub(crate) fn file(path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Error {
        let path = path.into();
        move |source| Error::File { path, source }
    }
}
