//! SQL of `operations` and `operation_steps`.

mod by_hand;
mod claim;
mod enqueue;
mod leave;
mod making;
mod quota;
mod standing;
mod wake;

pub use by_hand::close_by_hand;
pub use claim::{Holds, Operation, PutOff, Step, claim, due, extend, release_all};
pub use enqueue::{
    Asked, Plan, Planned, any_open, enqueue, enqueue_named, is_open, latest, latest_named, open,
};
pub use leave::{
    Stop, TakenOut, deletes_address, deletes_assistant, is_held_at, is_open_at, is_stopping, resume, stop,
    stopping_any, taken_back, taken_out_elsewhere,
};
pub use making::{is_placing, may_have_made, may_make};
pub use quota::hold;
pub use standing::{Moved, Standing, StepEnd, move_to, set_outcome, set_step};
pub use wake::{consent, decide, go_on_without, wake, wake_others};
