//! What a person sees when something is not there or went wrong: always a
//! sentence, a way on, and the id to quote. Never costs the session.

mod notice;
mod page;

pub use notice::ProblemNotice;
pub use page::{NotFound, NotFoundPage, ProblemView};
