//! The states of operations and of steps, as SQL conditions. They are written only here, in the
//! words of the partial indexes: SQLite uses one only where a statement says the same.
//!
//! `is_unfinished!(o)` is the condition for the row `o`, `is_unfinished!()` for the only row that a
//! statement reads; each is a literal, for `concat!`.

/// An operation that is not over: it goes on, or asks for help. The index
/// `operations_unfinished` has these.
macro_rules! is_unfinished {
    () => {
        "state IN ('queued', 'running', 'retrying', 'waiting', 'needs_attention')"
    };
    ($row:ident) => {
        concat!(stringify!($row), ".", $crate::server::operations::states::is_unfinished!())
    };
}

/// An operation that goes on by itself, now or later. A subject has at most one of each kind,
/// except those that are told to stop: see the index `operations_open`.
macro_rules! is_open {
    () => {
        "state IN ('queued', 'running', 'retrying', 'waiting')"
    };
    ($row:ident) => {
        concat!(stringify!($row), ".", $crate::server::operations::states::is_open!())
    };
}

/// An operation that a worker has, or takes when it is due. The indexes `operations_due`
/// and `operations_turn` have these.
macro_rules! is_claimable {
    ($row:ident) => {
        concat!(stringify!($row), ".state IN ('queued', 'running', 'retrying')")
    };
}

/// An operation that is not over, and that no worker has or takes before its time, before
/// what it waits for, or before a person helps it.
macro_rules! is_paused {
    () => {
        "state IN ('retrying', 'waiting', 'needs_attention')"
    };
}

macro_rules! is_over {
    ($row:ident) => {
        concat!(stringify!($row), ".state IN ('done', 'skipped')")
    };
}

/// A step that its operation still has to do, or is doing.
macro_rules! is_left {
    () => {
        "state NOT IN ('done', 'skipped')"
    };
    ($row:ident) => {
        concat!(stringify!($row), ".", $crate::server::operations::states::is_left!())
    };
}

/// A step that did not go through at its last attempt, or cannot be attempted.
macro_rules! is_stuck {
    ($row:ident) => {
        concat!(stringify!($row), ".state IN ('failed', 'retrying', 'waiting')")
    };
}

pub(in crate::server::operations) use is_paused;
pub(in crate::server) use {is_claimable, is_left, is_open, is_over, is_stuck, is_unfinished};

#[cfg(test)]
mod tests {
    use crate::domain::operation::{OperationState, StepState};

    fn listed<T: Copy>(all: &[T], code: impl Fn(T) -> &'static str, which: impl Fn(T) -> bool) -> String {
        let codes: Vec<_> =
            all.iter().filter(|state| which(**state)).map(|state| format!("'{}'", code(*state))).collect();
        format!("({})", codes.join(", "))
    }

    /// The conditions list states in no order of their own.
    fn sorted(condition: &str) -> Vec<&str> {
        let (_, list) = condition.split_once(" IN (").unwrap();
        let mut states: Vec<_> = list.trim_end_matches(')').split(", ").collect();
        states.sort_unstable();
        states
    }

    #[test]
    fn what_is_unfinished_is_the_same_in_sql_and_in_the_types() {
        let of = |which: fn(OperationState) -> bool| {
            format!("state IN {}", listed(&OperationState::ALL, OperationState::code, which))
        };
        assert_eq!(sorted(is_unfinished!()), sorted(&of(|state| !state.is_over())));
        assert_eq!(sorted(is_open!()), sorted(&of(OperationState::is_open)));
        assert_eq!(sorted(is_claimable!(o)), sorted(&of(OperationState::is_claimable)));
        assert_eq!(sorted(is_paused!()), sorted(&of(OperationState::is_paused)));
        assert_eq!(is_unfinished!(o), concat!("o.", is_unfinished!()));
    }

    #[test]
    fn what_is_left_of_a_step_is_the_same_in_sql_and_in_the_types() {
        let over = format!("state IN {}", listed(&StepState::ALL, StepState::code, StepState::is_over));
        assert_eq!(sorted(is_over!(s)), sorted(&over));
        assert_eq!(sorted(is_left!()), sorted(&over));
        assert!(is_left!(s).starts_with("s.state NOT IN "));
        let stuck = format!("state IN {}", listed(&StepState::ALL, StepState::code, StepState::is_stuck));
        assert_eq!(sorted(is_stuck!(s)), sorted(&stuck));
    }
}
