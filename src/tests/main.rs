//! The whole server against simulated providers: each suite on SQLite and on a
//! throw-away PostgreSQL, over HTTP, and as a process that gets killed.
//!
//! Every module is marked `cfg(test)`, so that the lints know it for a test.

#[cfg(test)]
mod support;

#[cfg(test)]
mod accounts;
#[cfg(test)]
mod agents;
#[cfg(test)]
mod api;
#[cfg(test)]
mod appointments;
#[cfg(test)]
mod audit;
#[cfg(test)]
mod calls;
#[cfg(test)]
mod cli;
#[cfg(test)]
mod contacts;
#[cfg(test)]
mod documents;
#[cfg(test)]
mod health;
#[cfg(test)]
mod http;
#[cfg(test)]
mod installation;
#[cfg(test)]
mod integrations;
#[cfg(test)]
mod layering;
#[cfg(test)]
mod lessons;
#[cfg(test)]
mod notifications;
#[cfg(test)]
mod numbers;
#[cfg(test)]
mod operations;
#[cfg(test)]
mod organisations;
#[cfg(test)]
mod programs;
#[cfg(test)]
mod secrets;
#[cfg(test)]
mod tenants;
#[cfg(test)]
mod trials;
#[cfg(test)]
mod webhooks;
