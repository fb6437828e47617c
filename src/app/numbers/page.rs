//! `/dashboard/numbers/:id`: how a number stands, and what can be done with it.

use leptos::prelude::*;

use super::{
    NumbersTexts,
    actions::{self, Actions},
    drift::{self, DriftActions},
    state,
};
use crate::{
    app::{
        form_state::FormStates as _,
        i18n::{CommonTexts, Spoken},
        integrations::IntegrationsTexts,
        numbers::managed::ManagedTexts,
        operations::{OperationsTexts, timeline},
        page_cx::{PageCx, no_page, skeleton},
        paths::{BUY_NUMBER, CHOOSE_NUMBER, NUMBERS, agent_href, number_href, operation_href},
        read::use_view,
        readiness::{ReadinessTexts, call_path},
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
        feature::Feature,
        number::{self, NumberSource, NumberState},
        operation::{OperationState, OperationView},
        provider::{Provider, twilio, vapi},
        readiness::{CallPath, Remedy},
        role::Permission,
        topic::Topic,
    },
};

#[component]
pub fn NumberPage(id: String) -> impl IntoView {
    let cx = PageCx::here();
    let (actions, drift) = (Actions::new(cx), DriftActions::new(cx));
    let id = Signal::stored(Some(id));
    let answers = [actions.answers(), drift.answers()].concat();
    let page = use_view::<number::NumberPage>(id, &Topic::BUT_AUDIT, answers);
    view! {
        <Page>
            {page.shown(skeleton(NumbersTexts::spoken(cx.locale).loading_one), no_page, move |page| {
                whole(page, actions, drift, cx.at(page.now))
            })}
        </Page>
    }
    .into_any()
}

fn whole(page: &number::NumberPage, actions: Actions, drift: DriftActions, cx: PageCx) -> AnyView {
    let t = NumbersTexts::spoken(cx.locale);
    let number = &page.number.number;
    let title = number.e164.pretty();
    let crumb = NextStep { href: NUMBERS.to_owned(), label: t.title.to_owned() };
    let pill = state::pill(number, page.number.standing, cx);
    let under_way = page.operation.as_ref().filter(|operation| !operation.state.is_over());
    // Without JavaScript the page does not update by itself.
    let refresh = under_way.map(|_| {
        let href = number_href(&number.id);
        view! {
            <span class="no-js">
                <ButtonLink href=href label=OperationsTexts::spoken(cx.locale).refresh icon=Icon::Refresh/>
            </span>
        }
        .into_any()
    });
    let past = number.state.is_past();
    let forms = if !cx.may(Permission::ManageIntegrations) {
        cx.look_only()
    } else if past {
        let (href, label) = match number.source {
            NumberSource::Byo => (CHOOSE_NUMBER, t.bring_again),
            NumberSource::Managed => (BUY_NUMBER, ManagedTexts::spoken(cx.locale).buy),
        };
        let again = view! {
            <ButtonLink href=href label=label variant=Variant::Primary icon=Icon::Phone/>
        };
        let offered = !cx.is_off(Feature::of(number.source));
        offered.then(|| view! { <div class="actions">{again}</div> }).into_any()
    } else {
        view! {
            {actions::is_offered(number, cx).then(|| actions::assign(page, actions, cx))}
            {actions::others(page, actions, cx)}
        }
        .into_any()
    };
    let steps = page.operation.as_ref().filter(|operation| shows_steps(operation));
    view! {
        <PageTitle text=(CommonTexts::spoken(cx.locale).title)(&title)/>
        <PageHead title=title crumb=crumb>
            {pill}
            {refresh}
        </PageHead>
        <div class="split">
            <div class="stack">
                {drift::of_number(&page.findings, drift, cx).unwrap_or_else(|| how_it_stands(page, actions, cx))}
                {edit_conflict(page, cx)}
                {drift.refusals()}
                {actions::refused(actions)}
                {forms}
            </div>
            <aside class="stack">
                {steps.map(|operation| timeline::compact(operation, cx))}
                {page.call_path.as_ref().map(|call_path| chain(call_path, cx))}
                {facts(page, cx)}
            </aside>
        </div>
    }
    .into_any()
}

