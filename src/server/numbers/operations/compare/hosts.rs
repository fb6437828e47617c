//! Facts from Twilio's other hosts about the numbers that answer: the region that handles their
//! calls, and the messaging services that have them.

use std::collections::HashMap;

use futures::future;

use super::both::{Both, of};
use crate::{
    domain::{
        ids::NumberId,
        number::{NumberSource, NumberState},
    },
    server::{numbers::repo::Number, operations::step::StepError, providers::twilio::Route},
};

/// Twilio lists no routes: each is asked for, so many at a time.
const AT_A_TIME: usize = 4;

pub(super) struct Hosts {
    pub(super) routes: HashMap<NumberId, Route>,
    /// The messaging service's name by the number's SID.
    services: HashMap<NumberSource, HashMap<String, String>>,
    none: HashMap<String, String>,
}

impl Hosts {
    /// Reads the hosts for numbers that are said to be ready; services only where Vapi is to have
    /// some number's messages.
    pub(super) async fn read(both: &Both<'_>, known: &[&Number]) -> Result<Self, StepError> {
        let ready: Vec<&Number> =
            known.iter().copied().filter(|number| number.state == NumberState::Ready).collect();
        let mut routes = HashMap::new();
        for some in ready.chunks(AT_A_TIME) {
            let mut asked = Vec::new();
            for number in some {
                asked.push(route(both, number));
            }
            routes.extend(future::try_join_all(asked).await?.into_iter().flatten());
        }
        let mut services = HashMap::new();
        for source in NumberSource::ALL {
            let Some(account) = both.account(source) else { continue };
            if ready.iter().any(|number| number.source == source && number.sms_enabled) {
                let twilio = &both.cx.services.providers.twilio;
                let taken = twilio.numbers_of_services(&both.cx.call(), &account.auth).await;
                services.insert(source, taken.map_err(|problem| of(account.account, problem))?);
            }
        }
        Ok(Self { routes, services, none: HashMap::new() })
    }

    pub(super) fn services(&self, source: NumberSource) -> &HashMap<String, String> {
        self.services.get(&source).unwrap_or(&self.none)
    }
}

async fn route(both: &Both<'_>, number: &Number) -> Result<Option<(NumberId, Route)>, StepError> {
    let Some(account) = both.account(number.source) else { return Ok(None) };
    let twilio = &both.cx.services.providers.twilio;
    let route = twilio.voice_route(&both.cx.call(), &account.auth, &number.e164).await;
    let route = route.map_err(|problem| of(account.account, problem))?;
    Ok(Some((number.id.clone(), route)))
}
