//! `/dashboard/webhooks/deliveries/:id`: one delivery, with what was sent and what was answered.

use leptos::{prelude::*, server_fn::ServerFn};

use super::{
    WebhooksTexts,
    api::{REPLAY_FORM, ReplayDelivery},
    page::{outcome, state_pill},
};
use crate::{
    app::{
        form_action::Form,
        form_state::{FormStates as _, form_states},
        i18n::{CommonTexts, Spoken},
        page_cx::{PageCx, no_page, skeleton},
        paths::webhook_href,
        read::use_view,
        ui::{
            button::{Button, Variant},
            card::{Card, FoldedCard},
            data_list::{DataList, Fact},
            icon::Icon,
            notice::NextStep,
            page::{Page, PageHead},
            page_title::PageTitle,
            time::{Moment, Time},
        },
    },
    domain::{
        topic::Topic,
        webhook::{AttemptView, DeliveryPage as Delivery, DeliveryView},
    },
};

form_states! {
    struct Actions {
        replay: REPLAY_FORM => |cx| WebhooksTexts::spoken(cx.locale).replayed,
    }
}

#[component]
pub fn DeliveryPage(id: String) -> impl IntoView {
    let cx = PageCx::here();
    let t = WebhooksTexts::spoken(cx.locale);
    let actions = Actions::new(cx);
    let page = use_view::<Delivery>(Signal::stored(Some(id)), &[Topic::Webhooks], actions.answers());
    view! {
        <Page>
            {actions.refusals()}
            {page.shown(skeleton(t.loading), no_page, move |page| whole(page, actions, cx.at(page.now)))}
        </Page>
    }
    .into_any()
}

fn whole(page: &Delivery, actions: Actions, cx: PageCx) -> AnyView {
    let t = WebhooksTexts::spoken(cx.locale);
    let delivery = &page.delivery;
    let crumb = NextStep { href: webhook_href(&page.webhook.id), label: page.webhook.called().to_owned() };
    let title = (t.event)(delivery.kind);
    let replay = delivery.state.is_over().then(|| {
        let id = delivery.id.to_string();
        view! {
            <Form action=ReplayDelivery::PATH form_action=actions.replay.action()>
                <input type="hidden" name="id" value=id/>
                <Button
                    label=t.replay
                    variant=Variant::Primary
                    icon=Icon::Refresh
                    pending=actions.replay.pending()
                />
            </Form>
        }
        .into_any()
    });
    let attempts: Vec<AnyView> =
        page.attempts.iter().enumerate().map(|(at, attempt)| attempt_card(attempt, at == 0, cx)).collect();
    let none = attempts.is_empty().then(|| view! { <p class="hint">{t.no_attempts}</p> }.into_any());
    let pill = state_pill(delivery, cx);
    let (body, facts) = (page.body.clone(), facts(delivery, cx));
    view! {
        <PageTitle text=(CommonTexts::spoken(cx.locale).title)(title)/>
        <PageHead title=title crumb=crumb>{pill}{replay}</PageHead>
        <div class="stack">
            <Card>{facts}</Card>
            <Card title=t.attempts lead=t.attempts_lead>
                <div class="stack">{none}{attempts}</div>
            </Card>
            <Card title=t.request lead=t.request_lead>
                <pre class="raw" tabindex="0">{body}</pre>
            </Card>
        </div>
    }
    .into_any()
}

fn facts(delivery: &DeliveryView, cx: PageCx) -> AnyView {
    let t = WebhooksTexts::spoken(cx.locale);
    let (kind, event, object) = (delivery.kind.code(), delivery.event.to_string(), delivery.object.clone());
    let time = |term: &'static str, at: Moment| view! { <Fact term=term><Time at=at/></Fact> }.into_any();
    let happened = time(t.happened, cx.moment(delivery.at));
    let again = delivery.replay.then(|| time(t.sent_again, cx.moment(delivery.queued_at)));
    let next = delivery.next_at.map(|at| time(t.next_try, cx.exact(at)));
    let ended = delivery.ended_at.map(|at| time(t.ended, cx.moment(at)));
    view! {
        <DataList>
            <Fact term=t.event_label><code>{kind}</code></Fact>
            {happened}
            {again}
            {next}
            {ended}
            <Fact term="webhook-id"><code class="address">{event}</code></Fact>
            <Fact term=t.object><code class="address">{object}</code></Fact>
        </DataList>
    }
    .into_any()
}

fn attempt_card(attempt: &AttemptView, open: bool, cx: PageCx) -> AnyView {
    let t = WebhooksTexts::spoken(cx.locale);
    let summary = match attempt.status {
        Some(status) => (t.attempt_answered)(attempt.nr, status),
        None => (t.attempt)(attempt.nr),
    };
    let (said, at) = (outcome(attempt, cx), cx.moment(attempt.at));
    let answer = match attempt.answer.as_str() {
        "" => view! { <p class="hint">{t.no_answer}</p> }.into_any(),
        answer => {
            let answer = answer.to_owned();
            view! { <pre class="raw" tabindex="0">{answer}</pre> }.into_any()
        }
    };
    view! {
        <FoldedCard summary=summary open=open>
            <div class="stack">
                <p>{said}" "<Time at=at/></p>
                {answer}
            </div>
        </FoldedCard>
    }
    .into_any()
}
