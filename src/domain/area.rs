//! The areas of the site. A browser loads the code of one of them; from one to
//! another a link is an ordinary page load.

use super::codes::codes;

codes! {
    /// An area; its code names its bundle (`scripts/lib.sh`) and its entry point (`src/entry_points.rs`).
    pub enum Area {
        /// Signing in, and the cards of the integrations.
        Start = "start",
        /// The page of each provider.
        Providers = "providers",
        /// The agents, and trying them.
        Agents = "agents",
        /// The numbers.
        Numbers = "numbers",
        /// The calls.
        Calls = "calls",
        /// The appointments and the contacts.
        Appointments = "appointments",
        /// The operations, the health of the keys, and the simulators.
        Operations = "operations",
        /// The webhooks, and what was sent to them.
        Webhooks = "webhooks",
        /// The account, the team, the organisations and the audit log.
        People = "people",
        /// The platform, for those who look after all its tenants.
        Admin = "admin",
    }
}
