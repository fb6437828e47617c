//! SQL of `operations` and `operation_steps`.

mod claim;
mod enqueue;
mod standing;

pub use claim::{Operation, Step, claim, extend, release_all};
pub use enqueue::{decide, enqueue, latest, wake};
pub use standing::{Moved, Standing, StepEnd, move_to, set_outcome, set_step};
