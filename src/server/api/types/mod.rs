//! What travels: nouns of the API, made from the views that pages show. None has a secret, or a text in one
//! language; a time is RFC 3339 in UTC, and what is one of a few is its stored code.

pub mod integration;
pub mod number;
pub mod operation;
mod time;

pub use integration::{Credentials, Integration, ProblemCode};
pub use number::{
    AccountNumber, Assignment, AvailableNumber, Difference, ImportNumber, Number, PurchaseNumber,
};
pub use operation::{Decision, Operation, OperationStep, OperationSubject};
pub use time::Time;

pub use crate::server::http::problem_document::{FieldProblem, ProblemDocument};
