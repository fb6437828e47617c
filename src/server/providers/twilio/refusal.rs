//! The meaning of Twilio's refusals: its own code first, then the status.
//!
//! The codes are those of Twilio's dictionary
//! (<https://www.twilio.com/docs/api/errors>). Twilio words a code in several ways and advises
//! against going by the words; only which half of a sign-in is wrong is read out of them.

use serde::Deserialize;

use super::client::TwilioAuth;
use crate::{
    domain::{
        problem::{Field, Managed, Problem, ProblemKind},
        provider::{Provider, twilio::PROVIDER},
    },
    server::providers::{
        lenient::maybe,
        refusals::{self, Known, coded},
        transport::Reply,
    },
};

/// The refusals of any request.
const ANY: &[Known] = &[
    coded("20003", ProblemKind::KeyRefused),
    coded(UNAUTHORISED, ProblemKind::LacksRight),
    coded("20008", |_| ProblemKind::TestCredentials),
    coded("20005", |_| ProblemKind::AccountSuspended),
    coded("10001", |_| ProblemKind::AccountSuspended),
    coded("20006", ProblemKind::LacksRight),
    coded("20403", ProblemKind::LacksRight),
    coded("20404", ProblemKind::GoneAt),
    coded("20429", ProblemKind::RateLimited),
    // What AVA sent makes no sense to Twilio: a value, a method, a page that is too large.
    coded("20001", ProblemKind::Rejected),
    coded("20004", ProblemKind::Rejected),
    coded("20007", ProblemKind::Rejected),
    coded("21470", ProblemKind::Rejected),
    // A webhook of a number: no URL, a fallback without one, an application of somebody else's.
    coded("21402", ProblemKind::Rejected),
    coded("21405", ProblemKind::Rejected),
    coded("21406", ProblemKind::Rejected),
    coded("21420", ProblemKind::Rejected),
    coded("21407", ProblemKind::Rejected),
    // No more accounts inside this one.
    coded("21480", |_| ProblemKind::Managed(Managed::PlatformFull)),
];

/// The refusals of a purchase.
const PURCHASE: &[Known] = &[
    coded("21404", |_| ProblemKind::Managed(Managed::Trial)),
    coded("21421", |_| ProblemKind::Managed(Managed::NotSold)),
    coded("21451", |_| ProblemKind::Managed(Managed::NotSold)),
    coded("21422", |_| ProblemKind::Managed(Managed::Unavailable)),
    coded("21452", |_| ProblemKind::Managed(Managed::Unavailable)),
    coded("21613", |_| ProblemKind::Managed(Managed::BundleNeeded)),
    coded("21615", |_| ProblemKind::Managed(Managed::LocalAddressNeeded)),
    coded("21631", |_| ProblemKind::Managed(Managed::AddressNeeded)),
    coded("21628", |_| ProblemKind::Managed(Managed::AddressRefused)),
    coded("21629", |_| ProblemKind::Managed(Managed::AddressRefused)),
    coded("21649", |_| ProblemKind::Managed(Managed::BundleNeeded)),
    coded("21650", |_| ProblemKind::Managed(Managed::BundleRefused)),
    coded("21651", |_| ProblemKind::Managed(Managed::BundleRefused)),
];

/// The refusals of a call, by whatever status.
const CALL: &[Known] = &[
    // Where the account rings nobody: a premium number, a place that its geographic permissions leave out,
    // a number that Twilio blocks, and for a trial account one that is not verified there.
    coded("21202", ProblemKind::Rejected),
    coded("21215", ProblemKind::Rejected),
    coded("21216", ProblemKind::Rejected),
    coded("21219", ProblemKind::Rejected),
    // Nobody can be rung there.
    coded("21211", ProblemKind::Rejected),
    coded("21214", ProblemKind::Rejected),
    coded("21217", ProblemKind::Rejected),
    // The number to ring from is the account's no more.
    coded("21210", ProblemKind::GoneAt),
    coded("21212", ProblemKind::GoneAt),
];

/// With 401 as with 403, a key lacks the right; the Auth Token has all rights, so that it does
/// not open this account.
const UNAUTHORISED: &str = "70051";

#[derive(Default, Deserialize)]
struct Refusal {
    #[serde(default, deserialize_with = "maybe")]
    code: Option<u32>,
    #[serde(default, deserialize_with = "maybe")]
    message: Option<String>,
}

pub(super) fn problem(at: Provider, reply: &Reply, auth: &TwilioAuth) -> Problem {
    read(at, reply, auth, &[ANY])
}

