//! The pages and notices about missing pages and failures: always a sentence, a way on, and
//! the id to quote. A problem never ends the session.

#[cfg(feature = "ssr")]
mod document;
mod notice;
mod page;
mod texts;

#[cfg(feature = "ssr")]
pub use document::problem_document;
pub use notice::ProblemNotice;
pub use page::{NotFound, NotFoundPage, ProblemView};
pub use texts::ErrorTexts;
