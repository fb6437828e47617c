//! The facts of a provider before anything is stored of it.

use super::Provider;
use crate::domain::{
    form::Input,
    locale::Locale,
    problem::{Field, Rule},
};

/// A provider's row.
pub struct ProviderSpec {
    pub provider: Provider,
    /// The code by which it is stored, and that stands in a URL and in the names of its forms.
    pub code: &'static str,
    /// Its own name, the same in every language.
    pub name: &'static str,
    /// The fields that are typed to connect it, in the order of its form. Empty for a
    /// provider at which a person signs in.
    pub fields: &'static [FieldSpec],
    /// Names in sentences the secret that AVA holds.
    pub held: Held,
    /// Says that the provider refused a key that somebody has just typed.
    pub refused: fn(Locale) -> &'static str,
    /// Says that the provider does not let a key do what it is stored for.
    pub lacks_right: fn(Locale) -> &'static str,
    /// Whether a comparison of the numbers reads this account: the hourly ones wait
    /// until its key works.
    pub is_compared: bool,
}

/// The kind of secret by which AVA signs in at a provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Held {
    /// A key, which is all that is needed.
    Key,
    /// An account or a user, with its token, key or password.
    Credentials,
    /// A consent, which nobody types.
    Access,
}

/// A field of a provider's form. Its words are among the provider's sentences.
pub struct FieldSpec {
    /// The name of the input, and of the field of the form that it becomes.
    pub name: &'static str,
    /// The field that a problem with it points at.
    pub field: Field,
    pub kind: FieldKind,
}

impl FieldSpec {
    /// Does not compile for an input that no problem points at.
    pub const fn new(input: Input, kind: FieldKind) -> Self {
        match input.field {
            Some(field) => Self { name: input.name, field, kind },
            None => panic!("a problem has to find the field"),
        }
    }

    pub const fn input(&self) -> Input {
        Input { name: self.name, field: Some(self.field) }
    }
}

/// The rule that reads what is typed into a field. Browsers have none: the server reads, and they
/// would download all rules of all providers with any row.
#[derive(Clone, Copy)]
pub struct FieldRule {
    #[cfg(feature = "ssr")]
    read: fn(&str) -> Result<String, Rule>,
}

impl FieldRule {
    #[cfg(feature = "ssr")]
    pub const fn new(read: fn(&str) -> Result<String, Rule>) -> Self {
        Self { read }
    }

    #[cfg(not(feature = "ssr"))]
    pub const fn new(_: fn(&str) -> Result<String, Rule>) -> Self {
        Self {}
    }
}

/// The kind of a field's input, and the rule that reads it.
#[derive(Clone, Copy)]
pub enum FieldKind {
    /// A line, which a refused form shows again.
    Text(FieldRule),
    /// A line that is never shown again: left empty, the stored one is kept.
    Secret(FieldRule),
    /// One of these codes; the first until somebody chooses.
    Choice(&'static [&'static str]),
    /// A box; the flag says whether it is ticked for a new account.
    Tick(bool),
}

impl FieldKind {
    pub const fn text(rule: fn(&str) -> Result<String, Rule>) -> Self {
        FieldKind::Text(FieldRule::new(rule))
    }

    pub const fn secret(rule: fn(&str) -> Result<String, Rule>) -> Self {
        FieldKind::Secret(FieldRule::new(rule))
    }

    /// Reads the value that `typed` means, or the code of a choice or of a box.
    #[cfg(feature = "ssr")]
    pub fn read(self, typed: &str) -> Result<String, Rule> {
        match self {
            FieldKind::Text(rule) | FieldKind::Secret(rule) => (rule.read)(typed),
            FieldKind::Choice(codes) => match typed.trim() {
                "" => codes.first().copied(),
                code => codes.iter().copied().find(|known| *known == code),
            }
            .map(str::to_owned)
            .ok_or(Rule::UnknownChoice),
            FieldKind::Tick(_) => Ok((typed == "true").to_string()),
        }
    }

    pub const fn is_secret(self) -> bool {
        matches!(self, FieldKind::Secret(_))
    }
}
