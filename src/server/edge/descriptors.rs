//! The number of files and connections that this process may have open at once.

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// The highest limit that is set: no installation needs more, even where the system has
/// no limit.
const ENOUGH: u64 = 65_536;

/// Raises the limit to what the system allows: the usual 1,024 is for programs that never
/// raise it.
pub fn raise() {
    let limit = getrlimit(Resource::Nofile);
    let allowed = limit.maximum.unwrap_or(ENOUGH).min(ENOUGH);
    if limit.current.is_none_or(|current| current >= allowed) {
        return;
    }
    if let Err(error) = setrlimit(Resource::Nofile, Rlimit { current: Some(allowed), ..limit }) {
        tracing::warn!(%error, "the number of open files stays limited");
    }
}

/// The limit in force.
pub fn most() -> usize {
    let current = getrlimit(Resource::Nofile).current.unwrap_or(ENOUGH).min(ENOUGH);
    usize::try_from(current).unwrap_or(usize::MAX)
}
