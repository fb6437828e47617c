//! The steps by which a clean-up takes numbers back.

use crate::{
    domain::{
        credential::Account,
        ids::OrgId,
        operation::{StepKind, Target},
    },
    server::{
        numbers::{operations::target, repo::Number},
        operations::cleanup::Cleanup,
        provider_auth::account_name,
    },
};

impl Cleanup {
    /// Takes numbers out of Vapi, then restores Twilio's webhooks: the other way round, Vapi could
    /// write its own again. All numbers leave Vapi first: a key that Twilio refuses then leaves
    /// none there that answers. A number that no account was seen to own has left no trace.
    pub fn remove_numbers<'n>(
        &mut self,
        numbers: impl IntoIterator<Item = &'n Number>,
        vapi_connected: bool,
    ) {
        let seen: Vec<_> = numbers.into_iter().filter(|number| number.twilio_sid.is_some()).collect();
        for number in &seen {
            self.remove_at_vapi(number, vapi_connected);
        }
        for number in seen {
            self.add(StepKind::RestoreAtTwilio, target(number), Account::twilio(number.source));
        }
    }

    /// Takes all numbers out of Vapi, then releases them at Twilio. The flag beside each number
    /// says whether it was bought with an address, which goes as well.
    ///
    /// Vapi is asked first, because it may still look at Twilio for what it deletes; but the
    /// release, which ends what the operator pays, does not depend on its answer: where the org's
    /// Vapi refuses or is away, the release goes on, and the number is taken out of Vapi once that
    /// answers.
    pub fn release_numbers(&mut self, numbers: &[(&Number, bool)], vapi_connected: bool) {
        for (number, _) in numbers {
            self.remove_at_vapi(number, vapi_connected);
        }
        for &(number, addressed) in numbers {
            self.add(StepKind::ReleaseAtTwilio, target(number), Account::twilio(number.source));
            if addressed {
                self.delete_address(number);
            }
        }
    }

    /// Closes the account once nothing is in it any more: after all releases there.
    pub fn close_account(&mut self, org: &OrgId) {
        self.add(StepKind::CloseAccount, Target::Account { name: account_name(org) }, Account::MANAGED);
    }

    /// Deletes just the address of a number that was not bought.
    pub fn delete_address(&mut self, number: &Number) {
        self.add(StepKind::DeleteAddress, target(number), Account::MANAGED);
    }

    fn remove_at_vapi(&mut self, number: &Number, vapi_connected: bool) {
        // Disconnecting Vapi takes the number out as well, with the key of that time.
        if vapi_connected {
            self.add(StepKind::RemoveAtVapi, target(number), Account::VAPI);
        }
    }

    /// Unbinds the number, also one that an import may have made at Vapi a moment ago, without its
    /// answer being known here.
    pub fn unbind_number(&mut self, number: &Number, vapi_connected: bool) {
        if vapi_connected && (number.vapi_phone_id.is_some() || number.twilio_sid.is_some()) {
            self.add(StepKind::UnbindAtVapi, target(number), Account::VAPI);
        }
    }
}