/// Whether the steps are shown; those of a finished or stopped operation are a link away.
fn shows_steps(operation: &OperationView) -> bool {
    !operation.state.is_over() || operation.state == OperationState::Failed
}

/// Says who answers, or why nobody does, and no more than is known.
fn how_it_stands(page: &number::NumberPage, actions: Actions, cx: PageCx) -> AnyView {
    let (t, leave) = (NumbersTexts::spoken(cx.locale), &ManagedTexts::spoken(cx.locale).leave);
    let number = &page.number.number;
    let managed = number.source == NumberSource::Managed;
    let operation = page.operation.as_ref();
    let open = operation.is_some_and(|operation| !operation.state.is_over());
    let failed = operation.filter(|operation| operation.state == OperationState::Failed);
    let at_vapi = page.number.vapi_phone_id.is_some();
    let agent = number.agent.as_ref().map(|(_, name)| name.as_str());
    let (tone, text) = match number.state {
        NumberState::Requested | NumberState::Importing if open => (Tone::Busy, t.importing_text.to_owned()),
        NumberState::Requested | NumberState::Importing => (Tone::Warn, t.unproved_text.to_owned()),
        NumberState::Ready => {
            let agent = agent.unwrap_or(OperationsTexts::spoken(cx.locale).your_agent);
            let checked = number.proved_at.map(|at| (t.ready_checked)(&cx.relative(at)));
            let words = [Some((t.ready_text)(agent)), checked];
            (Tone::Ok, words.into_iter().flatten().collect::<Vec<_>>().join(" "))
        }
        NumberState::Unassigned if open => (Tone::Warn, t.unassigning_text.to_owned()),
        NumberState::Unassigned if at_vapi => (Tone::Warn, t.unassigned_text.to_owned()),
        NumberState::Unassigned if managed => (Tone::Warn, leave.unplaced_text.to_owned()),
        NumberState::Unassigned => (Tone::Warn, t.unplaced_text.to_owned()),
        NumberState::Failed if number.left => {
            let linked = operation.and_then(|operation| operation.linked_to.as_ref());
            (Tone::Off, state::left_with(linked, cx))
        }
        NumberState::Failed => {
            let why = failed.map(|operation| operation.failure());
            let text = match why {
                Some(Some(problem)) => (t.failed_because)(&problem.of_stored_key(cx.locale)),
                Some(None) => t.failed_text.to_owned(),
                None => t.nowhere_text.to_owned(),
            };
            (Tone::Bad, text)
        }
        NumberState::Releasing if managed => (Tone::Busy, leave.releasing_text.to_owned()),
        NumberState::Releasing => (Tone::Busy, t.releasing_text.to_owned()),
        NumberState::Released if managed => (Tone::Off, leave.released_text.to_owned()),
        NumberState::Released if operation.is_some() => (Tone::Off, t.released_text.to_owned()),
        NumberState::Released => (Tone::Off, t.released_bare_text.to_owned()),
    };
    let way_on = actions::way_on(page, actions, cx);
    view! { <Notice tone=tone text=text>{way_on}</Notice> }.into_any()
}

/// The operation that is under way on the number, and what it waits for.
fn edit_conflict(page: &number::NumberPage, cx: PageCx) -> Option<AnyView> {
    let t = NumbersTexts::spoken(cx.locale);
    let operation = page.operation.as_ref()?;
    if let Some(wait) = timeline::wait(operation, cx).filter(|_| operation.state == OperationState::Waiting) {
        let next = NextStep { href: wait.href, label: wait.label };
        return Some(view! { <Notice tone=Tone::Warn text=wait.text next=next/> }.into_any());
    }
    let is_on_its_way = !matches!(
        page.number.number.state,
        NumberState::Ready | NumberState::Failed | NumberState::Unassigned
    );
    let text = match operation.state {
        OperationState::NeedsAttention => {
            let next = NextStep {
                href: operation_href(&operation.id),
                label: IntegrationsTexts::spoken(cx.locale).see_steps.to_owned(),
            };
            return Some(view! { <Notice tone=Tone::Warn text=t.needs_help next=next/> }.into_any());
        }
        OperationState::Retrying => IntegrationsTexts::spoken(cx.locale).retrying_text,
        // The page says already that the number is on its way.
        OperationState::Queued | OperationState::Running | OperationState::Waiting if is_on_its_way => {
            return None;
        }
        OperationState::Queued | OperationState::Running | OperationState::Waiting => t.under_way,
        OperationState::Done | OperationState::Failed | OperationState::Stopped => return None,
    };
    Some(view! { <Notice tone=Tone::Busy text=text/> }.into_any())
}

