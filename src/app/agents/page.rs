//! `/dashboard/agents/:id`: how an agent stands at Vapi, and its form.

use leptos::{prelude::*, server_fn::ServerFn};

use super::{
    api::{EDIT_FORM, UpdateAgent},
    form,
    list_page::{facts, pill},
};
use crate::{
    app::{
        errors::ProblemNotice,
        form_state::FormState,
        in_browser::in_browser,
        read::{silent, use_view},
        submission::{Form, Submission},
        telling::{AGENTS, Telling, confirm, no_page, operation_href, skeleton},
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
        problem::Kind,
        topic::Topic,
    },
};

#[component]
pub fn AgentPage(id: String) -> impl IntoView {
    let w = Telling::here();
    let t = &w.t.agents;
    let save = Submission::default();
    let state = FormState::new(EDIT_FORM, save);
    let id = Signal::stored(Some(id));
    // The form is drawn anew after its own answers only: a change made elsewhere
    // must be refused as stale, not slip under what is typed here.
    let outdone = RwSignal::new(0);
    in_browser(move || match save.answer().get() {
        Some(Err(problem)) if problem.kind != Kind::Stale => {}
        Some(_) => outdone.update(|times| *times += 1),
        None => {}
    });
    let topics = &[Topic::Agents, Topic::Numbers, Topic::Operations];
    let stands = use_view::<AgentPageView>(id, topics, vec![save.version()]);
    let drawn = use_view::<AgentPageView>(id, &[], vec![outdone.into()]);
    confirm(move || save.accepted().map(|_| t.saved.to_owned()));
    view! {
        <Page>
            {stands.shown(skeleton(t.loading), no_page, move |page| head(&page.agent, w))}
            <div class="split">
                {drawn.shown(skeleton(t.loading), silent, move |page| edit(&page.agent, save, state, w))}
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

fn head(agent: &AgentView, w: Telling) -> AnyView {
    let name = agent.spec.name.clone();
    let crumb = NextStep { href: AGENTS.to_owned(), label: w.t.agents.title.to_owned() };
    let pill = pill(agent.sync, w);
    view! {
        <PageTitle text=(w.t.common.title)(&name)/>
        <PageHead title=name crumb=crumb>{pill}</PageHead>
    }
    .into_any()
}

fn edit(agent: &AgentView, save: Submission, state: FormState, w: Telling) -> AnyView {
    let (id, version) = (agent.id.to_string(), agent.version.to_string());
    let fields = form::fields(&AgentForm::from(&agent.spec), state, w);
    view! {
        <Card>
            <Form action=UpdateAgent::PATH submission=save class="form">
                <input type="hidden" name="id" value=id/>
                <input type="hidden" name="version" value=version/>
                {fields}
                <ProblemNotice problem=state.general()/>
                <div class="actions">
                    <Button
                        label=w.t.agents.save
                        variant=Variant::Primary
                        pending=state.pending()
                    />
                </div>
            </Form>
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
    let facts = facts(agent, w);
    let updated = w.moment(agent.updated_at);
    view! {
        <Card title=t.at_vapi lead=(t.sync_text)(agent.sync)>
            <div class="stack">
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
