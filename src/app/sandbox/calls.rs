//! The calls that reached the simulators, and the keys that fail on purpose.

use leptos::prelude::*;

use super::SandboxTexts;
use crate::{
    app::{
        i18n::Spoken,
        integrations::services::{SandboxKeys, sandbox_keys},
        page_cx::PageCx,
        ui::{
            card::{Card, FoldedCard},
            table::table,
            time::Time,
        },
    },
    domain::{
        provider::Provider,
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

pub(super) fn keys(cx: PageCx) -> AnyView {
    let t = SandboxTexts::spoken(cx.locale);
    let row = |provider: Provider, key: String, effect: &'static str| {
        view! {
            <tr>
                <td data-label=t.field_provider>{provider.name()}</td>
                <td data-label=t.key><span class="masked">{key}</span></td>
                <td data-label=t.effect>{effect}</td>
            </tr>
        }
        .into_any()
    };
    let rows: Vec<AnyView> = Provider::ALL
        .into_iter()
        .flat_map(|provider| {
            let SandboxKeys { works, keys } = sandbox_keys(provider, cx.locale);
            let typed: Vec<&str> = works.iter().map(|(_, value)| *value).collect();
            let works = (!typed.is_empty()).then(|| row(provider, typed.join(" · "), t.works));
            works.into_iter().chain(keys.iter().map(move |key| row(provider, key.key.to_owned(), key.effect)))
        })
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
