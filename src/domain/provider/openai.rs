//! OpenAI: its row, the public part of its credential, and its form.

use serde::{Deserialize, Serialize};

use super::{
    AccountConfig, FieldKind, FieldSpec, Held, OfProvider as _, Provider, ProviderSpec, PublicConfig,
    SameAccount,
};
use crate::domain::{
    codes::codes, form::form, locale::pick, openai_key_at_vapi::HandOver, secret_format,
    secret_text::SecretText,
};

pub const PROVIDER: Provider = Provider::Openai;

pub static SPEC: ProviderSpec = ProviderSpec {
    provider: PROVIDER,
    code: "openai",
    name: "OpenAI",
    fields: &[KEY, HAND_OVER],
    held: Held::Key,
    refused: |locale| {
        pick!(
            locale,
            "Invalid OpenAI API key. It may be incomplete, deleted or disabled, or its account closed. \
             OpenAI shows a key once: make another one where it is lost, and save again.",
            "Clé API OpenAI non valide. Elle est peut-être incomplète, supprimée ou désactivée, ou son \
             compte est fermé. OpenAI ne montre une clé qu’une fois\u{a0}: créez-en une autre si elle est \
             perdue, et enregistrez à nouveau."
        )
    },
    lacks_right: |locale| {
        pick!(
            locale,
            "This OpenAI key may not do what AVA asked for. Give it all permissions, or make a key that has \
             them.",
            "Cette clé OpenAI n’a pas le droit de faire ce qu’AVA a demandé. Donnez-lui toutes les \
             permissions, ou créez une clé qui les a."
        )
    },
    is_compared: false,
};

pub const KEY: FieldSpec = FieldSpec::new(OpenaiForm::key(), FieldKind::secret(secret_format::openai_key));
/// Not ticked for a new key: whoever hands a key to another service does so by their own hand.
pub const HAND_OVER: FieldSpec = FieldSpec::new(OpenaiForm::hand_over(), FieldKind::Tick(false));

codes! {
    /// The region that a project's data stays in. Its keys work at the region's own host alone
    /// (OpenAI's guide “Your data”); a project without one has none. The key does not tell: OpenAI
    /// names the right host when another one is asked.
    #[derive(Default)]
    pub enum OpenaiRegion {
        #[default]
        Global = "global",
        Us = "us",
        Eu = "eu",
    }
}

/// The known facts of an OpenAI project.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenaiConfig {
    #[serde(default)]
    pub region: OpenaiRegion,
    #[serde(default)]
    pub hand_over: HandOver,
}

impl OpenaiConfig {
    /// Whether Vapi is to have the key and can work with it: its credential has no place for a
    /// region, and a key of a region is refused elsewhere.
    pub fn goes_to_vapi(&self) -> bool {
        self.hand_over.is_wanted() && self.region == OpenaiRegion::Global
    }
}

impl AccountConfig for OpenaiConfig {
    /// Nothing of AVA's hangs on a project: any key may take the place of another.
    fn same_account(&self, _other: &Self) -> SameAccount {
        SameAccount::Yes
    }

    fn host(&self) -> &str {
        self.region.code()
    }

    fn masked(&self, last4: &str) -> String {
        format!("sk-•••• {last4}")
    }

    fn value(&self, field: &str) -> Option<String> {
        (field == HAND_OVER.name).then(|| self.hand_over.is_wanted().to_string())
    }

    fn unverified(self) -> Self {
        Self { region: OpenaiRegion::default(), ..self }
    }

    fn remembering(self, former: &Self) -> Self {
        Self { region: former.region, ..self }
    }

    /// Takes the region; what became of the key at Vapi stays, since it may have changed meanwhile.
    fn learning(&self, told: Self) -> Self {
        Self { hand_over: self.hand_over.clone(), ..told }
    }
}

/// Parts of OpenAI's credentials alone: `None` for another provider.
impl PublicConfig {
    pub fn hand_over(&self) -> Option<&HandOver> {
        OpenaiConfig::of(self).map(|config| &config.hand_over)
    }

    #[must_use]
    pub fn with_hand_over(self, hand_over: HandOver) -> Self {
        match OpenaiConfig::of(&self) {
            Some(config) => OpenaiConfig { hand_over, ..config.clone() }.into(),
            None => self,
        }
    }
}

form! {
    /// The form that connects OpenAI.
    pub struct OpenaiForm {
        pub key: SecretText at Key,
        /// Whether Vapi gets the key too.
        pub hand_over: bool at Key,
        /// Agrees to leave the connected account for this one.
        pub switch: bool => not_kept,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_region_is_of_the_key_and_what_vapi_has_is_not() {
        let eu = OpenaiConfig { region: OpenaiRegion::Eu, hand_over: HandOver::chosen(true) };
        assert_eq!(eu.same_account(&OpenaiConfig::default()), SameAccount::Yes);
        let told = OpenaiConfig { region: OpenaiRegion::Us, ..OpenaiConfig::default() };
        assert_eq!(eu.learning(told.clone()), OpenaiConfig { region: OpenaiRegion::Us, ..eu.clone() });
        assert_eq!(eu.clone().unverified().region, OpenaiRegion::Global);
        assert_eq!(told.remembering(&eu).region, OpenaiRegion::Eu);
    }

    #[test]
    fn a_key_of_a_region_stays_here() {
        let key = |region| OpenaiConfig { region, hand_over: HandOver::chosen(true) };
        assert!(key(OpenaiRegion::Global).goes_to_vapi());
        assert!(!key(OpenaiRegion::Eu).goes_to_vapi() && !key(OpenaiRegion::Us).goes_to_vapi());
        assert!(!OpenaiConfig::default().goes_to_vapi());
    }

    #[test]
    fn what_is_stored_without_facts_reads_with_the_defaults() {
        let config: PublicConfig = serde_json::from_str(r#"{"openai":{}}"#).unwrap();
        assert_eq!(config, OpenaiConfig::default().into());
    }
}
