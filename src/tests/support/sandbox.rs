//! The simulated providers of one test, and the calls that control them.

use std::{net::SocketAddr, sync::Arc};

use ava::{
    domain::{
        call::SimulatedCall,
        sandbox::{
            AssistantRow, CONTROL_HEADER, Call, NewFault, PLATFORM_TWILIO_SID, PLATFORM_TWILIO_TOKEN,
            Snapshot, TwilioKeyRow, TwilioNumberRow, VapiNumberRow,
        },
    },
    server::{
        clock::{Clock, ManualClock},
        sandbox::{KEY_SECRET, Memento, RENEWED_TOKEN, SandboxServer},
    },
};
use reqwest::{Client, Method, RequestBuilder};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::canary;

pub const VAPI_KEY: &str = "7b1f0c2e-7a54-4d0e-9c3d-1f2e3d4c0001";
pub const OTHER_VAPI_KEY: &str = "8b1f0c2e-7a54-4d0e-9c3d-1f2e3d4c0001";
pub const OPENAI_KEY: &str = "sk-proj-canaryopenaikey0123456789abcd0001";
pub const OTHER_OPENAI_KEY: &str = "sk-proj-canaryopenaikey9876543210abcd0002";
pub const TWILIO_SID: &str = "AC5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a";
pub const TWILIO_TOKEN: &str = "canarytwiliotoken5a5a5a5a5a5a5a5";
pub const OTHER_TWILIO_SID: &str = "AC6b6b6b6b6b6b6b6b6b6b6b6b6b6b6b6b";
pub const OTHER_TWILIO_TOKEN: &str = "canarytwiliotoken6b6b6b6b6b6b6b6";
/// The operator's account, which managed numbers are bought with.
pub const PLATFORM_SID: &str = "AC7c7c7c7c7c7c7c7c7c7c7c7c7c7c7c7c";
pub const PLATFORM_TOKEN: &str = "canaryplatformtoken7c7c7c7c7c7c7";
/// The password of a mailbox, which every simulated server takes but Google’s.
pub const MAIL_PASSWORD: &str = "canary mail password 5a5a";
pub const OTHER_MAIL_PASSWORD: &str = "canary mail password 6b6b";
pub const NUMBER: &str = "+14153100001";
pub const SECOND_NUMBER: &str = "+14153100002";
pub const SMS_ONLY: &str = "+14153100003";
pub const ON_A_TRUNK: &str = "+14153100004";
/// A number of the other account.
pub const OTHER_NUMBER: &str = "+14153200001";

/// The webhook for calls of a number before anything is done: the one that Twilio's
/// console sets, behind which is nobody.
pub const OWN_VOICE_URL: &str = "https://demo.twilio.com/welcome/voice/";
/// A webhook of Twilio Studio.
pub const FLOW_URL: &str = "https://webhooks.twilio.com/v1/Accounts/AC5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a/Flows/FW0123456789abcdef0123456789abcdef";
pub const FLOW: &str = "FW0123456789abcdef0123456789abcdef";
/// A webhook behind which is somebody.
pub const ELSEWHERE_URL: &str = "https://clinic.example/voice";
pub const OWN_SMS_URL: &str = "https://clinic.example/sms";

pub struct Sandbox {
    server: SandboxServer,
    client: Client,
}

/// A number with the webhooks that it has before anything is done.
pub fn own(number: &str) -> Value {
    json!({ "phone_number": number, "voice_url": OWN_VOICE_URL, "sms_url": OWN_SMS_URL })
}

#[expect(clippy::disallowed_methods, reason = "a test's own client, to look from outside")]
pub fn client() -> Client {
    let redirects = reqwest::redirect::Policy::none();
    // Nothing here speaks TLS: the system's certificates need not be read.
    Client::builder().no_proxy().redirect(redirects).tls_certs_only([]).build().unwrap()
}

