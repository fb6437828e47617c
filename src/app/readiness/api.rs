//! The forms of the address for monitoring.

use leptos::{prelude::*, server_fn::codec::Postcard};

use crate::domain::{answer::Answer, problem::Problem};
#[cfg(feature = "ssr")]
use crate::{
    domain::{flash::Notice, role::Permission::ManageKeys},
    server::{
        forms::{Accepted, handle},
        readiness::monitoring,
    },
};

/// The names under which refused forms come back without JavaScript.
pub const MONITOR_FORM: &str = "monitor";
pub const UNMONITOR_FORM: &str = "unmonitor";

/// Makes the address, or another in place of the one that there is.
#[server(prefix = "/rpc", endpoint = "readiness/monitor", output = Postcard)]
pub async fn make_monitoring() -> Result<Answer, Problem> {
    handle(MONITOR_FORM, ManageKeys, (), async |cx, ()| {
        monitoring::make(cx).await?;
        Ok(Accepted::here(Notice::MonitoringMade))
    })
    .await
}

#[server(prefix = "/rpc", endpoint = "readiness/unmonitor", output = Postcard)]
pub async fn end_monitoring() -> Result<Answer, Problem> {
    handle(UNMONITOR_FORM, ManageKeys, (), async |cx, ()| {
        monitoring::end(cx).await?;
        Ok(Accepted::here(Notice::MonitoringEnded))
    })
    .await
}
