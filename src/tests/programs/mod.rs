//! Programs of other makes: by the Model Context Protocol, as the documentation shows, and those that
//! others have made.

mod examples;
mod mcp;
mod others;
