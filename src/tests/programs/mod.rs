//! Programs of other makes: by the Model Context Protocol, and as the documentation shows.

mod examples;
mod mcp;