impl Sandbox {
    pub async fn start(clock: Arc<ManualClock>) -> Self {
        let any = SocketAddr::from(([127, 0, 0, 1], 0));
        Self::of(SandboxServer::start(any, move || clock.now_ms()).await.unwrap()).await
    }

    /// A sandbox with three Twilio accounts, whose secrets must show nowhere.
    pub async fn of(server: SandboxServer) -> Self {
        let sandbox = Self { server, client: client() };
        for secret in [
            VAPI_KEY,
            OTHER_VAPI_KEY,
            OPENAI_KEY,
            OTHER_OPENAI_KEY,
            TWILIO_TOKEN,
            OTHER_TWILIO_TOKEN,
            PLATFORM_TOKEN,
            MAIL_PASSWORD,
        ] {
            canary::plant(secret);
        }
        // All secrets of keys that the simulator makes begin with `KEY_SECRET`.
        canary::plant(&format!("{KEY_SECRET}last"));
        canary::plant(&format!("{RENEWED_TOKEN}last"));
        let mut sms_only = own(SMS_ONLY);
        sms_only["voice"] = json!(false);
        let mut trunk = own(ON_A_TRUNK);
        trunk["trunk_sid"] = json!("TK0123456789abcdef0123456789abcdef");
        let numbers = json!([own(NUMBER), own(SECOND_NUMBER), sms_only, trunk]);
        sandbox.account(TWILIO_SID, TWILIO_TOKEN, numbers).await;
        sandbox.account(OTHER_TWILIO_SID, OTHER_TWILIO_TOKEN, json!([own(OTHER_NUMBER)])).await;
        sandbox.account(PLATFORM_SID, PLATFORM_TOKEN, json!([])).await;
        sandbox
    }

    /// The providers of another test of this process, as they were.
    pub async fn copied(memento: Memento, clock: Arc<ManualClock>) -> Self {
        let any = SocketAddr::from(([127, 0, 0, 1], 0));
        let server = SandboxServer::start_with(memento, any, move || clock.now_ms()).await.unwrap();
        Self { server, client: client() }
    }

    pub fn memento(&self) -> Memento {
        self.server.memento()
    }

    pub fn addr(&self) -> SocketAddr {
        self.server.addr()
    }

    /// The address of the program that takes webhooks.
    pub fn receiver(&self) -> String {
        format!("{}/receiver", self.server.base_url())
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self.client.request(method, format!("{}{path}", self.server.base_url()));
        request.header(CONTROL_HEADER, "1")
    }

    async fn control<T: DeserializeOwned>(&self, path: &str) -> T {
        let answer = self.request(Method::GET, &format!("/control/{path}")).send().await.unwrap();
        assert!(answer.status().is_success(), "{path}: {}", answer.status());
        answer.json().await.unwrap()
    }

    async fn command(&self, method: Method, path: &str, body: Option<Value>) -> Value {
        let request = self.request(method, &format!("/control/{path}"));
        let request = match body {
            Some(body) => request.json(&body),
            None => request,
        };
        let answer = request.send().await.unwrap();
        let status = answer.status();
        let text = answer.text().await.unwrap();
        assert!(status.is_success(), "{path}: {status} {text}");
        serde_json::from_str(&text).unwrap_or_default()
    }

    /// Makes a Twilio account, and the numbers that it owns.
    pub async fn account(&self, sid: &str, token: &str, numbers: Value) {
        let account = json!({ "sid": sid, "token": token, "numbers": numbers });
        self.command(Method::POST, "twilio/accounts", Some(account)).await;
    }

    pub async fn inject(&self, fault: &NewFault) {
        self.command(Method::POST, "faults", Some(serde_json::to_value(fault).unwrap())).await;
    }

    pub async fn clear(&self) {
        self.command(Method::DELETE, "faults", None).await;
    }

    pub async fn release(&self) {
        self.command(Method::POST, "release", None).await;
    }

