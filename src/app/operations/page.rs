//! `/dashboard/operations/:id`: the timeline of one operation.

use leptos::prelude::*;

use super::{
    OperationsTexts, by_hand,
    decision::{self, Actions},
    failed, timeline,
};
use crate::{
    app::{
        form_state::FormStates as _,
        i18n::{CommonTexts, Spoken},
        page_cx::{PageCx, no_page, skeleton},
        paths::{OPERATIONS, agent_href, operation_href, receipts_href},
        read::use_view,
        ui::{
            button::{ButtonLink, Variant},
            card::Card,
            data_list::{DataList, Fact},
            icon::Icon,
            notice::{NextStep, Notice},
            page::{Page, PageHead},
            page_title::PageTitle,
            pill::Tone,
            time::Time,
        },
    },
    domain::{
        operation::{self, FinalHere, OperationState, OperationView, Subject, WaitingFor},
        role::Permission,
        topic::Topic,
    },
};

#[component]
pub fn OperationPage(id: String) -> impl IntoView {
    let cx = PageCx::here();
    let t = OperationsTexts::spoken(cx.locale);
    let actions = Actions::new(cx);
    let id = Signal::stored(Some(id));
    let page = use_view::<operation::OperationPage>(id, &[Topic::Operations], actions.answers());
    view! {
        <Page>
            {page.shown(skeleton(t.loading), no_page, move |page| {
                whole(page, actions, cx.at(page.now))
            })}
        </Page>
    }
    .into_any()
}

fn whole(page: &operation::OperationPage, actions: Actions, cx: PageCx) -> AnyView {
    let t = OperationsTexts::spoken(cx.locale);
    let operation = &page.operation;
    let title = timeline::title(operation, cx);
    let crumb = NextStep { href: OPERATIONS.to_owned(), label: t.title.to_owned() };
    // Without JavaScript the page does not update by itself.
    let refresh = operation.state.is_open().then(|| {
        let href = operation_href(&operation.id);
        view! {
            <span class="no-js"><ButtonLink href=href label=t.refresh icon=Icon::Refresh/></span>
        }
        .into_any()
    });
    let pill = timeline::pill(operation.state, cx);
    let steps = timeline::steps(operation, true, cx);
    let goes_on =
        operation.state.is_open().then(|| view! { <p class="footnote">{t.keeps_going}</p> }.into_any());
    view! {
        <PageTitle text=(CommonTexts::spoken(cx.locale).title)(&title)/>
        <PageHead title=title crumb=crumb>
            {pill}
            {refresh}
        </PageHead>
        <div class="split">
            <div class="stack">
                {actions.refusals()}
                {how_it_stands(page, actions, cx)}
                <Card>
                    {steps}
                    {goes_on}
                </Card>
            </div>
            <aside>{facts(operation, cx)}</aside>
        </div>
    }
    .into_any()
}

/// The outcome, the decision to take, or what failed with the way out.
fn how_it_stands(page: &operation::OperationPage, actions: Actions, cx: PageCx) -> Option<AnyView> {
    let t = OperationsTexts::spoken(cx.locale);
    let operation = &page.operation;
    let manages = cx.may(Permission::ManageIntegrations);
    let retry = |variant| {
        (operation.can_retry && manages).then(|| decision::retry(operation, t.retry, variant, actions))
    };
    match operation.state {
        OperationState::Waiting if operation.waiting_for.is_some_and(WaitingFor::asks_to_take) => {
            Some(decision::takeover(operation, actions, cx))
        }
        OperationState::Retrying | OperationState::Waiting if operation.kind.is_cleanup() => {
            Some(by_hand::waiting(page, actions, cx))
        }
        OperationState::NeedsAttention => Some(by_hand::attention(page, actions, cx)),
        OperationState::Done => {
            let text = timeline::ended(operation, cx);
            Some(view! { <Notice tone=Tone::Ok text=text/> }.into_any())
        }
        OperationState::Failed => {
            let actions = if let Some(NextStep { href, label }) = failed::another_number(operation, cx) {
                view! {
                    <div class="actions">
                        <ButtonLink href=href label=label variant=Variant::Primary/>
                        {retry(Variant::Plain)}
                    </div>
                }
                .into_any()
            } else {
                retry(Variant::Primary).into_any()
            };
            Some(
                view! {
                    {operation.failure().map(|problem| cx.problem(problem))}
                    {actions}
                }
                .into_any(),
            )
        }
        OperationState::Stopped => Some(
            view! {
                <Notice
                    tone=Tone::Off
                    text=if operation.cancelled { t.cancelled_text } else { t.stopped_text }
                />
                {retry(Variant::Plain)}
            }
            .into_any(),
        ),
        _ => None,
    }
}

fn facts(operation: &OperationView, cx: PageCx) -> AnyView {
    let t = OperationsTexts::spoken(cx.locale);
    let agent = match &operation.subject {
        Subject::Agent(_, name) if operation.kind.final_here() == Some(FinalHere::Gone) => {
            Some(name.clone().into_any())
        }
        Subject::Agent(id, name) => Some(view! { <a href=agent_href(id)>{name.clone()}</a> }.into_any()),
        _ => operation.agent.clone().map(IntoAny::into_any),
    };
    let agent = agent.map(|agent| view! { <Fact term=t.agent>{agent}</Fact> }.into_any());
    let started = cx.moment(operation.created_at);
    let finished = operation.finished_at.map(|at| {
        let at = cx.moment(at);
        view! { <Fact term=t.finished><Time at=at/></Fact> }.into_any()
    });
    let receipts = operation.has_receipts().then(|| {
        let href = receipts_href(&operation.id);
        view! { <Fact term=t.cleanup.receipts><a href=href download="">{t.cleanup.download}</a></Fact> }
            .into_any()
    });
    let reference = operation.correlation_id.clone();
    view! {
        <Card>
            <DataList>
                {agent}
                <Fact term=t.started><Time at=started/></Fact>
                {finished}
                {receipts}
                <Fact term=t.reference><span class="masked">{reference}</span></Fact>
            </DataList>
        </Card>
    }
    .into_any()
}
