//! `/dashboard/calls/{id}`: one call.

use leptos::prelude::*;

use super::{
    CallsTexts,
    api::REPLAY_FORM,
    dollars,
    event_list::event_list,
    list_page::{length, pill, who},
};
use crate::{
    app::{
        appointments::appointment_href,
        contacts::contact_href,
        form_state::{FormStates as _, form_states},
        i18n::{CommonTexts, Spoken},
        page_cx::{PageCx, no_page, skeleton},
        paths::{CALLS, agent_href, number_href, recording_href},
        read::use_view,
        ui::{
            card::Card,
            data_list::{DataList, Fact},
            notice::NextStep,
            page::{Page, PageHead},
            page_title::PageTitle,
            time::Time,
        },
    },
    domain::{
        call::{CallEventView, CallPage as View, CallPart, CallState, Line},
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
pub fn CallPage(id: String) -> impl IntoView {
    let cx = PageCx::here();
    let t = CallsTexts::spoken(cx.locale);
    let actions = Actions::new(cx);
    let call =
        use_view::<View>(Signal::stored(Some(id)), &[Topic::Calls, Topic::Appointments], actions.answers());
    view! {
        <Page>
            {call.shown(skeleton(t.loading), no_page, move |page| whole(page, actions, cx.at(page.now)))}
        </Page>
    }
    .into_any()
}

fn whole(page: &View, actions: Actions, cx: PageCx) -> AnyView {
    let t = CallsTexts::spoken(cx.locale);
    let who = who(&page.call, cx);
    let crumb = NextStep { href: CALLS.to_owned(), label: t.back.to_owned() };
    let summary = page
        .call
        .summary
        .clone()
        .map(|summary| view! { <Card title=t.summary><p>{summary}</p></Card> }.into_any());
    let recording = recording(page, cx);
    let events = cx.may(Permission::ManageIntegrations).then(|| events(&page.events, actions, cx));
    let title = (CommonTexts::spoken(cx.locale).title)(&(t.call_of)(&who));
    let (direction, pill) = ((t.directions)(page.call.direction), pill(&page.call, cx));
    let (transcript, facts) = (transcript(page, cx), facts(page, cx));
    view! {
        <PageTitle text=title/>
        <PageHead title=who lead=direction crumb=crumb>{pill}</PageHead>
        {actions.refusals()}
        <div class="split">
            <div class="stack">
                {summary}
                {recording}
                <Card title=t.transcript>{transcript}</Card>
                {events}
            </div>
            <aside><Card title=t.facts>{facts}</Card></aside>
        </div>
    }
    .into_any()
}

fn facts(page: &View, cx: PageCx) -> AnyView {
    let t = CallsTexts::spoken(cx.locale);
    let call = &page.call;
    let caller = call.caller.as_ref().map(|caller| {
        let caller = caller.pretty();
        let caller = match &call.contact {
            Some((id, _)) => view! { <a href=contact_href(id)>{caller}</a> }.into_any(),
            None => caller.into_any(),
        };
        view! { <Fact term=t.caller>{caller}</Fact> }.into_any()
    });
    let contact = call.contact.clone().filter(|(_, name)| !name.is_empty()).map(|(id, name)| {
        view! { <Fact term=t.contact><a href=contact_href(&id)>{name}</a></Fact> }.into_any()
    });
    let agent = call.agent.clone().map(|(name, id)| {
        let name = match id {
            Some(id) => view! { <a href=agent_href(&id)>{name}</a> }.into_any(),
            None => name.into_any(),
        };
        view! { <Fact term=t.agent>{name}</Fact> }.into_any()
    });
    let number = call.number.as_ref().map(|(e164, id)| {
        let e164 = e164.pretty();
        let number = match id {
            Some(id) => view! { <a href=number_href(id)>{e164}</a> }.into_any(),
            None => e164.into_any(),
        };
        view! { <Fact term=t.number>{number}</Fact> }.into_any()
    });
    let lasted = length(call, cx).map(|text| view! { <Fact term=t.lasted>{text}</Fact> }.into_any());
    let ended = page.ended.map(|group| {
        let why = (t.group)(group);
        view! { <Fact term=t.ended>{why}</Fact> }.into_any()
    });
    let cost = page.cost_micros.map(|micros| {
        let cost = (t.dollars)(&dollars(micros, cx.locale));
        view! { <Fact term=t.cost>{cost}</Fact> }.into_any()
    });
    let code = page
        .ended_code
        .clone()
        .map(|code| view! { <Fact term=t.code><span class="masked">{code}</span></Fact> }.into_any());
    let vapi_id = cx.may(Permission::ManageIntegrations).then(|| {
        let id = page.vapi_call_id.clone();
        view! { <Fact term=t.vapi_id><span class="masked">{id}</span></Fact> }.into_any()
    });
    let booked = page.appointments.iter().map(|booked| {
        let (href, service) = (appointment_href(&booked.id), booked.service.clone());
        let at = cx.moment(booked.starts_at);
        view! { <Fact term=t.booked><a href=href>{service}</a>" "<Time at=at/></Fact> }.into_any()
    });
    let booked: Vec<AnyView> = booked.collect();
    let began = cx.moment(call.begun_at);
    view! {
        <DataList>
            <Fact term=t.began><Time at=began/></Fact>
            {lasted}
            {contact}
            {caller}
            {agent}
            {number}
            {booked}
            {ended}
            {cost}
            {code}
            {vapi_id}
        </DataList>
    }
    .into_any()
}

/// The player, once the call is over.
fn recording(page: &View, cx: PageCx) -> Option<AnyView> {
    let t = CallsTexts::spoken(cx.locale);
    if page.call.state != CallState::Ended {
        return None;
    }
    let body = if page.elsewhere {
        view! { <p class="hint">{t.recording_elsewhere}</p> }.into_any()
    } else if page.recorded {
        let href = recording_href(&page.call.id);
        view! {
            <div>
                <audio controls preload="none" src=href.clone() aria-label=t.recording_of_the_call></audio>
            </div>
            <p class="hint">
                {t.recording_kept}" "<a href=href rel="external" download="">{t.recording_file}</a>
            </p>
        }
        .into_any()
    } else {
        let none = if page.erased.is_some() { t.recording_erased } else { t.no_recording };
        view! { <p class="hint">{none}</p> }.into_any()
    };
    Some(view! { <Card title=t.recording><div class="stack">{body}</div></Card> }.into_any())
}

fn transcript(page: &View, cx: PageCx) -> AnyView {
    let t = CallsTexts::spoken(cx.locale);
    let lines = &page.transcript;
    if lines.is_empty() {
        let erased = page.erased > Some(CallPart::Recording);
        let none = if erased { t.transcript_erased } else { t.no_transcript };
        return view! { <p class="hint">{none}</p> }.into_any();
    }
    let turn = |line: &Line| {
        let at = line.at.map(|at| view! { " "<Time at=cx.time_of_day(at)/> }.into_any());
        view! {
            <li class=line.by.code()>
                <small>{(t.speaker)(line.by)}{at}</small>
                <p>{line.text.clone()}</p>
            </li>
        }
        .into_any()
    };
    let turns: Vec<AnyView> = lines.iter().map(turn).collect();
    view! { <ol class="turns">{turns}</ol> }.into_any()
}

fn events(events: &[CallEventView], actions: Actions, cx: PageCx) -> AnyView {
    let t = CallsTexts::spoken(cx.locale);
    let body = if events.is_empty() {
        view! { <p class="hint">{t.no_events}</p> }.into_any()
    } else {
        event_list(events, actions.replay, cx)
    };
    view! { <Card title=t.events lead=t.events_lead>{body}</Card> }.into_any()
}
