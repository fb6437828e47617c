//! What is known of a provider before anything is stored of it.

use super::Provider;
use crate::domain::{
    form::Input,
    locale::Locale,
    problem::{Field, Rule},
};

/// A provider's row.
pub struct ProviderSpec {
    pub provider: Provider,
    /// How it is stored, and how it stands in a URL and in the names of its forms.
    pub code: &'static str,
    /// Its own name, the same in every language.
    pub name: &'static str,
    /// What is typed to connect it, in the order of its form. None of a provider at
    /// which a person signs in.
    pub fields: &'static [FieldSpec],
    /// The provider refused a key that somebody has just typed.
    pub refused: fn(Locale) -> &'static str,
    /// The provider does not let a key do what it is stored for.
    pub lacks_right: fn(Locale) -> &'static str,
    /// Whether a comparison of the numbers reads this account: the hourly ones wait
    /// until its key works.
    pub is_compared: bool,
}

/// A field of a provider's form. Its words are among the provider's sentences.
pub struct FieldSpec {
    /// Of the input, and of the field of the form that it becomes.
    pub name: &'static str,
    /// What a problem with it points at.
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

/// What is typed into a field, and the rule that reads it.
#[derive(Clone, Copy)]
pub enum FieldKind {
    /// A line, which a refused form shows again.
    Text(fn(&str) -> Result<String, Rule>),
    /// Never shown again: left empty, the stored one is kept.
    Secret(fn(&str) -> Result<String, Rule>),
    /// One of these codes; the first until somebody chooses.
    Choice(&'static [&'static str]),
    /// A box, and whether it is ticked for a new account.
    Tick(bool),
}

impl FieldKind {
    /// What was meant by `typed`: the value, or the code of a choice or of a box.
    pub fn read(self, typed: &str) -> Result<String, Rule> {
        match self {
            FieldKind::Text(rule) | FieldKind::Secret(rule) => rule(typed),
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
