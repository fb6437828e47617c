//! The whole server against simulated providers: each suite on SQLite and on a
//! throw-away PostgreSQL, over HTTP, and as a process that gets killed.
//!
//! Every module is marked `cfg(test)`, so that the lints know it for a test.

#[cfg(test)]
mod support;

#[cfg(test)]
mod accounts;
#[cfg(test)]
mod agent_conflicts;
#[cfg(test)]
mod agents;
#[cfg(test)]
mod agents_leaving;
#[cfg(test)]
mod answerers;
#[cfg(test)]
mod audit;
#[cfg(test)]
mod bad_input;
#[cfg(test)]
mod beside;
#[cfg(test)]
mod canaries;
#[cfg(test)]
mod catalogue;
#[cfg(test)]
mod credentials;
#[cfg(test)]
mod disconnect_pages;
#[cfg(test)]
mod drift;
#[cfg(test)]
mod edge;
#[cfg(test)]
mod escaping;
#[cfg(test)]
mod faults;
#[cfg(test)]
mod imports;
#[cfg(test)]
mod installed;
#[cfg(test)]
mod isolation;
#[cfg(test)]
mod killed;
#[cfg(test)]
mod killed_leaving;
#[cfg(test)]
mod killed_managed;
#[cfg(test)]
mod leaving;
#[cfg(test)]
mod leaving_at_once;
#[cfg(test)]
mod lessons;
#[cfg(test)]
mod live;
#[cfg(test)]
mod long_lists;
#[cfg(test)]
mod managed;
#[cfg(test)]
mod managed_keys;
#[cfg(test)]
mod managed_leaving;
#[cfg(test)]
mod managed_pages;
#[cfg(test)]
mod messages;
#[cfg(test)]
mod neighbours;
#[cfg(test)]
mod nodes;
#[cfg(test)]
mod numbers_pages;
#[cfg(test)]
mod operation_kinds;
#[cfg(test)]
mod pages;
#[cfg(test)]
mod pasted;
#[cfg(test)]
mod patience;
#[cfg(test)]
mod process;
#[cfg(test)]
mod properties;
#[cfg(test)]
mod queue;
#[cfg(test)]
mod quotas;
#[cfg(test)]
mod refusals;
#[cfg(test)]
mod replacing;
#[cfg(test)]
mod sessions;
#[cfg(test)]
mod signing_in;
#[cfg(test)]
mod tenancy;
#[cfg(test)]
mod vapi_key;
#[cfg(test)]
mod vault;
#[cfg(test)]
mod worst_hours;
