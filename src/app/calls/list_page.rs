//! `/dashboard/calls`: the calls, newest first.

use leptos::prelude::*;

use super::{CallsTexts, api::REPLAY_FORM, event_list::event_list};
use crate::{
    app::{
        address::use_address,
        form_state::{FormStates as _, form_states},
        i18n::{CommonTexts, Spoken},
        list::List,
        page_context::use_viewer,
        page_cx::{PageCx, failed, skeleton},
        paths::{CALLS, FIGURES, NUMBERS, RETENTION, call_href, calls_export_href},
        read::use_view,
        ui::{
            button::{ButtonLink, Variant},
            card::Card,
            empty_state::EmptyState,
            field::{Bound, TextField},
            icon::Icon,
            notice::Notice,
            page::{Page, PageHead},
            page_title::PageTitle,
            pill::{Pill, Tone},
            select::{Select, SelectOption},
            time::Time,
        },
    },
    domain::{
        call::{
            CallEventView, CallOutcome, CallState, CallView, CallsQuery, CallsView, Direction, KeptEvents,
        },
        contact::ContactView,
        ids::OrgId,
        list::InQuery,
        role::Permission,
        topic::Topic,
    },
};

form_states! {
    struct Actions {
        replay: REPLAY_FORM => |cx| CallsTexts::spoken(cx.locale).replayed,
    }
}

#[component]
pub fn CallsPage() -> impl IntoView {
    let cx = PageCx::here();
    let t = CallsTexts::spoken(cx.locale);
    let address = use_address();
    let asked = Signal::derive(move || Some(address.with(CallsQuery::read).to_string()));
    let actions = Actions::new(cx);
    let org = StoredValue::new(use_viewer().map(|viewer| viewer.org));
    let calls = use_view::<CallsView>(asked, &[Topic::Calls, Topic::Agents], actions.answers());
    view! {
        <PageTitle text=(CommonTexts::spoken(cx.locale).title)(t.title)/>
        <Page>
            <PageHead title=t.title lead=t.lead>
                {cx.may(Permission::ManageKeys).then(|| {
                    view! { <ButtonLink href=RETENTION label=t.retention/> }
                })}
                <ButtonLink href=FIGURES label=t.figures/>
            </PageHead>
            {actions.refusals()}
            {calls.shown(skeleton(t.loading), failed, move |view| {
                let query = address.with_untracked(CallsQuery::read);
                org.with_value(|org| whole(view, &query, org.as_ref(), actions, cx.at(view.now)))
            })}
        </Page>
    }
    .into_any()
}

fn whole(view: &CallsView, query: &CallsQuery, org: Option<&OrgId>, actions: Actions, cx: PageCx) -> AnyView {
    let t = CallsTexts::spoken(cx.locale);
    let list = List { path: CALLS, title: t.title, first: t.newest, next: t.older };
    let none_yet = view.calls.is_empty() && !query.narrows() && query.before.is_none();
    let filters = (!none_yet).then(|| list.filters("calls-filter", "filters many", fields(view, query, cx)));
    let rows = match (view.calls.is_empty(), none_yet, query.before.is_some()) {
        (true, ..) if view.next.is_some() => list.no_match((t.none_so_far, t.none_so_far_text), t.clear),
        (true, true, _) => view! {
            <EmptyState icon=Icon::Waves title=t.empty text=t.empty_text>
                <ButtonLink href=NUMBERS label=t.to_numbers variant=Variant::Primary/>
            </EmptyState>
        }
        .into_any(),
        (true, false, true) => list.no_match((t.no_older, t.no_older_text), t.clear),
        (true, false, false) => list.no_match((t.no_match, t.no_match_text), t.clear),
        (false, ..) => {
            let rows: Vec<AnyView> = view.calls.iter().map(|call| row(call, cx)).collect();
            view! { <ul class="card rows">{rows}</ul> }.into_any()
        }
    };
    let first = query.before.is_some().then(|| query.from(None).to_string());
    let next = view.next.as_ref().map(|next| query.from(Some(next)).to_string());
    // A search that found none so far may find some further on, and the file goes there.
    let has_some = !view.calls.is_empty() || next.is_some();
    let may = cx.may(Permission::ExportContacts) && has_some;
    let file = org.filter(|_| may).map(|org| {
        let href = calls_export_href(org, &query.from(None));
        view! { <div class="actions"><a href=href download="" class="button">{t.as_csv}</a></div> }.into_any()
    });
    view! {
        {filters}
        {rows}
        {list.pages(first, next)}
        {file}
        {view.kept.map(|events| kept(events, cx))}
        {strays(&view.strays, actions, cx)}
    }
    .into_any()
}

