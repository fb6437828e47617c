//! The sandbox: the simulators' state beside ours, and faults to inject.

pub mod api;
mod call_form;
mod calls;
mod fault_form;
mod mails;
mod outside_change;
mod page;
mod state;
mod texts;

pub use page::SandboxPage;
pub use texts::SandboxTexts;
