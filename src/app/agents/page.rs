//! `/dashboard/agents/:id`: how an agent stands at Vapi, and its form.

use leptos::{prelude::*, server_fn::ServerFn};

use super::{
    AgentsTexts,
    api::{EDIT_FORM, UpdateAgent, VERSION},
    edit_conflict::EditConflict,
    form,
    list_page::{facts, pill},
    sync_status::{self, Actions},
};
use crate::{
    app::{
        appointments::{AppointmentTexts, agent_booking_href},
        errors::ProblemNotice,
        form_action::{Form, FormAction},
        form_state::{FormState, FormStates as _},
        i18n::{CommonTexts, Spoken},
        in_browser::in_browser,
        page_cx::{PageCx, confirm, no_page, skeleton},
        paths::{AGENTS, delete_agent_href, operation_href, try_agent_href},
        read::{silent, use_view},
        ui::{
            button::{Button, ButtonLink, Variant},
            card::Card,
            data_list::{DataList, Fact},
            notice::NextStep,
            page::{Page, PageHead},
            page_title::PageTitle,
            time::Time,
        },
    },
    domain::{
        agent::{AgentForm, AgentPageView, AgentView},
        provider::vapi,
        role::Permission,
        topic::Topic,
    },
};

#[component]
pub fn AgentPage(id: String) -> impl IntoView {
    let cx = PageCx::here();
    let t = AgentsTexts::spoken(cx.locale);
    let save = FormAction::default();
    let state = FormState::new(EDIT_FORM, save);
    let actions = Actions::new(cx);
    let id = Signal::stored(Some(id));
    // The form is drawn anew after its own answers only: a change made elsewhere
    // must be refused as stale, not slip under what is typed here.
    let outdone = RwSignal::new(0);
    in_browser(move || {
        if matches!(save.answer().get(), Some(Ok(_))) {
            outdone.update(|times| *times += 1);
        }
    });
    let topics = &[Topic::Agents, Topic::Numbers, Topic::Operations];
    let stands = use_view::<AgentPageView>(id, topics, [vec![save.version()], actions.answers()].concat());
    let drawn = use_view::<AgentPageView>(id, &[], vec![outdone.into()]);
    let latest = RwSignal::new(None);
    stands.on_read(move |page| latest.set(Some(page.agent.clone())));
    confirm(move || save.accepted().map(|_| t.saved.to_owned()));
    view! {
        <Page>
            {stands.shown(skeleton(t.loading), no_page, move |page| head(&page.agent, actions, cx))}
            {actions.refused()}
            <div class="split">
                {drawn.shown(skeleton(t.loading), silent, move |page| {
                    let edit_conflict = EditConflict::of(&page.agent, latest, save, state, cx);
                    edit(&page.agent, save, state, edit_conflict, cx)
                })}
                <aside>
                    {stands.shown(skeleton(t.loading), silent, move |page| {
                        at_vapi(&page.agent, cx.at(page.now))
                    })}
                </aside>
            </div>
        </Page>
    }
    .into_any()
}

fn head(agent: &AgentView, actions: Actions, cx: PageCx) -> AnyView {
    let t = AgentsTexts::spoken(cx.locale);
    let name = agent.spec.name.clone();
    let crumb = NextStep { href: AGENTS.to_owned(), label: t.title.to_owned() };
    let pill = pill(agent, cx);
    let manages = cx.may(Permission::ManageAgents);
    let delete = manages.then(|| {
        let href = delete_agent_href(&agent.id);
        view! { <ButtonLink href=href label=t.changes.delete variant=Variant::Danger/> }.into_any()
    });
    let changes = cx.offers(Permission::ManageAgents, vapi::PROVIDER);
    let duplicate = changes.then(|| actions.duplicate(agent, cx));
    let to_decide = changes.then(|| sync_status::to_decide(agent, actions, cx));
    let trial = changes
        .then(|| view! { <ButtonLink href=try_agent_href(&agent.id) label=t.changes.try_it/> }.into_any());
    let booking = cx.may(Permission::ManageAppointments).then(|| {
        let label = AppointmentTexts::spoken(cx.locale).agent_booking;
        view! { <ButtonLink href=agent_booking_href(&agent.id) label=label/> }.into_any()
    });
    let voiceless = sync_status::without_voice(agent, cx);
    let not_heard = sync_status::not_heard(agent, cx);
    view! {
        <PageTitle text=(CommonTexts::spoken(cx.locale).title)(&name)/>
        <PageHead title=name crumb=crumb>
            {pill}
            {trial}
            {booking}
            {duplicate}
            {delete}
        </PageHead>
        {voiceless}
        {not_heard}
        {to_decide}
    }
    .into_any()
}

