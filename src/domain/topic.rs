//! The topics of live events: a page re-reads what it shows of a topic.

use super::codes::codes;

codes! {
    pub enum Topic {
        Integrations = "integrations",
        Agents = "agents",
        Numbers = "numbers",
        Operations = "operations",
        Notifications = "notifications",
        /// Who is in the org, in which role.
        Team = "team",
    }
}