fn fields(view: &CallsView, query: &CallsQuery, cx: PageCx) -> AnyView {
    let t = CallsTexts::spoken(cx.locale);
    let option = |value: &str, label: &str| SelectOption::new(value, label);
    let agents = view.agents.iter().map(|agent| option(agent.id.as_str(), &agent.name));
    let agents = SelectOption::or_none(t.any_agent, agents.collect());
    let numbers = view.numbers.iter().map(|(id, e164)| option(id.as_str(), &e164.pretty()));
    let numbers = SelectOption::or_none(t.any_number, numbers.collect());
    let directions = Direction::ALL.map(|direction| option(direction.code(), (t.directions)(direction)));
    let directions = SelectOption::or_none(t.any_direction, directions.to_vec());
    let outcomes = CallOutcome::ALL.map(|outcome| option(outcome.code(), (t.outcomes)(outcome)));
    let outcomes = SelectOption::or_none(t.any_outcome, outcomes.to_vec());
    view! {
        <TextField
            label=t.search
            bound=Bound::new(CallsQuery::search(), &query.search)
            placeholder=t.search_example
            kind="search"
            autocomplete="off"
        />
        <Select label=t.agent bound=Bound::new(CallsQuery::agent(), query.agent.written()) options=agents/>
        <Select label=t.number bound=Bound::new(CallsQuery::number(), query.number.written()) options=numbers/>
        <Select
            label=t.direction
            bound=Bound::new(CallsQuery::direction(), query.direction.written())
            options=directions
        />
        <Select
            label=t.outcome
            bound=Bound::new(CallsQuery::outcome(), query.outcome.written())
            options=outcomes
        />
        <TextField label=t.day bound=Bound::new(CallsQuery::day(), query.day.written()) kind="date"/>
    }
    .into_any()
}

/// The other side of a call: the contact's name where there is one.
pub(super) fn who(call: &CallView, cx: PageCx) -> String {
    let t = CallsTexts::spoken(cx.locale);
    if let Some((_, name)) = call.contact.as_ref().filter(|(_, name)| !name.is_empty()) {
        return name.clone();
    }
    match &call.caller {
        Some(caller) => caller.pretty(),
        None if call.direction == Direction::Web => t.browser.to_owned(),
        None => t.hidden.to_owned(),
    }
}

pub(super) fn pill(call: &CallView, cx: PageCx) -> AnyView {
    let t = CallsTexts::spoken(cx.locale);
    let (tone, label) = match (call.state, call.outcome) {
        (CallState::Ringing | CallState::InProgress, _) => (Tone::Busy, (t.state)(call.state)),
        (CallState::Ended, Some(outcome)) => {
            let tone = match outcome {
                CallOutcome::Answered => Tone::Ok,
                CallOutcome::Missed => Tone::Warn,
                CallOutcome::Failed => Tone::Bad,
            };
            (tone, (t.outcomes)(outcome))
        }
        (CallState::Ended, None) => (Tone::Off, (t.state)(call.state)),
    };
    view! { <Pill tone=tone label=label/> }.into_any()
}

pub(super) fn length(call: &CallView, cx: PageCx) -> Option<String> {
    let seconds = call.length()? / 1000;
    Some((CallsTexts::spoken(cx.locale).length)(seconds / 60, seconds % 60))
}

fn row(call: &CallView, cx: PageCx) -> AnyView {
    let direction = (CallsTexts::spoken(cx.locale).directions)(call.direction).to_owned();
    let named = call.contact.as_ref().is_some_and(|(_, name)| !name.is_empty());
    let caller = call.caller.as_ref().filter(|_| named).map(|caller| caller.pretty());
    titled(who(call, cx), [caller, Some(direction)], call, cx)
}

/// A call on the page of its contact, which says once who that is; a number that is not the contact's own is told.
pub fn row_of(contact: &ContactView, call: &CallView, cx: PageCx) -> AnyView {
    let title = (CallsTexts::spoken(cx.locale).call)(call.direction).to_owned();
    let other = call.caller.as_ref().filter(|caller| contact.phone.as_ref() != Some(*caller));
    titled(title, [other.map(|caller| caller.pretty()), None], call, cx)
}

fn titled(title: String, with: [Option<String>; 2], call: &CallView, cx: PageCx) -> AnyView {
    let ours = [
        call.agent.as_ref().map(|(name, _)| name.clone()),
        call.number.as_ref().map(|(e164, _)| e164.pretty()),
    ];
    let with: Vec<String> = with.into_iter().chain(ours).flatten().collect();
    view! {
        <li>
            <div>
                <b><a href=call_href(&call.id)>{title}</a></b>
                <p>{with.join(" · ")}</p>
            </div>
            <p>{call.summary.clone()}</p>
            {pill(call, cx)}
            <div class="hint"><Time at=cx.moment(call.begun_at)/>{length(call, cx).map(|length| format!(" · {length}"))}</div>
        </li>
    }
    .into_any()
}

/// Says how many events of calls are stored, and how many came beyond the limit.
fn kept(events: KeptEvents, cx: PageCx) -> AnyView {
    let t = CallsTexts::spoken(cx.locale);
    let KeptEvents { events: (events, most_events), megabytes: (megabytes, most_megabytes), refused } =
        events;
    let number = |number| cx.locale.grouped(number);
    let kept = (t.kept)(&number(events), &number(most_events), megabytes, most_megabytes);
    let refused = refused.map(|(events, at)| {
        let text = (t.refused)(&number(events), &cx.relative(at));
        view! { <Notice tone=Tone::Warn text=text/> }.into_any()
    });
    view! {
        <div class="section">
            {refused}
            <p class="hint">{kept}</p>
        </div>
    }
    .into_any()
}

/// Lists events that belong to no call, which admins can have applied again.
fn strays(events: &[CallEventView], actions: Actions, cx: PageCx) -> Option<AnyView> {
    let t = CallsTexts::spoken(cx.locale);
    let list = (!events.is_empty()).then(|| event_list(events, actions.replay, cx))?;
    Some(
        view! {
            <div class="section">
                <Card title=t.strays lead=t.strays_lead>{list}</Card>
            </div>
        }
        .into_any(),
    )
}
