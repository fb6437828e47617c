//! What a form is told once it was accepted.

use serde::{Deserialize, Serialize};

use super::{integrations::Checked, provider::Provider};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Answer {
    /// Committed; the page reads what came of it.
    Done,
    /// A provider was asked about its key.
    Checked(Provider, Checked),
}
