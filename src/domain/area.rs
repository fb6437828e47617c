//! The areas of the site. A browser loads the code of one of them; from one to
//! another a link is an ordinary page load.

use super::codes::codes;

codes! {
    /// An area; its code names its bundle (`scripts/lib.sh`) and its entry point (`src/entry_points.rs`).
    pub enum Area {
        /// Signing in and up.
        Start = "start",
        /// The cards of the integrations.
        Integrations = "integrations",
        /// The page of each provider.
        Providers = "providers",
        /// What asks before something goes: disconnecting, switching, removing and releasing numbers.
        Removals = "removals",
        /// The agents, and trying them.
        Agents = "agents",
        /// The numbers.
        Numbers = "numbers",
        /// The calls.
        Calls = "calls",
        /// The appointments, and what can be booked.
        Appointments = "appointments",
        /// The contacts.
        Contacts = "contacts",
        /// The operations, and the simulators.
        Operations = "operations",
        /// The health of the keys, the readiness of the numbers, and the notifications of both.
        Health = "health",
        /// The webhooks, and what was sent to them.
        Webhooks = "webhooks",
        /// The team and the audit log.
        People = "people",
        /// What a person has for themselves: the account, its tokens, and their organisations.
        Account = "account",
        /// The platform, for those who look after all its tenants.
        Admin = "admin",
    }
}
