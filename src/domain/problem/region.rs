//! The sentences about the region that handles a number's calls.

use crate::domain::{
    locale::{Locale, say},
    twilio_region::TwilioRegion,
};

pub(super) fn sentence(region: TwilioRegion, locale: Locale) -> String {
    let place = say!(locale, match region {
        TwilioRegion::Us1 => "in the United States (US1)", "aux États-Unis (US1)";
        TwilioRegion::Ie1 => "in Ireland (IE1)", "en Irlande (IE1)";
        TwilioRegion::Au1 => "in Australia (AU1)", "en Australie (AU1)";
        TwilioRegion::Other => "in another region", "dans une autre région";
    });
    say!(
        locale,
        "Twilio handles this number’s calls {place}, and Vapi’s webhooks are set in the United States (US1) \
         only. In the Twilio console, route the number to US1, wait five minutes, then retry.",
        "Twilio traite les appels de ce numéro {place}, alors que les webhooks de Vapi ne sont définis \
         qu’aux États-Unis (US1). Dans la console Twilio, routez le numéro vers US1, attendez cinq minutes, \
         puis réessayez."
    )
}
