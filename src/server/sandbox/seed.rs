//! The Twilio accounts that exist without anybody making them: three by name,
//! the others by rule. Vapi's organisations need none, their keys make them.

use super::twilio_account::{Account, Twilio};
use super::twilio_number::Number;
use crate::domain::sandbox::{
    BIG_TWILIO_SID, BIG_TWILIO_TOKEN, DEMO_TWILIO_SID, DEMO_TWILIO_TOKEN, PLATFORM_TWILIO_SID,
    PLATFORM_TWILIO_TOKEN,
};

/// The addresses that Twilio's console sets on a number that it sells.
pub(super) const CONSOLE_VOICE_URL: &str = "https://demo.twilio.com/welcome/voice/";
const CONSOLE_SMS_URL: &str = "https://demo.twilio.com/welcome/sms/reply";

const BIG_ACCOUNT_NUMBERS: u32 = 60;

pub(super) fn accounts(twilio: &mut Twilio, now: i64) {
    let mut demo = Account::active(DEMO_TWILIO_SID, DEMO_TWILIO_TOKEN, "Demo", now);
    let own = demo.add(Number::new(DEMO_TWILIO_SID, "+14155550142", true, true, now));
    own.set("voice_url", CONSOLE_VOICE_URL.to_owned());
    own.set("sms_url", "https://example.com/sms".to_owned());
    own.set("status_callback", "https://example.com/status".to_owned());
    demo.add(Number::new(DEMO_TWILIO_SID, "+33184880012", true, false, now));
    demo.add(Number::new(DEMO_TWILIO_SID, "+14155550199", false, true, now));
    twilio.accounts.insert(demo.sid.clone(), demo);

    let platform = Account::active(PLATFORM_TWILIO_SID, PLATFORM_TWILIO_TOKEN, "Platform", now);
    twilio.accounts.insert(platform.sid.clone(), platform);

    let mut big = Account::active(BIG_TWILIO_SID, BIG_TWILIO_TOKEN, "Sixty numbers", now);
    for index in 1..=BIG_ACCOUNT_NUMBERS {
        big.add(Number::new(BIG_TWILIO_SID, &format!("+1415200{index:04}"), true, true, now));
    }
    twilio.accounts.insert(big.sid.clone(), big);
}

/// An account with two numbers for voice and messages, one for messages alone, and the
/// properties that the sid's last three digits ask for.
pub(super) fn by_rule(twilio: &Twilio, sid: &str, digits: &str, now: i64) -> Account {
    let mut account = Account::active(sid, digits, "Sandbox account", now);
    for index in 0..3 {
        let phone_number = twilio.unused_number(sid, &account.numbers, index);
        account.add(Number::new(sid, &phone_number, index < 2, true, now));
    }
    if let Some(first) = account.numbers.first_mut() {
        first.set("voice_url", CONSOLE_VOICE_URL.to_owned());
        first.set("sms_url", CONSOLE_SMS_URL.to_owned());
    }
    match digits.get(29..) {
        Some("ff1") => account.kind = "Trial".to_owned(),
        Some("ff2") => account.status = "suspended".to_owned(),
        Some("ff3") => account.test_credentials = true,
        Some("ff4") => account.numbers.clear(),
        Some("ff5") => {
            if let Some(first) = account.numbers.first_mut() {
                first.at_another_vapi_org = true;
            }
        }
        Some("ff6") => {
            if let Some(first) = account.numbers.first_mut() {
                first.set("trunk_sid", format!("TK{digits}"));
            }
        }
        Some("ff8") => account.keyless = true,
        _ => {}
    }
    account
}
