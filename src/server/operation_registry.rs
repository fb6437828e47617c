//! Every kind of operation, from the features that own them.

use super::{agents, appointments, calls, integrations, numbers, operations::handler::Registry};

/// A kind that no feature registers, or that two register, does not compile.
pub static OPERATIONS: Registry = Registry::new(&[
    numbers::operations::HANDLERS,
    agents::operations::HANDLERS,
    calls::operations::HANDLERS,
    integrations::operations::HANDLERS,
    appointments::operations::HANDLERS,
]);
