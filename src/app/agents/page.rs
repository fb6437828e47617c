//! `/dashboard/agents/:id`: how an agent stands at Vapi, and its form.

use leptos::{form::ActionForm, prelude::*};
use leptos_router::hooks::use_params_map;

use super::{
    api::{EDIT_FORM, UpdateAgent, read_agent},
    form,
    list_page::{facts, pill},
};
use crate::{
    app::{
        errors::{ProblemNotice, ProblemView},
        form_state::FormState,
        live::use_live,
        telling::{AGENTS, Telling, confirm, operation_href},
        ui::{
            button::{Button, ButtonLink, Variant},
            card::Card,
            data_list::{DataList, Fact},
            notice::NextStep,
            page::{Page, PageHead},
            page_title::PageTitle,
            skeleton::SkeletonCard,
            time::Time,
        },
    },
    domain::{
        agent::{AgentForm, AgentPageView, AgentView},
        ids::AgentId,
        problem::{Kind, Problem},
        topic::Topic,
    },
};

async fn read(id: String) -> Result<AgentPageView, Problem> {
    match id.parse::<AgentId>() {
        Ok(id) => read_agent(id).await,
        Err(_) => Err(Problem::new(Kind::NotFound)),
    }
}

#[component]
pub fn AgentPage() -> impl IntoView {
    let w = Telling::here();
    let t = &w.t.agents;
    let live = use_live();
    let save = ServerAction::<UpdateAgent>::new();
    let state = FormState::new(EDIT_FORM, save);
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get("id").unwrap_or_default()));
    let stands = Resource::new(
        move || {
            let topics = [Topic::Agents, Topic::Numbers, Topic::Operations];
            (id.get(), topics.map(|topic| live.version(topic).get()), save.version().get())
        },
        |(id, ..)| read(id),
    );
    // The form is drawn anew after its own answers only: a change made elsewhere
    // must be refused as stale, not slip under what is typed here.
    let answered = Memo::new(move |before: Option<&u32>| {
        let before = before.copied().unwrap_or_default();
        match save.value().get() {
            Some(Ok(())) => before + 1,
            Some(Err(problem)) if problem.kind == Kind::Stale => before + 1,
            _ => before,
        }
    });
    let drawn = Resource::new(move || (id.get(), answered.get()), |(id, _)| read(id));
    confirm(move || {
        save.value().get()?.ok()?;
        Some(t.saved.to_owned())
    });
    let skeleton = move || view! { <SkeletonCard label=t.loading/> };
    view! {
        <Page>
            <Transition fallback=skeleton>
                {move || Suspend::new(async move {
                    match stands.await {
                        Ok(page) => head(&page.agent, w),
                        Err(problem) => view! { <ProblemView problem=problem/> }.into_any(),
                    }
                })}
            </Transition>
            <div class="split">
                <Transition fallback=skeleton>
                    {move || Suspend::new(async move {
                        Some(edit(&drawn.await.ok()?.agent, save, state, w))
                    })}
                </Transition>
                <aside>
                    <Transition fallback=skeleton>
                        {move || Suspend::new(async move {
                            let page = stands.await.ok()?;
                            Some(at_vapi(&page.agent, w.at(page.now)))
                        })}
                    </Transition>
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

fn edit(agent: &AgentView, save: ServerAction<UpdateAgent>, state: FormState, w: Telling) -> AnyView {
    let (id, version) = (agent.id.to_string(), agent.version.to_string());
    let fields = form::fields(&AgentForm::from(&agent.spec), state, w);
    view! {
        <Card>
            <ActionForm action=save attr:class="form">
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
            </ActionForm>
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