    /// Returns once a call is held.
    pub async fn held(&self) {
        let answer = self.request(Method::GET, "/control/wait?held=1").send().await.unwrap();
        if !answer.status().is_success() {
            let calls = self.calls_after(self.last_seq().await.saturating_sub(20)).await;
            let calls: Vec<_> = calls.iter().map(|call| (&call.method, &call.path, call.status)).collect();
            panic!("no call is held: {}, after {calls:#?}", answer.status());
        }
    }

    /// What the simulators hold. It is asked for a value at a time, and often: as JSON it would be
    /// written and read in full for each.
    pub async fn snapshot(&self) -> Snapshot {
        // Others have their turn, as while a request is answered.
        tokio::task::yield_now().await;
        self.server.snapshot()
    }

    /// All calls so far, oldest first.
    pub async fn calls(&self) -> Vec<Call> {
        self.control("calls").await
    }

    pub async fn calls_after(&self, seq: u64) -> Vec<Call> {
        self.control(&format!("calls?after={seq}")).await
    }

    pub async fn last_seq(&self) -> u64 {
        self.calls().await.last().map_or(0, |call| call.seq)
    }

    /// The mails that arrived, as they came, newest first.
    pub async fn mails(&self) -> Vec<String> {
        self.control("smtp/mails").await
    }

    /// The events of a calendar at Google, deleted ones too.
    pub async fn google_events(&self, calendar: &str) -> Vec<Value> {
        self.control(&format!("google/events?calendar={calendar}")).await
    }

    /// Puts an event into a calendar, as a person does.
    pub async fn google_make(&self, calendar: &str, event: Value) {
        let body = json!({ "calendar": calendar, "event": event });
        self.command(Method::POST, "google/events", Some(body)).await;
    }

    /// Changes an event, as a person does.
    pub async fn google_change(&self, calendar: &str, id: &str, changes: Value) {
        let body = json!({ "calendar": calendar, "event": changes });
        self.command(Method::PATCH, &format!("google/events/{id}"), Some(body)).await;
    }

    /// Deletes an event, as a person does.
    pub async fn google_delete(&self, calendar: &str, id: &str) {
        self.command(Method::DELETE, &format!("google/events/{id}?calendar={calendar}"), None).await;
    }

    /// Has every reading of a calendar start over.
    pub async fn google_forget_tokens(&self) {
        self.command(Method::DELETE, "google/sync_tokens", None).await;
    }

    /// Has somebody call a number; returns the statuses of the answers to its events.
    pub async fn ring(&self, call: &SimulatedCall) -> Vec<u16> {
        let rung = self.command(Method::POST, "vapi/call", Some(json!(call))).await;
        serde_json::from_value(rung["sent"].clone()).unwrap()
    }

    /// Has Vapi list no call any more.
    pub async fn forget_calls(&self) {
        self.command(Method::DELETE, "vapi/call", None).await;
    }

    pub async fn assistants(&self) -> Vec<AssistantRow> {
        self.snapshot().await.assistants
    }

    pub async fn at_vapi(&self, number: &str) -> Vec<VapiNumberRow> {
        self.snapshot().await.vapi_numbers.into_iter().filter(|row| row.number == number).collect()
    }

    pub async fn at_twilio(&self, number: &str) -> TwilioNumberRow {
        let rows = self.snapshot().await.twilio_numbers;
        rows.into_iter().find(|row| row.phone_number == number).unwrap()
    }

    /// The ends of the OpenAI keys that Vapi keeps and that AVA gave it.
    pub async fn keys_at_vapi(&self) -> Vec<String> {
        let kept = self.snapshot().await.vapi_credentials;
        kept.into_iter().filter(|kept| kept.name.starts_with("ava-")).map(|kept| kept.key).collect()
    }

    /// The API keys that AVA made, of all accounts.
    pub async fn keys(&self) -> Vec<TwilioKeyRow> {
        let keys = self.snapshot().await.twilio_keys;
        keys.into_iter().filter(|key| key.friendly_name.starts_with("ava-")).collect()
    }

