//! The separation of organisations: rights, isolation, quotas.

mod access;
mod deleting;
mod demanded_factor;
mod invitations;
mod isolation;
mod neighbours;
mod quotas;
mod suspending;
mod team;
mod tokens;