fn edit(
    agent: &AgentView,
    save: FormAction,
    state: FormState,
    edit_conflict: EditConflict,
    cx: PageCx,
) -> AnyView {
    if !cx.offers(Permission::ManageAgents, vapi::PROVIDER) {
        return read_only(agent, cx);
    }
    let t = AgentsTexts::spoken(cx.locale);
    let id = agent.id.to_string();
    let drawn = agent.version.to_string();
    // A form that was refused for another reason keeps the version that it was drawn from.
    let drawn = if save.answer().get_untracked().is_none() { state.typed(VERSION, &drawn) } else { drawn };
    let version =
        move || edit_conflict.version().map_or_else(|| drawn.clone(), |version| version.to_string());
    let fields = form::fields(&AgentForm::from(&agent.spec), state, edit_conflict, cx);
    let button = move || {
        let label = if edit_conflict.version().is_some() { t.changes.save_over } else { t.save };
        view! { <Button label=label variant=Variant::Primary pending=state.pending()/> }.into_any()
    };
    view! {
        <Card>
            <Form action=UpdateAgent::PATH form_action=save class="form">
                <input type="hidden" name="id" value=id/>
                <input type="hidden" name=VERSION value=version/>
                {fields}
                <ProblemNotice problem=state.general()/>
                <div class="actions">{button}</div>
            </Form>
        </Card>
    }
    .into_any()
}

/// The values of the form, for those who may not change them.
fn read_only(agent: &AgentView, cx: PageCx) -> AnyView {
    let t = AgentsTexts::spoken(cx.locale);
    let greeting = agent.spec.greeting.clone();
    let paragraphs: Vec<AnyView> =
        agent.spec.instructions.lines().map(|line| view! { <p>{line.to_owned()}</p> }.into_any()).collect();
    view! {
        <Card>
            <div class="stack">
                {if cx.is_off(vapi::PROVIDER) { cx.turned_off(vapi::PROVIDER) } else { cx.look_only() }}
                <DataList>
                    <Fact term=t.greeting>{greeting}</Fact>
                    <Fact term=t.instructions><div class="stack">{paragraphs}</div></Fact>
                </DataList>
            </div>
        </Card>
    }
    .into_any()
}

fn at_vapi(agent: &AgentView, cx: PageCx) -> AnyView {
    let t = AgentsTexts::spoken(cx.locale);
    let assistant = agent
        .vapi_assistant_id
        .clone()
        .map(|id| view! { <Fact term=t.assistant><span class="masked">{id}</span></Fact> }.into_any());
    let steps = agent.operation.as_ref().map(|operation| {
        let href = operation_href(operation);
        view! { <ButtonLink href=href label=t.see_steps/> }.into_any()
    });
    let (facts, why) = (facts(agent, cx), sync_status::why(agent, cx));
    let updated = cx.moment(agent.updated_at);
    view! {
        <Card title=t.at_vapi lead=(t.sync_text)(agent.sync)>
            <div class="stack">
                {why}
                <DataList>
                    {facts}
                    {assistant}
                    <Fact term=t.updated><Time at=updated/></Fact>
                </DataList>
                <div class="actions">{steps}</div>
            </div>
        </Card>
    }
    .into_any()
}
