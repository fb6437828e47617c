//! Config as code: an organisation's agents and what they offer, the bindings of its numbers, services, hours and
//! webhooks, as a file that stands in a repository. No secret is part of it.

mod apply;
mod fields;
mod file;
mod kind;
mod own;
mod plan;
mod there;

pub use apply::Applying;
pub use file::File;
pub use plan::Plan;
pub use there::There;