/// The links of its calls; this page itself is no way on.
fn chain(call_path: &CallPath, cx: PageCx) -> AnyView {
    let t = ReadinessTexts::spoken(cx.locale);
    let broken = call_path.broken();
    let why = broken.map(|broken| view! { <p>{(t.says)(broken)}</p> }.into_any());
    let elsewhere = broken.filter(|broken| broken.remedy() != Remedy::Number);
    let next = elsewhere.and_then(|broken| call_path::remedy(call_path, broken, cx));
    let next = next.map(|next| view! { <ButtonLink href=next.href label=next.label/> }.into_any());
    let links = call_path::links(call_path, cx);
    view! {
        <Card title=t.chain>
            <div class="stack">
                {why}
                {links}
                {next}
            </div>
        </Card>
    }
    .into_any()
}

fn facts(page: &number::NumberPage, cx: PageCx) -> AnyView {
    let t = NumbersTexts::spoken(cx.locale);
    let details = &page.number;
    let number = &details.number;
    let past = number.state.is_past();
    let agent = match &number.agent {
        Some((id, name)) => view! { <a href=agent_href(id)>{name.clone()}</a> }.into_any(),
        None => t.no_agent.into_any(),
    };
    let in_use = (!past).then(|| {
        let checked = match number.proved_at {
            Some(at) => view! { <Time at=cx.moment(at)/> }.into_any(),
            None => IntegrationsTexts::spoken(cx.locale).never.into_any(),
        };
        let calls_go_to = state::calls_go_to(details, cx).unwrap_or_else(|| t.to_unknown.to_owned());
        let messages = state::messages_go_to(details, cx);
        view! {
            <Fact term=OperationsTexts::spoken(cx.locale).agent>{agent}</Fact>
            <Fact term=t.calls_go_to>{calls_go_to}</Fact>
            <Fact term=t.last_check>{checked}</Fact>
            <Fact term=t.messages>{messages}</Fact>
        }
        .into_any()
    });
    let side = |provider: Provider, id: &Option<String>| {
        id.clone()
            .map(|id| view! { <Fact term=provider.name()><span class="masked">{id}</span></Fact> }.into_any())
    };
    let twilio = side(twilio::PROVIDER, &details.twilio_sid);
    let vapi = side(vapi::PROVIDER, &details.vapi_phone_id);
    let added = cx.moment(details.added_at);
    let released = details.released_at.map(|at| {
        let at = cx.moment(at);
        let term = match number.source {
            NumberSource::Byo => t.removed,
            NumberSource::Managed => ManagedTexts::spoken(cx.locale).leave.released,
        };
        view! { <Fact term=term><Time at=at/></Fact> }.into_any()
    });
    let steps = number.operation.as_ref().map(|operation| {
        let label = if past { t.see_cleanup } else { IntegrationsTexts::spoken(cx.locale).see_steps };
        view! { <ButtonLink href=operation_href(operation) label=label/> }.into_any()
    });
    let from = (ManagedTexts::spoken(cx.locale).from)(number.source);
    view! {
        <Card title=t.facts>
            <div class="stack">
                <DataList>
                    {in_use}
                    <Fact term=ManagedTexts::spoken(cx.locale).source>{from}</Fact>
                    {twilio}
                    {vapi}
                    <Fact term=t.added><Time at=added/></Fact>
                    {released}
                </DataList>
                <div class="actions">{steps}</div>
            </div>
        </Card>
    }
    .into_any()
}
