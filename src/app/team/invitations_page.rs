//! `/dashboard/team/invitations`: inviting people, and the invitations that are open.

use leptos::{prelude::*, server_fn::ServerFn};

use super::{
    INVITATIONS, PATH, TeamTexts,
    api::{INVITE_FORM, Invite, REINVITE_FORM, REVOKE_FORM, Reinvite, Revoke},
};
use crate::{
    app::{
        address::use_address,
        copy::copyable,
        errors::ProblemNotice,
        form_action::Form,
        form_state::{FormState, FormStates, form_states, input_name, refusals},
        i18n::{CommonTexts, Spoken},
        list::List,
        page_context::{use_flash, use_has_mailbox, use_sign_up},
        page_cx::{PageCx, failed, skeleton},
        read::use_view,
        ui::{
            button::{Button, Variant},
            card::Card,
            empty_state::EmptyState,
            field::TextField,
            icon::Icon,
            notice::{NextStep, Notice},
            page::{Page, PageHead},
            page_title::PageTitle,
            pill::{Pill, Tone},
            select::{Select, SelectOption},
            time::Time,
        },
    },
    domain::{
        form::Input,
        invitation::{
            Channel, Delivery, InvitationState, InvitationView, InvitationsQuery, InvitationsView,
            InviteForm, ReinviteForm, may_give,
        },
        role::{Permission, Role},
        topic::Topic,
    },
};

form_states! {
    struct Actions {
        invite: INVITE_FORM,
        again: REINVITE_FORM,
        revoke: REVOKE_FORM => |cx| TeamTexts::spoken(cx.locale).revoked,
    }
}

#[component]
pub fn InvitationsPage() -> impl IntoView {
    let cx = PageCx::here();
    let t = TeamTexts::spoken(cx.locale);
    let crumb = NextStep { href: PATH.to_owned(), label: t.title.to_owned() };
    let address = use_address();
    let asked = Signal::derive(move || Some(address.with(InvitationsQuery::read).to_string()));
    let actions = Actions::new(cx);
    let list = use_view::<InvitationsView>(asked, &[Topic::Team], actions.answers());
    let invite = cx.may(Permission::ManageTeam).then(|| form(actions, cx));
    view! {
        <PageTitle text=(CommonTexts::spoken(cx.locale).title)(t.invitations)/>
        <Page>
            <PageHead title=t.invitations lead=t.invitations_lead crumb=crumb/>
            <div class="stack">
                {made_link(cx)}
                {invite}
                {refusals(&[actions.again, actions.revoke])}
                {list.shown(skeleton(t.invitations_loading), failed, move |list| {
                    whole(list, &address.with_untracked(InvitationsQuery::read), actions, cx.at(list.now))
                })}
            </div>
        </Page>
    }
    .into_any()
}

/// The link of the invitation that was just made: the next page does not have it any more.
pub(in crate::app) fn made_link(cx: PageCx) -> Option<AnyView> {
    let t = TeamTexts::spoken(cx.locale);
    let link = use_flash().with_untracked(|flash| flash.as_ref()?.link.clone())?;
    Some(
        view! {
            <Card title=t.link lead=t.link_lead>
                {copyable(link)}
            </Card>
        }
        .into_any(),
    )
}

fn form(actions: Actions, cx: PageCx) -> AnyView {
    let t = TeamTexts::spoken(cx.locale);
    let invite = actions.invite;
    let offered = |role: &Role| cx.role().is_some_and(|own| may_give(own, *role));
    let option = |role: Role| {
        SelectOption::new(
            role.code(),
            (t.role_choice)((CommonTexts::spoken(cx.locale).role)(role), (t.role_hint)(role)),
        )
    };
    let roles = Role::ALL.into_iter().filter(offered).map(option).collect();
    let closed = (!use_sign_up().makes_invited_accounts())
        .then(|| view! { <Notice tone=Tone::Off text=t.invitation_closed/> });
    let email = invite.bind(InviteForm::email(), "");
    let role = invite.bind(InviteForm::role(), Role::Member.code());
    let sending = sending(invite, InviteForm::channel(), InviteForm::language(), cx);
    view! {
        <Card title=t.invite lead=t.invite_lead>
            <Form action=Invite::PATH form_action=invite.action() class="form">
                {no_mailbox(cx)}
                {closed}
                <ProblemNotice problem=invite.general()/>
                <TextField label=t.email bound=email kind="email" autocomplete="off" required=true/>
                <Select label=t.role bound=role options=roles/>
                {sending}
                <div class="actions">
                    <Button label=t.invite_now variant=Variant::Primary pending=invite.pending()/>
                </div>
            </Form>
        </Card>
    }
    .into_any()
}

/// Says that the installation sends no mail, where it has no mailbox.
pub(in crate::app) fn no_mailbox(cx: PageCx) -> Option<AnyView> {
    let t = TeamTexts::spoken(cx.locale);
    (!use_has_mailbox()).then(|| view! { <Notice tone=Tone::Off text=t.invitation_no_mailbox/> }.into_any())
}

