//! Google Calendar: the consent of a person, its tokens, and what becomes of both.

mod connecting;
mod disconnecting;
mod faults;
mod pages;
mod renewing;
mod states;