/// The problem of a refused purchase.
pub(super) fn purchase(at: Provider, reply: &Reply, auth: &TwilioAuth) -> Problem {
    read(at, reply, auth, &[PURCHASE, ANY])
}

/// The problem of a call that was refused.
pub(super) fn call(at: Provider, reply: &Reply, auth: &TwilioAuth) -> Problem {
    read(at, reply, auth, &[CALL, ANY])
}

/// Looks a refusal up in all tables, whatever was asked: no row of a purchase or a call passes by itself.
pub(super) fn known(reply: &Reply) -> Option<ProblemKind> {
    let (_, code) = code_of(reply);
    refusals::known(PROVIDER, reply, &[PURCHASE, CALL, ANY], &code, "")
}

/// The refusal, and its code as text.
fn code_of(reply: &Reply) -> (Refusal, String) {
    let refusal: Refusal = reply.json().unwrap_or_default();
    let code = refusal.code.map(|code| code.to_string()).unwrap_or_default();
    (refusal, code)
}

fn read(at: Provider, reply: &Reply, auth: &TwilioAuth, tables: &[&[Known]]) -> Problem {
    let (refusal, code) = code_of(reply);
    let mut problem = refusals::problem(at, reply, tables, &code, "");
    if code == UNAUTHORISED && auth.api_key.is_none() && problem.kind == ProblemKind::LacksRight(at) {
        problem.kind = ProblemKind::KeyRefused(at);
    }
    match problem.kind {
        ProblemKind::KeyRefused(_) => problem.on(wrong_half(&refusal, auth)),
        ProblemKind::Managed(managed) => managed.into(),
        _ => problem,
    }
}

