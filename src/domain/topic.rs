//! What a live event is about: a page re-reads what it shows of these.

use super::codes::codes;

codes! {
    pub enum Topic {
        Integrations = "integrations",
        Agents = "agents",
        Numbers = "numbers",
        Operations = "operations",
    }
}
