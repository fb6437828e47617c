//! `/dashboard/organisations`: the organisations of the person, and the way into another.

use leptos::{prelude::*, server_fn::ServerFn};

use super::{
    TeamTexts,
    api::{ENTER_FORM, EnterOrg, MakeOrg, NEW_ORG_FORM},
};
use crate::{
    app::{
        address::use_address,
        errors::ProblemNotice,
        form_action::Form,
        form_state::FormState,
        i18n::{CommonTexts, Spoken},
        list::List,
        page_context::{use_sign_up, use_viewer},
        page_cx::{PageCx, failed, skeleton},
        paths::ORGS,
        read::use_view,
        ui::{
            button::{Button, Variant},
            card::Card,
            field::TextField,
            page::{Page, PageHead},
            page_title::PageTitle,
            pill::{Pill, Tone},
        },
    },
    domain::team::{OrgForm, OrgView, OrgsQuery, OrgsView},
};

#[component]
pub fn OrgsPage() -> impl IntoView {
    let cx = PageCx::here();
    let t = TeamTexts::spoken(cx.locale);
    let address = use_address();
    let asked = Signal::derive(move || Some(address.with(OrgsQuery::read).to_string()));
    let (enter, make) = (FormState::alone(ENTER_FORM, cx, None), FormState::alone(NEW_ORG_FORM, cx, None));
    let list = use_view::<OrgsView>(asked, &[], Vec::new());
    // Elsewhere the operator makes them.
    let new_org = use_sign_up().makes_orgs().then(|| {
        view! {
            <Card title=t.new_org lead=t.new_org_lead>
                <Form action=MakeOrg::PATH form_action=make.action() class="form">
                    <ProblemNotice problem=make.general()/>
                    <TextField
                        label=t.org_name
                        bound=make.bind(OrgForm::org_name(), "")
                        autocomplete="organization"
                        required=true
                    />
                    <div class="actions"><Button label=t.make pending=make.pending()/></div>
                </Form>
            </Card>
        }
        .into_any()
    });
    view! {
        <PageTitle text=(CommonTexts::spoken(cx.locale).title)(t.orgs)/>
        <Page narrow=true>
            <PageHead title=t.orgs lead=t.orgs_lead/>
            <div class="stack">
                <ProblemNotice problem=enter.problem()/>
                {list.shown(skeleton(t.orgs_loading), failed, move |list| {
                    whole(list, &address.with_untracked(OrgsQuery::read), cx)
                })}
                {new_org}
            </div>
        </Page>
    }
    .into_any()
}

fn whole(list: &OrgsView, query: &OrgsQuery, cx: PageCx) -> AnyView {
    let t = TeamTexts::spoken(cx.locale);
    let pages = List { path: ORGS, title: t.orgs, first: t.first, next: t.next };
    let rows: Vec<AnyView> = list.orgs.iter().map(|org| row(org, query, cx)).collect();
    let first = query.after.is_some().then(|| query.from(None).to_string());
    let next = list.next.as_ref().map(|next| query.from(Some(next)).to_string());
    view! {
        <ul class="card rows">{rows}</ul>
        {pages.pages(first, next)}
    }
    .into_any()
}

/// Entering loads the page whole, as another person's would be. The form does not say of which
/// organisation its page is: to leave that one is what it is for.
fn row(org: &OrgView, query: &OrgsQuery, cx: PageCx) -> AnyView {
    let t = TeamTexts::spoken(cx.locale);
    let OrgView { id, name, role, unread } = org;
    let unread =
        (*unread > 0).then(|| view! { <Pill tone=Tone::Warn label=(t.unread)(*unread)/> }.into_any());
    let enter = if use_viewer().is_some_and(|viewer| viewer.org == *id) {
        view! { <Pill tone=Tone::Ok label=t.here/> }.into_any()
    } else {
        view! {
            <form method="post" action=EnterOrg::PATH>
                <input type="hidden" name="to" value=id.to_string()/>
                <input type="hidden" name="back" value=query.back.clone()/>
                <Button label=t.enter spoken=(t.enter_spoken)(name) variant=Variant::Primary/>
            </form>
        }
        .into_any()
    };
    view! {
        <li>
            <b>{name.clone()}</b>
            <span class="hint">{(CommonTexts::spoken(cx.locale).role)(*role)}</span>
            <span>{unread}</span>
            {enter}
        </li>
    }
    .into_any()
}
