//! `/dashboard/team`: who is in the organisation, in which role.

use leptos::{prelude::*, server_fn::ServerFn};

use super::{
    INVITATIONS, PATH, ROLES, TeamTexts,
    api::{RENAME_FORM, RenameOrg},
    member_href,
};
use crate::{
    app::{
        address::use_address,
        errors::ProblemNotice,
        form_action::Form,
        form_state::FormState,
        i18n::Spoken,
        list::List,
        page_context::use_viewer,
        page_cx::{PageCx, failed, skeleton},
        paths::ORGS,
        read::use_view,
        ui::{
            button::{Button, ButtonLink, Variant},
            card::Card,
            field::{Bound, TextField},
            icon::Icon,
            page::{Page, PageHead},
            page_title::PageTitle,
            pill::{Pill, Tone},
            select::{Select, SelectOption},
            time::Time,
        },
    },
    domain::{
        role::{Permission, Role},
        team::{MemberView, OrgForm, TeamQuery, TeamView},
        topic::Topic,
    },
};

#[component]
pub fn TeamPage() -> impl IntoView {
    let cx = PageCx::here();
    let t = TeamTexts::spoken(cx.locale);
    let address = use_address();
    let asked = Signal::derive(move || Some(address.with(TeamQuery::read).to_string()));
    let rename = FormState::alone(RENAME_FORM, cx, None);
    let invite = cx.may(Permission::ManageTeam).then(|| {
        view! { <ButtonLink href=INVITATIONS label=t.invite icon=Icon::Plus variant=Variant::Primary/> }
            .into_any()
    });
    let list = use_view::<TeamView>(asked, &[Topic::Team], Vec::new());
    view! {
        <PageTitle text=(cx.t.common.title)(t.title)/>
        <Page>
            <PageHead title=t.title lead=t.lead>
                {invite}
                <ButtonLink href=ROLES label=t.roles icon=Icon::Shield/>
            </PageHead>
            {list.shown(skeleton(t.loading), failed, move |list| {
                whole(list, &address.with_untracked(TeamQuery::read), rename, cx.at(list.now))
            })}
        </Page>
    }
    .into_any()
}

fn whole(list: &TeamView, query: &TeamQuery, rename: FormState, cx: PageCx) -> AnyView {
    let t = TeamTexts::spoken(cx.locale);
    let pages = List { path: PATH, title: t.title, first: t.first, next: t.next };
    let roles = Role::ALL.map(|role| SelectOption::new(role.code(), (cx.t.common.role)(role)));
    let options = [vec![SelectOption::new("", t.all_roles)], roles.to_vec()].concat();
    let shown = Bound::new(TeamQuery::role(), query.role.map_or("", Role::code));
    let fields = view! { <Select label=t.role bound=shown options=options/> }.into_any();
    let on_first = query.after.is_none();
    let rows = match (list.members.is_empty(), on_first) {
        (true, true) => pages.no_match((t.none, t.none_text), t.clear),
        (true, false) => pages.no_match((t.no_more, t.no_more_text), t.clear),
        (false, _) => {
            let rows: Vec<AnyView> = list.members.iter().map(|member| row(member, cx)).collect();
            view! { <ul class="card rows">{rows}</ul> }.into_any()
        }
    };
    let first = (!on_first).then(|| query.from(None).to_string());
    let next = list.next.as_ref().map(|next| query.from(Some(next)).to_string());
    view! {
        <div class="stack">
            {pages.filters("team-filter", "filters by-name", fields)}
            {rows}
        </div>
        {pages.pages(first, next)}
        {organisation(list, rename, cx)}
    }
    .into_any()
}

fn row(member: &MemberView, cx: PageCx) -> AnyView {
    let t = TeamTexts::spoken(cx.locale);
    let is_viewer = use_viewer().is_some_and(|viewer| viewer.user == member.user);
    let seen = match member.seen_at {
        Some(at) => view! { {t.seen}" "<Time at=cx.moment(at)/> }.into_any(),
        None => t.not_seen.into_any(),
    };
    let you = is_viewer.then(|| view! { <Pill tone=Tone::Ok label=t.you/> });
    view! {
        <li>
            <div>
                <b><a href=member_href(&member.user)>{member.name.clone()}</a></b>
                <p>{member.email.clone()}</p>
            </div>
            <span class="hint">{seen}</span>
            <span>{(cx.t.common.role)(member.role)}</span>
            <div>{you}</div>
        </li>
    }
    .into_any()
}

fn organisation(list: &TeamView, rename: FormState, cx: PageCx) -> AnyView {
    let t = TeamTexts::spoken(cx.locale);
    let name = if cx.may(Permission::ManageOrg) {
        let bound = rename.bind(OrgForm::org_name(), &list.org_name);
        view! {
            <ProblemNotice problem=rename.general()/>
            <Form action=RenameOrg::PATH form_action=rename.action() class="form">
                <TextField
                    label=t.org_name
                    bound=bound
                    autocomplete="organization"
                    required=true
                />
                <div class="actions">
                    <Button label=t.rename pending=rename.pending()/>
                    <ButtonLink href=ORGS label=t.orgs/>
                </div>
            </Form>
        }
        .into_any()
    } else {
        view! {
            <p>{list.org_name.clone()}</p>
            <div class="actions"><ButtonLink href=ORGS label=t.orgs/></div>
        }
        .into_any()
    };
    view! {
        <section class="section">
            <Card title=t.org lead=t.org_lead><div class="stack">{name}</div></Card>
        </section>
    }
    .into_any()
}
