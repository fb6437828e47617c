//! The code that `scripts/bench.sh` measures with. No part of the product may use it.

pub mod baseline;
pub mod call_events;
pub mod calls;
pub mod checks;
pub mod seed;
pub mod tenants;
pub mod webhooks;
