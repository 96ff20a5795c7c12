//! The limit of open files: each connection of a gateway is one.

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// All connections that the verifier takes, and more than it has open besides.
const WANTED: u64 = 32_768;

/// Raises the limit to what is wanted, as far as this user may: shells begin with 1,024.
pub(crate) fn raise_limit() {
    let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
    let may = maximum.map_or(WANTED, |maximum| maximum.min(WANTED));
    if current.is_none_or(|current| current >= may) {
        return;
    }
    if let Err(error) = setrlimit(Resource::Nofile, Rlimit { current: Some(may), maximum }) {
        tracing::warn!(%error, "the limit of open files can't be raised");
    }
}