    /// Makes an API key, as a person does in the Twilio console.
    pub async fn key_by_hand(&self, sid: &str, token: &str, name: &str) {
        let path = format!("/twilio/2010-04-01/Accounts/{sid}/Keys.json");
        let request = self.request(Method::POST, &path).basic_auth(sid, Some(token));
        let answer = request.form(&[("FriendlyName", name)]).send().await.unwrap();
        assert_eq!(answer.status().as_u16(), 201);
    }

    /// Gives an account one more address.
    pub async fn address_by_hand(&self, sid: &str, token: &str, name: &str) {
        let path = format!("/twilio/2010-04-01/Accounts/{sid}/Addresses.json");
        let form = [
            ("FriendlyName", name),
            ("CustomerName", "Lakeside Clinic"),
            ("Street", "Seestraße 1"),
            ("City", "Berlin"),
            ("Region", "Berlin"),
            ("PostalCode", "10115"),
            ("IsoCountry", "DE"),
        ];
        let request = self.request(Method::POST, &path).basic_auth(sid, Some(token));
        assert_eq!(request.form(&form).send().await.unwrap().status().as_u16(), 201);
    }

    /// Deletes a key, as somebody does in the Twilio console.
    pub async fn delete_key(&self, sid: &str, token: &str, key: &str) {
        let path = format!("/twilio/2010-04-01/Accounts/{sid}/Keys/{key}.json");
        let answer = self.request(Method::DELETE, &path).basic_auth(sid, Some(token)).send().await.unwrap();
        assert_eq!(answer.status().as_u16(), 204);
    }

    /// Replaces the Auth Token, as somebody does in the Twilio console.
    pub async fn rotate_token(&self, sid: &str, token: &str) {
        canary::plant(token);
        let path = format!("twilio/accounts/{sid}");
        self.command(Method::PATCH, &path, Some(json!({ "token": token }))).await;
    }

    /// The API key that Vapi holds for the number.
    pub async fn key_at_vapi(&self, number: &str) -> Option<String> {
        Some(self.number_at_vapi(number).await.get("twilioApiKey")?.as_str()?.to_owned())
    }

    /// The Auth Token that Vapi holds for the number, and signs in with whatever
    /// key stands beside it.
    pub async fn token_at_vapi(&self, number: &str) -> Option<String> {
        Some(self.number_at_vapi(number).await.get("twilioAuthToken")?.as_str()?.to_owned())
    }

    /// Changes a setting of a number, as somebody does in the Twilio console.
    pub async fn set_at_twilio(&self, number: &str, setting: &str, value: &str) {
        let sid = self.at_twilio(number).await.sid;
        let request = self.request(Method::PATCH, &format!("/control/twilio/numbers/{sid}"));
        let answer = request.json(&json!({ setting: value })).send().await.unwrap();
        assert!(answer.status().is_success(), "{setting}");
    }

    /// The Auth Tokens of the accounts inside the operator's.
    pub async fn subaccount_tokens(&self) -> Vec<String> {
        let mut tokens = Vec::new();
        // Both operators are asked: the one of the tests, and the one that a process has by itself.
        for (sid, token) in [(PLATFORM_SID, PLATFORM_TOKEN), (PLATFORM_TWILIO_SID, PLATFORM_TWILIO_TOKEN)] {
            let request = self.request(Method::GET, "/twilio/2010-04-01/Accounts.json");
            let answer = request.basic_auth(sid, Some(token)).send().await.unwrap();
            let list: Value = answer.json().await.unwrap();
            let inside = list["accounts"].as_array().unwrap().iter().filter(|account| account["sid"] != sid);
            tokens.extend(inside.map(|account| account["auth_token"].as_str().unwrap().to_owned()));
        }
        tokens
    }

