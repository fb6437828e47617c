//! Finds objects that AVA made and does not use. Reads, and changes nothing, here or there.
//!
//! Objects that an operation is under way on are left to the next comparison.

use std::collections::{HashMap, HashSet};

use super::both::AtTwilio;
use crate::{
    domain::{
        credential::Account,
        ids::CredentialId,
        leftover::LeftoverKind,
        operation::OperationKind,
        vapi_key::{KeyState, VapiKey},
    },
    server::{
        agents::{repo as agents, sync::SyncedAgent},
        credentials,
        db::OrgTx,
        numbers::{
            leftovers::Found,
            managed::{self, orders},
            operations::vapi_key,
        },
        operations::{
            queue,
            step::{StepCx, StepError},
        },
        provider_auth::account_name,
        providers::{
            twilio::SubaccountStatus,
            vapi::{Assistant, VapiNumber},
        },
    },
};

/// The assistants that name an agent of the org, and that no agent or number uses.
#[derive(Default)]
pub(in crate::server::numbers::operations) struct Others {
    /// Assistants that name an agent which is in step with another assistant; they are no agent's,
    /// and answer no number.
    pub(in crate::server::numbers::operations) unused: Vec<Found>,
    /// The ids of assistants whose agent is not in step yet: only then it shows which one is the
    /// agent's.
    pub(super) undecided: Vec<String>,
}

pub(in crate::server::numbers::operations) fn others(
    listed: &[Assistant],
    synced: &[SyncedAgent],
    agents: &[agents::Named],
    numbers: &[VapiNumber],
) -> Others {
    let names: HashMap<&str, &str> =
        agents.iter().map(|agent| (agent.id.as_str(), agent.name.as_str())).collect();
    let settled: HashSet<&str> = synced.iter().map(|agent| agent.id.as_str()).collect();
    let used: HashSet<&str> = agents
        .iter()
        .filter_map(|agent| agent.assistant_id.as_deref())
        .chain(numbers.iter().filter_map(|number| number.assistant_id.as_deref()))
        .collect();
    let mut others = Others::default();
    for there in listed.iter().filter(|there| !used.contains(there.id.as_str())) {
        let Some((agent, name)) = there.mirrors().and_then(|agent| names.get_key_value(agent)) else {
            continue;
        };
        let object = there.id.clone();
        if settled.contains(agent) {
            let name = (*name).to_owned();
            others.unused.push(Found { kind: LeftoverKind::Assistant, object, name });
        } else {
            others.undecided.push(object);
        }
    }
    others
}

/// The keys that are known here in an account where AVA may have made keys, by the token that shows
/// them.
pub(super) struct Keys {
    id: CredentialId,
    key: VapiKey,
}

impl Keys {
    pub(super) fn of(row: &credentials::Credential) -> Option<Self> {
        let by_token = row.config.is_by_token();
        let key = row.config.vapi_key().filter(|key| by_token && Self::rests(key))?;
        Some(Self { id: row.id.clone(), key: key.clone() })
    }

    /// Whether no operation makes a key, or is to revoke one.
    fn rests(key: &VapiKey) -> bool {
        matches!(key.state, KeyState::Made { .. }) && key.former.is_empty()
    }

    /// Whether the row still holds the same key.
    async fn stands(&self, tx: &mut OrgTx) -> Result<bool, sqlx::Error> {
        let row = credentials::find(tx, Account::TWILIO).await?;
        Ok(row.is_some_and(|row| row.id == self.id && row.config.vapi_key() == Some(&self.key)))
    }

    async fn found(&self, cx: &StepCx<'_>, at: &AtTwilio) -> Result<Vec<Found>, StepError> {
        let name = vapi_key::name(&self.id);
        let listed = cx.services.providers.twilio.list_keys(&cx.call(), &at.auth).await?;
        let ours = listed.into_iter().filter(|key| {
            key.friendly_name.as_ref() == Some(&name) && self.key.sid() != Some(key.sid.as_str())
        });
        Ok(ours.map(|key| Found { kind: LeftoverKind::Key, object: key.sid, name: name.clone() }).collect())
    }
}

