//! What a clean-up has to take back, and the secrets that it needs for that.

use super::{
    queue::{self, Plan, Planned, Stop},
    vapi_key,
};
use crate::{
    domain::{
        credential::Account,
        ids::{AgentId, OperationId, OrgId, UserId},
        operation::{OperationKind, StepKind, Target},
        problem::{Kind, Problem},
        provider::Provider,
        vapi_key::VapiKey,
    },
    server::{
        audit::Actor,
        cx::{Cx, Services},
        db::Tx,
        integrations::credentials::Credential,
        numbers::{managed::account_name, repo::Number},
        vault::{decryptor::Purpose, escrow::Escrowed},
    },
};

/// The steps of a clean-up, in the order that leaves nothing behind.
pub struct CleanUp {
    steps: Vec<Planned>,
    /// Which accounts they need.
    accounts: Vec<Account>,
}

/// Who asks for one.
pub struct By<'a> {
    pub services: &'a Services,
    pub org: &'a OrgId,
    pub user: &'a UserId,
    pub actor: Actor,
}

impl<'a> From<&'a Cx> for By<'a> {
    fn from(cx: &'a Cx) -> Self {
        Self { services: &cx.services, org: &cx.org, user: &cx.user, actor: cx.actor() }
    }
}

impl Default for CleanUp {
    fn default() -> Self {
        Self { steps: vec![StepKind::LetEnd.into()], accounts: Vec::new() }
    }
}

impl CleanUp {
    /// Out of Vapi, then Twilio's webhooks: the other way round, Vapi could
    /// write its own again. All of them out of Vapi first: a key that Twilio
    /// refuses leaves none there that answers. A number that no account was seen
    /// to own has left no trace.
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
            self.add(StepKind::RestoreAtTwilio, of(number), Account::twilio(number.source));
        }
    }

    /// All out of Vapi, then not the org's at Twilio any more. With each,
    /// whether it was bought with an address, which goes as well.
    ///
    /// Vapi is asked first, because it may still look at Twilio for what it
    /// deletes; but the release, which ends what the operator pays, waits for no
    /// answer of it: where the org's Vapi refuses or is away, the release goes
    /// on, and the number is taken out of Vapi once that answers.
    pub fn release_numbers(&mut self, numbers: &[(&Number, bool)], vapi_connected: bool) {
        for (number, _) in numbers {
            self.remove_at_vapi(number, vapi_connected);
        }
        for &(number, addressed) in numbers {
            self.add(StepKind::ReleaseAtTwilio, of(number), Account::twilio(number.source));
            if addressed {
                self.delete_address(number);
            }
        }
    }

    /// Once nothing is in it any more: after whatever is released there.
    pub fn close_account(&mut self, org: &OrgId) {
        self.add(StepKind::CloseAccount, Target::Account { name: account_name(org) }, Account::MANAGED);
    }

    /// For itself, of a number that was not bought.
    pub fn delete_address(&mut self, number: &Number) {
        self.add(StepKind::DeleteAddress, of(number), Account::MANAGED);
    }

    fn remove_at_vapi(&mut self, number: &Number, vapi_connected: bool) {
        // Disconnecting Vapi takes it out as well, with the key of then.
        if vapi_connected {
            self.add(StepKind::RemoveAtVapi, of(number), Account::own(Provider::Vapi));
        }
    }

    fn add(&mut self, kind: StepKind, target: Target, account: Account) {
        self.steps.push(Planned { kind, target: Some(target) });
        if !self.accounts.contains(&account) {
            self.accounts.push(account);
        }
    }

    /// Also one that an import may have made at Vapi a moment ago, without its
    /// answer being known here.
    pub fn unbind_number(&mut self, number: &Number, vapi_connected: bool) {
        if vapi_connected && (number.vapi_phone_id.is_some() || number.twilio_sid.is_some()) {
            self.add(StepKind::UnbindAtVapi, of(number), Account::own(Provider::Vapi));
        }
    }

    pub fn delete_assistant(&mut self, id: &AgentId, name: &str, assistant: Option<&str>) {
        let target =
            Target::Agent { id: id.clone(), name: name.to_owned(), assistant: assistant.map(str::to_owned) };
        self.add(StepKind::DeleteAssistant, target, Account::own(Provider::Vapi));
    }

    /// After the numbers are out of Vapi, which signs in with it until then.
    pub fn revoke_key(&mut self, credential: &Credential, key: &VapiKey) {
        let account = credential.account;
        let target = Target::Key {
            name: vapi_key::name(&credential.id),
            sid: key.known().map(str::to_owned),
            source: account.source,
        };
        self.add(StepKind::RevokeKey, target, account);
    }

    /// Enqueues it, with a copy of the secrets that it needs: whatever becomes
    /// of the org's credentials meanwhile, it can do its work.
    pub async fn enqueue<'a>(
        mut self,
        by: impl Into<By<'a>>,
        tx: &mut Tx,
        kind: OperationKind,
        subject: &str,
        label: &str,
    ) -> Result<OperationId, Problem> {
        let By { services, org, user, actor } = by.into();
        self.steps.push(StepKind::ShredKeys.into());
        let plan = Plan { kind, subject, label, steps: &self.steps };
        let Some(id) = queue::open(services, tx, org, user, &plan).await? else {
            // One is open that takes back the same.
            let open = queue::latest(tx, org, kind, subject).await?;
            return open.ok_or_else(|| Kind::Stale.into());
        };
        for account in self.accounts {
            let decryptor = &services.decryptor;
            let opened = decryptor.open(services, tx, org, account, &actor, Purpose::CleanUp).await?;
            match opened {
                Some(Ok(opened)) => {
                    // Revoking a key takes its SID, and not its secret.
                    let (config, secret) = (opened.credential.config, opened.secret.with_vapi_key(None));
                    let with = Escrowed { config, secret };
                    decryptor.put_in_escrow(services, tx, org, &id, account, &with).await?;
                }
                // Its step asks a person for the key again; by which account it is
                // known whether that is the one.
                Some(Err(_)) => decryptor.put_closed_in_escrow(tx, org, &id, account).await?,
                None => {}
            }
        }
        Ok(id)
    }
}

pub fn of(number: &Number) -> Target {
    Target::Number {
        id: number.id.clone(),
        e164: number.e164.clone(),
        source: number.source,
        vapi_phone_id: number.vapi_phone_id.clone(),
        twilio_sid: number.twilio_sid.clone(),
    }
}

/// What may be under way on a number.
pub fn under_way(number: &Number) -> [Stop<'_>; 3] {
    [OperationKind::ImportNumber, OperationKind::BuyNumber, OperationKind::UnassignNumber]
        .map(|kind| Stop { kind, subject: Some(number.id.as_str()) })
}

/// Stops it.
pub async fn stop_number(cx: &Cx, tx: &mut Tx, number: &Number) -> Result<(), Problem> {
    Ok(queue::stop(tx, &cx.org, &under_way(number), cx.services.clock.now_ms()).await?)
}
