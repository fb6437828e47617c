//! `/dashboard/agents/new`: the form, beside an example of a good one.

use leptos::{prelude::*, server_fn::ServerFn};

use super::{
    api::{CreateAgent, NEW_FORM},
    form,
    meanwhile::Meanwhile,
};
use crate::{
    app::{
        errors::ProblemNotice,
        form_state::FormState,
        paths::AGENTS,
        submission::{Form, Submission},
        telling::Telling,
        ui::{
            button::{Button, ButtonLink, Variant},
            card::Card,
            data_list::{DataList, Fact},
            notice::NextStep,
            page::{Page, PageHead},
            page_title::PageTitle,
        },
    },
    domain::role::Permission,
};

#[component]
pub fn NewAgentPage() -> impl IntoView {
    let w = Telling::here();
    let t = &w.t.agents;
    let create = Submission::default();
    let state = FormState::new(NEW_FORM, create);
    let crumb = NextStep { href: AGENTS.to_owned(), label: t.title.to_owned() };
    let card = match w.may(Permission::ManageAgents) {
        true => card(create, state, w),
        false => w.look_only(),
    };
    view! {
        <PageTitle text=(w.t.common.title)(t.new_title)/>
        <Page>
            <PageHead title=t.new_title lead=t.new_lead crumb=crumb/>
            <div class="split">
                {card}
                <aside>{example(w)}</aside>
            </div>
        </Page>
    }
    .into_any()
}

fn card(create: Submission, state: FormState, w: Telling) -> AnyView {
    view! {
        <Card>
            <Form action=CreateAgent::PATH submission=create class="form">
                {form::fields(&form::blank(w), state, Meanwhile::nothing(w), w)}
                <ProblemNotice problem=state.general()/>
                <div class="actions">
                    <Button
                        label=w.t.agents.create
                        variant=Variant::Primary
                        pending=state.pending()
                    />
                    <ButtonLink href=AGENTS label=w.t.common.cancel variant=Variant::Quiet/>
                </div>
            </Form>
        </Card>
    }
    .into_any()
}

fn example(w: Telling) -> AnyView {
    let t = &w.t.agents;
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
