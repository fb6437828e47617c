//! The region that handles a number's calls. Each region has a record of its own of a
//! number's webhooks; AVA and Vapi read and write that of US1.

use serde::Deserialize;

use super::client::{TwilioAuth, TwilioClient};
use crate::{
    domain::{
        phone::E164,
        problem::{Problem, ProblemKind},
        twilio_region::TwilioRegion,
    },
    server::providers::{
        call::{self, CallCx},
        lenient::maybe,
    },
};

/// Served by another host: see [`ProviderConfig`](crate::server::providers::ProviderConfig).
const ROUTE: &str = "/v2/PhoneNumbers/{E164}";

/// The region that handles the calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Route {
    /// A region that was chosen, or US1 where none was.
    To(TwilioRegion),
    /// The key may not read the region.
    Untold,
}

#[derive(Deserialize)]
struct Entry {
    #[serde(default, deserialize_with = "maybe")]
    voice_region: Option<String>,
}

impl TwilioClient {
    /// The region that handles a number's calls. Always asked, never remembered.
    pub async fn voice_route(&self, cx: &CallCx, auth: &TwilioAuth, number: &E164) -> Result<Route, Problem> {
        let ask = self.ask_routes(cx, auth);
        let url = call::url(ask.base(), ROUTE, &[number.as_str()]).ok_or_else(|| ask.garbled())?;
        match ask.get::<Entry>(ROUTE, url).await {
            Ok(entry) => Ok(Route::To(TwilioRegion::named(entry.voice_region.as_deref()))),
            // Nobody chose a region.
            Err(Problem { kind: ProblemKind::GoneAt(_), .. }) => Ok(Route::To(TwilioRegion::Us1)),
            Err(Problem { kind: ProblemKind::LacksRight(_), .. }) => Ok(Route::Untold),
            Err(problem) => Err(problem),
        }
    }
}