/// Accounts of the org beside the one that is used; suspended ones are not billed, and were left
/// so. `None`: Twilio did not say.
async fn other_accounts(cx: &StepCx<'_>, used: &AtTwilio) -> Option<Vec<Found>> {
    let platform = cx.services.config.platform.as_ref()?;
    let name = account_name(&cx.operation.org);
    let twilio = &cx.services.providers.twilio;
    let named = twilio.subaccounts_named(&cx.call(), &platform.account, &name).await.ok()?;
    let others = named
        .into_iter()
        .filter(|other| other.status == SubaccountStatus::Active && other.sid != used.auth.account_sid);
    Some(
        others
            .map(|other| Found { kind: LeftoverKind::Account, object: other.sid, name: name.clone() })
            .collect(),
    )
}

/// The kinds of leftovers that were looked for, and the leftovers that were found.
#[derive(Default)]
pub(super) struct Leftovers {
    pub(super) looked: Vec<LeftoverKind>,
    pub(super) found: Vec<Found>,
    /// The ids at the provider of objects that nothing is said about.
    pub(super) undecided: Vec<String>,
    keys: Option<Keys>,
}

impl Leftovers {
    pub(super) fn add_assistants(&mut self, others: Others) {
        self.add(LeftoverKind::Assistant, others.unused);
        self.undecided = others.undecided;
    }

    fn add(&mut self, kind: LeftoverKind, found: Vec<Found>) {
        self.looked.push(kind);
        self.found.extend(found);
    }

    /// Looks for leftovers in the org's accounts that were read. An account that may not be looked
    /// into says nothing, and keeps nothing else from being compared.
    pub(super) async fn look_at_twilio(
        &mut self,
        cx: &StepCx<'_>,
        accounts: &[AtTwilio],
    ) -> Result<(), StepError> {
        for at in accounts {
            let mut tx = cx.read().await?;
            if at.account.is_managed() {
                let addressed = orders::addressed(&mut tx).await?;
                drop(tx);
                let mut found = Vec::new();
                for (id, e164, sid) in addressed {
                    let (twilio, name) = (&cx.services.providers.twilio, managed::address_name(&id));
                    let Ok(named) = twilio.addresses_named(&cx.call(), &at.auth, &name).await else {
                        return Ok(());
                    };
                    let others = named.into_iter().filter(|other| *other != sid);
                    found.extend(others.map(|object| Found {
                        kind: LeftoverKind::Address,
                        object,
                        name: e164.to_string(),
                    }));
                }
                self.add(LeftoverKind::Address, found);
                if let Some(found) = other_accounts(cx, at).await {
                    self.add(LeftoverKind::Account, found);
                }
            } else {
                let row = credentials::find(&mut tx, at.account).await?;
                drop(tx);
                let Some(keys) = row.as_ref().and_then(Keys::of) else { continue };
                if let Ok(found) = keys.found(cx, at).await {
                    self.add(LeftoverKind::Key, found);
                    self.keys = Some(keys);
                }
            }
        }
        Ok(())
    }

    /// Drops the leftovers that an operation has come under way on meanwhile.
    pub(super) async fn settled(mut self, tx: &mut OrgTx) -> Result<Self, sqlx::Error> {
        let keys_stand = match &self.keys {
            Some(keys) => keys.stands(tx).await?,
            None => true,
        };
        if !keys_stand {
            self.forget(LeftoverKind::Key);
        }
        // Where no leftover assistant was found, none was made before the listing.
        let assistants = self.found.iter().any(|found| found.kind == LeftoverKind::Assistant);
        for kind in OperationKind::ALL {
            let unsettled = kind.unsettles().iter().copied();
            let mut unsettled =
                unsettled.filter(|left| assistants || *left != LeftoverKind::Assistant).peekable();
            if unsettled.peek().is_some() && queue::any_open(tx, kind).await? {
                unsettled.for_each(|left| self.forget(left));
            }
        }
        if self.found.iter().any(|found| found.kind == LeftoverKind::Assistant) {
            self.settle_assistants(tx).await?;
        }
        Ok(self)
    }

    /// Drops the assistants that became an agent's since the agents were read.
    async fn settle_assistants(&mut self, tx: &mut OrgTx) -> Result<(), sqlx::Error> {
        let agents = agents::named(tx).await?;
        let used: HashSet<&str> = agents.iter().filter_map(|agent| agent.assistant_id.as_deref()).collect();
        self.found
            .retain(|found| found.kind != LeftoverKind::Assistant || !used.contains(found.object.as_str()));
        Ok(())
    }

    fn forget(&mut self, kind: LeftoverKind) {
        self.looked.retain(|looked| *looked != kind);
        self.found.retain(|found| found.kind != kind);
    }
}
