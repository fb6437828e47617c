//! Vapi: its row, the public part of its credential, and its form.

use serde::{Deserialize, Serialize};

use super::{AccountConfig, FieldKind, FieldSpec, Held, Provider, ProviderSpec, SameAccount};
use crate::domain::{codes::codes, form::form, locale::pick, secret_format, secret_text::SecretText};

pub const PROVIDER: Provider = Provider::Vapi;

pub static SPEC: ProviderSpec = ProviderSpec {
    provider: PROVIDER,
    code: "vapi",
    name: "Vapi",
    fields: &[KEY, REGION],
    held: Held::Key,
    refused: |locale| {
        pick!(
            locale,
            "Invalid Vapi API key. It may be incomplete or deleted, the public key in place of the private \
             one, or of Vapi’s other region. Check it and save again.",
            "Clé API Vapi non valide. Elle est peut-être incomplète ou supprimée, la clé publique au lieu de \
             la clé privée, ou celle de l’autre région de Vapi. Vérifiez-la et enregistrez à nouveau."
        )
    },
    lacks_right: |locale| {
        pick!(
            locale,
            "This Vapi key may not manage assistants and phone numbers. Use a private key without \
             restrictions.",
            "Cette clé Vapi ne peut pas gérer les assistants et les numéros. Utilisez une clé privée sans \
             restriction."
        )
    },
    is_compared: true,
};

/// The private key.
pub const KEY: FieldSpec = FieldSpec::new(VapiForm::key(), FieldKind::secret(secret_format::vapi_key));
pub const REGION: FieldSpec =
    FieldSpec::new(VapiForm::region(), FieldKind::Choice(&[VapiRegion::Us.code(), VapiRegion::Eu.code()]));

codes! {
    /// The region of a Vapi organisation: keys and resources belong to one region, and each
    /// has its own host (Vapi docs, SIP trunk guide).
    #[derive(Default)]
    pub enum VapiRegion {
        #[default]
        Us = "us",
        Eu = "eu",
    }
}

/// The known facts of a Vapi organisation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VapiConfig {
    pub region: VapiRegion,
    /// The organisation that the key belongs to, once a resource told it.
    #[serde(default)]
    pub vapi_org: Option<String>,
}

impl AccountConfig for VapiConfig {
    /// An organisation that tells nothing has no assistant, and ours has.
    fn same_account(&self, other: &Self) -> SameAccount {
        match (&self.vapi_org, &other.vapi_org) {
            _ if self.region != other.region => SameAccount::No,
            (Some(org), Some(same)) if org == same => SameAccount::Yes,
            (Some(_), _) => SameAccount::No,
            (None, _) => SameAccount::Unknown,
        }
    }

    fn host(&self) -> &str {
        self.region.code()
    }

    fn masked(&self, last4: &str) -> String {
        format!("•••• {last4}")
    }

    fn value(&self, field: &str) -> Option<String> {
        (field == REGION.name).then(|| self.region.code().to_owned())
    }

    fn unverified(self) -> Self {
        Self { vapi_org: None, ..self }
    }

    fn remembering(self, former: &Self) -> Self {
        match self.vapi_org {
            None if self.region == former.region => former.clone(),
            _ => self,
        }
    }

    fn learning(&self, told: Self) -> Self {
        told
    }
}

form! {
    /// The form that connects Vapi.
    pub struct VapiForm {
        pub key: SecretText at Key,
        pub region: String at Region,
        /// Agrees to leave the connected organisation for this one.
        pub switch: bool => not_kept,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::provider::PublicConfig;

    fn told(org: Option<&str>) -> VapiConfig {
        VapiConfig { region: VapiRegion::Us, vapi_org: org.map(str::to_owned) }
    }

    #[test]
    fn an_organisation_that_has_told_nothing_may_be_any() {
        let (ours, theirs, untold) = (told(Some("a")), told(Some("b")), told(None));
        assert_eq!(ours.same_account(&ours), SameAccount::Yes);
        assert_eq!(ours.same_account(&theirs), SameAccount::No);
        assert_eq!(ours.same_account(&untold), SameAccount::No, "ours has an assistant that tells");
        assert_eq!(untold.same_account(&theirs), SameAccount::Unknown);
        let abroad = VapiConfig { region: VapiRegion::Eu, ..ours.clone() };
        assert_eq!(abroad.same_account(&ours), SameAccount::No);
        assert_eq!(untold.clone().remembering(&ours), ours);
        assert_eq!(untold.clone().remembering(&abroad), untold);
        assert_eq!(PublicConfig::from(ours).unverified(), untold.into());
    }
}
