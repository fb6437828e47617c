//! The objects that the simulators hold, flat and without secrets. It changes nothing.

use serde_json::Value;

use super::faults::Faults;
use super::simulators;
use super::state::State;
use super::twilio_account::Twilio;
use super::vapi_store::{Object, ObjectKind, VapiRegion, text};
use crate::domain::sandbox::{
    AssistantRow, Fault, PurchaseRow, SandboxProvider, Snapshot, SpokenRow, TwilioAccountRow,
    TwilioAddressRow, TwilioKeyRow, TwilioNumberRow, VapiCredentialRow, VapiNumberRow, VapiOrgRow,
};

const SHOWN_CALLS: usize = 100;

pub(super) fn take(state: &State) -> Snapshot {
    let mut snapshot = Snapshot {
        vapi_orgs: Vec::new(),
        assistants: Vec::new(),
        vapi_numbers: Vec::new(),
        vapi_credentials: Vec::new(),
        twilio_accounts: Vec::new(),
        twilio_numbers: Vec::new(),
        purchases: Vec::new(),
        twilio_keys: Vec::new(),
        twilio_addresses: Vec::new(),
        mails: Vec::new(),
        spoken: Vec::new(),
        google_consents: Vec::new(),
        calls: state.journal.latest(SHOWN_CALLS),
        faults: faults(&state.faults),
        held: u32::try_from(state.journal.held(None)).unwrap_or(u32::MAX),
    };
    for provider in SandboxProvider::ALL {
        simulators::of(provider).show(&state.world, &mut snapshot);
    }
    snapshot
}

/// The injected faults, without the keys that some are bound to.
pub(super) fn faults(faults: &Faults) -> Vec<Fault> {
    faults
        .all()
        .iter()
        .cloned()
        .map(|mut fault| {
            fault.scope = fault.scope.map(|scope| simulators::of(fault.provider).masked(&scope).into());
            fault
        })
        .collect()
}

pub(super) fn vapi(vapi: &VapiRegion, snapshot: &mut Snapshot) {
    let provider = vapi.region.provider();
    for (org_id, org) in &vapi.orgs {
        snapshot.vapi_orgs.push(VapiOrgRow {
            provider,
            org_id: org_id.clone(),
            keys: org.keys.iter().cloned().collect(),
        });
        snapshot.assistants.extend(org.assistants.iter().map(|assistant| AssistantRow {
            provider,
            org_id: org_id.clone(),
            id: owned(assistant, "id"),
            name: text(assistant, "name").map(str::to_owned),
            model: pair(assistant, "model", "model"),
            voice: pair(assistant, "voice", "voiceId"),
            created_at: owned(assistant, "createdAt"),
        }));
        snapshot.vapi_credentials.extend(org.credentials.iter().map(|credential| VapiCredentialRow {
            provider,
            org_id: org_id.clone(),
            id: owned(credential, "id"),
            name: owned(credential, "name"),
            key: text(credential, "id").and_then(|id| org.key_ends.get(id)).cloned().unwrap_or_default(),
        }));
        snapshot.vapi_numbers.extend(org.numbers.iter().map(|number| {
            let assistant = text(number, "assistantId");
            VapiNumberRow {
                provider,
                org_id: org_id.clone(),
                id: owned(number, "id"),
                number: owned(number, "number"),
                twilio_account_sid: owned(number, "twilioAccountSid"),
                assistant_id: assistant.map(str::to_owned),
                assistant_name: assistant
                    .and_then(|id| org.get(ObjectKind::Assistant, id))
                    .map(|found| owned(found, "name")),
                squad_id: text(number, "squadId").map(str::to_owned),
                workflow_id: text(number, "workflowId").map(str::to_owned),
                server_url: number
                    .get("server")
                    .and_then(|server| server.get("url")?.as_str())
                    .map(str::to_owned),
                status: owned(number, "status"),
                sms_enabled: number.get("smsEnabled").and_then(Value::as_bool).unwrap_or(true),
            }
        }));
    }
}

pub(super) fn twilio(twilio: &Twilio, snapshot: &mut Snapshot) {
    let purchase = |(account_sid, phone_number): &(String, String)| PurchaseRow {
        account_sid: account_sid.clone(),
        phone_number: phone_number.clone(),
    };
    snapshot.purchases.extend(twilio.charges.iter().map(purchase));
    for account in twilio.accounts.values() {
        snapshot.twilio_accounts.push(TwilioAccountRow {
            sid: account.sid.clone(),
            friendly_name: account.friendly_name.clone(),
            kind: account.kind.clone(),
            status: account.status.clone(),
            numbers: u32::try_from(account.numbers.len()).unwrap_or(u32::MAX),
            owner_sid: Some(account.owner_sid.clone()).filter(|owner| *owner != account.sid),
        });
        snapshot.twilio_keys.extend(account.keys.iter().map(|key| TwilioKeyRow {
            sid: key.sid.clone(),
            account_sid: account.sid.clone(),
            friendly_name: key.friendly_name.clone(),
        }));
        snapshot.spoken.extend(account.spoken.iter().map(|call| SpokenRow {
            account_sid: account.sid.clone(),
            at_ms: call.at_ms,
            from: call.from.clone(),
            to: call.to.clone(),
            words: call.words.clone(),
        }));
        snapshot.twilio_addresses.extend(account.addresses.iter().map(|address| TwilioAddressRow {
            sid: address.sid.clone(),
            account_sid: account.sid.clone(),
            friendly_name: address.friendly_name.clone(),
        }));
        snapshot.twilio_numbers.extend(account.numbers.iter().map(|number| TwilioNumberRow {
            sid: number.sid.clone(),
            account_sid: number.account_sid.clone(),
            phone_number: number.phone_number.clone(),
            voice: number.voice,
            sms: number.sms,
            voice_url: number.get("voice_url").to_owned(),
            sms_url: number.get("sms_url").to_owned(),
            status_callback: number.get("status_callback").to_owned(),
            trunk_sid: number.get("trunk_sid").to_owned(),
            sms_application_sid: number.get("sms_application_sid").to_owned(),
            voice_region: number.get("voice_region").to_owned(),
            messaging_service: number.get("messaging_service").to_owned(),
        }));
    }
    snapshot.spoken.sort_by_key(|row| std::cmp::Reverse(row.at_ms));
}

fn owned(object: &Object, name: &str) -> String {
    text(object, name).unwrap_or_default().to_owned()
}

/// `openai/gpt-4o`
fn pair(object: &Object, part: &str, name: &str) -> Option<String> {
    let nested = object.get(part)?.as_object()?;
    Some(format!("{}/{}", owned(nested, "provider"), owned(nested, name)))
}
