//! `/dashboard/agents/:id/conflict`: both sides of an assistant that somebody
//! changed at Vapi, field by field.

use leptos::{prelude::*, server_fn::ServerFn};

use super::{
    AgentsTexts,
    api::{CONFLICT_FORM, DecideConflict, VERSION},
    facets,
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
            choice::{RadioCards, RadioChoice},
            empty_state::EmptyState,
            icon::Icon,
            notice::NextStep,
            page::{Page, PageHead},
            page_title::PageTitle,
        },
    },
    domain::{
        agent::{AgentForm, ConflictForm, ConflictView, Difference, Facet},
        topic::Topic,
    },
};

#[component]
pub fn ConflictPage(id: String) -> impl IntoView {
    let cx = PageCx::here();
    let decide = FormAction::default();
    let state = FormState::new(CONFLICT_FORM, decide);
    let id = Signal::stored(Some(id));
    let page = use_view::<ConflictView>(id, &[Topic::Agents], vec![decide.version()]);
    view! {
        <Page narrow=true>
            {page.shown(skeleton(AgentsTexts::spoken(cx.locale).loading), no_page, move |page| whole(page, decide, state, cx))}
        </Page>
    }
    .into_any()
}

fn whole(page: &ConflictView, decide: FormAction, state: FormState, cx: PageCx) -> AnyView {
    let t = &AgentsTexts::spoken(cx.locale).changes;
    let (name, back) = (page.agent.spec.name.clone(), agent_href(&page.agent.id));
    let crumb = NextStep { href: back.clone(), label: name.clone() };
    let title = (t.compare_title)(&name);
    if page.differences.is_empty() {
        return view! {
            <PageTitle text=(CommonTexts::spoken(cx.locale).title)(&title)/>
            <PageHead title=name crumb=crumb/>
            // The decision was taken by another click.
            <ProblemNotice problem=state.problem()/>
            <EmptyState icon=Icon::Person title=t.no_conflict text=t.no_conflict_text>
                <ButtonLink href=back label=t.to_agent variant=Variant::Primary/>
            </EmptyState>
        }
        .into_any();
    }
    let ours = AgentForm::from(&page.agent.spec);
    // Every facet keeps its place, so that a choice stays with its facet.
    let sides = Facet::ALL.map(|facet| {
        let difference = page.differences.iter().find(|difference| difference.facet == facet);
        difference.map(|difference| both(difference, &ours, &page.theirs, state, cx))
    });
    // Offered only if every difference can be taken.
    let take_theirs = page.differences.iter().all(|difference| difference.takeable).then(|| {
        view! {
            <Button
                label=t.take_theirs
                name="form[keep]"
                value=ConflictForm::THEIRS
                pending=state.pending()
            />
        }
        .into_any()
    });
    let (id, version) = (page.agent.id.to_string(), page.agent.version.to_string());
    view! {
        <PageTitle text=(CommonTexts::spoken(cx.locale).title)(&title)/>
        <PageHead title=title lead=t.conflict_lead crumb=crumb/>
        <Card>
            <Form action=DecideConflict::PATH form_action=decide class="form sides">
                <input type="hidden" name="id" value=id/>
                <input type="hidden" name=VERSION value=version/>
                {sides}
                <ProblemNotice problem=state.general()/>
                <div class="actions">
                    <Button
                        label=t.save_choice
                        variant=Variant::Primary
                        name="form[keep]"
                        value="chosen"
                        pending=state.pending()
                    />
                    <Button
                        label=t.keep_ours
                        name="form[keep]"
                        value=ConflictForm::OURS
                        pending=state.pending()
                    />
                    {take_theirs}
                </div>
            </Form>
        </Card>
    }
    .into_any()
}

/// A choice between the two sides, or ours alone where AVA cannot keep theirs.
fn both(
    difference: &Difference,
    ours: &AgentForm,
    theirs: &AgentForm,
    state: FormState,
    cx: PageCx,
) -> AnyView {
    let t = &AgentsTexts::spoken(cx.locale).changes;
    let Difference { facet, takeable } = *difference;
    let (legend, name) = (facets::label(facet, cx), format!("form[sides][{}]", facet.code()));
    let there = facets::value(facet, theirs, cx);
    let mut choices = vec![RadioChoice::new(ConflictForm::OURS, t.ours, facets::value(facet, ours, cx))];
    let only = if takeable {
        choices.push(RadioChoice::new(ConflictForm::THEIRS, t.theirs, there));
        None
    } else {
        Some(view! { <p class="hint">{t.not_takeable} " " {there}</p> }.into_any())
    };
    let error = state.error_on(facet.field());
    view! {
        <div class="side">
            <RadioCards legend=legend name=name choices=choices error=error/>
            {only}
        </div>
    }
    .into_any()
}
