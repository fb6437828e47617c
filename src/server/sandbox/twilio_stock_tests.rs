//! Buying at the simulated Twilio, as its documentation and error codes say.

use serde_json::Value;

use super::probe::Probe;
use crate::domain::sandbox::{PLATFORM_TWILIO_SID, PLATFORM_TWILIO_TOKEN};

const PLATFORM: (&str, &str) = (PLATFORM_TWILIO_SID, PLATFORM_TWILIO_TOKEN);

struct Shop {
    probe: Probe,
    sid: String,
    token: String,
}

impl Shop {
    async fn start() -> Self {
        let probe = Probe::start().await;
        let path = "/twilio/2010-04-01/Accounts.json";
        let (status, made) = probe.twilio("POST", path, PLATFORM, Some("FriendlyName=AVA+1")).await;
        assert_eq!((status, made["owner_account_sid"].as_str()), (201, Some(PLATFORM_TWILIO_SID)));
        let text = |name: &str| made[name].as_str().expect("text").to_owned();
        let (sid, token) = (text("sid"), text("auth_token"));
        let (_, list) = probe.twilio("GET", &format!("{path}?FriendlyName=AVA+1"), PLATFORM, None).await;
        assert_eq!(list["accounts"].as_array().map(Vec::len), Some(1));
        Self { probe, sid, token }
    }

    async fn call(&self, method: &str, what: &str, form: Option<&str>) -> (u16, Value) {
        let path = format!("/twilio/2010-04-01/Accounts/{}/{what}", self.sid);
        self.probe.twilio(method, &path, (&self.sid, &self.token), form).await
    }

    async fn buy(&self, number: &str, more: &str) -> (u16, Option<u64>) {
        let form = format!("PhoneNumber={}{more}", number.replace('+', "%2B"));
        let (status, body) = self.call("POST", "IncomingPhoneNumbers.json", Some(&form)).await;
        (status, body["code"].as_u64())
    }

    async fn first(&self, country: &str, kind: &str) -> String {
        let (_, list) = self.call("GET", &format!("AvailablePhoneNumbers/{country}/{kind}.json"), None).await;
        list["available_phone_numbers"][0]["phone_number"].as_str().expect("one").to_owned()
    }

    async fn purchases(&self) -> usize {
        let (_, snapshot) = self.probe.get("/control/snapshot", None).await;
        snapshot["purchases"].as_array().map_or(0, Vec::len)
    }
}

#[tokio::test]
async fn a_parent_acts_on_its_accounts_and_never_the_reverse() {
    let shop = Shop::start().await;
    let own = format!("/twilio/2010-04-01/Accounts/{}/IncomingPhoneNumbers.json", shop.sid);
    assert_eq!(shop.probe.twilio("GET", &own, PLATFORM, None).await.0, 200);
    let parents = format!("/twilio/2010-04-01/Accounts/{PLATFORM_TWILIO_SID}/IncomingPhoneNumbers.json");
    let auth = (shop.sid.as_str(), shop.token.as_str());
    assert_eq!(shop.probe.twilio("GET", &parents, auth, None).await.0, 401);
    let full = ("AC00000000000000000000000000000ff7", "00000000000000000000000000000ff7");
    let path = "/twilio/2010-04-01/Accounts.json";
    let (status, body) = shop.probe.twilio("POST", path, full, Some("FriendlyName=x")).await;
    assert_eq!((status, body["code"].as_u64()), (400, Some(21480)));
    shop.probe.stop().await;
}

#[tokio::test]
async fn a_number_is_paid_for_once_and_not_offered_again() {
    let shop = Shop::start().await;
    let number = shop.first("US", "Local").await;
    assert_eq!(shop.buy(&number, "").await, (201, None));
    assert_eq!(shop.buy(&number, "").await, (201, None), "an update");
    assert_eq!(shop.purchases().await, 1);
    assert_ne!(shop.first("US", "Local").await, number);
    for (number, code) in [("+15005550000", 21422), ("+15005550001", 21421), ("+14155550100", 21422)] {
        assert_eq!(shop.buy(number, "").await, (400, Some(code)), "{number}");
    }
    assert_eq!(shop.buy("+15005550006", "").await, (201, None));
    let (status, body) = shop.call("GET", "AvailablePhoneNumbers/XX/Local.json", None).await;
    assert_eq!((status, body["code"].as_u64()), (404, Some(20404)));
    shop.probe.stop().await;
}

#[tokio::test]
async fn countries_ask_for_addresses_and_bundles() {
    let shop = Shop::start().await;
    let (paris, berlin) = (shop.first("FR", "Local").await, shop.first("DE", "Local").await);
    assert_eq!(shop.buy(&paris, "").await, (400, Some(21631)));
    let address = "CustomerName=Clinic&Street=1+Rue&City=Paris&PostalCode=75001&IsoCountry=FR";
    let (status, made) = shop.call("POST", "Addresses.json", Some(address)).await;
    assert_eq!(status, 201);
    let of_paris = format!("&AddressSid={}", made["sid"].as_str().expect("sid"));
    assert_eq!(shop.buy(&paris, &of_paris).await, (201, None));
    assert_eq!(shop.buy(&berlin, &of_paris).await, (400, Some(21615)), "not in Germany");
    let (_, made) = shop.call("POST", "Addresses.json", Some(&address.replace("FR", "DE"))).await;
    let here = format!("&AddressSid={}", made["sid"].as_str().expect("sid"));
    assert_eq!(shop.buy(&berlin, &here).await, (400, Some(21649)));
    assert_eq!(
        shop.buy(&berlin, &format!("{here}&BundleSid=BU{}", "0".repeat(32))).await,
        (400, Some(21651))
    );
    assert_eq!(shop.buy(&berlin, &format!("{here}&BundleSid=BU{}", "a".repeat(32))).await, (201, None));
    shop.probe.stop().await;
}

#[tokio::test]
async fn prices_are_known_by_country_and_kind() {
    let shop = Shop::start().await;
    let prices = async |country: &str| {
        let path = format!("/twilio-pricing/v1/PhoneNumbers/Countries/{country}");
        shop.probe.twilio("GET", &path, PLATFORM, None).await
    };
    let (status, body) = prices("US").await;
    assert_eq!((status, body["price_unit"].as_str()), (200, Some("USD")));
    assert_eq!(body["phone_number_prices"][0]["current_price"], "1.15");
    assert_eq!(prices("XX").await.0, 404);
    shop.probe.stop().await;
}
