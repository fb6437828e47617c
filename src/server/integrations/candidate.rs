//! Credentials that a person wants to connect: read out of a form by the rules of its fields, or
//! brought back from a sign-in.

use super::connectors::FollowUp;
use crate::{
    domain::{
        problem::{Field, FieldErrors, Problem, Rule},
        provider::{FieldSpec, OfProvider, Provider, PublicConfig},
        secret_text::SecretText,
        text,
    },
    server::{
        credentials::decryptor::Opened,
        vault::{provider_secret::ProviderSecret, secret::Secret},
    },
};

/// The form that is typed to connect a provider.
pub trait CredentialForm: Sync {
    /// The configuration of the provider that the form connects.
    type Config: OfProvider;

    const PROVIDER: Provider = Self::Config::PROVIDER;

    /// Takes a secret that was left empty from `stored`, the connected credential. Fails with every
    /// rule that a field breaks.
    fn candidate(&self, stored: Option<&Opened>) -> Result<Candidate, Problem>;
}

/// A credential that nobody has checked yet.
pub struct Candidate {
    pub config: PublicConfig,
    pub secret: ProviderSecret,
    /// Part of the secret was not typed, but is the stored one.
    pub kept: bool,
    /// The field that shows a refusal of the key, where that names no field itself.
    pub field: Option<Field>,
    /// The request that follows, once the credential is stored.
    pub then: Option<FollowUp>,
    /// A person agreed to leave the account that is connected for this one.
    pub switch: bool,
}

/// Reads the fields of a form, and collects their errors.
#[derive(Default)]
pub struct Reading {
    field_errors: FieldErrors,
    kept: bool,
}

impl Reading {
    pub fn text(&mut self, of: &FieldSpec, typed: &str) -> Option<String> {
        self.field_errors.value(of.field, of.kind.read(typed))
    }

    /// Reads a choice; `from_code` knows every code of the field.
    pub fn choice<T>(
        &mut self,
        of: &FieldSpec,
        typed: &str,
        from_code: impl Fn(&str) -> Option<T>,
    ) -> Option<T> {
        let value = of.kind.read(typed).and_then(|code| from_code(&code).ok_or(Rule::UnknownChoice));
        self.field_errors.value(of.field, value)
    }

    /// The typed secret, else the stored one.
    pub fn secret(&mut self, of: &FieldSpec, typed: &SecretText, stored: Option<&Secret>) -> Option<Secret> {
        self.kept |= text::is_empty(typed);
        let secret = match (of.kind.read(typed), stored) {
            (Ok(secret), _) => Ok(Secret::new(secret)),
            (Err(Rule::Required), Some(stored)) => Ok(stored.clone()),
            (Err(rule), _) => Err(rule),
        };
        self.field_errors.value(of.field, secret)
    }

    /// The collected errors, for fields that are no part of the credential.
    pub fn field_errors(&mut self) -> &mut FieldErrors {
        &mut self.field_errors
    }

    /// Whether a secret was left empty.
    pub fn secret_kept(&self) -> bool {
        self.kept
    }

    /// The form's problem, where a value is missing.
    pub fn problem(self) -> Problem {
        self.field_errors.problem()
    }
}
