//! What a person sees when something is not there or went wrong: always a
//! sentence, a way on, and the id to quote. Never costs the session.

#[cfg(feature = "ssr")]
mod document;
mod notice;
mod page;

#[cfg(feature = "ssr")]
pub use document::problem_document;
pub use notice::ProblemNotice;
pub use page::{NotFound, NotFoundPage, ProblemView};
