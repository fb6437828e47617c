//! `/dashboard/team`: who is in the organisation, in which role.

use leptos::{prelude::*, server_fn::ServerFn};

use super::{
    INVITATIONS, PATH, ROLES, TeamTexts,
    api::{DELETE_FORM, DEMAND_FORM, DeleteOrg, DemandFactor, RENAME_FORM, RenameOrg, SUPPORT_FORM},
    member_href, support,
};
use crate::{
    app::{
        address::use_address,
        errors::ProblemNotice,
        form_action::Form,
        form_state::{FormState, input_name},
        i18n::{CommonTexts, Spoken},
        list::List,
        page_context::use_viewer,
        page_cx::{PageCx, failed, skeleton},
        paths::ORGS,
        read::use_view,
        tokens::{self, TokenTexts},
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
        deletion::DeletionForm,
        role::{Permission, Role},
        team::{DemandForm, MemberView, OrgForm, TeamQuery, TeamView, WithoutFactor},
        topic::Topic,
    },
};

#[component]
pub fn TeamPage() -> impl IntoView {
    let cx = PageCx::here();
    let t = TeamTexts::spoken(cx.locale);
    let address = use_address();
    let asked = Signal::derive(move || Some(address.with(TeamQuery::read).to_string()));
    let forms = Forms {
        rename: FormState::alone(RENAME_FORM, cx, None),
        demand: FormState::alone(DEMAND_FORM, cx, None),
        support: FormState::alone(SUPPORT_FORM, cx, Some(|cx| TeamTexts::spoken(cx.locale).support_decided)),
        delete: FormState::alone(DELETE_FORM, cx, None),
    };
    let invite = cx.may(Permission::ManageTeam).then(|| {
        view! { <ButtonLink href=INVITATIONS label=t.invite icon=Icon::Plus variant=Variant::Primary/> }
            .into_any()
    });
    let programs = cx.may(Permission::ManageTeam).then(|| {
        view! { <ButtonLink href=tokens::SERVICE label=TokenTexts::spoken(cx.locale).title/> }.into_any()
    });
    let again = vec![forms.demand.action().version(), forms.support.action().version()];
    let list = use_view::<TeamView>(asked, &[Topic::Team], again);
    view! {
        <PageTitle text=(CommonTexts::spoken(cx.locale).title)(t.title)/>
        <Page>
            <PageHead title=t.title lead=t.lead>
                {invite}
                {programs}
                <ButtonLink href=ROLES label=t.roles icon=Icon::Shield/>
            </PageHead>
            {list.shown(skeleton(t.loading), failed, move |list| {
                whole(list, &address.with_untracked(TeamQuery::read), forms, cx.at(list.now))
            })}
        </Page>
    }
    .into_any()
}

/// The forms below the list.
#[derive(Clone, Copy)]
struct Forms {
    rename: FormState,
    demand: FormState,
    support: FormState,
    delete: FormState,
}

fn whole(list: &TeamView, query: &TeamQuery, forms: Forms, cx: PageCx) -> AnyView {
    let t = TeamTexts::spoken(cx.locale);
    let pages = List { path: PATH, title: t.title, first: t.first, next: t.next };
    let roles =
        Role::ALL.map(|role| SelectOption::new(role.code(), (CommonTexts::spoken(cx.locale).role)(role)));
    let options = SelectOption::or_none(t.all_roles, roles.to_vec());
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
        {organisation(list, forms.rename, cx)}
        {list.without_factor.as_ref().map(|without| second_factor(list, without, forms.demand, cx))}
        {on_first.then(|| support::card(list, forms.support, cx))}
        {cx.may(Permission::ManageOrg).then(|| danger(list, forms.delete, cx))}
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
            <span>{(CommonTexts::spoken(cx.locale).role)(member.role)}</span>
            <div>{you}</div>
        </li>
    }
    .into_any()
}

/// Draws the card that asks for the deletion of the organisation.
fn danger(list: &TeamView, delete: FormState, cx: PageCx) -> AnyView {
    let t = TeamTexts::spoken(cx.locale);
    let (name, label) = (delete.bind(DeletionForm::org_name(), ""), (t.type_the_name)(&list.org_name));
    view! {
        <section class="section">
            <Card tone=Tone::Bad title=t.delete_org lead=t.delete_org_lead>
                <ProblemNotice problem=delete.general()/>
                <Form action=DeleteOrg::PATH form_action=delete.action() class="form">
                    <TextField
                        id="delete-org-name"
                        label=label
                        bound=name
                        autocomplete="off"
                        required=true
                    />
                    <div class="actions">
                        <Button label=t.delete_org variant=Variant::Destroy pending=delete.pending()/>
                    </div>
                </Form>
            </Card>
        </section>
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

/// Whether everybody needs a second factor, who has none, and the switch.
fn second_factor(list: &TeamView, without: &WithoutFactor, demand: FormState, cx: PageCx) -> AnyView {
    let t = TeamTexts::spoken(cx.locale);
    let standing = if list.demands_factor { t.factor_demanded } else { t.factor_not_demanded };
    let label = if list.demands_factor { t.demand_no_more } else { t.demand };
    let other = (!list.demands_factor).to_string();
    let named: Vec<AnyView> = without
        .first
        .iter()
        .map(|(name, email)| view! { <li>{format!("{name} ({email})")}</li> }.into_any())
        .collect();
    let unnamed = without.count.saturating_sub(u32::try_from(named.len()).unwrap_or(u32::MAX));
    let more = (unnamed > 0).then(|| view! { <li>{(t.more_without)(unnamed)}</li> }.into_any());
    let who = if without.count == 0 {
        view! { <p>{t.all_have_factor}</p> }.into_any()
    } else {
        let led = (!list.demands_factor).then(|| view! { <p>{t.demand_lead}</p> }.into_any());
        view! {
            <p>{(t.without_factor)(without.count)}</p>
            <ul class="people">{named}{more}</ul>
            {led}
        }
        .into_any()
    };
    view! {
        <section class="section">
            <Card title=t.factor lead=t.factor_lead>
                <div class="stack">
                    <p><b>{standing}</b></p>
                    {who}
                    <ProblemNotice problem=demand.general()/>
                    <Form action=DemandFactor::PATH form_action=demand.action()>
                        <input
                            type="hidden"
                            name=input_name(DemandForm::demand().name)
                            value=other
                        />
                        <Button label=label pending=demand.pending()/>
                    </Form>
                </div>
            </Card>
        </section>
    }
    .into_any()
}
