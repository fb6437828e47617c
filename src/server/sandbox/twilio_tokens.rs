//! An account's Auth Tokens, on a host of their own: a second one is made beside
//! the first, and takes its place. Both open the account until then.

use axum::http::{Method, StatusCode};
use serde_json::json;

use super::derive;
use super::twilio_account::Twilio;
use super::twilio_api::{Outcome, error, not_found};
use super::wire::{Answer, Incoming};

/// The beginning of every token that is made here, so that one that shows is recognised.
pub const RENEWED_TOKEN: &str = "sandboxrenewedtok";

/// `what` is the part of the path after `AuthTokens`; `sid` is the tokens' account.
pub(super) fn route(twilio: &mut Twilio, sid: &str, what: &str, call: &Incoming, now: i64) -> Outcome {
    let account = twilio.accounts.get_mut(sid).ok_or_else(|| not_found(call))?;
    let (at, uri) = (derive::iso8601(now), format!("https://accounts.twilio.com/v1/AuthTokens/{what}"));
    match (call.method.clone(), what) {
        // Whether the real API would replace it is not known: clients delete it first.
        (Method::POST, "Secondary") if account.secondary_token.is_some() => {
            Err(error(StatusCode::BAD_REQUEST, 20001, "A secondary Auth Token exists"))
        }
        (Method::POST, "Secondary") => {
            account.tokens_made += 1;
            let digits = derive::hex32(&["token", sid, &account.tokens_made.to_string()]);
            let token = format!("{RENEWED_TOKEN}{}", &digits[RENEWED_TOKEN.len()..]);
            account.secondary_token = Some(token.clone());
            Ok(Answer::json(
                StatusCode::CREATED,
                json!({
                    "account_sid": sid, "secondary_auth_token": token,
                    "date_created": at, "date_updated": at, "url": uri,
                }),
            ))
        }
        (Method::DELETE, "Secondary") => match account.secondary_token.take() {
            Some(_) => Ok(Answer::no_content()),
            None => Err(not_found(call)),
        },
        (Method::POST, "Promote") => {
            let token = account.secondary_token.take().ok_or_else(|| not_found(call))?;
            account.token.clone_from(&token);
            Ok(Answer::json(
                StatusCode::OK,
                json!({
                    "account_sid": sid, "auth_token": token,
                    "date_created": at, "date_updated": at, "url": uri,
                }),
            ))
        }
        (_, "Secondary" | "Promote") => {
            Err(error(StatusCode::METHOD_NOT_ALLOWED, 20004, "Method not allowed"))
        }
        _ => Err(not_found(call)),
    }
}

#[cfg(test)]
mod tests {
    use super::super::probe::Probe;
    use crate::domain::sandbox::{PLATFORM_TWILIO_SID, PLATFORM_TWILIO_TOKEN};

    const PARENT: (&str, &str) = (PLATFORM_TWILIO_SID, PLATFORM_TWILIO_TOKEN);

    /// SID and token of an account inside the operator's.
    async fn subaccount(probe: &Probe) -> (String, String) {
        let path = "/twilio/2010-04-01/Accounts.json";
        let (status, made) = probe.twilio("POST", path, PARENT, Some("FriendlyName=AVA+1")).await;
        assert_eq!(status, 201);
        let text = |name: &str| made[name].as_str().expect("a text").to_owned();
        (text("sid"), text("auth_token"))
    }

    #[tokio::test]
    async fn a_promoted_token_takes_the_place_of_the_first() {
        let probe = Probe::start().await;
        let (sid, first) = subaccount(&probe).await;
        let secondary = "/twilio-accounts/v1/AuthTokens/Secondary";
        let promote = "/twilio-accounts/v1/AuthTokens/Promote";
        let auth = (sid.as_str(), first.as_str());
        assert_eq!(probe.twilio("POST", promote, auth, None).await.0, 404, "there is none");
        assert_eq!(probe.twilio("DELETE", secondary, auth, None).await.0, 404);
        let (status, made) = probe.twilio("POST", secondary, auth, None).await;
        assert_eq!(status, 201);
        assert_eq!(probe.twilio("POST", secondary, auth, None).await.0, 400, "one at a time");
        let second = made["secondary_auth_token"].as_str().expect("a token");
        let (_, promoted) = probe.twilio("POST", promote, auth, None).await;
        assert_eq!(promoted["auth_token"], second);
        let account = format!("/twilio/2010-04-01/Accounts/{sid}.json");
        assert_eq!(probe.twilio("GET", &account, auth, None).await.0, 401);
        assert_eq!(probe.twilio("GET", &account, (&sid, second), None).await.0, 200);
        let (_, told) = probe.twilio("GET", &account, PARENT, None).await;
        assert_eq!(told["auth_token"], second, "its parent can read it");
        probe.stop().await;
    }

    #[tokio::test]
    async fn a_suspended_account_is_opened_by_nobody_but_its_parent() {
        let probe = Probe::start().await;
        let (sid, token) = subaccount(&probe).await;
        let account = format!("/twilio/2010-04-01/Accounts/{sid}.json");
        let keys = format!("/twilio/2010-04-01/Accounts/{sid}/Keys.json");
        let numbers = format!("/twilio/2010-04-01/Accounts/{sid}/IncomingPhoneNumbers.json");
        let own = (sid.as_str(), token.as_str());
        let (_, key) = probe.twilio("POST", &keys, own, Some("FriendlyName=ava-1")).await;
        let key = (key["sid"].as_str().expect("sid"), key["secret"].as_str().expect("secret"));
        assert_eq!(probe.twilio("GET", &numbers, key, None).await.0, 200);
        assert_eq!(probe.twilio("POST", &account, own, Some("Status=suspended")).await.0, 405);
        let (status, said) = probe.twilio("POST", &account, PARENT, Some("Status=suspended")).await;
        assert_eq!((status, said["status"].as_str()), (200, Some("suspended")));
        for auth in [own, key] {
            let (status, said) = probe.twilio("GET", &numbers, auth, None).await;
            assert_eq!((status, said["code"].as_u64()), (401, Some(20003)));
        }
        let (status, said) = probe.twilio("GET", &numbers, PARENT, None).await;
        assert_eq!((status, said["code"].as_u64()), (403, Some(20005)));
        assert_eq!(probe.twilio("POST", "/twilio-accounts/v1/AuthTokens/Secondary", own, None).await.0, 401);
        assert_eq!(probe.twilio("POST", &account, PARENT, Some("Status=active")).await.0, 200);
        assert_eq!(probe.twilio("GET", &numbers, key, None).await.0, 200, "it goes on where it was");
        assert_eq!(probe.twilio("POST", &account, PARENT, Some("Status=asleep")).await.0, 400);
        probe.stop().await;
    }
}
