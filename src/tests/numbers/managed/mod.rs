//! Managed numbers: bought for the organisation, in an account that AVA holds.

mod buying;
mod cleanups_at_once;
mod faults;
mod keys;
mod killed;
mod pages;
mod releasing;