/// The inputs of how an invitation goes out, and in which language.
pub(in crate::app) fn sending(state: FormState, channel: Input, language: Input, cx: PageCx) -> AnyView {
    let t = TeamTexts::spoken(cx.locale);
    let channels = Channel::ALL.map(|channel| SelectOption::new(channel.code(), (t.channel)(channel)));
    let usual = if use_has_mailbox() { Channel::Mail } else { Channel::Link };
    let channel = state.bind(channel, usual.code());
    let language = state.bind(language, cx.locale.code());
    view! {
        <Select label=t.channel_label bound=channel options=channels.to_vec() hint=t.channel_hint/>
        <Select label=t.language bound=language options=SelectOption::languages()/>
    }
    .into_any()
}

fn whole(list: &InvitationsView, query: &InvitationsQuery, actions: Actions, cx: PageCx) -> AnyView {
    let t = TeamTexts::spoken(cx.locale);
    let pages = List { path: INVITATIONS, title: t.invitations, first: t.newest, next: t.older };
    let rows = match (list.invitations.is_empty(), query.after.is_none()) {
        (true, true) => {
            view! { <EmptyState icon=Icon::Badge title=t.no_invitations text=t.no_invitations_text/> }
                .into_any()
        }
        (true, false) => pages.no_match((t.no_invitations, t.no_invitations_text), t.newest),
        (false, _) => {
            let rows: Vec<AnyView> = list.invitations.iter().map(|one| row(one, actions, cx)).collect();
            view! { <ul class="card rows">{rows}</ul> }.into_any()
        }
    };
    let first = query.after.is_some().then(|| query.from(None).to_string());
    let next = list.next.as_ref().map(|next| query.from(Some(next)).to_string());
    view! {
        {rows}
        {pages.pages(first, next)}
    }
    .into_any()
}

/// Draws the state of an invitation.
pub(in crate::app) fn standing(invitation: &InvitationView, cx: PageCx) -> AnyView {
    let t = TeamTexts::spoken(cx.locale);
    let (tone, label) = match (invitation.standing, invitation.delivery) {
        (InvitationState::Over, _) => (Tone::Off, t.is_over),
        (InvitationState::NoRight, _) => (Tone::Warn, t.is_void),
        (InvitationState::Open, Delivery::Shown) => (Tone::Busy, t.was_shown),
        (InvitationState::Open, Delivery::OnItsWay) => (Tone::Busy, t.on_its_way),
        (InvitationState::Open, Delivery::Sent) => (Tone::Busy, t.was_sent),
        (InvitationState::Open, Delivery::Unsure) => (Tone::Warn, t.may_have_come),
        (InvitationState::Open, Delivery::Failed) => (Tone::Bad, t.did_not_go),
        (InvitationState::Open, Delivery::AtOperator) => (Tone::Warn, t.at_operator),
    };
    view! { <Pill tone=tone label=label/> }.into_any()
}

/// The channel by which an invitation is given another link, with the words of the button.
pub(in crate::app) fn again(invitation: &InvitationView, cx: PageCx) -> (Channel, &'static str, String) {
    let t = TeamTexts::spoken(cx.locale);
    match invitation.delivery {
        Delivery::Shown => (Channel::Link, t.another_link, (t.another_link_spoken)(&invitation.email)),
        _ => (Channel::Mail, t.send_again, (t.send_again_spoken)(&invitation.email)),
    }
}

fn row(invitation: &InvitationView, actions: Actions, cx: PageCx) -> AnyView {
    let t = TeamTexts::spoken(cx.locale);
    let InvitationView { id, email, role, by, expires_at, .. } = invitation;
    let (channel, again, spoken) = again(invitation, cx);
    let may = cx.role().is_some_and(|own| may_give(own, *role));
    let moment = cx.moment(*expires_at);
    let until = match invitation.standing {
        InvitationState::Over => view! { {t.ended}" "<Time at=moment/> }.into_any(),
        InvitationState::Open | InvitationState::NoRight => {
            view! { {t.until}" "<Time at=moment/> }.into_any()
        }
    };
    let buttons = may.then(|| {
        let (id, revoked_id, revoke_spoken) = (id.to_string(), id.to_string(), (t.revoke_spoken)(email));
        view! {
            <Form action=Reinvite::PATH form_action=actions.again.action()>
                <input type="hidden" name="id" value=id/>
                <input type="hidden" name=input_name(ReinviteForm::channel().name) value=channel.code()/>
                <Button label=again spoken=spoken pending=actions.again.pending()/>
            </Form>
            <Form action=Revoke::PATH form_action=actions.revoke.action()>
                <input type="hidden" name="id" value=revoked_id/>
                <Button
                    label=t.revoke
                    spoken=revoke_spoken
                    variant=Variant::Danger
                    pending=actions.revoke.pending()
                />
            </Form>
        }
        .into_any()
    });
    view! {
        <li>
            <div>
                <b>{email.clone()}</b>
                <p>{(t.invited_by)(by, (CommonTexts::spoken(cx.locale).role)(*role))}</p>
            </div>
            <span class="hint">{until}</span>
            {standing(invitation, cx)}
            <div class="actions">{buttons}</div>
        </li>
    }
    .into_any()
}
