//! SQL of `operations` and `operation_steps`.

mod claim;
mod enqueue;
mod leave;
mod standing;

pub use claim::{Operation, Step, claim, extend, release_all};
pub use enqueue::{
    Asked, Plan, Planned, consent, decide, enqueue, enqueue_named, is_open, latest, latest_named, open, wake,
    wake_others,
};
pub use leave::{
    Stop, close_by_hand, deletes_assistant, is_open_at, is_stopping, resume, stop, stopping_any, taken_back,
};
pub use standing::{Moved, Standing, StepEnd, move_to, set_outcome, set_step};