    /// The status of an API call at Twilio with these credentials.
    pub async fn twilio_status(&self, method: Method, path: &str, auth: (&str, &str)) -> u16 {
        let request = self.request(method, path).basic_auth(auth.0, Some(auth.1));
        request.form(&[("FriendlyName", "by hand")]).send().await.unwrap().status().as_u16()
    }

    /// Buys a number with these credentials, past AVA; returns the status.
    pub async fn buy_by_hand(&self, path: &str, auth: (&str, &str), number: &str) -> u16 {
        let request = self.request(Method::POST, path).basic_auth(auth.0, Some(auth.1));
        request.form(&[("PhoneNumber", number)]).send().await.unwrap().status().as_u16()
    }

    /// Opens one more account inside the operator's.
    pub async fn account_by_hand(&self, name: &str) {
        let request = self.request(Method::POST, "/twilio/2010-04-01/Accounts.json");
        let request = request.basic_auth(PLATFORM_SID, Some(PLATFORM_TOKEN));
        let answer = request.form(&[("FriendlyName", name)]).send().await.unwrap();
        assert_eq!(answer.status().as_u16(), 201);
    }

    /// Gives Vapi the account's token for the number.
    pub async fn gave_token(&self, number: &str, token: &str) {
        let id = self.at_vapi(number).await.remove(0).id;
        let given = json!({ "twilioAuthToken": token, "twilioApiKey": null, "twilioApiSecret": null });
        self.command(Method::PATCH, &format!("vapi/phone-number/{id}"), Some(given)).await;
    }

    /// Suspends the account, or activates it again, by the operator's own hand.
    pub async fn set_status(&self, sid: &str, status: &str) {
        let path = format!("/twilio/2010-04-01/Accounts/{sid}.json");
        let request = self.request(Method::POST, &path).basic_auth(PLATFORM_SID, Some(PLATFORM_TOKEN));
        let answer = request.form(&[("Status", status)]).send().await.unwrap();
        assert_eq!(answer.status().as_u16(), 200);
    }

    /// Deletes a number at Twilio, beside AVA.
    pub async fn delete_at_twilio(&self, number: &str) {
        let sid = self.at_twilio(number).await.sid;
        self.command(Method::DELETE, &format!("twilio/numbers/{sid}"), None).await;
    }

    /// Deletes a number at Vapi, as somebody does there.
    pub async fn delete_at_vapi(&self, number: &str) {
        let id = self.at_vapi(number).await.remove(0).id;
        self.command(Method::DELETE, &format!("vapi/phone-number/{id}"), None).await;
    }

    /// Changes a property of a number at Vapi.
    pub async fn change_at_vapi(&self, number: &str, property: &str, value: &str) {
        let id = self.at_vapi(number).await.remove(0).id;
        let path = format!("vapi/phone-number/{id}");
        self.command(Method::PATCH, &path, Some(json!({ property: value }))).await;
    }

    /// Changes properties of a number at Vapi; a null clears.
    pub async fn settle_at_vapi(&self, number: &str, properties: Value) {
        let id = self.at_vapi(number).await.remove(0).id;
        self.command(Method::PATCH, &format!("vapi/phone-number/{id}"), Some(properties)).await;
    }

    /// Makes Vapi show nothing of the Twilio secrets that it holds for the number.
    pub async fn hide_secrets(&self, number: &str) {
        let id = self.at_vapi(number).await.remove(0).id;
        let hidden = json!({ "twilioAuthToken": null, "twilioApiKey": null, "twilioApiSecret": null });
        self.command(Method::PATCH, &format!("vapi/phone-number/{id}"), Some(hidden)).await;
    }

    /// Binds a number to another assistant, as somebody does at Vapi.
    pub async fn bind_at_vapi(&self, number: &str, assistant: &str) {
        self.change_at_vapi(number, "assistantId", assistant).await;
    }

