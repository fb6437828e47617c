//! The topics of live events: a page re-reads what it shows of a topic.

use super::codes::codes;

codes! {
    pub enum Topic {
        Integrations = "integrations",
        Agents = "agents",
        Numbers = "numbers",
        Operations = "operations",
        Notifications = "notifications",
        Calls = "calls",
        /// Who is in the org, in which role.
        Team = "team",
        /// Appointments, services and opening hours.
        Appointments = "appointments",
        Contacts = "contacts",
        /// Addresses of programs, and what is sent to them.
        Webhooks = "webhooks",
        /// What people and AVA did.
        Audit = "audit",
    }
}

impl Topic {
    /// What pages show that are not about the log itself, which changes with each of these, and
    /// with what is only looked at.
    pub const BUT_AUDIT: [Topic; Topic::ALL.len() - 1] = {
        let (mut topics, mut at, mut to) = ([Topic::ALL[0]; Topic::ALL.len() - 1], 0, 0);
        while at < Topic::ALL.len() {
            if !matches!(Topic::ALL[at], Topic::Audit) {
                topics[to] = Topic::ALL[at];
                to += 1;
            }
            at += 1;
        }
        topics
    };
}
