//! The parts of AVA that an operator can turn off, for the installation or for one organisation:
//! each provider, and managed numbers.
//!
//! Nothing new begins with what is off, and no page offers it; what is there already is shown, and
//! can be taken away.

use serde::{Deserialize, Serialize};

use super::{
    locale::{Locale, pick, say},
    number::NumberSource,
    problem::ProblemKind,
    provider::{Provider, twilio},
    role::Permission,
};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Feature {
    Provider(Provider),
    ManagedNumbers,
}

impl From<Provider> for Feature {
    fn from(provider: Provider) -> Self {
        Feature::Provider(provider)
    }
}

impl Feature {
    pub fn all() -> impl Iterator<Item = Self> {
        Provider::ALL.into_iter().map(Feature::Provider).chain([Feature::ManagedNumbers])
    }

    /// The code in settings and in the database.
    pub const fn code(self) -> &'static str {
        match self {
            Feature::Provider(provider) => provider.code(),
            Feature::ManagedNumbers => "managed_numbers",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::all().find(|feature| feature.code() == code)
    }

    /// The feature that numbers of this source are of.
    pub const fn of(source: NumberSource) -> Self {
        match source {
            NumberSource::Byo => Feature::Provider(twilio::PROVIDER),
            NumberSource::Managed => Feature::ManagedNumbers,
        }
    }

    /// Its place in [`Off`].
    const fn bit(self) -> u16 {
        match self {
            Feature::Provider(provider) => 1 << provider as u16,
            Feature::ManagedNumbers => 1 << Provider::ALL.len(),
        }
    }

    pub(super) fn sentence(self, locale: Locale) -> String {
        match self {
            Feature::Provider(provider) => say!(
                locale,
                "{} is turned off here. Whoever runs this installation can turn it on.",
                "{} est désactivé ici. La personne qui exploite cette installation peut l’activer.",
                provider.name()
            ),
            Feature::ManagedNumbers => pick!(
                locale,
                "Managed numbers are turned off here. Whoever runs this installation can turn them on.",
                "Les numéros gérés sont désactivés ici. La personne qui exploite cette installation peut les \
                 activer."
            )
            .to_owned(),
        }
    }
}

/// The features that are off, a bit each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Off(u16);

impl Off {
    pub fn has(self, feature: impl Into<Feature>) -> bool {
        self.0 & feature.into().bit() != 0
    }

    /// # Errors
    /// Fails with `TurnedOff` where the feature is off.
    pub fn requires(self, feature: impl Into<Feature>) -> Result<(), ProblemKind> {
        let feature = feature.into();
        if self.has(feature) { Err(ProblemKind::TurnedOff(feature)) } else { Ok(()) }
    }

    #[must_use]
    pub fn with(self, feature: Feature) -> Self {
        Self(self.0 | feature.bit())
    }

    #[must_use]
    pub fn without(self, feature: Feature) -> Self {
        Self(self.0 & !feature.bit())
    }

    /// The features that are off in either.
    #[must_use]
    pub const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Reads codes, separated by commas. `None`: one of them is no feature's.
    pub fn read(codes: &str) -> Option<Self> {
        let codes = codes.split(',').map(str::trim).filter(|code| !code.is_empty());
        codes.map(Feature::from_code).try_fold(Self::default(), |off, feature| Some(off.with(feature?)))
    }

    /// The codes, as [`Off::read`] reads them.
    pub fn codes(self) -> String {
        let off = Feature::all().filter(|feature| self.has(*feature)).map(Feature::code);
        off.collect::<Vec<_>>().join(",")
    }
}

/// The condition of a server function: what the role has to permit, and which features have to be
/// on.
#[derive(Clone, Copy, Debug)]
pub struct Door {
    pub permission: Permission,
    of: Off,
    /// Whether it takes a proof of the last minutes that it is still the person who signed in.
    pub asks_proof: bool,
    /// Whether it is there also while the organisation is to be deleted.
    pub while_ending: bool,
}

impl Door {
    /// A function that works with this feature as well.
    #[must_use]
    pub fn and(self, feature: impl Into<Feature>) -> Self {
        Self { of: self.of.with(feature.into()), ..self }
    }

    /// A function that a session alone does not do: the person has proved lately that it is them.
    #[must_use]
    pub fn proved(self) -> Self {
        Self { asks_proof: true, ..self }
    }

    /// The same, for a request that has proved it.
    #[must_use]
    pub fn already_proved(self) -> Self {
        Self { asks_proof: false, ..self }
    }

    /// A function that is there also while the organisation is to be deleted.
    #[must_use]
    pub fn while_ending(self) -> Self {
        Self { while_ending: true, ..self }
    }

    /// The first of its features that is off.
    pub fn closed(self, off: Off) -> Option<Feature> {
        Feature::all().find(|feature| self.of.has(*feature) && off.has(*feature))
    }
}

impl From<Permission> for Door {
    fn from(permission: Permission) -> Self {
        Self { permission, of: Off::default(), asks_proof: false, while_ending: false }
    }
}

impl Permission {
    /// The condition of a function that works with this feature.
    pub fn of(self, feature: impl Into<Feature>) -> Door {
        Door::from(self).and(feature)
    }

    /// See [`Door::proved`].
    pub fn proved(self) -> Door {
        Door::from(self).proved()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_feature_is_turned_off_by_itself() {
        for feature in Feature::all() {
            let off = Off::read(feature.code()).unwrap();
            assert_eq!(off.codes(), feature.code());
            for other in Feature::all() {
                assert_eq!(off.has(other), other == feature);
                let door = Permission::Read.of(other);
                assert_eq!(door.closed(off), (other == feature).then_some(feature));
            }
            assert_eq!(off.without(feature), Off::default());
        }
        let all = Feature::all().fold(Off::default(), Off::with);
        assert_eq!(Off::read(&all.codes()), Some(all));
        assert_eq!(Off::read(" twilio, ,managed_numbers"), Off::read("managed_numbers,twilio"));
        for unknown in ["twillio", "vapi,all", "vapi twilio"] {
            assert_eq!(Off::read(unknown), None, "{unknown}");
        }
    }
}
