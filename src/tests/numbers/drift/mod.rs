//! Changes at the providers beside AVA are found, shown, and repaired only when somebody asks.

mod actions;
mod assistants;
mod faults;
mod findings;
mod hands;
mod hourly;
mod leftovers;
mod messages;
mod pages;
mod supplied;
mod trouble;
