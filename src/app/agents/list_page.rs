//! `/dashboard/agents`: the agents, who answer the calls.

use leptos::prelude::*;

use super::{AgentsTexts, sync_status::no_voice};
use crate::{
    app::{
        address::use_address,
        i18n::{CommonTexts, Spoken},
        integrations::IntegrationsTexts,
        list::List,
        page_cx::{PageCx, failed, skeleton},
        paths::{AGENTS, NEW_AGENT, agent_href},
        read::use_view,
        ui::{
            button::{ButtonLink, Variant},
            data_list::{DataList, Fact},
            empty_state::EmptyState,
            field::{Bound, TextField},
            icon::Icon,
            notice::{Notice, NoticeProps},
            page::{Page, PageHead},
            page_title::PageTitle,
            pill::{Pill, Tone},
        },
    },
    domain::{
        agent::{AgentView, AgentsQuery, AgentsView, SyncState},
        problem::ProblemKind,
        provider::vapi,
        role::Permission,
        topic::Topic,
    },
};

#[component]
pub fn AgentsPage() -> impl IntoView {
    let cx = PageCx::here();
    let t = AgentsTexts::spoken(cx.locale);
    let topics = &[Topic::Agents, Topic::Numbers, Topic::Integrations];
    let address = use_address();
    let asked = Signal::derive(move || Some(address.with(AgentsQuery::read).to_string()));
    let view = use_view::<AgentsView>(asked, topics, Vec::new());
    let new = cx.offers(Permission::ManageAgents, vapi::PROVIDER).then(|| {
        view! {
            <ButtonLink
                href=NEW_AGENT
                label=t.new
                variant=Variant::Primary
                icon=Icon::Plus
            />
        }
        .into_any()
    });
    view! {
        <PageTitle text=(CommonTexts::spoken(cx.locale).title)(t.title)/>
        <Page>
            <PageHead title=t.title lead=t.lead>{new}</PageHead>
            {view.shown(skeleton(t.loading), failed, move |view| {
                whole(view, &address.with_untracked(AgentsQuery::read), cx.at(view.now))
            })}
        </Page>
    }
    .into_any()
}

fn whole(view: &AgentsView, query: &AgentsQuery, cx: PageCx) -> AnyView {
    let t = AgentsTexts::spoken(cx.locale);
    if view.agents.is_empty() && !query.narrows() && query.after.is_none() {
        return nobody_yet(cx);
    }
    let missing = (!view.vapi_connected).then(|| {
        Notice(NoticeProps {
            tone: Tone::Warn,
            text: t.vapi_missing_text.to_owned(),
            title: Some(t.vapi_missing.to_owned()),
            quote: None,
            next: cx.way_out(&ProblemKind::NotConnected(vapi::PROVIDER).into()),
            reference: None,
            children: None,
        })
        .into_any()
    });
    let rows = if view.agents.is_empty() {
        no_match(query, cx)
    } else {
        let cards: Vec<AnyView> = view.agents.iter().map(|agent| card(agent, cx)).collect();
        view! { <ul class="agents">{cards}</ul> }.into_any()
    };
    let first = query.after.is_some().then(|| query.from(None).to_string());
    let next = view.next.as_ref().map(|next| query.from(Some(next)).to_string());
    view! {
        <div class="stack">{missing} {search(query, cx)} {rows}</div>
        {list(cx).pages(first, next)}
    }
    .into_any()
}

fn list(cx: PageCx) -> List<'static> {
    let t = AgentsTexts::spoken(cx.locale);
    List { path: AGENTS, title: t.title, first: t.first, next: t.next }
}

fn nobody_yet(cx: PageCx) -> AnyView {
    let t = AgentsTexts::spoken(cx.locale);
    let make = cx.offers(Permission::ManageAgents, vapi::PROVIDER).then(|| {
        view! {
            <ButtonLink
                href=NEW_AGENT
                label=IntegrationsTexts::spoken(cx.locale).make_agent
                variant=Variant::Primary
            />
        }
        .into_any()
    });
    view! { <EmptyState icon=Icon::Person title=t.empty text=t.empty_text>{make}</EmptyState> }.into_any()
}

fn no_match(query: &AgentsQuery, cx: PageCx) -> AnyView {
    let t = AgentsTexts::spoken(cx.locale);
    let why =
        if query.after.is_some() { (t.no_further, t.no_further_text) } else { (t.no_match, t.no_match_text) };
    list(cx).no_match(why, t.clear)
}

/// The search form, whose value stands in the URL.
fn search(query: &AgentsQuery, cx: PageCx) -> AnyView {
    let t = AgentsTexts::spoken(cx.locale);
    let search = Bound::new(AgentsQuery::search(), &query.search);
    let field = view! {
        <TextField label=t.search bound=search kind="search" autocomplete="off"/>
    };
    list(cx).filters("agents-filter", "filters by-name", field.into_any())
}

/// The status *in step*, *syncing*, or *not in step* if a problem is in the way.
pub(super) fn pill(agent: &AgentView, cx: PageCx) -> AnyView {
    let t = AgentsTexts::spoken(cx.locale);
    let (tone, label) = match agent.sync {
        _ if agent.spec.voice_is_gone() || agent.voice_lost => (Tone::Warn, t.voice_gone),
        SyncState::Pending if agent.problem.is_some() => (Tone::Warn, t.changes.not_in_step),
        SyncState::Pending => (Tone::Busy, (t.sync)(agent.sync)),
        SyncState::Synced => (Tone::Ok, (t.sync)(agent.sync)),
        SyncState::Failed | SyncState::Conflict | SyncState::Gone => (Tone::Warn, (t.sync)(agent.sync)),
    };
    view! { <Pill tone=tone label=label/> }.into_any()
}

/// Language, voice and numbers: the facts by which people find an agent in a list.
pub(super) fn facts(agent: &AgentView, cx: PageCx) -> AnyView {
    let t = AgentsTexts::spoken(cx.locale);
    let language = agent.spec.language.endonym();
    let voice = agent.spec.voice.full_name();
    let answers = match agent.numbers.is_empty() {
        true => t.no_number.to_owned(),
        false => agent.numbers.join(", "),
    };
    view! {
        <Fact term=t.language>{language}</Fact>
        <Fact term=t.voice>{voice}</Fact>
        <Fact term=t.answers><span class="num">{answers}</span></Fact>
    }
    .into_any()
}

fn card(agent: &AgentView, cx: PageCx) -> AnyView {
    let t = AgentsTexts::spoken(cx.locale);
    let greeting = (!agent.spec.greeting.is_empty())
        .then(|| view! { <p class="quote">{agent.spec.greeting.clone()}</p> }.into_any());
    let facts = facts(agent, cx);
    let why = || match (agent.sync, &agent.problem) {
        (SyncState::Conflict | SyncState::Gone, _) => Some((t.sync_text)(agent.sync).to_owned()),
        // The notice above the list says this once for all agents.
        (_, Some(problem)) if problem.kind == ProblemKind::NotConnected(vapi::PROVIDER) => None,
        (_, problem) => problem.as_ref().map(|problem| problem.sentence(cx.locale)),
    };
    let why = no_voice(agent, cx).or_else(why);
    let why = why.map(|why| view! { <p class="hint">{why}</p> }.into_any());
    view! {
        <li class="card agent">
            <header>
                <h2><a href=agent_href(&agent.id)>{agent.spec.name.clone()}</a></h2>
                {pill(agent, cx)}
            </header>
            {why}
            {greeting}
            <DataList>{facts}</DataList>
        </li>
    }
    .into_any()
}
