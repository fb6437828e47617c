//! What the steps sign in to the providers with.

pub mod accounts;

use crate::{
    domain::{credential::Account, ids::OrgId, number::NumberSource},
    server::{
        credentials::decryptor::{Opened, Purpose},
        operations::step::{StepCx, StepError},
        providers::{twilio::TwilioAuth, vapi::VapiAuth},
    },
};

/// How the org's account inside the operator's is called at Twilio, and found again.
pub fn account_name(org: &OrgId) -> String {
    format!("AVA {org}")
}

impl StepCx<'_> {
    /// The org's credential for an account, opened for this operation.
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

    /// For the account that numbers of this source are in.
    pub async fn twilio(&self, source: NumberSource, purpose: Purpose) -> Result<TwilioAuth, StepError> {
        let opened = self.open(Account::twilio(source), purpose).await?;
        Ok(TwilioAuth::of(&opened.credential.config, &opened.secret)?)
    }
}