/// The half of a refused sign-in that is wrong; Twilio's message names the first.
fn wrong_half(refusal: &Refusal, auth: &TwilioAuth) -> Field {
    let user = refusal
        .message
        .as_deref()
        .is_some_and(|message| message.to_ascii_lowercase().contains("invalid username"));
    match (&auth.api_key, user) {
        (None, true) => Field::Account,
        (None, false) => Field::AuthToken,
        (Some(_), true) => Field::ApiKeySid,
        (Some(_), false) => Field::ApiKeySecret,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::server::providers::{
        fake::{api_key, token},
        refusals::tests::assert_said,
    };

    #[derive(Clone, Copy, Debug)]
    enum Asked {
        Any,
        Purchase,
        Call,
    }

    use Asked::{Any, Call, Purchase};

    /// A refusal as Twilio words it: status, code, words; and what was asked for.
    type Said = (u16, u32, &'static str, Asked);

    fn refused((status, code, message, asked): Said, auth: &TwilioAuth) -> Problem {
        let more = format!("https://www.twilio.com/docs/errors/{code}");
        let body = json!({ "code": code, "message": message, "more_info": more, "status": status });
        let reply = Reply::with(status, &body.to_string());
        match asked {
            Any => problem(TWILIO, &reply, auth),
            Purchase => purchase(TWILIO, &reply, auth),
            Call => call(TWILIO, &reply, auth),
        }
    }

    const TWILIO: Provider = Provider::Twilio;

    /// One for each row, in the order of the tables.
    const OF_ANY: [(Said, ProblemKind); ANY.len()] = [
        ((401, 20003, "Authenticate", Any), ProblemKind::KeyRefused(TWILIO)),
        ((401, 70051, "Authorization Failed", Any), ProblemKind::KeyRefused(TWILIO)),
        (
            (403, 20008, "Resource not accessible with Test Account Credentials", Any),
            ProblemKind::TestCredentials,
        ),
        ((403, 20005, "Account not active", Any), ProblemKind::AccountSuspended),
        ((403, 10001, "Account is not active", Any), ProblemKind::AccountSuspended),
        ((403, 20006, "Access Denied", Any), ProblemKind::LacksRight(TWILIO)),
        ((403, 20403, "Forbidden", Any), ProblemKind::LacksRight(TWILIO)),
        ((404, 20404, "The requested resource was not found", Any), ProblemKind::GoneAt(TWILIO)),
        ((429, 20429, "Too Many Requests", Any), ProblemKind::RateLimited(TWILIO)),
        ((400, 20001, "Unknown parameters", Any), ProblemKind::Rejected(TWILIO)),
        ((405, 20004, "Method not allowed", Any), ProblemKind::Rejected(TWILIO)),
        ((400, 20007, "Page size too large", Any), ProblemKind::Rejected(TWILIO)),
        ((400, 21470, "Invalid AccountSid", Any), ProblemKind::Rejected(TWILIO)),
        ((400, 21402, "Invalid Url", Any), ProblemKind::Rejected(TWILIO)),
        ((400, 21405, "Cannot set VoiceFallbackUrl without setting Url", Any), ProblemKind::Rejected(TWILIO)),
        (
            (400, 21406, "Cannot set SmsFallbackUrl without setting SmsUrl", Any),
            ProblemKind::Rejected(TWILIO),
        ),
        ((400, 21420, "Account does not have access to ApplicationSid", Any), ProblemKind::Rejected(TWILIO)),
        ((400, 21407, "This phone number type does not support SMS", Any), ProblemKind::Rejected(TWILIO)),
        ((400, 21480, "Subaccount creation limit", Any), ProblemKind::Managed(Managed::PlatformFull)),
    ];

    const OF_PURCHASES: [(Said, ProblemKind); PURCHASE.len()] = [
        ((400, 21404, "Trial accounts", Purchase), ProblemKind::Managed(Managed::Trial)),
        ((400, 21421, "PhoneNumber is invalid", Purchase), ProblemKind::Managed(Managed::NotSold)),
        ((400, 21451, "Invalid area code", Purchase), ProblemKind::Managed(Managed::NotSold)),
        ((400, 21422, "PhoneNumber is not available", Purchase), ProblemKind::Managed(Managed::Unavailable)),
        ((400, 21452, "No phone numbers found", Purchase), ProblemKind::Managed(Managed::Unavailable)),
        ((400, 21613, "Requires Certification", Purchase), ProblemKind::Managed(Managed::BundleNeeded)),
        (
            (400, 21615, "Requires a Local Address", Purchase),
            ProblemKind::Managed(Managed::LocalAddressNeeded),
        ),
        ((400, 21631, "Requires an Address", Purchase), ProblemKind::Managed(Managed::AddressNeeded)),
        ((400, 21628, "Address is not valid", Purchase), ProblemKind::Managed(Managed::AddressRefused)),
        (
            (400, 21629, "Address cannot be validated", Purchase),
            ProblemKind::Managed(Managed::AddressRefused),
        ),
        ((400, 21649, "Bundle required", Purchase), ProblemKind::Managed(Managed::BundleNeeded)),
        ((400, 21650, "Identity Document required", Purchase), ProblemKind::Managed(Managed::BundleRefused)),
        ((400, 21651, "Document does not satisfy", Purchase), ProblemKind::Managed(Managed::BundleRefused)),
    ];

    const OF_CALLS: [(Said, ProblemKind); CALL.len()] = [
        ((400, 21202, "Called number is a premium number", Call), ProblemKind::Rejected(TWILIO)),
        ((403, 21215, "Account not authorized to call this number.", Call), ProblemKind::Rejected(TWILIO)),
        ((403, 21216, "Call blocked by Twilio blocklist", Call), ProblemKind::Rejected(TWILIO)),
        ((400, 21219, "'To' phone number not verified", Call), ProblemKind::Rejected(TWILIO)),
        ((400, 21211, "Invalid 'To' Phone Number", Call), ProblemKind::Rejected(TWILIO)),
        ((400, 21214, "'To' phone number cannot be reached", Call), ProblemKind::Rejected(TWILIO)),
        ((400, 21217, "Phone number does not appear to be valid", Call), ProblemKind::Rejected(TWILIO)),
        ((400, 21210, "'From' phone number not verified", Call), ProblemKind::GoneAt(TWILIO)),
        ((400, 21212, "Invalid From Number (caller ID)", Call), ProblemKind::GoneAt(TWILIO)),
    ];

    #[test]
    fn lesson_57_every_refusal_of_twilios_is_a_problem_of_ours() {
        let rows = ANY.iter().zip(&OF_ANY).chain(PURCHASE.iter().zip(&OF_PURCHASES));
        let rows = rows.chain(CALL.iter().zip(&OF_CALLS));
        for (row, (said, kind)) in rows {
            assert_eq!(row.code, said.1.to_string(), "an example of each row, in their order");
            let problem = refused(*said, &token());
            assert_eq!(problem.kind, *kind, "{said:?}");
            assert_said(&problem, said.2);
        }
        let by_key = refused((401, 70051, "Authorization Failed", Any), &api_key());
        assert_eq!(by_key.kind, ProblemKind::LacksRight(TWILIO));
        let nobody = refused((400, 29_999, "Something new", Any), &token());
        assert_eq!(nobody.kind, ProblemKind::Rejected(TWILIO));
        assert_said(&nobody, "Something new");
        let outage = refused((503, 20003, "Authenticate", Purchase), &token());
        assert_eq!(outage.kind, ProblemKind::ProviderFailed(TWILIO));
    }
}
