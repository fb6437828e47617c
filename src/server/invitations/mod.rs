//! Invitations to an organisation: who makes them, and how somebody joins by one.
//!
//! An invitation is a row, and one-time links are good for it. One that a mail brings proves the
//! address that is invited, and makes an account for it where there is none. One that was shown to
//! whoever invites proves nothing: an account can accept by it, and whoever has none has the other
//! kind sent to the address. So nobody makes an account with an address that they do not read, and
//! no link opens one that is there.
//!
//! An invitation is worth what its maker may do: once they may not invite to its role any more, it
//! cannot be accepted, until somebody who may sends it again.

pub mod accepting;
pub mod notify;
mod repo;
pub mod service;
