//! Twilio: its row, the public part of its credential, and its form.

use serde::{Deserialize, Serialize};

use super::{
    AccountConfig, FieldKind, FieldSpec, Held, OfProvider as _, Provider, ProviderSpec, PublicConfig,
    SameAccount,
};
use crate::domain::{
    codes::codes, form::form, locale::pick, secret_format, secret_text::SecretText, vapi_key::VapiKey,
};

pub const PROVIDER: Provider = Provider::Twilio;

pub static SPEC: ProviderSpec = ProviderSpec {
    provider: PROVIDER,
    code: "twilio",
    name: "Twilio",
    fields: &[AUTH, ACCOUNT_SID, API_KEY_SID, API_KEY_SECRET, AUTH_TOKEN, VAPI_KEY],
    held: Held::Credentials,
    refused: |locale| {
        pick!(
            locale,
            "Twilio refused these credentials. They may be mistyped, replaced or deleted, test credentials, \
             or of another Twilio region, or the account is suspended. Check them in the Twilio console, and \
             save again.",
            "Twilio a refusé ces identifiants. Ils sont peut-être mal saisis, remplacés ou supprimés, des \
             identifiants de test ou ceux d’une autre région de Twilio, ou le compte est suspendu. \
             Vérifiez-les dans la console Twilio, puis enregistrez à nouveau."
        )
    },
    lacks_right: |locale| {
        pick!(
            locale,
            "This Twilio key may not do what AVA asked for. Use the Auth Token or a standard API key.",
            "Cette clé Twilio n’a pas le droit de faire ce qu’AVA a demandé. Utilisez l’Auth Token ou une \
             clé API standard."
        )
    },
    is_compared: true,
};

/// The choice of how AVA signs in.
pub const AUTH: FieldSpec = FieldSpec::new(
    TwilioForm::auth(),
    FieldKind::Choice(&[TwilioAuth::AuthToken.code(), TwilioAuth::ApiKey.code()]),
);
pub const ACCOUNT_SID: FieldSpec =
    FieldSpec::new(TwilioForm::account_sid(), FieldKind::text(secret_format::account_sid));
pub const API_KEY_SID: FieldSpec =
    FieldSpec::new(TwilioForm::api_key_sid(), FieldKind::text(secret_format::api_key_sid));
pub const API_KEY_SECRET: FieldSpec =
    FieldSpec::new(TwilioForm::api_key_secret(), FieldKind::secret(secret_format::twilio_secret));
pub const AUTH_TOKEN: FieldSpec =
    FieldSpec::new(TwilioForm::auth_token(), FieldKind::secret(secret_format::twilio_secret));
/// The box is ticked for a new account: Vapi then holds less, at no price, since where
/// Twilio refuses it gets the token as it would have anyway. A stored choice changes only
/// by a person's own hand.
pub const VAPI_KEY: FieldSpec = FieldSpec::new(TwilioForm::vapi_key(), FieldKind::Tick(true));

codes! {
    /// How AVA signs in to Twilio's REST API.
    #[derive(Default)]
    pub enum TwilioAuth {
        #[default]
        AuthToken = "auth_token",
        ApiKey = "api_key",
    }
}

/// The known facts of a Twilio account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TwilioConfig {
    pub account_sid: String,
    pub auth: TwilioAuth,
    #[serde(default)]
    pub api_key_sid: Option<String>,
    /// The account's own name at Twilio.
    #[serde(default)]
    pub friendly_name: Option<String>,
    /// A trial account reaches verified callers only.
    #[serde(default)]
    pub trial: bool,
    /// The key that AVA makes for Vapi.
    #[serde(default)]
    pub vapi_key: VapiKey,
}

impl TwilioConfig {
    /// The configuration of an account that AVA signs in to by its Auth Token.
    pub fn by_token(account_sid: String, vapi_key: VapiKey) -> Self {
        let auth = TwilioAuth::AuthToken;
        Self { account_sid, auth, api_key_sid: None, friendly_name: None, trial: false, vapi_key }
    }
}

impl AccountConfig for TwilioConfig {
    fn same_account(&self, other: &Self) -> SameAccount {
        if self.account_sid == other.account_sid { SameAccount::Yes } else { SameAccount::No }
    }

    fn masked(&self, _last4: &str) -> String {
        let end = self.account_sid.get(self.account_sid.len().saturating_sub(4)..);
        format!("AC•••• {}", end.unwrap_or_default())
    }

    fn value(&self, field: &str) -> Option<String> {
        match field {
            _ if field == AUTH.name => Some(self.auth.code().to_owned()),
            _ if field == ACCOUNT_SID.name => Some(self.account_sid.clone()),
            _ if field == API_KEY_SID.name => self.api_key_sid.clone(),
            _ if field == VAPI_KEY.name => Some(self.vapi_key.is_wanted().to_string()),
            _ => None,
        }
    }

    /// Keeps all: Twilio's facts are of the account, which is typed, and of no secret.
    fn unverified(self) -> Self {
        self
    }

    fn remembering(self, _former: &Self) -> Self {
        self
    }

    /// Takes the facts of the account; the key for Vapi stays, since it may have been made
    /// meanwhile.
    fn learning(&self, told: Self) -> Self {
        Self { vapi_key: self.vapi_key.clone(), ..told }
    }
}

/// Parts of Twilio's credentials alone: `None` for another provider.
impl PublicConfig {
    /// The SID of the account that it opens.
    pub fn account_sid(&self) -> Option<&str> {
        TwilioConfig::of(self).map(|config| config.account_sid.as_str())
    }

    /// Whether AVA signs in with the Auth Token itself.
    pub fn is_by_token(&self) -> bool {
        TwilioConfig::of(self).is_some_and(|config| config.auth == TwilioAuth::AuthToken)
    }

    pub fn vapi_key(&self) -> Option<&VapiKey> {
        TwilioConfig::of(self).map(|config| &config.vapi_key)
    }

    #[must_use]
    pub fn with_vapi_key(self, vapi_key: VapiKey) -> Self {
        match TwilioConfig::of(&self) {
            Some(config) => TwilioConfig { vapi_key, ..config.clone() }.into(),
            None => self,
        }
    }
}

form! {
    /// The form that connects Twilio; a number in it is brought too.
    pub struct TwilioForm {
        pub account_sid: String at Account,
        /// `auth_token` or `api_key`.
        pub auth: String at AuthToken,
        pub auth_token: SecretText at AuthToken,
        pub api_key_sid: String at ApiKeySid,
        pub api_key_secret: SecretText at ApiKeySecret,
        /// With the Auth Token: whether Vapi gets an API key of its own instead of it.
        pub vapi_key: bool at AuthToken,
        pub number: String at Number,
        pub agent: String at Agent,
        pub sms: bool,
        /// Agrees to leave the connected account for this one.
        pub switch: bool => not_kept,
    }
}
