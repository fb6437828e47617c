//! The calls that reached the simulators, and the keys that they know.

use leptos::prelude::*;

use super::SandboxTexts;
use crate::{
    app::{
        copy::copyable_called,
        i18n::Spoken,
        integrations::services::{SandboxKey, sandbox_keys},
        page_cx::PageCx,
        paths::provider_href,
        ui::{
            card::{Card, FoldedCard},
            table::table,
            time::Time,
        },
    },
    domain::{
        provider::{FieldKind, Provider},
        sandbox::{Call, Snapshot},
    },
};

const SHOWN: usize = 10;

pub(super) fn section(snapshot: &Snapshot, cx: PageCx) -> AnyView {
    let t = SandboxTexts::spoken(cx.locale);
    let rows: Vec<AnyView> = snapshot.calls.iter().take(SHOWN).map(|call| row(call, cx)).collect();
    let body = if rows.is_empty() {
        view! { <p class="hint">{t.no_calls}</p> }.into_any()
    } else {
        table(&[t.at, t.call, t.answer], rows)
    };
    view! { <Card title=t.calls lead=t.calls_text>{body}</Card> }.into_any()
}

fn row(call: &Call, cx: PageCx) -> AnyView {
    let t = SandboxTexts::spoken(cx.locale);
    let answer = call.status.map_or_else(|| t.no_answer.to_owned(), |status| status.to_string());
    let fault = call.fault.map(|kind| view! { <p class="hint">{(t.kind)(kind)}</p> }.into_any());
    view! {
        <tr>
            <td data-label=t.at><Time at=cx.time_of_day(call.at_ms)/></td>
            <td data-label=t.call>
                <div>
                    {call.provider.name(cx.locale)}
                    <p class="masked">{format!("{} {}", call.method, call.path)}</p>
                </div>
            </td>
            <td data-label=t.answer>
                <div><span class="num">{answer}</span>{fault}</div>
            </td>
        </tr>
    }
    .into_any()
}

/// The keys that connect, with which everything begins.
pub(super) fn keys_that_connect(cx: PageCx) -> AnyView {
    let t = SandboxTexts::spoken(cx.locale);
    let row = |provider: Provider| {
        let works = sandbox_keys(provider, cx.locale).works;
        let is_chosen = |name: &str| {
            let field = provider.spec().fields.iter().find(|field| field.name == name);
            field.is_some_and(|field| matches!(field.kind, FieldKind::Choice(_) | FieldKind::Tick(_)))
        };
        let values: Vec<AnyView> = works
            .iter()
            .map(|(name, value)| match is_chosen(name) {
                true => view! { <p class="masked">{*value}</p> }.into_any(),
                false => copyable_called(*value, value),
            })
            .collect();
        (!values.is_empty()).then(|| {
            view! {
                <tr>
                    <td data-label=t.field_provider>
                        <a href=provider_href(provider)>{provider.name()}</a>
                    </td>
                    <td data-label=t.key><div>{values}</div></td>
                </tr>
            }
            .into_any()
        })
    };
    let rows = Provider::ALL.into_iter().filter_map(row).collect();
    let table = table(&[t.field_provider, t.key], rows);
    view! { <Card title=t.first_keys lead=t.first_keys_text>{table}</Card> }.into_any()
}

/// The keys that fail in a known way, or do something else that is of use to few.
pub(super) fn other_keys(cx: PageCx) -> AnyView {
    let t = SandboxTexts::spoken(cx.locale);
    let row = |provider: Provider, key: &'static SandboxKey| {
        view! {
            <tr>
                <td data-label=t.field_provider>{provider.name()}</td>
                <td data-label=t.key><span class="masked">{key.key}</span></td>
                <td data-label=t.effect>{key.effect}</td>
            </tr>
        }
        .into_any()
    };
    let rows: Vec<AnyView> = Provider::ALL
        .into_iter()
        .flat_map(|provider| sandbox_keys(provider, cx.locale).keys.iter().map(move |key| row(provider, key)))
        .collect();
    view! {
        <FoldedCard summary=t.keys>
            <div class="stack">
                <p>{t.keys_text}</p>
                {table(&[t.field_provider, t.key, t.effect], rows)}
            </div>
        </FoldedCard>
    }
    .into_any()
}
