//! The credentials that steps and people sign in to the providers with.

pub mod accounts;

use crate::{
    domain::{
        credential::Account,
        ids::OrgId,
        number::NumberSource,
        problem::{Problem, ProblemKind},
    },
    server::{
        credentials::decryptor::{Opened, Purpose},
        cx::Cx,
        operations::step::{StepCx, StepError},
        providers::{twilio::TwilioAuth, vapi::VapiAuth},
    },
};

/// The name at Twilio of the org's account inside the operator's, by which it is found again.
pub fn account_name(org: &OrgId) -> String {
    format!("AVA {org}")
}

impl Cx {
    /// Signs in to Vapi for a person.
    ///
    /// # Errors
    /// Fails with `NotConnected` without a key, and as the key cannot be opened.
    pub async fn vapi(&self, purpose: Purpose) -> Result<VapiAuth, Problem> {
        let opened = self.open_credential(Account::VAPI, purpose).await?;
        let opened = opened.ok_or(ProblemKind::NotConnected(Account::VAPI.provider))??;
        VapiAuth::of(&opened.credential.config, &opened.secret)
    }
}

impl StepCx<'_> {
    /// Opens the org's credential for an account, for this operation.
    pub async fn open(&self, account: impl Into<Account>, purpose: Purpose) -> Result<Opened, StepError> {
        let account = account.into();
        if account.is_managed() {
            self.works_in_managed();
        }
        self.open_credential(account, purpose).await
    }

    pub async fn vapi(&self, purpose: Purpose) -> Result<VapiAuth, StepError> {
        let opened = self.open(Account::VAPI, purpose).await?;
        Ok(VapiAuth::of(&opened.credential.config, &opened.secret)?)
    }

    /// Signs in to the account that numbers of this source are in.
    pub async fn twilio(&self, source: NumberSource, purpose: Purpose) -> Result<TwilioAuth, StepError> {
        let opened = self.open(Account::twilio(source), purpose).await?;
        Ok(TwilioAuth::of(&opened.credential.config, &opened.secret)?)
    }
}
