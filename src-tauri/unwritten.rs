//! Why a file is not there that the desk was to fill.

use std::{io, path::Path};

use tokendesk_issuer::DeskError;

use crate::{convert, wire::Fault};

pub(crate) enum Unwritten {
    Cancelled,
    File(io::Error),
    Desk(DeskError),
    /// For a reason of the file's own.
    Refused(Fault),
}

impl From<io::Error> for Unwritten {
    fn from(error: io::Error) -> Self {
        Self::File(error)
    }
}

impl From<DeskError> for Unwritten {
    fn from(error: DeskError) -> Self {
        Self::Desk(error)
    }
}

impl Unwritten {
    /// What is answered where the file at `path` was to be written; none: it was cancelled.
    pub(crate) fn answer<T>(
        written: Result<T, Self>,
        path: &Path,
    ) -> Result<Result<Option<T>, Fault>, DeskError> {
        match written {
            Ok(done) => Ok(Ok(Some(done))),
            Err(Self::Cancelled) => Ok(Ok(None)),
            Err(Self::File(error)) => Ok(Err(convert::file_fault(path, &error))),
            Err(Self::Refused(fault)) => Ok(Err(fault)),
            Err(Self::Desk(error)) => Err(error),
        }
    }
}
