//! The mails that arrived at the simulators, and what was read to phones.

use leptos::prelude::*;

use super::SandboxTexts;
use crate::{
    app::{
        i18n::Spoken,
        page_cx::PageCx,
        ui::{card::Card, table::table, time::Time},
    },
    domain::sandbox::{MailRow, Snapshot, SpokenRow},
};

pub(super) fn section(snapshot: &Snapshot, cx: PageCx) -> AnyView {
    let t = SandboxTexts::spoken(cx.locale);
    let rows: Vec<AnyView> = snapshot.mails.iter().map(|mail| row(mail, cx)).collect();
    let body = if rows.is_empty() {
        view! { <p class="hint">{t.no_mails}</p> }.into_any()
    } else {
        table(&[t.at, t.mail, t.mail_way], rows)
    };
    view! { <Card title=t.inbox lead=t.inbox_text>{body}</Card> }.into_any()
}

/// What was read to phones; nothing before anything was.
pub(super) fn spoken(snapshot: &Snapshot, cx: PageCx) -> Option<AnyView> {
    let t = SandboxTexts::spoken(cx.locale);
    if snapshot.spoken.is_empty() {
        return None;
    }
    let rows = snapshot.spoken.iter().map(|call| spoken_row(call, cx)).collect();
    let table = table(&[t.at, t.spoken, t.mail_way], rows);
    Some(view! { <Card title=t.phone lead=t.phone_text>{table}</Card> }.into_any())
}

fn spoken_row(call: &SpokenRow, cx: PageCx) -> AnyView {
    let t = SandboxTexts::spoken(cx.locale);
    view! {
        <tr>
            <td data-label=t.at><Time at=cx.time_of_day(call.at_ms)/></td>
            <td data-label=t.spoken>{call.words.clone()}</td>
            <td data-label=t.mail_way>{format!("{} → {}", call.from, call.to)}</td>
        </tr>
    }
    .into_any()
}

fn row(mail: &MailRow, cx: PageCx) -> AnyView {
    let t = SandboxTexts::spoken(cx.locale);
    view! {
        <tr>
            <td data-label=t.at><Time at=cx.time_of_day(mail.at_ms)/></td>
            <td data-label=t.mail>
                <div>
                    <b>{mail.subject.clone()}</b>
                    <p>{mail.text.clone()}</p>
                </div>
            </td>
            <td data-label=t.mail_way>{format!("{} → {}", mail.from, mail.to)}</td>
        </tr>
    }
    .into_any()
}
