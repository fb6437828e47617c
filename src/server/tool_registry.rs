//! The tools that agents use during calls, of all features.

use super::calls::tools::Tool;

pub const TOOLS: &[&dyn Tool] = &[];
