//! `/dashboard/webhooks/:id`: how a webhook stands, and what was sent to it, newest first.

use leptos::{prelude::*, server_fn::ServerFn};

use super::{
    WebhooksTexts,
    api::{
        PAUSE_FORM, PauseWebhook, REPLAY_FORM, RESUME_FORM, ReplayDelivery, ReplaySpan, SINCE, SPAN_FORM,
        TEST_FORM, TestWebhook,
    },
    delivery_href, settings_href, standing,
};
use crate::{
    app::{
        address::{use_address, use_query},
        copy::copyable,
        errors::ProblemNotice,
        form_action::Form,
        form_state::{FormState, FormStates as _, form_states, refusals},
        i18n::{CommonTexts, Spoken},
        list::List,
        page_context::use_flash,
        page_cx::{PageCx, no_page, shortened, skeleton},
        paths::{WEBHOOKS, listed_href, webhook_href},
        read::use_view,
        ui::{
            button::{Button, ButtonLink},
            card::{Card, FoldedCard},
            choice::Checkbox,
            data_list::{DataList, Fact},
            empty_state::EmptyState,
            field::{Bound, TextField},
            icon::Icon,
            notice::NextStep,
            page::{Page, PageHead},
            page_title::PageTitle,
            pill::{Pill, Tone},
            select::{Select, SelectOption},
            time::Time,
        },
    },
    domain::{
        list::InQuery,
        moment::on_clock,
        topic::Topic,
        webhook::{
            AttemptView, DeliveriesQuery, DeliveriesView, DeliveryFilter, DeliveryState, DeliveryView,
            EventKind, ReplayForm, WebhookId, WebhookView,
        },
    },
};

form_states! {
    struct Actions {
        test: TEST_FORM => |cx| WebhooksTexts::spoken(cx.locale).tested,
        pause: PAUSE_FORM => |cx| WebhooksTexts::spoken(cx.locale).paused_now,
        resume: RESUME_FORM => |cx| WebhooksTexts::spoken(cx.locale).resumed,
        replay: REPLAY_FORM => |cx| WebhooksTexts::spoken(cx.locale).replayed,
        span: SPAN_FORM,
    }
}

#[component]
pub fn WebhookPage(id: String) -> impl IntoView {
    let cx = PageCx::here();
    let t = WebhooksTexts::spoken(cx.locale);
    let address = use_address();
    let since = use_query(SINCE);
    let asked = Signal::derive(move || Some(listed_href(&id, &address.with(DeliveriesQuery::read))));
    let actions = Actions::new(cx);
    let page = use_view::<DeliveriesView>(asked, &[Topic::Webhooks], actions.answers());
    view! {
        <Page>
            {page.shown(skeleton(t.loading), no_page, move |view| {
                let query = address.with_untracked(DeliveriesQuery::read);
                let since = since.get_untracked().and_then(|since| since.parse().ok());
                whole(view, &query, since, actions, cx.at(view.now))
            })}
        </Page>
    }
    .into_any()
}

fn whole(
    view: &DeliveriesView,
    query: &DeliveriesQuery,
    since: Option<i64>,
    actions: Actions,
    cx: PageCx,
) -> AnyView {
    let t = WebhooksTexts::spoken(cx.locale);
    let webhook = &view.webhook;
    let crumb = NextStep { href: WEBHOOKS.to_owned(), label: t.title.to_owned() };
    let (title, settings) = (webhook.called().to_owned(), settings_href(&webhook.id));
    let pill = standing::pill(webhook, cx);
    let Actions { test, pause, resume, replay, .. } = actions;
    view! {
        <PageTitle text=(CommonTexts::spoken(cx.locale).title)(&title)/>
        <PageHead title=title crumb=crumb>
            {pill}
            <ButtonLink href=settings label=t.settings/>
        </PageHead>
        <div class="stack">
            {refusals(&[test, pause, resume, replay])}
            {secret(&webhook.id, cx)}
            {standing::notices(webhook, resume, cx)}
            {facts(webhook, actions, cx)}
        </div>
        <section class="section stack" aria-labelledby="deliveries">
            <header class="section-head">
                <h2 id="deliveries">{t.deliveries}</h2>
                <p>{t.deliveries_lead}</p>
            </header>
            {deliveries(view, query, replay, cx)}
            {span(&webhook.id, since, actions.span, cx)}
            {verifying(cx)}
        </section>
    }
    .into_any()
}

