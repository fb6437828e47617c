//! What keeps organisations apart: rights, isolation, quotas.

mod access;
mod isolation;
mod neighbours;
mod quotas;
