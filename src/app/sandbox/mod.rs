//! The sandbox: the simulators' state beside ours, and faults to inject.

pub mod api;
mod beside;
mod calls;
mod fault_form;
mod page;
mod state;

pub use page::SandboxPage;
