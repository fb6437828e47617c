//! `/dashboard/agents/:id/delete`: asks before an agent is deleted, and says what goes and
//! what stays.

use leptos::{prelude::*, server_fn::ServerFn};

use super::{
    AgentsTexts,
    api::{DELETE_FORM, DeleteAgent},
};
use crate::{
    app::{
        errors::ProblemNotice,
        form_action::{Form, FormAction},
        form_state::FormState,
        i18n::{CommonTexts, Spoken},
        page_cx::{PageCx, no_page, skeleton},
        paths::agent_href,
        read::use_view,
        ui::{
            button::{Button, ButtonLink, Variant},
            card::Card,
            notice::NextStep,
            page::{Page, PageHead},
            page_title::PageTitle,
            pill::Tone,
        },
    },
    domain::{
        removal::{Affected, AfterDeletion, DeleteAgentView},
        topic::Topic,
    },
};

#[component]
pub fn DeleteAgentPage(id: String) -> impl IntoView {
    let cx = PageCx::here();
    let delete = FormAction::default();
    let state = FormState::new(DELETE_FORM, delete);
    let topics = &[Topic::Agents, Topic::Numbers];
    let page = use_view::<DeleteAgentView>(Signal::stored(Some(id)), topics, Vec::new());
    view! {
        <Page narrow=true>
            {page.shown(skeleton(AgentsTexts::spoken(cx.locale).loading), no_page, move |page| whole(page, delete, state, cx))}
        </Page>
    }
    .into_any()
}

fn whole(page: &DeleteAgentView, delete: FormAction, state: FormState, cx: PageCx) -> AnyView {
    let t = &AgentsTexts::spoken(cx.locale).changes;
    let (agent, name) = (&page.agent, page.agent.spec.name.clone());
    let title = (t.delete_title)(&name);
    let crumb = NextStep { href: agent_href(&agent.id), label: name.clone() };
    let mut goes = vec![(t.agent_goes)(&name)];
    if agent.vapi_assistant_id.is_some() {
        goes.push(t.assistant_goes.to_owned());
    }
    if page.has_own_booking {
        goes.push(t.own_booking_goes.to_owned());
    }
    let loses = |number: &Affected| matches!(number.then, AfterDeletion::Nobody | AfterDeletion::Stops);
    let mut stays = Vec::new();
    for number in &page.numbers {
        let pretty = number.e164.pretty();
        match &number.then {
            AfterDeletion::Nobody => goes.push((t.number_loses)(&pretty)),
            AfterDeletion::Stops => goes.push((t.number_stops)(&pretty)),
            AfterDeletion::GoesTo(agent) => goes.push((t.number_goes_to)(&pretty, agent)),
            AfterDeletion::StaysWith(agent) => stays.push((t.number_stays_with)(&pretty, agent)),
        }
    }
    if page.numbers.is_empty() {
        goes.push(t.no_number_loses.to_owned());
    }
    if page.numbers.iter().any(loses) {
        stays.push(t.numbers_stay.to_owned());
        if page.other_agents {
            stays.push(t.assign_later.to_owned());
        }
    }
    stays.push(t.history_stays.to_owned());
    let (id, back) = (agent.id.to_string(), agent_href(&agent.id));
    view! {
        <PageTitle text=(CommonTexts::spoken(cx.locale).title)(&title)/>
        <PageHead title=title lead=t.delete_lead crumb=crumb/>
        <div class="stack">
            <Card title=t.goes tone=Tone::Warn>{list(goes)}</Card>
            <Card title=t.stays>{list(stays)}</Card>
            <Form action=DeleteAgent::PATH form_action=delete class="stack">
                <input type="hidden" name="id" value=id/>
                <ProblemNotice problem=state.problem()/>
                <div class="actions">
                    <Button label=t.delete_now variant=Variant::Destroy pending=state.pending()/>
                    <ButtonLink href=back label=CommonTexts::spoken(cx.locale).cancel variant=Variant::Quiet/>
                </div>
            </Form>
        </div>
    }
    .into_any()
}

fn list(lines: Vec<String>) -> AnyView {
    let lines: Vec<AnyView> = lines.into_iter().map(|line| view! { <li>{line}</li> }.into_any()).collect();
    view! { <ul class="lines">{lines}</ul> }.into_any()
}
