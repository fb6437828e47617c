//! SQL of `operations` and `operation_steps`.

mod cancel;
mod close;
mod creating;
mod enqueue;
mod lease;
mod operation;
mod quota;
mod subject;
mod target;
mod update;
mod wake;

pub use cancel::{
    Cancel, cancel, cancelling_any, is_cancelled, is_held_at, is_open_at, resume, waited_for_on,
};
pub use close::close_by_hand;
pub use creating::{may_have_made, may_make};
pub use enqueue::{
    Asked, Plan, Planned, any_open, enqueue, enqueue_again, enqueue_named, find_open, is_open, latest,
    latest_named, open,
};
pub use lease::{claim, due, extend, extend_windows, give_back, may_go_on, release_all};
pub use operation::{Holds, Operation, PutOff, Step};
pub use quota::hold;
pub use subject::SubjectRow;
pub(in crate::server::operations) use subject::subject_columns;
pub use target::TargetRow;
pub(in crate::server::operations) use target::target_columns;
pub use update::{Moved, OperationUpdate, Question, StepEnd, move_to, set_outcome, set_step};
pub use wake::{agree, consent, decline, go_on_without, wake, wake_others};
