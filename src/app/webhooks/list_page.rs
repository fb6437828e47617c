//! `/dashboard/webhooks`: the addresses of programs, and how each stands.

use leptos::prelude::*;

use super::{NEW, WebhooksTexts, standing};
use crate::{
    app::{
        address::use_address,
        i18n::{CommonTexts, Spoken},
        list::List,
        page_cx::{PageCx, failed, skeleton},
        paths::{WEBHOOKS, webhook_href},
        read::use_view,
        ui::{
            button::{ButtonLink, Variant},
            empty_state::EmptyState,
            icon::Icon,
            page::{Page, PageHead},
            page_title::PageTitle,
            time::Time,
        },
    },
    domain::{
        topic::Topic,
        webhook::{WebhookView, WebhooksQuery, WebhooksView, host},
    },
};

#[component]
pub fn WebhooksPage() -> impl IntoView {
    let cx = PageCx::here();
    let t = WebhooksTexts::spoken(cx.locale);
    let address = use_address();
    let asked = Signal::derive(move || Some(address.with(WebhooksQuery::read).to_string()));
    let list = use_view::<WebhooksView>(asked, &[Topic::Webhooks], Vec::new());
    view! {
        <PageTitle text=(CommonTexts::spoken(cx.locale).title)(t.title)/>
        <Page>
            <PageHead title=t.title lead=t.lead>
                <ButtonLink href=NEW label=t.new variant=Variant::Primary icon=Icon::Plus/>
            </PageHead>
            {list.shown(skeleton(t.loading), failed, move |list| {
                whole(list, &address.with_untracked(WebhooksQuery::read), cx.at(list.now))
            })}
        </Page>
    }
    .into_any()
}

fn whole(view: &WebhooksView, query: &WebhooksQuery, cx: PageCx) -> AnyView {
    let t = WebhooksTexts::spoken(cx.locale);
    let list = List { path: WEBHOOKS, title: t.title, first: t.first, next: t.further };
    let rows = match (view.webhooks.is_empty(), query.after.is_some()) {
        (true, true) => list.no_match((t.no_more, t.no_more_text), t.first),
        (true, false) => view! {
            <EmptyState icon=Icon::Outgoing title=t.empty text=t.empty_text>
                <ButtonLink href=NEW label=t.new variant=Variant::Primary icon=Icon::Plus/>
            </EmptyState>
        }
        .into_any(),
        (false, _) => {
            let rows: Vec<AnyView> = view.webhooks.iter().map(|webhook| row(webhook, cx)).collect();
            view! { <ul class="card rows">{rows}</ul> }.into_any()
        }
    };
    let first = query.after.is_some().then(|| query.from(None).to_string());
    let next = view.next.as_ref().map(|next| query.from(Some(next)).to_string());
    view! {
        {rows}
        {list.pages(first, next)}
    }
    .into_any()
}

fn row(webhook: &WebhookView, cx: PageCx) -> AnyView {
    let t = WebhooksTexts::spoken(cx.locale);
    let server = (!webhook.description.is_empty()).then(|| {
        let host = host(&webhook.url).to_owned();
        view! { <p>{host}</p> }.into_any()
    });
    let events = match webhook.events.as_slice() {
        [one] => (t.event)(*one).to_owned(),
        several => (t.count_of_events)(several.len()),
    };
    let last = match webhook.last_delivered_at {
        Some(at) => view! { {t.taken}" "<Time at=cx.moment(at)/> }.into_any(),
        None => ().into_any(),
    };
    view! {
        <li>
            <div>
                <b><a href=webhook_href(&webhook.id)>{webhook.called().to_owned()}</a></b>
                {server}
            </div>
            <p>{events}</p>
            {standing::pill(webhook, cx)}
            <div class="hint">{last}</div>
        </li>
    }
    .into_any()
}
