//! The kinds of operations and of steps as lists for SQL, each chosen by a property of the kinds:
//! no statement names a kind where a property decides.

use crate::{
    domain::operation::{OperationKind, Progress, StepKind},
    server::db::codes_where,
};

/// The kinds that bring a number to Vapi.
pub const BRINGS_NUMBER: &str = codes_where!(OperationKind, |kind| kind.brings().is_some());

/// The kinds that say nothing about the state of their subject.
pub const NO_STATUS: &str = codes_where!(OperationKind, |kind| !kind.is_status());

/// The kinds whose progress the integrations page shows.
pub const SHOWS_PROGRESS: &str =
    codes_where!(OperationKind, |kind| !matches!(kind.progress(), Progress::Nowhere));

/// The kinds whose progress a card of that page shows.
pub const CARRIES: &str = codes_where!(OperationKind, |kind| matches!(kind.progress(), Progress::Carrying));

/// The kinds that nothing on the same thing waits for.
pub const NOT_AWAITED: &str = codes_where!(OperationKind, |kind| !kind.is_waited_for());

/// The steps that nothing on the same thing waits for.
pub const STEPS_NOT_AWAITED: &str = codes_where!(StepKind, |kind| !kind.is_waited_for());

/// The steps that take a number out of a provider.
pub const TAKES_NUMBER_OUT: &str = codes_where!(StepKind, |kind| kind.takes_number_out());