    /// Gives the Twilio account `owned` more numbers, of which the last `imported` are
    /// imported at Vapi by hand.
    pub async fn many_at_vapi(&self, owned: usize, imported: usize) {
        let own = |number: &str| json!({ "phone_number": number });
        let mut numbers = vec![own(NUMBER)];
        let more: Vec<String> = (0..owned).map(|index| format!("+1415600{index:04}")).collect();
        numbers.extend(more.iter().map(|number| own(number)));
        numbers[0]["voice_url"] = json!(self.at_twilio(NUMBER).await.voice_url);
        self.account(TWILIO_SID, TWILIO_TOKEN, json!(numbers)).await;
        let org = self.snapshot().await.vapi_orgs.remove(0).org_id;
        for number in more.iter().rev().take(imported) {
            let import = json!({ "org_id": org, "number": number });
            self.command(Method::POST, "vapi/phone-number", Some(import)).await;
        }
    }

    /// Calls Vapi with the key, beside AVA.
    pub async fn vapi(&self, method: Method, path: &str, key: &str, body: Value) -> Value {
        let answer =
            self.request(method, &format!("/vapi{path}")).bearer_auth(key).json(&body).send().await.unwrap();
        let status = answer.status();
        let text = answer.text().await.unwrap();
        assert!(status.is_success(), "{path}: {status} {text}");
        serde_json::from_str(&text).unwrap_or_default()
    }

    /// The number at Vapi, with the credentials that Vapi signs in to Twilio with.
    pub async fn number_at_vapi(&self, number: &str) -> Value {
        let id = self.at_vapi(number).await.remove(0).id;
        self.vapi(Method::GET, &format!("/phone-number/{id}"), VAPI_KEY, json!({})).await
    }

    /// Imports the number, as a person does at Vapi's own console.
    pub async fn imported_by_hand(&self, key: &str, assistant: Option<&str>) -> String {
        let mut body = json!({
            "provider": "twilio", "number": NUMBER, "name": "Front desk",
            "twilioAccountSid": TWILIO_SID, "twilioAuthToken": TWILIO_TOKEN,
        });
        if let Some(assistant) = assistant {
            body["assistantId"] = json!(assistant);
        }
        let made = self.vapi(Method::POST, "/phone-number", key, body).await;
        made["id"].as_str().unwrap().to_owned()
    }

    pub async fn assistant_by_hand(&self, key: &str, name: &str) -> String {
        let made = self.vapi(Method::POST, "/assistant", key, json!({ "name": name })).await;
        made["id"].as_str().unwrap().to_owned()
    }

    /// Makes Vapi refuse to delete the object from then on, or no more.
    pub async fn pin(&self, what: &str, id: &str, pinned: bool) {
        let pinned = if pinned { json!({ "pinned": true }) } else { json!({ "pinned": null }) };
        self.command(Method::PATCH, &format!("vapi/{what}/{id}"), Some(pinned)).await;
    }

    /// Changes properties of an assistant at Vapi, as somebody does there; a null clears.
    pub async fn set_assistant(&self, id: &str, properties: Value) {
        self.command(Method::PATCH, &format!("vapi/assistant/{id}"), Some(properties)).await;
    }

    pub async fn delete_assistant(&self, id: &str) {
        self.command(Method::DELETE, &format!("vapi/assistant/{id}"), None).await;
    }

    /// Asserts that exactly one such number is at Vapi, active and bound to that assistant,
    /// and that Twilio sends its calls there.
    #[track_caller]
    pub fn assert_answers(snapshot: &Snapshot, number: &str, assistant: &str) {
        let at_vapi: Vec<_> = snapshot.vapi_numbers.iter().filter(|row| row.number == number).collect();
        assert_eq!(at_vapi.len(), 1, "{at_vapi:?}");
        assert_eq!(at_vapi[0].assistant_id.as_deref(), Some(assistant));
        assert_eq!(at_vapi[0].status, "active");
        let at_twilio = snapshot.twilio_numbers.iter().find(|row| row.phone_number == number).unwrap();
        assert_eq!(at_twilio.voice_url, "https://api.vapi.ai/twilio/inbound_call");
    }
}
