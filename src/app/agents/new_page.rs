//! `/dashboard/agents/new`: the form, beside an example of a good one.

use leptos::{prelude::*, server_fn::ServerFn};

use super::{
    AgentsTexts,
    api::{CreateAgent, NEW_FORM},
    edit_conflict::EditConflict,
    facets, form,
};
use crate::{
    app::{
        errors::ProblemNotice,
        form_action::{Form, FormAction},
        form_state::FormState,
        i18n::{CommonTexts, Spoken},
        page_cx::PageCx,
        paths::AGENTS,
        ui::{
            button::{Button, ButtonLink, Variant},
            card::Card,
            data_list::{DataList, Fact},
            notice::NextStep,
            page::{Page, PageHead},
            page_title::PageTitle,
        },
    },
    domain::{provider::vapi, role::Permission},
};

#[component]
pub fn NewAgentPage() -> impl IntoView {
    let cx = PageCx::here();
    let t = AgentsTexts::spoken(cx.locale);
    let create = FormAction::default();
    let state = FormState::new(NEW_FORM, create);
    let crumb = NextStep { href: AGENTS.to_owned(), label: t.title.to_owned() };
    let card = match cx.may(Permission::ManageAgents) {
        true if cx.is_off(vapi::PROVIDER) => cx.turned_off(vapi::PROVIDER),
        true => card(create, state, cx),
        false => cx.look_only(),
    };
    view! {
        <PageTitle text=(CommonTexts::spoken(cx.locale).title)(t.new_title)/>
        <Page>
            <PageHead title=t.new_title lead=t.new_lead crumb=crumb/>
            <div class="split">
                {card}
                <aside>{example(cx)}</aside>
            </div>
        </Page>
    }
    .into_any()
}

fn card(create: FormAction, state: FormState, cx: PageCx) -> AnyView {
    view! {
        <Card>
            <Form action=CreateAgent::PATH form_action=create class="form">
                {form::fields(&facets::blank(cx), state, EditConflict::nothing(cx), cx)}
                <ProblemNotice problem=state.general()/>
                <div class="actions">
                    <Button
                        label=AgentsTexts::spoken(cx.locale).create
                        variant=Variant::Primary
                        pending=state.pending()
                    />
                    <ButtonLink href=AGENTS label=CommonTexts::spoken(cx.locale).cancel variant=Variant::Quiet/>
                </div>
            </Form>
        </Card>
    }
    .into_any()
}

fn example(cx: PageCx) -> AnyView {
    let t = AgentsTexts::spoken(cx.locale);
    let paragraphs: Vec<AnyView> =
        t.instructions_example.iter().map(|text| view! { <p>{*text}</p> }.into_any()).collect();
    view! {
        <Card title=t.example lead=t.example_lead>
            <DataList>
                <Fact term=t.name>{t.name_example}</Fact>
                <Fact term=t.greeting>{t.greeting_example}</Fact>
                <Fact term=t.instructions><div class="stack">{paragraphs}</div></Fact>
            </DataList>
        </Card>
    }
    .into_any()
}
