//! Secrets at rest, and that none of them shows anywhere.

mod canaries;
mod vault;
