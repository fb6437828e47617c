//! What travels: nouns of the API, made from the views that pages show. None has a secret, or a text in one
//! language; a time is RFC 3339 in UTC, and what is one of a few is its stored code.

pub mod agent;
pub mod appointment;
pub mod audit;
pub mod call;
pub mod contact;
pub mod contact_import;
mod date;
pub mod hours;
pub mod integration;
pub mod member;
pub mod notification;
pub mod number;
pub mod operation;
pub mod organisation;
pub mod service;
pub mod tenant;
mod time;
pub mod trial;
pub mod webhook;

pub use agent::{Agent, AgentBody};
pub use appointment::Appointment;
pub use call::{Call, CallDetails};
pub use contact::{Contact, ContactBody};
pub use date::Date;
pub use hours::{Hours, HoursBody};
pub use integration::{Credentials, Integration, ProblemCode};
pub use member::{Invitation, Member};
pub use notification::Notification;
pub use number::{
    AccountNumber, Assignment, AvailableNumber, Difference, ImportNumber, Number, PurchaseNumber,
};
pub use operation::{Decision, Operation, OperationStep, OperationSubject};
pub use service::{Service, ServiceBody};
pub use tenant::Tenant;
pub use time::Time;

pub use crate::server::http::problem_document::{FieldProblem, ProblemDocument};