/// The secret that was just made: the next page does not have it any more.
fn secret(id: &WebhookId, cx: PageCx) -> Option<AnyView> {
    let t = WebhooksTexts::spoken(cx.locale);
    let fresh = use_flash().with_untracked(|flash| flash.as_ref()?.secret.clone())?;
    let secret = fresh.text.filter(|_| fresh.of == *id)?;
    Some(
        view! {
            <Card tone=Tone::Ok title=t.secret lead=t.secret_lead>
                {copyable(secret)}
            </Card>
        }
        .into_any(),
    )
}

fn facts(webhook: &WebhookView, actions: Actions, cx: PageCx) -> AnyView {
    let t = WebhooksTexts::spoken(cx.locale);
    let url = webhook.url.clone();
    let events: Vec<&str> = webhook.events.iter().map(|kind| (t.event)(*kind)).collect();
    let events = events.join(" · ");
    let last = match webhook.last_delivered_at {
        Some(at) => view! { <Time at=cx.moment(at)/> }.into_any(),
        None => t.nothing_yet.into_any(),
    };
    let (id, waiting) = (webhook.id.to_string(), webhook.waiting);
    let pause = webhook.paused.is_none().then(|| {
        let id = id.clone();
        view! {
            <Form action=PauseWebhook::PATH form_action=actions.pause.action()>
                <input type="hidden" name="id" value=id/>
                <Button label=t.pause pending=actions.pause.pending()/>
            </Form>
        }
        .into_any()
    });
    view! {
        <Card>
            <div class="stack">
                <DataList>
                    <Fact term=t.url><code class="address">{url}</code></Fact>
                    <Fact term=t.events>{events}</Fact>
                    <Fact term=t.taken>{last}</Fact>
                    <Fact term=t.in_line>{waiting}</Fact>
                </DataList>
                <div class="actions">
                    <Form action=TestWebhook::PATH form_action=actions.test.action()>
                        <input type="hidden" name="id" value=id/>
                        <Button label=t.test icon=Icon::Outgoing pending=actions.test.pending()/>
                    </Form>
                    {pause}
                </div>
            </div>
        </Card>
    }
    .into_any()
}

fn deliveries(view: &DeliveriesView, query: &DeliveriesQuery, replay: FormState, cx: PageCx) -> AnyView {
    let t = WebhooksTexts::spoken(cx.locale);
    let path = webhook_href(&view.webhook.id);
    let list = List { path: &path, title: t.deliveries, first: t.newest, next: t.older };
    let none_yet = view.deliveries.is_empty() && !query.narrows() && query.before.is_none();
    let filters = (!none_yet).then(|| list.filters("deliveries-filter", "filters many", fields(query, cx)));
    let rows = match (view.deliveries.is_empty(), none_yet, query.before.is_some()) {
        (true, true, _) => {
            view! { <EmptyState icon=Icon::Outgoing title=t.no_deliveries text=t.no_deliveries_text/> }
                .into_any()
        }
        (true, false, true) => list.no_match((t.no_older, t.no_older_text), t.clear),
        (true, false, false) => list.no_match((t.no_match, t.no_match_text), t.clear),
        (false, ..) => {
            let rows: Vec<AnyView> = view.deliveries.iter().map(|one| row(one, replay, cx)).collect();
            view! { <ul class="card rows">{rows}</ul> }.into_any()
        }
    };
    let first = query.before.is_some().then(|| query.from(None).to_string());
    let next = view.next.as_ref().map(|next| query.from(Some(next)).to_string());
    view! {
        {filters}
        {rows}
        {list.pages(first, next)}
    }
    .into_any()
}

fn fields(query: &DeliveriesQuery, cx: PageCx) -> AnyView {
    let t = WebhooksTexts::spoken(cx.locale);
    let shows = DeliveryFilter::ALL.map(|filter| SelectOption::new(filter.code(), (t.filter)(filter)));
    let kinds = EventKind::ALL.map(|kind| SelectOption::new(kind.code(), (t.event)(kind)));
    let kinds = SelectOption::or_none(t.any_event, kinds.to_vec());
    view! {
        <Select label=t.show bound=Bound::new(DeliveriesQuery::show(), query.show.code()) options=shows.to_vec()/>
        <Select label=t.event_label bound=Bound::new(DeliveriesQuery::about(), query.about.written()) options=kinds/>
    }
    .into_any()
}

