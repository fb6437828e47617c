//! `/dashboard/team/:id`: one person, their role, and how they go.

use leptos::{prelude::*, server_fn::ServerFn};

use super::{
    PATH, TeamTexts,
    api::{ChangeRole, LEAVE_FORM, LeaveOrg, REMOVE_FORM, ROLE_FORM, RemoveMember},
};
use crate::{
    app::{
        errors::ProblemNotice,
        form_action::Form,
        form_state::{form_states, refusals},
        i18n::{CommonTexts, Spoken},
        page_context::use_viewer,
        page_cx::{PageCx, no_page, skeleton},
        read::use_view,
        tokens::{self, TokenTexts},
        ui::{
            button::{Button, Variant},
            card::Card,
            data_list::{DataList, Fact},
            notice::{NextStep, Notice},
            page::{Page, PageHead},
            page_title::PageTitle,
            pill::Tone,
            select::{Select, SelectOption},
            time::Time,
        },
    },
    domain::{
        role::{Permission, Role},
        team::{self, MemberView, RoleForm},
        topic::Topic,
    },
};

form_states! {
    struct Actions {
        role: ROLE_FORM => |cx| TeamTexts::spoken(cx.locale).role_changed,
        remove: REMOVE_FORM,
        leave: LEAVE_FORM,
    }
}

#[component]
pub fn MemberPage(id: String) -> impl IntoView {
    let cx = PageCx::here();
    let t = TeamTexts::spoken(cx.locale);
    let actions = Actions::new(cx);
    let again = vec![actions.role.action().version()];
    let page = use_view::<team::MemberPage>(Signal::stored(Some(id)), &[Topic::Team], again);
    view! {
        <Page narrow=true>
            {page.shown(skeleton(t.loading), no_page, move |page| whole(page, actions, cx.at(page.now)))}
        </Page>
    }
    .into_any()
}

fn whole(page: &team::MemberPage, actions: Actions, cx: PageCx) -> AnyView {
    let t = TeamTexts::spoken(cx.locale);
    let member = &page.member;
    let crumb = NextStep { href: PATH.to_owned(), label: t.title.to_owned() };
    let is_viewer = use_viewer().is_some_and(|viewer| viewer.user == member.user);
    // Only an owner has a say in an owner.
    let has_say =
        cx.may(if member.role == Role::Owner { Permission::ManageOrg } else { Permission::ManageTeam });
    let stays = page.is_last_owner && (is_viewer || has_say);
    let (email, role) = (member.email.clone(), (CommonTexts::spoken(cx.locale).role)(member.role));
    let joined = cx.moment(member.joined_at);
    let seen = match member.seen_at {
        Some(at) => view! { <Time at=cx.moment(at)/> }.into_any(),
        None => t.not_seen.into_any(),
    };
    let facts = view! {
        <Card>
            <DataList>
                <Fact term=t.email>{email}</Fact>
                <Fact term=t.role>{role}</Fact>
                <Fact term=t.joined><Time at=joined/></Fact>
                <Fact term=t.seen>{seen}</Fact>
            </DataList>
        </Card>
    };
    let role = (has_say && !stays).then(|| role_form(member, actions, cx));
    let way_out = match (stays, is_viewer, has_say) {
        (true, ..) | (false, false, false) => None,
        (false, true, _) => Some(leave_form(page, actions, cx)),
        (false, false, true) => Some(remove_form(page, actions, cx)),
    };
    view! {
        <PageTitle text=(CommonTexts::spoken(cx.locale).title)(&member.name)/>
        <PageHead title=member.name.clone() crumb=crumb/>
        <div class="stack">
            {facts}
            {refusals(&[actions.remove, actions.leave])}
            {stays.then(|| view! { <Notice tone=Tone::Off text=t.last_owner/> })}
            {role}
            {way_out}
        </div>
    }
    .into_any()
}

fn role_form(member: &MemberView, actions: Actions, cx: PageCx) -> AnyView {
    let t = TeamTexts::spoken(cx.locale);
    let offered = |role: &Role| *role != Role::Owner || cx.may(Permission::ManageOrg);
    let option = |role: Role| {
        SelectOption::new(
            role.code(),
            (t.role_choice)((CommonTexts::spoken(cx.locale).role)(role), (t.role_hint)(role)),
        )
    };
    let options = Role::ALL.into_iter().filter(offered).map(option).collect();
    let user = member.user.to_string();
    let bound = actions.role.bind(RoleForm::role(), member.role.code());
    view! {
        <Card title=t.change_role lead=t.change_role_lead>
            <Form action=ChangeRole::PATH form_action=actions.role.action() class="form">
                <input type="hidden" name="user" value=user/>
                <ProblemNotice problem=actions.role.general()/>
                <Select
                    label=t.role
                    bound=bound
                    options=options
                />
                <div class="actions">
                    <Button label=t.save_role variant=Variant::Primary pending=actions.role.pending()/>
                </div>
            </Form>
        </Card>
    }
    .into_any()
}

/// Says which tokens end when the member goes.
fn ending(page: &team::MemberPage, cx: PageCx) -> Option<AnyView> {
    let t = TeamTexts::spoken(cx.locale);
    let next = cx.may(Permission::ManageTeam).then(|| NextStep {
        href: tokens::SERVICE.to_owned(),
        label: TokenTexts::spoken(cx.locale).see.to_owned(),
    });
    let text = (page.service_tokens > 0).then(|| (t.tokens_end)(page.service_tokens))?;
    Some(match next {
        Some(next) => view! { <Notice tone=Tone::Warn text=text next=next/> }.into_any(),
        None => view! { <Notice tone=Tone::Warn text=text/> }.into_any(),
    })
}

fn remove_form(page: &team::MemberPage, actions: Actions, cx: PageCx) -> AnyView {
    let t = TeamTexts::spoken(cx.locale);
    let member = &page.member;
    let (user, label) = (member.user.to_string(), (t.remove_now)(&member.name));
    let ending = ending(page, cx);
    view! {
        <Card title=t.remove lead=(t.remove_lead)(&member.name)>
            <div class="stack">
            {ending}
            <Form action=RemoveMember::PATH form_action=actions.remove.action()>
                <input type="hidden" name="user" value=user/>
                <Button
                    label=label
                    variant=Variant::Destroy
                    pending=actions.remove.pending()
                />
            </Form>
            </div>
        </Card>
    }
    .into_any()
}

fn leave_form(page: &team::MemberPage, actions: Actions, cx: PageCx) -> AnyView {
    let t = TeamTexts::spoken(cx.locale);
    let (is_only_org, ending) = (page.is_only_org, ending(page, cx));
    view! {
        <Card title=t.leave lead=t.leave_lead>
            <div class="stack">
            {is_only_org.then(|| view! { <Notice tone=Tone::Warn text=t.only_org/> })}
            {ending}
            <Form action=LeaveOrg::PATH form_action=actions.leave.action()>
                <Button label=t.leave_now variant=Variant::Destroy pending=actions.leave.pending()/>
            </Form>
            </div>
        </Card>
    }
    .into_any()
}
