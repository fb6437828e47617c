//! `/dashboard/agents/:id`: how an agent stands at Vapi, and its form.

use leptos::{prelude::*, server_fn::ServerFn};

use super::{
    api::{EDIT_FORM, UpdateAgent, VERSION},
    form,
    list_page::{facts, pill},
    meanwhile::Meanwhile,
    standing::{self, Acts},
};
use crate::{
    app::{
        errors::ProblemNotice,
        form_state::FormState,
        in_browser::in_browser,
        paths::{AGENTS, delete_agent_href, operation_href},
        read::{silent, use_view},
        submission::{Form, Submission},
        telling::{Telling, confirm, no_page, skeleton},
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
        role::Permission,
        topic::Topic,
    },
};

#[component]
pub fn AgentPage(id: String) -> impl IntoView {
    let w = Telling::here();
    let t = &w.t.agents;
    let save = Submission::default();
    let state = FormState::new(EDIT_FORM, save);
    let acts = Acts::new();
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
    let stands = use_view::<AgentPageView>(id, topics, vec![save.version()]);
    let drawn = use_view::<AgentPageView>(id, &[], vec![outdone.into()]);
    let latest = RwSignal::new(None);
    stands.told(move |page| latest.set(Some(page.agent.clone())));
    confirm(move || save.accepted().map(|_| t.saved.to_owned()));
    view! {
        <Page>
            {stands.shown(skeleton(t.loading), no_page, move |page| head(&page.agent, acts, w))}
            <div class="split">
                {drawn.shown(skeleton(t.loading), silent, move |page| {
                    let meanwhile = Meanwhile::of(&page.agent, latest, save, state, w);
                    edit(&page.agent, save, state, meanwhile, w)
                })}
                <aside>
                    {stands.shown(skeleton(t.loading), silent, move |page| {
                        at_vapi(&page.agent, w.at(page.now))
                    })}
                </aside>
            </div>
        </Page>
    }
    .into_any()
}

fn head(agent: &AgentView, acts: Acts, w: Telling) -> AnyView {
    let t = &w.t.agents;
    let name = agent.spec.name.clone();
    let crumb = NextStep { href: AGENTS.to_owned(), label: t.title.to_owned() };
    let pill = pill(agent, w);
    let manages = w.may(Permission::ManageAgents);
    let delete = manages.then(|| {
        let href = delete_agent_href(&agent.id);
        view! { <ButtonLink href=href label=t.changes.delete variant=Variant::Danger/> }.into_any()
    });
    let duplicate = manages.then(|| acts.duplicate(agent, w));
    let to_decide = manages.then(|| standing::to_decide(agent, acts, w));
    let voiceless = standing::without_voice(agent, w);
    view! {
        <PageTitle text=(w.t.common.title)(&name)/>
        <PageHead title=name crumb=crumb>
            {pill}
            {duplicate}
            {delete}
        </PageHead>
        {voiceless}
        {to_decide}
    }
    .into_any()
}

fn edit(agent: &AgentView, save: Submission, state: FormState, meanwhile: Meanwhile, w: Telling) -> AnyView {
    if !w.may(Permission::ManageAgents) {
        return read_only(agent, w);
    }
    let t = &w.t.agents;
    let id = agent.id.to_string();
    let drawn = agent.version.to_string();
    // A form that was refused for another reason is still one of its version.
    let drawn = if save.answer().get_untracked().is_none() { state.typed(VERSION, &drawn) } else { drawn };
    let version = move || meanwhile.version().map_or_else(|| drawn.clone(), |version| version.to_string());
    let fields = form::fields(&AgentForm::from(&agent.spec), state, meanwhile, w);
    let button = move || {
        let label = if meanwhile.version().is_some() { t.changes.save_over } else { t.save };
        view! { <Button label=label variant=Variant::Primary pending=state.pending()/> }.into_any()
    };
    view! {
        <Card>
            <Form action=UpdateAgent::PATH submission=save class="form">
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

/// What the form would show, for who may not change it.
fn read_only(agent: &AgentView, w: Telling) -> AnyView {
    let t = &w.t.agents;
    let greeting = agent.spec.greeting.clone();
    let paragraphs: Vec<AnyView> =
        agent.spec.instructions.lines().map(|line| view! { <p>{line.to_owned()}</p> }.into_any()).collect();
    view! {
        <Card>
            <div class="stack">
                {w.look_only()}
                <DataList>
                    <Fact term=t.greeting>{greeting}</Fact>
                    <Fact term=t.instructions><div class="stack">{paragraphs}</div></Fact>
                </DataList>
            </div>
        </Card>
    }
    .into_any()
}

fn at_vapi(agent: &AgentView, w: Telling) -> AnyView {
    let t = &w.t.agents;
    let assistant = agent
        .vapi_assistant_id
        .clone()
        .map(|id| view! { <Fact term=t.assistant><span class="masked">{id}</span></Fact> }.into_any());
    let steps = agent.operation.as_ref().map(|operation| {
        let href = operation_href(operation);
        view! { <ButtonLink href=href label=t.see_steps/> }.into_any()
    });
    let (facts, why) = (facts(agent, w), standing::why(agent, w));
    let updated = w.moment(agent.updated_at);
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