/// Shows the state of a delivery as a colour and a word.
pub(super) fn state_pill(delivery: &DeliveryView, cx: PageCx) -> AnyView {
    let t = WebhooksTexts::spoken(cx.locale);
    let (tone, label) = match delivery.state {
        DeliveryState::Waiting if delivery.attempts > 0 => (Tone::Warn, t.trying_again),
        state @ (DeliveryState::Waiting | DeliveryState::Behind) => (Tone::Off, (t.state)(state)),
        state @ DeliveryState::Sending => (Tone::Busy, (t.state)(state)),
        state @ DeliveryState::Delivered => (Tone::Ok, (t.state)(state)),
        state @ DeliveryState::Failed => (Tone::Bad, (t.state)(state)),
    };
    view! { <Pill tone=tone label=label/> }.into_any()
}

/// The result of an attempt in a line: the status and how long it took, or what went wrong.
pub(super) fn outcome(attempt: &AttemptView, cx: PageCx) -> String {
    let t = WebhooksTexts::spoken(cx.locale);
    match (attempt.fault, attempt.status) {
        (None, Some(status)) => (t.answered)(status, attempt.took),
        (None, None) => String::new(),
        (Some(fault), status) => fault.sentence(status, cx.locale),
    }
}

fn row(delivery: &DeliveryView, replay: FormState, cx: PageCx) -> AnyView {
    let t = WebhooksTexts::spoken(cx.locale);
    let event = (t.event)(delivery.kind);
    let again = delivery.replay.then(|| format!(" · {}", t.sent_again));
    let object = shortened(&delivery.object);
    let last = delivery.last.as_ref().map(|attempt| outcome(attempt, cx));
    let button = delivery.state.is_over().then(|| {
        let id = delivery.id.to_string();
        let pending = replay.action().pending_with("id", id.clone());
        let spoken = (t.replay_spoken)(event);
        view! {
            <Form action=ReplayDelivery::PATH form_action=replay.action()>
                <input type="hidden" name="id" value=id/>
                <Button label=t.replay pending=pending spoken=spoken/>
            </Form>
        }
        .into_any()
    });
    view! {
        <li>
            <div>
                <b><a href=delivery_href(&delivery.id)>{event}</a></b>
                <p>
                    <Time at=cx.moment(delivery.at)/>
                    {again}
                    " · "
                    <span title=delivery.object.clone()>{object}</span>
                </p>
            </div>
            <p>{last}</p>
            {state_pill(delivery, cx)}
            <div>{button}</div>
        </li>
    }
    .into_any()
}

/// The form that sends the events of a span of time again.
fn span(id: &WebhookId, since: Option<i64>, state: FormState, cx: PageCx) -> AnyView {
    let t = WebhooksTexts::spoken(cx.locale);
    let begins = since.map(|at| cx.with_zone(|zone| on_clock(at, zone))).unwrap_or_default();
    let open = since.is_some() || state.problem().get_untracked().is_some();
    let from = state.bind(ReplayForm::from(), &begins);
    let until = state.bind(ReplayForm::until(), "");
    let undelivered = state.bind(ReplayForm::undelivered(), "true");
    let zone = (t.zone)(&cx.zone_name());
    let id = id.to_string();
    view! {
        <FoldedCard summary=t.span open=open>
            <Form action=ReplaySpan::PATH form_action=state.action() class="form">
                <input type="hidden" name="id" value=id/>
                <ProblemNotice problem=state.general()/>
                <p class="hint">{t.span_lead}</p>
                <div class="form-row">
                    <TextField label=t.from bound=from kind="datetime-local" hint=zone required=true/>
                    <TextField
                        label=t.until
                        bound=until
                        kind="datetime-local"
                        hint=t.until_hint
                        optional=CommonTexts::spoken(cx.locale).optional
                    />
                </div>
                <Checkbox label=t.undelivered bound=undelivered hint=t.undelivered_hint/>
                <div class="actions">
                    <Button label=t.replay icon=Icon::Refresh pending=state.pending()/>
                </div>
            </Form>
        </FoldedCard>
    }
    .into_any()
}

/// Explains how a program verifies that a request is AVA's.
fn verifying(cx: PageCx) -> AnyView {
    let t = WebhooksTexts::spoken(cx.locale);
    view! {
        <FoldedCard summary=t.verifying>
            <div class="stack">
                <p>{t.verifying_how}</p>
                <DataList boxed=true>
                    <Fact term="webhook-id">{t.header_id}</Fact>
                    <Fact term="webhook-timestamp">{t.header_timestamp}</Fact>
                    <Fact term="webhook-signature">{t.header_signature}</Fact>
                </DataList>
                <p>{t.verifying_answer}</p>
            </div>
        </FoldedCard>
    }
    .into_any()
}
