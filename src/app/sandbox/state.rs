//! The state that AVA knows, beside the state of the simulators.

use leptos::prelude::*;

use super::SandboxTexts;
use crate::{
    app::{
        agents::AgentsTexts,
        i18n::{CommonTexts, Spoken},
        numbers::{NumbersTexts, state},
        page_cx::PageCx,
        ui::{card::Card, table::table},
    },
    domain::{
        number::NumberView,
        phone::E164,
        provider::Provider,
        sandbox::{Snapshot, TwilioNumberRow, VapiNumberRow},
        view::{SandboxAgent, SandboxView},
    },
};

pub(super) fn section(view: &SandboxView, cx: PageCx) -> AnyView {
    let t = SandboxTexts::spoken(cx.locale);
    let SandboxView { snapshot, numbers, agents, .. } = view;
    let unknown = unknown_numbers(view, cx);
    let numbers: Vec<AnyView> =
        numbers.iter().map(|number| number_row(number, snapshot, cx)).chain(unknown).collect();
    let assistants: Vec<AnyView> = agents.iter().map(|agent| agent_row(agent, snapshot, cx)).collect();
    let accounts: Vec<AnyView> = snapshot
        .twilio_accounts
        .iter()
        .map(|account| {
            let inside = account.owner_sid.as_ref().map(|owner| format!(", {}", (t.inside)(owner)));
            let what = format!(
                "{}, {}, {}{}",
                (t.standing)(&account.kind),
                (t.standing)(&account.status),
                (t.numbers)(account.numbers),
                inside.unwrap_or_default()
            );
            row(
                t.account,
                account.friendly_name.clone(),
                (t.account_sid, account.sid.clone()),
                (t.at_twilio, what),
            )
        })
        .collect();
    let keys: Vec<AnyView> = snapshot
        .twilio_keys
        .iter()
        .map(|key| {
            row(
                t.api_key,
                key.friendly_name.clone(),
                (t.account_sid, key.account_sid.clone()),
                (t.at_twilio, key.sid.clone()),
            )
        })
        .collect();
    let handed: Vec<AnyView> = snapshot
        .vapi_credentials
        .iter()
        .map(|held| {
            row(
                t.provider_key,
                held.name.clone(),
                (t.key_end, held.key.clone()),
                (t.at_vapi, held.id.clone()),
            )
        })
        .collect();
    let consents: Vec<AnyView> = snapshot
        .google_consents
        .iter()
        .map(|consent| {
            let scopes: Vec<&str> =
                consent.scopes.iter().map(|scope| scope.rsplit('/').next().unwrap_or(scope)).collect();
            row(
                t.consent,
                consent.account.clone(),
                (t.scopes, scopes.join(", ")),
                (t.tokens, consent.tokens.to_string()),
            )
        })
        .collect();
    let empty = (numbers.is_empty() && assistants.is_empty() && accounts.is_empty())
        .then(|| view! { <p class="hint">{(t.nothing)(&Provider::any_name(cx.locale))}</p> }.into_any());
    let some = |heads: [&'static str; 3], rows: Vec<AnyView>| (!rows.is_empty()).then(|| table(&heads, rows));
    view! {
        <Card title=t.state lead=t.state_text>
            <div class="stack">
                {empty}
                {some([t.number, t.at_vapi, t.at_twilio], numbers)}
                {some([t.agent, t.ours, t.at_vapi], assistants)}
                {some([t.account, t.account_sid, t.at_twilio], accounts)}
                {some([t.provider_key, t.key_end, t.at_vapi], handed)}
                {some([t.api_key, t.account_sid, t.at_twilio], keys)}
                {some([t.consent, t.scopes, t.tokens], consents)}
            </div>
        </Card>
    }
    .into_any()
}

/// A row: a name, and two sides of it.
fn row(
    head: &'static str,
    name: String,
    (one, left): (&'static str, String),
    (other, right): (&'static str, String),
) -> AnyView {
    view! {
        <tr>
            <td data-label=head><b>{name}</b></td>
            <td data-label=one>{left}</td>
            <td data-label=other>{right}</td>
        </tr>
    }
    .into_any()
}

fn number_row(number: &NumberView, snapshot: &Snapshot, cx: PageCx) -> AnyView {
    let (_, state) = state::word(number, None, cx);
    let agent = number.agent.as_ref().map(|(_, name)| name.as_str());
    let agent = agent.unwrap_or(NumbersTexts::spoken(cx.locale).no_agent);
    let ours = (CommonTexts::spoken(cx.locale).labelled)(SandboxTexts::spoken(cx.locale).ours, state);
    both_sides(format!("{} ({ours}, {agent})", number.e164.pretty()), number.e164.as_str(), snapshot, cx)
}

/// Numbers that a simulator has at Vapi and AVA does not know.
fn unknown_numbers(view: &SandboxView, cx: PageCx) -> Vec<AnyView> {
    let at_vapi = |there: &&E164| view.snapshot.vapi_numbers.iter().any(|row| row.number == there.as_str());
    let unknown = |there: &&E164| !view.numbers.iter().any(|ours| ours.e164 == **there);
    view.there
        .iter()
        .filter(at_vapi)
        .filter(unknown)
        .map(|there| {
            let ours = (CommonTexts::spoken(cx.locale).labelled)(
                SandboxTexts::spoken(cx.locale).ours,
                SandboxTexts::spoken(cx.locale).absent,
            );
            both_sides(format!("{} ({ours})", there.pretty()), there.as_str(), &view.snapshot, cx)
        })
        .collect()
}

fn both_sides(ours: String, e164: &str, snapshot: &Snapshot, cx: PageCx) -> AnyView {
    let t = SandboxTexts::spoken(cx.locale);
    let vapi = snapshot.vapi_numbers.iter().find(|row| row.number == e164);
    let twilio = snapshot.twilio_numbers.iter().find(|row| row.phone_number == e164);
    row(
        t.number,
        ours,
        (t.at_vapi, vapi.map_or_else(|| t.absent.to_owned(), |row| at_vapi(row, cx))),
        (t.at_twilio, twilio.map_or_else(|| t.absent.to_owned(), |row| at_twilio(row, cx))),
    )
}

fn at_vapi(number: &VapiNumberRow, cx: PageCx) -> String {
    let t = SandboxTexts::spoken(cx.locale);
    let named = [&number.assistant_name, &number.assistant_id, &number.squad_id, &number.workflow_id];
    let bound = named.into_iter().chain([&number.server_url]).find_map(Option::as_deref).unwrap_or(t.unbound);
    let sms = if number.sms_enabled { ", SMS" } else { "" };
    format!("{}, {bound}{sms}, {}", (t.standing)(&number.status), number.id)
}

fn at_twilio(number: &TwilioNumberRow, cx: PageCx) -> String {
    let sms = if number.sms { " · " } else { "" };
    let sms_url = if number.sms { &*number.sms_url } else { "" };
    let region = if number.voice_region.is_empty() { "" } else { " · " };
    let goes = format!("{}{region}{}{sms}{sms_url}", number.voice_url, number.voice_region);
    (CommonTexts::spoken(cx.locale).labelled)(&number.sid, &goes)
}

fn agent_row(agent: &SandboxAgent, snapshot: &Snapshot, cx: PageCx) -> AnyView {
    let t = SandboxTexts::spoken(cx.locale);
    let there = agent
        .vapi_assistant_id
        .as_ref()
        .and_then(|id| snapshot.assistants.iter().find(|assistant| assistant.id == *id));
    let theirs = there.map_or_else(
        || t.absent.to_owned(),
        |assistant| {
            [
                assistant.name.as_deref(),
                assistant.voice.as_deref(),
                assistant.model.as_deref(),
                Some(assistant.id.as_str()),
            ]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(", ")
        },
    );
    row(
        t.agent,
        agent.name.clone(),
        (t.ours, (AgentsTexts::spoken(cx.locale).sync)(agent.sync).to_owned()),
        (t.at_vapi, theirs),
    )
}
