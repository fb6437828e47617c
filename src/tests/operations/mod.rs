//! The queue of operations and its workers, whatever the operations do.

mod asking;
mod kinds;
mod nodes;
mod properties;
mod queue;
mod retry_until;
mod sleeping_nodes;
mod upgrade;
