//! A phone number at Twilio: what it can do, its settings, and the two names
//! that each setting has (form field and JSON property).

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::derive;

#[derive(Clone)]
pub(super) struct Number {
    pub(super) sid: String,
    pub(super) account_sid: String,
    pub(super) phone_number: String,
    pub(super) voice: bool,
    pub(super) sms: bool,
    /// Whether Vapi says that somebody else has imported the number.
    pub(super) at_another_vapi_org: bool,
    settings: BTreeMap<&'static str, String>,
    /// Settings that other hosts of Twilio's know; see [`BESIDE`].
    beside: BTreeMap<&'static str, String>,
    created_ms: i64,
    updated_ms: i64,
}

struct Setting {
    form: &'static str,
    json: &'static str,
    initial: &'static str,
    shown_when_empty: Empty,
}

#[derive(Clone, Copy)]
enum Empty {
    AsText,
    AsNull,
}

const fn setting(
    form: &'static str,
    json: &'static str,
    initial: &'static str,
    shown_when_empty: Empty,
) -> Setting {
    Setting { form, json, initial, shown_when_empty }
}

const SETTINGS: [Setting; 13] = [
    setting("FriendlyName", "friendly_name", "", Empty::AsText),
    setting("VoiceUrl", "voice_url", "", Empty::AsNull),
    setting("VoiceMethod", "voice_method", "POST", Empty::AsText),
    setting("VoiceFallbackUrl", "voice_fallback_url", "", Empty::AsNull),
    setting("VoiceFallbackMethod", "voice_fallback_method", "POST", Empty::AsText),
    setting("VoiceApplicationSid", "voice_application_sid", "", Empty::AsText),
    setting("TrunkSid", "trunk_sid", "", Empty::AsNull),
    setting("SmsUrl", "sms_url", "", Empty::AsText),
    setting("SmsMethod", "sms_method", "POST", Empty::AsText),
    setting("SmsFallbackUrl", "sms_fallback_url", "", Empty::AsText),
    setting("SmsApplicationSid", "sms_application_sid", "", Empty::AsText),
    setting("StatusCallback", "status_callback", "", Empty::AsText),
    setting("StatusCallbackMethod", "status_callback_method", "POST", Empty::AsText),
];

/// The region that handles its calls, where one was chosen; the messaging service
/// that has it, by name; and whether that one leaves its messages to it (`true`).
const BESIDE: [&str; 3] = ["voice_region", "messaging_service", "messaging_service_defers"];

/// Why an update is refused.
pub(super) enum BadSetting {
    FriendlyName,
    Url,
}

impl Number {
    pub(super) fn new(
        account_sid: &str,
        phone_number: &str,
        voice: bool,
        sms: bool,
        created_ms: i64,
    ) -> Self {
        let mut settings: BTreeMap<_, _> =
            SETTINGS.iter().map(|setting| (setting.json, setting.initial.to_owned())).collect();
        settings.insert("friendly_name", friendly(phone_number));
        Self {
            sid: format!("PN{}", derive::hex32(&["number", account_sid, phone_number])),
            account_sid: account_sid.to_owned(),
            phone_number: phone_number.to_owned(),
            voice,
            sms,
            at_another_vapi_org: false,
            settings,
            beside: BESIDE.map(|name| (name, String::new())).into(),
            created_ms,
            updated_ms: created_ms,
        }
    }

    pub(super) fn get(&self, json_name: &str) -> &str {
        self.settings.get(json_name).or_else(|| self.beside.get(json_name)).map_or("", String::as_str)
    }

    /// Changes a setting; returns whether there is one of that name.
    pub(super) fn set(&mut self, json_name: &str, value: String) -> bool {
        let stored = self.settings.get_mut(json_name).or_else(|| self.beside.get_mut(json_name));
        stored.is_some_and(|stored| {
            *stored = value;
            true
        })
    }

    pub(super) const fn touch(&mut self, at_ms: i64) {
        self.updated_ms = at_ms;
    }

    /// Changes all settings or none; unknown fields are ignored, an empty text clears.
    pub(super) fn update(&mut self, form: &[(String, String)], at_ms: i64) -> Result<(), BadSetting> {
        let known: Vec<_> = form
            .iter()
            .filter_map(|(name, value)| {
                let setting = SETTINGS.iter().find(|setting| setting.form == name)?;
                Some((setting.json, value))
            })
            .collect();
        for (name, value) in &known {
            if *name == "friendly_name" && value.chars().count() > 64 {
                return Err(BadSetting::FriendlyName);
            }
            let is_address = name.ends_with("_url") || *name == "status_callback";
            if is_address && !value.is_empty() && !is_web_address(value) {
                return Err(BadSetting::Url);
            }
        }
        for (name, value) in known {
            self.settings.insert(name, value.clone());
        }
        self.touch(at_ms);
        Ok(())
    }

    pub(super) fn json(&self) -> Value {
        let mut shown: Map<String, Value> = SETTINGS
            .iter()
            .map(|setting| {
                let value = self.get(setting.json);
                let shown = match setting.shown_when_empty {
                    Empty::AsNull if value.is_empty() => Value::Null,
                    _ => Value::from(value),
                };
                (setting.json.to_owned(), shown)
            })
            .collect();
        let fixed = json!({
            "sid": self.sid,
            "account_sid": self.account_sid,
            "phone_number": self.phone_number,
            "capabilities": { "voice": self.voice, "sms": self.sms, "mms": self.sms, "fax": false },
            "address_requirements": "none",
            "address_sid": null,
            "api_version": "2010-04-01",
            "beta": false,
            "bundle_sid": null,
            "identity_sid": null,
            "origin": "twilio",
            "status": "in-use",
            "type": "local",
            "voice_caller_id_lookup": false,
            "voice_receive_mode": "voice",
            "date_created": derive::rfc2822(self.created_ms),
            "date_updated": derive::rfc2822(self.updated_ms),
            "uri": format!("/2010-04-01/Accounts/{}/IncomingPhoneNumbers/{}.json", self.account_sid, self.sid),
        });
        if let Value::Object(fixed) = fixed {
            shown.extend(fixed);
        }
        Value::Object(shown)
    }
}

fn is_web_address(value: &str) -> bool {
    url::Url::parse(value).is_ok_and(|url| matches!(url.scheme(), "http" | "https"))
}

/// `(415) 555-0142`; other countries' numbers are their own name.
fn friendly(phone_number: &str) -> String {
    match phone_number.strip_prefix("+1") {
        Some(digits) if digits.len() == 10 && digits.is_ascii() => {
            format!("({}) {}-{}", &digits[..3], &digits[3..6], &digits[6..])
        }
        _ => phone_number.to_owned(),
    }
}
